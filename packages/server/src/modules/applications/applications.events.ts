import type { NewEvent } from '../events/events.service.ts';

interface Subject {
  id: string;
  candidateId: string;
  jobId: string;
}

export function candidateApplied(application: Subject & { stageId: string }): NewEvent {
  const { id, candidateId, jobId, stageId } = application;
  return { type: 'candidates.applied', subjectId: id, payload: { candidateId, jobId, stageId } };
}

export function applicationMoved(
  application: Subject,
  move: { fromStageId: string; toStageId: string; toKind: string },
): NewEvent {
  const { id, candidateId, jobId } = application;
  return { type: 'applications.moved', subjectId: id, payload: { candidateId, jobId, ...move } };
}

export function applicationCommented(application: Subject, number: number): NewEvent {
  const { id, candidateId, jobId } = application;
  return { type: 'applications.commented', subjectId: id, payload: { candidateId, jobId, number } };
}

export function applicationRated({ id, candidateId, jobId }: Subject): NewEvent {
  return { type: 'applications.rated', subjectId: id, payload: { candidateId, jobId } };
}

export function applicationHired(application: Subject & { stageId: string }): NewEvent {
  const { id, candidateId, jobId, stageId } = application;
  return { type: 'applications.hired', subjectId: id, payload: { candidateId, jobId, stageId } };
}

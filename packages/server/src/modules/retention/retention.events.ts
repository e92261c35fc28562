import type { NewEvent } from '../events/events.service.ts';

export function retentionDue(candidateId: string, dueOn: string): NewEvent {
  return { type: 'candidates.retention_due', subjectId: candidateId, payload: { dueOn } };
}

export function candidateRestricted(candidateId: string, isRestricted: boolean): NewEvent {
  return { type: 'candidates.restricted', subjectId: candidateId, payload: { restricted: isRestricted } };
}

export function candidateErased(candidateId: string): NewEvent {
  return { type: 'candidates.erased', subjectId: candidateId, payload: {} };
}

export function candidateExported(candidateId: string): NewEvent {
  return { type: 'candidates.exported', subjectId: candidateId, payload: {} };
}

import type { NewEvent } from '../events/events.service.ts';

interface Subject {
  id: string;
  applicationId: string;
  connectionId: string;
  attempt: number;
}

export function hireRequested(hire: Subject): NewEvent {
  return { type: 'hires.requested', subjectId: hire.id, payload: idsOf(hire) };
}

export function hireCompleted(hire: Subject, employeeNumber: string): NewEvent {
  return { type: 'hires.completed', subjectId: hire.id, payload: { ...idsOf(hire), employeeNumber } };
}

export function hireFailed(hire: Subject, step: string): NewEvent {
  return { type: 'hires.failed', subjectId: hire.id, payload: { ...idsOf(hire), step } };
}

export function hireAttentionNeeded(hire: Subject, step: string | null): NewEvent {
  return { type: 'hires.attention_needed', subjectId: hire.id, payload: { ...idsOf(hire), step } };
}

export function hireDrafted(hire: Subject): NewEvent {
  return { type: 'hires.drafted', subjectId: hire.id, payload: idsOf(hire) };
}

export function hireCancelled(hire: Subject): NewEvent {
  return { type: 'hires.cancelled', subjectId: hire.id, payload: idsOf(hire) };
}

interface FindingSubject {
  id: string;
  kind: string;
  connectionId: string;
  hireId: string | null;
  employeeIds: readonly string[];
}

export function findingOpened(finding: FindingSubject): NewEvent {
  return { type: 'hires.finding_opened', subjectId: finding.id, payload: findingIds(finding) };
}

export function findingResolved(finding: FindingSubject): NewEvent {
  return { type: 'hires.finding_resolved', subjectId: finding.id, payload: findingIds(finding) };
}

function findingIds({ kind, connectionId, hireId, employeeIds }: FindingSubject): Record<string, unknown> {
  return { kind, connectionId, hireId, employeeIds };
}

interface ChangeSubject {
  id: string;
  hireId: string;
  kind: string;
}

export function changeProposed(change: ChangeSubject & { fields: readonly string[] }): NewEvent {
  const { hireId, kind, fields } = change;
  return { type: 'hire_changes.proposed', subjectId: change.id, payload: { hireId, kind, fields } };
}

export function changeEnded({ id, hireId, kind }: ChangeSubject, state: 'done' | 'failed'): NewEvent {
  const type = state === 'done' ? 'hire_changes.completed' : 'hire_changes.failed';
  return { type, subjectId: id, payload: { hireId, kind } };
}

function idsOf({ applicationId, connectionId, attempt }: Subject): Record<string, unknown> {
  return { applicationId, connectionId, attempt };
}

import type { NewEvent } from '../events/events.service.ts';

export function candidateCreated(id: string): NewEvent {
  return { type: 'candidates.created', subjectId: id, payload: {} };
}

export function candidateUpdated(id: string, changed: string[]): NewEvent {
  return { type: 'candidates.updated', subjectId: id, payload: { changed } };
}

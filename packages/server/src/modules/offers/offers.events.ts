import type { NewEvent } from '../events/events.service.ts';

export function offerCreated(applicationId: string, state: string): NewEvent {
  return { type: 'offers.created', subjectId: applicationId, payload: { state } };
}

export function offerUpdated(applicationId: string, state: string, changed: string[]): NewEvent {
  return { type: 'offers.updated', subjectId: applicationId, payload: { state, changed } };
}

export function offerRemoved(applicationId: string): NewEvent {
  return { type: 'offers.removed', subjectId: applicationId, payload: {} };
}

import type { NewEvent } from '../events/events.service.ts';

export function connectionCreated(id: string, provider: string): NewEvent {
  return { type: 'connections.created', subjectId: id, payload: { provider } };
}

export function connectionUpdated(id: string, changed: string[]): NewEvent {
  return { type: 'connections.updated', subjectId: id, payload: { changed } };
}

export function connectionSwitched(id: string, enabled: boolean): NewEvent {
  return { type: enabled ? 'connections.enabled' : 'connections.disabled', subjectId: id, payload: {} };
}

export function connectionRemoved(id: string): NewEvent {
  return { type: 'connections.removed', subjectId: id, payload: {} };
}

/** `lost`: names of fields and tables. */
export function connectionDegraded(id: string, lost: readonly string[]): NewEvent {
  return { type: 'connections.degraded', subjectId: id, payload: { lost } };
}

/** The provider refuses the key: nothing is sent any more. */
export function connectionStopped(id: string): NewEvent {
  return { type: 'connections.stopped', subjectId: id, payload: { reason: 'unauthorized' } };
}

export function connectionResumed(id: string): NewEvent {
  return { type: 'connections.resumed', subjectId: id, payload: {} };
}

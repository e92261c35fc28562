import type { NewEvent } from '../events/events.service.ts';

export function mappingChanged(connectionId: string): NewEvent {
  return { type: 'connections.updated', subjectId: connectionId, payload: { changed: ['hireMapping'] } };
}

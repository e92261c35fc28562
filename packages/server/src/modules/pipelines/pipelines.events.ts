import type { NewEvent } from '../events/events.service.ts';

export function pipelineCreated(id: string): NewEvent {
  return { type: 'pipelines.created', subjectId: id, payload: {} };
}

export function pipelineUpdated(id: string, changed: string[]): NewEvent {
  return { type: 'pipelines.updated', subjectId: id, payload: { changed } };
}

export function pipelineRemoved(id: string): NewEvent {
  return { type: 'pipelines.removed', subjectId: id, payload: {} };
}

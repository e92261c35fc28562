import type { NewEvent } from '../events/events.service.ts';

export function jobCreated(job: { id: string; number: number }): NewEvent {
  return { type: 'jobs.created', subjectId: job.id, payload: { number: job.number } };
}

export function jobUpdated(id: string, changed: string[]): NewEvent {
  return { type: 'jobs.updated', subjectId: id, payload: { changed } };
}

export function jobPublished(id: string): NewEvent {
  return { type: 'jobs.published', subjectId: id, payload: {} };
}

export function jobClosed(id: string): NewEvent {
  return { type: 'jobs.closed', subjectId: id, payload: {} };
}

export function jobDeleted(id: string): NewEvent {
  return { type: 'jobs.deleted', subjectId: id, payload: {} };
}

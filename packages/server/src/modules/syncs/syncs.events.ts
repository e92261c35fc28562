import type { NewEvent } from '../events/events.service.ts';

interface Subject {
  id: string;
  connectionId: string;
  kind: string;
  reason: string;
}

export function syncCompleted(sync: Subject, counts: Record<string, number>): NewEvent {
  return { type: 'syncs.completed', subjectId: sync.id, payload: { ...idsOf(sync), counts } };
}

export function syncFailed(sync: Subject, problem: string): NewEvent {
  return { type: 'syncs.failed', subjectId: sync.id, payload: { ...idsOf(sync), problem } };
}

export function syncHeld(sync: Subject): NewEvent {
  return { type: 'syncs.held', subjectId: sync.id, payload: idsOf(sync) };
}

function idsOf({ connectionId, kind, reason }: Subject): Record<string, unknown> {
  return { connectionId, kind, reason };
}

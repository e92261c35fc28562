import type { NewEvent } from '../events/events.service.ts';

export function attentionNeeded(recordId: string, connectionId: string): NewEvent {
  return { type: 'recruiting.attention_needed', subjectId: recordId, payload: { connectionId } };
}

const ends = {
  done: 'recruiting_writes.completed',
  refused: 'recruiting_writes.refused',
  needs_attention: 'recruiting_writes.attention_needed',
} as const;

export function writeSettled(
  {
    id,
    connectionId,
    kind,
    candidateId,
  }: { id: string; connectionId: string; kind: string; candidateId: string | null },
  state: keyof typeof ends,
): NewEvent {
  return { type: ends[state], subjectId: id, payload: { connectionId, kind, candidateId } };
}

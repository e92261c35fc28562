import type { NewEvent } from '../events/events.service.ts';

interface Subject {
  id: string;
  connectionId: string;
  kind: string;
  employeeNumber: number | null;
}

const ends = {
  done: 'provider_writes.completed',
  refused: 'provider_writes.refused',
  needs_attention: 'provider_writes.attention_needed',
} as const;

export function writeSettled(write: Subject, state: keyof typeof ends): NewEvent {
  const { connectionId, kind, employeeNumber } = write;
  return { type: ends[state], subjectId: write.id, payload: { connectionId, kind, employeeNumber } };
}

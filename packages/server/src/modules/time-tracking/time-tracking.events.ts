import type { NewEvent } from '../events/events.service.ts';

interface Whose {
  id: string;
  number: number;
}

type What = { entryIds: number[] } | { recordId: string };

export function recorded(employee: Whose, what: What): NewEvent {
  return {
    type: 'time_tracking.recorded',
    subjectId: employee.id,
    payload: { number: employee.number, ...what },
  };
}

export function removed(employee: Whose, what: What): NewEvent {
  return {
    type: 'time_tracking.removed',
    subjectId: employee.id,
    payload: { number: employee.number, ...what },
  };
}

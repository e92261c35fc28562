import type { NewEvent } from '../events/events.service.ts';
import type { RequestStatus } from './time-off.ts';

interface Whose {
  id: string;
  number: number;
}

export function requestRecorded(employee: Whose, requestId: number, status: RequestStatus): NewEvent {
  return {
    type: 'time_off.requested',
    subjectId: employee.id,
    payload: { number: employee.number, requestId, status },
  };
}

export function statusChanged(employee: Whose, requestId: number, status: RequestStatus): NewEvent {
  return {
    type: 'time_off.updated',
    subjectId: employee.id,
    payload: { number: employee.number, requestId, status },
  };
}

export function adjusted(employee: Whose, what: { historyId: number } | { policyIds: number[] }): NewEvent {
  return { type: 'time_off.adjusted', subjectId: employee.id, payload: { number: employee.number, ...what } };
}

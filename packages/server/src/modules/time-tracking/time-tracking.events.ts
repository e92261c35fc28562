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

export function projectsUpdated(companyId: string, projectId: number): NewEvent {
  return { type: 'time_tracking.updated', subjectId: companyId, payload: { projectId } };
}

export function removed(employee: Whose, what: What): NewEvent {
  return {
    type: 'time_tracking.removed',
    subjectId: employee.id,
    payload: { number: employee.number, ...what },
  };
}

import type { NewEvent } from '../events/events.service.ts';

interface Whose {
  id: string;
  number: number;
}

export function recorded(employee: Whose, recordId: number, typeId: number): NewEvent {
  return {
    type: 'trainings.recorded',
    subjectId: employee.id,
    payload: { number: employee.number, recordId, typeId },
  };
}

export function removed(employee: Whose, recordId: number): NewEvent {
  return {
    type: 'trainings.removed',
    subjectId: employee.id,
    payload: { number: employee.number, recordId },
  };
}

export function updated(companyId: string, what: { typeId: number } | { categoryId: number }): NewEvent {
  return { type: 'trainings.updated', subjectId: companyId, payload: what };
}

import type { NewEvent } from '../events/events.service.ts';

interface Whose {
  id: string;
  number: number;
}

type GoalEvent = 'goals.created' | 'goals.updated' | 'goals.closed' | 'goals.reopened' | 'goals.removed';

export function told(type: GoalEvent, employee: Whose, goalId: number): NewEvent {
  return { type, subjectId: employee.id, payload: { number: employee.number, goalId } };
}

export function commented(employee: Whose, goalId: number, commentId: number): NewEvent {
  return {
    type: 'goals.commented',
    subjectId: employee.id,
    payload: { number: employee.number, goalId, commentId },
  };
}

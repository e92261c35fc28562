import type { NewEvent } from '../events/events.service.ts';

export function questionsChanged(companyId: string, keys: string[]): NewEvent {
  return { type: 'demographics.questions_changed', subjectId: companyId, payload: { keys } };
}

import type { NewEvent } from '../events/events.service.ts';

export function candidateConsented(candidateId: string, keys: string[]): NewEvent {
  return { type: 'candidates.consented', subjectId: candidateId, payload: { keys } };
}

export function consentWithdrawn(candidateId: string, key: string): NewEvent {
  return { type: 'candidates.consent_withdrawn', subjectId: candidateId, payload: { keys: [key] } };
}

export function consentTextChanged(id: string, key: string): NewEvent {
  return { type: 'consents.text_changed', subjectId: id, payload: { key } };
}

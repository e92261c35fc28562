import type { NewEvent } from '../events/events.service.ts';

export function candidatesMerged(keptId: string, payload: { mergedId: string; mergeId: string }): NewEvent {
  return { type: 'candidates.merged', subjectId: keptId, payload };
}

export function mergeUndone(keptId: string, payload: { mergedId: string; mergeId: string }): NewEvent {
  return { type: 'candidates.merge_undone', subjectId: keptId, payload };
}

export function duplicateFound(id: string, candidateIds: string[]): NewEvent {
  return { type: 'candidates.duplicate_found', subjectId: id, payload: { candidateIds } };
}

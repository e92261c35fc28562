// What the company thinks of a candidate, as callers give it: stars, tags, values of its own fields.
import type { CandidateFieldValue } from '@joinery/sdk';
import {
  type CustomValues,
  checkValues,
  type FieldRow,
  fieldKey,
} from '../candidate-fields/candidate-fields.ts';

export interface OpinionInput {
  rating?: number | null | undefined;
  tags?: string[] | undefined;
  removeTags?: string[] | undefined;
  customFields?: Record<string, CandidateFieldValue | null> | undefined;
}

export interface Opinion {
  rating: number | null;
  tags: string[];
  custom: CustomValues;
}

export interface OpinionChange {
  rating?: number | null;
  custom?: CustomValues;
  addedTags: string[];
  removedTags: string[];
  /** Labels of fields that have another value now. */
  fields: string[];
}

export const noOpinion: Opinion = { rating: null, tags: [], custom: {} };

export function givesOpinion({ rating, tags, removeTags, customFields }: OpinionInput): boolean {
  return [rating, tags, removeTags, customFields].some((part) => part !== undefined);
}

/**
 * @param replaces tags and fields are given as a whole: what is not named goes, but for values of fields
 * that are archived
 * @throws JoineryError `request.invalid` for values that their fields cannot hold
 */
export function changedOpinion(
  before: Opinion,
  input: OpinionInput,
  fields: readonly FieldRow[],
  replaces: boolean,
): OpinionChange {
  const { rating, customFields } = input;
  const wanted = input.tags?.map((tag) => tag.normalize('NFC'));
  const has = (tags: readonly string[], tag: string) => tags.some((one) => sameTag(one, tag));
  const taken = (input.removeTags ?? []).map((tag) => tag.normalize('NFC'));
  const gone = replaces && wanted !== undefined ? before.tags.filter((tag) => !has(wanted, tag)) : taken;
  const custom = customFields && changedValues(before.custom, customFields, fields, replaces);
  const changed = custom === undefined ? [] : differing(before.custom, custom);
  return {
    ...(rating === undefined || rating === before.rating ? {} : { rating }),
    ...(changed.length === 0 ? {} : { custom: custom ?? {} }),
    addedTags: once(wanted ?? []).filter((tag) => !has(before.tags, tag) && !has(taken, tag)),
    removedTags: before.tags.filter((tag) => has(gone, tag)),
    fields: fields.filter(({ number }) => changed.includes(fieldKey(number))).map(({ label }) => label),
  };
}

/** Names of the parts that change. */
export function changedParts({ rating, custom, addedTags, removedTags }: OpinionChange): string[] {
  return [
    ...(rating === undefined ? [] : ['rating']),
    ...(addedTags.length + removedTags.length === 0 ? [] : ['tags']),
    ...(custom === undefined ? [] : ['customFields']),
  ];
}

function changedValues(
  before: CustomValues,
  given: Record<string, CandidateFieldValue | null>,
  fields: readonly FieldRow[],
  replaces: boolean,
): CustomValues {
  const checked = checkValues(fields, given);
  const archived = new Set(
    fields.filter(({ archivedAt }) => archivedAt !== null).map(({ number }) => fieldKey(number)),
  );
  const kept = Object.entries(before).filter(([key]) => !replaces || archived.has(key));
  const all = { ...Object.fromEntries(kept), ...checked };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as CustomValues;
}

function differing(before: CustomValues, after: CustomValues): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

function once(tags: readonly string[]): string[] {
  return tags.filter((tag, index) => tags.findIndex((other) => sameTag(other, tag)) === index);
}

function sameTag(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

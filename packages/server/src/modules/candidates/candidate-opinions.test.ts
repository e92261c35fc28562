import { describe, expect, it } from 'vitest';
import type { FieldRow } from '../candidate-fields/candidate-fields.ts';
import { changedOpinion, changedParts, noOpinion } from './candidate-opinions.ts';

const aField = (number: number, part: Partial<FieldRow> = {}): FieldRow => ({
  id: `caf_${number}`,
  number,
  label: `Field ${number}`,
  help: null,
  type: 'short_text',
  options: [],
  position: number,
  archivedAt: null,
  ...part,
});
const options = [
  { id: 'a', label: 'Day shift' },
  { id: 'b', label: 'Night shift' },
];
const fields = [
  aField(1),
  aField(2, { type: 'single_choice', options }),
  aField(3, { type: 'multiple_choice', options }),
  aField(4, { type: 'number' }),
  aField(5, { archivedAt: new Date(0) }),
];

describe('tags of a candidate', () => {
  const before = { ...noOpinion, tags: ['Night', 'welder'] };
  it('are added to when they are merged, once whatever their case', () => {
    const change = changedOpinion(before, { tags: ['NIGHT', 'New', 'new'] }, fields, false);
    expect(change).toMatchObject({ addedTags: ['New'], removedTags: [] });
  });
  it('are taken off when that is said', () => {
    const change = changedOpinion(before, { removeTags: ['night', 'unknown'] }, fields, false);
    expect(change).toMatchObject({ addedTags: [], removedTags: ['Night'] });
  });
  it('are the whole list when they are replaced', () => {
    const change = changedOpinion(before, { tags: ['Welder', 'x'] }, fields, true);
    expect(change).toMatchObject({ addedTags: ['x'], removedTags: ['Night'] });
  });
  it('stay when they are not named', () => {
    expect(changedParts(changedOpinion(before, { rating: 3 }, fields, true))).toEqual(['rating']);
  });
});

describe('values of a company’s own fields', () => {
  const before = { ...noOpinion, custom: { cf_1: 'x', cf_4: 1, cf_5: 'kept' } };
  it('are set one by one when they are merged, and null clears', () => {
    const change = changedOpinion(before, { customFields: { cf_1: null, cf_4: 2 } }, fields, false);
    expect(change).toMatchObject({ custom: { cf_4: 2, cf_5: 'kept' }, fields: ['Field 1', 'Field 4'] });
  });
  it('are replaced as a whole, but for those of archived fields', () => {
    const change = changedOpinion(before, { customFields: { cf_1: ' y ' } }, fields, true);
    expect(change.custom).toEqual({ cf_1: 'y', cf_5: 'kept' });
  });
  it('name options by their ids or their labels', () => {
    const given = { cf_2: 'night SHIFT', cf_3: ['a', 'Night shift'] };
    expect(changedOpinion(noOpinion, { customFields: given }, fields, false).custom).toEqual({
      cf_2: 'b',
      cf_3: ['a', 'b'],
    });
  });
  it('change nothing when they are the same', () => {
    expect(changedParts(changedOpinion(before, { customFields: { cf_4: 1 } }, fields, false))).toEqual([]);
  });
  it.each([
    [{ cf_4: 'many' }, 'customFields.cf_4'],
    [{ cf_2: 'Weekend' }, 'customFields.cf_2'],
    [{ cf_9: 'x' }, 'customFields.cf_9'],
    [{ cf_5: 'x' }, 'customFields.cf_5'],
    [{ cf_1: 'x'.repeat(501) }, 'customFields.cf_1'],
  ])('cannot be %j', (customFields, path) => {
    expect(() => changedOpinion(before, { customFields }, fields, false)).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        issues: [expect.objectContaining({ path })],
      }),
    );
  });
});

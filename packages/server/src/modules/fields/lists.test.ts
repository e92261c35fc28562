import { describe, expect, it } from 'vitest';
import { sentOptions, stepsFor } from './lists.ts';

const now = new Date('2026-05-29T00:00:00Z');
const options = [
  { id: 1, name: 'Sales', adpCode: null, archivedAt: null },
  { id: 2, name: 'Old', adpCode: null, archivedAt: new Date(0) },
];
const steps = (...changes: Parameters<typeof stepsFor>[2]) => stepsFor(4, options, changes, now);

describe('changes of options', () => {
  it('come to steps, without those that change nothing', () => {
    expect(steps({ id: 1, name: 'Sales' }, { id: 2, archived: true })).toEqual([]);
    expect(
      steps(
        { id: 1, name: 'Revenue' },
        { name: 'Ops', adpCode: 'O' },
        { id: 2, archived: false },
        { id: 1, archived: true },
      ),
    ).toEqual([
      { before: options[0], after: { name: 'Revenue', adpCode: null, archivedAt: null } },
      { before: null, after: { name: 'Ops', adpCode: 'O', archivedAt: null } },
      { before: options[1], after: { name: 'Old', adpCode: null, archivedAt: null } },
      {
        before: { ...options[0], name: 'Revenue' },
        after: { name: 'Revenue', adpCode: null, archivedAt: now },
      },
    ]);
  });

  it('may correct the spelling of a name', () => {
    expect(steps({ id: 1, name: 'SALES' })).toHaveLength(1);
  });

  it.each([
    ['an unknown option', { id: 9, name: 'X' }, 'lists.option_not_found'],
    ['a name that an option has', { name: 'sales' }, 'lists.option_taken'],
    ['a name that an archived option has', { id: 1, name: 'OLD' }, 'lists.option_taken'],
  ])('are refused for %s', (_, change, code) => {
    expect(() => steps(change)).toThrow(expect.objectContaining({ code }));
  });

  it('are refused for two new options of one name', () => {
    expect(() => steps({ name: 'Ops' }, { name: 'ops' })).toThrow(
      expect.objectContaining({ code: 'lists.option_taken' }),
    );
  });

  it('leave alone what the server goes by', () => {
    const terminated = [{ id: 3, name: 'Terminated', adpCode: null, archivedAt: null }];
    const change = (to: object) => stepsFor(16, terminated, [{ id: 3, ...to }], now);
    for (const to of [{ name: 'Gone' }, { archived: true }])
      expect(() => change(to)).toThrow(expect.objectContaining({ code: 'lists.not_manageable' }));
    expect(change({ name: 'Terminated' })).toEqual([]);
  });
});

describe('changes as they go to the provider', () => {
  const now = new Date('2026-01-01');
  const ours = [
    { id: 7, name: 'Sales', adpCode: null, archivedAt: null },
    { id: 8, name: 'Ops', adpCode: null, archivedAt: null },
  ];
  const theirs = [{ id: '170', name: ' sales ' }];
  const sent = (...changes: Parameters<typeof stepsFor>[2]) =>
    sentOptions(stepsFor(4, ours, changes, now), theirs);

  it('name options by the ids that the provider has for them, and only what differs', () => {
    expect(sent({ name: 'Law' }, { id: 7, name: 'Selling' }, { id: 7, archived: true })).toEqual([
      { name: 'Law' },
      { id: '170', name: 'Selling', archived: true },
    ]);
  });

  it('cannot be said of options that it does not know, and of codes', () => {
    expect(sent({ id: 8, name: 'Operations' })).toMatch(/does not show/);
    expect(sent({ id: 7, adpCode: 'S' })).toMatch(/ADP/);
    expect(sent({ name: 'Law', archived: true })).toMatch(/archived/);
  });
});

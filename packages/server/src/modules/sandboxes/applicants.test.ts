import { describe, expect, it } from 'vitest';
import { inventApplicant, inventOpenings, openSince } from './applicants.ts';

const now = new Date('2026-06-01T12:00:00Z');
const at = (index: number, hired = false) => inventApplicant('acme', index, { job: 'job_1', hired, now });
const many = Array.from({ length: 200 }, (_, index) => at(index));

describe('applicants of a sandbox', () => {
  it('are the same for the same seed', () => {
    expect(at(7)).toEqual(at(7));
    expect(inventOpenings('acme')).toEqual(inventOpenings('acme'));
    expect(inventApplicant('other', 7, { job: 'job_1', hired: false, now })).not.toEqual(at(7));
  });

  it('have a past that is in order and over', () => {
    for (const { appliedAt, history } of many) {
      const times = [openSince(now), appliedAt, ...history.map((entry) => entry.at)].map((time) =>
        time.getTime(),
      );
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(Math.max(...times)).toBeLessThanOrEqual(now.getTime());
    }
  });

  it('stand in many stages, some with documents, remarks and blanks', () => {
    const last = many.map(({ history }) =>
      history.reduce((stage, entry) => ('stageNumber' in entry ? entry.stageNumber : stage), 1),
    );
    expect(new Set(last).size).toBeGreaterThanOrEqual(9);
    for (const has of [
      (a: (typeof many)[number]) => a.resume !== undefined,
      (a: (typeof many)[number]) => a.coverLetter !== undefined,
      (a: (typeof many)[number]) => a.history.some((entry) => 'comment' in entry),
      (a: (typeof many)[number]) => a.referredBy !== undefined,
    ])
      expect([many.some(has), many.every(has)]).toEqual([true, false]);
    const hired = at(1, true).history.filter((entry) => 'stageNumber' in entry);
    expect(hired.at(-1)).toMatchObject({ stageNumber: 15 });
  });

  it('find open jobs, and jobs that are not', () => {
    const statuses = inventOpenings('acme').map(({ status }) => status);
    expect(statuses.at(-1)).toBe('open');
    expect(new Set(statuses)).toEqual(new Set(['open', 'draft', 'on_hold', 'filled', 'canceled']));
  });
});

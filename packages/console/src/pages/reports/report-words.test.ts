import type { HiringReport } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { funnelBars, groupRows, shareOf, stageName, stagePlot, timeWords } from './report-words.ts';

const funnel = { applied: 8, considered: 4, offered: 2, hired: 1, rejected: 3, withdrawn: 1 };
const stage = (change: Partial<HiringReport['stages'][number]>): HiringReport['stages'][number] => ({
  stageId: 'stg_1',
  name: 'New',
  kind: 'new',
  pipeline: 'Hiring',
  entered: 8,
  standing: 2,
  medianHours: 36,
  p90Hours: 96,
  ...change,
});
const report: HiringReport = {
  from: '2026-01-01',
  to: '2026-12-31',
  total: funnel,
  jobs: { items: [{ jobId: 'job_1', number: 1, title: 'Guide', ...funnel }], others: null },
  sources: { items: [{ source: null, ...funnel }], others: { count: 12, ...funnel } },
  recruiters: {
    items: [
      { userId: null, name: null, ...funnel },
      { userId: 'usr_1', name: null, ...funnel },
      { userId: 'usr_2', name: 'Bo Day', ...funnel },
    ],
    others: null,
  },
  stages: [stage({})],
};

describe('the groups of a report', () => {
  it('have names also where nobody said any, and those that are not listed are there as one', () => {
    expect(groupRows(report, 'jobs').map(({ name }) => name)).toEqual(['Guide']);
    expect(groupRows(report, 'sources').map(({ name }) => name)).toEqual(['Not said', '12 others']);
    expect(groupRows(report, 'recruiters').map(({ name }) => name)).toEqual([
      'Came by themselves',
      'Somebody without a name',
      'Bo Day',
    ]);
  });

  it('have keys that are all different', () => {
    for (const grouping of ['jobs', 'sources', 'recruiters'] as const) {
      const keys = groupRows(report, grouping).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

it('a share is of those who applied, and none where nobody did', () => {
  expect(shareOf(3, { applied: 8 })).toBe('38 %');
  expect(shareOf(0, { applied: 0 })).toBe('–');
  expect(funnelBars(funnel).map(({ share }) => share)).toEqual(['100 %', '50 %', '25 %', '13 %']);
});

it.each([
  [null, '–'],
  [0.25, '15 min'],
  [36, '36 h'],
  [47.96, '48 h'],
  [48, '2 days'],
  [100, '4.2 days'],
])('%s hours are said as %s', (hours, words) => {
  expect(timeWords(hours)).toBe(words);
});

it('stages are named with their pipeline where there are several', () => {
  const other = stage({ stageId: 'stg_2', pipeline: 'Sales' });
  expect(stageName(stage({}), [stage({})])).toBe('New');
  expect(stageName(other, [stage({}), other])).toBe('New (Sales)');
});

it('a stage that nobody has left has no bar', () => {
  const { bars } = stagePlot([stage({}), stage({ stageId: 'stg_2', medianHours: null, p90Hours: null })]);
  expect(bars).toEqual([{ name: 'New', median: 1.5, p90: 4 }]);
  expect(stagePlot([stage({ medianHours: 0.0001, p90Hours: 0.0002 })]).bars).toEqual([]);
});

it('bars are in days, hours or minutes, as the longest asks for', () => {
  const plotOf = (medianHours: number, p90Hours: number) => stagePlot([stage({ medianHours, p90Hours })]);
  expect(plotOf(36, 96)).toMatchObject({ unit: 'days', bars: [{ median: 1.5, p90: 4 }] });
  expect(plotOf(1.25, 30)).toMatchObject({ unit: 'h', bars: [{ median: 1.3, p90: 30 }] });
  expect(plotOf(0.05, 0.5)).toMatchObject({ unit: 'min', bars: [{ median: 3, p90: 30 }] });
});

it('tells jobs of one title apart by their numbers', () => {
  const job = (number: number, title: string) => ({ jobId: `job_${number}`, number, title, ...funnel });
  const jobs = { items: [job(1, 'Guide'), job(2, 'Cook'), job(3, 'Guide')], others: null };
  const names = groupRows({ ...report, jobs }, 'jobs').map(({ name }) => name);
  expect(names).toEqual(['Guide (1)', 'Cook', 'Guide (3)']);
});

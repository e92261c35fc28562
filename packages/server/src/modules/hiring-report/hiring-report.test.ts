import type { HiringReport } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { periodOf, toCsv } from './hiring-report.ts';

describe('the days of a report', () => {
  it.each([
    [{}, '2026-11-26', { from: '2025-11-27', to: '2026-11-26' }],
    [{ to: '2026-03-31' }, '2026-11-26', { from: '2025-04-01', to: '2026-03-31' }],
    [{ to: '2024-02-29' }, '2026-11-26', { from: '2023-03-02', to: '2024-02-29' }],
    [{ from: '2026-01-01' }, '2026-11-26', { from: '2026-01-01', to: '2026-11-26' }],
    [{ from: '2026-01-01', to: '2026-01-01' }, '2026-11-26', { from: '2026-01-01', to: '2026-01-01' }],
  ])('%j on %s', (given, today, period) => {
    expect(periodOf(given, today)).toEqual(period);
  });

  it('do not end before they begin', () => {
    expect(() => periodOf({ from: '2026-02-02', to: '2026-02-01' }, '2026-11-26')).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});

const funnel = { applied: 4, considered: 3, offered: 2, hired: 1, rejected: 1, withdrawn: 0 };
const report: HiringReport = {
  from: '2026-01-01',
  to: '2026-12-31',
  total: funnel,
  jobs: {
    items: [{ jobId: 'job_1', number: 7, title: '=cmd()', ...funnel }],
    others: { count: 2, ...funnel },
  },
  sources: {
    items: [
      { source: null, ...funnel },
      { source: '@fair', ...funnel },
    ],
    others: null,
  },
  recruiters: { items: [{ userId: null, name: null, ...funnel }], others: null },
  stages: [
    {
      stageId: 'stg_1',
      name: '-1',
      kind: 'new',
      pipeline: 'Hiring',
      entered: 4,
      standing: 1,
      medianHours: 1.5,
      p90Hours: null,
    },
  ],
};

describe('a report as CSV', () => {
  it('has all jobs, and what people wrote is no formula', () => {
    expect(toCsv(report, 'jobs')).toBe(
      'Number,Job,Applied,Considered,Offered,Hired,Rejected,Withdrawn\r\n' +
        "7,'=cmd(),4,3,2,1,1,0\r\n,2 other jobs,4,3,2,1,1,0\r\n",
    );
  });

  it('says what is not known in words', () => {
    expect(toCsv(report, 'sources').split('\r\n').slice(1, 3)).toEqual([
      'Not said,4,3,2,1,1,0',
      "'@fair,4,3,2,1,1,0",
    ]);
    expect(toCsv(report, 'recruiters')).toContain('Came by themselves,4,3,2,1,1,0');
  });

  it('leaves a time out that nobody took', () => {
    expect(toCsv(report, 'stages')).toContain("Hiring,'-1,new,4,1,1.5,\r\n");
  });
});

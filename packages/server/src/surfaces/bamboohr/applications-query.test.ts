import { describe, expect, it } from 'vitest';
import { nextPageUrl, readApplicationsQuery, readJobsQuery } from './applications-query.ts';

const notDeleted = ['open', 'draft', 'on_hold', 'filled', 'canceled'];

describe('which jobs are asked for', () => {
  it.each([
    [{}, notDeleted],
    [{ statusGroups: 'ALL' }, [...notDeleted, 'deleted']],
    [{ statusGroups: 'Open' }, ['open']],
    [{ statusGroups: 'DRAFT_AND_OPEN' }, ['draft', 'open']],
    [{ statusGroups: 'Filled, On Hold' }, ['filled', 'on_hold']],
    [{ statusGroups: 'Deleted' }, ['deleted']],
    [{ status_ids: '4,2' }, ['draft', 'filled']],
    [{ statusGroups: 'Open', status_ids: '2' }, []],
  ])('by %j', (query, statuses) => {
    expect(readJobsQuery(query).statuses).toEqual(statuses);
  });

  it.each([
    [{ statusGroups: 'Opened' }],
    [{ statusGroups: 'constructor' }],
    [{ status_ids: '1 or 1=1' }],
    [{ sortBy: 'salary' }],
    [{ sortOrder: 'UP' }],
  ])('%j is refused', (query) => {
    expect(() => readJobsQuery(query)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  it('in which order', () => {
    expect(readJobsQuery({ sortBy: 'lead', sortOrder: 'desc' }).order).toEqual({
      by: 'lead',
      descending: true,
    });
    expect(readJobsQuery({}).order).toEqual({ by: undefined, descending: false });
  });
});

describe('which applications are asked for', () => {
  it('are the newest of jobs that are not deleted', () => {
    const { page, filter } = readApplicationsQuery({});
    expect(page).toBe(1);
    expect(filter).toMatchObject({ sortBy: 'created_date', descending: true });
    expect([...filter.jobStatuses].sort()).toEqual([...notDeleted].sort());
  });

  it('can be narrowed in every documented way', () => {
    const query = {
      page: '3',
      jobId: '22',
      applicationStatusId: '1, 2',
      applicationStatus: 'ALL_ACTIVE,HIRED',
      jobStatusGroups: 'Open',
      searchString: ' ann ',
      sortBy: 'rating',
      newSince: '2026-05-29 14:22:45',
    };
    expect(readApplicationsQuery(query)).toEqual({
      page: 3,
      filter: {
        jobNumber: 22,
        stageNumbers: [1, 2],
        kinds: ['new', 'active', 'offer', 'hired'],
        jobStatuses: ['open'],
        text: 'ann',
        appliedSince: new Date('2026-05-29T14:22:45Z'),
        sortBy: 'rating',
        descending: false,
      },
    });
  });

  it.each([
    [{ page: '0' }],
    [{ page: '-1' }],
    [{ page: 'two' }],
    [{ jobId: "22' or '1" }],
    [{ applicationStatusId: '1,x' }],
    [{ applicationStatus: 'SOME' }],
    [{ jobStatusGroups: '__proto__' }],
    [{ sortBy: 'salary' }],
    [{ newSince: '2026-05-29' }],
    [{ newSince: '2026-13-29 14:22:45' }],
    [{ newSince: '2026-05-29T14:22:45Z' }],
  ])('%j is refused', (query) => {
    expect(() => readApplicationsQuery(query)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  it('go on at an address with the same question', () => {
    const url = nextPageUrl(
      'https://acme.example/api/v1',
      { page: '2', searchString: 'a&b', jobId: '22' },
      2,
    );
    expect(url).toMatch(/^https:\/\/acme\.example\/api\/v1\/applicant_tracking\/applications\?/);
    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toEqual({ page: '3', searchString: 'a&b', jobId: '22' });
  });
});

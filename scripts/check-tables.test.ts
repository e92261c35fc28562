import { describe, expect, it } from 'vitest';
import { findProblems } from './check-tables.ts';

const complete = {
  codes: ['jobs.not_found'],
  events: ['jobs.created'],
  product: ["throw new JoineryError('jobs.not_found', text)", "emit('jobs.created')"],
  tests: ["toMatchObject({ code: 'jobs.not_found' })", "type: 'jobs.created'"],
  errorsPage: '## `jobs.not_found`\n',
};

describe('the tables of codes and events', () => {
  it('pass when each row is used, tested and documented', () => {
    expect(findProblems(complete)).toEqual([]);
  });

  it('name what is missing, and what is left over', () => {
    expect(findProblems({ ...complete, product: [], tests: [], errorsPage: '## `jobs.gone`\n' })).toEqual([
      'jobs.not_found: no product code throws it',
      'jobs.not_found: no test expects it',
      'jobs.not_found: not in docs/reference/errors.md',
      'jobs.gone: documented, but not in the table',
      'jobs.created: no product code builds it',
      'jobs.created: no test expects it',
    ]);
  });

  it('do not take a longer word for the code', () => {
    const product = ["throw new JoineryError('jobs.not_found_here', text)", "emit('jobs.created')"];
    expect(findProblems({ ...complete, product })).toEqual(['jobs.not_found: no product code throws it']);
  });
});

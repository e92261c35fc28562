import { describe, expect, it } from 'vitest';
import { findProblems } from './check-tables.ts';

const complete = {
  codes: ['jobs.not_found'],
  events: ['jobs.created'],
  product: { 'jobs.ts': "throw new JoineryError('jobs.not_found', text); emit('jobs.created')" },
  tests: ["toMatchObject({ code: 'jobs.not_found' })", "type: 'jobs.created'"],
  errorsPage: '## `jobs.not_found`\n',
};

describe('the tables of codes and events', () => {
  it('pass when each row is used, tested and documented', () => {
    expect(findProblems(complete)).toEqual([]);
  });

  it('name what is missing, and what is left over', () => {
    expect(findProblems({ ...complete, product: {}, tests: [], errorsPage: '## `jobs.gone`\n' })).toEqual([
      'jobs.not_found: no product code throws it',
      'jobs.not_found: no test expects it',
      'jobs.not_found: not in docs/reference/errors.md',
      'jobs.gone: documented, but not in the table',
      'jobs.created: no product code builds it',
      'jobs.created: no test expects it',
    ]);
  });

  const unthrown = ['jobs.not_found: no product code throws it'];
  const withProduct = (text: string, path = 'jobs.ts') =>
    findProblems({ ...complete, product: { [path]: `${text}; emit('jobs.created')` } });

  it.each([
    ['in double quotes', 'new JoineryError("jobs.not_found", text)'],
    ['on the next line', "new JoineryError(\n  'jobs.not_found',\n  text)"],
    ['as a provider’s', "new ProviderError('jobs.not_found', text)"],
    ['as one of two', "new JoineryError(gone ? 'jobs.gone' : 'jobs.not_found', text)"],
    ['for want of another', "new JoineryError(known?.code ?? 'jobs.not_found', text)"],
  ])('take a code for thrown when it is, %s', (_, text) => {
    expect(withProduct(text)).toEqual([]);
  });

  it.each([
    ['a comparison', "if (error.code === 'jobs.not_found') return"],
    [
      'a comparison on the way to another code',
      "new JoineryError(c === 'jobs.not_found' ? c : 'jobs.gone', text)",
    ],
    ['a message', "new JoineryError('jobs.gone', 'jobs.not_found')"],
    ['a table of statuses', "const status = { 'jobs.not_found': 404 }"],
    ['a set', "new Set(['jobs.not_found'])"],
    ['a longer word', "new JoineryError('jobs.not_found_here', text)"],
    ['an error of another kind', "new Error('jobs.not_found')"],
    ['a table of that name elsewhere', "const knownErrors = {\n  P0002: ['jobs.not_found', text],\n};"],
  ])('do not take %s for a throw', (_, text) => {
    expect(withProduct(text)).toEqual(unthrown);
  });

  describe('in the places where a code is chosen before it is thrown', () => {
    it.each([
      [
        'packages/server/src/surfaces/pipeline.ts',
        "const knownErrors: X = {\n  P0002: ['jobs.not_found', text],\n};",
      ],
      [
        'packages/server/src/db/embedded/failures.ts',
        "const causes: X = [\n  { code: 'jobs.not_found' },\n];",
      ],
      ['packages/connectors/src/bamboohr/client.ts', "function codeOf(): X {\n  return 'jobs.not_found';\n}"],
    ])('%s counts', (path, text) => {
      expect(withProduct(`${text}\n`, path)).toEqual([]);
      expect(
        withProduct(`${text.replace(/'jobs.not_found'/, "'x'")}\nconst other = ['jobs.not_found']`, path),
      ).toEqual(unthrown);
    });

    it('a comparison still counts for nothing', () => {
      const text = "function codeOf(): X {\n  return code === 'jobs.not_found' ? 'jobs.gone' : code;\n}\n";
      expect(withProduct(text, 'packages/connectors/src/bamboohr/client.ts')).toEqual(unthrown);
    });

    it('are missed when they are gone', () => {
      expect(
        withProduct("new JoineryError('jobs.not_found', text)", 'packages/server/src/surfaces/pipeline.ts'),
      ).toEqual([
        'packages/server/src/surfaces/pipeline.ts: has no knownErrors; mend the list in scripts/check-tables.ts',
      ]);
    });
  });
});

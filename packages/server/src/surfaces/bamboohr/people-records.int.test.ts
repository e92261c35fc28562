// Nonsense for every operation of dependents, trainings, goals and projects: the dialect's own
// refusals, never a fault of ours; and nothing of one company through another one's key.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, createCaller } from './conformance/caller.ts';
import { operations } from './operations.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let acme: Caller;

beforeAll(async () => {
  server = await startTestServer();
  const { apiKey } = await server.sandbox('acme', 10);
  acme = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey });
});
afterAll(() => server.close());

const own = operations.filter(({ id, state }) => {
  const isOwn = /employeedependents|\/training\/|\/performance\/|time[-_]tracking\/(projects|tasks)/.test(id);
  return isOwn && state !== 'not_yet';
});

const odd = fc.constantFrom<unknown>(
  ...[null, '', 0, 1, -1, 14, 1.5, 1e308, 2_147_483_648, true, '1', 'yes', '2026-02-30', '2026-06-15'],
  ...['0000-00-00', '99999-01-01', '912-34-5678', 'xxx-xx-5678', '50.00 USD', "'; drop table goals; --"],
  ...['x'.repeat(6000), '💥', '%', '\\', [], {}, [null], [1], ['1'], [{ title: 'A' }], [{ name: 'A' }]],
  ...[{ id: 1 }, { unit: 'day', amount: 3 }, { value: 5, currency: 'EUR' }],
);
const names = [
  ...['employeeId', 'firstName', 'ssn', 'sin', 'state', 'country', 'isStudent', 'dateOfBirth', 'gender'],
  ...['name', 'required', 'renewable', 'frequency', 'dueFromHireDate', 'category', 'linkUrl', 'type'],
  ...['completed', 'cost', 'hours', 'credits', 'notes', 'instructor', 'title', 'dueDate', 'complete'],
  ...['percentComplete', 'completionDate', 'sharedWithEmployeeIds', 'alignsWithOptionId', 'milestones'],
  ...['milestonesEnabled', 'deletedMilestoneIds', 'text', 'comment', 'billable', 'employeeIds', 'tasks'],
  ...['allowAllEmployees', 'hasTasks', '__proto__', 'constructor'],
];
const object = fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 9 });
const likely = object.map((value) => ({
  ...{ employeeId: 1, name: 'A', required: true, completed: '2026-06-15', type: 14, title: 'A', text: 'A' },
  ...{ dueDate: '2026-12-31', sharedWithEmployeeIds: [1], complete: true, percentComplete: 5 },
  ...value,
}));
const body = fc.oneof(
  object.map((value) => JSON.stringify(value)),
  likely.map((value) => JSON.stringify(value)),
  fc.constantFrom('', '[', '[]', '<a>', '<a><employeeId>1</employeeId><ssn>1</ssn></a>', '"x"', 'null'),
);
const param = fc.constantFrom('1', '0', '2', '14', '59', '99999999', '-1', '1.5', 'x', '%27', '9999999999');
const query = fc.dictionary(
  fc.constantFrom('employeeid', 'filter', 'search', 'limit', 'goalId'),
  fc.constantFrom('', '1', '0', '-1', 'a', '%25', '_', 'status-closed', 'status-all', '%00', '99999999'),
  { maxKeys: 4 },
);

describe('nonsense', () => {
  it.each(own.map(({ id }) => id))('for %s is refused or taken, and breaks nothing', async (id) => {
    const [method = '', path = ''] = id.split(' ');
    const [, version = 'v1', ...rest] = path.split('/');
    await fc.assert(
      fc.asyncProperty(
        fc.array(param, { minLength: 3, maxLength: 3 }),
        query,
        body,
        async (values, asked, text) => {
          const search = Object.entries(asked).map(([name, wanted]) => `${name}=${wanted}`);
          const left = [...values];
          const filled = rest.join('/').replace(/\{\w+\}/g, () => left.shift() ?? '1');
          const reply = await acme.send(`${filled}?${search.join('&')}`, {
            method,
            version,
            type: 'application/json',
            accept: 'application/json',
            ...(method === 'GET' ? {} : { body: text }),
          });
          expect(reply.status, `${reply.status} for ${filled}?${search.join('&')} ${text}`).toBeLessThan(500);
          if (reply.status >= 400) expect(reply.headers.get('x-bamboohr-error-message')).toBeTruthy();
        },
      ),
      { numRuns: 20, seed: 20_261_125 },
    );
  });

  it('is tried on all of them', () => {
    expect(own.length).toBe(4 + 12 + 24 + 11);
  });
});

// Nonsense for every operation of time off and worked time: the dialect's own refusals, never a
// fault of ours; and nothing of one company through another one's key.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertError, type Caller, createCaller, locationId } from './conformance/caller.ts';
import { operations } from './operations.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let acme: Caller;
let other: Caller;

beforeAll(async () => {
  server = await startTestServer();
  const caller = async (slug: string): Promise<Caller> => {
    const { apiKey } = await server.sandbox(slug, 10);
    return createCaller({ baseUrl: `${server.origin}/api/gateway.php/${slug}`, apiKey });
  };
  [acme, other] = [await caller('acme'), await caller('other')];
});
afterAll(() => server.close());

const own = operations.filter(
  ({ id, state }) => /time_off|time_tracking|timetracking/.test(id) && state !== 'not_yet',
);

const odd = fc.constantFrom<unknown>(
  null,
  '',
  0,
  1,
  -1,
  77,
  1.5,
  1e308,
  2_147_483_648,
  true,
  '1',
  '2026-02-30',
  '2026-06-15',
  '0000-00-00',
  '9999-12-31',
  '99999-01-01',
  '24:00',
  '09:00',
  'approved',
  'requested',
  'used',
  'override',
  "'; drop table employees; --",
  'x'.repeat(6000),
  '💥',
  [],
  {},
  [null],
  [{ ymd: '2026-06-15', amount: 8 }],
  [{ ymd: 1, amount: {} }],
  { employee: [] },
);
const names = [
  ...[
    'status',
    'start',
    'end',
    'timeOffTypeId',
    'amount',
    'notes',
    'dates',
    'previousRequest',
    'note',
    'date',
  ],
  ...[
    'eventType',
    'timeOffRequestId',
    'timezone',
    'projectId',
    'id',
    'employeeId',
    'hours',
    'entries',
    'breakId',
  ],
  ...[
    'clockEntryIds',
    'hourEntryIds',
    'timeTrackingId',
    'dateHoursWorked',
    'rateType',
    'hoursWorked',
    'payRate',
  ],
  ...['timeOffPolicyId', 'accrualStartDate'],
];
const object = fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 8 });
const body = fc.oneof(
  object.map((value) => JSON.stringify(value)),
  fc.array(object, { maxLength: 3 }).map((value) => JSON.stringify(value)),
  fc
    .tuple(fc.constantFrom('entries', 'hours'), fc.array(object, { maxLength: 3 }))
    .map(([name, items]) => JSON.stringify({ [name]: items })),
  fc.constantFrom('', '[', '<request>', '<request><status>approved</status></request>', '"x"', 'null'),
);
const param = fc.constantFrom('1', '0', '2', '99999999', '-1', '1.5', 'x', '%27', '9999999999', 'null');
const query = fc.dictionary(
  fc.constantFrom(
    'start',
    'end',
    'id',
    'action',
    'employeeId',
    'type',
    'status',
    'precision',
    'employeeIds',
    'mode',
  ),
  fc.constantFrom(
    '',
    '2026-01-01',
    '2026-12-31',
    '0001-01-01',
    '9999-12-31',
    '2026-13-01',
    '-1',
    '1,2',
    ',',
    'x',
    '%00',
  ),
  { maxKeys: 5 },
);

describe('nonsense', () => {
  it.each(own.map(({ id }) => id))('for %s is refused or taken, and breaks nothing', async (id) => {
    const [method = '', path = ''] = id.split(' ');
    const [, version = 'v1', ...rest] = path.split('/');
    await fc.assert(
      fc.asyncProperty(param, query, body, async (value, asked, text) => {
        const search = Object.entries(asked).map(([name, wanted]) => `${name}=${wanted}`);
        const filled = rest.join('/').replace(/\{\w+\}/g, value);
        const reply = await acme.send(`${filled}?${search.join('&')}`, {
          method,
          version,
          type: 'application/json',
          accept: 'application/json',
          ...(method === 'GET' ? {} : { body: text }),
        });
        expect(reply.status, `${reply.status} for ${filled}?${search.join('&')} ${text}`).toBeLessThan(500);
        if (reply.status >= 400) expect(reply.headers.get('x-bamboohr-error-message')).toBeTruthy();
      }),
      { numRuns: 25, seed: 20_261_122 },
    );
  });

  it('is tried on all of them', () => {
    expect(own.length).toBeGreaterThanOrEqual(25);
  });
});

describe('another company', () => {
  const put = (caller: Caller, path: string, value: unknown) =>
    caller.postJson(path, value, { method: 'PUT' });

  it('does not know our types, policies, requests, entries and records', async () => {
    const [type] = (await acme.getJson('meta/time_off/types')).json().timeOffTypes;
    const [policy] = (await acme.getJson('meta/time_off/policies')).json();
    const [ours, theirs] = [
      await acme.create({ hireDate: '2024-01-01' }),
      await other.create({ hireDate: '2024-01-01' }),
    ];
    const asked = {
      status: 'approved',
      start: '2031-06-16',
      end: '2031-06-16',
      timeOffTypeId: type.id,
      amount: 8,
    };
    assertError(await put(other, `employees/${theirs}/time_off/request`, asked), 400);
    const change = [{ timeOffPolicyId: policy.id, accrualStartDate: '2024-02-01' }];
    assertError(await put(other, `employees/${theirs}/time_off/policies`, change), 400);
    const request = locationId(await put(acme, `employees/${ours}/time_off/request`, asked));
    assertError(await put(other, `time_off/requests/${request}/status`, { status: 'denied' }), 404);
    const window = 'start=2031-01-01&end=2031-12-31';
    expect((await other.getJson(`time_off/requests?${window}&id=${request}`)).json()).toEqual([]);
    const out = (await other.getJson(`time_off/whos_out?${window}`)).json();
    expect(out.some((item: { type: string }) => item.type === 'timeOff')).toBe(false);
    const { id } = (await acme.postJson(`time_tracking/employees/${ours}/clock_in`, {})).json();
    await other.postJson('time_tracking/hour_entries/delete', { hourEntryIds: [id] });
    expect((await other.postJson('time_tracking/clock_entries/delete', { clockEntryIds: [id] })).status).toBe(
      204,
    );
    expect((await acme.postJson(`time_tracking/employees/${ours}/clock_in`, {})).status).toBe(409);
  });
});

// Writes of a mirrored company as clients of each dialect make them, over HTTP.
import { createClient } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../modules/access/principal.ts';
import { listRows, readEmployee } from '../modules/employees/employees.service.ts';
import { listLists } from '../modules/fields/lists.service.ts';
import { startWriteBench, type WriteBench } from '../testing/write-bench.ts';

const createOperation = 'POST /v1/employees';

let bench: WriteBench;
let numbers: number[];

beforeAll(async () => {
  bench = await startWriteBench();
  const { rows } = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    sql<{ number: number }>`select number from employees where status = 'Active' order by number`.execute(tx),
  );
  numbers = rows.map(({ number }) => number);
});
afterAll(() => bench.close());

async function call(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${bench.origin}${base}${path}`, {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${bench.apiKey}:x`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const bamboo = (...asked: [string, string, unknown?]) => call('/api/gateway.php/mirror/v1', ...asked);
const native = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  call('/v1', method, path, body, { authorization: `Bearer ${bench.apiKey}`, ...headers });
const inSource = async (number: number, ...names: string[]) =>
  (await readEmployee(bench.context, bench.sourceOwner, number, names, { onlyCurrent: true })).values;
const titlesOf = async (principal: Principal) =>
  (await listLists(bench.context, principal))
    .find(({ number }) => number === 17)
    ?.options.map(({ name }) => name);
const executed = async () =>
  (await bench.ledger(createOperation)).filter((request) => request.executed).length;

describe('a client of BambooHR', () => {
  it('creates, changes and removes people of the source', async () => {
    const created = await bamboo('POST', '/employees', { firstName: 'Grace', lastName: 'Hopper' });
    expect(created.status).toBe(201);
    const number = Number(/employees\/(\d+)$/.exec(created.headers.get('location') ?? '')?.[1]);
    expect(await inSource(number, 'lastName')).toEqual({ lastName: 'Hopper' });
    const [one = 0, other = 0] = numbers;
    expect((await bamboo('POST', `/employees/${one}`, { city: 'Orem' })).status).toBe(200);
    expect(await inSource(one, 'city')).toEqual({ city: 'Orem' });
    const row = { date: '2026-04-01', employmentStatus: 'Part-Time' };
    expect((await bamboo('POST', `/employees/${one}/tables/employmentStatus`, row)).status).toBe(200);
    const rows = await listRows(bench.context, bench.sourceOwner, one, 'employmentStatus');
    expect(rows.map(({ values }) => values.date)).toContain('2026-04-01');
    expect((await bamboo('DELETE', `/employees/${other}`)).status).toBe(204);
    await expect(inSource(other, 'city')).rejects.toMatchObject({ code: 'employees.not_found' });
  });

  it('is refused with the status and the words of the source', async () => {
    const [one = 0, , , other = 0] = numbers;
    const { workEmail } = await inSource(other, 'workEmail');
    const refused = await bamboo('POST', `/employees/${one}`, { workEmail });
    expect(refused.status).toBe(409);
    expect(refused.headers.get('x-bamboohr-error-message')).toBe(
      'Another employee has this work e-mail address.',
    );
    expect(await inSource(one, 'workEmail')).not.toEqual({ workEmail });
  });

  it('is told what is not changed from here', async () => {
    const answer = await bamboo('POST', '/employees/files/categories', ['Mine']);
    expect(answer.status).toBe(409);
    expect(answer.headers.get('x-bamboohr-error-message')).toContain('in BambooHR');
  });

  it('adds an option to a list of the source', async () => {
    expect((await bamboo('PUT', '/meta/lists/17', { options: [{ value: 'Wizard' }] })).status).toBe(200);
    expect(await titlesOf(bench.sourceOwner)).toContain('Wizard');
    expect(await titlesOf(bench.owner)).toContain('Wizard');
  });

  it('is told to wait when the source takes long, and asking again gives the end', async () => {
    await bench.setTiming({ callerWaitMs: 150 });
    await bench.fault(createOperation, 'hang', 1, 1);
    const before = await executed();
    const person = { firstName: 'Slow', lastName: 'Answer' };
    const waiting = await bamboo('POST', '/employees', person);
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([503, '10']);
    await bench.untilWrite('done');
    expect((await bamboo('POST', '/employees', person)).status).toBe(201);
    await bench.setTiming({});
    expect(await executed()).toBe(before + 1);
  });
});

describe('a client of /v1', () => {
  it('gets the number that the source gave, and sees the write', async () => {
    const created = await native('POST', '/employees', { values: { firstName: 'Alan', lastName: 'Turing' } });
    expect(created.status).toBe(201);
    const { number } = (await created.json()) as { number: number };
    expect(await inSource(number, 'lastName')).toEqual({ lastName: 'Turing' });
    const client = createClient({ baseUrl: bench.origin, apiKey: bench.apiKey });
    const { items } = await client.providerWrites.list({ employeeNumber: number });
    expect(items).toMatchObject([
      { kind: 'create_employee', state: 'done', fields: ['firstName', 'lastName'] },
    ]);
    expect(await client.providerWrites.get(items[0]?.id ?? '')).toEqual(items[0]);
  });

  it('is refused with a problem that has the words of the source', async () => {
    const [one = 0, , , other = 0] = numbers;
    const { workEmail } = await inSource(other, 'workEmail');
    const refused = await native('PATCH', `/employees/${one}`, { values: { workEmail } });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      code: 'provider.refused',
      write: {
        id: expect.stringMatching(/^pwr_/),
        status: 409,
        words: 'Another employee has this work e-mail address.',
      },
    });
  });

  it('makes one employee with one Idempotency-Key, however often it is sent', async () => {
    const before = await executed();
    const headers = { 'idempotency-key': 'the-same' };
    const person = { values: { firstName: 'Once', lastName: 'Only' } };
    await bench.setTiming({ callerWaitMs: 150 });
    await bench.fault(createOperation, 'hang', 1, 1);
    expect((await native('POST', '/employees', person, headers)).status).toBe(503);
    await bench.setTiming({});
    const answers = [];
    for (let i = 0; i < 3; i += 1)
      answers.push(await (await native('POST', '/employees', person, headers)).json());
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await executed()).toBe(before + 1);
  });

  it('is never told of one request with the end of another, though both have the same key', async () => {
    const [one = 0] = numbers;
    const headers = { 'idempotency-key': 'for-two' };
    const patch = (city: string) => native('PATCH', `/employees/${one}`, { values: { city } }, headers);
    await bench.setTiming({ callerWaitMs: 150 });
    await bench.fault('POST /v1/employees/{id}', 'hang', 1, 1);
    expect((await patch('Oslo')).status).toBe(503);
    await bench.setTiming({});
    expect((await patch('Bergen')).status).toBe(200);
    expect(await inSource(one, 'city')).toEqual({ city: 'Bergen' });
    expect((await patch('Oslo')).status).toBe(422);
  });

  it('is told by the company that its people come from elsewhere', async () => {
    const session = (await (await native('GET', '/session')).json()) as { company: { peopleSource: string } };
    expect(session.company.peopleSource).toBe(bench.connectionId);
  });
});

it('a company stops being mirrored for the next request', async () => {
  const set = (to: boolean) =>
    bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update connections set people_source = ${to} where id = ${bench.connectionId}`.execute(tx),
    );
  const before = await executed();
  await set(false);
  const created = await bamboo('POST', '/employees', { firstName: 'Kept', lastName: 'Here' });
  expect(created.status).toBe(201);
  expect(await executed()).toBe(before);
  await set(true);
  expect((await bamboo('POST', '/employees', { firstName: 'Sent', lastName: 'There' })).status).toBe(201);
  expect(await executed()).toBe(before + 1);
});

import { type AccessDefinition, createClient, type Hold, type JoineryClient } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import { addRow } from '../../modules/employees/employee-rows.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';

let bench: MirrorBench;
let api: JoineryClient;
let second: JoineryClient;
let reader: JoineryClient;
let stranger: JoineryClient;
/** Numbers of people who are active at the source. */
let active: number[];
beforeAll(async () => {
  bench = await startMirrorBench({ employees: 100 });
  const client = (apiKey: string) => createClient({ baseUrl: bench.origin, apiKey });
  api = client(await aKey(bench.context, bench.owner));
  second = client(await aKey(bench.context, bench.owner));
  reader = client(await aReader());
  stranger = client(await aKey(bench.context, (await bench.aCompany()).owner));
  await bench.begin();
  active = await activeHere();
});
afterAll(() => bench.close());

describe('people who would leave beyond the limit', () => {
  it('are shown with what would happen, named as far as the caller may see, in pages', async () => {
    const leaving = active.slice(0, 6);
    await terminate(leaving);
    const sync = await bench.sync();
    const hold = await api.holds.get(sync.holdId ?? '');
    expect(hold).toMatchObject({
      kind: 'leavers',
      state: 'open',
      summary: '6 people would leave, and 5 may in 24 hours.',
      figures: { affected: 6, limit: 5 },
      approvalsNeeded: 1,
      decisions: [],
      connectionName: 'Acme',
    });
    const first = await api.holds.people(hold.id, { limit: 4 });
    const rest = await api.holds.people(hold.id, { limit: 4, cursor: first.nextCursor ?? '' });
    const people = [...first.items, ...rest.items];
    expect(people.map(({ employeeNumber }) => employeeNumber)).toEqual(leaving);
    expect(rest.nextCursor).toBeNull();
    expect(people[0]).toMatchObject({ how: 'inactive', effectiveOn: '2026-01-31' });
    expect(people.every(({ name }) => name !== null && name !== '')).toBe(true);

    const [hidden] = (await reader.holds.people(hold.id)).items;
    expect(hidden).toMatchObject({
      employeeNumber: leaving[0],
      effectiveOn: null,
      name: null,
      jobTitle: null,
      department: null,
    });
    const open = await api.holds.list({ state: 'open', connection: bench.connectionId });
    expect(open.items.map(({ id }) => id)).toEqual([hold.id]);
    expect((await api.holds.list({ state: 'rejected' })).items).toEqual([]);
  });

  it('are decided by whoever may, about exactly what was shown', async () => {
    const hold = await openHold();
    const seen = { contentHash: hold.contentHash };
    await expect(reader.holds.approve(hold.id, seen)).rejects.toMatchObject({ status: 403 });
    // Who keeps connections and cannot see whom it is about decides nothing.
    const keeper = createClient({ baseUrl: bench.origin, apiKey: await aReader('Keeper', 'edit') });
    for (const attempt of [
      () => keeper.holds.approve(hold.id, seen),
      () => keeper.holds.reject(hold.id, seen),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 403, code: 'access.forbidden' });
    await expect(api.holds.approve(hold.id, { contentHash: 'another' })).rejects.toMatchObject({
      status: 409,
      code: 'holds.changed',
    });
    await expect(api.holds.approve(hold.id, {} as typeof seen)).rejects.toMatchObject({
      status: 422,
      code: 'request.invalid',
    });
    await expect(api.holds.approve('hld_none', seen)).rejects.toMatchObject({ code: 'holds.not_found' });
    for (const attempt of [
      () => stranger.holds.get(hold.id),
      () => stranger.holds.people(hold.id),
      () => stranger.holds.approve(hold.id, seen),
      () => stranger.holds.reject(hold.id, seen),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 404, code: 'holds.not_found' });
    expect((await api.holds.get(hold.id)).decisions).toEqual([]);
  });

  it('leave when it is approved, after the account was read again, and nobody else does', async () => {
    const hold = await openHold();
    const before = (await activeHere()).length;
    const approved = await api.holds.approve(hold.id, {
      contentHash: hold.contentHash,
      note: 'Office closed.',
    });
    expect(approved).toMatchObject({
      state: 'approved',
      decisions: [{ decision: 'approve', note: 'Office closed.', userName: 'Test Robot' }],
    });
    const sync = await bench.until((await bench.latest()).id);
    expect(sync).toMatchObject({ reason: 'approval', kind: 'records', state: 'done' });
    expect((await api.holds.get(hold.id)).state).toBe('applied');
    expect((await activeHere()).length).toBe(before - 6);
    await expect(api.holds.reject(hold.id, { contentHash: hold.contentHash })).rejects.toMatchObject({
      code: 'holds.decided',
    });
    expect(await eventsOf(hold)).toEqual(['holds.opened', 'holds.decided']);
  });

  it('stay when it is rejected, and are not asked about again', async () => {
    const left = await activeHere();
    await terminate(left.slice(0, 3));
    const { holdId } = await bench.sync();
    const hold = await api.holds.get(holdId ?? '');
    await api.holds.reject(hold.id, { contentHash: hold.contentHash });
    await bench.sync('full');
    expect((await api.holds.list({ state: 'open' })).items).toEqual([]);
    expect((await activeHere()).length).toBe(left.length);
  });

  it('above a tenth need two different people', async () => {
    const left = await activeHere();
    await terminate(left.slice(10, 24));
    await bench.sync();
    const hold = await openHold();
    expect(hold.approvalsNeeded).toBe(2);
    const seen = { contentHash: hold.contentHash };
    expect(await api.holds.approve(hold.id, seen)).toMatchObject({ state: 'open', decidedAt: null });
    await expect(api.holds.approve(hold.id, seen)).rejects.toMatchObject({
      status: 409,
      code: 'holds.second_person_needed',
    });
    expect((await activeHere()).length).toBe(left.length);
    const { state, decisions } = await second.holds.approve(hold.id, seen);
    expect(state).toBe('approved');
    expect(new Set(decisions.map(({ userId }) => userId)).size).toBe(2);
    await bench.until((await bench.latest()).id);
    expect((await activeHere()).length).toBe(left.length - 14);
  });
});

async function openHold(): Promise<Hold> {
  const [hold] = (await api.holds.list({ state: 'open' })).items;
  if (hold === undefined) throw new Error('nothing is held');
  return hold;
}

async function terminate(numbers: number[]): Promise<void> {
  for (const number of numbers)
    await addRow(bench.context, bench.source, number, 'employmentStatus', {
      date: '2026-01-31',
      employmentStatus: 'Terminated',
    });
}

async function activeHere(): Promise<number[]> {
  const rows = await bench.select<{ number: number }>(
    sql`select number from employees where status = 'Active' and "values" ->> 'hireDate' < '2025-01-01' order by number`,
  );
  return rows.map(({ number }) => number);
}

async function eventsOf({ id }: Hold): Promise<string[]> {
  const rows = await bench.select<{ type: string }>(
    sql`select type from events where subject_id = ${id} order by id`,
  );
  return rows.map(({ type }) => type);
}

/** A key that sees connections, or more, and of people nobody. */
async function aReader(name = 'Reader', connections: 'view' | 'edit' = 'view'): Promise<string> {
  const { context, owner } = bench;
  const definition: AccessDefinition = {
    employees: [],
    manageEmployees: false,
    directory: false,
    hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
    settings: { users: 'none', connections, fields: 'none', company: 'none' },
  };
  const { id } = await createAccessLevel(context, owner, { name, definition });
  const user = { kind: 'service' as const, firstName: 'Read', lastName: 'Er', accessLevelId: id };
  const { id: userId } = await createUser(context, owner, user);
  return (await createKey(context, owner, { name, userId })).key;
}

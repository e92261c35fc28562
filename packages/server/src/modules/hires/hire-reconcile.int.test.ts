import type { Hire } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nameUuid } from '../../platform/ids.ts';
import { aKey, type HireBench, readLedger, readSandbox, startHireBench } from '../../testing/hire-bench.ts';
import { createEmployee, deleteEmployee, updateEmployee } from '../employees/employees.service.ts';
import { addFault, markerField } from '../sandboxes/sandboxes.service.ts';
import { assertNotBlocked, listFindings, listReconciles } from './hire-findings.service.ts';
import { listHireLog } from './hire-log.service.ts';
import { reconcileNow, requestReconciles } from './hire-reconcile.service.ts';
import { getHire } from './hires.service.ts';
import { markerOf } from './hires.ts';

const createOperation = 'POST /v1/employees';
const fileOperation = 'POST /v1/employees/{id}/files';
const listOperation = 'POST /v1/reports/custom';

let bench: HireBench;
let connectionId: string;

beforeAll(async () => {
  bench = await startHireBench();
  connectionId = await bench.aConnection();
});
afterAll(() => bench.close());
afterEach(() => bench.setNow(undefined));

const look = () => reconcileNow(bench.context, bench.owner, connectionId);
const findings = async (query = {}) =>
  (await listFindings(bench.context, bench.owner, query, { limit: 50 })).items;
const open = (query = {}) => findings({ state: 'open', ...query });
const ledger = (operation: string) => readLedger(bench.context, bench.sandbox.company.id, operation);
const sandboxOf = (marker: string) => readSandbox(bench.context, bench.sandbox.company.id, marker);
const eventsOf = (subject: string) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const events = tx.selectFrom('events').select('type').where('subject_id', '=', subject).orderBy('id');
    return (await events.execute()).map(({ type }) => type);
  });
const removeThere = (number: string | number) =>
  deleteEmployee(bench.context, bench.sandboxOwner, Number(number));
const typeIn = async (marker: string): Promise<number> => {
  const values = { firstName: 'Mary', lastName: `Somerville ${marker.slice(0, 8)}` };
  const made = await createEmployee(bench.context, bench.sandboxOwner, {
    ...values,
    [markerField.alias]: marker,
  });
  return made.number;
};

async function aHire(): Promise<Hire> {
  const { applicationId } = await bench.aHiredApplication();
  const { id } = await bench.request({ applicationId, connectionId });
  return bench.until(id, 'done');
}

/** What the schedule does at a tick, and the work that follows from it. */
async function tick(at: Date): Promise<void> {
  await requestReconciles(bench.context, at);
  const id = `reconcile-hires/${connectionId}/${at.getTime()}`;
  await expect.poll(async () => (await bench.context.engine.status(id))?.state).toBe('done');
}

describe('a create that is carried out ten minutes too late', () => {
  it('is found by the next look, and nothing more is written for the person until it is settled', async () => {
    const { applicationId } = await bench.aHiredApplication();
    await bench.fault(createOperation, 'execute_late', 1, 8);
    // The hire stops before its last part, so that something is left to be written.
    await bench.fault(fileOperation, 'status_500', 2);
    const { id, marker } = await bench.request({ applicationId, connectionId });
    const stopped = await bench.until(id, 'needs_attention');
    expect(stopped.employeeNumber).not.toBeNull();
    const late = async () => (await sandboxOf(marker)).numbers.length;
    await expect.poll(late, { interval: 100 }).toBe(2);

    bench.setNow(new Date(Date.now() + 10 * 60_000));
    await tick(new Date(Date.now() + 15 * 60_000));
    const numbers = (await sandboxOf(marker)).numbers.map(String).sort((a, b) => Number(a) - Number(b));
    const [finding, ...others] = await open({ hireId: id });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'marker_twice', hireId: id, applicationId, marker });
    expect(finding?.employees.map(({ employeeNumber }) => employeeNumber)).toEqual(numbers);
    expect(finding?.employees[0]?.url).toContain(`/employees/${numbers[0]}`);
    expect(await eventsOf(finding?.id ?? '')).toEqual(['hires.finding_opened']);

    const uploads = (await ledger(fileOperation)).length;
    await bench.request({ applicationId, connectionId });
    const blocked = await bench.until(id, 'needs_attention');
    expect(blocked.problem).toBe(finding?.summary);
    expect((await ledger(fileOperation)).length).toBe(uploads);

    await tick(new Date(Date.now() + 30 * 60_000));
    expect(await open({ hireId: id })).toEqual([finding]);
    expect(await eventsOf(finding?.id ?? '')).toEqual(['hires.finding_opened']);

    const extra = numbers.find((number) => number !== stopped.employeeNumber) ?? '';
    await removeThere(extra);
    await look();
    expect(await open({ hireId: id })).toEqual([]);
    expect(await eventsOf(finding?.id ?? '')).toEqual(['hires.finding_opened', 'hires.finding_resolved']);
    const log = await listHireLog(bench.context, bench.owner, id, { limit: 50 });
    expect(log.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['finding_opened', 'finding_resolved']),
    );
    await bench.request({ applicationId, connectionId });
    await bench.until(id, 'done');
    expect((await sandboxOf(marker)).files).toHaveLength(1);
  });
});

describe('a marker that no hire here has', () => {
  it('is told with the employee who carries it, once, until it is gone', async () => {
    const number = await typeIn(nameUuid('another server’s hire'));
    await look();
    const [finding] = await open({ connectionId });
    expect(finding).toMatchObject({
      kind: 'marker_unknown',
      hireId: null,
      employees: [{ employeeNumber: String(number) }],
    });
    await look();
    expect(await open({ connectionId })).toEqual([finding]);
    await updateEmployee(bench.context, bench.sandboxOwner, number, { [markerField.alias]: null });
    await look();
    expect(await open({ connectionId })).toEqual([]);
    expect(await findings({ connectionId, state: 'resolved' })).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: finding?.id, state: 'resolved' })]),
    );
  });

  it('names the application that it derives from, where its hire was lost', async () => {
    const { applicationId, firstName, lastName } = await bench.aHiredApplication();
    const number = await typeIn(markerOf(bench.owner.companyId, applicationId));
    await look();
    expect(await open({ connectionId })).toMatchObject([
      { kind: 'marker_unknown', applicationId, candidateName: `${firstName} ${lastName}` },
    ]);
    await removeThere(number);
    await look();
    expect(await open({ connectionId })).toEqual([]);
  });

  it('is no other text that stands in the field', async () => {
    const number = await typeIn('E-1017');
    await look();
    expect(await open({ connectionId })).toEqual([]);
    await removeThere(number);
  });
});

describe('an employee who is gone', () => {
  it('is missing, and is not made anew', async () => {
    const hire = await aHire();
    await look();
    expect(await open({ hireId: hire.id })).toEqual([]);
    const creates = (await ledger(createOperation)).length;
    await removeThere(hire.employeeNumber ?? '');
    await tick(new Date(Date.now() + 45 * 60_000));
    expect(await open({ hireId: hire.id })).toMatchObject([
      { kind: 'missing_there', marker: null, employees: [{ employeeNumber: hire.employeeNumber }] },
    ]);
    await look();
    expect(await open({ hireId: hire.id })).toHaveLength(1);
    const write = bench.context.db.inCompany(bench.owner.companyId, (tx) => assertNotBlocked(tx, hire.id));
    await expect(write).rejects.toMatchObject({ code: 'hires.blocked' });
    expect((await ledger(createOperation)).length).toBe(creates);
    expect(await getHire(bench.context, bench.owner, hire.id)).toMatchObject({ state: 'done' });
  });
});

describe('a look that could not see everything', () => {
  it.each([
    ['a list that was cut', { fault: 'short_list' as const }],
    ['a list that did not come', { fault: 'status_500' as const }],
    ['a list that was cut off on its way', { fault: 'truncate' as const }],
    ['markers that are hidden', { fault: 'vanish_fields' as const, fields: [markerField.alias] }],
  ])('because of %s says so, and calls nobody missing and nothing over', async (_what, fault) => {
    const hire = await aHire();
    const number = await typeIn(nameUuid(hire.id));
    await look();
    const before = await open();
    expect(before.some(({ kind }) => kind === 'marker_unknown')).toBe(true);
    await addFault(bench.context, bench.sandboxOwner, { operation: listOperation, count: 1, ...fault });
    const answer = await look();
    expect(answer.problem).not.toBeNull();
    expect(await open()).toEqual(before);
    await removeThere(number);
    expect(await look()).toMatchObject({ problem: null });
    expect((await open()).filter(({ kind }) => kind === 'marker_unknown')).toEqual([]);
  });
});

describe('a look', () => {
  it('costs one request when nothing is wrong', async () => {
    await look();
    const before = await requestsThere();
    await look();
    expect((await requestsThere()) - before).toBe(1);
  });

  it('is asked for by day for young, unfinished and doubtful hires only, and each night for all', async () => {
    const quiet = await bench.aConnection();
    const { applicationId } = await bench.aHiredApplication();
    const { id } = await bench.request({ applicationId, connectionId: quiet });
    await bench.until(id, 'done');
    const statusOf = (connection: string, at: Date) =>
      bench.context.engine.status(`reconcile-hires/${connection}/${at.getTime()}`);
    const isAsked = async (at: Date) => {
      bench.setNow(at);
      await requestReconciles(bench.context, at);
      // All accounts are asked, and looks that go on would take the faults of the tests after this one.
      for (const connection of [quiet, connectionId])
        await expect.poll(async () => (await statusOf(connection, at))?.state ?? 'done').toBe('done');
      return (await statusOf(quiet, at)) !== undefined;
    };
    await reconcileNow(bench.context, bench.owner, quiet);
    const noon = new Date(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`).getTime();
    const day = 86_400_000;
    expect(await isAsked(new Date(noon + day))).toBe(true);
    await age(id, new Date(noon - 40 * day));
    await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update hire_reconciles set full_at = ${new Date(noon + day)} where connection_id = ${quiet}`.execute(
        tx,
      ),
    );
    expect(await isAsked(new Date(noon + day + 900_000))).toBe(false);
    expect(await isAsked(new Date(noon + 2 * day))).toBe(true);
    bench.setNow(undefined);
  });

  it('is seen in its company only, by those who see hires', async () => {
    await look();
    const { owner } = await bench.aCompany();
    expect((await listFindings(bench.context, owner, {}, { limit: 5 })).items).toEqual([]);
    expect(await listReconciles(bench.context, owner)).toEqual({ items: [] });
    await expect(reconcileNow(bench.context, owner, connectionId)).rejects.toMatchObject({
      code: 'connections.not_found',
    });
    const key = await aKey(bench.context, bench.owner);
    const call = (path: string, init: RequestInit = {}) =>
      fetch(`${bench.origin}/v1${path}`, {
        ...init,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      });
    const asked = await call('/hires/reconciles', { method: 'POST', body: JSON.stringify({ connectionId }) });
    expect([asked.status, await asked.json()]).toMatchObject([200, { connectionId, problem: null }]);
    const listed = await call('/hires/findings?state=open');
    expect([listed.status, await listed.json()]).toMatchObject([200, { items: expect.any(Array) }]);
  });

  it('that ended late does not undo what a later one saw', async () => {
    const number = await typeIn(nameUuid('late'));
    const before = (await ledger(listOperation)).length;
    await bench.fault(listOperation, 'hang', 1, 3);
    const early = look();
    await expect
      .poll(async () => (await ledger(listOperation)).slice(before).map(({ executed }) => executed))
      .toEqual([true]);
    await removeThere(number);
    const unknown = async () => (await open()).filter(({ kind }) => kind === 'marker_unknown');
    await look();
    expect(await unknown()).toEqual([]);
    await early;
    expect(await unknown()).toEqual([]);
  });
});

async function requestsThere(): Promise<number> {
  const { rows } = await bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
    sql<{ count: string }>`select count(*) from sandbox_requests`.execute(tx),
  );
  return Number(rows[0]?.count);
}

async function age(hireId: string, to: Date): Promise<void> {
  await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    tx.updateTable('hires').set({ updated_at: to }).where('id', '=', hireId).execute(),
  );
}

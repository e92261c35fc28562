import type { Hire, HireChange } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canonicalHash } from '../../platform/canonical-json.ts';
import { aPerson } from '../../testing/approval-bench.ts';
import { aKey, type HireBench, readLedger, startHireBench } from '../../testing/hire-bench.ts';
import { builtinLevels } from '../access/levels.ts';
import { getApplication, moveApplication } from '../applications/applications.service.ts';
import { answerApproval, getApproval } from '../approvals/approvals.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { createEmployee, deleteEmployee, updateEmployee } from '../employees/employees.service.ts';
import { putOffer } from '../offers/offers.service.ts';
import { eraseCandidate } from '../retention/retention.service.ts';
import { markerField } from '../sandboxes/sandboxes.service.ts';
import { listStages } from '../stages/stages.service.ts';
import { mendHire, sendHire } from './hire-acts.service.ts';
import {
  approveHireChange,
  dismissHireChange,
  getHireChange,
  hashOfChange,
  hireChangeApprovals,
  listHireChanges,
  retryHireChange,
} from './hire-changes.service.ts';
import { compareNow, reportNoShow } from './hire-comparison.service.ts';
import { resolveHire, retryStep, skipStep } from './hire-decisions.service.ts';
import { listHireLog } from './hire-log.service.ts';
import { reconcileNow, requestReconciles } from './hire-reconcile.service.ts';
import { requestHire } from './hires.service.ts';

const updateOperation = 'POST /v1/employees/{id}';
const rowOperation = 'POST /v1/employees/{id}/tables/{table}/{rowId}';
const addRowOperation = 'POST /v1/employees/{id}/tables/{table}';

let bench: HireBench;
let connectionId: string;

beforeAll(async () => {
  bench = await startHireBench();
  bench.context.approvalSubjects.hire_change = hireChangeApprovals(bench.context);
  connectionId = await bench.aConnection();
});
afterAll(() => bench.close());
afterEach(() => bench.setNow(undefined));

const eventsOf = (subject: string) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const events = tx.selectFrom('events').select('type').where('subject_id', '=', subject).orderBy('id');
    return (await events.execute()).map(({ type }) => type);
  });
const compare = async (hireId: string) => (await compareNow(bench.context, bench.owner, hireId)).change;
const change = (id: string) => getHireChange(bench.context, bench.owner, id);
const changesOf = async (hireId: string) =>
  (await listHireChanges(bench.context, bench.owner, { hireId }, { limit: 20 })).items;
const ledger = (operation: string) => readLedger(bench.context, bench.sandbox.company.id, operation);
const approve = ({ id, contentHash }: HireChange) =>
  approveHireChange(bench.context, bench.owner, id, { contentHash });

async function aHire(): Promise<Hire> {
  const { applicationId } = await bench.aHiredApplication({ resume: false });
  const { id } = await bench.request(
    { applicationId, connectionId },
    { payRate: '52000', payCurrency: 'EUR', payType: 'Salary', payPer: 'Year' },
  );
  return bench.until(id, 'done');
}

const offer = (hire: Hire, terms: object) =>
  putOffer(bench.context, bench.owner, hire.applicationId, { state: 'accepted', ...terms });

async function proposed(hire: Hire, terms: object): Promise<HireChange> {
  await offer(hire, terms);
  const found = await compare(hire.id);
  if (found === null) throw new Error('nothing was proposed');
  return found;
}

async function ended(id: string): Promise<HireChange> {
  await expect.poll(async () => (await change(id)).state).toMatch(/^(done|failed|superseded)$/);
  return change(id);
}

async function thereOf({ employeeNumber }: Hire) {
  return bench.context.db.inCompany(bench.sandbox.company.id, async (tx) => {
    const employee = await sql<{ id: string; values: Record<string, unknown> }>`
      select id, "values" from employees where number = ${Number(employeeNumber)}`.execute(tx);
    const rows = await sql<{ table_alias: string; on: string; values: Record<string, unknown> }>`
      select table_alias, effective_on::text as "on", "values" from employee_rows
       where employee_id = ${employee.rows[0]?.id ?? ''} order by id`.execute(tx);
    const of = (table: string) => rows.rows.filter((row) => row.table_alias === table);
    return { hireDate: employee.rows[0]?.values.hireDate, of, exists: employee.rows.length > 0 };
  });
}

async function moveTo(hire: Hire, kind: string): Promise<void> {
  const stages = await listStages(bench.context, bench.owner);
  const stageId = stages.find((stage) => stage.kind === kind)?.id ?? '';
  await moveApplication(bench.context, bench.owner, hire.applicationId, { stageId });
}

describe('an offer that changes after the hire', () => {
  it('is compared at once, and so is a move out of the hired stage', async () => {
    const hire = await aHire();
    const found = async () =>
      (await listHireChanges(bench.context, bench.owner, { hireId: hire.id }, { limit: 5 })).items;
    await offer(hire, { startDate: '2027-02-01', payRate: '52000', payCurrency: 'EUR' });
    const untilFound = (kind: string) =>
      expect
        .poll(async () => (await found())[0], { interval: 50 })
        .toMatchObject({ kind, state: 'proposed' });
    await untilFound('patch');
    expect((await found())[0]?.diff.map(({ field }) => field)).toEqual(['hireDate']);
    await moveTo(hire, 'rejected');
    await untilFound('withdrawal');
  });

  it('is proposed with what was, what is here and what is there, and is sent as it was shown', async () => {
    const hire = await aHire();
    expect(await compare(hire.id)).toBeNull();
    const one = await proposed(hire, { startDate: '2027-02-01', payRate: '54000', payCurrency: 'EUR' });
    expect(one).toMatchObject({ kind: 'patch', state: 'proposed', employeeNumber: hire.employeeNumber });
    expect(one.diff).toEqual([
      { field: 'hireDate', was: '2027-01-04', here: '2027-02-01', there: '2027-01-04' },
      { field: 'payRate', was: '52000', here: '54000', there: expect.stringMatching(/^52000/) },
    ]);
    const adds = (await ledger(addRowOperation)).length;
    await approve(one);
    const done = await ended(one.id);
    expect(done).toMatchObject({ state: 'done', problem: null, decidedBy: bench.owner.userName });
    for (const step of done.steps)
      expect(step).toMatchObject({
        state: 'done',
        outcome: 'done',
        requestHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    const there = await thereOf(hire);
    expect(there.hireDate).toBe('2027-02-01');
    for (const table of ['employmentStatus', 'jobInfo', 'compensation'])
      expect(there.of(table).map(({ on }) => on)).toEqual(['2027-02-01']);
    expect(JSON.stringify(there.of('compensation')[0]?.values)).toContain('54000');
    expect((await ledger(addRowOperation)).length).toBe(adds);
    expect(await eventsOf(one.id)).toEqual(['hire_changes.proposed', 'hire_changes.completed']);
    expect(await compare(hire.id)).toBeNull();
    const again = await proposed(hire, { startDate: '2027-03-01' });
    expect(again.diff).toMatchObject([{ field: 'hireDate', was: '2027-02-01', here: '2027-03-01' }]);
    const log = await listHireLog(bench.context, bench.owner, hire.id, { limit: 50 });
    expect(log.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['change_proposed', 'change_approved', 'change_sent']),
    );
  });

  it('is found by the look of every quarter of an hour', async () => {
    const hire = await aHire();
    await offer(hire, { jobTitle: 'Head of Looms' });
    const at = new Date();
    await requestReconciles(bench.context, at);
    const state = async () =>
      (await bench.context.engine.status(`reconcile-hires/${connectionId}/${at.getTime()}`))?.state;
    await expect.poll(state).toBe('done');
    expect(await changesOf(hire.id)).toMatchObject([{ state: 'proposed', diff: [{ field: 'jobTitle' }] }]);
  });

  it('that changes again takes the place of the proposal, whose hash lets nothing through any more', async () => {
    const hire = await aHire();
    const first = await proposed(hire, { startDate: '2027-02-01' });
    const second = await proposed(hire, { startDate: '2027-02-08' });
    expect(await change(first.id)).toMatchObject({ state: 'superseded' });
    await expect(approve(first)).rejects.toMatchObject({ code: 'hire_changes.closed' });
    await expect(approve({ ...second, contentHash: first.contentHash })).rejects.toMatchObject({
      code: 'hire_changes.changed',
    });
    await offer(hire, { startDate: '2027-01-04' });
    expect(await compare(hire.id)).toBeNull();
    expect(await change(second.id)).toMatchObject({ state: 'superseded' });
  });

  it('that is dismissed stays dismissed while it is the same', async () => {
    const hire = await aHire();
    const one = await proposed(hire, { startDate: '2027-02-01' });
    await dismissHireChange(bench.context, bench.owner, one.id, 'Agreed by phone.');
    expect(await compare(hire.id)).toBeNull();
    expect(await change(one.id)).toMatchObject({ state: 'dismissed', problem: 'Agreed by phone.' });
    expect(await proposed(hire, { startDate: '2027-02-02' })).toMatchObject({ state: 'proposed' });
  });

  it('is not found in what is left of somebody who was erased', async () => {
    const hire = await aHire();
    const { candidateId } = await getApplication(bench.context, bench.owner, hire.applicationId);
    await eraseCandidate(bench.context, bench.owner, candidateId, { reason: 'They asked' });
    expect(await compareNow(bench.context, bench.owner, hire.id)).toEqual({
      change: null,
      problem: 'The candidate was erased: nothing is left that it could be compared with.',
    });
    expect(await changesOf(hire.id)).toEqual([]);
    // Nor does anything of a hire that had stopped go on: what it would send is gone.
    const { context, owner } = bench;
    await context.db.inCompany(owner.companyId, (tx) =>
      tx.updateTable('hires').set({ state: 'failed' }).where('id', '=', hire.id).execute(),
    );
    const { applicationId } = hire;
    for (const act of [
      () => sendHire(context, owner, hire.id),
      () => mendHire(context, owner, hire.id, { fields: { firstName: 'Again' } }),
      () => retryStep(context, owner, hire.id, 'compensation'),
      () => skipStep(context, owner, hire.id, 'compensation', { reason: 'Not needed' }),
      () => resolveHire(context, owner, hire.id, { action: 'link', employeeNumber: '1' }),
      () => requestHire(context, owner, { applicationId, connectionId }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'candidates.erased' });
  });

  it('that failed is sent again when somebody says so, exactly as it was let through', async () => {
    const { context, owner } = bench;
    const hire = await aHire();
    const one = await proposed(hire, { startDate: '2027-02-01' });
    const retry = (contentHash = one.contentHash) => retryHireChange(context, owner, one.id, { contentHash });
    await expect(retry()).rejects.toMatchObject({ code: 'hire_changes.closed' });
    await updateConnection(context, owner, connectionId, { enabled: false });
    await approve(one);
    expect(await ended(one.id)).toMatchObject({ state: 'failed' });
    await expect(retry('0'.repeat(64))).rejects.toMatchObject({ code: 'hire_changes.changed' });
    await updateConnection(context, owner, connectionId, { enabled: true });
    expect(await retry()).toMatchObject({ state: 'sending', problem: null });
    expect(await ended(one.id)).toMatchObject({ state: 'done', problem: null });
    expect((await thereOf(hire)).hireDate).toBe('2027-02-01');
    await expect(retry()).rejects.toMatchObject({ code: 'hire_changes.closed' });
    const log = await listHireLog(context, owner, hire.id, { limit: 50 });
    expect(log.items.map(({ action }) => action)).toContain('change_retried');
  });

  it('is not sent over what somebody wrote at the provider meanwhile', async () => {
    const hire = await aHire();
    const one = await proposed(hire, { startDate: '2027-02-01' });
    const number = Number(hire.employeeNumber);
    await updateEmployee(bench.context, bench.sandboxOwner, number, { hireDate: '2027-05-05' });
    const writes = (await ledger(updateOperation)).length;
    await approve(one);
    expect(await ended(one.id)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/^BambooHR shows something else now/),
    });
    expect((await ledger(updateOperation)).length).toBe(writes);
    expect(await eventsOf(one.id)).toEqual(['hire_changes.proposed', 'hire_changes.failed']);
    const next = await compare(hire.id);
    expect(next?.diff).toMatchObject([{ field: 'hireDate', was: '2027-01-04', there: '2027-05-05' }]);
  });

  it('shows of what the employee has now no more than the access level does', async () => {
    const hire = await aHire();
    const one = await proposed(hire, { startDate: '2027-02-01', payRate: '54000', payCurrency: 'EUR' });
    const nothing = builtinLevels.no_access?.definition;
    if (nothing === undefined) throw new Error('the built-in level without access is missing');
    const access = { ...bench.owner.access, employees: nothing.employees, directory: nothing.directory };
    const reader = { ...bench.owner, access };
    const there = '2027-01-04';
    const diff = [
      { field: 'hireDate', was: there, here: '2027-02-01', hidden: true },
      { field: 'payRate', was: '52000', here: '54000', hidden: true },
    ];
    const seen = [
      await getHireChange(bench.context, reader, one.id),
      (await listHireChanges(bench.context, reader, { hireId: hire.id }, { limit: 5 })).items[0],
      (await compareNow(bench.context, reader, hire.id)).change,
    ];
    for (const change of seen) {
      expect(change?.diff).toEqual(diff);
      expect(change?.writes.map(({ before }) => before)).toEqual([
        {},
        { date: there },
        { date: there },
        { date: there },
      ]);
    }
    // With what is shown and a guess of what is not, nobody finds out by the hash whether it is right.
    const { kind, diff: whole, writes: plan } = one;
    expect(one.contentHash).not.toBe(canonicalHash({ kind, diff: whole, plan }));
    expect(one.contentHash).toBe(hashOfChange(bench.context, { kind, diff: whole, plan }));
    const dismissed = await dismissHireChange(bench.context, reader, one.id, 'Later.');
    expect(dismissed.diff).toEqual(diff);
  });

  it.each(['execute_then_drop', 'drop', 'status_500'] as const)(
    'is sent once where an answer is lost by %s',
    async (fault) => {
      const hire = await aHire();
      const one = await proposed(hire, { payRate: '54000', payCurrency: 'EUR', startDate: '2027-01-04' });
      await bench.fault(rowOperation, fault);
      await approve(one);
      expect(await ended(one.id)).toMatchObject({ state: 'done' });
      expect((await thereOf(hire)).of('compensation')).toHaveLength(1);
    },
  );
});

describe('a change that others have to agree to', () => {
  it('waits for them, and is sent as it was approved', async () => {
    const hire = await aHire();
    const [asker, other] = [
      await aPerson(bench.context, bench.owner),
      await aPerson(bench.context, bench.owner),
    ];
    const one = await proposed(hire, { startDate: '2027-02-01' });
    const approval = { userIds: [asker.userId, other.userId], accessLevelIds: [], quorum: 1 };
    const asking = await approveHireChange(bench.context, await asker.principal(), one.id, {
      contentHash: one.contentHash,
      approval: { ...approval, expiresAfterHours: null, remindAfterHours: null },
    });
    expect(asking).toMatchObject({ state: 'awaiting_approval' });
    const asked = await getApproval(bench.context, await other.principal(), asking.approvalId ?? '');
    expect(asked).toMatchObject({
      subject: { kind: 'hire_change', id: one.id },
      diff: [{ label: 'Hire date', before: '2027-01-04', after: '2027-02-01' }],
    });
    const answer = { answer: 'approve' as const, contentHash: asked.contentHash };
    await expect(
      answerApproval(bench.context, await asker.principal(), asked.id, answer),
    ).rejects.toMatchObject({ code: 'approvals.own_question' });
    await answerApproval(bench.context, await other.principal(), asked.id, answer);
    expect(await ended(one.id)).toMatchObject({ state: 'done' });
    expect((await thereOf(hire)).hireDate).toBe('2027-02-01');
  });

  it('does not tell in its question what somebody earns by now', async () => {
    const hire = await aHire();
    const [asker, other] = [
      await aPerson(bench.context, bench.owner),
      await aPerson(bench.context, bench.owner),
    ];
    await bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
      sql`update employee_rows r set "values" = r."values" || '{"rate": "88000.00 EUR"}' from employees e
          where e.id = r.employee_id and e.number = ${Number(hire.employeeNumber)}
            and r.table_alias = 'compensation'`.execute(tx),
    );
    const one = await proposed(hire, { payRate: '54000', payCurrency: 'EUR', startDate: '2027-01-04' });
    expect(one.diff).toMatchObject([{ field: 'payRate', there: expect.stringMatching(/^88000/) }]);
    const asking = await approveHireChange(bench.context, await asker.principal(), one.id, {
      contentHash: one.contentHash,
      approval: {
        ...{ userIds: [asker.userId, other.userId], accessLevelIds: [], quorum: 1 },
        ...{ expiresAfterHours: null, remindAfterHours: null },
      },
    });
    const asked = await getApproval(bench.context, await other.principal(), asking.approvalId ?? '');
    expect(asked.diff).toEqual([
      { label: expect.stringMatching(/\(before: as it was sent\)$/), before: '52000', after: '54000' },
    ]);
  });

  it('is void when it is superseded, and dismissed when it is rejected', async () => {
    const hire = await aHire();
    const other = await aPerson(bench.context, bench.owner);
    const rules = {
      userIds: [other.userId],
      accessLevelIds: [],
      quorum: 1,
      expiresAfterHours: null,
      remindAfterHours: null,
    };
    const ask = (one: HireChange) =>
      approveHireChange(bench.context, bench.owner, one.id, {
        contentHash: one.contentHash,
        approval: rules,
      });
    const first = await ask(await proposed(hire, { startDate: '2027-02-01' }));
    const second = await ask(await proposed(hire, { startDate: '2027-02-08' }));
    const one = await getApproval(bench.context, await other.principal(), first.approvalId ?? '');
    expect(one.state).toBe('cancelled');
    const two = await getApproval(bench.context, await other.principal(), second.approvalId ?? '');
    const no = { answer: 'reject' as const, contentHash: two.contentHash, note: 'Too late.' };
    await answerApproval(bench.context, await other.principal(), two.id, no);
    expect(await change(second.id)).toMatchObject({ state: 'dismissed', problem: 'Too late.' });
    expect((await thereOf(hire)).hireDate).toBe('2027-01-04');
  });
});

describe('somebody who does not come', () => {
  it.each([
    ['whose application is withdrawn', (hire: Hire) => moveTo(hire, 'withdrawn')],
    ['whose offer is withdrawn', (hire: Hire) => offer(hire, { state: 'withdrawn' })],
  ])(
    '%s before the hire date is ended there when a person says so, and never removed',
    async (_who, withdraw) => {
      const hire = await aHire();
      await withdraw(hire);
      const one = await compare(hire.id);
      expect(one).toMatchObject({ kind: 'withdrawal', state: 'proposed' });
      expect((await thereOf(hire)).of('employmentStatus')).toHaveLength(1);
      if (one !== null) await approve(one);
      expect(await ended(one?.id ?? '')).toMatchObject({ state: 'done' });
      const there = await thereOf(hire);
      expect(there.exists).toBe(true);
      expect(there.of('employmentStatus').map(({ on, values }) => [on, values.employmentStatus])).toEqual([
        ['2027-01-04', 'Full-Time'],
        ['2027-01-04', 'Terminated'],
      ]);
      expect(await compare(hire.id)).toBeNull();
    },
  );

  it('after the hire date is for a person to end, as of the day on which it was seen, and only once', async () => {
    const hire = await aHire();
    const at = async (day: string) => {
      bench.setNow(new Date(`${day}T12:00:00Z`));
      return compare(hire.id);
    };
    // The move is compared by itself, too, whenever its turn comes: never on an earlier day.
    bench.setNow(new Date('2027-01-20T12:00:00Z'));
    await moveTo(hire, 'withdrawn');
    const one = await at('2027-01-20');
    expect(one).toMatchObject({
      ...{ kind: 'withdrawal', state: 'proposed' },
      writes: [{ step: 'terminate', values: { date: '2027-01-20', employmentStatus: 'Terminated' } }],
    });
    // A day later it is the same proposal, and nothing is ever sent by itself.
    expect(await at('2027-01-21')).toMatchObject({ id: one?.id });
    expect((await thereOf(hire)).of('employmentStatus')).toHaveLength(1);
    const other = await aPerson(bench.context, bench.owner);
    const rules = { userIds: [other.userId], accessLevelIds: [], quorum: 1 };
    const asking = await approveHireChange(bench.context, bench.owner, one?.id ?? '', {
      contentHash: one?.contentHash ?? '',
      approval: { ...rules, expiresAfterHours: null, remindAfterHours: null },
    });
    const asked = await getApproval(bench.context, await other.principal(), asking.approvalId ?? '');
    expect(asked.question).toContain('as of 2027-01-20? The application was withdrawn');
    await dismissHireChange(bench.context, bench.owner, one?.id ?? '', 'Stays after all.');
    expect(await at('2027-01-22')).toBeNull();
  });

  it('is reported by a person, and the proposal stays until it is decided', async () => {
    const hire = await aHire();
    const { change: one } = await reportNoShow(bench.context, bench.owner, hire.id, 'Not seen on Monday.');
    expect(one).toMatchObject({ kind: 'no_show', proposedBy: bench.owner.userName });
    expect(await compare(hire.id)).toMatchObject({ id: one?.id });
    if (one !== null) await approve(one);
    expect(await ended(one?.id ?? '')).toMatchObject({ state: 'done' });
  });
});

describe('a change', () => {
  it('of somebody who may be doubled is not sent', async () => {
    const hire = await aHire();
    const one = await proposed(hire, { startDate: '2027-02-01' });
    const twin = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: 'Ada',
      lastName: 'Twice',
      [markerField.alias]: hire.marker,
    });
    await reconcileNow(bench.context, bench.owner, connectionId);
    await expect(approve(one)).rejects.toMatchObject({ code: 'hires.blocked' });
    await deleteEmployee(bench.context, bench.sandboxOwner, twin.number);
    await reconcileNow(bench.context, bench.owner, connectionId);
    await approve(one);
    expect(await ended(one.id)).toMatchObject({ state: 'done' });
  });

  it('that is being sent is finished before another is begun', async () => {
    const hire = await aHire();
    const one = await proposed(hire, { payRate: '54000', payCurrency: 'EUR', startDate: '2027-01-04' });
    await bench.fault(rowOperation, 'hang', 1, 4);
    await approve(one);
    await expect(reportNoShow(bench.context, bench.owner, hire.id, 'Not seen.')).rejects.toMatchObject({
      code: 'hire_changes.open',
    });
    await expect(approve(one)).rejects.toMatchObject({ code: 'hire_changes.closed' });
    expect(await compare(hire.id)).toMatchObject({ id: one.id, state: 'sending' });
    expect(await ended(one.id)).toMatchObject({ state: 'done' });
  });

  it('is only looked for once a hire is done, and seen in its company only', async () => {
    const { applicationId } = await bench.aHiredApplication({ resume: false });
    const { id } = await bench.request({ applicationId, connectionId }, { jobTitle: 'A Title Nobody Has' });
    await expect(compareNow(bench.context, bench.owner, id)).rejects.toMatchObject({
      code: 'hires.not_sent',
    });
    const hire = await aHire();
    const one = await proposed(hire, { startDate: '2027-02-01' });
    const { owner } = await bench.aCompany();
    await expect(getHireChange(bench.context, owner, one.id)).rejects.toMatchObject({
      code: 'hire_changes.not_found',
    });
    const headers = {
      authorization: `Bearer ${await aKey(bench.context, bench.owner)}`,
      'content-type': 'application/json',
    };
    const call = (method: string, path: string, body: unknown = undefined) =>
      fetch(`${bench.origin}/v1${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    expect((await call('GET', `/hires/${hire.id}/changes`)).status).toBe(200);
    expect((await call('GET', '/hire-changes?state=proposed')).status).toBe(200);
    expect((await call('POST', `/hires/${hire.id}/changes`)).status).toBe(200);
    expect((await call('POST', `/hire-changes/${one.id}/dismiss`, { reason: 'No.' })).status).toBe(200);
    const closed = await call('POST', `/hire-changes/${one.id}/approve`, { contentHash: one.contentHash });
    expect([closed.status, ((await closed.json()) as { code: string }).code]).toEqual([
      409,
      'hire_changes.closed',
    ]);
    expect((await call('POST', `/hires/${hire.id}/no-show`, { reason: 'Not seen.' })).status).toBe(200);
  });
});

// What people take out of a hire that is on its way: steps that others agreed to, or all of it.
import { approvalRules, type Hire, type HireStepName } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson, type Person } from '../../testing/approval-bench.ts';
import { type HireBench, readSandbox, startHireBench } from '../../testing/hire-bench.ts';
import { answerApproval, getApproval } from '../approvals/approvals.service.ts';
import { cancelHire, sendHire } from './hire-acts.service.ts';
import { retryStep, skipStep } from './hire-decisions.service.ts';
import { getHire, requestHire } from './hires.service.ts';

let bench: HireBench;
let connectionId: string;
let person: Person;

beforeAll(async () => {
  bench = await startHireBench();
  connectionId = await bench.aConnection();
  person = await aPerson(bench.context, bench.owner);
});
afterAll(() => bench.close());

const approvalOf = ({ approvalId }: Hire) => getApproval(bench.context, bench.owner, approvalId ?? '');
const stateOf = ({ steps }: Hire, name: HireStepName) => steps.find((step) => step.name === name)?.state;
const skip = (id: string, name: HireStepName) =>
  skipStep(bench.context, bench.owner, id, name, { reason: 'It is typed in by hand.' });

async function answer(hire: Hire, verdict: 'approve' | 'reject'): Promise<void> {
  const { id, contentHash } = await approvalOf(hire);
  const principal = await person.principal();
  await answerApproval(bench.context, principal, id, { answer: verdict, contentHash, note: 'Seen.' });
}

/** Approved, made, and stopped at its first row. */
async function aStoppedHire(): Promise<Hire> {
  const { applicationId } = await bench.aHiredApplication({ resume: false });
  const pay = { payRate: '52000', payCurrency: 'EUR', payType: 'Salary', payPer: 'Year' };
  const asked = await requestHire(bench.context, bench.owner, {
    ...{ applicationId, connectionId },
    fields: { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...bench.known, ...pay },
    approval: approvalRules.parse({ userIds: [person.userId] }),
  });
  await bench.fault('POST /v1/employees/{id}/tables/{table}', 'drop', 2);
  await answer(asked, 'approve');
  const hire = await bench.until(asked.id, 'needs_attention', 'failed', 'done');
  expect(hire).toMatchObject({ state: 'needs_attention', approvalId: asked.approvalId });
  expect(stateOf(hire, 'compensation')).toBe('pending');
  return hire;
}

describe('a step of an approved hire', () => {
  it('that could not be done is left out at once, and who approved is told', async () => {
    const stopped = await aStoppedHire();
    expect((await skip(stopped.id, 'employment_status')).state).toBe('queued');
    const hire = await bench.until(stopped.id, 'done', 'failed', 'needs_attention');
    expect(hire).toMatchObject({ state: 'done', problem: null, approvalId: stopped.approvalId });
    expect(stateOf(hire, 'employment_status')).toBe('skipped');
    const { id, state, trail } = await approvalOf(hire);
    expect(state).toBe('approved');
    expect(trail.at(-1)).toMatchObject({
      action: 'told',
      note: 'The step employment status stopped and is left out. It is typed in by hand.',
    });
    const events = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      tx.selectFrom('events').select(['type', 'payload']).where('subject_id', '=', id).execute(),
    );
    expect(events.at(-1)).toMatchObject({
      type: 'approvals.told',
      payload: { userIds: [person.userId], subject: { kind: 'hire', id: hire.id } },
    });
  });

  it('that was not tried is left out once they agree to that, and is not done then', async () => {
    const stopped = await aStoppedHire();
    const asked = await skip(stopped.id, 'compensation');
    expect(asked.state).toBe('awaiting_approval');
    expect(asked.approvalId).not.toBe(stopped.approvalId);
    const { diff } = await approvalOf(asked);
    expect(diff).toContainEqual({ label: 'Left out', before: null, after: 'compensation' });
    await answer(asked, 'approve');
    const hire = await bench.until(asked.id, 'done', 'failed', 'needs_attention');
    expect(hire).toMatchObject({ state: 'done', problem: null });
    expect(stateOf(hire, 'compensation')).toBe('skipped');
    expect(stateOf(hire, 'employment_status')).toBe('done');
    // To do it after all is to be agreed to as well.
    const again = await retryStep(bench.context, bench.owner, hire.id, 'compensation');
    expect(again.state).toBe('awaiting_approval');
    expect((await approvalOf(again)).diff.map(({ label }) => label)).not.toContain('Left out');
    await answer(again, 'approve');
    expect(stateOf(await bench.until(hire.id, 'done', 'failed'), 'compensation')).toBe('done');
  });

  it('that they do not let be left out is done, when they agree to the whole', async () => {
    const stopped = await aStoppedHire();
    await answer(await skip(stopped.id, 'compensation'), 'reject');
    const rejected = await getHire(bench.context, bench.owner, stopped.id);
    expect(rejected.state).toBe('draft');
    const kept = await retryStep(bench.context, bench.owner, stopped.id, 'compensation');
    expect(kept.state).toBe('draft');
    expect(stateOf(kept, 'compensation')).not.toBe('skipped');
    // A draft goes on as a whole: no step of it is begun by itself.
    await expect(
      retryStep(bench.context, bench.owner, stopped.id, 'employment_status'),
    ).rejects.toMatchObject({ code: 'hires.step_closed' });
    const asked = await sendHire(bench.context, bench.owner, stopped.id);
    expect(asked.state).toBe('awaiting_approval');
    expect((await approvalOf(asked)).diff.map(({ label }) => label)).not.toContain('Left out');
    await answer(asked, 'approve');
    const hire = await bench.until(stopped.id, 'done', 'failed', 'needs_attention');
    expect(hire).toMatchObject({ state: 'done', problem: null });
    expect(stateOf(hire, 'compensation')).toBe('done');
  });

  it('is left out at once where nobody has to agree', async () => {
    const { applicationId } = await bench.aHiredApplication({ resume: false });
    await bench.fault('POST /v1/employees/{id}/tables/{table}', 'drop', 2);
    const { id } = await bench.request({ applicationId, connectionId });
    await bench.until(id, 'needs_attention');
    expect((await skip(id, 'job_info')).state).toBe('queued');
    expect(stateOf(await bench.until(id, 'done', 'failed'), 'job_info')).toBe('skipped');
  });
});

it('a hire that is ended while it waits is over at once, and nothing of it is sent', async () => {
  const { applicationId } = await bench.aHiredApplication({ resume: false });
  await bench.fault('POST /v1/employees', 'status_429', 1, 600);
  const own = await bench.aConnection();
  const { id, marker } = await bench.request({ applicationId, connectionId: own });
  await bench.until(id, 'waiting');
  const run = async () => (await bench.context.engine.status(`${id}:1`))?.state;
  expect(await run()).toBe('running');
  await cancelHire(bench.context, bench.owner, id, 'No budget.');
  await expect.poll(run, { interval: 50 }).toBe('done');
  expect(await getHire(bench.context, bench.owner, id)).toMatchObject({ state: 'cancelled' });
  expect((await readSandbox(bench.context, bench.sandbox.company.id, marker)).numbers).toEqual([]);
});

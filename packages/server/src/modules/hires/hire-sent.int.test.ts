// What of a hire went out already stays as it went out, and what was agreed to is what is sent.
import type { Hire, HireResolution } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHiresLevel, aPerson } from '../../testing/approval-bench.ts';
import { type Applicant, type HireBench, readLedger, startHireBench } from '../../testing/hire-bench.ts';
import { getApplication, moveApplication } from '../applications/applications.service.ts';
import { answerApproval, getApproval } from '../approvals/approvals.service.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { listFields } from '../fields/fields.service.ts';
import { putHireMapping } from '../hire-mappings/hire-mappings.service.ts';
import { defaultMapping } from '../hire-mappings/hire-mappings.ts';
import { putOffer } from '../offers/offers.service.ts';
import { listStages } from '../stages/stages.service.ts';
import { mendHire, sendHire } from './hire-acts.service.ts';
import { resolveHire } from './hire-decisions.service.ts';
import { previewHire } from './hire-preview.service.ts';
import { putHireTriggers } from './hire-triggers.service.ts';
import { getHire, listHires, requestHire } from './hires.service.ts';

const createOperation = 'POST /v1/employees';
const rowOperation = 'POST /v1/employees/{id}/tables/{table}';

let bench: HireBench;
let connectionId: string;

beforeAll(async () => {
  bench = await startHireBench();
  connectionId = await bench.aConnection();
});
afterAll(() => bench.close());

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code ?? error,
  );
const creates = async () =>
  (await readLedger(bench.context, bench.sandbox.company.id, createOperation)).length;
const fields = () => ({ hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...bench.known });

async function move({ applicationId }: Pick<Applicant, 'applicationId'>, kind: string): Promise<void> {
  const stages = await listStages(bench.context, bench.owner);
  const stageId = stages.find((stage) => stage.kind === kind)?.id ?? '';
  await moveApplication(bench.context, bench.owner, applicationId, { stageId });
}

async function somebodyElse(): Promise<string> {
  const other = { firstName: 'Former', lastName: `Person ${Math.random()}`, hireDate: '2015-03-02' };
  return String((await createEmployee(bench.context, bench.sandboxOwner, other)).number);
}

async function countRows(employeeNumber: string): Promise<number> {
  return bench.context.db.inCompany(bench.sandbox.company.id, async (tx) => {
    const answer = await sql<{ count: number }>`
      select count(*)::int as count from employee_rows r join employees e on e.id = r.employee_id
       where e.number = ${Number(employeeNumber)}`.execute(tx);
    return answer.rows[0]?.count ?? 0;
  });
}

/** Its employee is there, and no row of it. */
async function aHalfSentHire(): Promise<{ hire: Hire; applicant: Applicant }> {
  const applicant = await bench.aHiredApplication({ resume: false });
  await bench.fault(rowOperation, 'drop', 2);
  const { id } = await bench.request({ ...applicant, connectionId });
  return { hire: await bench.until(id, 'failed', 'needs_attention'), applicant };
}

describe('a hire whose employee is there', () => {
  it('is not turned into somebody else by mending it or asking for it again', async () => {
    const { hire, applicant } = await aHalfSentHire();
    expect(hire.employeeNumber).not.toBeNull();
    const employeeNumber = await somebodyElse();
    const before = await countRows(employeeNumber);
    const { context, owner } = bench;
    for (const as of ['rehire', 'existing'] as const) {
      const person = { as, employeeNumber };
      expect(await codeOf(mendHire(context, owner, hire.id, { person }))).toBe('hires.written');
      const input = { applicationId: applicant.applicationId, connectionId, fields: fields(), person };
      expect(await codeOf(requestHire(context, owner, input))).toBe('hires.written');
    }
    await sendHire(context, owner, hire.id);
    expect(await bench.until(hire.id, 'done')).toMatchObject({ employeeNumber: hire.employeeNumber });
    expect(await countRows(employeeNumber)).toBe(before);
  });

  it('shows its own employee as nobody to decide about, and only what is still to be sent', async () => {
    const { hire, applicant } = await aHalfSentHire();
    const { context, owner } = bench;
    const input = { applicationId: applicant.applicationId, connectionId, fields: fields() };
    const preview = await previewHire(context, owner, input);
    expect(preview.duplicates).toEqual([]);
    expect(preview.calls.map(({ step }) => step)).toEqual(['employment_status', 'job_info']);
    const person = { as: 'existing' as const, employeeNumber: hire.employeeNumber ?? '' };
    const named = await mendHire(context, owner, hire.id, { person });
    expect(named).toMatchObject({ person, employeeNumber: hire.employeeNumber });
  });

  it('keeps what went out: another value for it is refused by name, and the rest is mended', async () => {
    const { hire } = await aHalfSentHire();
    const { context, owner } = bench;
    await expect(
      mendHire(context, owner, hire.id, { fields: { hireDate: '2027-02-01', firstName: 'Eve' } }),
    ).rejects.toMatchObject({
      code: 'hires.written',
      issues: [{ path: 'fields.firstName' }, { path: 'fields.hireDate' }],
    });
    expect(await codeOf(mendHire(context, owner, hire.id, { without: ['homeEmail'] }))).toBe('hires.written');
    const same = { firstName: hire.fields.firstName, jobTitle: bench.known.jobTitle };
    await mendHire(context, owner, hire.id, { fields: same, without: ['employmentStatus'] });
    await sendHire(context, owner, hire.id);
    expect((await bench.until(hire.id, 'done')).fields).toMatchObject({ hireDate: '2027-01-04' });
  });

  it('keeps what went out also when the candidate or the offer says something else by now', async () => {
    const { hire, applicant } = await aHalfSentHire();
    await putOffer(bench.context, bench.owner, applicant.applicationId, { division: 'North' });
    await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update candidates set email = 'new@mail.example' where id = ${applicant.candidateId}`.execute(tx),
    );
    const mended = await mendHire(bench.context, bench.owner, hire.id, { without: ['division'] });
    expect(mended.fields.homeEmail).toBe(applicant.email);
  });
});

describe('a hire that waits for the provider', () => {
  it('makes nobody of somebody who is not hired any more, and can be ended or sent again', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const before = await creates();
    await bench.fault(createOperation, 'status_429', 1, 1);
    const { id } = await bench.request({ ...applicant, connectionId });
    await bench.until(id, 'waiting');
    await move(applicant, 'rejected');
    const asked = await bench.until(id, 'needs_attention');
    expect(asked.problem).toContain('not in a stage of kind hired any more');
    expect(asked.employeeNumber).toBeNull();
    expect(await codeOf(sendHire(bench.context, bench.owner, id))).toBe('hires.not_hired');
    await move(applicant, 'hired');
    await sendHire(bench.context, bench.owner, id);
    await bench.until(id, 'done');
    // The first was turned away by the limit.
    expect(await creates()).toBe(before + 2);
  });
});

describe('a hire whose create may have happened', () => {
  it('is not turned into somebody else behind the search for it', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    await bench.fault(createOperation, 'drop', 2);
    const { id } = await bench.request({ ...applicant, connectionId });
    await bench.until(id, 'needs_attention');
    const person = { as: 'rehire' as const, employeeNumber: await somebodyElse() };
    expect(await codeOf(mendHire(bench.context, bench.owner, id, { person }))).toBe('hires.written');
  });
});

describe('a hire of which nothing went out', () => {
  it('is looked for anew when a person says who it is', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const former = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: applicant.firstName,
      lastName: applicant.lastName,
      homeEmail: applicant.email,
      hireDate: '2019-02-04',
    });
    const { id, marker } = await bench.request({ ...applicant, connectionId });
    await bench.until(id, 'needs_attention');
    const before = await creates();
    await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: 'Restored',
      lastName: 'Elsewhere',
      customJoineryId: marker,
    });
    const person = { as: 'rehire' as const, employeeNumber: String(former.number) };
    await mendHire(bench.context, bench.owner, id, { person });
    await sendHire(bench.context, bench.owner, id);
    expect((await bench.until(id, 'needs_attention', 'done')).problem).toContain('marker is on employee');
    expect(await creates()).toBe(before);
  });
});

describe('an approval', () => {
  async function approvers(count: number) {
    const level = await aHiresLevel(bench.context, bench.owner, `Approvers ${Math.random()}`);
    const people = [];
    for (let n = 0; n < count; n += 1) people.push(await aPerson(bench.context, bench.owner, { level }));
    const rules = {
      userIds: people.map(({ userId }) => userId),
      accessLevelIds: [],
      quorum: 1,
      expiresAfterHours: null,
      remindAfterHours: null,
    };
    return { people, rules };
  }

  async function answer(
    { approvalId }: Hire,
    person: Awaited<ReturnType<typeof aPerson>>,
    verdict: 'approve' | 'reject' = 'approve',
  ) {
    const { id, contentHash } = await getApproval(bench.context, bench.owner, approvalId ?? '');
    const given = { answer: verdict, contentHash };
    return answerApproval(bench.context, await person.principal(), id, given);
  }

  async function aWaitingHire() {
    const { people, rules } = await approvers(1);
    const [person] = people;
    if (person === undefined) throw new Error('nobody is there to approve');
    const applicant = await bench.aHiredApplication({ resume: false });
    const { applicationId } = applicant;
    const hire = await requestHire(bench.context, bench.owner, {
      ...{ applicationId, connectionId, fields: fields(), approval: rules },
    });
    return { applicant, hire, person };
  }

  it('of somebody who is not hired any more sends nothing', async () => {
    const { applicant, hire, person } = await aWaitingHire();
    const before = await creates();
    await move(applicant, 'rejected');
    await answer(hire, person);
    const left = await getHire(bench.context, bench.owner, hire.id);
    expect(left).toMatchObject({ state: 'draft', attempt: 0, steps: [] });
    expect(left.problem).toContain('not in a stage of kind hired any more');
    expect(await creates()).toBe(before);
  });

  it('of somebody new is none of an employee whom a person names afterwards', async () => {
    const { applicant, hire, person } = await aWaitingHire();
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: applicant.firstName,
      lastName: applicant.lastName,
      homeEmail: applicant.email,
      hireDate: '2019-02-04',
    });
    const employeeNumber = String(number);
    await answer(hire, person);
    await bench.until(hire.id, 'needs_attention');
    const before = await countRows(employeeNumber);
    const resolution = { action: 'rehire' as const, employeeNumber };
    const asked = await resolveHire(bench.context, bench.owner, hire.id, resolution);
    expect(asked).toMatchObject({ state: 'awaiting_approval', person: { as: 'rehire', employeeNumber } });
    expect(asked.approvalId).not.toBe(hire.approvalId);
    expect(await countRows(employeeNumber)).toBe(before);
    await answer(asked, person);
    expect(await bench.until(hire.id, 'done')).toMatchObject({ employeeNumber });
  });

  it('of an employee who is hired again is none of somebody new', async () => {
    const { people, rules } = await approvers(1);
    const [person] = people;
    if (person === undefined) throw new Error('nobody is there to approve');
    const { applicationId, firstName, lastName } = await bench.aHiredApplication({ resume: false });
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, {
      ...{ firstName, lastName, hireDate: '2019-02-04' },
    });
    const hire = await requestHire(bench.context, bench.owner, {
      ...{ applicationId, connectionId, fields: fields(), approval: rules },
      person: { as: 'rehire', employeeNumber: String(number) },
    });
    await bench.fault('POST /v1/reports/custom', 'drop', 4);
    await answer(hire, person);
    await bench.until(hire.id, 'needs_attention');
    const before = await creates();
    const asked = await resolveHire(bench.context, bench.owner, hire.id, { action: 'create' });
    expect(asked).toMatchObject({ state: 'awaiting_approval', person: { as: 'new' } });
    expect(asked.approvalId).not.toBe(hire.approvalId);
    expect(await creates()).toBe(before);
    await answer(asked, person);
    const done = await bench.until(hire.id, 'done');
    expect(done.employeeNumber).not.toBe(String(number));
    expect(await creates()).toBe(before + 1);
  });

  it('that is refused for a link leaves every decision open again', async () => {
    const { applicant, hire, person } = await aWaitingHire();
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: applicant.firstName,
      lastName: applicant.lastName,
      homeEmail: applicant.email,
      hireDate: '2019-02-04',
    });
    const employeeNumber = String(number);
    await answer(hire, person);
    await bench.until(hire.id, 'needs_attention');
    const resolve = (resolution: HireResolution) =>
      resolveHire(bench.context, bench.owner, hire.id, resolution);
    const linked = await resolve({ action: 'link', employeeNumber });
    expect(linked).toMatchObject({ state: 'awaiting_approval', employeeNumber: null });
    await answer(linked, person, 'reject');
    const again = await resolve({ action: 'rehire', employeeNumber });
    expect(again).toMatchObject({ state: 'awaiting_approval', person: { as: 'rehire' } });
    await answer(again, person, 'reject');
    const relinked = await resolve({ action: 'link', employeeNumber });
    await answer(relinked, person, 'reject');
    const asNew = await resolve({ action: 'create' });
    expect(asNew).toMatchObject({ state: 'awaiting_approval', person: { as: 'new' } });
    await answer(asNew, person);
    const done = await bench.until(hire.id, 'done');
    expect(done.employeeNumber).not.toBe(employeeNumber);
    expect(await countRows(employeeNumber)).toBe(0);
  });

  it('of a link makes the named employee the hire’s own', async () => {
    const { applicant, hire, person } = await aWaitingHire();
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: applicant.firstName,
      lastName: applicant.lastName,
      homeEmail: applicant.email,
      hireDate: '2019-02-04',
    });
    const employeeNumber = String(number);
    await answer(hire, person);
    await bench.until(hire.id, 'needs_attention');
    const before = await creates();
    const linked = await resolveHire(bench.context, bench.owner, hire.id, { action: 'link', employeeNumber });
    await answer(linked, person);
    const done = await bench.until(hire.id, 'done');
    expect(done).toMatchObject({ employeeNumber });
    expect(done.steps.find(({ name }) => name === 'create')).toMatchObject({
      state: 'done',
      providerId: employeeNumber,
      proof: { how: 'person' },
    });
    expect(await creates()).toBe(before);
  });

  it('is none of what was mended since, whoever says that the employee is new', async () => {
    const { applicant, hire, person } = await aWaitingHire();
    await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: applicant.firstName,
      lastName: applicant.lastName,
      homeEmail: applicant.email,
      hireDate: '2019-02-04',
    });
    await answer(hire, person);
    await bench.until(hire.id, 'needs_attention');
    await mendHire(bench.context, bench.owner, hire.id, {
      fields: { payRate: '990000', payCurrency: 'EUR' },
    });
    const before = await creates();
    const asked = await resolveHire(bench.context, bench.owner, hire.id, { action: 'create' });
    expect(asked).toMatchObject({ state: 'awaiting_approval', fields: { payRate: '990000' } });
    expect(await creates()).toBe(before);
  });

  it('is needed for what was mended since a trigger asks for one', async () => {
    const { rules } = await approvers(1);
    const own = await bench.aConnection();
    const { applicationId } = await bench.aHiredApplication({ resume: false });
    await bench.fault('POST /v1/reports/custom', 'drop', 4);
    const { id } = await requestHire(bench.context, bench.owner, {
      ...{ applicationId, connectionId: own, fields: fields() },
    });
    await bench.until(id, 'needs_attention');
    const { jobId } = await getApplication(bench.context, bench.owner, applicationId);
    const items = [{ jobId, mode: 'automatic' as const, approval: rules }];
    await putHireTriggers(bench.context, bench.owner, own, { items });
    const mended = await mendHire(bench.context, bench.owner, id, {
      fields: { payRate: '990000', payCurrency: 'EUR' },
    });
    expect(mended.state).toBe('draft');
    const sent = await sendHire(bench.context, bench.owner, id);
    expect(sent.state).toBe('awaiting_approval');
  });

  it('of a hire that began with a move is not given by whoever moved', async () => {
    const { people, rules } = await approvers(2);
    const [mover, other] = people;
    if (mover === undefined || other === undefined) throw new Error('nobody is there to approve');
    const own = await bench.aConnection();
    const applicant = await bench.aHiredApplication({ resume: false });
    await move(applicant, 'new');
    const { applicationId } = applicant;
    const { jobId } = await getApplication(bench.context, bench.owner, applicationId);
    const items = [{ jobId, mode: 'automatic' as const, approval: rules }];
    await putHireTriggers(bench.context, bench.owner, own, { items });
    const offer = { state: 'accepted' as const, startDate: '2027-04-01', ...bench.known };
    await putOffer(bench.context, bench.owner, applicationId, offer);
    const stages = await listStages(bench.context, bench.owner);
    const stageId = stages.find(({ kind }) => kind === 'hired')?.id ?? '';
    const moving = { ...(await mover.principal()), access: bench.owner.access };
    await moveApplication(bench.context, moving, applicationId, { stageId });
    const find = async () =>
      (await listHires(bench.context, bench.owner, { applicationId }, { limit: 1 })).items[0];
    await expect.poll(async () => (await find())?.state).toBe('awaiting_approval');
    const hire = await find();
    if (hire === undefined) throw new Error('no hire began');
    expect(await codeOf(answer(hire, mover))).toBe('approvals.own_question');
    await answer(hire, other);
    expect((await bench.until(hire.id, 'done')).startedBy).toBe('trigger');
  });

  it('that nobody could give is refused where it is set up', async () => {
    const { rules } = await approvers(1);
    const own = await bench.aConnection();
    const put = (approval: typeof rules) =>
      codeOf(
        putHireTriggers(bench.context, bench.owner, own, {
          items: [{ jobId: null, mode: 'automatic', approval }],
        }),
      );
    expect(await put({ ...rules, quorum: 2 })).toBe('approvals.too_few_approvers');
    expect(await put({ ...rules, userIds: ['usr_nobody'] })).toBe('users.not_found');
    const { owner: stranger } = await bench.aCompany();
    expect(await put({ ...rules, userIds: [stranger.userId] })).toBe('users.not_found');
    expect(await put(rules)).toBe('no error');
  });
});

describe('a further field', () => {
  it('that would take the marker away is refused, and goes when it is left out', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const other = { customJoineryId: 'nobody', linkedIn: 'https://linkedin.example/ada' };
    const draft = await bench.request({ ...applicant, connectionId }, { other });
    expect(draft).toMatchObject({ state: 'draft', problem: expect.stringContaining('customJoineryId') });
    expect(await codeOf(sendHire(bench.context, bench.owner, draft.id))).toBe('hires.field_missing');
    await mendHire(bench.context, bench.owner, draft.id, { without: ['other.customJoineryId'] });
    await sendHire(bench.context, bench.owner, draft.id);
    expect(await bench.until(draft.id, 'done')).toMatchObject({
      fields: { other: { linkedIn: other.linkedIn } },
    });
  });

  it('that would do so by its number is refused alike, also in a mapping', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const fields = await listFields(bench.context, bench.sandboxOwner);
    const marker = fields.find(({ alias }) => alias === 'customJoineryId')?.number;
    const draft = await bench.request({ ...applicant, connectionId }, { other: { [`${marker}`]: 'nobody' } });
    expect(draft).toMatchObject({ state: 'draft', problem: expect.stringContaining(`${marker} cannot be`) });
    const put = (...to: string[]) => {
      const rules = to.map((name) => ({ to: name, from: [{ constant: 'x' }] }));
      const definition = { ...defaultMapping, rules: [...defaultMapping.rules, ...rules] };
      return codeOf(putHireMapping(bench.context, bench.owner, connectionId, { basedOn: 0, definition }));
    };
    expect(await put(`other.${marker}`)).toBe('hire_mappings.invalid');
    expect(await put('other.customJoineryId')).toBe('hire_mappings.invalid');
    const byNumber = await bench.aConnection({ markerField: String(marker) });
    const further = { other: { customJoineryId: 'nobody' } };
    const other = await bench.request({ ...applicant, connectionId: byNumber }, further);
    expect(other).toMatchObject({ state: 'draft', problem: expect.stringContaining('customJoineryId') });
  });
});

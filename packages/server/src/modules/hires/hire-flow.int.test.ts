// From the move of an application to the first step of its hire: drafts, triggers, mending, approval.
import type { ApprovalRules, Hire, HireTrigger } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHiresLevel, aPerson } from '../../testing/approval-bench.ts';
import {
  type Applicant,
  type HireBench,
  readLedger,
  readSandbox,
  startHireBench,
} from '../../testing/hire-bench.ts';
import { getApplication, moveApplication } from '../applications/applications.service.ts';
import { answerApproval, getApproval } from '../approvals/approvals.service.ts';
import { attachFiles, getCandidate, updateCandidate } from '../candidates/candidates.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { putHireMapping } from '../hire-mappings/hire-mappings.service.ts';
import { defaultMapping } from '../hire-mappings/hire-mappings.ts';
import { putOffer } from '../offers/offers.service.ts';
import { listStages } from '../stages/stages.service.ts';
import { cancelHire, mendHire, sendHire } from './hire-acts.service.ts';
import { listHireLog } from './hire-log.service.ts';
import { previewHire } from './hire-preview.service.ts';
import { getHireTriggers, putHireTriggers } from './hire-triggers.service.ts';
import { getHire, listHires, requestHire } from './hires.service.ts';

const createOperation = 'POST /v1/employees';
const listsOperation = 'GET /v1/meta/lists';

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
const logOf = async (id: string) =>
  (await listHireLog(bench.context, bench.owner, id, { limit: 50 })).items.toReversed();
const acts = async (id: string) =>
  (await logOf(id)).map(({ action, detail }) =>
    action === 'state_changed' ? `${detail?.from}-${detail?.to}` : action,
  );
const eventsOf = (id: string) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const events = tx.selectFrom('events').select('type').where('subject_id', '=', id).orderBy('id');
    return (await events.execute()).map(({ type }) => type);
  });
const stageOf = async (kind: string) =>
  (await listStages(bench.context, bench.owner)).find((stage) => stage.kind === kind)?.id ?? '';
const hiresOf = async ({ applicationId }: Pick<Applicant, 'applicationId'>) =>
  (await listHires(bench.context, bench.owner, { applicationId }, { limit: 10 })).items;

async function move({ applicationId }: Pick<Applicant, 'applicationId'>, kind: string): Promise<void> {
  await moveApplication(bench.context, bench.owner, applicationId, { stageId: await stageOf(kind) });
}

/** Not hired yet, on a connection of its own, whose triggers bother no other test. */
async function aScene(
  trigger?: Partial<HireTrigger>,
): Promise<{ applicant: Applicant; connectionId: string }> {
  const applicant = await bench.aHiredApplication();
  await move(applicant, 'new');
  const own = await bench.aConnection();
  if (trigger !== undefined) {
    const { jobId } = await getApplication(bench.context, bench.owner, applicant.applicationId);
    const items = [{ jobId, mode: 'automatic' as const, approval: null, ...trigger }];
    await putHireTriggers(bench.context, bench.owner, own, { items });
  }
  return { applicant, connectionId: own };
}

async function untilHires(applicant: Applicant, isSo: (hires: Hire[]) => boolean): Promise<Hire[]> {
  await expect.poll(async () => isSo(await hiresOf(applicant)), { timeout: 20_000, interval: 50 }).toBe(true);
  return hiresOf(applicant);
}

const isPrepared = ({ state, problem }: Hire) => state !== 'draft' || !problem?.startsWith('The account is');

async function approvers(count = 1) {
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

const fields = () => ({ hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...bench.known });

describe('a hire that is incomplete', () => {
  it('becomes a draft that says what is missing and what is unknown, with the nearest options', async () => {
    const applicant = await bench.aHiredApplication();
    const before = await creates();
    const title = bench.known.jobTitle;
    const hire = await requestHire(bench.context, bench.owner, {
      ...{ applicationId: applicant.applicationId, connectionId },
      fields: { ...bench.known, employmentStatus: 'Full-Time', jobTitle: `${title} of Nowhere` },
    });
    expect(hire).toMatchObject({ state: 'draft', attempt: 0, steps: [], startedBy: 'person' });
    expect(hire.problem).toContain('The first day of work is needed.');
    expect(hire.problem).toContain(`does not know the job title “${title} of Nowhere”`);
    expect(hire.problem).toContain(`Nearest: “${title}”`);
    expect(await creates()).toBe(before);
    expect(await acts(hire.id)).toEqual(['requested']);
  });

  it('is mended bit by bit, and sent when nothing is open', async () => {
    const applicant = await bench.aHiredApplication();
    const { id } = await bench.request({ ...applicant, connectionId }, { jobTitle: 'Astronaut' });
    expect(await codeOf(sendHire(bench.context, bench.owner, id))).toBe('hires.option_unknown');
    const dated = await mendHire(bench.context, bench.owner, id, { fields: { hireDate: '2027-02-01' } });
    expect(dated).toMatchObject({
      state: 'draft',
      fields: { hireDate: '2027-02-01', jobTitle: 'Astronaut' },
    });
    const { jobTitle } = bench.known;
    const mended = await mendHire(bench.context, bench.owner, id, {
      fields: { jobTitle: jobTitle.toUpperCase() },
    });
    expect(mended).toMatchObject({ state: 'draft', problem: null, fields: { jobTitle } });
    expect(await sendHire(bench.context, bench.owner, id)).toMatchObject({ state: 'queued', attempt: 1 });
    const done = await bench.until(id, 'done');
    expect((await readSandbox(bench.context, bench.sandbox.company.id, done.marker)).numbers).toHaveLength(1);
    expect((await acts(id)).slice(0, 6)).toEqual([
      'requested',
      'mended',
      'mended',
      'sent',
      'draft-queued',
      'queued-running',
    ]);
  });

  it('goes without a value where a person says so', async () => {
    const applicant = await bench.aHiredApplication();
    const { id } = await bench.request({ ...applicant, connectionId }, { department: 'Nowhere' });
    await mendHire(bench.context, bench.owner, id, { without: ['department'] });
    await sendHire(bench.context, bench.owner, id);
    const done = await bench.until(id, 'done');
    expect(done.fields.department).toBeUndefined();
    expect(done.without).toEqual(['department']);
  });

  it('is not sent without what the provider needs', async () => {
    const applicant = await bench.aHiredApplication();
    const { hireDate: _, ...rest } = fields();
    const input = { applicationId: applicant.applicationId, connectionId, fields: rest };
    const { id } = await requestHire(bench.context, bench.owner, input);
    await expect(sendHire(bench.context, bench.owner, id)).rejects.toMatchObject({
      code: 'hires.field_missing',
      issues: [{ path: 'fields.hireDate' }],
    });
    expect(await codeOf(requestHire(bench.context, bench.owner, input))).toBe('hires.exists');
  });

  it('asked for twenty times at once, mended and sent at the same time, is one hire and one employee', async () => {
    const applicant = await bench.aHiredApplication();
    const input = { applicationId: applicant.applicationId, connectionId, fields: fields() };
    const asked = Array.from({ length: 20 }, () => requestHire(bench.context, bench.owner, input));
    await Promise.allSettled(asked);
    const [hire, ...others] = await hiresOf(applicant);
    expect(others).toEqual([]);
    const id = hire?.id ?? '';
    await Promise.allSettled([
      ...Array.from({ length: 5 }, () => sendHire(bench.context, bench.owner, id)),
      ...Array.from({ length: 5 }, () => mendHire(bench.context, bench.owner, id, { without: [] })),
    ]);
    const done = await bench.until(id, 'done');
    expect((await readSandbox(bench.context, bench.sandbox.company.id, done.marker)).numbers).toHaveLength(1);
  });
});

describe('the documents of a hire', () => {
  const fileOf = async ({ candidateId }: Applicant) =>
    (await getCandidate(bench.context, bench.owner, candidateId)).attachments[0]?.fileId ?? '';
  const filesOf = (attachmentId: string, categoryId: string | null = null) => [
    { attachmentId, kind: 'cover_letter' as const, categoryId },
  ];
  const ask = ({ applicationId }: Applicant, files: ReturnType<typeof filesOf>) =>
    requestHire(bench.context, bench.owner, { applicationId, connectionId, fields: fields(), files });

  it('are the candidate’s own: others are refused, and named', async () => {
    const [applicant, other] = [await bench.aHiredApplication(), await bench.aHiredApplication()];
    const theirs = filesOf(await fileOf(other));
    const refusal = { code: 'files.not_found', issues: [{ path: 'files.0.attachmentId' }] };
    await expect(ask(applicant, theirs)).rejects.toMatchObject(refusal);
    expect(await hiresOf(applicant)).toEqual([]);
    const { id } = await bench.request({ ...applicant, connectionId }, { jobTitle: 'Astronaut' });
    const before = await getHire(bench.context, bench.owner, id);
    const mended = mendHire(bench.context, bench.owner, id, { files: theirs });
    await expect(mended).rejects.toMatchObject(refusal);
    expect(await getHire(bench.context, bench.owner, id)).toEqual(before);
  });

  it('into a category that the account does not have make a draft that says so, and nothing is sent', async () => {
    // Categories are listed for somebody who is there.
    await bench.until(
      (await bench.request({ ...(await bench.aHiredApplication()), connectionId })).id,
      'done',
    );
    const applicant = await bench.aHiredApplication();
    const before = await creates();
    const attachmentId = await fileOf(applicant);
    const hire = await ask(applicant, filesOf(attachmentId, '987654'));
    expect(hire).toMatchObject({ state: 'draft', problem: expect.stringContaining('category 987654') });
    await expect(sendHire(bench.context, bench.owner, hire.id)).rejects.toMatchObject({
      code: 'hires.field_missing',
      issues: [{ path: 'files.0.categoryId' }],
    });
    expect(await creates()).toBe(before);
    const { files } = await previewHire(bench.context, bench.owner, {
      ...{ applicationId: applicant.applicationId, connectionId, fields: fields() },
      files: filesOf(attachmentId),
    });
    const known = files[0]?.categories[0]?.id ?? '';
    await mendHire(bench.context, bench.owner, hire.id, { files: filesOf(attachmentId, known) });
    await sendHire(bench.context, bench.owner, hire.id);
    const { marker } = await bench.until(hire.id, 'done');
    expect((await readSandbox(bench.context, bench.sandbox.company.id, marker)).files).toHaveLength(1);
  });
});

describe('the employment status', () => {
  it('is never one that nobody said: mapping, person or offer say it, or that none is sent', async () => {
    const own = await bench.aConnection();
    const applicant = await bench.aHiredApplication();
    const { employmentStatus: _, ...rest } = fields();
    const input = { applicationId: applicant.applicationId, connectionId: own, fields: rest };
    const usual = await previewHire(bench.context, bench.owner, input);
    expect(usual.fields.employmentStatus).toBe('Full-Time');
    expect(usual.from.employmentStatus).toBe(
      '“Full-Time”, as offer.employmentStatus and job.employmentType are blank',
    );
    const rules = defaultMapping.rules.filter(({ to }) => to !== 'employmentStatus');
    const definition = { ...defaultMapping, rules };
    await putHireMapping(bench.context, bench.owner, own, { basedOn: 0, definition });
    const silent = await previewHire(bench.context, bench.owner, input);
    expect(silent.fields).not.toHaveProperty('employmentStatus');
    expect(silent.missing.map(({ field }) => field)).toEqual(['employmentStatus']);
    const draft = await requestHire(bench.context, bench.owner, input);
    expect(draft).toMatchObject({ state: 'draft', problem: 'The employment status is needed.' });
    await mendHire(bench.context, bench.owner, draft.id, { without: ['employmentStatus'] });
    await sendHire(bench.context, bench.owner, draft.id);
    const { marker } = await bench.until(draft.id, 'done');
    const { statusRows } = await readSandbox(bench.context, bench.sandbox.company.id, marker);
    expect(statusRows).toEqual([]);
  });
});

describe('a hire that is ended', () => {
  it('keeps the reason, sends nothing, and can be asked for again', async () => {
    const applicant = await bench.aHiredApplication();
    const before = await creates();
    const { id } = await bench.request({ ...applicant, connectionId }, { jobTitle: 'Astronaut' });
    const ended = await cancelHire(bench.context, bench.owner, id, 'Went elsewhere.');
    expect(ended).toMatchObject({ state: 'cancelled', problem: 'Went elsewhere.' });
    expect(await cancelHire(bench.context, bench.owner, id, 'Again.')).toEqual(ended);
    expect(await eventsOf(id)).toEqual(['hires.cancelled']);
    expect(await codeOf(sendHire(bench.context, bench.owner, id))).toBe('hires.not_editable');
    expect(await creates()).toBe(before);
    const again = await bench.request({ ...applicant, connectionId });
    expect(again.id).toBe(id);
    expect(await bench.until(id, 'done')).toMatchObject({ attempt: 1 });
    expect(await codeOf(cancelHire(bench.context, bench.owner, id, 'Too late.'))).toBe('hires.not_editable');
  });

  const runEnded = (id: string) =>
    expect
      .poll(async () => (await bench.context.engine.status(`${id}:1`))?.state, { timeout: 10_000 })
      .toBe('done');

  it('while BambooHR has too much to do is never sent, and can be asked for again meanwhile', async () => {
    const own = await bench.aConnection();
    const applicant = await bench.aHiredApplication();
    const before = await creates();
    await bench.fault(createOperation, 'status_429', 1, 2);
    const { id, marker } = await bench.request({ ...applicant, connectionId: own });
    await bench.until(id, 'waiting');
    await cancelHire(bench.context, bench.owner, id, 'Went elsewhere.');
    await runEnded(id);
    const ended = await getHire(bench.context, bench.owner, id);
    expect(ended).toMatchObject({ state: 'cancelled', problem: 'Went elsewhere.' });
    expect(await creates()).toBe(before + 1);
    expect((await readSandbox(bench.context, bench.sandbox.company.id, marker)).numbers).toEqual([]);

    const another = await bench.aHiredApplication();
    await bench.fault(createOperation, 'status_429', 1, 2);
    const again = await bench.request({ ...another, connectionId: own });
    await bench.until(again.id, 'waiting');
    await cancelHire(bench.context, bench.owner, again.id, 'By mistake.');
    // The first run sleeps still; what it finds when it wakes is not its own.
    await bench.request({ ...another, connectionId: own });
    const done = await bench.until(again.id, 'done');
    await runEnded(again.id);
    expect(await getHire(bench.context, bench.owner, again.id)).toEqual(done);
    expect((await readSandbox(bench.context, bench.sandbox.company.id, done.marker)).numbers).toHaveLength(1);
  });

  it('while BambooHR refuses the key is over at once', async () => {
    const broken = await bench.aConnection({ apiKey: 'revoked-long-ago' });
    const applicant = await bench.aHiredApplication();
    const { id } = await bench.request({ ...applicant, connectionId: broken });
    await bench.until(id, 'waiting');
    await cancelHire(bench.context, bench.owner, id, 'No way in.');
    await runEnded(id);
    await updateConnection(bench.context, bench.owner, broken, { apiKey: bench.sandbox.apiKey });
    expect((await getHire(bench.context, bench.owner, id)).state).toBe('cancelled');
  });

  it('at any moment is either ended with nothing sent, or refused and sent', async () => {
    const own = await bench.aConnection();
    const applicants: Applicant[] = [];
    for (let n = 0; n < 16; n += 1) applicants.push(await bench.aHiredApplication({ resume: false }));
    const race = async (applicant: Applicant, nth: number) => {
      const { id } = await bench.request({ ...applicant, connectionId: own });
      await bench.until(
        id,
        ...(nth % 2 === 0 ? (['running', 'done'] as const) : (['queued', 'done'] as const)),
      );
      await new Promise((resolve) => setTimeout(resolve, nth * 12));
      const code = await codeOf(cancelHire(bench.context, bench.owner, id, 'Raced.'));
      await runEnded(id);
      const hire = await getHire(bench.context, bench.owner, id);
      const { numbers } = await readSandbox(bench.context, bench.sandbox.company.id, hire.marker);
      if (code === 'no error') expect([hire.state, numbers]).toEqual(['cancelled', []]);
      else expect([hire.state, numbers.length]).toEqual(['done', 1]);
      return code;
    };
    const codes = await Promise.all(applicants.map(race));
    expect(codes).toContain('no error');
  });

  it('is not, when a write before the last one may have arrived', async () => {
    const own = await bench.aConnection();
    const applicant = await bench.aHiredApplication();
    await bench.fault(createOperation, 'drop');
    await bench.fault(createOperation, 'status_429', 1, 3);
    const { id } = await bench.request({ ...applicant, connectionId: own });
    const throttled = async () => {
      const { steps } = await getHire(bench.context, bench.owner, id);
      return steps.find(({ name }) => name === 'create')?.outcome;
    };
    await expect.poll(throttled, { timeout: 10_000, interval: 40 }).toBe('throttled');
    expect(await codeOf(cancelHire(bench.context, bench.owner, id, 'Stop.'))).toBe('hires.written');
    await bench.until(id, 'done');
  });

  it('is not, once something was sent', async () => {
    const applicant = await bench.aHiredApplication();
    await bench.fault(createOperation, 'drop', 2);
    const { id } = await bench.request({ ...applicant, connectionId });
    await bench.until(id, 'needs_attention');
    expect(await codeOf(cancelHire(bench.context, bench.owner, id, 'Stop.'))).toBe('hires.written');
  });
});

describe('a trigger', () => {
  it('begins a hire with the move, and sends it when nothing is open', async () => {
    const { applicant, connectionId: own } = await aScene({});
    await move(applicant, 'hired');
    const [draft] = await untilHires(applicant, ([hire]) => hire !== undefined && isPrepared(hire));
    expect(draft).toMatchObject({ state: 'draft', startedBy: 'trigger', connectionId: own });
    expect(draft?.problem).toContain('The first day of work is needed.');
    expect(draft?.fields).toMatchObject({ firstName: 'Ada', lastName: applicant.lastName });
    expect(await eventsOf(draft?.id ?? '')).toEqual(['hires.drafted']);
    const id = draft?.id ?? '';
    await mendHire(bench.context, bench.owner, id, { fields: fields() });
    await sendHire(bench.context, bench.owner, id);
    expect(await bench.until(id, 'done')).toMatchObject({ startedBy: 'trigger' });
  });

  it('sends a hire that the offer makes complete, with nobody’s help', async () => {
    const { applicant } = await aScene({});
    await putOffer(bench.context, bench.owner, applicant.applicationId, {
      state: 'accepted',
      startDate: '2027-04-01',
      ...bench.known,
    });
    await move(applicant, 'hired');
    const [hire] = await untilHires(applicant, ([one]) => one?.state === 'done');
    expect(hire).toMatchObject({ startedBy: 'trigger', fields: { hireDate: '2027-04-01', ...bench.known } });
    const { numbers } = await readSandbox(bench.context, bench.sandbox.company.id, hire?.marker ?? '');
    expect(numbers).toEqual([Number(hire?.employeeNumber)]);
  });

  it('begins one hire, however often and at how many places the application is moved', async () => {
    const { applicant } = await aScene({});
    const there = await stageOf('hired');
    const back = await stageOf('new');
    const moves = Array.from({ length: 20 }, (_, index) =>
      moveApplication(bench.context, bench.owner, applicant.applicationId, {
        stageId: index % 3 === 1 ? back : there,
      }),
    );
    await Promise.allSettled(moves);
    await move(applicant, 'new');
    await move(applicant, 'hired');
    await untilHires(applicant, ([hire]) => hire !== undefined && isPrepared(hire));
    expect(await hiresOf(applicant)).toHaveLength(1);
    expect(
      (await acts((await hiresOf(applicant))[0]?.id ?? '')).filter((act) => act === 'triggered'),
    ).toEqual(['triggered']);
  });

  it('of a job goes before the one for all, on each connection', async () => {
    const { applicant, connectionId: manual } = await aScene({ mode: 'manual' });
    const automatic = await bench.aConnection();
    const forAll = { jobId: null, mode: 'automatic' as const, approval: null };
    await putHireTriggers(bench.context, bench.owner, automatic, { items: [forAll] });
    const before = await getHireTriggers(bench.context, bench.owner, manual);
    await putHireTriggers(bench.context, bench.owner, manual, { items: [forAll, ...before.items] });
    await move(applicant, 'hired');
    await untilHires(applicant, (hires) => hires.length > 0);
    await untilHires(applicant, (hires) => hires.every(isPrepared));
    expect((await hiresOf(applicant)).map((hire) => hire.connectionId)).toEqual([automatic]);
    for (const id of [automatic, manual])
      await putHireTriggers(bench.context, bench.owner, id, { items: [] });
  });

  it('begins nothing for a move that was undone, or was taken back before it was looked at', async () => {
    const { applicant } = await aScene({});
    const { applicationId } = applicant;
    const stageId = await stageOf('hired');
    const undone = bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
      const db = { ...bench.context.db, inCompany: (_: string, work: (t: typeof tx) => unknown) => work(tx) };
      const joined = { ...bench.context, db } as unknown as typeof bench.context;
      await moveApplication(joined, bench.owner, applicationId, { stageId });
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    // Work of one company goes in order: what would have begun is behind it.
    const next = await aScene({});
    await move(next.applicant, 'hired');
    await untilHires(next.applicant, (hires) => hires.length === 1);
    expect(await hiresOf(applicant)).toEqual([]);
  });

  it('waits out trouble at the provider, and then knows what is unknown', async () => {
    const { applicant, connectionId: own } = await aScene({});
    await bench.fault(listsOperation, 'status_500', 2);
    await move(applicant, 'hired');
    const [hire] = await untilHires(applicant, ([one]) => one !== undefined && isPrepared(one));
    expect(hire).toMatchObject({ state: 'draft', connectionId: own });
    expect(hire?.problem).toContain('The first day of work is needed.');
    const known = hire?.problem?.includes('does not know the job title “Software Engineer”');
    const { options } = await previewHire(bench.context, bench.owner, {
      applicationId: applicant.applicationId,
      connectionId: own,
    });
    expect(known).toBe(!options.jobTitle?.includes('Software Engineer'));
  });

  it('on a connection that is switched off leaves a draft that says so', async () => {
    const { applicant, connectionId: own } = await aScene({});
    await updateConnection(bench.context, bench.owner, own, { enabled: false });
    await move(applicant, 'hired');
    const [hire] = await untilHires(applicant, ([one]) => one !== undefined && isPrepared(one));
    expect(hire).toMatchObject({ state: 'draft' });
    expect(hire?.problem).toContain('switched off');
  });

  it('is set by whoever may set up connections, once for a job, for jobs and connections that are there', async () => {
    const { connectionId: own } = await aScene();
    const item = { jobId: null, mode: 'automatic' as const, approval: null };
    const put = (items: HireTrigger[], as = bench.owner, at = own) =>
      codeOf(putHireTriggers(bench.context, as, at, { items }));
    expect(await put([item, item])).toBe('request.invalid');
    expect(await put([{ ...item, jobId: 'job_nobody' }])).toBe('jobs.not_found');
    expect(await put([item], bench.owner, 'con_nobody')).toBe('connections.not_found');
    const { owner: stranger } = await bench.aCompany();
    expect(await put([item], stranger)).toBe('connections.not_found');
    expect(await codeOf(getHireTriggers(bench.context, stranger, own))).toBe('connections.not_found');
    const { access } = bench.owner;
    const settings = { ...access.settings, connections: 'view' as const };
    expect(await put([item], { ...bench.owner, access: { ...access, settings } })).toBe('access.forbidden');
    expect(await getHireTriggers(bench.context, bench.owner, own)).toEqual({ items: [] });
  });

  it('is not saved with approvers who are not there, or too few who may answer', async () => {
    const { connectionId: own } = await aScene();
    const { people, rules } = await approvers();
    const put = (over: Partial<ApprovalRules>) =>
      codeOf(
        putHireTriggers(bench.context, bench.owner, own, {
          items: [{ jobId: null, mode: 'automatic', approval: { ...rules, ...over } }],
        }),
      );
    expect(await put({ userIds: ['usr_nobody'] })).toBe('users.not_found');
    expect(await put({ accessLevelIds: ['lvl_nobody'] })).toBe('access_levels.not_found');
    expect(await put({ quorum: 2 })).toBe('approvals.too_few_approvers');
    expect(await getHireTriggers(bench.context, bench.owner, own)).toEqual({ items: [] });
    expect(await put({})).toBe('no error');
    expect((await getHireTriggers(bench.context, bench.owner, own)).items).toHaveLength(people.length);
  });
});

describe('a hire that needs approval', () => {
  const untilWaiting = (applicant: Applicant) =>
    untilHires(applicant, ([hire]) => hire?.state === 'awaiting_approval');
  const approvalOf = ({ approvalId }: Hire, as = bench.owner) =>
    getApproval(bench.context, as, approvalId ?? '');

  async function aWaitingHire() {
    const { people, rules } = await approvers();
    const applicant = await bench.aHiredApplication();
    const hire = await requestHire(bench.context, bench.owner, {
      ...{ applicationId: applicant.applicationId, connectionId },
      ...{ fields: fields(), approval: rules },
    });
    const person = people[0];
    if (person === undefined) throw new Error('nobody is there to approve');
    return { hire, person, applicant };
  }

  it('waits, shows exactly what would be sent, and is sent once it is approved', async () => {
    const before = await creates();
    const { hire, person } = await aWaitingHire();
    expect(hire).toMatchObject({ state: 'awaiting_approval', attempt: 0, steps: [] });
    const approval = await approvalOf(hire);
    expect(approval.subject).toEqual({ kind: 'hire', id: hire.id });
    expect(approval.diff).toContainEqual({ label: 'Job title', before: null, after: bench.known.jobTitle });
    expect(approval.diff).toContainEqual({ label: 'Hire date', before: null, after: '2027-01-04' });
    expect(await creates()).toBe(before);
    const answer = { answer: 'approve' as const, contentHash: approval.contentHash };
    await answerApproval(bench.context, await person.principal(), approval.id, answer);
    await bench.until(hire.id, 'done');
    expect(await creates()).toBe(before + 1);
    expect((await acts(hire.id)).slice(0, 5)).toEqual([
      'requested',
      'approval_asked',
      'draft-awaiting_approval',
      'approval_approved',
      'awaiting_approval-queued',
    ]);
  });

  it('mended meanwhile is asked anew: an answer to what it was is refused', async () => {
    const { hire, person } = await aWaitingHire();
    const shown = await approvalOf(hire);
    const mended = await mendHire(bench.context, bench.owner, hire.id, {
      fields: { hireDate: '2027-03-01' },
    });
    expect(mended).toMatchObject({ state: 'awaiting_approval', approvalId: hire.approvalId });
    const answer = { answer: 'approve' as const, contentHash: shown.contentHash };
    const principal = await person.principal();
    const late = answerApproval(bench.context, principal, shown.id, answer);
    expect(await codeOf(late)).toBe('approvals.changed');
    const { contentHash } = await approvalOf(hire);
    await answerApproval(bench.context, principal, shown.id, { ...answer, contentHash });
    const done = await bench.until(hire.id, 'done');
    expect(done.fields.hireDate).toBe('2027-03-01');
  });

  it('mended so that something is open is a draft again, and its question is taken back', async () => {
    const { hire } = await aWaitingHire();
    const mended = await mendHire(bench.context, bench.owner, hire.id, { fields: { jobTitle: 'Astronaut' } });
    expect(mended.state).toBe('draft');
    expect(mended.problem).toContain('Astronaut');
    expect((await approvalOf(hire)).state).toBe('cancelled');
  });

  it('rejected is a draft with the note, and asks again when it is sent', async () => {
    const { hire, person } = await aWaitingHire();
    const { id, contentHash } = await approvalOf(hire);
    const answer = { answer: 'reject' as const, contentHash, note: 'Too early.' };
    await answerApproval(bench.context, await person.principal(), id, answer);
    const rejected = await getHire(bench.context, bench.owner, hire.id);
    expect(rejected.state).toBe('draft');
    expect(rejected.problem).toMatch(/^Rejected by .*Too early\.$/);
    const again = await sendHire(bench.context, bench.owner, hire.id);
    expect(again.state).toBe('awaiting_approval');
    expect(again.approvalId).not.toBe(hire.approvalId);
  });

  it('cancelled takes its question back', async () => {
    const { hire } = await aWaitingHire();
    await cancelHire(bench.context, bench.owner, hire.id, 'No budget.');
    expect((await approvalOf(hire)).state).toBe('cancelled');
  });

  it('is so by a trigger, for hires that begin by themselves and for those by hand', async () => {
    const { rules } = await approvers();
    const { applicant, connectionId: own } = await aScene({ mode: 'manual', approval: rules });
    await move(applicant, 'hired');
    const input = { applicationId: applicant.applicationId, connectionId: own, fields: fields() };
    expect((await requestHire(bench.context, bench.owner, input)).state).toBe('awaiting_approval');
    const { jobTitle, department, location } = bench.known;
    const other = await aScene({ approval: rules });
    await move(other.applicant, 'hired');
    const [draft] = await untilHires(other.applicant, ([hire]) => hire !== undefined && isPrepared(hire));
    const known = { jobTitle, department, location, hireDate: '2027-01-04' };
    await mendHire(bench.context, bench.owner, draft?.id ?? '', { fields: known });
    await sendHire(bench.context, bench.owner, draft?.id ?? '');
    await untilWaiting(other.applicant);
  });

  it('that failed after approval and was mended goes by the approval again', async () => {
    const { hire, person } = await aWaitingHire();
    const { id, contentHash } = await approvalOf(hire);
    await bench.fault(createOperation, 'drop', 2);
    await answerApproval(bench.context, await person.principal(), id, { answer: 'approve', contentHash });
    await bench.until(hire.id, 'needs_attention');
    const mended = await mendHire(bench.context, bench.owner, hire.id, {
      fields: { hireDate: '2027-05-03' },
    });
    expect(mended.state).toBe('draft');
    expect((await sendHire(bench.context, bench.owner, hire.id)).state).toBe('awaiting_approval');
  });
});

describe('the preview', () => {
  it('shows fields, what is unknown with options to choose, calls and files, and writes nothing', async () => {
    const applicant = await bench.aHiredApplication();
    const before = await creates();
    const input = { applicationId: applicant.applicationId, connectionId, fields: fields() };
    const preview = await previewHire(bench.context, bench.owner, {
      ...input,
      fields: { ...fields(), department: 'Nowhere Land' },
    });
    expect(preview.unknownOptions).toMatchObject([{ field: 'department', value: 'Nowhere Land' }]);
    expect(preview.problem).toContain('Nowhere Land');
    expect(preview.options.department).toContain(bench.known.department);
    const whole = await previewHire(bench.context, bench.owner, input);
    expect(whole).toMatchObject({
      missing: [],
      unknownOptions: [],
      problem: null,
      searched: 'all',
      duplicates: [],
      existingHireId: null,
      from: { firstName: 'candidate.firstName', hireDate: 'given' },
    });
    expect(whole.calls.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['create', 'employment_status', 'resume']),
    );
    const create = whole.calls.find(({ step }) => step === 'create');
    expect(create).toMatchObject({
      method: 'POST',
      values: { firstName: 'Ada', lastName: applicant.lastName },
    });
    expect(whole.files).toMatchObject([{ name: 'Ada Byron.txt', kind: 'resume' }]);
    expect(await creates()).toBe(before);
    // Connections of other tests have triggers for all jobs, which may have begun hires of their own.
    const made = (await hiresOf(applicant)).filter((hire) => hire.connectionId === connectionId);
    expect(made).toEqual([]);
  });

  it('fills fields and documents by the mapping and the offer; what is typed comes first, and nothing is dropped unsaid', async () => {
    const applicant = await bench.aHiredApplication();
    const { context, owner } = bench;
    const { candidateId, applicationId } = applicant;
    const letter = Buffer.from('We offer you the job.');
    const upload = { field: 'offer', name: 'Offer.txt', contentType: 'text/plain', bytes: letter };
    await attachFiles(context, owner, candidateId, [upload]);
    await updateCandidate(context, owner, candidateId, { country: 'Narnia' });
    const offered = { startDate: '2027-06-01', jobTitle: bench.known.jobTitle, payRate: '100' };
    await putOffer(context, owner, applicationId, { ...offered, payCurrency: 'EUR' });
    const typed = { department: bench.known.department, location: bench.known.location };
    const input = { applicationId, connectionId, fields: { ...typed, payRate: '120' } };
    const preview = await previewHire(context, owner, input);
    expect(preview).toMatchObject({
      fields: { hireDate: '2027-06-01', jobTitle: bench.known.jobTitle, payRate: '120', payCurrency: 'EUR' },
      from: { hireDate: 'offer.startDate', payRate: 'given', payCurrency: 'offer.payCurrency' },
      missing: [{ field: 'country', message: expect.stringContaining('“Narnia” is no country') }],
      mappingVersion: 0,
    });
    expect(preview.files.map(({ name, kind }) => [name, kind])).toEqual([
      ['Ada Byron.txt', 'resume'],
      ['Offer.txt', 'offer'],
    ]);
    const draft = await requestHire(context, owner, input);
    expect(draft).toMatchObject({ state: 'draft', problem: expect.stringContaining('Narnia') });
    await putHireMapping(context, owner, connectionId, {
      basedOn: 0,
      definition: { ...defaultMapping, files: [{ kind: 'offer', category: 'No Such Category' }] },
    });
    const mended = await previewHire(context, owner, { ...input, without: ['country'] });
    expect(mended).toMatchObject({
      missing: [],
      mappingVersion: 1,
      files: [{ kind: 'offer', categoryName: null }],
    });
    await putHireMapping(context, owner, connectionId, { basedOn: 1, definition: defaultMapping });
  });

  it('finds who is there already, and by what', async () => {
    const first = await bench.aHiredApplication();
    const hire = await bench.request({ ...first, connectionId });
    const { employeeNumber } = await bench.until(hire.id, 'done');
    const again = await bench.aHiredApplication({ email: first.email });
    const { applicationId } = again;
    const preview = await previewHire(bench.context, bench.owner, {
      applicationId,
      connectionId,
      fields: fields(),
    });
    expect(preview.duplicates).toMatchObject([
      { employeeNumber, homeEmail: first.email, how: ['email'], name: `Ada ${first.lastName}` },
    ]);
    const own = await previewHire(bench.context, bench.owner, { ...hireInput(first), fields: fields() });
    expect(own.duplicates[0]?.how).toContain('marker');
    expect(own.existingHireId).toBe(hire.id);
  });

  const hireInput = ({ applicationId }: Applicant) => ({ applicationId, connectionId });

  it('is there although the provider is in trouble, and says what it does not know', async () => {
    const applicant = await bench.aHiredApplication();
    const fresh = await bench.aConnection();
    await bench.fault(listsOperation, 'status_500');
    await bench.fault('POST /v1/reports/custom', 'status_500');
    const preview = await previewHire(bench.context, bench.owner, {
      ...{ applicationId: applicant.applicationId, connectionId: fresh },
      fields: { ...fields(), jobTitle: 'Astronaut' },
    });
    expect(preview).toMatchObject({ options: {}, unknownOptions: [], searched: 'partly' });
    expect(preview.optionsProblem).not.toBeNull();
    expect(preview.searchProblem).not.toBeNull();
  });

  it('is there for a candidate without a résumé, and uploads none', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const preview = await previewHire(bench.context, bench.owner, {
      ...hireInput(applicant),
      fields: fields(),
    });
    expect(preview.files).toEqual([]);
    expect(preview.calls.map(({ step }) => step)).toEqual(['create', 'employment_status', 'job_info']);
  });

  it('is for those who may send, and knows nothing of other companies', async () => {
    const applicant = await bench.aHiredApplication();
    const { access } = bench.owner;
    const hiring = { ...access.hiring, hires: 'view' as const };
    const reader = { ...bench.owner, access: { ...access, hiring } };
    const { owner: stranger } = await bench.aCompany();
    const ask = (as: typeof stranger) => codeOf(previewHire(bench.context, as, hireInput(applicant)));
    expect(await ask(reader)).toBe('access.forbidden');
    expect(await ask(stranger)).toBe('applications.not_found');
    const { id } = await bench.request({ ...applicant, connectionId }, { jobTitle: 'Astronaut' });
    for (const as of [reader, stranger]) {
      const code = as === reader ? 'access.forbidden' : 'hires.not_found';
      expect(await codeOf(mendHire(bench.context, as, id, {}))).toBe(code);
      expect(await codeOf(sendHire(bench.context, as, id))).toBe(code);
      expect(await codeOf(cancelHire(bench.context, as, id, 'x'))).toBe(code);
    }
  });
});

describe('the standing of hires', () => {
  it('is shown with application and candidate, to those who may see hires', async () => {
    const applicant = await bench.aHiredApplication();
    const { id } = await bench.request({ ...applicant, connectionId }, { jobTitle: 'Astronaut' });
    const { context, owner } = bench;
    const application = await getApplication(context, owner, applicant.applicationId);
    expect(application.hires).toMatchObject([{ id, connectionId, state: 'draft', employeeNumber: null }]);
    expect(application.hires?.[0]?.problem).toContain('Astronaut');
    const candidate = await getCandidate(context, owner, applicant.candidateId);
    expect(candidate.applications[0]?.hires).toEqual(application.hires);
    const { access } = owner;
    const blind = { ...owner, access: { ...access, hiring: { ...access.hiring, hires: 'none' as const } } };
    expect(await getApplication(context, blind, applicant.applicationId)).not.toHaveProperty('hires');
  });

  it('is found by states, connection, job and name', async () => {
    const applicant = await bench.aHiredApplication();
    const own = await bench.aConnection();
    const { id } = await bench.request({ ...applicant, connectionId: own }, { jobTitle: 'Astronaut' });
    const { jobId } = await getApplication(bench.context, bench.owner, applicant.applicationId);
    const found = async (query: Parameters<typeof listHires>[2]) =>
      (await listHires(bench.context, bench.owner, query, { limit: 50 })).items.map((hire) => hire.id);
    expect(await found({ connectionId: own })).toEqual([id]);
    expect(await found({ jobId })).toEqual([id]);
    expect(await found({ q: applicant.lastName.toUpperCase() })).toEqual([id]);
    expect(await found({ q: applicant.email ?? '' })).toEqual([id]);
    expect(await found({ q: '%' })).toEqual([]);
    expect(await found({ connectionId: own, state: ['draft', 'done'] })).toEqual([id]);
    expect(await found({ connectionId: own, state: ['done'] })).toEqual([]);
  });
});

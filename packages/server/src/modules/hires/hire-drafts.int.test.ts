// Drafts of hires: what is missing or unknown, mended, sent, ended.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Applicant, readSandbox } from '../../testing/hire-bench.ts';
import {
  codeOf,
  createOperation,
  type HireFlow,
  listsOperation,
  startHireFlow,
} from '../../testing/hire-flow.ts';
import type { Principal } from '../access/principal.ts';
import { getCandidate } from '../candidates/candidates.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { mapHireValue, putHireMapping } from '../hire-mappings/hire-mappings.service.ts';
import { defaultMapping } from '../hire-mappings/hire-mappings.ts';
import { cancelHire, mendHire, sendHire } from './hire-acts.service.ts';
import { previewHire } from './hire-preview.service.ts';
import { reconcileNow } from './hire-reconcile.service.ts';
import { getHire, requestHire } from './hires.service.ts';

let bench: HireFlow;
let connectionId: string;

beforeAll(async () => {
  bench = await startHireFlow();
  connectionId = bench.connectionId;
});
afterAll(() => bench.close());

describe('a hire that is incomplete', () => {
  it('becomes a draft that says what is missing and what is unknown, with the nearest options', async () => {
    const applicant = await bench.aHiredApplication();
    const before = await bench.creates();
    const title = bench.known.jobTitle;
    const hire = await requestHire(bench.context, bench.owner, {
      ...{ applicationId: applicant.applicationId, connectionId },
      fields: { ...bench.known, employmentStatus: 'Full-Time', jobTitle: `${title} of Nowhere` },
    });
    expect(hire).toMatchObject({ state: 'draft', attempt: 0, steps: [], startedBy: 'person' });
    expect(hire.problem).toContain('The first day of work is needed.');
    expect(hire.problem).toContain(`does not know the job title “${title} of Nowhere”`);
    expect(hire.problem).toContain(`Nearest: “${title}”`);
    expect(await bench.creates()).toBe(before);
    expect(await bench.acts(hire.id)).toEqual(['requested']);
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
    expect((await bench.acts(id)).slice(0, 6)).toEqual([
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
    const { hireDate: _, ...rest } = bench.fields();
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
    const input = { applicationId: applicant.applicationId, connectionId, fields: bench.fields() };
    const asked = Array.from({ length: 20 }, () => requestHire(bench.context, bench.owner, input));
    await Promise.allSettled(asked);
    const [hire, ...others] = await bench.hiresOf(applicant);
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
    requestHire(bench.context, bench.owner, { applicationId, connectionId, fields: bench.fields(), files });

  it('are the candidate’s own: others are refused, and named', async () => {
    const [applicant, other] = [await bench.aHiredApplication(), await bench.aHiredApplication()];
    const theirs = filesOf(await fileOf(other));
    const refusal = { code: 'files.not_found', issues: [{ path: 'files.0.attachmentId' }] };
    await expect(ask(applicant, theirs)).rejects.toMatchObject(refusal);
    expect(await bench.hiresOf(applicant)).toEqual([]);
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
    const before = await bench.creates();
    const attachmentId = await fileOf(applicant);
    const hire = await ask(applicant, filesOf(attachmentId, '987654'));
    expect(hire).toMatchObject({ state: 'draft', problem: expect.stringContaining('category 987654') });
    await expect(sendHire(bench.context, bench.owner, hire.id)).rejects.toMatchObject({
      code: 'hires.field_missing',
      issues: [{ path: 'files.0.categoryId' }],
    });
    expect(await bench.creates()).toBe(before);
    const { files } = await previewHire(bench.context, bench.owner, {
      ...{ applicationId: applicant.applicationId, connectionId, fields: bench.fields() },
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
    const { employmentStatus: _, ...rest } = bench.fields();
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
    const before = await bench.creates();
    const { id } = await bench.request({ ...applicant, connectionId }, { jobTitle: 'Astronaut' });
    const ended = await cancelHire(bench.context, bench.owner, id, 'Went elsewhere.');
    expect(ended).toMatchObject({ state: 'cancelled', problem: 'Went elsewhere.' });
    expect(await cancelHire(bench.context, bench.owner, id, 'Again.')).toEqual(ended);
    expect(await bench.eventsOf(id)).toEqual(['hires.cancelled']);
    expect(await codeOf(sendHire(bench.context, bench.owner, id))).toBe('hires.not_editable');
    expect(await bench.creates()).toBe(before);
    const again = await bench.request({ ...applicant, connectionId });
    expect(again.id).toBe(id);
    expect(await bench.until(id, 'done')).toMatchObject({ attempt: 1 });
    expect(await codeOf(cancelHire(bench.context, bench.owner, id, 'Too late.'))).toBe('hires.not_editable');
  });

  const runEnded = (id: string) =>
    expect.poll(async () => (await bench.context.engine.status(`${id}:1`))?.state).toBe('done');

  it('while BambooHR has too much to do is never sent, and can be asked for again meanwhile', async () => {
    const own = await bench.aConnection();
    const applicant = await bench.aHiredApplication();
    const before = await bench.creates();
    await bench.fault(createOperation, 'status_429', 1, 2);
    const { id, marker } = await bench.request({ ...applicant, connectionId: own });
    await bench.until(id, 'waiting');
    await cancelHire(bench.context, bench.owner, id, 'Went elsewhere.');
    await runEnded(id);
    const ended = await getHire(bench.context, bench.owner, id);
    expect(ended).toMatchObject({ state: 'cancelled', problem: 'Went elsewhere.' });
    expect(await bench.creates()).toBe(before + 1);
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
    await expect.poll(throttled, { interval: 40 }).toBe('throttled');
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

describe('what the account has to know', () => {
  it('is compared for pay and supervisor, too, with the nearest there are', async () => {
    const own = await bench.aConnection();
    const applicant = await bench.aHiredApplication();
    const boss = { firstName: 'Grace', lastName: `Hopper ${process.pid}`, hireDate: '2015-03-02' };
    await createEmployee(bench.context, bench.sandboxOwner, boss);
    const pay = {
      payRate: '100',
      payCurrency: 'EUR',
      payType: 'Salry',
      payPer: 'Yearly',
      paySchedule: 'Never',
    };
    const reportsTo = `Hoper ${process.pid}, Grace`;
    const { id, problem } = await bench.request({ ...applicant, connectionId: own }, { ...pay, reportsTo });
    expect(problem).toContain('does not know the pay type “Salry”. Nearest: “Salary”.');
    expect(problem).toContain('does not know the pay period “Yearly”. Nearest: “Year”.');
    expect(problem).toContain('does not know the pay schedule “Never”.');
    // The name of another employee is not kept where anybody reads it.
    expect(problem).toContain(`does not know the supervisor “${reportsTo}”.`);
    expect(problem).not.toContain('Hopper');
    const look = (as: Principal) =>
      previewHire(bench.context, as, {
        ...{ applicationId: applicant.applicationId, connectionId: own },
        fields: { ...bench.fields(), reportsTo },
      });
    expect((await look(bench.owner)).unknownOptions).toMatchObject([
      { field: 'reportsTo', nearest: [`Grace Hopper ${process.pid}`], canCreate: false },
    ]);
    const { owner } = bench;
    const blind = { ...owner, access: { ...owner.access, employees: [], directory: false } };
    expect((await look(blind)).unknownOptions).toMatchObject([{ field: 'reportsTo', nearest: [] }]);
    const right = { payType: 'salary', payPer: 'Year', reportsTo: `hopper ${process.pid}, Grace` };
    await mendHire(bench.context, owner, id, { fields: right, without: ['paySchedule'] });
    expect(await sendHire(bench.context, owner, id)).toMatchObject({
      state: 'queued',
      fields: { payType: 'Salary' },
    });
    await bench.until(id, 'done');
  });

  it('when it cannot be read is no reason to send unseen, unless a person says so, which is kept', async () => {
    const own = await bench.aConnection();
    const applicant = await bench.aHiredApplication();
    const before = await bench.creates();
    const asked = { applicationId: applicant.applicationId, connectionId: own, fields: bench.fields() };
    await bench.fault(listsOperation, 'status_500', 4);
    const draft = await requestHire(bench.context, bench.owner, asked);
    expect(draft).toMatchObject({ state: 'draft', problem: expect.stringContaining('could not be read') });
    expect(await codeOf(sendHire(bench.context, bench.owner, draft.id))).toBe('hires.not_checked');
    const mended = await mendHire(bench.context, bench.owner, draft.id, { unchecked: true });
    expect(mended).toMatchObject({ state: 'draft', problem: null, unchecked: true });
    expect(await bench.creates()).toBe(before);
    expect(await sendHire(bench.context, bench.owner, draft.id)).toMatchObject({ state: 'queued' });
    const entry = (await bench.logOf(draft.id)).find(({ action }) => action === 'unchecked');
    expect(entry).toMatchObject({ actor: bench.owner.userName, reason: expect.stringMatching(/./) });
    await bench.until(draft.id, 'done');
  });

  it('and what is looked through for every job are not for people of assigned jobs or own candidates', async () => {
    const { access } = bench.owner;
    await bench.request({ ...(await bench.aHiredApplication()), connectionId }, { jobTitle: 'Astronaut' });
    const value = { field: 'jobTitle', given: 'A', sent: bench.known.jobTitle };
    for (const limit of [{ assignedJobsOnly: true }, { ownCandidatesOnly: true }]) {
      const limited = { ...bench.owner, access: { ...access, hiring: { ...access.hiring, ...limit } } };
      const mapped = mapHireValue(bench.context, limited, connectionId, value);
      expect(await codeOf(mapped)).toBe('access.forbidden');
      expect(await codeOf(reconcileNow(bench.context, limited, connectionId))).toBe('access.forbidden');
    }
    expect(await codeOf(reconcileNow(bench.context, bench.owner, connectionId))).toBe('no error');
  });
});

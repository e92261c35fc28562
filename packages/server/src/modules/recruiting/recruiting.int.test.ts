// A BambooHR account's recruiting over HTTP: our dialect of a sandbox company is the account.
import { buffer } from 'node:stream/consumers';
import type { RecruitingJobQuery, RecruitingJobView } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeReaders } from '../../platform/documents/reader.ts';
import { aDocx, aRelation } from '../../platform/documents/testing/office.ts';
import { readZipDirectory } from '../../platform/documents/zip.ts';
import { buildSurfaces } from '../../surfaces/surfaces.ts';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { quickTiming, setTiming } from '../../testing/hire-bench.ts';
import {
  makeRecruitingBench,
  type RecruitingBench,
  readApplicants,
  until,
} from '../../testing/recruiting-bench.ts';
import { setStage } from '../applications/applications.service.ts';
import { addApplication, getCandidate, listTimeline } from '../candidates/candidates.service.ts';
import { createConnection, updateConnection } from '../connections/connections.service.ts';
import { putHireTriggers } from '../hires/hire-triggers.service.ts';
import { prepareHireWorkflow } from '../hires/prepare-hire.workflow.ts';
import { createCandidate } from '../intake/intake.service.ts';
import { createJob } from '../jobs/jobs.service.ts';
import { readRecruitingWorkflow } from './read-recruiting.workflow.ts';
import {
  actOnRecord,
  getRecruiting,
  listRecruitingJobs,
  listTargetJobs,
  listTargets,
  updateRecruitingJob,
} from './recruiting.service.ts';
import { tendRecruiting } from './recruiting-schedule.service.ts';
import {
  expireKeyWaits,
  getRecruitingWrite,
  resolveRecruitingWrite,
  sendToRecruiting,
} from './recruiting-writes.service.ts';
import { sendRecruitingWriteWorkflow } from './send-recruiting-write.workflow.ts';

let test: TestContext;
let bench: RecruitingBench;
let closeHttp: () => Promise<void> = async () => undefined;
let origin: string;

const post = 'POST /v1/applicant_tracking/application';
const list = 'GET /v1/applicant_tracking/applications';
const one = 'GET /v1/applicant_tracking/applications/{applicationId}';

beforeAll(async () => {
  test = await createTestContext();
  const { context } = test;
  context.engine.registerWorkflow(readRecruitingWorkflow(context));
  context.engine.registerWorkflow(sendRecruitingWriteWorkflow(context));
  context.engine.registerWorkflow(prepareHireWorkflow(context));
  const http = await buildSurfaces(context, { isReady: () => true });
  origin = await http.listen({ port: 0, host: '127.0.0.1' });
  test.listensOn(Number(new URL(origin).port));
  closeHttp = () => http.close();
  await context.engine.start({ worker: true });
  bench = await makeRecruitingBench(context, origin);
}, 240_000);
afterAll(async () => {
  closeReaders();
  await closeHttp();
  await test.close();
});

const applicants = () => readApplicants(bench.context, bench.owner.companyId);
/** By pages that are shorter than the list. */
async function allJobs(query: RecruitingJobQuery): Promise<RecruitingJobView[]> {
  const jobs: RecruitingJobView[] = [];
  for (let after: string | undefined; ; ) {
    const page = await listRecruitingJobs(bench.context, bench.owner, bench.connectionId, query, {
      limit: 2,
      after,
    });
    expect(page.items.length).toBeLessThanOrEqual(2);
    jobs.push(...page.items);
    if (page.after === null) return jobs;
    after = page.after;
  }
}

const applicantsThere = () => readApplicants(bench.context, bench.there.companyId);

// Each reading is some steps, and each step waits for others of the whole machine.
const patient = { timeout: 240_000 };

describe('a source of applications', patient, () => {
  it('brings each application of the account once, with what it says and its résumé', async () => {
    const job = await bench.aJobThere({ title: 'Joiner' });
    await bench.applyThere(job.number, {
      lastName: 'Once',
      email: 'once@mail.example',
      phone: '+44 20 7946 0000',
      profile: { city: 'Leeds', country: 'United Kingdom' },
      desiredSalary: '40,000',
      resume: {
        field: 'resume',
        name: 'cv.txt',
        contentType: 'text/plain',
        bytes: Buffer.from('Ten years of oak.\n'),
      },
    });
    await bench.set({ source: true });
    expect(await bench.read()).toMatchObject({ state: 'done' });
    const [came] = (await applicants()).filter(({ name }) => name === 'Grace Once');
    expect(came).toMatchObject({ email: 'once@mail.example', job: 'Joiner', stage: 'new' });
    const candidate = await getCandidate(bench.context, bench.owner, came?.candidateId ?? '');
    expect(candidate).toMatchObject({ phone: '+44 20 7946 0000', city: 'Leeds', source: 'BambooHR' });
    expect(candidate.attachments).toMatchObject([{ kind: 'resume', name: 'cv.txt' }]);
    expect(candidate.applications[0]).toMatchObject({ desiredSalary: '40,000' });

    const again = await bench.read();
    expect(again.counts).toMatchObject({ new: 0, taken: 0, moved: 0 });
    expect((await applicants()).filter(({ name }) => name === 'Grace Once')).toHaveLength(1);
    const [record] = (await bench.records()).filter(({ applicationId }) => applicationId === came?.id);
    expect(record).toMatchObject({ state: 'taken', problem: null });
  });

  it('makes the account’s job here, open and not published, once for all of its applications', async () => {
    const job = await bench.aJobThere({ title: 'Cooper' });
    await bench.applyThere(job.number);
    await bench.applyThere(job.number);
    await bench.read();
    const made = (await applicants()).filter((row) => row.job === 'Cooper');
    expect(made).toHaveLength(2);
    const { rows } = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql<{ status: string; published: Date | null }>`
        select status, published_at as published from jobs where title = 'Cooper'`.execute(tx),
    );
    expect(rows).toEqual([{ status: 'open', published: null }]);
  });

  it('takes a job of the same title for the same, and none of two', async () => {
    const here = await createJob(bench.context, bench.owner, {
      title: 'Wheelwright',
      status: 'open',
      description: '',
    });
    for (const title of ['Turner', 'Turner'])
      await createJob(bench.context, bench.owner, { title, status: 'open', description: '' });
    const wheelwright = await bench.aJobThere({ title: ' wheelwright ' });
    const turner = await bench.aJobThere({ title: 'Turner' });
    await bench.read();
    const jobs = await allJobs({});
    expect(jobs.length).toBeGreaterThan(2);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(jobs.length);
    const titled = jobs.map(({ isOpen, title }) => `${isOpen ? 0 : 1} ${title}`);
    expect(titled).toEqual(titled.toSorted((a, b) => a.localeCompare(b)));
    expect((await allJobs({ open: true, q: 'URNE' })).map(({ id }) => id)).toEqual([String(turner.number)]);
    expect(await allJobs({ open: false, q: 'turner' })).toEqual([]);
    expect(await allJobs({ q: '%' })).toEqual([]);
    expect(jobs.find(({ id }) => id === String(wheelwright.number))?.jobId).toBe(here.id);
    expect(jobs.find(({ id }) => id === String(turner.number))?.jobId).toBeNull();
  });

  it('holds applications of a job that is none here, and takes them once somebody says which it is', async () => {
    await bench.set({ source: true, makeJobs: false });
    const job = await bench.aJobThere({ title: 'Glazier' });
    await bench.applyThere(job.number, { lastName: 'Held' });
    await bench.read();
    const [held] = (await bench.records()).filter(({ state }) => state === 'held');
    expect(held?.problem).toContain('none of the jobs here');
    const here = await createJob(bench.context, bench.owner, {
      title: 'Glass',
      status: 'open',
      description: '',
    });
    await updateRecruitingJob(
      bench.context,
      bench.owner,
      { connectionId: bench.connectionId, jobId: String(job.number) },
      { jobId: here.id },
    );
    await until('it is here', async () =>
      (await applicants()).find(({ name, job: title }) => name === 'Grace Held' && title === 'Glass'),
    );
    await bench.set({ source: true });
  });

  it('leaves there what a person leaves there, and refuses to act on what is here', async () => {
    await bench.set({ source: true, makeJobs: false });
    const job = await bench.aJobThere({ title: 'Thatcher' });
    await bench.applyThere(job.number, { lastName: 'Left' });
    await bench.read();
    const [held] = (await bench.records()).filter(({ state }) => state === 'held');
    const place = { connectionId: bench.connectionId, id: held?.id ?? '' };
    expect(await actOnRecord(bench.context, bench.owner, place, { action: 'leave' })).toMatchObject({
      state: 'left',
    });
    await bench.set({ source: true });
    await bench.read();
    expect((await applicants()).some(({ name }) => name === 'Grace Left')).toBe(false);
    const [taken] = (await bench.records()).filter(({ state }) => state === 'taken');
    const other = { ...place, id: taken?.id ?? '' };
    await expect(actOnRecord(bench.context, bench.owner, other, { action: 'leave' })).rejects.toMatchObject({
      code: 'recruiting.record_taken',
    });
    const unknown = { ...place, id: 'rec_0' };
    await expect(actOnRecord(bench.context, bench.owner, unknown, { action: 'retry' })).rejects.toMatchObject(
      {
        code: 'recruiting.record_not_found',
      },
    );
  });

  it('starts a hire here once when somebody is hired there, and withdraws with them', async () => {
    const hris = await createConnection(bench.context, bench.owner, {
      provider: 'bamboohr',
      name: 'People',
      subdomain: 'acme',
      apiKey: bench.sandbox.apiKey,
      baseUrl: `${origin}/api/gateway.php/acme`,
      markerField: null,
      enabled: true,
    });
    await putHireTriggers(bench.context, bench.owner, hris.id, {
      items: [{ jobId: null, mode: 'automatic', approval: null }],
    });
    const job = await bench.aJobThere({ title: 'Sawyer' });
    const { applicationNumber } = await bench.applyThere(job.number, { lastName: 'Hired' });
    await bench.read();
    const hires = async () => {
      const { rows } = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
        sql<{ id: string }>`select id from hires where connection_id = ${hris.id}`.execute(tx),
      );
      return rows.length;
    };
    await setStage(bench.context, bench.there, { applicationNumber, stageNumber: 15 });
    expect(await bench.read()).toMatchObject({ state: 'done', counts: { moved: 1 } });
    expect((await applicants()).find(({ name }) => name === 'Grace Hired')?.stage).toBe('hired');
    await until('a hire is there', async () => ((await hires()) > 0 ? true : undefined));
    expect((await bench.read()).counts.moved).toBe(0);
    expect(await hires()).toBe(1);
    const record = (await bench.records()).find(({ hiredAt }) => hiredAt !== null);
    expect(record).toMatchObject({ kind: 'hired' });

    await setStage(bench.context, bench.there, { applicationNumber, stageNumber: 11 });
    await bench.read();
    expect((await applicants()).find(({ name }) => name === 'Grace Hired')?.stage).toBe('withdrawn');
    expect(await hires()).toBe(1);
  });

  it.each(['truncate', 'html_200', 'status_500', 'drop', 'execute_then_drop'] as const)(
    'loses and repeats nothing when lists and applications are answered with %s',
    async (fault) => {
      const title = `Job of ${fault}`;
      const job = await bench.aJobThere({ title });
      const others = [await bench.applyThere(job.number), await bench.applyThere(job.number)];
      await bench.fault(list, fault, 1);
      await bench.fault(one, fault, 1);
      for (let run = 0; run < 4; run += 1) await bench.read();
      expect((await applicants()).filter((row) => row.job === title)).toHaveLength(others.length);
    },
  );

  it('stops at a refused key and reads on by itself when there is one that works', async () => {
    const job = await bench.aJobThere({ title: 'Key' });
    await bench.applyThere(job.number);
    await updateConnection(bench.context, bench.owner, bench.connectionId, { apiKey: 'f'.repeat(40) });
    expect(await bench.read()).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('refuses the API key'),
    });
    expect((await applicants()).some((row) => row.job === 'Key')).toBe(false);
    await updateConnection(bench.context, bench.owner, bench.connectionId, { apiKey: bench.sandbox.apiKey });
    await until('it came', async () => (await applicants()).find((row) => row.job === 'Key'));
  });
});

describe('a sink of candidates', patient, () => {
  let count = 0;
  async function aCandidate(over: object = {}, document: object = {}) {
    count += 1;
    const person = {
      firstName: 'Alan',
      lastName: `Turing-${count}`,
      email: `alan.${count}@mail.example`,
      ...over,
    };
    const resume = {
      field: 'resume',
      name: 'cv.txt',
      contentType: 'text/plain',
      bytes: Buffer.from('Machines.\n'),
      ...document,
    };
    return createCandidate(bench.context, bench.owner, person, [resume]);
  }
  const send = (candidateId: string, jobId: string | null, over: object = {}) =>
    sendToRecruiting(bench.context, bench.owner, {
      kind: 'post_candidate',
      connectionId: bench.connectionId,
      candidateId,
      jobId,
      without: [],
      ...over,
    });
  async function aTarget(over: Parameters<RecruitingBench['aJobThere']>[0] = {}) {
    count += 1;
    const job = await bench.aJobThere({ title: `Target ${count}`, ...over });
    await bench.read();
    return String(job.number);
  }
  const named = async (last: string) =>
    (await applicantsThere()).filter(({ name }) => name === `Alan ${last}`);

  beforeAll(async () => {
    await setTiming(bench.context, bench.owner, bench.connectionId, quickTiming);
    await bench.set({ source: true, sink: true, writeBack: true });
  });

  it('sends the cleaned copy of a document, not what came', async () => {
    const relations = aRelation('t', 'attachedTemplate', 'http://evil.example/t.dotm');
    const came = aDocx({ body: 'Machines', relations });
    const candidate = await aCandidate({}, { name: 'machines.docx', bytes: came });
    const { id } = await send(candidate.id, await aTarget());
    expect(await bench.write(id, 'done', 'refused', 'needs_attention')).toMatchObject({ state: 'done' });
    const { db, storage } = bench.context;
    const [file] = await db.inCompany(bench.there.companyId, (tx) =>
      tx.selectFrom('files').select('storage_key').where('name', '=', 'machines.docx').execute(),
    );
    const sent = await buffer(await storage.get(file?.storage_key ?? ''));
    expect(sent.equals(came)).toBe(false);
    expect(readZipDirectory(sent)?.map((entry) => entry.name)).toContain('word/document.xml');
  });

  it('sends a candidate with their résumé to a job of the account, once, with a receipt', async () => {
    const candidate = await aCandidate();
    const job = await aTarget();
    const { items: targets } = await listTargets(bench.context, bench.owner, { limit: 200 });
    expect(targets.map(({ connectionId }) => connectionId)).toEqual([bench.connectionId]);
    const { items: open } = await listTargetJobs(
      bench.context,
      bench.owner,
      bench.connectionId,
      { q: `target ${count}` },
      { limit: 200 },
    );
    expect(open.map(({ id }) => id)).toEqual([job]);
    const { id } = await send(candidate.id, job);
    const done = await bench.write(id, 'done', 'refused', 'needs_attention');
    expect(done).toMatchObject({ state: 'done', outcome: 'done', attempts: 1, problem: null });
    expect(done.requestSummary).toMatch(/^POST applicant_tracking\/application: .*email.*resume/);
    expect(JSON.stringify(done)).not.toContain('mail.example');
    expect(await named(candidate.lastName)).toHaveLength(1);
    await expect(send(candidate.id, job)).rejects.toMatchObject({ code: 'recruiting_writes.exists' });
    const { items } = await listTimeline(bench.context, bench.owner, candidate.id, { limit: 10 });
    expect(items.map(({ summary }) => summary)).toContainEqual(
      expect.stringContaining('Sent to Acme recruiting'),
    );
  });

  it('does not bring back as somebody new whom it sent', async () => {
    const candidate = await aCandidate();
    const job = await aTarget();
    await bench.write((await send(candidate.id, job)).id, 'done');
    await bench.read();
    await bench.read();
    const here = (await applicants()).filter(({ name }) => name === candidate.name);
    expect(here.map(({ candidateId }) => candidateId)).toEqual([candidate.id]);
  });

  it('asks before anything is sent when the job is known to require what is missing, and learns it from a refusal', async () => {
    const candidate = await aCandidate({ email: undefined });
    const questions = { ...(await bench.aJobThere()).questions, email: 'required' as const };
    const job = await aTarget({ questions });
    const { id } = await send(candidate.id, job);
    const refused = await bench.write(id, 'refused', 'done');
    expect(refused).toMatchObject({ state: 'refused', outcome: 'refused' });
    const sent = (await bench.ledger(post)).length;
    await expect(send(candidate.id, job)).rejects.toMatchObject({
      code: 'recruiting_writes.incomplete',
      issues: [{ path: 'email' }],
    });
    expect(await bench.ledger(post)).toHaveLength(sent);
  });

  it('refuses what BambooHR has no value for, unless it is left out', async () => {
    const candidate = await aCandidate({ educationLevel: 'Apprenticeship' });
    const job = await aTarget();
    await expect(send(candidate.id, job)).rejects.toMatchObject({ code: 'recruiting_writes.incomplete' });
    const { id } = await send(candidate.id, job, { without: ['educationLevel'] });
    expect(await bench.write(id, 'done', 'refused')).toMatchObject({ state: 'done' });
  });

  it('names no job that takes nobody', async () => {
    const candidate = await aCandidate();
    for (const job of ['999999', null])
      await expect(send(candidate.id, job)).rejects.toMatchObject({ code: 'recruiting.job_not_found' });
  });

  it.each([
    ['execute_then_drop', 1],
    ['drop', 2],
    ['status_500', 2],
    ['hang', 1],
  ] as const)('is there once after the answer was lost by %s', async (fault, times) => {
    const candidate = await aCandidate();
    const job = await aTarget();
    await bench.fault(post, fault, 1, 1);
    const { id } = await send(candidate.id, job);
    const done = await bench.write(id, 'done', 'refused', 'needs_attention');
    expect(done).toMatchObject({ state: 'done', attempts: fault === 'hang' ? 1 : times });
    expect(await named(candidate.lastName)).toHaveLength(1);
  });

  it('asks a person when somebody of the address is there already, and does what they say', async () => {
    const candidate = await aCandidate();
    const job = await aTarget();
    const { applicationNumber } = await bench.applyThere(Number(job), {
      email: candidate.email,
      lastName: candidate.lastName,
    });
    const { id } = await send(candidate.id, job);
    const asked = await bench.write(id, 'done', 'needs_attention');
    expect(asked).toMatchObject({
      state: 'needs_attention',
      attempts: 0,
      doubtful: [String(applicationNumber)],
    });
    await expect(
      resolveRecruitingWrite(bench.context, bench.owner, id, { action: 'exists' }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
    await resolveRecruitingWrite(bench.context, bench.owner, id, { action: 'send' });
    expect(await bench.write(id, 'done', 'needs_attention')).toMatchObject({ state: 'done', attempts: 1 });
    expect(await named(candidate.lastName)).toHaveLength(1);
    await expect(
      resolveRecruitingWrite(bench.context, bench.owner, id, { action: 'drop' }),
    ).rejects.toMatchObject({
      code: 'recruiting_writes.not_open',
    });
    await expect(
      resolveRecruitingWrite(bench.context, bench.owner, 'rwr_0', { action: 'drop' }),
    ).rejects.toMatchObject({ code: 'recruiting_writes.not_found' });
  });

  it('sends one of two records of a person that are sent at the same time, and asks about the other', async () => {
    const email = `two.records.${count}@mail.example`;
    const two = [await aCandidate({ email }), await aCandidate({ email: email.toUpperCase() })];
    const job = await aTarget();
    // Both have looked, and found nobody, before either has an answer.
    await bench.fault(post, 'hang', 1, 3);
    const writes = await Promise.all(two.map(({ id }) => send(id, job)));
    const ended = await Promise.all(writes.map(({ id }) => bench.write(id, 'done', 'needs_attention')));
    const there = async () =>
      (await applicantsThere()).filter(({ name }) => two.some(({ lastName }) => name === `Alan ${lastName}`));
    expect(await there()).toHaveLength(1);
    expect(ended.map(({ state }) => state).sort()).toEqual(['done', 'needs_attention']);
    const [done] = ended.filter(({ state }) => state === 'done');
    const [asked] = ended.filter(({ state }) => state === 'needs_attention');
    expect(asked).toMatchObject({
      attempts: 0,
      doubtful: [done?.providerId],
      problem: expect.stringMatching(/this e-mail address .*already/),
    });
    await resolveRecruitingWrite(bench.context, bench.owner, asked?.id ?? '', { action: 'send' });
    await bench.write(asked?.id ?? '', 'done');
    expect(await there()).toHaveLength(2);
    // Another job of the account is another matter.
    const [first] = two;
    expect(await bench.write((await send(first?.id ?? '', await aTarget())).id, 'done')).toMatchObject({
      attempts: 1,
    });
  });

  it('moves an application there into another status, and leaves one that stands there already', async () => {
    const candidate = await aCandidate();
    const here = await createJob(bench.context, bench.owner, {
      title: `Target ${count + 1}`,
      status: 'open',
      description: '',
    });
    const application = await addApplication(
      bench.context,
      bench.owner,
      candidate.id,
      { jobId: here.id, byHand: true },
      [],
    );
    const job = await aTarget();
    await bench.write((await send(candidate.id, job, { applicationId: application.id })).id, 'done');
    const move = (statusId: string) =>
      sendToRecruiting(bench.context, bench.owner, {
        kind: 'move_status',
        connectionId: bench.connectionId,
        applicationId: application.id,
        statusId,
      });
    expect(await bench.write((await move('5')).id, 'done', 'needs_attention')).toMatchObject({ attempts: 1 });
    expect(await bench.write((await move('5')).id, 'done', 'needs_attention')).toMatchObject({ attempts: 0 });
    expect((await named(candidate.lastName))[0]?.stage).toBe('active');
    await bench.fault('POST /v1/applicant_tracking/applications/{applicationId}/status', 'drop', 1);
    const { id: lost } = await move('6');
    await expect(move('4')).rejects.toMatchObject({ code: 'recruiting_writes.exists' });
    expect(await bench.write(lost, 'done', 'needs_attention')).toMatchObject({ state: 'done' });
    await expect(move('999')).rejects.toMatchObject({ code: 'connections.not_supported' });
  });

  it('tells the account once that somebody who came from it is an employee', async () => {
    const job = await bench.aJobThere({ title: 'Told' });
    const { applicationNumber } = await bench.applyThere(job.number, { lastName: 'Told' });
    await bench.read();
    const [came] = (await applicants()).filter(({ name }) => name === 'Grace Told');
    await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`insert into hires (id, company_id, application_id, connection_id, marker, state, request, employee_number, requested_by)
          values ('hir_told', ${bench.owner.companyId}, ${came?.id}, ${bench.connectionId}, 'm', 'done', '{}', '77', 'Test')`.execute(
        tx,
      ),
    );
    await tendRecruiting(bench.context);
    await tendRecruiting(bench.context);
    const comments = async () => {
      const { rows } = await bench.context.db.inCompany(bench.there.companyId, (tx) =>
        sql<{
          text: string;
        }>`select c.text from application_comments c join applications a on a.id = c.application_id
          where a.number = ${applicationNumber}`.execute(tx),
      );
      return rows.map(({ text }) => text);
    };
    await until('it is told', async () => ((await comments()).length > 0 ? true : undefined));
    expect(await comments()).toEqual([expect.stringContaining('employee 77')]);
  });

  it('waits for a key that works, says so, can be dropped, and asks a person after two weeks', async () => {
    const two = [await aCandidate(), await aCandidate()];
    const job = await aTarget();
    const { context, owner } = bench;
    await updateConnection(context, owner, bench.connectionId, { apiKey: 'f'.repeat(40) });
    const writes: string[] = [];
    for (const { id } of two) writes.push((await send(id, job)).id);
    const waiting = async (id: string) => {
      const write = await getRecruitingWrite(context, owner, id);
      return write.waitsForKey && write.problem?.includes('refuses the API key') ? write : undefined;
    };
    for (const id of writes)
      expect(await until('it waits', () => waiting(id))).toMatchObject({
        state: 'prepared',
        problem: expect.stringContaining('refuses the API key'),
      });
    const [first = '', second = ''] = writes;
    expect(await resolveRecruitingWrite(context, owner, first, { action: 'drop' })).toMatchObject({
      state: 'dropped',
      waitsForKey: false,
    });
    await expect(resolveRecruitingWrite(context, owner, second, { action: 'send' })).rejects.toMatchObject({
      code: 'recruiting_writes.not_open',
    });
    const later = (days: number) => ({
      ...context,
      clock: { now: () => new Date(Date.now() + days * 86_400_000) },
    });
    await expireKeyWaits(later(13), owner.companyId);
    expect(await getRecruitingWrite(context, owner, second)).toMatchObject({ waitsForKey: true });
    await expireKeyWaits(later(15), owner.companyId);
    expect(await getRecruitingWrite(context, owner, second)).toMatchObject({
      state: 'needs_attention',
      problem: expect.stringContaining('refused for 14 days'),
    });
    await updateConnection(context, owner, bench.connectionId, { apiKey: bench.sandbox.apiKey });
    await resolveRecruitingWrite(context, owner, second, { action: 'send' });
    await bench.write(second, 'done');
    expect(await named(two[1]?.lastName ?? '')).toHaveLength(1);
    expect(await named(two[0]?.lastName ?? '')).toHaveLength(0);
  });

  it('shows how it fares', async () => {
    const view = await getRecruiting(bench.context, bench.owner, bench.connectionId);
    expect(view.received.taken).toBeGreaterThan(5);
    expect(view.sent.done).toBeGreaterThan(5);
    expect(view.statuses.find(({ id }) => id === '15')).toMatchObject({ name: 'Hired', kind: 'hired' });
    expect(view.abilities).toMatchObject({ calls: false, sendWithoutJob: false });
  });

  it('tells in events how what was sent ended, and what waits for a person', async () => {
    const { rows } = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql<{ type: string; payload: object }>`
        select distinct on (type) type, payload from events where type like 'recruiting%' order by type`.execute(
        tx,
      ),
    );
    expect(rows.map(({ type }) => type)).toEqual([
      'recruiting.attention_needed',
      'recruiting_writes.attention_needed',
      'recruiting_writes.completed',
      'recruiting_writes.refused',
    ]);
    expect(JSON.stringify(rows)).not.toContain('mail.example');
  });
});

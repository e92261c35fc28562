// Pinpoint and PyjamaHR over HTTP: small servers that speak what is publicly known of them are the accounts.
import { createHmac } from 'node:crypto';
import { type RecruitingWriteState, recruitingSettingsInput } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSurfaces } from '../../surfaces/surfaces.ts';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { quickTiming, setTiming } from '../../testing/hire-bench.ts';
import { readApplicants, until } from '../../testing/recruiting-bench.ts';
import { type FixtureAccount, startPinpoint, startPyjamaHr } from '../../testing/recruiting-fixtures.ts';
import type { Principal } from '../access/principal.ts';
import { probeAccount, probeConnection } from '../connections/connection-probe.service.ts';
import {
  createConnection,
  deleteConnection,
  listHireAccounts,
  openConnection,
  testConnection,
  updateConnection,
} from '../connections/connections.service.ts';
import { createCandidate } from '../intake/intake.service.ts';
import { readRecruitingWorkflow } from './read-recruiting.workflow.ts';
import { getRecruiting, listRecordsOf, listRuns, putRecruiting, readNow } from './recruiting.service.ts';
import { tendRecruiting } from './recruiting-schedule.service.ts';
import { getRecruitingWrite, resolveRecruitingWrite, sendToRecruiting } from './recruiting-writes.service.ts';
import { sendRecruitingWriteWorkflow } from './send-recruiting-write.workflow.ts';

let test: TestContext;
let owner: Principal;
let origin: string;
let closeHttp: () => Promise<void> = async () => undefined;
let pinpoint: FixtureAccount;
let pyjama: FixtureAccount;

beforeAll(async () => {
  pinpoint = await startPinpoint();
  pyjama = await startPyjamaHr();
  const allow = [pinpoint, pyjama].map((account) => new URL(account.origin).host);
  test = await createTestContext({ egress: { allow } });
  const { context } = test;
  context.engine.registerWorkflow(readRecruitingWorkflow(context));
  context.engine.registerWorkflow(sendRecruitingWriteWorkflow(context));
  const http = await buildSurfaces(context, { isReady: () => true });
  origin = await http.listen({ port: 0, host: '127.0.0.1' });
  test.listensOn(Number(new URL(origin).port));
  closeHttp = () => http.close();
  await context.engine.start({ worker: true });
  owner = (await test.aCompany({ slug: 'hiring' })).owner;
}, 240_000);
afterAll(async () => {
  await closeHttp();
  await test.close();
  await pinpoint.close();
  await pyjama.close();
});

const applicants = () => readApplicants(test.context, owner.companyId);
let people = 0;
async function aCandidate(email?: string) {
  people += 1;
  const person = {
    firstName: 'Alan',
    lastName: `Sent-${people}`,
    email: email ?? `sent.${people}@mail.example`,
    phone: '+44 20 7946 0000',
  };
  const resume = {
    field: 'resume',
    name: 'cv.txt',
    contentType: 'text/plain',
    bytes: Buffer.from('Machines.\n'),
  };
  return createCandidate(test.context, owner, person, [resume]);
}
async function read(connectionId: string) {
  const { id } = await readNow(test.context, owner, connectionId);
  return until('the reading is over', async () => {
    const { items } = await listRuns(test.context, owner, connectionId, { limit: 5 });
    return items.find((run) => run.id === id && run.finishedAt !== null);
  });
}
const settled = (id: string, ...states: RecruitingWriteState[]) =>
  until(`${id} is ${states.join(' or ')}`, async () => {
    const write = await getRecruitingWrite(test.context, owner, id);
    return write.settledAt !== null && states.includes(write.state) ? write : undefined;
  });
const set = (connectionId: string, settings: object) =>
  putRecruiting(test.context, owner, connectionId, recruitingSettingsInput.parse(settings));
const send = (connectionId: string, candidateId: string, jobId: string | null) =>
  sendToRecruiting(test.context, owner, {
    kind: 'post_candidate',
    connectionId,
    candidateId,
    jobId,
    without: [],
  });

const patient = { timeout: 240_000 };

describe('Pinpoint', patient, () => {
  let id: string;
  const secret = 'a-signing-secret';
  const call = async (body: string, key = secret, path = id) => {
    const signature = createHmac('sha256', key).update(body).digest('base64');
    const answer = await fetch(`${origin}/hooks/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'PINPOINT-HMAC-SHA256': signature },
      body,
    });
    return answer.status;
  };

  beforeAll(async () => {
    pinpoint.jobs.push(
      { id: '12', title: 'Potter', status: 'open' },
      { id: '13', title: 'Old', status: 'closed' },
    );
    const account = { provider: 'pinpoint' as const, subdomain: 'acme', baseUrl: pinpoint.origin };
    const purpose = { mirror: false, hires: false, writeThrough: false, recruiting: true };
    const refused = await probeAccount(test.context, owner, { ...account, apiKey: 'wrong', purpose });
    expect(refused).toMatchObject({ reached: false, rights: [{ name: 'Jobs', need: 'missing' }] });
    const probed = await probeAccount(test.context, owner, { ...account, apiKey: pinpoint.key, purpose });
    expect(probed).toMatchObject({
      reached: true,
      problem: null,
      rights: [{ need: 'granted' }, { need: 'granted' }],
    });
    const made = await createConnection(test.context, owner, {
      ...account,
      apiKey: pinpoint.key,
      name: 'Pinpoint',
      enabled: true,
    });
    id = made.id;
    await setTiming(test.context, owner, id, quickTiming);
  });

  it('is no place that employees are sent to', async () => {
    expect((await listHireAccounts(test.context, owner)).map((account) => account.id)).not.toContain(id);
    await expect(
      test.context.db.inCompany(owner.companyId, (tx) =>
        openConnection(test.context, tx, owner.companyId, id, { urgency: 'person' }),
      ),
    ).rejects.toMatchObject({ code: 'connections.not_supported' });
    expect(await testConnection(test.context, owner, id)).toMatchObject({ health: 'ok' });
    expect(await probeConnection(test.context, owner, id, {})).toMatchObject({ reached: true });
    await expect(readNow(test.context, owner, id)).rejects.toMatchObject({ code: 'recruiting.not_set_up' });
  });

  it('brings who is hired there, once, into a stage of kind hired', async () => {
    pinpoint.add({ lastName: 'Waiting' });
    const hired = pinpoint.add({ lastName: 'Hired', stage: 'hired' });
    await set(id, { source: true, take: 'hires', sink: true, writeBack: true, webhookKey: secret });
    expect(await read(id)).toMatchObject({ state: 'done' });
    expect((await applicants()).map(({ name, job, stage }) => [name, job, stage])).toEqual([
      ['Ada Hired', 'Potter', 'hired'],
    ]);
    expect((await read(id)).counts).toMatchObject({ new: 0, taken: 0, moved: 0 });
    const { rows } = await test.context.db.inCompany(owner.companyId, (tx) =>
      sql<{ n: string }>`select count(*) as n from events where type = 'applications.hired'`.execute(tx),
    );
    expect(Number(rows[0]?.n)).toBe(1);
    expect(hired.stage).toBe('hired');
  });

  it('is read when a call proves to be its own, once for each call, and for no other', async () => {
    const runs = async () =>
      (await listRuns(test.context, owner, id, { limit: 50 })).items.filter(
        ({ reason }) => reason === 'webhook',
      ).length;
    pinpoint.add({ lastName: 'Called', stage: 'hired' });
    const body = JSON.stringify({ event: 'application_hired', id: 1 });
    expect(await call(body, 'another-secret')).toBe(401);
    expect(await call(body, secret, 'con_0')).toBe(401);
    expect(await runs()).toBe(0);
    expect(await call(body)).toBe(200);
    await until('they came', async () => (await applicants()).find(({ name }) => name === 'Ada Called'));
    expect(await call(body)).toBe(200);
    expect(await runs()).toBe(1);
    const view = await getRecruiting(test.context, owner, id);
    expect(view).toMatchObject({ hasWebhookKey: true, abilities: { calls: true } });
    expect(view.lastCallAt).not.toBeNull();
    expect(JSON.stringify(view)).not.toContain(secret);
  });

  it.each(['lost_done', 'lost_undone', null] as const)(
    'has a candidate once when the answer is %s',
    async (fate) => {
      const candidate = await aCandidate();
      if (fate !== null) pinpoint.next = { fate };
      const { id: write } = await send(id, candidate.id, '12');
      expect(await settled(write, 'done', 'refused', 'needs_attention')).toMatchObject({ state: 'done' });
      expect(pinpoint.applications.filter(({ lastName }) => lastName === candidate.lastName)).toHaveLength(1);
      await read(id);
      const here = (await applicants()).filter(({ name }) => name === candidate.name);
      expect(new Set(here.map(({ candidateId }) => candidateId)).size).toBeLessThanOrEqual(1);
    },
  );

  it('moves an application there, and tells of an employee once', async () => {
    const [came] = (await applicants()).filter(({ name }) => name === 'Ada Hired');
    const there = pinpoint.applications.find(({ lastName }) => lastName === 'Hired');
    const theirs = await listRecordsOf(
      test.context,
      owner,
      { candidate: came?.candidateId ?? '' },
      { limit: 5 },
    );
    expect(theirs.items).toMatchObject([
      { connectionId: id, connectionName: 'Pinpoint', applicationId: came?.id, status: 'hired' },
    ]);
    const move = {
      kind: 'move_status' as const,
      connectionId: id,
      applicationId: came?.id ?? '',
      statusId: 'rejected',
    };
    const { id: write } = await sendToRecruiting(test.context, owner, move);
    expect(await settled(write, 'done', 'needs_attention')).toMatchObject({ state: 'done' });
    expect(there?.stage).toBe('rejected');
    await test.context.db.inCompany(owner.companyId, (tx) =>
      sql`insert into hires (id, company_id, application_id, connection_id, marker, state, request, employee_number, requested_by)
          values ('hir_pin', ${owner.companyId}, ${came?.id}, ${id}, 'm', 'done', '{}', '88', 'Test')`.execute(
        tx,
      ),
    );
    pinpoint.next = { fate: 'lost_done' };
    await tendRecruiting(test.context);
    await until('it is told', async () => (there?.comments.length === 1 ? true : undefined));
    await tendRecruiting(test.context);
    await read(id);
    expect(there?.comments).toEqual([expect.stringContaining('employee 88')]);
  });

  it('brings everybody, whatever the address of their résumé leads to', async () => {
    const { origin: account } = pinpoint;
    // One that may not be called, one that is no address, one that is gone, one that is not encoded.
    for (const [at, resume] of [
      'http://10.0.0.1/cv.pdf',
      'https://',
      `${account}/api/v1/gone/cv.pdf`,
      `${account}/api/v1/jobs/100%.txt`,
    ].entries())
      pinpoint.add({ lastName: `Linked-${at}`, stage: 'hired', resume });
    pinpoint.add({ lastName: 'After', stage: 'hired' });
    expect(await read(id)).toMatchObject({ state: 'done', problem: null });
    const names = (await applicants()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Ada Linked-0', 'Ada Linked-3', 'Ada After']));
  });

  it('brings who stayed there by the old settings once the new ones want them', async () => {
    const came = async () => (await applicants()).filter(({ name }) => name === 'Ada Waiting').length;
    await read(id);
    expect(await came()).toBe(0);
    await set(id, { source: true, take: 'applications', sink: true, writeBack: true });
    await read(id);
    expect(await came()).toBe(1);
  });

  it('stays, once something came or went by it', async () => {
    await expect(deleteConnection(test.context, owner, id)).rejects.toMatchObject({
      code: 'connections.in_use',
    });
  });
});

describe('PyjamaHR', patient, () => {
  let id: string;
  const wire = { paths: { careerJobs: '' as string | null } };

  beforeAll(async () => {
    pyjama.jobs.push({ id: '101', title: 'Weaver', status: 'open' });
    wire.paths.careerJobs = `${pyjama.origin}/board/jobs`;
    const account = {
      provider: 'pyjamahr' as const,
      subdomain: 'acme',
      apiKey: pyjama.key,
      name: 'PyjamaHR',
      enabled: true,
    };
    await expect(createConnection(test.context, owner, account)).rejects.toMatchObject({
      code: 'request.invalid',
      issues: [{ path: 'baseUrl' }],
    });
    const made = await createConnection(test.context, owner, {
      ...account,
      wire,
      baseUrl: `${pyjama.origin}/v1`,
    });
    expect(made).toMatchObject({ provider: 'pyjamahr', wire });
    id = made.id;
    await setTiming(test.context, owner, id, quickTiming);
  });

  it('takes candidates for a job of its board, and for none', async () => {
    await set(id, { sink: true });
    await read(id);
    const [one, other] = [await aCandidate(), await aCandidate()];
    const sent = await settled((await send(id, one.id, '101')).id, 'done', 'refused', 'needs_attention');
    expect(sent).toMatchObject({ state: 'done', attempts: 1 });
    expect(sent.fields).toContain('resume');
    await settled((await send(id, other.id, null)).id, 'done');
    expect(pyjama.applications.map(({ lastName, jobId }) => [lastName, jobId])).toEqual([
      [one.lastName, '101'],
      [other.lastName, null],
    ]);
  });

  it('is sent nobody twice: where nobody can look, a person is asked', async () => {
    const candidate = await aCandidate();
    pyjama.next = { fate: 'lost_done' };
    const { id: write } = await send(id, candidate.id, '101');
    const asked = await settled(write, 'done', 'needs_attention');
    expect(asked).toMatchObject({ state: 'needs_attention', attempts: 1 });
    expect(asked.problem).toContain('PyjamaHR gives no way of asking');
    expect(pyjama.applications.filter(({ lastName }) => lastName === candidate.lastName)).toHaveLength(1);
    await resolveRecruitingWrite(test.context, owner, write, { action: 'exists', providerId: '1002' });
    expect(await settled(write, 'done')).toMatchObject({ providerId: '1002', attempts: 1 });
  });

  it('is sent one of two records of a person, and a person is asked about the other', async () => {
    const email = 'two.records@mail.example';
    const two = [await aCandidate(email), await aCandidate(` ${email.toUpperCase()}`)];
    const first = await settled((await send(id, two[0]?.id ?? '', '101')).id, 'done');
    const { id: second } = await send(id, two[1]?.id ?? '', '101');
    const asked = await settled(second, 'done', 'needs_attention');
    expect(asked).toMatchObject({ state: 'needs_attention', attempts: 0, doubtful: [first.providerId] });
    expect(asked.problem).toContain(
      `was sent to this job of PyjamaHR already, as application ${first.providerId}.`,
    );
    const there = () =>
      pyjama.applications.filter(({ lastName }) => two.some((one) => one.lastName === lastName));
    expect(there()).toHaveLength(1);
    await resolveRecruitingWrite(test.context, owner, second, { action: 'send' });
    await settled(second, 'done');
    expect(there()).toHaveLength(2);
  });

  it('gives no applications until an account says how they are read', async () => {
    await expect(set(id, { source: true })).rejects.toMatchObject({ code: 'connections.not_supported' });
    const paths = { ...wire.paths, applications: 'applications', application: 'applications/{id}' };
    await updateConnection(test.context, owner, id, { wire: { ...wire, paths } });
    pyjama.add({ firstName: 'Mary', lastName: 'Jackson', stage: 'Hired', jobId: '101' });
    await set(id, { source: true, sink: true, take: 'hires' });
    await read(id);
    expect((await applicants()).find(({ name }) => name === 'Mary Jackson')).toMatchObject({
      job: 'Weaver',
      stage: 'hired',
    });
  });
});

import type { Hire, HireInput } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Applicant,
  type HireBench,
  readLedger,
  readSandbox,
  startHireBench,
} from '../../testing/hire-bench.ts';
import { moveApplication } from '../applications/applications.service.ts';
import { listTimeline } from '../candidates/candidates.service.ts';
import { getConnection, updateConnection } from '../connections/connections.service.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { listStages } from '../stages/stages.service.ts';
import { resolveHire } from './hire-decisions.service.ts';
import { listHireLog, recordHireAction } from './hire-log.service.ts';
import { getHire, listHires, requestHire } from './hires.service.ts';

const createOperation = 'POST /v1/employees';
const statusOperation = 'POST /v1/employees/{id}/tables/{table}';
const fileOperation = 'POST /v1/employees/{id}/files';
const searchOperation = 'POST /v1/reports/custom';
const readOperation = 'GET /v1/employees/{id}';

let bench: HireBench;
let connectionId: string;

beforeAll(async () => {
  bench = await startHireBench();
  connectionId = await bench.aConnection();
});
afterAll(() => bench.close());

const sandboxOf = (marker: string) => readSandbox(bench.context, bench.sandbox.company.id, marker);
const ledger = (operation: string) => readLedger(bench.context, bench.sandbox.company.id, operation);
const stepOf = (hire: Hire, name: string) => hire.steps.find((step) => step.name === name);
const eventsOf = ({ id }: Hire) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const events = tx.selectFrom('events').select('type').where('subject_id', '=', id).orderBy('id');
    return (await events.execute()).map(({ type }) => type);
  });
const ended = (id: string) => bench.until(id, 'done', 'failed', 'needs_attention');

async function send(
  applicant?: Applicant,
  fields = {},
  decisions: Pick<HireInput, 'person'> = {},
): Promise<Hire> {
  const { applicationId } = applicant ?? (await bench.aHiredApplication());
  const { id } = await bench.request({ applicationId, connectionId, ...decisions }, fields);
  return ended(id);
}

const stepNames = ['search', 'create', 'read_back', 'employment_status', 'job_info', 'resume', 'write_back'];

async function expectWhole(hire: Hire): Promise<void> {
  const found = await sandboxOf(hire.marker);
  expect(hire).toMatchObject({ state: 'done', problem: null });
  expect(found.numbers).toEqual([Number(hire.employeeNumber)]);
  expect(found.statusRows).toEqual([{ date: '2027-01-04', status: 'Full-Time' }]);
  expect(found.files).toEqual([{ name: 'Ada Byron.txt', category: 'Resumes and Applications' }]);
  expect(hire.steps.map(({ name, state }) => [name, state])).toEqual(stepNames.map((name) => [name, 'done']));
}

describe('a hire', () => {
  it('becomes one employee with status and résumé, and a receipt for every step', async () => {
    const creates = (await ledger(createOperation)).length;
    const applicant = await bench.aHiredApplication();
    const hire = await send(applicant);
    await expectWhole(hire);
    expect((await ledger(createOperation)).length).toBe(creates + 1);
    const create = stepOf(hire, 'create');
    expect(create).toMatchObject({
      attempts: 1,
      outcome: 'done',
      providerId: hire.employeeNumber,
      proof: { how: 'location' },
    });
    expect(create?.requestHash).toMatch(/^[0-9a-f]{64}$/);
    expect(create?.requestSummary).toMatch(/^POST employees: customJoineryId, firstName/);
    expect(Date.parse(create?.sentAt ?? '')).toBeLessThanOrEqual(Date.parse(create?.finishedAt ?? ''));
    expect(stepOf(hire, 'read_back')?.proof).toMatchObject({ how: 'marker', looks: [{ marker: 'ours' }] });
    expect(stepOf(hire, 'employment_status')?.proof).toMatchObject({ sends: [{ outcome: 'done' }] });
    const { port } = new URL(bench.origin);
    expect(hire.employeeUrl).toBe(`http://localhost:${port}/employees/${hire.employeeNumber}?company=acme`);
  });

  it('is linked, told in the candidate’s timeline and announced', async () => {
    const applicant = await bench.aHiredApplication();
    const hire = await send(applicant);
    const timeline = await listTimeline(bench.context, bench.owner, applicant.candidateId, { limit: 10 });
    expect(timeline.items[0]?.summary).toMatch(/^Sent to Acme \d+: employee \d+$/);
    const links = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      tx
        .selectFrom('links')
        .select(['kind', 'provider_id'])
        .where('record_id', '=', applicant.applicationId)
        .execute(),
    );
    expect(links).toEqual([{ kind: 'hire', provider_id: hire.employeeNumber }]);
    expect(await eventsOf(hire)).toEqual(['hires.requested', 'hires.completed']);
  });

  it('keeps personal data out of the workflow tables', async () => {
    const applicant = await bench.aHiredApplication();
    const hire = await send(applicant);
    const stored = await bench.context.db.outside(async (tx) => {
      const runs =
        await sql`select * from dbos.workflow_status where workflow_uuid like ${`${hire.id}%`}`.execute(tx);
      const steps =
        await sql`select * from dbos.operation_outputs where workflow_uuid like ${`${hire.id}%`}`.execute(tx);
      return JSON.stringify([runs.rows, steps.rows]);
    });
    expect(stored).toContain(hire.id);
    for (const value of [applicant.lastName, applicant.email ?? '', 'Ada Byron'])
      expect(stored).not.toContain(value);
  });

  it('without a résumé says so and is done', async () => {
    const hire = await send(await bench.aHiredApplication({ resume: false }));
    expect(hire.state).toBe('done');
    expect(stepOf(hire, 'resume')).toMatchObject({ state: 'skipped', note: 'The candidate has no résumé.' });
  });

  it('refused by BambooHR fails with its words, and goes on with better fields', async () => {
    const workEmail = 'taken@mail.example';
    await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: 'Some',
      lastName: 'Body',
      workEmail,
    });
    const applicant = await bench.aHiredApplication();
    const hire = await send(applicant, { workEmail }, { person: { as: 'new' } });
    expect(hire).toMatchObject({ state: 'failed', attempt: 1 });
    expect(hire.problem).toMatch(/^BambooHR refused: .*e-mail.* \(409\)$/i);
    expect(stepOf(hire, 'create')).toMatchObject({ state: 'failed', outcome: 'refused' });
    expect(await eventsOf(hire)).toEqual(['hires.requested', 'hires.failed']);
    const again = await send(applicant);
    expect(again).toMatchObject({ id: hire.id, attempt: 2, marker: hire.marker });
    await expectWhole(again);
  });
});

describe('the log of a hire', () => {
  const logOf = async (id: string) =>
    (await listHireLog(bench.context, bench.owner, id, { limit: 50 })).items.toReversed();

  it('tells every act and every change of state in order, and is never rewritten', async () => {
    const hire = await send();
    const log = await logOf(hire.id);
    expect(log.map(({ number }) => number)).toEqual(log.map((_, index) => index + 1));
    expect(log[0]).toMatchObject({ action: 'requested', actor: bench.owner.userName });
    const changes = log.slice(1).map(({ action, detail }) => `${action} ${detail?.from}-${detail?.to}`);
    expect(changes).toEqual([
      'state_changed draft-queued',
      'state_changed queued-running',
      'state_changed running-done',
    ]);
    const rewritten = bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      tx.updateTable('hire_log').set({ actor: 'Nobody' }).where('hire_id', '=', hire.id).execute(),
    );
    await expect(rewritten).rejects.toThrow('never changed');
  });

  it('counts on without a gap when many write to it at once', async () => {
    const { id } = await send();
    const before = (await logOf(id)).length;
    const entry = { hireId: id, actor: 'Test', action: 'looked_at' };
    const { companyId } = bench.owner;
    const write = () => bench.context.db.inCompany(companyId, (tx) => recordHireAction(tx, companyId, entry));
    await Promise.all(Array.from({ length: 20 }, write));
    const numbers = (await logOf(id)).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: before + 20 }, (_, index) => index + 1));
  });

  it('is not there for another company', async () => {
    const { id } = await send();
    const { owner } = await bench.aCompany();
    await expect(listHireLog(bench.context, owner, id, { limit: 5 })).rejects.toMatchObject({
      code: 'hires.not_found',
    });
  });
});

describe('asking for a hire', () => {
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error: { code?: string }) => error.code ?? error,
    );

  it('twice is refused and names the first', async () => {
    const applicant = await bench.aHiredApplication();
    const hire = await send(applicant);
    const again = bench.request({ ...applicant, connectionId });
    await expect(again).rejects.toMatchObject({
      code: 'hires.exists',
      issues: [{ path: 'hireId', message: hire.id }],
    });
  });

  it('ten times at once makes one', async () => {
    const { applicationId } = await bench.aHiredApplication();
    const asked = Array.from({ length: 10 }, () => bench.request({ applicationId, connectionId }));
    const answers = await Promise.allSettled(asked);
    const made = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.id] : []));
    expect(made).toHaveLength(1);
    await expectWhole(await ended(made[0] ?? ''));
  });

  it('needs an application that is hired', async () => {
    const { applicationId } = await bench.aHiredApplication();
    const stages = await listStages(bench.context, bench.owner);
    const stageId = stages.find((stage) => stage.kind === 'new')?.id ?? '';
    await moveApplication(bench.context, bench.owner, applicationId, { stageId });
    expect(await codeOf(bench.request({ applicationId, connectionId }))).toBe('hires.not_hired');
  });

  it('needs a connection that is there and on', async () => {
    const { applicationId } = await bench.aHiredApplication();
    expect(await codeOf(bench.request({ applicationId, connectionId: 'con_nobody' }))).toBe(
      'connections.not_found',
    );
    const off = await bench.aConnection();
    await updateConnection(bench.context, bench.owner, off, { enabled: false });
    expect(await codeOf(bench.request({ applicationId, connectionId: off }))).toBe('connections.disabled');
  });

  it('needs the right, and another company’s ids are unknown', async () => {
    const { applicationId } = await bench.aHiredApplication();
    const input = {
      applicationId,
      connectionId,
      fields: { hireDate: '2027-01-04', employmentStatus: 'Intern' },
    };
    const stranger = await bench.aCompany();
    expect(await codeOf(requestHire(bench.context, stranger.owner, input))).toBe('applications.not_found');
    const { access } = bench.owner;
    const reader = {
      ...bench.owner,
      access: { ...access, hiring: { ...access.hiring, hires: 'view' as const } },
    };
    expect(await codeOf(requestHire(bench.context, reader, input))).toBe('access.forbidden');
    const hire = await send();
    expect(await codeOf(getHire(bench.context, stranger.owner, hire.id))).toBe('hires.not_found');
    expect((await listHires(bench.context, stranger.owner, {}, { limit: 10 })).items).toEqual([]);
  });

  it('rolled back with its transaction leaves no work behind', async () => {
    const { applicationId } = await bench.aHiredApplication();
    const before = (await ledger(createOperation)).length;
    const undone = bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
      const joined = {
        ...bench.context,
        db: {
          ...bench.context.db,
          inCompany: (_: string, work: (t: typeof tx) => Promise<never>) => work(tx),
        },
      };
      await requestHire(joined as unknown as typeof bench.context, bench.owner, {
        applicationId,
        connectionId,
        fields: { hireDate: '2027-01-04', employmentStatus: 'Full-Time' },
      });
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await ledger(createOperation)).length).toBe(before);
    expect((await listHires(bench.context, bench.owner, { applicationId }, { limit: 10 })).items).toEqual([]);
  });
});

describe('when an answer is lost', () => {
  it.each(['execute_then_drop', 'truncate', 'html_200', 'drop', 'status_500', 'status_503'] as const)(
    'on create by %s there is one employee in the end',
    async (fault) => {
      const before = await ledger(createOperation);
      await bench.fault(createOperation, fault);
      const hire = await send();
      await expectWhole(hire);
      const sent = (await ledger(createOperation)).slice(before.length);
      const done = fault === 'execute_then_drop' || fault === 'truncate';
      // What had been carried out is found and not sent again; what had not is sent once more.
      expect(sent.map(({ executed }) => executed)).toEqual(done ? [true] : [false, true]);
      expect(stepOf(hire, 'create')).toMatchObject({
        attempts: done ? 1 : 2,
        proof: { how: done ? 'marker' : 'location' },
      });
      const looks = stepOf(hire, 'search')?.proof?.looks as unknown[];
      expect(looks).toHaveLength(done ? 2 : 3);
    },
  );

  it('twice, a person is asked, and nothing is sent a third time', async () => {
    const before = (await ledger(createOperation)).length;
    await bench.fault(createOperation, 'drop', 2);
    const hire = await send();
    expect(hire).toMatchObject({ state: 'needs_attention', employeeNumber: null });
    expect(hire.problem).toContain('lost twice');
    expect(await eventsOf(hire)).toEqual(['hires.requested', 'hires.attention_needed']);
    expect(stepOf(hire, 'create')).toMatchObject({ state: 'ambiguous', outcome: 'ambiguous', attempts: 2 });
    expect((await ledger(createOperation)).length).toBe(before + 2);
    expect((await sandboxOf(hire.marker)).numbers).toEqual([]);
    await resolveHire(bench.context, bench.owner, hire.id, { action: 'create' });
    await expectWhole(await ended(hire.id));
  });

  it('on the status row there is one row', async () => {
    await bench.fault(statusOperation, 'execute_then_drop');
    const hire = await send();
    await expectWhole(hire);
    expect(stepOf(hire, 'employment_status')).toMatchObject({ attempts: 1, proof: { how: 'comparison' } });
  });

  it('on the résumé there is one file', async () => {
    await bench.fault(fileOperation, 'execute_then_drop');
    const hire = await send();
    await expectWhole(hire);
    expect(stepOf(hire, 'resume')).toMatchObject({ attempts: 1, proof: { how: 'comparison' } });
  });

  it('and the search fails too, nothing is sent before it works', async () => {
    const before = (await ledger(createOperation)).length;
    await bench.fault(createOperation, 'execute_then_drop');
    const { applicationId } = await bench.aHiredApplication();
    const { id } = await bench.request({ applicationId, connectionId });
    await bench.until(id, 'waiting');
    await bench.fault(searchOperation, 'status_500', 2);
    await expectWhole(await ended(id));
    expect((await ledger(createOperation)).length).toBe(before + 1);
  });

  it('and the search never works again, a person is asked', async () => {
    const before = (await ledger(createOperation)).length;
    await bench.fault(createOperation, 'execute_then_drop');
    const { applicationId } = await bench.aHiredApplication();
    const { id } = await bench.request({ applicationId, connectionId });
    await bench.until(id, 'waiting');
    await bench.fault(searchOperation, 'html_200', 4);
    const hire = await ended(id);
    expect(hire).toMatchObject({ state: 'needs_attention' });
    expect(hire.problem).toContain('kept failing');
    expect((await ledger(createOperation)).length).toBe(before + 1);
    // Asked again later, it finds what it once sent.
    const again = await bench.request({ applicationId, connectionId });
    await expectWhole(await ended(again.id));
    expect((await ledger(createOperation)).length).toBe(before + 1);
  });
});

describe('when BambooHR has too much to do', () => {
  it('the hire waits as long as it is told, and searches before it sends', async () => {
    const searches = (await ledger(searchOperation)).length;
    await bench.fault(createOperation, 'status_429', 1, 1);
    const { applicationId } = await bench.aHiredApplication();
    const { id } = await bench.request({ applicationId, connectionId });
    const waiting = await bench.until(id, 'waiting');
    expect(waiting.problem).toBe('BambooHR’s request limit is reached; the next try is in 1 s.');
    await expectWhole(await ended(id));
    expect((await ledger(searchOperation)).length).toBe(searches + 2);
  });

  it('a 503 that names a wait means the same', async () => {
    await bench.fault(createOperation, 'status_503', 1, 1);
    const hire = await send();
    await expectWhole(hire);
    expect(stepOf(hire, 'create')).toMatchObject({ attempts: 2 });
    expect(stepOf(hire, 'search')?.proof?.looks).toHaveLength(2);
  });

  it('reads are tried again', async () => {
    await bench.fault(readOperation, 'status_500', 2);
    await expectWhole(await send());
  });
});

describe('when somebody is there already', () => {
  it('who carries the marker, the hire is theirs and nothing is sent', async () => {
    const applicant = await bench.aHiredApplication();
    const first = await send(applicant);
    // As after a restored backup: the hire is forgotten, its employee is not.
    await bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
      await tx.deleteFrom('hire_log').where('hire_id', '=', first.id).execute();
      await tx.deleteFrom('hire_steps').where('hire_id', '=', first.id).execute();
      await tx.deleteFrom('hires').where('id', '=', first.id).execute();
      await tx.deleteFrom('links').where('record_id', '=', applicant.applicationId).execute();
    });
    const creates = (await ledger(createOperation)).length;
    const again = await send(applicant);
    expect(again.id).not.toBe(first.id);
    await expectWhole(again);
    expect(again.employeeNumber).toBe(first.employeeNumber);
    expect((await ledger(createOperation)).length).toBe(creates);
    expect(stepOf(again, 'create')).toMatchObject({ attempts: 0, proof: { how: 'marker' } });
    for (const step of ['employment_status', 'resume'])
      expect(stepOf(again, step)).toMatchObject({
        attempts: 0,
        note: 'It was there already; none was sent.',
      });
  });

  async function aNamesake(): Promise<{ applicant: Applicant; number: number }> {
    const applicant = await bench.aHiredApplication();
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: 'Somebody',
      lastName: 'Else',
      homeEmail: applicant.email,
      hireDate: '2020-01-06',
    });
    return { applicant, number };
  }

  it('with the same e-mail, a person decides that it is the same one', async () => {
    const { applicant, number } = await aNamesake();
    const creates = (await ledger(createOperation)).length;
    const hire = await send(applicant);
    expect(hire).toMatchObject({ state: 'needs_attention', employeeNumber: null });
    expect(hire.problem).toContain(`employee ${number} with this e-mail`);
    const linked = await resolveHire(bench.context, bench.owner, hire.id, {
      action: 'link',
      employeeNumber: String(number),
    });
    expect(linked).toMatchObject({ state: 'queued', attempt: 2 });
    const done = await ended(hire.id);
    expect(done).toMatchObject({ state: 'done', employeeNumber: String(number) });
    expect(stepOf(done, 'create')).toMatchObject({ attempts: 0, note: 'Linked by Test.' });
    expect((await ledger(createOperation)).length).toBe(creates);
  });

  it('with the same e-mail, a person decides that it is somebody else', async () => {
    const { applicant, number } = await aNamesake();
    const hire = await send(applicant);
    await resolveHire(bench.context, bench.owner, hire.id, { action: 'create' });
    const done = await ended(hire.id);
    await expectWhole(done);
    expect(done.employeeNumber).not.toBe(String(number));
  });

  it('with the same name only, a person decides too', async () => {
    const applicant = await bench.aHiredApplication();
    const { firstName, lastName } = applicant;
    await createEmployee(bench.context, bench.sandboxOwner, { firstName, lastName });
    const hire = await send(applicant);
    expect(hire.state).toBe('needs_attention');
    expect(hire.problem).toContain('with this name');
  });

  it('a decision is only taken where one is needed', async () => {
    const hire = await send();
    const resolution = { action: 'create' as const };
    await expect(resolveHire(bench.context, bench.owner, hire.id, resolution)).rejects.toMatchObject({
      code: 'hires.exists',
    });
    await expect(resolveHire(bench.context, bench.owner, 'hir_nobody', resolution)).rejects.toMatchObject({
      code: 'hires.not_found',
    });
  });
});

describe('when the account cannot be used', () => {
  it('hires wait for a key that works, shown on the connection, and go on by themselves', async () => {
    const broken = await bench.aConnection({ apiKey: 'revoked-long-ago' });
    const hires: string[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      const { applicationId } = await bench.aHiredApplication();
      hires.push((await bench.request({ applicationId, connectionId: broken })).id);
    }
    const [first = ''] = hires;
    const hire = await bench.until(first, 'waiting', 'needs_attention', 'failed');
    expect(hire).toMatchObject({ state: 'waiting' });
    expect(hire.problem).toContain('refuses the API key');
    expect(await getConnection(bench.context, bench.owner, broken)).toMatchObject({ health: 'unauthorized' });
    await updateConnection(bench.context, bench.owner, broken, { apiKey: bench.sandbox.apiKey });
    for (const id of hires) await expectWhole(await ended(id));
    const { items } = await listHires(bench.context, bench.owner, {}, { limit: 10 });
    expect(items.filter(({ id }) => hires.includes(id)).map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  });

  it('a marker that cannot be read back keeps the hire from being sent', async () => {
    const blind = await bench.aConnection({ markerField: 'customNobodyHasThis' });
    const creates = (await ledger(createOperation)).length;
    const { applicationId } = await bench.aHiredApplication();
    const hire = await ended((await bench.request({ applicationId, connectionId: blind })).id);
    expect(hire.state).toBe('needs_attention');
    expect(hire.problem).toContain('customNobodyHasThis');
    expect((await ledger(createOperation)).length).toBe(creates);
  });

  it('without a marker field a lost create is found by e-mail, name and date', async () => {
    const plain = await bench.aConnection({ markerField: null });
    const creates = (await ledger(createOperation)).length;
    await bench.fault(createOperation, 'execute_then_drop');
    const { applicationId } = await bench.aHiredApplication();
    const hire = await ended((await bench.request({ applicationId, connectionId: plain })).id);
    expect(hire).toMatchObject({ state: 'done' });
    expect(stepOf(hire, 'create')?.proof).toMatchObject({ how: 'identity' });
    expect((await ledger(createOperation)).length).toBe(creates + 1);
  });

  it('switched off while it waits, the hire stops and goes on later', async () => {
    const mine = await bench.aConnection();
    await bench.fault(createOperation, 'execute_then_drop');
    const { applicationId } = await bench.aHiredApplication();
    const { id } = await bench.request({ applicationId, connectionId: mine });
    await bench.until(id, 'waiting');
    await updateConnection(bench.context, bench.owner, mine, { enabled: false });
    const stopped = await ended(id);
    expect(stopped).toMatchObject({ state: 'needs_attention' });
    expect(stopped.problem).toContain('switched off');
    await updateConnection(bench.context, bench.owner, mine, { enabled: true });
    await bench.request({ applicationId, connectionId: mine });
    await expectWhole(await ended(id));
  });
});

// What a hire writes beside its employee, and what people decide about single steps of it.
import { buffer } from 'node:stream/consumers';
import type { Hire, HireStepName } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeReaders } from '../../platform/documents/reader.ts';
import { aDocx, aRelation } from '../../platform/documents/testing/office.ts';
import { readZipDirectory } from '../../platform/documents/zip.ts';
import { newId } from '../../platform/ids.ts';
import {
  type Applicant,
  aKey,
  type HireBench,
  quickTiming,
  readLedger,
  readSandbox,
  setTiming,
  startHireBench,
} from '../../testing/hire-bench.ts';
import { listTimeline } from '../candidates/candidates.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { listSentSizes } from '../documents/documents.service.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { resolveHire, retryStep, skipStep } from './hire-decisions.service.ts';
import { listHireLog } from './hire-log.service.ts';
import { beginNextRun } from './hire-runs.service.ts';
import * as repository from './hires.repository.ts';
import { getHire } from './hires.service.ts';
import { markerOf } from './hires.ts';

const createOperation = 'POST /v1/employees';
const tableOperation = 'POST /v1/employees/{id}/tables/{table}';
const date = '2027-01-04';

let bench: HireBench;
let connectionId: string;
let manager: string;

beforeAll(async () => {
  bench = await startHireBench();
  connectionId = await bench.aConnection();
  const boss = { firstName: 'Ada', lastName: 'Lovelace', hireDate: '2015-03-02' };
  await createEmployee(bench.context, bench.sandboxOwner, boss);
  manager = 'Lovelace, Ada';
});
afterAll(async () => {
  closeReaders();
  await bench.close();
});

const ended = (id: string) => bench.until(id, 'done', 'failed', 'needs_attention');
const stepOf = (hire: Hire, name: HireStepName) => hire.steps.find((step) => step.name === name);
const countCreates = async () =>
  (await readLedger(bench.context, bench.sandbox.company.id, createOperation)).length;

/** A hire as it is queued once a person has reviewed it. */
async function begin(
  { applicationId, firstName, lastName, email }: Applicant,
  { fields = {}, ...decisions }: Partial<repository.HireRequest> = {},
  connection = connectionId,
): Promise<string> {
  const { context, owner } = bench;
  const id = newId('hir');
  const own = { firstName, lastName, ...(email === null ? {} : { homeEmail: email }), hireDate: date };
  const request = repository.plainRequest({ ...decisions, fields: { ...own, ...fields } });
  await context.db.inCompany(owner.companyId, async (tx) => {
    const marker = markerOf(owner.companyId, applicationId);
    await repository.insertHire(tx, owner.companyId, {
      ...{ id, applicationId, connectionId: connection, marker, request, problem: null },
      ...{ requestedBy: 'Test', startedBy: 'person' },
    });
    const hire = await repository.lockHire(tx, id);
    if (hire === undefined) throw new Error('the hire was not inserted');
    await beginNextRun(context, tx, owner.companyId, hire, { actor: 'Test' });
  });
  return id;
}

const send = async (applicant: Applicant, request: Partial<repository.HireRequest> = {}) =>
  ended(await begin(applicant, request));

async function rowsOf(employeeNumber: string | null, table: string): Promise<Record<string, unknown>[]> {
  return bench.context.db.inCompany(bench.sandbox.company.id, async (tx) => {
    const answer = await sql<{ row: Record<string, unknown> }>`
      select r."values" || jsonb_build_object('on', r.effective_on) as row
        from employee_rows r join employees e on e.id = r.employee_id
       where e.number = ${Number(employeeNumber)} and r.table_alias = ${table}
       order by r.effective_on, r.id`.execute(tx);
    return answer.rows.map(({ row }) => row);
  });
}

async function valuesOf(employeeNumber: string | null): Promise<Record<string, unknown>> {
  return bench.context.db.inCompany(bench.sandbox.company.id, async (tx) => {
    const answer = await sql<{ values: Record<string, unknown> }>`
      select "values" from employees where number = ${Number(employeeNumber)}`.execute(tx);
    return answer.rows[0]?.values ?? {};
  });
}

const everything = () => ({
  employmentStatus: 'Full-Time',
  reportsTo: manager,
  ...bench.known,
  payRate: '52000.50',
  payCurrency: 'EUR',
  payType: 'Salary',
  payPer: 'Year',
  other: { linkedIn: 'https://linkedin.example/ada' },
});

describe('a reviewed hire', () => {
  it('becomes rows, options, files and further fields, each with a receipt', async () => {
    const applicant = await bench.aHiredApplication();
    const attachmentId = await resumeOf(applicant);
    const hire = await send(applicant, {
      fields: { ...everything(), jobTitle: 'Keeper of Engines' },
      createOptions: ['jobTitle'],
      files: [{ attachmentId, kind: 'resume', categoryId: null }],
    });
    expect(hire.problem).toBeNull();
    expect(hire.steps.map(({ name, state }) => [name, state])).toEqual(
      [
        'search',
        'option_job_title',
        'create',
        'read_back',
        'employment_status',
        'job_info',
        'compensation',
        'resume',
        'extra_fields',
        'write_back',
      ].map((name) => [name, 'done']),
    );
    const { department, location } = bench.known;
    expect(await rowsOf(hire.employeeNumber, 'jobInfo')).toEqual([
      expect.objectContaining({ on: date, jobTitle: 'Keeper of Engines', department, location }),
    ]);
    const [job] = await rowsOf(hire.employeeNumber, 'jobInfo');
    expect(Object.keys(job ?? {})).toContain('reportsTo');
    expect(await rowsOf(hire.employeeNumber, 'compensation')).toHaveLength(1);
    expect(await rowsOf(hire.employeeNumber, 'employmentStatus')).toHaveLength(1);
    expect(Object.values(await valuesOf(hire.employeeNumber))).toContain('https://linkedin.example/ada');
    for (const step of hire.steps.filter(
      ({ name }) => !['search', 'read_back', 'write_back'].includes(name),
    )) {
      expect(step.requestHash, step.name).toMatch(/^[0-9a-f]{64}$/);
      expect(step.durationMs, step.name).toBeGreaterThanOrEqual(0);
      expect(step.attempts, step.name).toBe(1);
    }
    const timeline = await listTimeline(bench.context, bench.owner, applicant.candidateId, { limit: 10 });
    expect(timeline.items.filter(({ kind }) => kind === 'sent_to_hris')).toHaveLength(1);
  });

  it('whose answers to rows and fields are lost has each of them once', async () => {
    await bench.fault(tableOperation, 'execute_then_drop', 3);
    await bench.fault('POST /v1/employees/{id}', 'execute_then_drop', 1);
    const hire = await send(await bench.aHiredApplication({ resume: false }), { fields: everything() });
    expect(hire).toMatchObject({ state: 'done', problem: null });
    for (const table of ['employmentStatus', 'jobInfo', 'compensation'])
      expect(await rowsOf(hire.employeeNumber, table)).toHaveLength(1);
    for (const name of ['employment_status', 'job_info', 'compensation', 'extra_fields'] as const)
      expect(stepOf(hire, name)).toMatchObject({
        state: 'done',
        proof: { how: 'comparison', sends: [{ outcome: 'ambiguous' }] },
      });
  });

  it('whose answer to an option is lost has it once', async () => {
    await bench.fault('PUT /v1/meta/lists/{listFieldId}', 'execute_then_drop');
    const division = `East ${bench.sandbox.company.id.slice(-4)}`;
    const hire = await send(await bench.aHiredApplication({ resume: false }), {
      fields: { division },
      createOptions: ['division'],
    });
    expect(hire).toMatchObject({ state: 'done', problem: null });
    expect(await rowsOf(hire.employeeNumber, 'jobInfo')).toEqual([expect.objectContaining({ division })]);
  });
});

it('two hires that need the same option at once make it once', async () => {
  const operation = 'PUT /v1/meta/lists/{listFieldId}';
  const division = `Twin ${bench.sandbox.company.id.slice(-4)}`;
  const before = await executed(operation);
  // The first answer takes its time, so that the other hire comes to the same place meanwhile.
  await bench.fault(operation, 'hang', 1, 4);
  const ids = await Promise.all(
    [division, division.toUpperCase()].map(async (name) =>
      begin(await bench.aHiredApplication({ resume: false }), {
        fields: { division: name },
        createOptions: ['division'],
      }),
    ),
  );
  const hires = await Promise.all(ids.map(ended));
  expect(hires.map(({ state, problem }) => [state, problem])).toEqual(Array(2).fill(['done', null]));
  expect(await executed(operation)).toBe(before + 1);
  const attempts = hires.map((hire) => stepOf(hire, 'option_division')?.attempts);
  expect(attempts.toSorted()).toEqual([0, 1]);
});

const pay = { payRate: '52000.50', payCurrency: 'EUR', payType: 'Salary', payPer: 'Year' };
const updateOperation = 'POST /v1/employees/{id}';
const fileOperation = 'POST /v1/employees/{id}/files';

type Ask = (applicant: Applicant) => Promise<Partial<repository.HireRequest>>;

const aFile =
  (kind: 'offer' | 'cover_letter'): Ask =>
  async (applicant) => {
    const category = 'Signed Documents';
    const attachmentId = await resumeOf(applicant);
    return { files: [{ attachmentId, kind, categoryId: null, ...(kind === 'offer' ? {} : { category }) }] };
  };

/** The writes of two hires: in each of them, every operation comes once. */
const writes: { steps: Partial<Record<HireStepName, string>>; asks: Ask[] }[] = [
  {
    steps: { job_info: tableOperation, offer: fileOperation, extra_fields: updateOperation },
    asks: [
      async () => ({ fields: { ...bench.known, other: { linkedIn: 'https://linkedin.example/ada' } } }),
      aFile('offer'),
    ],
  },
  {
    steps: { compensation: tableOperation, file_1: fileOperation, reactivate: updateOperation },
    asks: [
      async () => ({ fields: pay }),
      aFile('cover_letter'),
      async (applicant) => ({
        person: { as: 'rehire', employeeNumber: await aFormerEmployeeLike(applicant) },
      }),
    ],
  },
];

async function aFormerEmployeeLike({ firstName, lastName, email }: Applicant): Promise<string> {
  const former = { firstName, lastName, homeEmail: email, hireDate: '2019-02-04' };
  return String((await createEmployee(bench.context, bench.sandboxOwner, former)).number);
}

const executed = async (operation: string) =>
  (await readLedger(bench.context, bench.sandbox.company.id, operation)).filter((one) => one.executed).length;

describe.each(['with a marker field', 'without one'])('on an account %s', (account) => {
  let own: string;
  beforeAll(async () => {
    own = await bench.aConnection(account === 'without one' ? { markerField: null } : {});
  });

  it.each(
    writes.flatMap((one) =>
      (['execute_then_drop', 'drop'] as const).map((fault) => ({
        ...one,
        fault,
        names: Object.keys(one.steps).join(', '),
      })),
    ),
  )('the answers to $names are lost by $fault: each is there once', async ({ steps, asks, fault }) => {
    const applicant = await bench.aHiredApplication();
    const requests = await Promise.all(asks.map((ask) => ask(applicant)));
    const operations = Object.values(steps);
    for (const operation of operations) await bench.fault(operation, fault);
    const counts = () => Promise.all(operations.map(executed));
    const before = await counts();
    const hire = await ended(await begin(applicant, Object.assign({}, ...requests), own));
    expect(hire).toMatchObject({ state: 'done', problem: null });
    expect(await counts()).toEqual(before.map((count) => count + 1));
    const sends = [{ outcome: 'ambiguous' }, ...(fault === 'drop' ? [{ outcome: 'done' }] : [])];
    for (const name of Object.keys(steps) as HireStepName[]) {
      const step = stepOf(hire, name);
      expect(step, name).toMatchObject({ state: 'done', attempts: sends.length, proof: { sends } });
      if (fault === 'execute_then_drop') expect(step?.proof?.how, name).toBe('comparison');
    }
  });
});

describe('a create whose answer is lost, on an account without a marker field,', () => {
  let unmarked: string;
  beforeAll(async () => {
    unmarked = await bench.aConnection({ markerField: null });
    // Long enough for somebody to type in an employee meanwhile.
    await setTiming(bench.context, bench.owner, unmarked, { ...quickTiming, quietMs: 2_500 });
  });

  async function lost(fault: 'drop' | 'execute_then_drop', typed: object, email?: null) {
    const applicant = await bench.aHiredApplication({ resume: false, ...(email === null && { email }) });
    await bench.fault(createOperation, fault);
    const before = await executed(createOperation);
    const id = await begin(applicant, { files: [] }, unmarked);
    await bench.until(id, 'waiting');
    const { firstName, lastName } = applicant;
    const address = email === null ? {} : { homeEmail: applicant.email };
    const like = { firstName, lastName, ...address, hireDate: date, ...typed };
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, like);
    const hire = await ended(id);
    const mine = (await executed(createOperation)) - before;
    return { hire, number, mine };
  }

  it('is a person’s to judge where who has the e-mail address is not exactly the one', async () => {
    const { hire, number, mine } = await lost('drop', { lastName: 'Somebody-Else' });
    expect(hire).toMatchObject({ state: 'needs_attention', employeeNumber: null });
    expect(hire.problem).toContain(`employee ${number} with this e-mail`);
    expect(mine).toBe(0);
  });

  it('is a person’s to judge where two are exactly the one', async () => {
    const { hire, number, mine } = await lost('execute_then_drop', {});
    expect(hire).toMatchObject({ state: 'needs_attention', employeeNumber: null });
    expect(hire.problem).toContain(String(number));
    expect(mine).toBe(1);
  });

  it('is a person’s to judge where only a name could tell', async () => {
    const { hire, number, mine } = await lost('drop', {}, null);
    expect(hire).toMatchObject({ state: 'needs_attention', employeeNumber: null });
    expect(hire.problem).toContain(`employee ${number} with this name`);
    expect(mine).toBe(0);
  });
});

it('a key that is revoked in the middle of a hire is told once, and the hire goes on at the same step with a new one', async () => {
  const { context, owner, sandboxOwner } = bench;
  const keys = await Promise.all([aKey(context, sandboxOwner), aKey(context, sandboxOwner)]);
  const own = await bench.aConnection({ apiKey: keys[0] });
  await bench.fault(tableOperation, 'status_429', 1, 2);
  const id = await begin(await bench.aHiredApplication(), { fields: pay, files: [] }, own);
  const throttled = await bench.until(id, 'waiting');
  expect(stepOf(throttled, 'compensation')).toMatchObject({ state: 'prepared', outcome: 'throttled' });
  await revoke(keys[0]);
  const isTold = async () => (await getHire(context, owner, id)).problem?.includes('refuses the API key');
  await expect.poll(isTold, { interval: 50 }).toBe(true);
  const creates = await executed(createOperation);
  await updateConnection(context, owner, own, { apiKey: keys[1] });
  const hire = await bench.until(id, 'done', 'failed', 'needs_attention');
  expect(hire).toMatchObject({ state: 'done', attempt: 1 });
  expect(await executed(createOperation)).toBe(creates);
  expect(await rowsOf(hire.employeeNumber, 'compensation')).toHaveLength(1);
  const told = await context.db.inCompany(owner.companyId, (tx) =>
    tx.selectFrom('events').select('type').where('subject_id', '=', own).execute(),
  );
  expect(told.filter(({ type }) => type === 'connections.stopped')).toHaveLength(1);
});

async function revoke(key: string): Promise<void> {
  const { context, sandboxOwner } = bench;
  await context.db.inCompany(sandboxOwner.companyId, (tx) =>
    sql`update api_keys set revoked_at = now() where hash = ${context.secrets.hash(key)}`.execute(tx),
  );
}

async function resumeOf({ candidateId }: Applicant): Promise<string> {
  return bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const files = tx.selectFrom('attachments').select('file_id').where('candidate_id', '=', candidateId);
    return (await files.executeTakeFirstOrThrow()).file_id;
  });
}

describe('a former employee', () => {
  async function aFormerEmployee(): Promise<{ applicant: Applicant; employeeNumber: string }> {
    const applicant = await bench.aHiredApplication({ resume: false });
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: applicant.firstName,
      lastName: applicant.lastName,
      homeEmail: applicant.email,
      hireDate: '2019-02-04',
    });
    return { applicant, employeeNumber: String(number) };
  }

  it('is hired again on the old record, with a new date, status and job, and none is created', async () => {
    const { applicant, employeeNumber } = await aFormerEmployee();
    const creates = await countCreates();
    const hire = await send(applicant, {
      fields: everything(),
      person: { as: 'rehire', employeeNumber },
    });
    expect(hire).toMatchObject({ state: 'done', problem: null, employeeNumber });
    expect(hire.steps.map(({ name }) => name)).not.toContain('create');
    expect(stepOf(hire, 'reactivate')).toMatchObject({ state: 'done', attempts: 1 });
    expect(stepOf(hire, 'read_back')?.proof).toMatchObject({ looks: [{ marker: 'ours' }] });
    const values = await valuesOf(employeeNumber);
    expect(Object.values(values)).toEqual(expect.arrayContaining([date, hire.marker]));
    expect(await rowsOf(employeeNumber, 'jobInfo')).toEqual([expect.objectContaining({ on: date })]);
    expect(await countCreates()).toBe(creates);
  });

  it('is hired again by another name, where the account has no markers', async () => {
    const { applicant, employeeNumber } = await aFormerEmployee();
    const unmarked = await bench.aConnection({ markerField: null });
    const id = await begin(
      { ...applicant, lastName: 'King' },
      { person: { as: 'rehire', employeeNumber } },
      unmarked,
    );
    const hire = await ended(id);
    expect(hire).toMatchObject({ state: 'done', employeeNumber });
    expect(stepOf(hire, 'reactivate')).toMatchObject({ attempts: 1 });
    expect(await valuesOf(employeeNumber)).toMatchObject({ lastName: 'King' });
    expect(stepOf(hire, 'read_back')).toMatchObject({ note: null, proof: { how: 'person' } });
  });

  it('is hired again once, whatever answer is lost', async () => {
    const { applicant, employeeNumber } = await aFormerEmployee();
    await bench.fault('POST /v1/employees/{id}', 'execute_then_drop');
    const hire = await send(applicant, { person: { as: 'rehire', employeeNumber } });
    expect(hire.state).toBe('done');
    expect(stepOf(hire, 'reactivate')).toMatchObject({ proof: { sends: [{ outcome: 'ambiguous' }] } });
  });

  it('who was found on the way is hired again when a person says so', async () => {
    const { applicant, employeeNumber } = await aFormerEmployee();
    const creates = await countCreates();
    const asked = await send(applicant, { fields: { employmentStatus: 'Full-Time' } });
    expect(asked.state).toBe('needs_attention');
    await resolveHire(bench.context, bench.owner, asked.id, { action: 'rehire', employeeNumber });
    const hire = await ended(asked.id);
    expect(hire).toMatchObject({ state: 'done', employeeNumber, person: { as: 'rehire', employeeNumber } });
    expect(stepOf(hire, 'create')).toMatchObject({ state: 'skipped', attempts: 0 });
    expect((await readSandbox(bench.context, bench.sandbox.company.id, hire.marker)).numbers).toEqual([
      Number(employeeNumber),
    ]);
    expect(await countCreates()).toBe(creates);
  });

  it('is not taken up while somebody else has the hire’s marker', async () => {
    const { applicant, employeeNumber } = await aFormerEmployee();
    const marker = markerOf(bench.owner.companyId, applicant.applicationId);
    const other = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: 'Lost',
      lastName: 'Create',
      customJoineryId: marker,
    });
    const hire = await send(applicant, { person: { as: 'rehire', employeeNumber } });
    expect(hire.state).toBe('needs_attention');
    expect(hire.problem).toContain(`marker is on employee ${other.number}`);
    expect(stepOf(hire, 'search')).toMatchObject({ state: 'failed' });
    expect(stepOf(hire, 'reactivate')).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('who is there already gets rows, and nothing of the person is written', async () => {
    const { applicant, employeeNumber } = await aFormerEmployee();
    const before = await valuesOf(employeeNumber);
    const hire = await send(applicant, {
      fields: { employmentStatus: 'Part-Time' },
      person: { as: 'existing', employeeNumber },
    });
    expect(hire).toMatchObject({ state: 'done', employeeNumber });
    expect(await valuesOf(employeeNumber)).toEqual(before);
    expect(await rowsOf(employeeNumber, 'employmentStatus')).toEqual([
      expect.objectContaining({ on: date, employmentStatus: 'Part-Time' }),
    ]);
  });
});

describe('a document with more in it than its text', () => {
  const relations = aRelation('t', 'attachedTemplate', 'http://evil.example/t.dotm');
  async function filesThere(name: string): Promise<Buffer[]> {
    const { db, storage } = bench.context;
    const files = await db.inCompany(bench.sandbox.company.id, (tx) =>
      tx.selectFrom('files').select('storage_key').where('name', '=', name).execute(),
    );
    return Promise.all(files.map(async ({ storage_key: key }) => buffer(await storage.get(key))));
  }

  it('leaves as its cleaned copy, and is known again by whichever was sent', async () => {
    const name = `${newId('fil')}.docx`;
    const came = aDocx({ body: 'Counts well', relations });
    const applicant = await bench.aHiredApplication({ resume: { name, bytes: came } });
    await bench.fault(fileOperation, 'execute_then_drop', 1);
    const hire = await send(applicant);
    expect(hire).toMatchObject({ state: 'done', problem: null });
    const [sent, ...more] = await filesThere(name);
    expect(more).toEqual([]);
    if (sent === undefined) throw new Error('no file was sent');
    expect(readZipDirectory(sent)?.map((entry) => entry.name)).toContain('word/document.xml');
    expect(sent.equals(came)).toBe(false);
    const which = { companyId: bench.owner.companyId, fileId: await resumeOf(applicant) };
    expect(new Set(await listSentSizes(bench.context, which))).toEqual(new Set([sent.length, came.length]));
  });

  it('of which no cleaned copy could be made waits for a person', async () => {
    const name = `${newId('fil')}.docx`;
    const applicant = await bench.aHiredApplication({ resume: { name, bytes: aDocx({ relations }) } });
    const fileId = await resumeOf(applicant);
    const { companyId } = bench.owner;
    await bench.context.db.inCompany(companyId, (tx) =>
      sql`insert into document_texts (company_id, file_id, readable, text, hidden_text, flags, search, read_at)
        values (${companyId}, ${fileId}, false, '', '', '{}', '', now())`.execute(tx),
    );
    const asked = await send(applicant);
    expect(asked.problem).toMatch(/^No cleaned copy of this document could be made. It is not sent on/);
    expect(stepOf(asked, 'resume')).toMatchObject({ state: 'failed', attempts: 0 });
    await skipStep(bench.context, bench.owner, asked.id, 'resume', { reason: 'Theirs is broken.' });
    expect((await ended(asked.id)).state).toBe('done');
    expect(await filesThere(name)).toEqual([]);
  });
});

describe('a document that no scanner has passed', () => {
  const setScan = async (applicant: Applicant, state: string) => {
    const fileId = await resumeOf(applicant);
    await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update files set scan_state = ${state} where id = ${fileId}`.execute(tx),
    );
  };

  it('waits for a person, and goes along once it was scanned', async () => {
    const applicant = await bench.aHiredApplication();
    await setScan(applicant, 'held');
    const before = await executed(fileOperation);
    const asked = await send(applicant);
    expect(asked).toMatchObject({ state: 'needs_attention' });
    expect(asked.problem).toBe('This document waits for the scanner of viruses; try again soon.');
    expect(stepOf(asked, 'resume')).toMatchObject({ state: 'failed', attempts: 0 });
    expect(await executed(fileOperation)).toBe(before);
    await setScan(applicant, 'clean');
    await retryStep(bench.context, bench.owner, asked.id, 'resume');
    expect(await ended(asked.id)).toMatchObject({ state: 'done', problem: null });
    expect(await executed(fileOperation)).toBe(before + 1);
  });

  it('is left out by a person where a virus was found in it', async () => {
    const applicant = await bench.aHiredApplication();
    await setScan(applicant, 'infected');
    const before = await executed(fileOperation);
    const asked = await send(applicant);
    expect(asked.problem).toBe('A virus was found in this document; nobody gets it.');
    await skipStep(bench.context, bench.owner, asked.id, 'resume', { reason: 'It has a virus.' });
    expect((await ended(asked.id)).state).toBe('done');
    expect(await executed(fileOperation)).toBe(before);
  });
});

describe('a step', () => {
  const unknownTitle = { jobTitle: 'A Title Nobody Has' };

  it('whose value BambooHR leaves out is told, is never sent twice, and is left out with a reason', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const asked = await send(applicant, { fields: { ...bench.known, ...unknownTitle } });
    expect(asked.state).toBe('needs_attention');
    expect(asked.problem).toMatch(/Row \d+ of that date lacks jobTitle/);
    const again = await retryStep(bench.context, bench.owner, asked.id, 'job_info');
    expect(again).toMatchObject({ state: 'queued', attempt: 2 });
    expect((await ended(asked.id)).state).toBe('needs_attention');
    await skipStep(bench.context, bench.owner, asked.id, 'job_info', { reason: 'It is typed in by hand.' });
    const hire = await ended(asked.id);
    expect(hire.state).toBe('done');
    expect(stepOf(hire, 'job_info')).toMatchObject({
      state: 'skipped',
      attempts: 1,
      note: 'Left out by Test: It is typed in by hand.',
    });
    expect(await rowsOf(hire.employeeNumber, 'jobInfo')).toHaveLength(1);
    const log = await listHireLog(bench.context, bench.owner, hire.id, { limit: 50 });
    expect(log.items).toContainEqual(
      expect.objectContaining({
        action: 'step_skipped',
        step: 'job_info',
        reason: 'It is typed in by hand.',
      }),
    );
  });

  it('that was left out is taken up again, also when all else is done', async () => {
    const asked = await send(await bench.aHiredApplication({ resume: false }), { fields: unknownTitle });
    await skipStep(bench.context, bench.owner, asked.id, 'job_info', { reason: 'Later.' });
    expect((await ended(asked.id)).state).toBe('done');
    await retryStep(bench.context, bench.owner, asked.id, 'job_info');
    const again = await ended(asked.id);
    expect(again).toMatchObject({ state: 'needs_attention', attempt: 3 });
    // It was written before, so it is only looked for.
    expect(stepOf(again, 'job_info')).toMatchObject({ state: 'ambiguous', attempts: 1 });
  });

  it('of a date that has another row is a person’s to judge, before anything is sent', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: 'Some',
      lastName: 'Body',
      hireDate: date,
      employmentHistoryStatus: 'Contractor',
    });
    const employeeNumber = String(number);
    const asked = await send(applicant, {
      fields: { employmentStatus: 'Full-Time' },
      person: { as: 'existing', employeeNumber },
    });
    expect(asked.state).toBe('needs_attention');
    expect(asked.problem).toContain('has another employmentStatus');
    expect(stepOf(asked, 'employment_status')).toMatchObject({ state: 'failed', attempts: 0 });
  });

  it('that is over or needed is not left out, and one that is done is not done again', async () => {
    const { context, owner } = bench;
    const done = await send(await bench.aHiredApplication({ resume: false }));
    const skip = (name: HireStepName) => skipStep(context, owner, done.id, name, { reason: 'No.' });
    await expect(skip('read_back')).rejects.toMatchObject({ code: 'hires.step_closed' });
    await expect(skip('search')).rejects.toMatchObject({ code: 'hires.step_closed' });
    await expect(skip('compensation')).rejects.toMatchObject({ code: 'hires.step_not_found' });
    await expect(retryStep(context, owner, done.id, 'create')).rejects.toMatchObject({
      code: 'hires.step_closed',
    });
    expect(await getHire(context, owner, done.id)).toEqual(done);
  });
});

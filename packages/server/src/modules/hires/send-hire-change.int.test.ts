// The whole server, killed around every write of a change and started again.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrashPoint, crashPoints } from '../../engine/crash-points.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { readLedger } from '../../testing/hire-bench.ts';
import { type KillBench, openKillBench } from '../../testing/hire-kills.ts';
import { killsOf } from '../../testing/kill-forms.ts';
import { getApplication, moveApplication } from '../applications/applications.service.ts';
import { updateCandidate } from '../candidates/candidates.service.ts';
import { systemPrincipal } from '../companies/companies.service.ts';
import { listLists } from '../fields/lists.service.ts';
import { putOffer } from '../offers/offers.service.ts';
import { listStages } from '../stages/stages.service.ts';
import { approveHireChange, getHireChange } from './hire-changes.service.ts';
import { compareNow } from './hire-comparison.service.ts';
import { getHire } from './hires.service.ts';

let database: TestDatabase;
let bench: KillBench;

beforeAll(async () => {
  database = await createTestDatabase();
  bench = await openKillBench(database.connection);
});
afterAll(async () => {
  await bench.close();
  await database.drop();
});

const everyPlace: CrashPoint[] = [
  ...crashPoints.filter((point) => point.startsWith('hire_changes.')),
  'send-hire-change/begin:done',
  'send-hire-change/look-terminate:done',
  'send-hire-change/terminate:done',
  'send-hire-change/terminate-finish:done',
  'send-hire-change/complete:done',
];
// Where a byte may have left, and where it is looked whether it did.
const places = killsOf(everyPlace, (at) => /\.sen[dt]|look-/.test(at));

describe('the server killed while it sends a change', () => {
  // Of all writes of a change an added row is the one that must not be sent twice.
  it.each(places)('at %s adds one row, and the receipt is complete', async (at) => {
    const { changeId, hireId, contentHash } = await aWithdrawal();
    const { context } = bench.opened;
    const before = await addedRows();
    await bench.killServerAt(at, () => approveHireChange(context, bench.owner, changeId, { contentHash }));
    await bench.server();
    const done = await ended(changeId);
    expect(done).toMatchObject({ state: 'done', problem: null });
    expect(done.steps).toMatchObject([{ name: 'terminate', state: 'done', outcome: 'done' }]);
    expect((await addedRows()) - before).toBe(1);
    expect(await statusesOf(hireId)).toEqual(['Full-Time', 'Terminated']);
  });
});

const offered = (terms: object) => (applicationId: string) =>
  putOffer(bench.opened.context, bench.owner, applicationId, { state: 'accepted', ...terms }).then(
    () => undefined,
  );

/** Changes of what is there: one write each. */
const changes = [
  {
    step: 'job_info',
    operation: 'POST /v1/employees/{id}/tables/{table}/{rowId}',
    happens: async (applicationId: string) => {
      const lists = await listLists(bench.opened.context, systemPrincipal(bench.sandbox.company));
      const options = lists.find(({ alias }) => alias === 'department')?.options ?? [];
      const other = options.find(({ name, archived }) => !archived && name !== bench.fields.department);
      await offered({ department: other?.name ?? '' })(applicationId);
    },
  },
  {
    step: 'employee',
    operation: 'POST /v1/employees/{id}',
    happens: async (applicationId: string) => {
      const { context } = bench.opened;
      const { candidateId } = await getApplication(context, bench.owner, applicationId);
      await updateCandidate(context, bench.owner, candidateId, { phone: '+44 20 7946 0000' });
    },
  },
] as const;
const moments: CrashPoint[] = ['hire_changes.sending', 'hire_changes.sent'];
const kills = killsOf(
  changes.flatMap((one) => moments.map((at) => ({ ...one, at }))),
  ({ at }) => at === 'hire_changes.sent',
);

describe('the server killed while it sends a change of what is there', () => {
  it.each(kills)(
    '($step) at $at sends it once, and the receipt is complete',
    async ({ at, step, operation, happens }) => {
      const { changeId, contentHash } = await proposedAfter(happens);
      const { context } = bench.opened;
      const before = await executed(operation);
      await bench.killServerAt(at, () => approveHireChange(context, bench.owner, changeId, { contentHash }));
      await bench.server();
      const done = await ended(changeId);
      expect(done).toMatchObject({ state: 'done', problem: null });
      expect(done.steps).toMatchObject([{ name: step, state: 'done', outcome: 'done' }]);
      expect((await executed(operation)) - before).toBe(1);
    },
  );
});

interface Proposed {
  changeId: string;
  hireId: string;
  contentHash: string;
}

async function aWithdrawal(): Promise<Proposed> {
  const { context } = bench.opened;
  return proposedAfter(async (applicationId) => {
    await putOffer(context, bench.owner, applicationId, { state: 'accepted' });
    const stages = await listStages(context, bench.owner);
    const stageId = stages.find(({ kind }) => kind === 'withdrawn')?.id ?? '';
    await moveApplication(context, bench.owner, applicationId, { stageId });
  });
}

async function proposedAfter(happens: (applicationId: string) => Promise<void>): Promise<Proposed> {
  const { context } = bench.opened;
  await bench.server();
  const applicationId = await bench.anApplication();
  const hireId = await bench.postHire(applicationId);
  await bench.untilEnded(hireId);
  await happens(applicationId);
  const { change } = await compareNow(context, bench.owner, hireId);
  if (change === null) throw new Error('nothing was proposed');
  return { changeId: change.id, hireId, contentHash: change.contentHash };
}

async function ended(id: string) {
  const { context } = bench.opened;
  const read = () => getHireChange(context, bench.owner, id);
  await expect.poll(async () => (await read()).state, { interval: 50 }).toMatch(/^(done|failed)$/);
  const run = async () => (await context.engine.status(`${id}:1`))?.state;
  await expect.poll(run, { interval: 50 }).toBe('done');
  return read();
}

const addedRows = () => executed('POST /v1/employees/{id}/tables/{table}');

async function executed(operation: string): Promise<number> {
  const requests = await readLedger(bench.opened.context, bench.sandbox.company.id, operation);
  return requests.filter((request) => request.executed).length;
}

async function statusesOf(hireId: string): Promise<string[]> {
  const { employeeNumber } = await getHire(bench.opened.context, bench.owner, hireId);
  const { rows } = await bench.opened.context.db.inCompany(bench.sandbox.company.id, (tx) =>
    sql<{ status: string }>`
      select r."values" ->> 'employmentStatus' as status from employee_rows r
        join employees e on e.id = r.employee_id
       where e.number = ${Number(employeeNumber)} and r.table_alias = 'employmentStatus'
       order by r.id`.execute(tx),
  );
  return rows.map(({ status }) => status);
}

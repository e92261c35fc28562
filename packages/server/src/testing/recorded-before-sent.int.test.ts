// Every write of the connector: its record is committed before its first byte is sent. Both are
// watched: the wire by a server between, which tells of each request as it begins to arrive, and the
// database by another connection, which sees only what is committed then.
import { setTimeout as delay } from 'node:timers/promises';
import type { HrisActions, PeopleWrites } from '@joinery/connectors';
import type { HireChange } from '@joinery/sdk';
import { sql } from 'kysely';
import pg from 'pg';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../modules/access/principal.ts';
import { getCandidate } from '../modules/candidates/candidates.service.ts';
import { getCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { openConnection, openWrites } from '../modules/connections/connections.service.ts';
import {
  addEmployeeFile,
  addEmployeeFileCategories,
  changeEmployeeFile,
  listEmployeeFiles,
  removeEmployeeFile,
} from '../modules/employee-files/employee-files.service.ts';
import {
  addRow,
  createEmployee,
  deleteEmployee,
  listRows,
  removeRow,
  updateEmployee,
  updateRow,
} from '../modules/employees/employees.service.ts';
import { changeOptions } from '../modules/fields/list-changes.service.ts';
import { approveHireChange, getHireChange } from '../modules/hires/hire-changes.service.ts';
import { compareNow, reportNoShow } from '../modules/hires/hire-comparison.service.ts';
import { getHire, requestHire } from '../modules/hires/hires.service.ts';
import { createLocation, removeLocation, updateLocation } from '../modules/locations/locations.service.ts';
import { putOffer } from '../modules/offers/offers.service.ts';
import { uploadPhoto } from '../modules/photos/photos.service.ts';
import { setLimit } from '../modules/sandboxes/sandboxes.service.ts';
import { createTestContext } from './context.ts';
import { type Lane, openLane } from './fault-lane.ts';
import { type HireBench, quickTiming, setTiming, startHireBench } from './hire-bench.ts';
import { arenaEgress, makeMirror } from './mirror-arena.ts';

/** A write as it is seen on the wire: in which scene, and how often. */
interface Row {
  what: string;
  in: 'hire' | 'rehire' | 'change' | 'no-show' | 'mirror';
  on: RegExp;
  times?: number;
}

type Writes<Actions> = Record<Extract<keyof Actions, `prepare${string}`>, Row[]>;

const options = ['job title', 'department', 'division', 'employment status'];

// An action that is added has no row here: that does not compile, and the first test fails.
const ofHires: Writes<HrisActions> = {
  prepareOption: [
    { what: `options of lists (${options.join(', ')})`, in: 'hire', on: /^PUT meta\/lists\/\d+$/, times: 4 },
  ],
  prepareCreate: [{ what: 'the create', in: 'hire', on: /^POST employees$/ }],
  prepareReactivation: [{ what: 'the old record taken up', in: 'rehire', on: /^POST employees\/\d+$/ }],
  prepareRow: ['employmentStatus', 'jobInfo', 'compensation'].map((table) => ({
    what: `the row of ${table}`,
    in: 'hire',
    on: new RegExp(`^POST employees/\\d+/tables/${table}$`),
  })),
  prepareUpload: [{ what: 'the résumé', in: 'hire', on: /^POST employees\/\d+\/files$/ }],
  prepareUpdate: [
    { what: 'further fields', in: 'hire', on: /^POST employees\/\d+$/ },
    { what: 'fields changed afterwards', in: 'change', on: /^POST employees\/\d+$/ },
  ],
  prepareHiredRow: [
    ...['employmentStatus', 'jobInfo', 'compensation'].map(
      (table): Row => ({
        what: `the row of ${table} changed afterwards`,
        in: 'change',
        on: new RegExp(`^POST employees/\\d+/tables/${table}/\\d+$`),
      }),
    ),
    {
      what: 'the end of who did not come',
      in: 'no-show',
      on: /^POST employees\/\d+\/tables\/employmentStatus$/,
    },
  ],
};

const ofMirrors: Writes<PeopleWrites> = {
  prepareCreate: [{ what: 'a new employee', in: 'mirror', on: /^POST employees$/ }],
  prepareUpdate: [{ what: 'fields', in: 'mirror', on: /^POST employees\/\d+$/ }],
  prepareDelete: [{ what: 'a deletion', in: 'mirror', on: /^DELETE employees\/\d+$/ }],
  prepareAddRow: [{ what: 'a row added', in: 'mirror', on: /^POST employees\/\d+\/tables\/jobInfo$/ }],
  prepareUpdateRow: [
    { what: 'a row changed', in: 'mirror', on: /^POST employees\/\d+\/tables\/jobInfo\/\d+$/ },
  ],
  prepareRemoveRow: [
    { what: 'a row removed', in: 'mirror', on: /^DELETE employees\/\d+\/tables\/jobInfo\/\d+$/ },
  ],
  prepareListChange: [
    { what: 'options added, renamed and archived', in: 'mirror', on: /^PUT meta\/lists\/17$/, times: 2 },
  ],
  prepareUpload: [{ what: 'a file', in: 'mirror', on: /^POST employees\/\d+\/files$/ }],
  prepareFileChange: [
    {
      what: 'a file renamed, moved and shared',
      in: 'mirror',
      on: /^POST employees\/\d+\/files\/\d+$/,
      times: 3,
    },
  ],
  prepareFileRemoval: [{ what: 'a file removed', in: 'mirror', on: /^DELETE employees\/\d+\/files\/\d+$/ }],
  preparePhoto: [{ what: 'a photo', in: 'mirror', on: /^POST employees\/\d+\/photo$/ }],
  prepareFileCategories: [
    { what: 'categories of files', in: 'mirror', on: /^POST employees\/files\/categories$/ },
  ],
  prepareLocation: [{ what: 'a location', in: 'mirror', on: /^POST hris\/org\/locations$/ }],
  prepareLocationChange: [
    { what: 'a location renamed', in: 'mirror', on: /^PUT hris\/org\/locations\/\d+$/ },
  ],
  prepareLocationRemoval: [
    { what: 'a location removed', in: 'mirror', on: /^DELETE hris\/org\/locations\/\d+$/ },
  ],
};

/** A write that began to arrive, and what the database held of it at that moment. */
interface Arrival {
  in: Row['in'];
  call: string;
  /** The receipts that said it was being sent. */
  receipts: { attempts: number; hash: string | null; sentAt: Date | null }[];
}

let bench: HireBench;
let upstream: string;
let actions: HrisActions;
let writes: PeopleWrites;
const arrivals: Arrival[] = [];
const lanes: Lane[] = [];

beforeAll(async () => {
  const test = await createTestContext({ egress: arenaEgress });
  bench = await startHireBench({ test });
  await commitSlowly(test.database.connection);
  await setLimit(bench.context, bench.sandboxOwner, { requests: 60_000, windowSeconds: 60 });
  upstream = `${bench.origin.replace('localhost', '127.0.0.1')}/api/gateway.php/acme`;
  await Promise.all([hireAndChange(), hireAgain(), changeMirrored()]);
}, 180_000);
afterAll(async () => {
  await Promise.all(lanes.map((lane) => lane.close()));
  await bench?.close();
});

const receiptTables = ['hire_steps', 'hire_change_steps', 'provider_writes'];

/** A write that does not wait for its record arrives long before that is committed. */
async function commitSlowly(connection: pg.ClientConfig): Promise<void> {
  const owner = new pg.Client(connection);
  await owner.connect();
  await owner.query(`create function commit_slowly() returns trigger language plpgsql as
    $$ begin if new.state = 'sending' then perform pg_sleep(0.08); end if; return null; end $$`);
  for (const table of receiptTables)
    await owner.query(`create constraint trigger commits_slowly after insert or update on ${table}
      deferrable initially deferred for each row execute function commit_slowly()`);
  await owner.end();
}

async function watchedLane(scene: () => Row['in'], ownerOf: () => Principal | undefined): Promise<Lane> {
  const lane = await openLane({
    upstream,
    observe: async ({ method, path }) => {
      const owner = ownerOf();
      if (owner === undefined || method === 'GET' || /^\/v\d\/(reports|datasets)\b/.test(path)) return;
      const call = `${method} ${path.replace(/^\/v\d(_\d)?\//, '').replace(/\/$/, '')}`;
      const at = scene();
      arrivals.push({ in: at, call, receipts: await receiptsOf(owner, call) });
    },
  });
  lanes.push(lane);
  return lane;
}

/** What is committed by now of the write that makes the call. */
async function receiptsOf({ companyId }: Principal, call: string): Promise<Arrival['receipts']> {
  return bench.context.db.inCompany(companyId, async (tx) => {
    const found = await Promise.all(
      receiptTables.map((table) =>
        sql<Arrival['receipts'][number]>`
          select attempts, request_hash as hash, sent_at as "sentAt" from ${sql.table(table)}
           where state = 'sending' and (request_summary = ${call} or request_summary like ${`${call}:%`})`.execute(
          tx,
        ),
      ),
    );
    return found.flatMap(({ rows }) => rows);
  });
}

async function aConnection(lane: Lane): Promise<string> {
  const id = await bench.aConnection({ baseUrl: lane.baseUrl });
  await setTiming(bench.context, bench.owner, id, { ...quickTiming, floorPerMinute: 1000 });
  return id;
}

async function hireAndChange(): Promise<void> {
  const { context, owner } = bench;
  let scene: Row['in'] = 'hire';
  const lane = await watchedLane(
    () => scene,
    () => owner,
  );
  const connectionId = await aConnection(lane);
  actions = await context.db.inCompany(
    owner.companyId,
    async (tx) =>
      (await openConnection(context, tx, owner.companyId, connectionId, { urgency: 'person' })).actions,
  );
  const { applicationId, candidateId } = await bench.aHiredApplication();
  const { attachments } = await getCandidate(context, owner, candidateId);
  const attachmentId = attachments[0]?.fileId ?? '';
  const { categories } = await listEmployeeFiles(context, bench.sandboxOwner, 1);
  const categoryId = String(categories[0]?.id);
  const { id } = await requestHire(context, owner, {
    applicationId,
    connectionId,
    fields: {
      ...{ hireDate: '2027-01-04', employmentStatus: 'On Trial', jobTitle: 'Keeper of Engines' },
      ...{ department: 'Looms', division: 'East', location: bench.known.location },
      ...{ payRate: '52000', payCurrency: 'EUR', payType: 'Salary', payPer: 'Year' },
      other: { linkedIn: 'https://linkedin.example/ada' },
    },
    createOptions: ['jobTitle', 'department', 'division', 'employmentStatus'],
    files: [{ attachmentId, kind: 'resume', categoryId }],
  });
  await untilSent(id);
  scene = 'change';
  await putOffer(context, owner, applicationId, {
    state: 'accepted',
    ...{ startDate: '2027-02-01', payRate: '54000', payCurrency: 'EUR' },
  });
  await letThrough((await compareNow(context, owner, id)).change);
  scene = 'no-show';
  await letThrough((await reportNoShow(context, owner, id, 'Did not come.')).change);
}

async function letThrough(change: HireChange | null): Promise<void> {
  const { context, owner } = bench;
  const { id, contentHash } = change ?? { id: '', contentHash: '' };
  await approveHireChange(context, owner, id, { contentHash });
  await untilDone(() => getHireChange(context, owner, id));
}

const untilSent = (id: string) => untilDone(() => getHire(bench.context, bench.owner, id));

async function untilDone(read: () => Promise<{ state: string; problem: string | null }>): Promise<void> {
  for (const deadline = Date.now() + 90_000; ; await delay(40)) {
    const { state, problem } = await read();
    if (state === 'done') return;
    if (ended.includes(state) || Date.now() > deadline) throw new Error(`it is ${state}: ${problem}`);
  }
}

const ended = ['failed', 'needs_attention', 'draft', 'superseded'];

async function hireAgain(): Promise<void> {
  const { context, owner } = bench;
  const lane = await watchedLane(
    () => 'rehire',
    () => owner,
  );
  const connectionId = await aConnection(lane);
  const { applicationId, firstName, lastName } = await bench.aHiredApplication({ resume: false });
  const former = { firstName, lastName, hireDate: '2019-02-04' };
  const { number } = await createEmployee(context, bench.sandboxOwner, former);
  const { id } = await requestHire(context, owner, {
    ...{ applicationId, connectionId, fields: { hireDate: '2027-01-04', ...bench.known } },
    person: { as: 'rehire', employeeNumber: String(number) },
  });
  expect(await bench.until(id, 'done', 'failed', 'needs_attention', 'draft')).toMatchObject({
    state: 'done',
  });
}

async function changeMirrored(): Promise<void> {
  const { context, sandbox } = bench;
  let watched: Principal | undefined;
  const lane = await watchedLane(
    () => 'mirror',
    () => watched,
  );
  const source = { company: sandbox.company, apiKey: sandbox.apiKey, baseUrl: upstream };
  const mirror = await makeMirror(bench, source, { slug: 'mirror', lane, tables: ['jobInfo'] });
  expect(await mirror.first()).toMatchObject({ state: 'done' });
  const { companyId } = mirror.owner;
  const company = await context.db.inCompany(companyId, (tx) => getCompany(tx, companyId));
  const owner = systemPrincipal(company, 'Test');
  watched = owner;
  writes = await context.db.inCompany(companyId, (tx) =>
    openWrites(context, tx, companyId, mirror.connectionId, { urgency: 'person' }),
  );
  const { number } = await createEmployee(context, owner, {
    ...{ firstName: 'Grace', lastName: 'Hopper', hireDate: '2024-01-04' },
  });
  await updateEmployee(context, owner, number, { city: 'Arlington' });
  const { jobTitle } = bench.known;
  const { rowId } = await addRow(context, owner, number, 'jobInfo', { date: '2026-02-01', jobTitle });
  const row = (await listRows(context, owner, number, 'jobInfo')).find(({ id }) => id === rowId);
  await updateRow(context, owner, number, 'jobInfo', row?.id ?? 0, { department: bench.known.department });
  await removeRow(context, owner, number, 'jobInfo', row?.id ?? 0);
  const added = await changeOptions(context, owner, 17, [{ name: 'Wizard' }]);
  const wizard = added.options.find(({ name }) => name === 'Wizard')?.id;
  await changeOptions(context, owner, 17, [{ id: wizard, name: 'Sorcerer', archived: true }]);
  const { categories } = await listEmployeeFiles(context, bench.sandboxOwner, number);
  const [first = 0, second = 0] = categories.map(({ id }) => id);
  const file = await addEmployeeFile(context, owner, number, {
    ...{ categoryId: first, name: 'Contract', shared: false },
    upload: aFile('contract.txt', 'text/plain', Buffer.from('Grüße')),
  });
  await changeEmployeeFile(context, owner, number, file, { name: 'The contract' });
  await changeEmployeeFile(context, owner, number, file, { categoryId: second });
  await changeEmployeeFile(context, owner, number, file, { shared: true });
  await removeEmployeeFile(context, owner, number, file);
  const picture = sharp({ create: { width: 160, height: 160, channels: 3, background: 'teal' } });
  await uploadPhoto(context, owner, number, aFile('me.png', 'image/png', await picture.png().toBuffer()));
  await deleteEmployee(context, owner, number);
  await addEmployeeFileCategories(context, owner, ['Visas']);
  const place = await createLocation(context, owner, { label: 'Ulm' });
  await updateLocation(context, owner, place.id, { label: 'Neu-Ulm' });
  await removeLocation(context, owner, place.id);
}

const aFile = (name: string, contentType: string, bytes: Buffer) => ({
  field: 'file',
  name,
  contentType,
  bytes,
});

describe('a record is committed before the first byte', () => {
  it('of every write that the connector can make', () => {
    const prepared = (half: object) => Object.keys(half).filter((name) => name.startsWith('prepare'));
    expect(Object.keys(ofHires).sort()).toEqual(prepared(actions).sort());
    expect(Object.keys(ofMirrors).sort()).toEqual(prepared(writes).sort());
  });

  const rows = [...Object.entries(ofHires), ...Object.entries(ofMirrors)].flatMap(([action, some]) =>
    some.map((row) => ({ action, ...row })),
  );
  it.each(rows)('$in, $action: $what', ({ in: scene, on, times = 1 }) => {
    const seen = arrivals.filter((arrival) => arrival.in === scene && on.test(arrival.call));
    expect(seen.map(({ call }) => call)).toHaveLength(times);
    for (const { call, receipts } of seen)
      expect({ call, receipts }).toEqual({
        call,
        receipts: [{ attempts: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/), sentAt: expect.any(Date) }],
      });
  });

  it('of whatever else came by, too', () => {
    const isNamed = (arrival: Arrival) =>
      rows.some((row) => row.in === arrival.in && row.on.test(arrival.call));
    const others = arrivals.filter((arrival) => !isNamed(arrival));
    expect(others.filter(({ receipts }) => receipts.length !== 1)).toEqual([]);
  });
});

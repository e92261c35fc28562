import { getConnector, type ProviderCall } from '@joinery/connectors';
import { type ReadingBench, type ReadingCase, readingCases } from '@joinery/connectors/conformance';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HireBench, startHireBench } from '../../testing/hire-bench.ts';
import { createAccessLevel } from '../access/access-levels.service.ts';
import { addEmployeeFile, listEmployeeFiles } from '../employee-files/employee-files.service.ts';
import { addRow } from '../employees/employee-rows.service.ts';
import { createEmployee, deleteEmployee, updateEmployee } from '../employees/employees.service.ts';
import { addCustomField } from '../fields/custom-fields.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { uploadPhoto } from '../photos/photos.service.ts';
import { addFault } from '../sandboxes/sandboxes.service.ts';
import { createUser } from '../users/users.service.ts';
import { openSource, type SourceUse, updateConnection } from './connections.service.ts';

let bench: HireBench;
beforeAll(async () => {
  bench = await startHireBench();
});
afterAll(() => bench.close());

const open = (id: string, use: Partial<SourceUse> = {}) =>
  bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    openSource(bench.context, tx, bench.owner.companyId, id, { urgency: 'background', ...use }),
  );

describe('a connection opened as a source', () => {
  it('reads people, and tells of each call without its query', async () => {
    const id = await bench.aConnection();
    const calls: ProviderCall[] = [];
    const { source, ...rest } = await open(id, { onCall: (call) => void calls.push(call) });
    expect(rest).toMatchObject({ id, provider: 'bamboohr', subdomain: 'acme', enabled: true });
    const page = await source.openPeople({ strategy: 'report', fields: ['firstName'], page: 1 });
    const people = [];
    for await (const person of page.people) people.push(person);
    expect(people.length).toBeGreaterThan(3);
    await source.listChanges(new Date('2026-01-01T00:00:00Z'));
    expect(calls).toMatchObject([
      { operation: 'reports.open', method: 'POST', path: '/api/gateway.php/acme/v1/reports/custom' },
      { operation: 'employees.changed', method: 'GET', path: '/api/gateway.php/acme/v1/employees/changed' },
    ]);
    for (const call of calls) {
      expect(call.status).toBe(200);
      expect(call.bytes).toBeGreaterThan(50);
    }
  });

  it('is opened while it is off as well, and says so', async () => {
    const id = await bench.aConnection();
    await updateConnection(bench.context, bench.owner, id, { enabled: false });
    expect((await open(id)).enabled).toBe(false);
  });

  it('of another company is one that does not exist', async () => {
    const id = await bench.aConnection();
    const { owner } = await bench.aCompany();
    const attempt = bench.context.db.inCompany(owner.companyId, (tx) =>
      openSource(bench.context, tx, owner.companyId, id, { urgency: 'person' }),
    );
    await expect(attempt).rejects.toMatchObject({ code: 'connections.not_found' });
  });
});

// The promises of the reading half, kept by a living server that shares no code with it.
describe('the BambooHR connector reading a sandbox company', () => {
  let cast: ReadingBench['cast'];
  let unusualValues: ReadingBench['unusualValues'];
  let limitedKey: string;
  beforeAll(async () => {
    ({ cast, unusualValues } = await stageCast());
    limitedKey = await keyWithoutPay();
  });

  it.each(readingCases.map((one): [string, ReadingCase] => [`${one.id}: ${one.promise}`, one]))(
    '%s',
    async (_, one) => {
      const baseUrl = `${bench.origin}/api/gateway.php/acme`;
      const keys = { full: bench.sandbox.apiKey, limited: limitedKey, stranger: 'nobodys-key' };
      await one.run({
        open: (key = 'full') =>
          getConnector('bamboohr').openSource({
            baseUrl,
            settings: { subdomain: 'acme', markerField: null },
            credentials: { apiKey: keys[key] },
            fetch: bench.context.egress.fetchOwn('provider', baseUrl),
            now: () => bench.context.clock.now(),
          }),
        hidden: ['payRate', 'dateOfBirth', 'bonusAmount'],
        cast,
        unusualValues,
        file: aFile,
        table: 'compensation',
        changePeople,
        spoilNext,
      });
    },
  );
});

const aFile = { name: 'Grüße.txt', text: 'Grüße\n'.repeat(3) };

async function papersOf(number: number): Promise<void> {
  const { context, sandboxOwner: owner } = bench;
  const { categories } = await listEmployeeFiles(context, owner, number);
  const upload = {
    field: 'file',
    name: aFile.name,
    contentType: 'text/plain',
    bytes: Buffer.from(aFile.text),
  };
  const file = { categoryId: categories[0]?.id ?? 0, name: aFile.name, shared: true, upload };
  await addEmployeeFile(context, owner, number, file);
  const bytes = await sharp({ create: { width: 400, height: 400, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  await uploadPhoto(context, owner, number, {
    field: 'file',
    name: 'me.png',
    contentType: 'image/png',
    bytes,
  });
}

async function stageCast() {
  const { context, sandboxOwner: owner } = bench;
  const own = [
    { alias: 'customBadge#', name: 'Badge, number', type: 'text' as const },
    { alias: 'customBadgeReturned', name: 'Badge returned', type: 'date' as const },
    { alias: 'customT-ShirtSize', name: 'T-shirt: size', type: 'list' as const, options: ['S', 'M/L'] },
    { alias: 'customAllowance', name: 'Allowance', type: 'currency' as const },
  ];
  for (const field of own) await addCustomField(context, owner, field);
  const hire = async (values: Record<string, unknown>) => {
    const { number } = await createEmployee(context, owner, { hireDate: '2020-01-06', ...values });
    const rate = { startDate: '2020-01-06', rate: { value: '65000.00', currency: 'USD' }, type: 'Salary' };
    await addRow(context, owner, number, 'compensation', rate);
    return number;
  };
  const unusualValues = {
    firstName: 'Zoë "Z" \\ 李',
    lastName: "O’Neil-Łukasz d'Œuvre, Jr.\t🚀",
    city: '<b>0000-00-00</b> USD',
    'customBadge#': '00012',
    customBadgeReturned: '2024-02-29',
    'customT-ShirtSize': 'M/L',
    customAllowance: { value: '12.50', currency: 'EUR' },
    middleName: null,
    dateOfBirth: '1990-01-01',
  };
  const { middleName: _, ...given } = unusualValues;
  const unusual = await hire(given);
  await addRow(context, owner, unusual, 'compensation', {
    startDate: '2031-01-01',
    rate: { value: '70000.00', currency: 'GBP' },
  });
  await addRow(context, owner, unusual, 'bonus', {
    date: '2024-01-01',
    amount: { value: '100.00', currency: 'USD' },
  });
  const terminated = await hire({ firstName: 'Gone', lastName: 'Away' });
  await addRow(context, owner, terminated, 'employmentStatus', {
    date: '2024-05-31',
    employmentStatus: 'Terminated',
  });
  await papersOf(terminated);
  const future = await hire({ firstName: 'Not', lastName: 'Yet', hireDate: '2031-03-01', ...bench.known });
  const cast = { unusual: String(unusual), terminated: String(terminated), future: String(future) };
  return { cast, unusualValues };
}

async function changePeople() {
  const { context, sandboxOwner: owner } = bench;
  const add = async () => (await createEmployee(context, owner, { firstName: 'A', lastName: 'B' })).number;
  const [updated, inserted, deleted] = [await add(), await add(), await add()];
  await updateEmployee(context, owner, updated, { city: 'Oslo' });
  await deleteEmployee(context, owner, deleted);
  return { updated: String(updated), inserted: String(inserted), deleted: String(deleted) };
}

/** A key that sees everybody, and of them neither pay nor birth dates. */
async function keyWithoutPay(): Promise<string> {
  const { context, sandboxOwner: owner } = bench;
  const fields = {
    firstName: 'view',
    lastName: 'view',
    hireDate: 'view',
    status: 'view',
    city: 'view',
  } as const;
  const level = await createAccessLevel(context, owner, {
    name: 'Without pay',
    definition: {
      employees: [{ scope: { kind: 'all' }, fields }],
      manageEmployees: false,
      directory: false,
      hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
      settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
    },
  });
  const user = { kind: 'service' as const, firstName: 'Limited', lastName: 'Key', accessLevelId: level.id };
  const { id: userId } = await createUser(context, owner, user);
  return (await createKey(context, owner, { name: 'Limited', userId })).key;
}

const operations = {
  report: ['POST /v1/reports/custom'],
  dataset: ['POST /v2/datasets/{datasetName}/data'],
  rows: ['GET /v1/employees/{id}/tables/{table}'],
};
const faults = {
  cut: 'truncate',
  web_page: 'html_200',
  short: 'short_list',
  vanished: 'vanish_fields',
} as const;

const spoilNext: ReadingBench['spoilNext'] = async (what, how, fields) => {
  // Whoever loses a right loses it in the list of columns as well.
  const lists = how === 'vanished' && what === 'dataset' ? ['GET /v1_2/datasets/{datasetName}/fields'] : [];
  for (const operation of [...operations[what], ...lists])
    await addFault(bench.context, bench.sandboxOwner, {
      operation,
      fault: faults[how],
      count: 1,
      ...(fields === undefined ? {} : { fields: [...fields] }),
    });
};

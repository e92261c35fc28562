// What every connector to an HRIS promises, as cases that run against a living account: a
// sandbox company here, or a provider's own test account. Each provider's test calls them.
import assert from 'node:assert/strict';
import { ProviderError } from '@joinery/sdk';
import type { ConnectionSettings } from '../connector.ts';
import type { Finding, HireRows, HireTable, HrisActions, NewEmployee } from '../hris-actions.ts';

export { type ReadingBench, type ReadingCase, readingCases } from './reading-conformance.ts';

export interface Bench {
  /** Actions on the account; what is given replaces a part of its settings. */
  open(over?: Partial<ConnectionSettings> & { baseUrl?: string; apiKey?: string }): HrisActions;
  /** A person whom the account does not know, different at each call. */
  aNewEmployee(): NewEmployee;
  /** A marker never used before. */
  aMarker(): string;
  /** An address that nothing listens on. */
  closedAddress(): Promise<string>;
  /** The next create is carried out and its answer never arrives. */
  loseNextCreateAnswer(): Promise<void>;
  /** The next request is refused because there were too many, for this many seconds. */
  throttleNextRequest(seconds: number): Promise<void>;
  /** How many creates have reached the account. */
  countCreates(): Promise<number>;
}

export interface Case {
  id: string;
  /** The promise. */
  promise: string;
  run(bench: Bench): Promise<void>;
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const cases: Case[] = [
  {
    id: 'search-before-and-after',
    promise: 'an employee is absent before the create and found by marker, e-mail and name after it',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const before = await actions.searchEmployees(marker, employee);
      assert.deepEqual([before.marker, before.email, before.name], [absent, absent, absent]);
      const { id } = await actions.prepareCreate(marker, employee).send();
      assert.match(id, /^\d+$/);
      const after = await actions.searchEmployees(marker, employee);
      for (const finding of [after.marker, after.email, after.name])
        assert.deepEqual(idsFound(finding), [{ id, identical: true }]);
      assert.equal(after.scanned, before.scanned + 1);
    },
  },
  {
    id: 'prepared-writes-wait',
    promise: 'a prepared write sends nothing by itself, and its summary holds no value',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const creates = await bench.countCreates();
      const one = actions.prepareCreate(marker, employee);
      const again = actions.prepareCreate(marker, { ...employee });
      assert.equal(one.canonical, again.canonical);
      assert.notEqual(one.canonical, actions.prepareCreate(bench.aMarker(), employee).canonical);
      for (const value of [marker, ...Object.values(employee)])
        assert(!one.summary.includes(value), `the summary holds ${value}`);
      assert.equal(await bench.countCreates(), creates);
    },
  },
  {
    id: 'proof',
    promise: 'an employee read back proves the marker it carries, and no other',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const { id } = await actions.prepareCreate(marker, employee).send();
      assert.deepEqual(await actions.proveEmployee(id, marker, employee), {
        id,
        marker: 'ours',
        different: [],
      });
      assert.equal((await actions.proveEmployee(id, bench.aMarker(), employee)).marker, 'other');
      const renamed = await actions.proveEmployee(id, marker, { ...employee, lastName: 'Somebody-Else' });
      assert.deepEqual(renamed.different, ['lastName']);
    },
  },
  {
    id: 'hidden-marker',
    promise: 'a marker field that does not come back makes the answer unknown, never absent',
    async run(bench) {
      const { marker, employee } = begin(bench);
      const blind = bench.open({ markerField: 'customNobodyHasThisField' });
      const search = await blind.searchEmployees(marker, employee);
      assert.equal(search.marker?.answer, 'unknown');
      assert.equal(search.email.answer, 'absent');
      const report = await blind.testConnection();
      assert.equal(report.health, 'degraded');
      assert.deepEqual(
        report.checks.filter(({ ok }) => !ok).map(({ name }) => name),
        ['Marker field'],
      );
    },
  },
  {
    id: 'markers-listed',
    promise: 'everybody is listed with the marker they carry, and who is not there is told apart from who is',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const { id } = await actions.prepareCreate(marker, employee).send();
      const list = await actions.listMarkers();
      assert.equal(list.shown, true);
      const employees = await allOf(list.employees);
      assert.deepEqual(
        employees.filter((one) => one.id === id || one.marker === marker),
        [{ id, marker }],
      );
      assert.equal(employees.length, (await actions.searchEmployees(marker, employee)).scanned);
      assert.equal(await actions.hasEmployee(id), true);
      assert.equal(await actions.hasEmployee('999999999'), false);
      const plain = await bench.open({ markerField: null }).listMarkers();
      assert.equal(plain.shown, null);
      assert((await allOf(plain.employees)).some((one) => one.id === id && one.marker === null));
      const blind = await bench.open({ markerField: 'customNobodyHasThisField' }).listMarkers();
      assert.equal(blind.shown, false);
      assert((await allOf(blind.employees)).every((one) => one.marker === null));
    },
  },
  {
    id: 'names-listed',
    promise: 'everybody is listed by name, so that a row can name a supervisor',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const { id } = await actions.prepareCreate(marker, employee).send();
      const { shown, employees } = await actions.listNames();
      assert(shown);
      const found = (await allOf(employees)).find((one) => one.id === id);
      assert.deepEqual([found?.firstName, found?.lastName], [employee.firstName, employee.lastName]);
    },
  },
  {
    id: 'fields-listed',
    promise: 'every field is listed with all names that a write may give it',
    async run(bench) {
      const fields = await bench.open().listFields();
      const title = fields.find(({ alias }) => alias === 'jobTitle');
      assert(title !== undefined && title.id !== '' && title.id !== 'jobTitle');
    },
  },
  {
    id: 'no-marker-field',
    promise: 'an account without a marker field is searched by e-mail and name',
    async run(bench) {
      const { marker, employee } = begin(bench);
      const plain = bench.open({ markerField: null });
      const { id } = await plain.prepareCreate(marker, employee).send();
      const search = await plain.searchEmployees(marker, employee);
      assert.equal(search.marker, null);
      assert.deepEqual(idsFound(search.email), [{ id, identical: true }]);
      const later = await plain.searchEmployees(marker, { ...employee, hireDate: '1999-01-04' });
      assert.deepEqual(idsFound(later.email), [{ id, identical: false }]);
    },
  },
  {
    id: 'rows',
    promise: 'a row added is listed once and equal to what was wanted, in each table of a hire',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const { id } = await actions.prepareCreate(marker, employee).send();
      const options = await actions.listOptions();
      const date = employee.hireDate;
      const [jobTitle, department] = [options.jobTitle[0], options.department[0]];
      const rate = { value: '51500.50', currency: 'EUR' };
      await addRow(actions, id, 'employmentStatus', { date, status: 'Full-Time' });
      await addRow(actions, id, 'jobInfo', { date, jobTitle, department });
      await addRow(actions, id, 'compensation', { date, rate, type: 'Salary', per: 'Year' });
      const pay = await actions.listRows(id, 'compensation', { date, rate: { ...rate, value: '51500' } });
      assert.equal(pay.at(-1)?.fit, 'clash');
      const earlier = await actions.listRows(id, 'jobInfo', { date: '1999-01-04', jobTitle, department });
      assert.equal(earlier.at(-1)?.fit, 'other');
    },
  },
  {
    id: 'searched-by-everything',
    promise: 'an employee is found by phone, and by name and date of birth, and told apart by what is shown',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const person = { ...employee, mobilePhone: aPhone(marker), dateOfBirth: '1987-03-14' };
      const { id } = await actions.prepareCreate(marker, person).send();
      const { firstName, lastName } = person;
      const other = { firstName: 'Nobody', lastName: 'Alike', hireDate: '2027-05-03' };
      const byPhone = await actions.searchEmployees(bench.aMarker(), {
        ...other,
        homePhone: `00${person.mobilePhone.slice(1)}`,
      });
      assert.deepEqual(idsFound(byPhone.phone), [{ id, identical: false }]);
      assert.deepEqual(
        [byPhone.marker, byPhone.email, byPhone.birthDate, byPhone.name],
        Array(4).fill(absent),
      );
      const born = { ...other, firstName, lastName, dateOfBirth: '1987-03-14' };
      const byBirth = await actions.searchEmployees(bench.aMarker(), born);
      assert(byBirth.birthDate.answer === 'found');
      const [found] = byBirth.birthDate.employees;
      assert.equal(found?.dateOfBirthMatches, true);
      assert.equal(found?.name, `${firstName} ${lastName}`);
      assert.equal(found?.hireDate, person.hireDate);
      assert.equal(found?.status, 'Active');
    },
  },
  {
    id: 'reactivated',
    promise: 'a record is given another hire’s marker, date and changed values, and shows them',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const { id } = await actions.prepareCreate(marker, employee).send();
      const next = bench.aMarker();
      const again = { ...employee, hireDate: '2028-03-01', middleName: 'Augusta' };
      const before = await actions.compareReactivation(id, next, again);
      assert.deepEqual(before, { own: 'different', all: 'different', toWrite: ['middleName'] });
      await actions.prepareReactivation(id, next, again, before.toWrite).send();
      const after = await actions.compareReactivation(id, next, again);
      assert.deepEqual(after, { own: 'same', all: 'same', toWrite: [] });
      const search = await actions.searchEmployees(next, again);
      assert.deepEqual(search.marker && idsFound(search.marker), [{ id, identical: true }]);
      assert.equal((await actions.compareReactivation('987654', next, again)).own, 'gone');
    },
  },
  {
    id: 'fields',
    promise: 'fields written are compared with what is shown',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const { id } = await actions.prepareCreate(marker, employee).send();
      const values = { preferredName: 'Countess', address1: '12 St James’s Square' };
      assert.equal(await actions.compareFields(id, values), 'different');
      await actions.prepareUpdate(id, values).send();
      assert.equal(await actions.compareFields(id, values), 'same');
      assert.equal(await actions.compareFields(id, { customNobodyHasThisField: 'x' }), 'unknown');
    },
  },
  {
    id: 'options-added',
    promise: 'an option added can be chosen, and is offered from then on',
    async run(bench) {
      const actions = bench.open();
      const name = `Wing ${bench.aMarker().slice(0, 8)}`;
      assert((await actions.listOptions()).open.includes('department'));
      assert.equal(await actions.compareOption('department', name), 'different');
      await (await actions.prepareOption('department', name)).send();
      assert.equal(await actions.compareOption('department', name), 'same');
      assert((await actions.listOptions()).department.includes(name));
    },
  },
  {
    id: 'files',
    promise: 'a file uploaded is listed with its name and size',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const { id } = await actions.prepareCreate(marker, employee).send();
      const category = (await actions.listFileCategories(id)).find(({ canUpload }) => canUpload);
      assert(category !== undefined, 'the account has no category to upload into');
      const bytes = new TextEncoder().encode('A résumé in plain text.\n');
      const file = { categoryId: category.id, name: 'resume.txt', contentType: 'text/plain', bytes };
      const uploaded = await actions.prepareUpload(id, file).send();
      const listed = (await actions.listFileCategories(id)).find((one) => one.id === category.id);
      assert.deepEqual(listed?.files, [{ id: uploaded.id, name: 'resume.txt', bytes: bytes.byteLength }]);
    },
  },
  {
    id: 'refused',
    promise: 'what the provider declines is refused, with its reason',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      await actions.prepareCreate(marker, employee).send();
      const error = await failure(actions.prepareCreate(bench.aMarker(), employee).send());
      assert.equal(error.outcome, 'refused');
      assert(error.status !== undefined && error.status >= 400 && error.status < 500);
    },
  },
  {
    id: 'wrong-key',
    promise: 'a wrong key is told from everything else',
    async run(bench) {
      const stranger = bench.open({ apiKey: 'nobodys-key' });
      assert.equal((await stranger.testConnection()).health, 'unauthorized');
      assert.equal((await failure(stranger.listOptions())).code, 'connections.unauthorized');
    },
  },
  {
    id: 'not-sent',
    promise: 'a write that could not be sent says that it was not',
    async run(bench) {
      const { marker, employee } = begin(bench);
      const nowhere = bench.open({ baseUrl: await bench.closedAddress() });
      const error = await failure(nowhere.prepareCreate(marker, employee).send());
      assert.equal(error.outcome, 'not_sent');
      assert.equal((await nowhere.testConnection()).health, 'unreachable');
    },
  },
  {
    id: 'lost-answer',
    promise: 'a create whose answer is lost is ambiguous, is sent once, and is found by its marker',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      const creates = await bench.countCreates();
      await bench.loseNextCreateAnswer();
      const error = await failure(actions.prepareCreate(marker, employee).send());
      assert.equal(error.outcome, 'ambiguous');
      assert.equal(await bench.countCreates(), creates + 1);
      const search = await actions.searchEmployees(marker, employee);
      assert(search.marker?.answer === 'found');
      assert.equal(search.marker.employees.length, 1);
    },
  },
  {
    id: 'throttled',
    promise: 'a request limit is told from a failure, with the wait that was asked for',
    async run(bench) {
      const { actions, marker, employee } = begin(bench);
      await bench.throttleNextRequest(7);
      const error = await failure(actions.prepareCreate(marker, employee).send());
      assert.equal(error.outcome, 'throttled');
      assert.equal(error.retryAfterSeconds, 7);
      const search = await actions.searchEmployees(marker, employee);
      assert.deepEqual(search.marker, absent);
    },
  },
  {
    id: 'healthy',
    promise: 'a working account passes every check and offers values to choose from',
    async run(bench) {
      const actions = bench.open();
      const report = await actions.testConnection();
      assert.deepEqual(
        report.checks.filter(({ ok }) => !ok),
        [],
      );
      assert.equal(report.health, 'ok');
      const options = await actions.listOptions();
      assert(options.employmentStatus.includes('Full-Time'));
      assert(!options.employmentStatus.includes('Terminated'));
    },
  },
];

const absent = { answer: 'absent' } as const;

function idsFound(finding: Finding | null): { id: string; identical: boolean | null }[] {
  assert(finding?.answer === 'found', `expected somebody, got ${finding?.answer}`);
  return finding.employees.map(({ id, identical }) => ({ id, identical }));
}

async function addRow<T extends HireTable>(actions: HrisActions, id: string, table: T, row: HireRows[T]) {
  const before = await actions.listRows(id, table, row);
  assert(!before.some(({ fit }) => fit === 'equal' || fit === 'clash'));
  await actions.prepareRow(id, table, row).send();
  const after = await actions.listRows(id, table, row);
  assert.equal(after.length, before.length + 1);
  assert.equal(after.filter(({ fit }) => fit === 'equal').length, 1);
}

/** Ten digits that no other case has. */
function aPhone(marker: string): string {
  return `+49${String(BigInt(`0x${marker.replaceAll('-', '')}`)).slice(0, 10)}`;
}

function begin(bench: Bench): { actions: HrisActions; marker: string; employee: NewEmployee } {
  return { actions: bench.open(), marker: bench.aMarker(), employee: bench.aNewEmployee() };
}

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  assert(error instanceof ProviderError, `expected a ProviderError, got ${String(error)}`);
  return error;
}

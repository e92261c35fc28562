import { describe, expect, it } from 'vitest';
import type { Capabilities, ProbeReport } from '../people-source.ts';
import { getConnector } from '../registry.ts';
import { type Reply, type Sent, scriptedAccount } from '../testing/scripted-account.ts';

const refused = (status: number, message = 'No access'): Reply => ({
  status,
  headers: { 'x-bamboohr-error-message': message },
});

interface Stage {
  hidden?: string[];
  tables?: string[];
  people?: number;
  /** Instead of the usual answer, by a part of the path. */
  instead?: Record<string, Reply>;
}

const fields = [
  { id: 1, name: 'First Name', type: 'text', alias: 'firstName' },
  { id: 2, name: 'Last Name', type: 'text', alias: 'lastName' },
  { id: 3, name: 'Hire Date', type: 'date', alias: 'hireDate' },
  { id: 387, name: 'Status', type: 'status', alias: 'status' },
  { id: 15, name: 'Work Email', type: 'email', alias: 'workEmail' },
  { id: 1357, name: 'Home Email', type: 'email', alias: 'homeEmail' },
  { id: 10, name: 'City', type: 'text', alias: 'city' },
  { id: 155, name: 'Marital Status', type: 'marital_status', alias: 'maritalStatus' },
  { id: 19, name: 'Pay Rate', type: 'currency', alias: 'payRate' },
  { id: 6, name: 'Birth Date', type: 'date', alias: 'dateOfBirth' },
  { id: 154, name: 'Gender', type: 'gender', alias: 'gender' },
  { id: 7, name: 'SSN', type: 'ssn', alias: 'ssn' },
  { id: 4400, name: 'Bank: IBAN', type: 'text', alias: 'customBankIban' },
  { id: 4401, name: 'Joinery ID', type: 'text', alias: 'customJoineryId' },
];

const columns: Record<string, object[]> = {
  compensation: [{ id: 19, name: 'Compensation: Pay Rate', alias: 'rate', type: 'currency' }],
};

/** An account with ordinary answers, as far as nothing else is said. */
function answers({
  hidden = [],
  tables = ['jobInfo', 'compensation'],
  people = 20,
  instead = {},
}: Stage = {}) {
  return ({ path, body }: Sent): Reply => {
    for (const [part, reply] of Object.entries(instead)) if (path.includes(part)) return reply;
    if (path.includes('/meta/fields')) return { json: fields };
    if (path.includes('/meta/tables'))
      return { json: tables.map((alias) => ({ alias, fields: columns[alias] ?? [] })) };
    if (path.includes('/meta/lists')) return { json: [] };
    if (path.includes('/meta/users')) return { json: {} };
    if (path.includes('/v2/datasets/')) return datasetPage(people);
    if (path.includes('/reports/custom')) return report(JSON.parse(body), hidden, people);
    if (path.includes('/employees/changed?')) return { json: { employees: [] } };
    if (path.includes('/webhooks')) return { json: { webhooks: [] } };
    if (path.includes('/applicant_tracking/jobs')) return { json: [] };
    if (path.includes('/files/view')) return { json: { employee: { id: 4 }, categories: [] } };
    return { json: [] };
  };
}

function datasetPage(people: number): Reply {
  const meta = { page: 1, pageSize: 1, totalPages: people, totalItems: people };
  return { json: { data: people === 0 ? [] : [{ fields: { eeid: 4 } }], links: [], meta } };
}

function report(
  asked: { fields: string[]; filters: { employeeIds?: number[] } },
  hidden: string[],
  people: number,
) {
  const known = fields.flatMap(({ id, alias }) => [String(id), alias]);
  const shown = asked.fields.filter((name) => known.includes(name) && !hidden.includes(name));
  const ids = asked.filters.employeeIds ?? Array.from({ length: people }, (_, index) => index + 4);
  const employees = ids.map((id) => ({
    id: String(id),
    ...Object.fromEntries(shown.map((name) => [name, `secret-${name}`])),
  }));
  return { json: { title: 'R', fields: shown.map((id) => ({ id, type: 'text', name: id })), employees } };
}

const nothing: Capabilities = { mirror: null, hires: false, writeThrough: false, recruiting: false };
const mirror = (mirrored: string[], tables: string[] = []): Capabilities => ({
  ...nothing,
  mirror: { fields: mirrored, tables },
});

async function probe(capabilities: Capabilities, stage: Stage = {}, markerField: string | null = null) {
  const { account, sent } = scriptedAccount(answers(stage), { markerField });
  const report = await getConnector('bamboohr').openSource(account).probe(capabilities);
  expect(report.calls).toBe(sent.length);
  expect(report.calls).toBeLessThanOrEqual(12);
  return { report, sent };
}
const having = (report: ProbeReport, need: string) =>
  report.fields.filter((field) => field.need === need).map(({ name }) => name);
const rightOf = (report: ProbeReport, name: string) =>
  report.rights.find((right) => right.name === name)?.need;
const tableOf = (report: ProbeReport, name: string) =>
  report.tables.find((table) => table.name === name)?.need;

describe('a probe', () => {
  it('writes nothing, and tells names and never values', async () => {
    const { report: told, sent } = await probe({ ...mirror(['city'], ['jobInfo']), hires: true });
    expect(sent.every(({ method, path }) => method === 'GET' || /reports|datasets/.test(path))).toBe(true);
    expect(JSON.stringify(told)).not.toContain('secret-');
    expect(told).toMatchObject({
      reached: true,
      problem: null,
      employees: 20,
      strategies: ['report', 'datasets'],
    });
  });

  it('tells what is needed and seen, and what is needed and hidden', async () => {
    const { report: told } = await probe(mirror(['city', 'workEmail']), { hidden: ['city'] });
    expect(having(told, 'missing')).toEqual(['city']);
    expect(having(told, 'granted')).toEqual(['firstName', 'lastName', 'status', 'hireDate', 'workEmail']);
  });

  it('tells what is seen though nothing needs it, the most worrying first', async () => {
    const { report: told } = await probe(mirror(['city']));
    expect(having(told, 'excess')).toEqual([
      'ssn',
      'customBankIban',
      'payRate',
      'dateOfBirth',
      'gender',
      'maritalStatus',
    ]);
    expect(having(told, 'unused')).toEqual(['workEmail', 'homeEmail', 'customJoineryId']);
    const { report: wanted } = await probe(mirror(['ssn', 'payRate']), { hidden: ['gender'] });
    expect(having(wanted, 'excess')).toEqual(['customBankIban', 'dateOfBirth', 'maritalStatus']);
  });

  it('does not worry about what a needed table shows', async () => {
    const { report: told } = await probe(mirror(['city'], ['compensation']));
    expect(told.fields).toContainEqual({ name: 'payRate', label: 'Pay Rate', need: 'granted' });
    expect(told.accessLevel.hide).not.toContain('Pay Rate');
    const { report: hidden } = await probe(mirror(['city'], ['compensation']), { hidden: ['payRate'] });
    expect(hidden.fields).toContainEqual({ name: 'payRate', label: 'Pay Rate', need: 'optional' });
  });

  it('knows a field by its number too', async () => {
    const { report: told } = await probe(mirror(['10', '7']));
    expect(having(told, 'granted')).toContain('city');
    expect(having(told, 'excess')).not.toContain('ssn');
  });

  it('needs for a hire what a hire writes, with the marker', async () => {
    const { report: told } = await probe({ ...nothing, hires: true }, {}, 'customJoineryId');
    expect(having(told, 'granted')).toContain('customJoineryId');
    expect(having(told, 'missing')).toEqual([
      'mobilePhone',
      'homePhone',
      'jobTitle',
      'department',
      'division',
      'location',
    ]);
    expect(told.accessLevel.edit).toContain('Joinery ID');
    expect(told.accessLevel.edit).toContain('Employment Status (table)');
    expect(told.accessLevel.edit).not.toContain('City');
  });

  it('tells tables: needed and closed, open and worrying', async () => {
    const { report: told } = await probe(mirror(['city'], ['jobInfo', 'bonus']), {
      instead: { '/tables/bonus': refused(403) },
    });
    expect(told.tables).toEqual([
      { name: 'bonus', need: 'missing' },
      { name: 'compensation', need: 'excess' },
      { name: 'jobInfo', need: 'granted' },
    ]);
  });

  it('does not believe the list of tables where a table itself is closed', async () => {
    const { report: told } = await probe(mirror([], ['jobInfo']), {
      instead: { '/employees/4/tables/jobInfo': refused(403) },
    });
    expect(tableOf(told, 'jobInfo')).toBe('missing');
  });

  it('tells rights by what needs them', async () => {
    const closed = {
      '/applicant_tracking/': refused(403),
      '/meta/users': refused(403),
      '/files/view': refused(403),
    };
    const { report: recruiting } = await probe({ ...nothing, recruiting: true }, { instead: closed });
    expect(rightOf(recruiting, 'recruiting')).toBe('missing');
    const { report: mirrored } = await probe(mirror(['city']), { instead: closed });
    expect(rightOf(mirrored, 'users')).toBe('optional');
    expect(rightOf(mirrored, 'recruiting')).toBeUndefined();
    expect(rightOf(mirrored, 'changes')).toBe('granted');
    const { report: open } = await probe(mirror(['city']));
    expect(rightOf(open, 'recruiting')).toBe('excess');
    expect(rightOf(open, 'users')).toBe('granted');
    const { report: hires } = await probe(
      { ...nothing, hires: true },
      { instead: { '/files/view': refused(404) } },
    );
    expect(rightOf(hires, 'files')).toBe('granted');
  });

  it('counts by a report where there are no datasets, and the other way round', async () => {
    const noDatasets = await probe(mirror(['city']), { instead: { '/v2/datasets/': refused(404) } });
    expect(noDatasets.report).toMatchObject({ reached: true, employees: 20, strategies: ['report'] });
    const noReports = await probe(mirror(['city']), { instead: { '/reports/custom': refused(403) } });
    expect(noReports.report).toMatchObject({ employees: 20, strategies: ['datasets'] });
    expect(rightOf(noReports.report, 'employees')).toBe('missing');
  });

  it('takes an account without employees for a right that is missing', async () => {
    const { report: told } = await probe(mirror(['city']), { people: 0 });
    expect(told.employees).toBe(0);
    expect(rightOf(told, 'employees')).toBe('missing');
  });

  it('tells a key that is refused, in words, and still what to make', async () => {
    const { report: told } = await probe(mirror(['city']), { instead: { '/meta/fields': refused(401) } });
    expect(told).toMatchObject({ reached: false, calls: 1, employees: null, fields: [] });
    expect(told.problem).toContain('API key');
    expect(told.accessLevel.view).toContain('City');
    const { report: disabled } = await probe(mirror([]), {
      instead: { '/meta/fields': refused(403, 'User is disabled') },
    });
    expect(disabled.problem).toContain('User is disabled');
  });

  it('tells a key that stops working on the way, and what could not be asked', async () => {
    const { report: lost } = await probe(mirror([]), { instead: { '/webhooks': refused(401) } });
    expect(lost).toMatchObject({ reached: false, problem: expect.stringContaining('API key') });
    const { report: busy } = await probe(mirror([]), { instead: { '/meta/lists': { status: 429 } } });
    expect(busy).toMatchObject({ reached: true, problem: expect.stringContaining('limit') });
    expect(rightOf(busy, 'lists')).toBe('optional');
  });
});

describe('the access level to make', () => {
  it('names what to view, edit and hide as people see it there', async () => {
    const { report: told } = await probe({
      ...mirror(['city', 'payRate'], ['jobInfo', 'compensation']),
      writeThrough: true,
    });
    expect(told.accessLevel).toMatchObject({
      name: 'Joinery',
      view: [
        'First Name',
        'Last Name',
        'Status',
        'Hire Date',
        'City',
        'Pay Rate',
        'Job Information (table)',
        'Compensation (table)',
      ],
      edit: ['City', 'Pay Rate', 'Job Information (table)', 'Compensation (table)'],
    });
    const { hide } = told.accessLevel;
    expect(hide.slice(0, 5)).toEqual(['SSN', 'Bank: IBAN', 'Birth Date', 'Gender', 'Marital Status']);
    expect(hide).toContain('Dependents (table)');
    expect(hide).not.toContain('Compensation (table)');
  });

  it('says in steps only what the capabilities need', async () => {
    const steps = async (capabilities: Capabilities) =>
      (await probe(capabilities)).report.accessLevel.steps.join('\n');
    const reading = await steps(mirror(['city']));
    expect(reading).toContain('not an employee');
    expect(reading).not.toMatch(/edit|add new employees/);
    expect(reading).toContain('no access to applicant tracking');
    expect(reading).not.toContain('photos');
    expect(await steps({ ...mirror(['city']), writeThrough: true })).toContain(
      'files and photos are changed',
    );
    expect(await steps({ ...nothing, hires: true })).toContain('add new employees');
    expect(await steps({ ...nothing, recruiting: true })).toContain('all jobs and their candidates');
  });
});

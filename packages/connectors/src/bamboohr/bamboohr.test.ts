import { JoineryError, ProviderError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../connector.ts';
import type { ComparedRecord, NewEmployee } from '../hris-actions.ts';
import { getConnector } from '../registry.ts';
import { type Reply, scriptedAccount } from '../testing/scripted-account.ts';

const marker = '6d3a1c52-90f1-5b7e-8a55-0c2f7c1d9e10';
const markerField = 'customJoineryMarker';
const anEmployee = (over: Partial<NewEmployee> = {}): NewEmployee => ({
  firstName: 'Ada',
  lastName: 'Byron',
  homeEmail: 'ada@example.com',
  hireDate: '2026-12-01',
  ...over,
});

/** The account's actions, with the network answering from a list. */
function account(replies: Reply[], over: Partial<ConnectionSettings> & { baseUrl?: string } = {}) {
  const { account: scripted, sent } = scriptedAccount(replies, { markerField, ...over });
  return { actions: getConnector('bamboohr').open(scripted), sent };
}

type Row = Record<string, unknown>;
const columns = [
  'firstName',
  'lastName',
  'workEmail',
  'homeEmail',
  'hireDate',
  markerField,
  'mobilePhone',
  'homePhone',
  'dateOfBirth',
  'status',
  'jobTitle',
];
const report = (rows: Row[], hidden: string[] = []): Reply => ({
  json: {
    title: 'Report',
    fields: columns.filter((id) => !hidden.includes(id)).map((id) => ({ id, type: 'text', name: id })),
    employees: rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.includes(name))),
    ),
  },
});
const somebody = (over: Row = {}): Row => ({
  id: '7',
  firstName: 'Grace',
  lastName: 'Hopper',
  workEmail: 'grace@acme.test',
  homeEmail: null,
  hireDate: '2020-01-06',
  [markerField]: null,
  ...over,
});
const ada = (over: Row = {}): Row =>
  somebody({
    id: '121',
    firstName: 'Ada',
    lastName: 'Byron',
    homeEmail: 'ada@example.com',
    hireDate: '2026-12-01',
    ...over,
  });

const failure = async (promise: Promise<unknown>): Promise<ProviderError> => {
  const error: unknown = await promise.then(
    () => new Error('it succeeded'),
    (reason) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw error;
};

describe('searching', () => {
  const found = (id: string, identical: boolean | null = true) => ({
    answer: 'found',
    employees: [expect.objectContaining({ id, identical })],
  });
  const absent = { answer: 'absent' };
  const unknown = { answer: 'unknown', reason: expect.any(String) };

  it.each<[string, Row[], string[], unknown, unknown, unknown]>([
    ['nobody alike', [somebody()], [], absent, absent, absent],
    [
      'the marker',
      [somebody(), somebody({ id: '9', [markerField]: marker })],
      [],
      found('9', false),
      absent,
      absent,
    ],
    [
      'the marker in capitals',
      [somebody({ [markerField]: marker.toUpperCase() })],
      [],
      found('7', false),
      absent,
      absent,
    ],
    ['all three', [ada({ [markerField]: marker })], [], found('121'), found('121'), found('121')],
    [
      'a work e-mail in other letters',
      [somebody({ workEmail: 'ADA@Example.com ' })],
      [],
      absent,
      found('7', false),
      absent,
    ],
    [
      'the name in other letters',
      [somebody({ firstName: ' ADA', lastName: 'BYRON' })],
      [],
      absent,
      absent,
      found('7', false),
    ],
    [
      'another hire date',
      [ada({ hireDate: '2026-12-02' })],
      [],
      absent,
      found('121', false),
      found('121', false),
    ],
    [
      'a blank hire date',
      [ada({ hireDate: '0000-00-00' })],
      [],
      absent,
      found('121', false),
      found('121', false),
    ],
    ['half a name', [somebody({ firstName: 'Ada' })], [], absent, absent, absent],
    ['a hidden marker', [somebody()], [markerField], unknown, absent, absent],
    ['a hidden marker on the person', [ada()], [markerField], unknown, found('121'), found('121')],
    ['a hidden home e-mail', [somebody()], ['homeEmail'], absent, unknown, absent],
    [
      'a hidden work e-mail beside a match',
      [ada()],
      ['workEmail'],
      absent,
      found('121', null),
      found('121', null),
    ],
    ['hidden names', [somebody()], ['lastName'], absent, absent, unknown],
    ['no rows at all', [], [], unknown, unknown, unknown],
  ])('%s', async (_, rows, hidden, byMarker, byEmail, byName) => {
    const { actions } = account([report(rows, hidden)]);
    const search = await actions.searchEmployees(marker, anEmployee());
    expect([search.marker, search.email, search.name]).toEqual([byMarker, byEmail, byName]);
    expect(search.scanned).toBe(rows.length);
  });

  it('reads one full report, inactive and future employees included', async () => {
    const { actions, sent } = account([report([somebody()])]);
    await actions.searchEmployees(marker, anEmployee());
    expect(sent).toHaveLength(1);
    expect(sent[0]?.path).toBe('/api/gateway.php/acme/v1/reports/custom?format=JSON&onlyCurrent=false');
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ fields: columns, filterDuplicates: 'no' });
  });

  it.each<[string, Row, Partial<NewEmployee>, string[]]>([
    [
      'a phone written with its country',
      { homePhone: '020 7946-0000' },
      { mobilePhone: '+44 (0)20 7946 0000' },
      ['phone'],
    ],
    [
      'the same phone with an extension',
      { mobilePhone: '+1 212 555 0143 x12' },
      { homePhone: '(212) 555-0143' },
      ['phone'],
    ],
    ['the end of a number', { mobilePhone: '555 0143' }, { mobilePhone: '+1 212 555 0143' }, []],
    ['another phone', { mobilePhone: '+1 212 555 0144' }, { mobilePhone: '+1 212 555 0143' }, []],
    [
      'the name and date of birth',
      { firstName: 'Ada', lastName: 'Byron', dateOfBirth: '1990-12-10' },
      { dateOfBirth: '1990-12-10' },
      ['birthDate', 'name'],
    ],
    [
      'the name in other letters, and the date of birth',
      { firstName: 'Adá', lastName: 'O’Byron', dateOfBirth: '1990-12-10' },
      { lastName: 'O Byron', dateOfBirth: '1990-12-10' },
      ['birthDate'],
    ],
    ['the date of birth of somebody else', { dateOfBirth: '1990-12-10' }, { dateOfBirth: '1990-12-10' }, []],
    [
      'another date of birth',
      { firstName: 'Ada', lastName: 'Byron', dateOfBirth: '1990-12-11' },
      { dateOfBirth: '1990-12-10' },
      ['name'],
    ],
  ])('finds %s', async (_, row, employee, expected) => {
    const { actions } = account([report([somebody(row)])]);
    const { scanned: _scanned, ...search } = await actions.searchEmployees(marker, anEmployee(employee));
    const answered = Object.entries(search).filter(([, finding]) => finding?.answer === 'found');
    expect(answered.map(([question]) => question)).toEqual(expected);
  });

  it.each<[string, string, Partial<NewEmployee>, string[]]>([
    ['a phone', 'homePhone', { mobilePhone: '+1 212 555 0143' }, ['phone']],
    ['a phone that nobody asks for', 'homePhone', {}, []],
    ['dates of birth', 'dateOfBirth', { dateOfBirth: '1990-12-10' }, ['birthDate']],
    ['dates of birth that nobody asks for', 'dateOfBirth', {}, []],
    ['the status', 'status', {}, []],
  ])('does not know what a hidden column would say: %s', async (_, hidden, employee, expected) => {
    const { actions } = account([report([somebody()], [hidden])]);
    const { scanned: _scanned, ...search } = await actions.searchEmployees(marker, anEmployee(employee));
    const unknown = Object.entries(search).filter(([, finding]) => finding?.answer === 'unknown');
    expect(unknown.map(([question]) => question)).toEqual(expected);
  });

  it('tells what people compare those found by', async () => {
    const former = ada({
      status: 'Inactive',
      jobTitle: 'Analyst',
      homePhone: '1',
      dateOfBirth: '1990-12-10',
      hireDate: '2019-02-01',
    });
    const { actions } = account([report([former])]);
    const search = await actions.searchEmployees(marker, anEmployee({ dateOfBirth: '1990-12-10' }));
    expect(search.email).toEqual({
      answer: 'found',
      employees: [
        {
          id: '121',
          identical: false,
          name: 'Ada Byron',
          workEmail: 'grace@acme.test',
          homeEmail: 'ada@example.com',
          phone: '1',
          status: 'Inactive',
          hireDate: '2019-02-01',
          jobTitle: 'Analyst',
          dateOfBirthMatches: true,
        },
      ],
    });
  });

  it('finds several employees with one marker', async () => {
    const twice = [ada({ id: '1', [markerField]: marker }), ada({ id: '2', [markerField]: marker })];
    const { actions } = account([report(twice)]);
    const search = await actions.searchEmployees(marker, anEmployee());
    expect(search.marker).toMatchObject({ employees: [{ id: '1' }, { id: '2' }] });
  });

  it('knows no e-mail to look for when the hire has none', async () => {
    const { firstName, lastName, hireDate } = anEmployee();
    const { actions } = account([report([somebody()], ['homeEmail'])]);
    const search = await actions.searchEmployees(marker, { firstName, lastName, hireDate });
    expect(search.email).toEqual(absent);
  });

  it('leaves the marker out where the connection has no field for it', async () => {
    const { actions, sent } = account([report([somebody()])], { markerField: null });
    expect((await actions.searchEmployees(marker, anEmployee())).marker).toBeNull();
    expect(JSON.parse(sent[0]?.body ?? '').fields).not.toContain(markerField);
  });
});

describe('creating', () => {
  const created: Reply = {
    status: 201,
    headers: { location: 'https://api.bamboohr.com/api/gateway.php/acme/v1/employees/121' },
  };

  it('sends the marker with the values and takes the id from Location', async () => {
    const { actions, sent } = account([created]);
    const write = actions.prepareCreate(marker, anEmployee({ department: 'Research' }));
    expect(sent).toHaveLength(0);
    expect(await write.send()).toEqual({ id: '121' });
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/api/gateway.php/acme/v1/employees' });
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      ...anEmployee({ department: 'Research' }),
      [markerField]: marker,
    });
    expect(write.summary).toBe(
      'POST employees: customJoineryMarker, department, firstName, hireDate, homeEmail, lastName',
    );
  });

  it.each<[string, Reply, Partial<ProviderError>]>([
    [
      'a refusal',
      { status: 409, headers: { 'x-bamboohr-error-message': 'Email taken' } },
      {
        outcome: 'refused',
        code: 'provider.refused',
        status: 409,
        message: 'BambooHR refused: Email taken (409)',
      },
    ],
    [
      'a refused key',
      { status: 401, headers: { 'x-bamboohr-error-message': 'API key not provided or invalid' } },
      { outcome: 'refused', code: 'connections.unauthorized' },
    ],
    [
      'a request limit',
      { status: 429, headers: { 'retry-after': '30' } },
      { outcome: 'throttled', code: 'provider.throttled', retryAfterSeconds: 30 },
    ],
    [
      'the older request limit',
      { status: 503, headers: { 'retry-after': '5' } },
      { outcome: 'throttled', retryAfterSeconds: 5 },
    ],
    [
      'a 503 that says nothing',
      { status: 503 },
      { outcome: 'ambiguous', code: 'provider.ambiguous', status: 503 },
    ],
    [
      'a gateway’s page',
      { status: 502, text: '<html>Bad gateway</html>' },
      { outcome: 'ambiguous', code: 'provider.ambiguous' },
    ],
    ['a 400 that is not BambooHR’s', { status: 400, text: '<html>Blocked</html>' }, { outcome: 'ambiguous' }],
    ['no Location', { status: 201 }, { outcome: 'ambiguous', code: 'provider.ambiguous' }],
    [
      'another company’s Location',
      { status: 201, headers: { location: 'https://api.bamboohr.com/api/gateway.php/other/v1/employees/5' } },
      { outcome: 'ambiguous' },
    ],
    ['a sign-in page', { status: 200, text: '<html>Sign in</html>' }, { outcome: 'ambiguous' }],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://elsewhere.test/' } },
      { outcome: 'ambiguous', code: 'provider.unexpected' },
    ],
    [
      'a refused connection',
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' }),
      { outcome: 'not_sent', code: 'provider.unreachable' },
    ],
    [
      'an unknown host',
      Object.assign(new Error('dns'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
      { outcome: 'not_sent', code: 'provider.unreachable' },
    ],
    [
      'a lost connection',
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      { outcome: 'ambiguous', code: 'provider.ambiguous' },
    ],
    [
      'an address that may not be called',
      new JoineryError('egress.address_not_allowed', 'private'),
      { outcome: 'not_sent', code: 'egress.address_not_allowed', retry: 'never' },
    ],
  ])('%s is classified, and sent once', async (_, reply, expected) => {
    const { actions, sent } = account([reply]);
    expect(await failure(actions.prepareCreate(marker, anEmployee()).send())).toMatchObject(expected);
    expect(sent).toHaveLength(1);
  });

  it('tells what held a request back as it is, though the key is a word of it', async () => {
    const held = new ProviderError('provider.throttled', 'There is room for the-key in about 7 s.', {
      provider: 'bamboohr',
      operation: 'gate',
      outcome: 'throttled',
      retryAfterSeconds: 7,
    });
    const { actions } = account([held]);
    expect(await failure(actions.prepareCreate(marker, anEmployee()).send())).toBe(held);
  });

  it('keeps the key out of every error', async () => {
    const { actions } = account([
      { status: 400, headers: { 'x-bamboohr-error-message': 'bad key the-key' } },
    ]);
    const error = await failure(actions.prepareCreate(marker, anEmployee()).send());
    expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toContain('the-key');
  });
});

describe('reading back', () => {
  it.each<[string, Row, string, string[]]>([
    ['our marker', { [markerField]: marker }, 'ours', []],
    ['no marker', { [markerField]: null }, 'empty', []],
    ['another marker', { [markerField]: 'something' }, 'other', []],
    ['a changed name', { [markerField]: marker, lastName: 'King' }, 'ours', ['lastName']],
    ['a value that was not kept', { [markerField]: marker, hireDate: '0000-00-00' }, 'ours', ['hireDate']],
  ])('%s', async (_, over, expected, different) => {
    const { actions, sent } = account([{ json: ada(over) }]);
    expect(await actions.proveEmployee('121', marker, anEmployee())).toEqual({
      id: '121',
      marker: expected,
      different,
    });
    expect(sent[0]?.path).toContain('onlyCurrent=false');
  });

  it('tells a hidden marker from an empty one', async () => {
    const { [markerField]: _, ...rest } = ada();
    const { actions } = account([{ json: rest }]);
    expect((await actions.proveEmployee('121', marker, anEmployee())).marker).toBe('withheld');
  });

  it('proves no marker where there is no field for it', async () => {
    const { actions } = account([{ json: ada() }], { markerField: null });
    expect((await actions.proveEmployee('121', marker, anEmployee())).marker).toBeNull();
  });
});

describe('rows of a hire', () => {
  const date = '2026-12-01';
  const job = { date, jobTitle: 'Analyst', location: 'London', reportsTo: 'Lovelace, Ada' };
  const pay = { date, rate: { value: '52000', currency: 'EUR' }, type: 'Salary', per: 'Year' };

  it('are compared with what is there, whatever else the account puts into them', async () => {
    const rows = [
      { id: '12', employeeId: '121', date, employmentStatus: 'Part-Time' },
      { id: 4, employeeId: 121, date: '0000-00-00', employmentStatus: '' },
      { id: '3', employeeId: '121', date, employmentStatus: 'full-time', comment: null, odd: {} },
    ];
    const { actions } = account([{ json: rows }]);
    expect(await actions.listRows('121', 'employmentStatus', { date, status: 'Full-Time' })).toEqual([
      { id: '3', fit: 'equal', different: [] },
      { id: '4', fit: 'other', different: ['date', 'employmentStatus'] },
      { id: '12', fit: 'clash', different: ['employmentStatus'] },
    ]);
  });

  it.each<[string, Row, unknown]>([
    [
      'the same',
      { jobTitle: 'analyst', location: 'London', reportsTo: 'Ada Lovelace', department: 'Engines' },
      { fit: 'equal' },
    ],
    [
      'a title that was left out',
      { jobTitle: '', location: 'London', reportsTo: 'Ada Lovelace' },
      { fit: 'near', different: ['jobTitle'] },
    ],
    [
      'another manager',
      { jobTitle: 'Analyst', location: 'London', reportsTo: 'Charles Babbage' },
      { fit: 'clash', different: ['reportsTo'] },
    ],
    [
      'another date',
      { date: '2020-01-01', jobTitle: 'Analyst', location: 'London', reportsTo: 'Ada Lovelace' },
      { fit: 'other' },
    ],
    ['a row without any of it', { department: 'Engines' }, { fit: 'blank' }],
  ])('of the job: %s', async (_, row, expected) => {
    const { actions } = account([{ json: [{ id: '3', employeeId: '121', date, ...row }] }]);
    expect(await actions.listRows('121', 'jobInfo', job)).toMatchObject([expected]);
  });

  it('of the pay are compared by amount and currency', async () => {
    const row = (value: string, currency = 'EUR') => ({
      id: '3',
      employeeId: '121',
      startDate: date,
      rate: { value, currency },
      type: 'Salary',
      paidPer: 'Year',
    });
    const fitOf = async (one: Row) => {
      const { actions } = account([{ json: [one] }]);
      return (await actions.listRows('121', 'compensation', pay))[0]?.fit;
    };
    expect(await fitOf(row('52000.00'))).toBe('equal');
    expect(await fitOf(row('52000.00', 'USD'))).toBe('clash');
    expect(await fitOf(row('52001'))).toBe('clash');
    expect(await fitOf({ ...row(''), rate: { value: '', currency: 'EUR' } })).toBe('near');
  });

  it('are added once, by an answer without a body, and shown before', async () => {
    const { actions, sent } = account([{}, {}]);
    const write = actions.prepareRow('121', 'jobInfo', job);
    const values = { date, jobTitle: 'Analyst', location: 'London', reportsTo: 'Lovelace, Ada' };
    expect(write.preview).toEqual({ method: 'POST', path: 'employees/121/tables/jobInfo', values });
    expect(write.summary).toBe('POST employees/121/tables/jobInfo: date, jobTitle, location, reportsTo');
    expect(sent).toHaveLength(0);
    expect(await write.send()).toBeNull();
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(values);
    await actions.prepareRow('121', 'compensation', { ...pay, schedule: undefined }).send();
    expect(JSON.parse(sent[1]?.body ?? '')).toEqual({
      startDate: date,
      rate: { value: '52000', currency: 'EUR' },
      type: 'Salary',
      paidPer: 'Year',
    });
  });
});

describe('a former employee', () => {
  const again: NewEmployee = { firstName: 'Ada', lastName: 'King', hireDate: '2026-12-01' };
  const own = { hireDate: '2026-12-01', [markerField]: marker };

  it('is given the hire’s date and marker with the values that are named, and nothing else', async () => {
    const { actions, sent } = account([{}]);
    await actions.prepareReactivation('7', marker, again, ['lastName', 'workEmail']).send();
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/api/gateway.php/acme/v1/employees/7' });
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ ...own, lastName: 'King' });
  });

  const named = { firstName: 'Ada', lastName: 'King' };
  it.each<[string, Reply, ComparedRecord]>([
    ['all of it', { json: { id: '7', ...own, ...named } }, { own: 'same', all: 'same', toWrite: [] }],
    [
      'the old date',
      { json: { id: '7', ...own, ...named, hireDate: '2020-01-06' } },
      { own: 'different', all: 'different', toWrite: [] },
    ],
    [
      'no marker',
      { json: { id: '7', ...own, ...named, [markerField]: null } },
      { own: 'different', all: 'different', toWrite: [] },
    ],
    [
      'a hidden marker',
      { json: { id: '7', hireDate: '2026-12-01', ...named } },
      { own: 'unknown', all: 'unknown', toWrite: [] },
    ],
    [
      'another name',
      { json: { id: '7', ...own, ...named, lastName: 'Byron' } },
      { own: 'same', all: 'different', toWrite: ['lastName'] },
    ],
    [
      'a blank name',
      { json: { id: '7', ...own, ...named, firstName: '' } },
      { own: 'same', all: 'different', toWrite: ['firstName'] },
    ],
    [
      'no first name at all',
      { json: { id: '7', ...own, lastName: 'King' } },
      { own: 'same', all: 'unknown', toWrite: ['firstName'] },
    ],
    [
      'nobody',
      { status: 404, headers: { 'x-bamboohr-error-message': 'no' } },
      { own: 'gone', all: 'gone', toWrite: ['firstName', 'lastName'] },
    ],
  ])('who shows %s', async (_, reply, expected) => {
    const { actions } = account([reply]);
    expect(await actions.compareReactivation('7', marker, again)).toEqual(expected);
  });

  it.each<[string, Partial<NewEmployee>, Record<string, string>, ComparedRecord['all'], string[]]>([
    [
      'a phone that is written otherwise',
      { mobilePhone: '+1 801 555 0100' },
      { mobilePhone: '(801) 555-0100' },
      'same',
      ['mobilePhone'],
    ],
    [
      'another phone',
      { mobilePhone: '801 555 0100' },
      { mobilePhone: '801 555 0199' },
      'different',
      ['mobilePhone'],
    ],
    ['a state by its code', { state: 'Utah' }, { state: 'UT' }, 'same', ['state']],
    ['another state', { state: 'Utah' }, { state: 'Texas' }, 'different', ['state']],
    [
      'the date of birth',
      { dateOfBirth: '1990-12-10' },
      { dateOfBirth: '1990-12-10' },
      'same',
      ['dateOfBirth'],
    ],
    ['what the hire does not say', {}, { city: 'London', homeEmail: 'old@mail.example' }, 'same', []],
  ])('who shows %s', async (_, more, there, all, toWrite) => {
    const { actions } = account([{ json: { id: '7', ...own, ...named, ...there } }]);
    expect(await actions.compareReactivation('7', marker, { ...again, ...more })).toEqual({
      own: 'same',
      all,
      toWrite,
    });
  });

  it('is given the date alone where there is no field for markers', async () => {
    const { actions, sent } = account([{}], { markerField: null });
    await actions.prepareReactivation('7', marker, again, []).send();
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ hireDate: '2026-12-01' });
  });
});

describe('files', () => {
  const view = {
    employee: { id: 121 },
    categories: [
      {
        id: 13,
        name: 'Resumes and Applications',
        canUploadFiles: 'yes',
        files: [{ id: 24, name: 'CV', originalFileName: 'cv.pdf', size: '22' }],
      },
      { id: 10, name: 'Workflow Attachments', canUploadFiles: 'no' },
    ],
  };

  it('are listed by category with name and size', async () => {
    const { actions } = account([{ json: view }]);
    expect(await actions.listFileCategories('121')).toEqual([
      {
        id: '13',
        name: 'Resumes and Applications',
        canUpload: true,
        files: [{ id: '24', name: 'cv.pdf', bytes: 22 }],
      },
      { id: '10', name: 'Workflow Attachments', canUpload: false, files: [] },
    ]);
  });

  it('are none where the account has no category, and a failure is not none', async () => {
    const none = account([{ status: 404, headers: { 'x-bamboohr-error-message': 'Not found' } }]);
    expect(await none.actions.listFileCategories('121')).toEqual([]);
    const forbidden = account([{ status: 403, headers: { 'x-bamboohr-error-message': 'No' } }]);
    expect((await failure(forbidden.actions.listFileCategories('121'))).status).toBe(403);
    const page = account([{ status: 404, text: '<h1>Not found</h1>' }]);
    expect((await failure(page.actions.listFileCategories('121'))).code).toBe('provider.ambiguous');
  });

  it('are shown before they are sent without their bytes', () => {
    const { actions } = account([]);
    const bytes = new TextEncoder().encode('bytes');
    const file = { categoryId: '13', name: 'cv.txt', contentType: 'text/plain', bytes };
    expect(actions.prepareUpload('121', file).preview).toEqual({
      method: 'POST',
      path: 'employees/121/files',
      values: { category: '13', fileName: 'cv.txt', share: 'no', file: '5 bytes' },
    });
  });

  it('are uploaded as multipart, and told apart by their bytes', async () => {
    const location = 'https://api.bamboohr.com/api/gateway.php/acme/v1/employees/121/files/77';
    const { actions, sent } = account([{ status: 201, headers: { location } }]);
    const file = (text: string) => ({
      categoryId: '13',
      name: 'cv.txt',
      contentType: 'text/plain',
      bytes: new TextEncoder().encode(text),
    });
    const write = actions.prepareUpload('121', file('one'));
    expect(write.canonical).not.toBe(actions.prepareUpload('121', file('two')).canonical);
    expect(await write.send()).toEqual({ id: '77' });
    expect(sent[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(sent[0]?.body).toContain('filename="cv.txt"');
  });
});

describe('options', () => {
  const list = (alias: string | null, fieldId: number, names: string[], archived: string[] = []) => ({
    fieldId,
    ...(alias === null ? {} : { alias }),
    name: alias ?? '',
    manageable: fieldId === 16 ? 'no' : 'yes',
    multiple: 'no',
    options: names.map((name, id) => ({ id, name, archived: archived.includes(name) ? 'yes' : 'no' })),
  });

  it('are what can be chosen for a new employee', async () => {
    const lists = [
      list('employmentHistoryStatus', 16, ['Full-Time', 'Terminated', 'Old'], ['Old']),
      list('department', 4, ['Research']),
      list(null, 18, ['Vienna']),
      list('paySchedule', 4386, ['Twice a month', 'Weekly'], ['Weekly']),
    ];
    const { actions } = account([{ json: lists }]);
    const { payType, payPer, ...listed } = await actions.listOptions();
    expect(payType).toContain('Salary');
    expect(payPer).toEqual(['Hour', 'Day', 'Week', 'Month', 'Quarter', 'Year']);
    expect(listed).toEqual({
      paySchedule: ['Twice a month'],
      employmentStatus: ['Full-Time'],
      jobTitle: [],
      department: ['Research'],
      division: [],
      location: ['Vienna'],
      open: ['department', 'location'],
    });
  });

  it('of pay schedules are not known where the account shows none', async () => {
    const { actions } = account([{ json: [] }]);
    expect(await actions.listOptions()).not.toHaveProperty('paySchedule');
  });

  it('are there when they can be chosen', async () => {
    const lists = [list('department', 4, ['Research', 'Looms'], ['Looms'])];
    const compared = async (name: string, field: 'department' | 'division' = 'department') =>
      account([{ json: lists }]).actions.compareOption(field, name);
    expect(await compared(' research')).toBe('same');
    expect(await compared('Looms')).toBe('different');
    expect(await compared('Engines')).toBe('different');
    expect(await compared('Engines', 'division')).toBe('gone');
  });

  it.each([
    ['Engines', { value: 'Engines' }],
    ['looms', { id: 1, archived: 'no' }],
  ])('are added to their list, or brought back: %s', async (name, change) => {
    const { actions, sent } = account([
      { json: [list('department', 4, ['Research', 'Looms'], ['Looms'])] },
      { headers: { 'content-type': 'application/xml' }, text: '<list></list>' },
    ]);
    await (await actions.prepareOption('department', name)).send();
    expect(sent[1]).toMatchObject({ method: 'PUT', path: '/api/gateway.php/acme/v1/meta/lists/4' });
    expect(JSON.parse(sent[1]?.body ?? '')).toEqual({ options: [expect.objectContaining(change)] });
  });

  it('of a list that is not shown cannot be added', async () => {
    const { actions } = account([{ json: [] }]);
    expect((await failure(actions.prepareOption('division', 'East').then(() => 1))).outcome).toBe('refused');
  });
});

describe('testing a connection', () => {
  const fields: Reply = {
    json: [
      { id: 1, name: 'First', type: 'text', alias: 'firstName' },
      { id: '4400.0', name: 'M', type: 'text', alias: markerField },
    ],
  };
  const lists: Reply = { json: [] };
  const failed = (checks: readonly { name: string; ok: boolean }[]) =>
    checks.filter(({ ok }) => !ok).map(({ name }) => name);

  it.each<[string, Reply[], string, string[]]>([
    ['all is well', [fields, report([somebody()]), lists], 'ok', []],
    [
      'the key is wrong',
      [{ status: 401, headers: { 'www-authenticate': 'Basic' } }],
      'unauthorized',
      ['API key'],
    ],
    [
      'the key’s owner is disabled',
      [{ status: 403, headers: { 'x-bamboohr-error-message': 'no' } }],
      'unauthorized',
      ['API key'],
    ],
    [
      'nobody answers',
      [Object.assign(new Error('x'), { code: 'ECONNREFUSED', syscall: 'connect' })],
      'unreachable',
      ['API key'],
    ],
    ['the service is in trouble', [{ status: 500 }], 'degraded', ['API key']],
    ['no employees are seen', [fields, report([]), lists], 'degraded', ['Employees']],
    [
      'an identity column is hidden',
      [fields, report([somebody()], ['homeEmail']), lists],
      'degraded',
      ['Employees'],
    ],
    [
      'the marker is hidden',
      [fields, report([somebody()], [markerField]), lists],
      'degraded',
      ['Marker field'],
    ],
    [
      'a phone column is hidden',
      [fields, report([somebody()], ['homePhone']), lists],
      'degraded',
      ['Employees'],
    ],
    ['dates of birth are hidden', [fields, report([somebody()], ['dateOfBirth']), lists], 'ok', []],
    [
      'the marker is of a type that holds no text',
      [{ json: [{ id: '1', name: 'M', type: 'date', alias: markerField }] }, report([somebody()]), lists],
      'degraded',
      ['Marker field'],
    ],
    [
      'the marker field was given up',
      [
        { json: [{ id: '1', name: 'M', type: 'text', alias: markerField, deprecated: true }] },
        report([somebody()]),
        lists,
      ],
      'degraded',
      ['Marker field'],
    ],
    ['there is no marker field', [{ json: [] }, report([somebody()]), lists], 'degraded', ['Marker field']],
    ['employees cannot be read', [fields, { status: 500 }, lists], 'degraded', ['Employees', 'Marker field']],
    ['lists cannot be read', [fields, report([somebody()]), { status: 502 }], 'degraded', ['Lists']],
  ])('when %s', async (_, replies, health, problems) => {
    const { actions, sent } = account(replies);
    const result = await actions.testConnection();
    expect(result.health).toBe(health);
    expect(failed(result.checks)).toEqual(problems);
    expect(sent.every(({ method, path }) => method === 'GET' || path.includes('/reports/custom'))).toBe(true);
  });
});

describe('addresses', () => {
  const { employeeUrl } = getConnector('bamboohr').manifest;

  it('of employees are pages of the account, where there are any', () => {
    const own = {
      baseUrl: 'https://api.bamboohr.com/api/gateway.php/acme',
      settings: { subdomain: 'acme', markerField },
    };
    expect(employeeUrl(own, '121')).toBe('https://acme.bamboohr.com/employees/employee.php?id=121');
    expect(employeeUrl({ ...own, baseUrl: 'http://localhost:8420/api/gateway.php/acme' }, '121')).toBeNull();
  });

  it('of another server that speaks the API are used as they are', async () => {
    const { actions, sent } = account([{ json: [] }], {
      baseUrl: 'http://localhost:8420/api/gateway.php/acme',
    });
    await actions.listOptions();
    expect(sent[0]?.path).toBe('/api/gateway.php/acme/v1/meta/lists');
  });
});

describe('the manifest', () => {
  const { manifest } = getConnector('bamboohr');

  it.each(['', 'with space', 'with:colon', 'ümlaut'])('refuses the key "%s"', (apiKey) => {
    expect(manifest.credentials.safeParse({ apiKey }).success).toBe(false);
  });

  it('names the default address in lower case', () => {
    expect(manifest.defaultBaseUrl({ subdomain: 'Acme', markerField: null })).toBe(
      'https://api.bamboohr.com/api/gateway.php/acme',
    );
  });

  it('is not there for providers unknown to this version', () => {
    expect(() => getConnector('nobody')).toThrow('no connector for nobody');
  });
});

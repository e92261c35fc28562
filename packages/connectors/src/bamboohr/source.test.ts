import { ProviderError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import type { KnownAccount, PeopleQuestion, ProviderCall, SourceField } from '../people-source.ts';
import { getConnector } from '../registry.ts';
import { type Reply, scriptedAccount } from '../testing/scripted-account.ts';

const field = (over: Partial<SourceField>): SourceField => ({
  id: '4337',
  alias: null,
  name: 'A field',
  type: 'text',
  deprecated: false,
  ...over,
});
const known: KnownAccount = {
  fields: [
    field({ id: '1', alias: 'firstName' }),
    field({ id: '387', alias: 'employmentStatus', type: 'status', deprecated: true }),
    field({ id: '387', alias: 'status', type: 'status' }),
    field({ id: '4340', alias: 'customT-ShirtSize', type: 'list' }),
    field({ id: '4341', alias: 'customBadgeReturned', type: 'date' }),
    field({ id: '4342', alias: 'customAllowance', type: 'currency' }),
    field({ id: '4350', alias: 'customSerial#' }),
  ],
  tables: [
    {
      alias: 'customAssets',
      columns: [
        field({ id: '4350', alias: 'customSerial#' }),
        field({ id: '4351', alias: 'customLoaned', type: 'date' }),
        field({ id: '4352', alias: 'customWorth', type: 'currency' }),
      ],
    },
  ],
};

function source(replies: Reply[], over: Parameters<typeof scriptedAccount>[1] = {}, what = known) {
  const { account, sent } = scriptedAccount(replies, over);
  return { source: getConnector('bamboohr').openSource(account, what), sent };
}
const question = (over: Partial<PeopleQuestion> = {}): PeopleQuestion => ({
  strategy: 'report',
  fields: ['firstName', 'hireDate'],
  page: 1,
  ...over,
});
const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};
const failure = async (promise: Promise<unknown>): Promise<ProviderError> => {
  const error: unknown = await promise.then(
    () => new Error('it succeeded'),
    (reason) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw error;
};
const refused = (status: number): Reply => ({
  status,
  headers: { 'x-bamboohr-error-message': 'API key not provided or invalid' },
});
const bodyOf = (sent: { body: string } | undefined) => JSON.parse(sent?.body ?? 'null');

type Column = { id: string | number; type: string };
const report = (fields: Column[], employees: unknown[]): { json: unknown } => ({
  json: { title: 'Report', fields: fields.map((one) => ({ ...one, name: one.id })), employees },
});
const someColumns = [
  { id: 'firstName', type: 'text' },
  { id: 'hireDate', type: 'date' },
];

describe('a report', () => {
  it('is one streamed call for everybody: what begins later and rows that look alike included', async () => {
    const { source: bamboo, sent } = source([
      report(someColumns, [
        { id: '4', firstName: 'Ann', hireDate: '2020-01-06' },
        { id: 5, firstName: 'Ann', hireDate: '2020-01-06' },
      ]),
    ]);
    const page = await bamboo.openPeople(question());
    expect(page).toMatchObject({ missing: [], announced: null, next: null });
    expect(await all(page.people)).toEqual([
      { id: '4', values: { firstName: 'Ann', hireDate: '2020-01-06' } },
      { id: '5', values: { firstName: 'Ann', hireDate: '2020-01-06' } },
    ]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ method: 'POST', streamed: true });
    expect(sent[0]?.path).toMatch(/\/v1\/reports\/custom\?format=JSON&onlyCurrent=false$/);
    expect(bodyOf(sent[0])).toMatchObject({
      fields: ['firstName', 'hireDate'],
      filters: {},
      filterDuplicates: 'no',
    });
  });

  it('asks by the names that accounts have, odd characters and numbers included', async () => {
    const fields = ['customT-ShirtSize', 'customSerial#', '1610', 'firstName'];
    const columns = fields.map((id) => ({ id: id === '1610' ? 1610 : id, type: 'text' }));
    const row = { id: '4', 1610: 'Yes', 'customT-ShirtSize': 'M', 'customSerial#': '#1', firstName: 'Ann' };
    const { source: bamboo, sent } = source([report(columns, [row])]);
    const page = await bamboo.openPeople(question({ fields }));
    const { id, ...values } = row;
    expect(await all(page.people)).toEqual([{ id, values }]);
    expect(bodyOf(sent[0]).fields).toEqual(fields);
  });

  it('tells blanks as null, numbers as text and amounts with their currency', async () => {
    const columns = [
      { id: 'hireDate', type: 'date' },
      { id: 'payRate', type: 'currency' },
      { id: 'overtimeRate', type: 'currency' },
      { id: 'city', type: 'text' },
      { id: 'standardHoursPerWeek', type: 'int' },
      { id: 'homeEmail', type: 'email' },
    ];
    const row = {
      id: '4',
      hireDate: '0000-00-00',
      payRate: '65000.00 USD',
      overtimeRate: ' USD',
      city: '',
      standardHoursPerWeek: 40,
      homeEmail: null,
    };
    const { source: bamboo } = source([report(columns, [row])]);
    const page = await bamboo.openPeople(question({ fields: columns.map(({ id }) => id) }));
    expect((await all(page.people))[0]?.values).toEqual({
      hireDate: null,
      payRate: { value: '65000.00', currency: 'USD' },
      overtimeRate: null,
      city: null,
      standardHoursPerWeek: '40',
      homeEmail: null,
    });
  });

  it('leaves what does not look like its type as it came', async () => {
    const columns = [
      { id: 'hireDate', type: 'date' },
      { id: 'payRate', type: 'currency' },
    ];
    const row = { id: '4', hireDate: { odd: 1 }, payRate: 'see contract' };
    const { source: bamboo } = source([report(columns, [row])]);
    const page = await bamboo.openPeople(question({ fields: ['hireDate', 'payRate'] }));
    expect((await all(page.people))[0]?.values).toEqual({ hireDate: { odd: 1 }, payRate: 'see contract' });
  });

  it('names columns that did not come, and gives no key for them', async () => {
    const { source: bamboo } = source([
      report([{ id: 'firstName', type: 'text' }], [{ id: '4', firstName: 'Ann', hireDate: null }]),
    ]);
    const page = await bamboo.openPeople(question());
    expect(page.missing).toEqual(['hireDate']);
    expect((await all(page.people))[0]?.values).toEqual({ firstName: 'Ann' });
  });

  it('gives no key for a column that is absent in one row', async () => {
    const { source: bamboo } = source([
      report(someColumns, [
        { id: '4', firstName: 'Ann' },
        { id: '5', firstName: 'Ben', hireDate: null },
      ]),
    ]);
    const page = await bamboo.openPeople(question());
    expect((await all(page.people)).map(({ values }) => Object.keys(values))).toEqual([
      ['firstName'],
      ['firstName', 'hireDate'],
    ]);
  });

  it('without any of its columns is refused: it is cut to one row, and tells nothing', async () => {
    const { source: bamboo } = source([report([], [{ id: '4' }])]);
    expect(await failure(bamboo.openPeople(question()))).toMatchObject({
      code: 'provider.refused',
      outcome: 'refused',
    });
  });

  it('reads named people, and asks for nobody when nobody is named', async () => {
    const { source: bamboo, sent } = source([report(someColumns, [])]);
    await all((await bamboo.openPeople(question({ ids: ['4', '5'] }))).people);
    expect(bodyOf(sent[0]).filters).toEqual({ employeeIds: [4, 5] });
    const page = await bamboo.openPeople(question({ ids: [] }));
    expect(await all(page.people)).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  const long = report(someColumns, [
    { id: '4', firstName: 'Ann', hireDate: '2020-01-06' },
    { id: '5', firstName: 'Ben', hireDate: '2020-01-06' },
  ]);
  const length = JSON.stringify(long.json).length;
  it.each<[string, Reply, string]>([
    ['cut in a row', { ...long, cutAt: length - 20 }, 'provider.ambiguous'],
    ['cut behind a row', { ...long, cutAt: length - 2 }, 'provider.ambiguous'],
    [
      'that ends early',
      { text: JSON.stringify(long.json).slice(0, -2), headers: { 'content-type': 'application/json' } },
      'provider.unexpected',
    ],
    ['that is a web page', { text: '<html>Just a moment</html>' }, 'provider.unexpected'],
  ])('%s fails while it is read', async (_, reply, code) => {
    const { source: bamboo } = source([reply]);
    const reading = async () => all((await bamboo.openPeople(question())).people);
    expect((await failure(reading())).code).toBe(code);
  });

  it.each<[string, Reply, object]>([
    ['a key that is refused', refused(401), { code: 'connections.unauthorized', outcome: 'refused' }],
    [
      'a right that is missing',
      { status: 403, headers: { 'x-bamboohr-error-message': 'No reports for you' } },
      { code: 'provider.refused', message: expect.stringContaining('No reports for you') },
    ],
    [
      'a limit',
      { status: 429, headers: { 'retry-after': '7' } },
      { code: 'provider.throttled', retryAfterSeconds: 7 },
    ],
    ['a failure', { status: 502 }, { code: 'provider.ambiguous', status: 502 }],
  ])('tells %s', async (_, reply, expected) => {
    const { source: bamboo, sent } = source([reply]);
    expect(await failure(bamboo.openPeople(question()))).toMatchObject(expected);
    expect(sent).toHaveLength(1);
  });
});

const columnsAnswer = (...names: string[]): Reply => ({
  json: {
    pagination: { total_pages: 1 },
    fields: names.map((name) => ({ name, label: name, entityName: 'x' })),
  },
});
const rowsAnswer = (rows: object[], meta: object = {}): Reply => ({
  json: {
    data: rows.map((fields) => ({ fields })),
    links: [],
    meta: { page: 1, pageSize: 1000, totalPages: 1, totalItems: rows.length, ...meta },
  },
});

describe('a dataset', () => {
  const datasets = (fields: string[], page = 1) => question({ strategy: 'datasets', fields, page });

  it('is read in pages by the number of the employee, after one look at its columns', async () => {
    const thousand = (from: number) =>
      Array.from({ length: 1000 }, (_, index) => ({ eeid: from + index, firstName: `P${from + index}` }));
    const { source: bamboo, sent } = source([
      columnsAnswer('eeid', 'firstName'),
      rowsAnswer(thousand(1), { totalPages: 2, totalItems: 1001 }),
      rowsAnswer([{ eeid: 1001, firstName: 'Last' }], { page: 2, totalPages: 2, totalItems: 1001 }),
    ]);
    const first = await bamboo.openPeople(datasets(['firstName']));
    expect(first).toMatchObject({ announced: 1001, next: 2, missing: [] });
    expect((await all(first.people))[999]).toEqual({ id: '1000', values: { firstName: 'P1000' } });
    const second = await bamboo.openPeople(datasets(['firstName'], 2));
    expect(second.next).toBeNull();
    expect(await all(second.people)).toEqual([{ id: '1001', values: { firstName: 'Last' } }]);
    expect(sent).toHaveLength(3);
    expect(sent[2]?.path).toMatch(/\/v2\/datasets\/employee\/data$/);
    expect(bodyOf(sent[2])).toEqual({
      fields: ['eeid', 'firstName'],
      orderBy: 'eeid asc',
      page: 2,
      pageSize: 1000,
    });
  });

  it('brings standard and own fields under the names they were asked for by', async () => {
    const { source: bamboo, sent } = source([
      columnsAnswer(
        'eeid',
        'email',
        'jobInformationJobTitle',
        'compensationPayRate',
        'compensationPayRateCurrencyCode',
        'customField4340',
        'customField4341',
        'selfServiceAccess',
      ),
      rowsAnswer([
        {
          eeid: '4',
          email: 'ann@acme.test',
          jobInformationJobTitle: null,
          compensationPayRate: '65000.00',
          compensationPayRateCurrencyCode: 'USD',
          customField4340: 'M',
          customField4341: '0000-00-00',
          selfServiceAccess: 'Yes',
        },
        {
          eeid: '5',
          email: '',
          jobInformationJobTitle: 'Baker',
          compensationPayRate: null,
          compensationPayRateCurrencyCode: 'USD',
          customField4340: null,
          customField4341: '2026-02-03',
          selfServiceAccess: null,
        },
      ]),
    ]);
    const fields = ['workEmail', 'jobTitle', 'payRate', '4340', 'customBadgeReturned', '1610'];
    const page = await bamboo.openPeople(datasets(fields));
    expect((await all(page.people)).map(({ values }) => values)).toEqual([
      {
        workEmail: 'ann@acme.test',
        jobTitle: null,
        payRate: { value: '65000.00', currency: 'USD' },
        4340: 'M',
        customBadgeReturned: null,
        1610: 'Yes',
      },
      {
        workEmail: null,
        jobTitle: 'Baker',
        payRate: null,
        4340: null,
        customBadgeReturned: '2026-02-03',
        1610: null,
      },
    ]);
    expect(bodyOf(sent[1]).fields).toContain('compensationPayRateCurrencyCode');
  });

  it('takes a column that is not listed for one that was not told, never for a blank', async () => {
    const { source: bamboo, sent } = source([
      columnsAnswer('eeid', 'firstName'),
      rowsAnswer([{ eeid: '4', firstName: 'Ann' }]),
    ]);
    const page = await bamboo.openPeople(datasets(['firstName', 'ssn', 'customT-ShirtSize']));
    expect(page.missing).toEqual(['ssn', 'customT-ShirtSize']);
    expect(await all(page.people)).toEqual([{ id: '4', values: { firstName: 'Ann' } }]);
    expect(bodyOf(sent[1]).fields).toEqual(['eeid', 'firstName']);
  });

  it('looks again where a column is blank for all of a page and was not before', async () => {
    const cities = (page: number, city: string | null) =>
      rowsAnswer([{ eeid: page, firstName: 'Ann', city }], {
        page,
        pageSize: 1,
        totalPages: 3,
        totalItems: 3,
      });
    const { source: bamboo, sent } = source([
      columnsAnswer('eeid', 'firstName', 'city'),
      cities(1, 'Oslo'),
      cities(2, null),
      columnsAnswer('eeid', 'firstName', 'city'),
      cities(3, null),
      columnsAnswer('eeid', 'firstName'),
    ]);
    const read = async (page: number) => {
      const { missing, people } = await bamboo.openPeople(datasets(['firstName', 'city'], page));
      return [missing, (await all(people))[0]?.values];
    };
    expect(await read(1)).toEqual([[], { firstName: 'Ann', city: 'Oslo' }]);
    expect(await read(2)).toEqual([[], { firstName: 'Ann', city: null }]);
    expect(await read(3)).toEqual([['city'], { firstName: 'Ann' }]);
    expect(sent).toHaveLength(6);
  });

  it('names a column that was asked for and is in no row', async () => {
    const { source: bamboo } = source([
      columnsAnswer('eeid', 'firstName', 'city'),
      rowsAnswer([{ eeid: '4', firstName: 'Ann' }]),
    ]);
    expect((await bamboo.openPeople(datasets(['firstName', 'city']))).missing).toEqual(['city']);
  });

  it('does not tell the status of those who have not begun: it says Inactive of all of them', async () => {
    const { source: bamboo, sent } = source(
      [
        columnsAnswer('eeid', 'status', 'hireDate'),
        rowsAnswer([
          { eeid: '4', status: 'Inactive', hireDate: '2026-12-01' },
          { eeid: '5', status: 'Inactive', hireDate: '2020-01-06' },
          { eeid: '6', status: 'Active', hireDate: '2026-12-01' },
          { eeid: '7', status: 'Inactive', hireDate: null },
        ]),
      ],
      { now: () => new Date('2026-11-25T20:00:00Z') },
    );
    const page = await bamboo.openPeople(datasets(['status']));
    expect(bodyOf(sent[1]).fields).toEqual(['eeid', 'status', 'hireDate']);
    expect((await all(page.people)).map(({ values }) => values)).toEqual([
      {},
      { status: 'Inactive' },
      { status: 'Active' },
      { status: 'Inactive' },
    ]);
  });

  const columns = columnsAnswer('eeid', 'firstName');
  const row = (id: number) => ({ eeid: id, firstName: 'Ann' });
  it.each<[string, Reply]>([
    ['is shorter than it says', rowsAnswer([row(4)], { totalItems: 2 })],
    ['is empty though there is more', rowsAnswer([], { totalItems: 2 })],
    ['is another page', rowsAnswer([row(4)], { page: 2 })],
    ['has the wrong number of pages', rowsAnswer([row(4)], { totalPages: 3 })],
    ['is a web page', { text: '<html></html>' }],
    ['has another shape', { json: { data: [] } }],
  ])('fails when a page %s', async (_, reply) => {
    const { source: bamboo } = source([columns, reply]);
    expect((await failure(bamboo.openPeople(datasets(['firstName'])))).code).toBe('provider.unexpected');
  });

  it('fails when a row has no number of an employee', async () => {
    const { source: bamboo } = source([columns, rowsAnswer([{ firstName: 'Ann' }])]);
    const { people } = await bamboo.openPeople(datasets(['firstName']));
    expect((await failure(all(people))).code).toBe('provider.unexpected');
  });

  it('looks at the columns again after that failed', async () => {
    const { source: bamboo } = source([{ status: 503 }, columns, rowsAnswer([row(4)])]);
    await failure(bamboo.openPeople(datasets(['firstName'])));
    expect(await all((await bamboo.openPeople(datasets(['firstName']))).people)).toHaveLength(1);
  });

  it('covers what it has a column for, and no amount without a currency', () => {
    const { source: bamboo } = source([]);
    const catalogue = { ...known, lists: null, users: null };
    const covers = (...fields: string[]) => bamboo.covers('datasets', fields, catalogue);
    expect(covers('firstName', 'status', '387', 'customT-ShirtSize', '4341', 'payRate')).toBe(true);
    for (const name of ['customAllowance', 'customSerial#', 'employmentStatus', 'customNobody', '4332'])
      expect(covers(name), name).toBe(false);
    expect(covers('firstName', 'customAllowance')).toBe(false);
    expect(bamboo.covers('report', ['customAllowance', 'whatever'], catalogue)).toBe(true);
  });
});

describe('rows', () => {
  it('of everybody are streamed, and read by the types of the account’s own columns', async () => {
    const { source: bamboo, sent } = source([
      {
        json: [
          {
            id: '38563',
            employeeId: '4',
            'customSerial#': '',
            customLoaned: '0000-00-00',
            customWorth: { currency: 'USD', value: '20.00' },
          },
          { id: 38564, employeeId: 5, customLoaned: '2026-02-03', customWorth: ' USD' },
        ],
      },
    ]);
    expect(await all(await bamboo.openRows('customAssets'))).toEqual([
      {
        id: '38563',
        employeeId: '4',
        values: {
          'customSerial#': null,
          customLoaned: null,
          customWorth: { value: '20.00', currency: 'USD' },
        },
      },
      { id: '38564', employeeId: '5', values: { customLoaned: '2026-02-03', customWorth: null } },
    ]);
    expect(sent[0]).toMatchObject({
      streamed: true,
      path: expect.stringMatching(/\/all\/tables\/customAssets$/),
    });
  });

  it('that were cut fail while they are read', async () => {
    const rows = {
      json: [
        { id: '1', employeeId: '4' },
        { id: '2', employeeId: '4' },
      ],
      cutAt: 40,
    };
    const { source: bamboo } = source([rows]);
    const reading = async () => all(await bamboo.openRows('jobInfo'));
    expect((await failure(reading())).code).toBe('provider.ambiguous');
  });

  it('of one person are listed', async () => {
    const { source: bamboo } = source([{ json: [{ id: '1', employeeId: '4', date: '2020-01-06' }] }]);
    expect(await bamboo.listRows('4', 'jobInfo')).toEqual([
      { id: '1', employeeId: '4', values: { date: '2020-01-06' } },
    ]);
  });

  it('of changed people come without ids; nobody may be an empty list', async () => {
    const one = { 4: { lastChanged: '2026-05-29T14:29:44Z', rows: [{ customLoaned: '' }] }, 5: { rows: [] } };
    const { source: bamboo, sent } = source([
      { json: { table: 'customAssets', employees: one } },
      { json: { table: 'customAssets', employees: [] } },
    ]);
    const since = new Date('2026-05-29T14:00:00.500Z');
    expect(await all(await bamboo.openChangedRows('customAssets', since))).toEqual([
      { employeeId: '4', rows: [{ id: null, employeeId: '4', values: { customLoaned: null } }] },
      { employeeId: '5', rows: [] },
    ]);
    expect(await all(await bamboo.openChangedRows('customAssets', since))).toEqual([]);
    expect(sent[0]?.path).toContain('since=2026-05-29T14%3A00%3A00Z');
  });
});

describe('changes', () => {
  it('are told with what happened; a new word is a change', async () => {
    const employees = {
      4: { id: '4', action: 'Updated', lastChanged: '2026-05-29T14:29:44+00:00' },
      5: { id: 5, action: 'Deleted', lastChanged: '2026-05-29T14:29:45+00:00' },
      6: { id: '6', action: 'Inserted' },
      7: { id: '7', action: 'Merged' },
    };
    const { source: bamboo } = source([{ json: { latest: '2026-05-29T14:29:45+00:00', employees } }]);
    expect(await bamboo.listChanges(new Date(0))).toEqual({
      latest: '2026-05-29T14:29:45+00:00',
      changes: [
        { employeeId: '4', action: 'updated', at: '2026-05-29T14:29:44+00:00' },
        { employeeId: '5', action: 'deleted', at: '2026-05-29T14:29:45+00:00' },
        { employeeId: '6', action: 'inserted', at: null },
        { employeeId: '7', action: 'updated', at: null },
      ],
    });
  });

  it.each([{}, []])('of nobody are %j', async (employees) => {
    const { source: bamboo } = source([{ json: { employees } }]);
    expect(await bamboo.listChanges(new Date(0))).toEqual({ latest: null, changes: [] });
  });
});

const metaFields: Reply = {
  json: [
    { id: 4, name: 'Department', type: 'list', alias: 'department' },
    { id: '4340.4', name: 'Sub field', type: 'text' },
    { id: 1358, type: 'text', deprecated: true, name: 'Nickname', alias: 'nickname' },
  ],
};
const metaTables: Reply = {
  json: [{ alias: 'jobInfo', fields: [{ id: 4047, name: 'Date', alias: 'date', type: 'date' }] }],
};
const metaLists: Reply = {
  json: [
    {
      fieldId: 4,
      alias: 'department',
      manageable: 'yes',
      multiple: 'no',
      name: 'Department',
      options: [
        { id: 1, archived: 'no', name: 'Design' },
        { id: 2, archived: 'yes', name: 'Old' },
      ],
    },
  ],
};
const metaUsers: Reply = {
  json: {
    2370: { id: 2370, employeeId: 0, firstName: 'A', lastName: 'B', email: null, status: 'enabled' },
    2371: { id: 2371, employeeId: 61, firstName: 'C', lastName: 'D', email: 'c@d.test', status: 'disabled' },
  },
};

describe('discovering', () => {
  it('tells fields, tables, lists with archived options, and users with whose they are', async () => {
    const { source: bamboo, sent } = source([metaFields, metaTables, metaLists, metaUsers]);
    const catalogue = await bamboo.discover();
    expect(sent).toHaveLength(4);
    expect(catalogue.fields).toEqual([
      { id: '4', alias: 'department', name: 'Department', type: 'list', deprecated: false },
      { id: '4340.4', alias: null, name: 'Sub field', type: 'text', deprecated: false },
      { id: '1358', alias: 'nickname', name: 'Nickname', type: 'text', deprecated: true },
    ]);
    expect(catalogue.tables).toEqual([
      {
        alias: 'jobInfo',
        columns: [{ id: '4047', alias: 'date', name: 'Date', type: 'date', deprecated: false }],
      },
    ]);
    expect(catalogue.lists?.[0]?.options).toEqual([
      { id: '1', name: 'Design', archived: false },
      { id: '2', name: 'Old', archived: true },
    ]);
    expect(catalogue.users).toEqual([
      {
        id: '2370',
        employeeId: null,
        firstName: 'A',
        lastName: 'B',
        email: null,
        enabled: true,
        lastLogin: null,
      },
      expect.objectContaining({ id: '2371', employeeId: '61', enabled: false }),
    ]);
  });

  it('does not take a part that is closed for an empty one', async () => {
    const { source: bamboo } = source([metaFields, refused(403), refused(403), refused(403)]);
    expect(await bamboo.discover()).toMatchObject({ tables: null, lists: null, users: null });
  });

  it('does not take the page of a proxy for a part that is closed', async () => {
    const { source: bamboo } = source([metaFields, { status: 403, text: '<html>Blocked</html>' }]);
    expect((await failure(bamboo.discover())).outcome).toBe('ambiguous');
  });

  it('fails when a part could not be asked, and when there are no fields', async () => {
    const { source: broken } = source([metaFields, metaTables, { status: 500 }]);
    expect((await failure(broken.discover())).status).toBe(500);
    const { source: closed } = source([refused(403)]);
    expect((await failure(closed.discover())).status).toBe(403);
  });

  it('teaches the source the account’s own fields', async () => {
    const own = { json: [{ id: 4390, name: 'Shoe', type: 'text', alias: 'customShoe' }] };
    const { source: bamboo } = source(
      [
        own,
        metaTables,
        metaLists,
        metaUsers,
        columnsAnswer('eeid', 'customField4390'),
        rowsAnswer([{ eeid: 4, customField4390: '42' }]),
      ],
      {},
      { fields: [], tables: [] },
    );
    await bamboo.discover();
    const page = await bamboo.openPeople(question({ strategy: 'datasets', fields: ['customShoe'] }));
    expect((await all(page.people))[0]?.values).toEqual({ customShoe: '42' });
  });
});

describe('calls', () => {
  it('are told with their operation, path and size, also those that fail', async () => {
    const calls: ProviderCall[] = [];
    const body = report(someColumns, [{ id: '4', firstName: 'Ann', hireDate: '' }]);
    const { source: bamboo } = source([body, { status: 503 }], {
      onCall: (call) => void calls.push(call),
      now: () => new Date('2026-11-25T20:00:00Z'),
    });
    await all((await bamboo.openPeople(question())).people);
    await failure(bamboo.listChanges(new Date(0)));
    expect(calls).toEqual([
      {
        at: expect.any(Date),
        operation: 'reports.open',
        method: 'POST',
        path: '/api/gateway.php/acme/v1/reports/custom',
        status: 200,
        bytes: JSON.stringify(body.json).length,
        ms: expect.any(Number),
      },
      expect.objectContaining({ operation: 'employees.changed', method: 'GET', status: 503 }),
    ]);
    expect(Math.abs(Number(calls[0]?.at) - Date.parse('2026-11-25T20:00:00Z'))).toBeLessThan(5000);
  });
});

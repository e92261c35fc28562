// What is asked of each operation while somebody of a level walks through the dialect. Operations
// that need care have a recipe here; every other one that is written is asked by its path alone, so
// that an operation of tomorrow is walked without a word about it.
import type { SavedReportInput } from '@joinery/sdk';
import type { FieldDefinition } from '../../../../modules/fields/standard-fields.ts';
import { createSavedReport } from '../../../../modules/reports/reports.service.ts';
import { employeeFields } from '../../format/datasets-fields.ts';
import { operations } from '../../operations.ts';
import type { Level } from './levels.ts';
import { type World, years } from './world.ts';

export interface Ask {
  /** The operation, or `native` and a path of the native API. */
  operation: string;
  method: string;
  /** After `/api/gateway.php/{company}`, or the whole path of the native API. */
  path: string;
  accept?: string;
  type?: string;
  body?: string;
}

type Recipe = (scene: AskScene) => Ask[];

export interface AskScene {
  world: World;
  level: Level;
  reports: SavedReports;
}

/** Numbers of saved reports that show, filter by and sort by a field. */
export interface SavedReports {
  whole: number;
  byPath: Map<string, number>;
}

const json = 'application/json';
const since = '2000-01-01T00:00:00Z';

/** Names by which a field is asked for: aliases, and numbers where there is none. */
export function namesIn({ catalogue }: World): string[] {
  return catalogue.fields.flatMap((field) => field.alias ?? field.number ?? []);
}

export async function saveReports({ context, owner, paths, catalogue }: World): Promise<SavedReports> {
  const save = async (name: string, over: Partial<SavedReportInput>): Promise<number> => {
    const input = { name, fields: ['lastChanged'], filter: null, sort: [], shared: true, ...over };
    return (await createSavedReport(context, owner, input)).number;
  };
  const names = catalogue.fields.flatMap((field) => field.alias ?? field.number ?? []).slice(0, 400);
  const byPath = new Map<string, number>();
  for (const path of paths) {
    const field = catalogue.fields.find(
      ({ source }) =>
        (source.kind === 'value' && source.key === path) ||
        (source.kind === 'table' && `${source.table}.${source.column}` === path),
    );
    const name = field?.alias ?? field?.number ?? undefined;
    if (name === undefined || name === null) continue;
    byPath.set(path, await save(`By ${path}`, { sort: [{ field: name, descending: false }] }));
  }
  return { whole: await save('Whole', { fields: names }), byPath };
}

const get =
  (path: (scene: AskScene) => string[], ...forms: string[]) =>
  (operation: string): Recipe =>
  (scene) =>
    path(scene).flatMap((one) =>
      (forms.length === 0 ? [json] : forms).map((accept) => ({
        operation,
        method: 'GET',
        path: one,
        accept,
      })),
    );

const post =
  (path: string, bodies: (scene: AskScene) => unknown[]) =>
  (operation: string): Recipe =>
  (scene) =>
    bodies(scene).map((body) => ({
      operation,
      method: 'POST',
      path,
      accept: json,
      type: typeof body === 'string' ? 'text/xml' : json,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }));

const numbersOf = ({ world }: AskScene): number[] => world.people.map(({ number }) => number);
const asked = ({ world }: AskScene): string => encodeURIComponent(namesIn(world).join(','));
const tablesOf = ({ world }: AskScene): string[] => world.catalogue.tables.map(({ alias }) => alias);
/** Two employees that a level is asked about in detail, others for each level. */
const two = ({ level }: AskScene): number[] => {
  const start = [...level.name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 8;
  return [start + 1, ((start + 3) % 8) + 1];
};

const listFields =
  'workEmail,homeEmail,bestEmail,middleName,workPhone,workPhoneExtension,mobilePhone,homePhone,skypeUsername,linkedinUrl,facebookUrl,instagramUrl,twitterUrl,pinterestUrl,birthDate,hireDate,divisionName,divisionId,departmentName,departmentId,locationName,locationId,jobTitleId,employmentStatusName,employmentStatusId,reportsToName,reportsToId';

const listQueries = ({ world }: AskScene): string[] => [
  `fields=${listFields}`,
  ...['firstName', '-lastName', 'preferredName', 'jobTitleName', '-status'].map((sort) => `sort=${sort}`),
  `fields=${listFields}&filter[firstName]=Q2z${world.paths.indexOf('firstName')}`,
  `filter[lastName]=z${world.paths.indexOf('lastName')}z`,
  `filter[jobTitleName]=z${world.paths.indexOf('jobInfo.jobTitle')}z1`,
  'filter[status]=active',
  'filter[ids]=1,2,5&page[limit]=2',
];

/** Names of fields of the dataset that show something hidden, at most `most` for one walk. */
function hiddenDatasetNames({ world, level }: AskScene, most: number): string[] {
  const hidden = new Set(level.hiddenPaths);
  const names = employeeFields
    .filter(({ field, part }) => {
      const source = part === 'value' ? world.catalogue.find(field)?.source : undefined;
      if (source === undefined || source.kind === 'calculated') return false;
      return hidden.has(source.kind === 'value' ? source.key : `${source.table}.${source.column}`);
    })
    .map(({ name }) => name);
  const step = Math.max(1, Math.floor(names.length / most));
  return names.filter((_name, index) => index % step === 0).slice(0, most);
}

const calculated = [
  'name',
  'supervisorName',
  'supervisorEmail',
  'supervisorId',
  'age',
  'birthday',
  'terminationDate',
];

const datasetNames = ({ world }: AskScene): string[] =>
  employeeFields.filter(({ field }) => world.catalogue.find(field) !== undefined).map(({ name }) => name);

function datasetQuestions(scene: AskScene): unknown[] {
  const { world } = scene;
  const fields = datasetNames(scene);
  const entities = [...new Set(employeeFields.map(({ entity }) => entity))];
  const questions = [...hiddenDatasetNames(scene, 5), ...calculated].flatMap((name) => {
    const some = ['eeid', name];
    const filtered = (operator: string, value: unknown) => ({
      fields: some,
      filters: { match: 'all', filters: [{ field: name, operator, value }] },
    });
    return [
      filtered('not_empty', null),
      filtered('contains', 'Q2'),
      filtered('gt', 350_000),
      filtered('gt', '1970-01-01'),
      filtered('includes', [`Q2z${world.paths.indexOf(name)}z1Q`]),
      { fields: some, sortBy: [{ field: name, sort: 'desc' }] },
      { fields: some, groupBy: [name], aggregations: { defaultAggregation: 'count' } },
      { fields: some, aggregations: { overridingAggregations: [{ field: name, aggregation: 'max' }] } },
      { fields: some, aggregations: { overridingAggregations: { [name]: 'sum' } } },
    ];
  });
  return [{ fields }, ...entities.map((entity) => ({ fields, showHistory: [entity] })), ...questions];
}

function rowsQuestions(scene: AskScene): unknown[] {
  const fields = datasetNames(scene);
  const questions = [...hiddenDatasetNames(scene, 5), ...calculated].flatMap((name) => [
    { fields: ['eeid', name], orderBy: `${name} desc` },
    { fields: ['eeid', name], filter: `${name} ne 'Q2z1z0Q'` },
    { fields: ['eeid', name], filter: `${name} gt 350000` },
    { fields: ['eeid'], filter: `eeid gt 0 or ${name} in ('Q2z1z0Q','Q3z1z0Q')` },
  ]);
  return [{ fields, pageSize: 1000 }, ...questions];
}

function optionQuestions(scene: AskScene): unknown[] {
  const names = ['department', 'jobInformationDepartment', 'status', 'gender', 'employmentStatus'];
  const known = datasetNames(scene).filter((name) => names.includes(name));
  const filters = hiddenDatasetNames(scene, 4).map((field) => ({
    fields: known,
    filters: { match: 'all', filters: [{ field, operator: 'not_empty' }] },
  }));
  return [{ fields: datasetNames(scene).slice(0, 50), filters: null, dependentFields: {} }, ...filters];
}

const recipes: Record<string, (operation: string) => Recipe> = {
  'GET /v1/employees/{id}': (operation) => (scene) => [
    ...get(() => [0, ...numbersOf(scene), 99].map((id) => `/v1/employees/${id}?fields=${asked(scene)}`))(
      operation,
    )(scene),
    ...get(
      () => two(scene).map((id) => `/v1/employees/${id}?onlyCurrent=false&fields=${asked(scene)}`),
      'text/xml',
    )(operation)(scene),
  ],
  'GET /v1/employees': get((scene) => listQueries(scene).map((query) => `/v1/employees?${query}`)),
  'GET /v1/employees/directory': get(
    () => ['/v1/employees/directory', '/v1/employees/directory?onlyCurrent=false'],
    json,
    'text/xml',
  ),
  'GET /v1/employees/changed': get(
    () =>
      ['all', 'inserted', 'updated', 'deleted'].map(
        (type) => `/v1/employees/changed?since=${since}&type=${type}`,
      ),
    json,
    'text/xml',
  ),
  'GET /v1/employees/{id}/tables/{table}': (operation) => (scene) => [
    ...get(() => tablesOf(scene).map((table) => `/v1/employees/all/tables/${table}`))(operation)(scene),
    ...get(
      () => tablesOf(scene).map((table, index) => `/v1/employees/${two(scene)[index % 2]}/tables/${table}`),
      'text/xml',
    )(operation)(scene),
  ],
  'GET /v1/employees/changed/tables/{table}': get((scene) =>
    tablesOf(scene).map((table) => `/v1/employees/changed/tables/${table}?since=${since}`),
  ),
  'GET /v1/employeedependents/{id}': get((scene) =>
    two(scene)
      .flatMap((number) => rowsOfPerson(scene, number, 'dependents'))
      .map((id) => `/v1/employeedependents/${id}`),
  ),
  'GET /v1/time_tracking/timesheet_entries': get(() => [
    `/v1/time_tracking/timesheet_entries?start=${dayFromNow(-300)}&end=${dayFromNow(0)}`,
  ]),
  'POST /v1/reports/custom': (operation) => (scene) => {
    const body = JSON.stringify({
      title: 'All',
      fields: namesIn(scene.world).slice(0, 400),
      filterDuplicates: 'no',
    });
    const fields = namesIn(scene.world)
      .map((name) => `<field id="${name}"/>`)
      .join('');
    const some = JSON.stringify({
      fields: namesIn(scene.world).slice(0, 60),
      filters: { lastChanged: { value: since, includeNull: 'no' }, employeeIds: two(scene) },
    });
    const ask = (format: string, type: string, text: string): Ask => ({
      operation,
      method: 'POST',
      path: `/v1/reports/custom?format=${format}`,
      type,
      body: text,
    });
    return [
      ...['json', 'xml', 'csv', 'xls', 'pdf'].map((format) => ask(format, json, body)),
      ask(
        'json&onlyCurrent=false',
        'text/xml',
        `<report><title>T</title><fields>${fields}</fields></report>`,
      ),
      ask('csv', json, some),
      ask('json', json, '{}'),
    ];
  },
  'GET /v1/reports/{id}': (operation) => (scene) => [
    ...get(() =>
      ['json', 'xml', 'csv', 'xls', 'pdf'].map((f) => `/v1/reports/${scene.reports.whole}?format=${f}`),
    )(operation)(scene),
    ...get(() => hiddenReports(scene).map((id) => `/v1/reports/${id}?format=csv`))(operation)(scene),
  ],
  'GET /v1/custom-reports/{reportId}': get((scene) =>
    [scene.reports.whole, ...hiddenReports(scene)].map((id) => `/v1/custom-reports/${id}`),
  ),
  'POST /v1/datasets/{datasetName}': post('/v1/datasets/employee', datasetQuestions),
  'POST /v2/datasets/{datasetName}/data': post('/v2/datasets/employee/data', rowsQuestions),
  'POST /v1/datasets/{datasetName}/field-options': post(
    '/v1/datasets/employee/field-options',
    optionQuestions,
  ),
  'POST /v1_2/datasets/{datasetName}/field-options': post(
    '/v1_2/datasets/employee/field-options',
    optionQuestions,
  ),
};

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function hiddenReports({ level, reports }: AskScene): number[] {
  return level.hiddenPaths.flatMap((path) => reports.byPath.get(path) ?? []).slice(0, 8);
}

/** What stands for a parameter of a path where no recipe says better. */
const parameters: Record<string, (scene: AskScene) => (string | number)[]> = {
  id: (scene) => [0, ...two(scene)],
  employeeId: (scene) => [0, ...two(scene)],
  table: () => ['jobInfo'],
  datasetName: () => ['employee'],
  size: () => ['small', 'original'],
  listFieldId: () => [4, 16],
};

const usualQuery = `start=2001-01-01&end=2035-12-31&since=${since}&fields=firstName,ssn`;

function byPath(operation: string): Recipe {
  const [method = '', path = ''] = operation.split(' ');
  return (scene) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const choices = names.map((name) => (parameters[name] ?? (() => [1, 2]))(scene));
    const longest = Math.max(1, ...choices.map((options) => options.length));
    const paths = Array.from({ length: longest }, (_, at) =>
      names.reduce((text, name, index) => {
        const options = choices[index] ?? [];
        return text.replace(`{${name}}`, String(options[at % options.length]));
      }, path),
    );
    return paths.flatMap((one) =>
      [json, 'text/xml'].map((accept) => ({ operation, method, path: `${one}?${usualQuery}`, accept })),
    );
  };
}

/** Everything that reads: written GETs, and POSTs that ask. */
export function readingAsks(scene: AskScene): Ask[] {
  const written = operations.filter(({ state }) => state !== 'not_yet').map(({ id }) => id);
  const reading = written.filter((id) => id.startsWith('GET ') || id in recipes);
  return [...reading.flatMap((id) => (recipes[id] ?? byPath)(id)(scene)), ...nativeAsks(scene)];
}

function nativeAsks(scene: AskScene): Ask[] {
  const ask = (path: string): Ask => ({ operation: `native ${path.split('?')[0]}`, method: 'GET', path });
  const fields = asked(scene);
  return [
    ask(`/v1/employees?fields=${fields}&limit=100`),
    ask('/v1/employees'),
    ...numbersOf(scene).map((id) => ask(`/v1/employees/${id}?fields=${fields}`)),
    ask(`/v1/employees/0?fields=${fields}`),
    ...tablesOf(scene).map((table, index) => ask(`/v1/employees/${two(scene)[index % 2]}/tables/${table}`)),
    ...['fields', 'tables', 'saved-reports', 'users', 'keys', 'jobs', 'applications', 'hires', 'company'].map(
      (path) => ask(`/v1/${path}`),
    ),
  ];
}

function isWritten(operation: string): boolean {
  return operations.every(({ id, state }) => id !== operation || state !== 'not_yet');
}

/** Marks what a walk tries to write. */
export const written = 'X9written';

/** Everything that writes: to employees in scope and out of it, in both forms, and each other written operation. */
export function writingAsks(scene: AskScene): Ask[] {
  const { world, level } = scene;
  const xmlOf = (root: string, values: Record<string, string>) =>
    `<${root}>${Object.entries(values)
      .map(([name, value]) => `<field id="${name}">${value}</field>`)
      .join('')}</${root}>`;
  const write = (operation: string, method: string, path: string, body: unknown): Ask => ({
    operation,
    method,
    path,
    accept: json,
    type: typeof body === 'string' ? 'text/xml' : json,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const names = { firstName: 'New', lastName: 'Person' };
  const employees = two(scene).flatMap((id) => {
    const values = writableValues(scene, (path) => level.closed.has(`${id} ${path}`));
    const one = '/v1/employees/';
    return [
      write('POST /v1/employees/{id}', 'POST', `${one}${id}`, values),
      write('POST /v1/employees/{id}', 'POST', `${one}${id}`, { ...values, city: 'Ulm', middleName: 'M' }),
      write('POST /v1/employees/{id}', 'POST', `${one}${id}`, xmlOf('employee', values)),
      write('native PATCH', 'PATCH', `${one}${id}`, { values: { ...values, city: 'Bonn' } }),
    ];
  });
  const isClosedToAll = (path: string) =>
    world.people.every(({ number }) => level.closed.has(`${number} ${path}`));
  const creates = Object.entries(writableValues(scene, isClosedToAll))
    .filter(([, value]) => value === written)
    .slice(0, 3)
    .flatMap(([name, value]) => [
      write('POST /v1/employees', 'POST', '/v1/employees', { ...names, [name]: value }),
      write('native POST', 'POST', '/v1/employees', { values: { ...names, [name]: value } }),
    ]);
  const rows = world.catalogue.tables.flatMap(({ alias, columns, dateColumn }) =>
    two(scene).flatMap((number, index) => {
      const kept = rowsOfPerson(scene, number, alias);
      const isClosed = (column: string) => level.closed.has(`${number} ${alias}.${column}`);
      const every = {
        ...columnValues(scene, alias, () => true),
        ...(dateColumn === null ? {} : { [dateColumn]: '2020-02-02' }),
      };
      const closed = columnValues(scene, alias, isClosed);
      const shut = columns.filter(isClosed);
      const base = index === 0 ? '/v1' : '/v1_1';
      const at = `${base}/employees/${number}/tables/${alias}`;
      return [
        write(`POST ${base}/employees/{id}/tables/{table}`, 'POST', at, every),
        write(`POST ${base}/employees/{id}/tables/{table}/{rowId}`, 'POST', `${at}/${kept[0]}`, closed),
        write(
          `POST ${base}/employees/{id}/tables/{table}/{rowId}`,
          'POST',
          `${at}/${kept[1]}`,
          xmlOf('row', closed),
        ),
        ...(shut.length > 0
          ? [
              write(
                'DELETE /v1/employees/{id}/tables/{table}/{rowId}',
                'DELETE',
                `/v1/employees/${number}/tables/${alias}/${kept[0]}`,
                {},
              ),
            ]
          : []),
      ];
    }),
  );
  const known = [...employees, ...creates, ...rows].filter(({ operation }) => isWritten(operation));
  return [...known, ...otherWrites(scene)];
}

function rowsOfPerson({ world }: AskScene, number: number, table: string): number[] {
  const id = world.people.find((person) => person.number === number)?.id;
  const rows = world.original.rows.filter((row) => row.employeeId === id && row.table === table);
  return rows.slice(0, years.length).map((row) => row.id);
}

/** A value that each type takes, and that nobody has; lists take only what is in them. */
const takenBy: Record<string, string> = {
  ...{ date: '1999-09-09', currency: '1234.56', int: '42', percentage: '42', bool: 'yes', checkbox: 'yes' },
  ...{ email: 'x9written@example.test', gender: 'Female', marital_status: 'Married', status: 'Inactive' },
  ...{ pay_type: 'Hourly', paid_per: 'Hour', relationship: 'spouse', country: 'Germany', state: 'Utah' },
  ...{ ssn: '123-45-6789' },
};
const freeTypes: ReadonlySet<string> = new Set([
  'text',
  'textarea',
  'phone',
  'contact_url',
  'twitter_handle',
  'employee_number',
]);

function valueFor({ type, listNumber }: FieldDefinition): string | undefined {
  if (listNumber !== null) return undefined;
  return freeTypes.has(type) ? written : takenBy[type];
}

/** Values that would be taken from who may write them, for the fields at these paths. */
export function writableValues(
  { world }: Pick<AskScene, 'world'>,
  wanted: (path: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    namesIn(world).flatMap((name) => {
      const field = world.catalogue.find(name);
      if (field?.source.kind !== 'value' || field.readOnly || !wanted(field.source.key)) return [];
      const value = valueFor(field);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export function columnValues(
  { world: { catalogue } }: Pick<AskScene, 'world'>,
  table: string,
  wanted: (column: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    (catalogue.table(table)?.columns ?? []).flatMap((column) => {
      const field = catalogue.column(table, column);
      const value = field === undefined || !wanted(column) ? undefined : valueFor(field);
      return value === undefined ? [] : [[column, value]];
    }),
  );
}

/** Not asked: they end what the walk stands on. */
const leftAlone: ReadonlySet<string> = new Set(['DELETE /v1/employees/{id}']);

function otherWrites(scene: AskScene): Ask[] {
  const own = new Set([
    ...Object.keys(recipes),
    'POST /v1/employees',
    'POST /v1/employees/{id}',
    ...leftAlone,
  ]);
  return operations
    .filter(
      ({ id, state }) =>
        state !== 'not_yet' && !id.startsWith('GET ') && !own.has(id) && !id.includes('/tables/'),
    )
    .flatMap(({ id }) =>
      byPath(id)(scene)
        .slice(0, 4)
        .map((ask, index) => ({
          ...ask,
          type: json,
          body: JSON.stringify(
            index % 2 === 0
              ? {}
              : { firstName: written, lastName: written, employeeId: two(scene)[0], ssn: written },
          ),
        })),
    );
}

/** Every operation that the walk asks something of. */
export function walkedOperations(scene: AskScene): Set<string> {
  return new Set([...readingAsks(scene), ...writingAsks(scene)].map(({ operation }) => operation));
}

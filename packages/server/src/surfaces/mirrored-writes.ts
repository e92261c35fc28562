// What becomes of each write in a company whose people come from BambooHR. Operations that concern
// people are named one by one; the others by the area that they are in. A test makes them all.
import { operations } from './bamboohr/operations.ts';

export type MirroredWrite = { operation: string } & (
  | { goes: 'through'; by: string }
  | { goes: 'nowhere'; because: string; instead: string }
  | { goes: 'here'; area: string }
);

type Named = Exclude<MirroredWrite, { goes: 'here' }>;
type Ending = Named extends infer Each ? (Each extends Named ? Omit<Each, 'operation'> : never) : never;

const through = (by: string): Ending => ({ goes: 'through', by });

/** Of the dialect: each by itself, or by the one that does the same. */
const ofDialect: Record<string, Ending> = Object.fromEntries(
  [
    'POST /v1/employees',
    'POST /v1/employees/{id}',
    'DELETE /v1/employees/{id}',
    'POST /v1/employees/{id}/tables/{table}',
    'POST /v1/employees/{id}/tables/{table}/{rowId}',
    'DELETE /v1/employees/{id}/tables/{table}/{rowId}',
    'POST /v1/employees/{id}/files',
    'POST /v1/employees/{id}/files/{fileId}',
    'DELETE /v1/employees/{id}/files/{fileId}',
    'POST /v1/employees/files/categories',
    'POST /v1/employees/{employeeId}/photo',
    'PUT /v1/meta/lists/{listFieldId}',
    'POST /v1/hris/org/locations',
    'PUT /v1/hris/org/locations/{id}',
    'DELETE /v1/hris/org/locations/{id}',
  ].flatMap((id): [string, Ending][] =>
    // Rows of tables are written under a second version, too.
    id.includes('/tables/') && id.startsWith('POST')
      ? [
          [id, through(id)],
          [id.replace('/v1/', '/v1_1/'), through(id)],
        ]
      : [[id, through(id)]],
  ),
);
// Dependents are rows of a table.
ofDialect['POST /v1/employeedependents'] = through('POST /v1/employees/{id}/tables/{table}');
ofDialect['PUT /v1/employeedependents/{id}'] = through('POST /v1/employees/{id}/tables/{table}/{rowId}');

/** Of the native API. */
const ofNative: Record<string, Ending> = {
  'POST /v1/employees': through('POST /v1/employees'),
  'PATCH /v1/employees/{number}': through('POST /v1/employees/{id}'),
  'PUT /v1/employees/{number}/photo': through('POST /v1/employees/{employeeId}/photo'),
  'POST /v1/employees/{number}/files': through('POST /v1/employees/{id}/files'),
  'DELETE /v1/employees/{number}/files/{file}': through('DELETE /v1/employees/{id}/files/{fileId}'),
  'PATCH /v1/lists/{number}': through('PUT /v1/meta/lists/{listFieldId}'),
  'DELETE /v1/employees/{number}/photo': {
    goes: 'nowhere',
    because: 'BambooHR’s API uploads photos and has no operation that takes one away.',
    instead: 'at the photo on the employee’s page',
  },
  'POST /v1/fields': {
    goes: 'nowhere',
    because: 'BambooHR’s API has no operation that makes a field.',
    instead: 'Settings, Employee Fields; the next sync brings the field',
  },
  'POST /v1/tables': {
    goes: 'nowhere',
    because: 'BambooHR’s API has no operation that makes a table.',
    instead: 'Settings, Employee Fields; the next sync brings the table',
  },
};

const hiring = 'Hiring. Jobs and candidates are this server’s own; who is hired goes to BambooHR as a hire.';
const setup = 'Who may use this server, its connections, and what it is told to do.';
const reports = 'Reports. They are definitions of this server, over what is mirrored.';
const company = 'What the company tells of itself, and files of the company. They are not mirrored.';
const timeOff = 'Time off. Policies, balances and requests are not mirrored.';
const time = 'Worked time, and projects to book it on. They are not mirrored.';

/** First parts of paths, by the area that is kept here whether people are mirrored or not. */
const areas: Record<'bamboohr' | 'native' | 'other', [area: string, paths: RegExp][]> = {
  bamboohr: [
    [hiring, /^\/v1\/applicant_tracking\//],
    [company, /^\/v1\/(company-profile-data\/|files(\/|$))/],
    [timeOff, /^\/v1(_1)?\/(employees\/\{employeeId\}\/time_off\/|time_off\/)/],
    [time, /^\/v1\/(time_tracking|time-tracking|timetracking)\//],
    ['Goals. They are not mirrored.', /^\/v1(_1)?\/performance\//],
    ['Trainings. They are not mirrored.', /^\/v1\/training\//],
    [setup, /^\/v1\/(webhooks(\/|$)|login$)/],
    ['Reads that are asked by POST.', /^\/v\d(_\d)?\/(reports\/custom$|datasets\/)/],
  ],
  native: [
    [
      hiring,
      /^\/v1\/(jobs|pipelines|stages|candidates|candidate-\w+|reject-reasons|careers|publishable-keys|public|applications|consent-texts|demographics|retention|hires|hire-changes|recruiting-writes)(\/|$)/,
    ],
    [
      setup,
      /^\/v1\/(session|setup|users|access-levels|keys|oauth-\w+|connections|approvals|syncs|holds|provider-writes|sandbox)(\/|$)/,
    ],
    [reports, /^\/v1\/saved-reports(\/|$)/],
    [company, /^\/v1\/company\//],
  ],
  other: [
    [hiring, /^\/careers\//],
    [setup, /^\/(authorize|token|revoke)\.php$/],
    ['Calls of BambooHR itself: a hint to read again.', /^\/hooks\//],
  ],
};

export type Surface = keyof typeof areas;

/** What is said of operations by their names. */
export const named: Readonly<Record<Surface, Readonly<Record<string, Ending>>>> = {
  bamboohr: ofDialect,
  native: ofNative,
  other: {},
};

/** @throws Error for an operation of which nothing is said here: say it. */
export function endOf(surface: Surface, operation: string): MirroredWrite {
  const ending = named[surface][operation];
  if (ending !== undefined) return { operation, ...ending };
  const path = operation.slice(operation.indexOf(' ') + 1);
  const [area] = areas[surface].find(([, paths]) => paths.test(path)) ?? [];
  if (area === undefined) throw new Error(`nothing says what ${operation} does in a mirrored company`);
  return { operation, goes: 'here', area };
}

/** All writes of the dialect that are written. */
export function dialectWrites(): MirroredWrite[] {
  return operations
    .filter(({ id, state }) => state !== 'not_yet' && !id.startsWith('GET '))
    .map(({ id }) => endOf('bamboohr', id));
}

/** All writes that an OpenAPI document of the native API has. */
export function nativeWrites({ paths = {} }: { paths?: Record<string, object> }): MirroredWrite[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => ['post', 'put', 'patch', 'delete'].includes(method))
      .map((method) => endOf('native', `${method.toUpperCase()} ${path}`)),
  );
}

/** Of the other surfaces, by Fastify's names of their paths. */
export function otherWrites(): MirroredWrite[] {
  return [
    'POST /authorize.php',
    'POST /token.php',
    'POST /revoke.php',
    'POST /hooks/:connection',
    'POST /careers/:company/jobs/:number/apply',
  ].map((operation) => endOf('other', operation));
}

// Everything that a company's people are shown as, read over HTTP through every dialect there is,
// with what is a server's own left out; and where two such readings differ.

export interface Door {
  /** The server. */
  origin: string;
  slug: string;
  apiKey: string;
}

// Ids of rows, options and users, and moments of change are each server's own; so are addresses of
// photos, but not whether there is one.
const ownNames = new Set(['lastChanged', 'lastChangedIso', 'createdByUserId']);
const photoAddresses = new Set(['photoUrl', 'employeePhoto']);
const photoFields = ['photoUrl', 'photoUploaded', 'isPhotoUploaded'];

export interface ReadingOptions {
  numbers: readonly number[];
  tables: readonly string[];
  /** Every how many-th person is read alone, too; the lists have everybody. */
  alone: number;
}

/** By the name of the question. Values are JSON. */
export async function readThroughAllDialects(
  door: Door,
  { numbers, tables, alone }: ReadingOptions,
): Promise<Map<string, unknown>> {
  const ask = askerOf(door);
  const reading = new Map<string, unknown>();
  const fields = (await ask('GET', 'v1/meta/fields')) as Field[];
  reading.set('catalogue of fields', sorted(fields.map((field) => without(field, ownNames))));
  reading.set('catalogue of tables', await ask('GET', 'v1/meta/tables'));
  reading.set('lists', sorted(((await ask('GET', 'v1/meta/lists')) as List[]).map(listView)));
  const names = [
    ...photoFields,
    ...new Set(
      fields.map(({ id, alias }) => (alias === undefined || /[,:]/.test(alias) ? String(id) : alias)),
    ),
  ];
  for (const [index, number] of numbers.filter((_, place) => place % alone === 0).entries()) {
    const asked = encodeURIComponent(names.join(','));
    // Of every tenth of them what is to come, too.
    for (const onlyCurrent of index % 10 === 0 ? [true, false] : [true])
      reading.set(
        `employee ${number}${onlyCurrent ? '' : ' with the future'}`,
        view(await ask('GET', `v1/employees/${number}?fields=${asked}&onlyCurrent=${onlyCurrent}`)),
      );
    if (index % 10 === 0)
      for (const table of tables)
        reading.set(
          `table ${table} of ${number}`,
          rowsView(await ask('GET', `v1/employees/${number}/tables/${encodeURIComponent(table)}`)),
        );
  }
  for (const table of tables)
    reading.set(
      `table ${table}`,
      rowsView(await ask('GET', `v1/employees/all/tables/${encodeURIComponent(table)}`)),
    );
  reading.set('directory', view(await ask('GET', 'v1/employees/directory')));
  reading.set('paged list', await readPagedList(ask));
  for (const onlyCurrent of [true, false]) {
    const path = `v1/reports/custom?format=JSON&onlyCurrent=${onlyCurrent}`;
    const report = (await ask('POST', path, { title: 'All', fields: names.slice(0, 400) })) as {
      employees: unknown[];
    };
    reading.set(`report, onlyCurrent=${onlyCurrent}`, report.employees.map(view));
  }
  for (const [version, rows] of await readDatasets(ask)) reading.set(`dataset ${version}`, rows);
  const { employees } = (await ask('GET', 'v1/employees/changed?since=2000-01-01T00:00:00Z')) as {
    employees: Record<string, { action: string }>;
  };
  reading.set(
    'changed: who is there',
    Object.keys(employees)
      .filter((id) => employees[id]?.action !== 'Deleted')
      .sort(),
  );
  reading.set('native list', await readNative(door, names));
  return reading;
}

interface Field {
  id: string | number;
  alias?: string;
}
interface List {
  fieldId: number;
  options: Record<string, unknown>[];
}
type Ask = (method: string, path: string, body?: object) => Promise<unknown>;

function askerOf({ origin, slug, apiKey }: Door): Ask {
  const authorization = `Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}`;
  return async (method, path, body) => {
    const response = await fetch(`${origin}/api/gateway.php/${slug}/${path}`, {
      method,
      headers: {
        authorization,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== 200) return { status: response.status };
    return JSON.parse(text);
  };
}

async function readPagedList(ask: Ask): Promise<unknown[]> {
  const all: unknown[] = [];
  let after = '';
  for (;;) {
    const page = (await ask('GET', `v1/employees?page[limit]=500${after}`)) as {
      data: unknown[];
      meta: { page: { nextCursor: string | null } };
    };
    all.push(...page.data.map(view));
    if (page.meta.page.nextCursor === null) return all;
    after = `&page[after]=${encodeURIComponent(page.meta.page.nextCursor)}`;
  }
}

async function readDatasets(ask: Ask): Promise<[string, unknown][]> {
  const names: string[] = [];
  for (let page = 1; ; page += 1) {
    const answer = (await ask('GET', `v1/datasets/employee/fields?page=${page}&page_size=1000`)) as {
      fields: { name: string }[];
      pagination: { total_pages: number };
    };
    names.push(...answer.fields.map(({ name }) => name));
    if (page >= answer.pagination.total_pages) break;
  }
  const fields = names.filter((name) => !ownNames.has(name)).slice(0, 400);
  const v1: unknown[] = [];
  const v2: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const body = { fields, sortBy: [{ field: 'eeid', sort: 'asc' }] };
    const answer = (await ask('POST', `v1/datasets/employee?page=${page}&page_size=500`, body)) as {
      data: unknown[];
      pagination: { total_pages: number };
    };
    v1.push(...answer.data.map(view));
    if (page >= answer.pagination.total_pages) break;
  }
  for (let page = 1; ; page += 1) {
    const body = { fields, orderBy: 'eeid asc', pageSize: 500, page };
    const { data } = (await ask('POST', 'v2/datasets/employee/data', body)) as { data: unknown[] };
    v2.push(...data.map(view));
    if (data.length < 500) break;
  }
  return [
    ['v1', v1],
    ['v2', v2],
  ];
}

async function readNative({ origin, apiKey }: Door, names: readonly string[]): Promise<unknown[]> {
  const all: unknown[] = [];
  let cursor = '';
  for (;;) {
    const fields = encodeURIComponent(names.filter((name) => !/^\d/.test(name)).join(','));
    const response = await fetch(`${origin}/v1/employees?limit=100&fields=${fields}${cursor}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const page = (await response.json()) as {
      items: { number: number; values: Record<string, unknown> }[];
      nextCursor?: string | null;
    };
    all.push(...page.items.map(({ number, values }) => ({ number, values: view(values) })));
    if (page.nextCursor === undefined || page.nextCursor === null) return all;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

function view(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(view);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !ownNames.has(name))
      .map(([name, item]) => [name, photoAddresses.has(name) ? isPhotoAddress(item) : view(item)]),
  );
}

function isPhotoAddress(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('/photo_person_160x160.');
}

/** Without the ids of rows, and in an order that does not depend on them. */
function rowsView(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return sorted(value.map((row) => without(row as object, new Set(['id']))));
}

function listView({ options, ...list }: List): unknown {
  const kept = options.map((option) => without(option, new Set(['id', 'createdDate', 'archivedDate'])));
  return { ...list, options: sorted(kept) };
}

function without(value: object, names: ReadonlySet<string>): unknown {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
}

function sorted(values: unknown[]): unknown[] {
  const text = new Map(values.map((value) => [value, JSON.stringify(value)]));
  return [...values].sort((one, other) => ((text.get(one) ?? '') < (text.get(other) ?? '') ? -1 : 1));
}

/** The same without what is said of the leaders of some people. */
export function withoutLeaders(
  reading: ReadonlyMap<string, unknown>,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, unknown> {
  if (ids.size === 0) return reading;
  const walk = (value: unknown, isOfThem: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, isOfThem));
    if (!isTree(value)) return value;
    const id = value.employeeId ?? value.eeid ?? value.number ?? value.id;
    const isLed = isOfThem || ids.has(String(id));
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !(isLed && /^(supervisor|reportsTo|jobInformationReportsTo|91$)/.test(name)))
        .map(([name, item]) => [name, walk(item, isLed)]),
    );
  };
  return new Map([...reading].map(([question, value]) => [question, walk(value, false)]));
}

/** Where two readings differ: `question: place: one | other`. */
export function differences(
  one: ReadonlyMap<string, unknown>,
  other: ReadonlyMap<string, unknown>,
  most = 20,
): string[] {
  const found: string[] = [];
  const walk = (place: string, a: unknown, b: unknown): void => {
    if (found.length >= most) return;
    if (isTree(a) && isTree(b) && Array.isArray(a) === Array.isArray(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        walk(`${place}.${key}`, (a as Tree)[key], (b as Tree)[key]);
      return;
    }
    if (a !== b)
      found.push(`${place}: ${JSON.stringify(a)?.slice(0, 150)} | ${JSON.stringify(b)?.slice(0, 150)}`);
  };
  for (const question of new Set([...one.keys(), ...other.keys()]))
    walk(question, one.get(question), other.get(question));
  return found;
}

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

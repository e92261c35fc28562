// How others read a company. Each gets the same door and hands back what it read, in memory, as a
// program that uses it would have it.
import type { Door } from '../bamboohr-dialect/scene.ts';
import { loadN8nRouter, loadNangoPages } from './peers.ts';

export const tables = ['jobInfo', 'employmentStatus', 'compensation'] as const;

export interface Order {
  reader: ReaderName;
  door: Door;
  perMinute: number;
  /** Where what was read is written when the measuring is over. */
  out: string;
  /** How many employees a reader that asks for each alone reads; all when absent. */
  sample?: number;
  /** Of the floor: the requests that ours made. */
  floor?: { fields: string[][]; strategy: 'report' | 'datasets' };
}

export interface Read {
  /** Ids that the reader found in its list. */
  listed: string[];
  /** By id, of those that were read: names of fields that came with a value. */
  people: Record<string, string[]>;
  /** By table and id: how many rows came. */
  rows: Record<string, Record<string, number>>;
}

/** JSON by method and path below the door, with the limit and the counting around it. */
export type Ask = (path: string, body?: object) => Promise<unknown>;

type Reader = (ask: Ask, order: Order) => Promise<Read>;
type Values = Record<string, unknown>;

const named = (values: Values): string[] =>
  Object.keys(values).filter((name) => name !== 'id' && !isBlank(values[name]));

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return /^(0000-00-00|\s*[A-Z]{3})?$/.test(value) || value.trim() === '';
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** A list, then each employee alone, then each table of each employee: what is written first by most. */
const naive: Reader = async (ask, { sample = Number.POSITIVE_INFINITY }) => {
  const { employees } = (await ask('/employees/directory')) as { employees: Values[] };
  const catalogue = (await ask('/meta/fields')) as { id: string | number; alias?: string }[];
  const asked = catalogue.map(({ id, alias }) => (alias === undefined || /[,:]/.test(alias) ? id : alias));
  const people = new Map<string, Values>();
  const rows: Record<string, Map<string, unknown[]>> = {};
  for (const table of tables) rows[table] = new Map();
  for (const { id } of employees.slice(0, sample)) {
    const fields = encodeURIComponent(asked.slice(0, 400).join(','));
    people.set(String(id), (await ask(`/employees/${id}?fields=${fields}`)) as Values);
    for (const table of tables)
      rows[table]?.set(String(id), (await ask(`/employees/${id}/tables/${table}`)) as unknown[]);
  }
  return {
    listed: employees.map(({ id }) => String(id)),
    people: Object.fromEntries([...people].map(([id, values]) => [id, named(values)])),
    rows: Object.fromEntries(
      Object.entries(rows).map(([table, of]) => [
        table,
        Object.fromEntries([...of].map(([id, list]) => [id, list.length])),
      ]),
    ),
  };
};

/** The node of n8n in its mode “get many”: the directory. */
const n8nMany: Reader = async (ask) => {
  const items = await runNode(ask, { operation: 'getAll', returnAll: true }, 1);
  return {
    listed: items.map(({ id }) => String(id)),
    people: Object.fromEntries(items.map((values) => [String(values.id), named(values)])),
    rows: {},
  };
};

/** The node of n8n in its mode “get”, with all fields, for each employee that “get many” lists. */
const n8nEach: Reader = async (ask, { sample = Number.POSITIVE_INFINITY }) => {
  const listed = (await runNode(ask, { operation: 'getAll', returnAll: true }, 1)).map(({ id }) =>
    String(id),
  );
  const ids = listed.slice(0, sample);
  const parameters = { operation: 'get', 'options.fields': ['all'] };
  const items = await runNode(ask, parameters, ids.length, (index) => ({ employeeId: ids[index] }));
  return {
    listed,
    people: Object.fromEntries(items.map((values, index) => [ids[index] ?? '', named(values)])),
    rows: {},
  };
};

// As little of n8n as its node needs. The node has the address of BambooHR written into it: what it
// asks for is asked of the sandbox company.
async function runNode(
  ask: Ask,
  parameters: Values,
  inputs: number,
  perItem: (index: number) => Values = () => ({}),
): Promise<Values[]> {
  const router = loadN8nRouter();
  const known: Values = { resource: 'employee', ...parameters };
  const items = await router.call({
    getInputData: () => Array.from({ length: inputs }, () => ({ json: {} })),
    getNodeParameter: (name: string, index: number, otherwise: unknown) =>
      perItem(index)[name] ?? known[name] ?? otherwise,
    getCredentials: async () => ({ apiKey: 'replaced', subdomain: 'replaced' }),
    getNode: () => ({ name: 'BambooHR', type: 'n8n-nodes-base.bambooHr', typeVersion: 1 }),
    continueOnFail: () => false,
    helpers: {
      request: ({ url }: { url: string }) => ask(url.slice(url.indexOf('/v1/') + '/v1'.length)),
      returnJsonArray: (data: Values | Values[]) => [data].flat().map((json) => ({ json })),
    },
  });
  return items.map(({ json }) => json);
}

/** Pages of the dataset of employees, as an integration of Nango's would read them. */
const nango: Reader = async (ask) => {
  const pages = await loadNangoPages();
  const list = async (path: string): Promise<string[]> => {
    const names: string[] = [];
    for (let page = 1; ; page += 1) {
      const { fields, pagination } = (await ask(`${path}?page=${page}&page_size=1000`)) as {
        fields: { name: string }[];
        pagination: { total_pages: number };
      };
      names.push(...fields.map(({ name }) => name));
      if (page >= pagination.total_pages) return names;
    }
  };
  const fields = (await list('/../v1_2/datasets/employee/fields')).slice(0, 400);
  if (!fields.includes('eeid')) fields.splice(399, 1, 'eeid');
  const body = { fields, orderBy: 'eeid asc', pageSize: 1000 };
  const pagination = {
    type: 'offset',
    offset_name_in_request: 'page',
    offset_start_value: 1,
    offset_calculation_method: 'per-page',
    response_path: 'data',
    limit: 1000,
  };
  const read: Values[] = [];
  const proxy = async ({ data }: { data?: unknown }) => ({
    data: await ask('/../v2/datasets/employee/data', data as object),
  });
  for await (const page of pages.offset({}, pagination, { ...body }, true, proxy))
    read.push(...page.map((item) => item.fields as Values));
  return {
    listed: read.map(({ eeid }) => String(eeid)),
    people: Object.fromEntries(read.map((values) => [String(values.eeid), named(values)])),
    rows: {},
  };
};

/** What ours asked for in its full reading, fetched and parsed, and nothing else. */
const floor: Reader = async (ask, { floor: same }) => {
  const read: Read = { listed: [], people: {}, rows: {} };
  if (same === undefined) return read;
  for (const fields of same.fields)
    if (same.strategy === 'report')
      await ask('/reports/custom?format=json&onlyCurrent=false', { title: 'Floor', fields });
    else
      for (let page = 1; ; page += 1) {
        const body = { fields: ['eeid', ...fields], orderBy: 'eeid asc', pageSize: 1000, page };
        const { data } = (await ask('/../v2/datasets/employee/data', body)) as { data: unknown[] };
        if (data.length < 1000) break;
      }
  for (const table of tables) await ask(`/employees/all/tables/${table}`);
  return read;
};

export const readers = { naive, 'n8n many': n8nMany, 'n8n each': n8nEach, nango, floor };
export type ReaderName = keyof typeof readers;

import type { BambooHr, MetaField, SearchResult } from '@joinery/bamboohr';
import { ProviderError } from '@joinery/sdk';
import type { Account, AccountReport, FileCategory, HrisActions, PreparedWrite } from '../connector.ts';
import { call, openClient, unlessRefused } from './client.ts';
import {
  fromEmployee,
  searchFields,
  toEmployeeSearch,
  toEmploymentStatusRow,
  toFileCategories,
  toOptions,
  toProof,
} from './map.ts';
import { findField } from './values.ts';

const statusTable = 'employmentStatus';

export function openActions(account: Account): HrisActions {
  const client = openClient(account);
  const { markerField } = account.settings;
  return {
    testConnection: () => testConnection(client, markerField),
    async searchEmployees(marker, employee) {
      const fields = searchFields(markerField);
      // No column is demanded: what is missing makes its own question unknown, not the others.
      const result = await call(client.reports.searchEmployees({ fields, mustReturn: [] }));
      return toEmployeeSearch(result, { marker, markerField, employee });
    },
    prepareCreate(marker, employee) {
      const values = fromEmployee(employee, marker, markerField);
      return prepare('POST', 'employees', values, async () => ({
        id: (await client.employees.create(values)).id,
      }));
    },
    async proveEmployee(id, marker, employee) {
      const wanted = { marker, markerField, employee };
      const fields = Object.keys(fromEmployee(employee, marker, markerField));
      // A hire begins in the future as a rule: its job values are not current yet.
      return toProof(await call(client.employees.get(id, fields, { onlyCurrent: false })), wanted);
    },
    async listEmploymentStatus(employeeId) {
      return (await call(client.tables.list(employeeId, statusTable))).map(toEmploymentStatusRow);
    },
    prepareEmploymentStatus(employeeId, { date, status }) {
      const row = { date, employmentStatus: status };
      return prepare('POST', `employees/${employeeId}/tables/${statusTable}`, row, async () => {
        await client.tables.addRow(employeeId, statusTable, row);
        return null;
      });
    },
    listFileCategories: (employeeId) => listFileCategories(client, employeeId),
    prepareUpload(employeeId, { categoryId, name, contentType, bytes }) {
      const parts = { category: categoryId, fileName: name, share: 'no', file: digestable(bytes) };
      return prepare('POST', `employees/${employeeId}/files`, parts, async () => {
        const file = { bytes, fileName: name, contentType };
        return { id: (await client.files.upload(employeeId, { categoryId, file })).id };
      });
    },
    listOptions: async () => toOptions(await call(client.meta.lists())),
  };
}

export async function listFileCategories(client: BambooHr, employeeId: string): Promise<FileCategory[]> {
  // 404 is how an account without any category answers, for employees who exist.
  const list = await unlessRefused(404, client.files.list(employeeId));
  return list === null ? [] : toFileCategories(list);
}

export function prepare<Result>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  values: Record<string, unknown>,
  send: () => Promise<Result>,
): PreparedWrite<Result> {
  const names = Object.keys(values).sort();
  return {
    canonical: JSON.stringify([method, path, names.map((name) => [name, values[name]])]),
    summary: names.length === 0 ? `${method} ${path}` : `${method} ${path}: ${names.join(', ')}`,
    send: () => call(send()),
  };
}

export function digestable(bytes: Uint8Array<ArrayBuffer>): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

// Whether the key may add employees is not among the checks: BambooHR says that only in answer
// to a create.
async function testConnection(client: BambooHr, markerField: string | null): Promise<AccountReport> {
  const catalogue = await attempt(client.meta.fields());
  if (catalogue.error !== undefined)
    return { health: healthOf(catalogue.error), checks: [toCheck('API key', catalogue.error.message)] };
  const search = await attempt(
    client.reports.searchEmployees({ fields: searchFields(markerField), mustReturn: [] }),
  );
  const lists = await attempt(client.meta.lists());
  const checks = [
    toCheck('API key', null),
    toCheck('Employees', search.error?.message ?? employeesProblem(search.value, markerField)),
    ...(markerField === null
      ? []
      : [toCheck('Marker field', markerProblem(catalogue.value, search.value, markerField))]),
    toCheck('Lists', lists.error?.message ?? null),
  ];
  return { health: checks.every(({ ok }) => ok) ? 'ok' : 'degraded', checks };
}

type Attempt<T> = { value: T; error?: undefined } | { value?: undefined; error: ProviderError };

async function attempt<T>(operation: Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await call(operation) };
  } catch (error) {
    if (error instanceof ProviderError) return { error };
    throw error;
  }
}

function toCheck(name: string, problem: string | null): AccountReport['checks'][number] {
  return { name, ok: problem === null, message: problem ?? 'Works.' };
}

function employeesProblem(search: SearchResult | undefined, markerField: string | null): string | null {
  if (search?.scanned === 0)
    return 'The API key sees no employees. Its user needs access to all of them, or hires may be made twice.';
  const hidden = (search?.missing ?? []).filter((field) => field !== markerField);
  return hidden.length === 0 ? null : `The API key’s user may not see ${hidden.join(', ')}.`;
}

function markerProblem(
  fields: readonly MetaField[],
  search: SearchResult | undefined,
  markerField: string,
): string | null {
  if (findField(fields, markerField) === undefined)
    return `There is no field ${markerField}, or the API key does not see it.`;
  if (search === undefined) return 'Employees could not be read, so neither could their markers.';
  return search.missing.includes(markerField) ? `The API key’s user may not see ${markerField}.` : null;
}

function healthOf({ outcome, status }: ProviderError): AccountReport['health'] {
  if (outcome === 'not_sent') return 'unreachable';
  return outcome === 'refused' && (status === 401 || status === 403) ? 'unauthorized' : 'degraded';
}

import type { BambooHr, MetaField, ReportRow, SearchResult } from '@joinery/bamboohr';
import { ProviderError } from '@joinery/sdk';
import type { Account } from '../connector.ts';
import type { AccountReport, HiredRow, HireTable, HrisActions, WantedEmployee } from '../hris-actions.ts';
import { call, openClient, translated, unlessRefused } from './client.ts';
import { askedFields, hireSearchFields, searchRows } from './employee-search.ts';
import { fromHiredValues, fromHireRow, toHiredRows, toListedRow } from './hire-rows.ts';
import { compareOption, fromEmployee, listOf, sameText, toOptions, toProof } from './map.ts';
import {
  compareFields,
  digestOf,
  listFileCategories,
  prepare,
  prepareAddRow,
  prepareRowChange,
  prepareUpdate,
  silent,
} from './prepared.ts';
import { compareRecord } from './record.ts';
import { textOf } from './schema.ts';
import { findField } from './values.ts';

export function openActions(account: Account): HrisActions {
  const client = openClient(account);
  const { markerField } = account.settings;
  const searchTogether = async (wanted: readonly WantedEmployee[]) => {
    // Merging could fold two people with equal columns into one row and hide a duplicate. No column is
    // demanded: what is missing makes its own question unknown, not the others.
    const asked = { fields: hireSearchFields(markerField), onlyCurrent: false, mergeDuplicates: false };
    const { rows, missing } = await call(client.reports.open(asked));
    return searchRows({ rows: translated(rows), missing }, wanted, markerField);
  };
  return {
    testConnection: () => testConnection(client, markerField),
    async searchEmployees(marker, employee) {
      const [search] = await searchTogether([{ marker, employee }]);
      if (search === undefined) throw new Error('a search answers what it was asked');
      return search;
    },
    searchTogether,
    async listMarkers() {
      const streaming = openClient(account, { streamed: true });
      // The first name is there to have a column where there is no marker field.
      const fields = [markerField ?? 'firstName'];
      const report = await call(
        streaming.reports.open({ fields, onlyCurrent: false, mergeDuplicates: false }),
      );
      const shown = markerField === null ? null : !report.missing.includes(markerField);
      return { shown, employees: toMarkers(report.rows, shown ? markerField : null) };
    },
    async listNames() {
      const streaming = openClient(account, { streamed: true });
      const report = await call(
        streaming.reports.open({ fields: [...nameFields], onlyCurrent: false, mergeDuplicates: false }),
      );
      const shown = ['firstName', 'lastName'].every((field) => !report.missing.includes(field));
      return { shown, employees: toNames(report.rows) };
    },
    listFields: async () =>
      (await call(client.meta.fields())).map(({ id, alias }) => ({ id, alias: alias ?? null })),
    async hasEmployee(id) {
      return (
        (await unlessRefused(404, client.employees.get(id, ['firstName'], { onlyCurrent: false }))) !== null
      );
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
    async compareReactivation(id, marker, employee) {
      const own = reactivated(marker, markerField, employee.hireDate);
      const fields = Object.keys({ ...own, ...employee });
      const found = await unlessRefused(404, client.employees.get(id, fields, { onlyCurrent: true }));
      return compareRecord(found?.values ?? null, own, employee);
    },
    prepareReactivation(id, marker, employee, names) {
      const values = names.flatMap((name) => {
        const value = employee[name];
        return value === undefined ? [] : [[name, value] as const];
      });
      const own = reactivated(marker, markerField, employee.hireDate);
      return prepareUpdate(client, id, { ...Object.fromEntries(values), ...own });
    },
    async listRows(employeeId, table, wanted) {
      const rows = await call(client.tables.list(employeeId, table));
      return rows.map((row) => toListedRow(table, row, wanted)).sort((a, b) => Number(a.id) - Number(b.id));
    },
    prepareRow: (employeeId, table, row) => prepareAddRow(client, employeeId, table, fromHireRow(table, row)),
    async readHired(employeeId, { fields, tables }) {
      const asked = fields.filter((name) => !name.includes(','));
      const reading = client.employees.get(employeeId, asked.length === 0 ? ['firstName'] : asked, {
        onlyCurrent: false,
      });
      const found = await unlessRefused(404, reading);
      if (found === null) return null;
      const rows: Partial<Record<HireTable, HiredRow[]>> = {};
      for (const table of tables)
        rows[table] = toHiredRows(table, await call(client.tables.list(employeeId, table)));
      const shown = asked.filter((name) => Object.hasOwn(found.values, name));
      return { values: Object.fromEntries(shown.map((name) => [name, textOf(found.values[name])])), rows };
    },
    prepareHiredRow(employeeId, table, rowId, values) {
      const sent = fromHiredValues(table, values);
      if (rowId === null) return prepareAddRow(client, employeeId, table, sent);
      return prepareRowChange(client, { employeeId, table, rowId }, sent);
    },
    compareFields: (employeeId, values) => compareFields(client, employeeId, values),
    prepareUpdate: (employeeId, values) => prepareUpdate(client, employeeId, values),
    listFileCategories: (employeeId) => listFileCategories(client, employeeId),
    prepareUpload(employeeId, { categoryId, name, contentType, bytes }) {
      const parts = { category: categoryId, fileName: name, share: 'no', file: digestOf(bytes) };
      const send = async () => {
        const file = { bytes, fileName: name, contentType };
        return { id: (await client.files.upload(employeeId, { categoryId, file })).id };
      };
      const shown = { ...parts, file: `${bytes.byteLength} bytes` };
      return prepare('POST', `employees/${employeeId}/files`, parts, send, shown);
    },
    listOptions: async () => toOptions(await call(client.meta.lists())),
    compareOption: async (field, name) => compareOption(await call(client.meta.lists()), field, name),
    async prepareOption(field, name) {
      const list = listOf(await call(client.meta.lists()), field);
      if (list === undefined) throw noSuchList(field);
      const archived = list.options.find((option) => option.archived && sameText(option.name, name));
      const change = archived === undefined ? { value: name } : { id: archived.id, archived: false };
      const send = silent(() => client.meta.updateList(list.fieldId, [change]));
      return prepare('PUT', `meta/lists/${list.fieldId}`, { options: [change] }, send);
    },
  };
}

async function* toMarkers(rows: AsyncIterable<ReportRow>, markerField: string | null) {
  for await (const { id, values } of translated(rows))
    yield { id, marker: markerField === null ? null : textOf(values[markerField]) };
}

const nameFields = ['firstName', 'preferredName', 'lastName'] as const;

async function* toNames(rows: AsyncIterable<ReportRow>) {
  for await (const { id, values } of translated(rows)) {
    const { firstName, preferredName, lastName } = values;
    yield {
      id,
      firstName: textOf(firstName),
      preferredName: textOf(preferredName),
      lastName: textOf(lastName),
    };
  }
}

function reactivated(marker: string, markerField: string | null, hireDate: string): Record<string, string> {
  return { hireDate, ...(markerField === null ? {} : { [markerField]: marker }) };
}

function noSuchList(field: string): ProviderError {
  return new ProviderError('provider.refused', `BambooHR shows this API key no list for ${field}.`, {
    provider: 'bamboohr',
    operation: 'meta.lists',
    outcome: 'refused',
  });
}

// Whether the key may add employees is not among the checks: BambooHR says that only in answer
// to a create.
async function testConnection(client: BambooHr, markerField: string | null): Promise<AccountReport> {
  const catalogue = await attempt(client.meta.fields());
  if (catalogue.error !== undefined)
    return { health: healthOf(catalogue.error), checks: [toCheck('API key', catalogue.error.message)] };
  const search = await attempt(
    client.reports.searchEmployees({ fields: hireSearchFields(markerField), mustReturn: [] }),
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
  const asked = askedFields(markerField);
  const hidden = (search?.missing ?? []).filter((field) => field !== markerField && asked.includes(field));
  return hidden.length === 0 ? null : `The API key’s user may not see ${hidden.join(', ')}.`;
}

const markerTypes = ['text', 'textarea', 'employee_number'];

function markerProblem(
  fields: readonly MetaField[],
  search: SearchResult | undefined,
  markerField: string,
): string | null {
  const field = findField(fields, markerField);
  if (field === undefined) return `There is no field ${markerField}, or the API key does not see it.`;
  if (field.deprecated) return `The field ${markerField} is not in use any more.`;
  if (!markerTypes.includes(field.type))
    return `The field ${markerField} is of type ${field.type}: a marker is a text of 36 letters.`;
  if (search === undefined) return 'Employees could not be read, so neither could their markers.';
  return search.missing.includes(markerField) ? `The API key’s user may not see ${markerField}.` : null;
}

function healthOf({ outcome, status }: ProviderError): AccountReport['health'] {
  if (outcome === 'not_sent') return 'unreachable';
  return outcome === 'refused' && (status === 401 || status === 403) ? 'unauthorized' : 'degraded';
}

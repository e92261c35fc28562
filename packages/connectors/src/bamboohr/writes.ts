// The writing half of a mirror: what the contract asks, as BambooHR has it.
import type { BambooHr } from '@joinery/bamboohr';
import type { Account } from '../connector.ts';
import type { ComparedRow, PeopleWrites, SentOption, SentValues } from '../people-writes.ts';
import { call, openClient, unlessRefused } from './client.ts';
import { listFiles } from './files.ts';
import { changeToWire, compareLocation, listLocationNames, toWire } from './locations.ts';
import { sameText, searchFields } from './map.ts';
import {
  compareFields,
  digestOf,
  mapped,
  prepare,
  prepareAddRow,
  prepareRowChange,
  prepareUpdate,
  silent,
} from './prepared.ts';
import { fitOf, toCreatedSearch, toFieldValue } from './written-values.ts';

export function openWrites(account: Account): PeopleWrites {
  const client = openClient(account);
  const { markerField } = account.settings;
  const marked = (values: SentValues, marker: string) =>
    markerField === null || markerField in values ? values : { ...values, [markerField]: marker };
  return {
    prepareCreate(values, marker) {
      const sent = mapped(marked(values, marker), toFieldValue);
      return prepare('POST', 'employees', sent, async () => ({
        id: (await client.employees.create(sent)).id,
      }));
    },
    async searchCreated(values, marker) {
      const own = markerField === null || markerField in values ? null : markerField;
      const search = { fields: searchFields(own), mustReturn: [] };
      const result = await call(client.reports.searchEmployees(search));
      return toCreatedSearch(result, { values, marker, markerField: own });
    },
    prepareUpdate: (id, values) => prepareUpdate(client, id, values),
    compareFields: (id, values) => compareFields(client, id, values),
    prepareDelete: (id) =>
      prepare(
        'DELETE',
        `employees/${id}`,
        {},
        silent(() => client.employees.remove(id)),
      ),
    async hasEmployee(id) {
      return (await unlessRefused(404, client.employees.get(id, ['firstName']))) !== null;
    },
    compareRows: (id, table, values) => compareRows(client, { id, table, values }),
    prepareAddRow: (id, table, values) => prepareAddRow(client, id, table, values),
    prepareUpdateRow: (id, table, row, values) =>
      prepareRowChange(client, { employeeId: id, table, rowId: row }, values),
    prepareRemoveRow(id, table, row) {
      const send = silent(() => client.tables.removeRow(id, table, row));
      return prepare('DELETE', `employees/${id}/tables/${table}/${row}`, {}, send);
    },
    prepareListChange(field, options) {
      const send = silent(() => client.meta.updateList(field, options.map(toListChange)));
      return prepare('PUT', `meta/lists/${field}`, { options }, send);
    },
    async compareList(field, options) {
      const lists = await call(client.meta.lists());
      const list = lists.find(({ fieldId }) => fieldId === field);
      if (list === undefined) return 'gone';
      return options.every((option) => isApplied(list.options, option)) ? 'same' : 'different';
    },
    listFiles: (id) => listFiles(client, id, {}),
    prepareUpload(id, { categoryId, name, originalName, contentType, bytes, share }) {
      const parts = { category: categoryId, fileName: name, share, file: digestOf(bytes) };
      const send = async () => {
        const file = { bytes, fileName: originalName, contentType };
        return { id: (await client.files.upload(id, { categoryId, name, file, share })).id };
      };
      const shown = { ...parts, file: `${bytes.byteLength} bytes` };
      return prepare('POST', `employees/${id}/files`, parts, send, shown);
    },
    prepareFileChange(id, file, { name, categoryId, share }) {
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(categoryId === undefined ? {} : { categoryId }),
        ...(share === undefined ? {} : { share }),
      };
      const send = silent(() => client.files.update(id, file, change));
      return prepare('POST', `employees/${id}/files/${file}`, change, send);
    },
    prepareFileRemoval(id, file) {
      const send = silent(() => client.files.remove(id, file));
      return prepare('DELETE', `employees/${id}/files/${file}`, {}, send);
    },
    preparePhoto(id, { name, contentType, bytes }) {
      const file = { bytes, fileName: name, contentType };
      const send = silent(() => client.photos.upload(id, file));
      return prepare('POST', `employees/${id}/photo`, { file: digestOf(bytes) }, send, {
        file: `${bytes.byteLength} bytes`,
      });
    },
    prepareFileCategories(names) {
      const send = silent(() => client.files.addCategories(names));
      return prepare('POST', 'employees/files/categories', { names }, send);
    },
    listLocations: () => listLocationNames(client),
    compareLocation: (id, location) => compareLocation(client, id, location),
    async prepareLocation(location) {
      const sent = await toWire(client, location);
      const send = async () => ({ id: (await client.company.addLocation(sent)).id });
      return prepare('POST', 'hris/org/locations', { ...sent }, send);
    },
    async prepareLocationChange(id, location) {
      const sent = await changeToWire(client, id, location);
      const send = silent(() => client.company.updateLocation(id, sent));
      return prepare('PUT', `hris/org/locations/${id}`, { ...sent }, send);
    },
    prepareLocationRemoval(id) {
      const send = silent(() => client.company.removeLocation(id));
      return prepare('DELETE', `hris/org/locations/${id}`, {}, send);
    },
  };
}

async function compareRows(
  client: BambooHr,
  { id, table, values }: { id: string; table: string; values: SentValues },
): Promise<ComparedRow[]> {
  const rows = await call(client.tables.list(id, table));
  return rows
    .map((row) => ({ id: row.id, fit: fitOf(row.values, values) }))
    .sort((a, b) => Number(a.id) - Number(b.id));
}

function toListChange(option: SentOption) {
  if (!('id' in option)) return { value: option.name };
  const { id, name, archived } = option;
  return {
    id,
    ...(name === undefined ? {} : { value: name }),
    ...(archived === undefined ? {} : { archived }),
  };
}

function isApplied(
  options: readonly { readonly id: string; readonly name: string; readonly archived: boolean }[],
  wanted: SentOption,
): boolean {
  if (!('id' in wanted)) return options.some(({ name }) => sameText(name, wanted.name));
  const found = options.find(({ id }) => id === wanted.id);
  if (found === undefined) return false;
  if (wanted.name !== undefined && !sameText(found.name, wanted.name)) return false;
  return wanted.archived === undefined || wanted.archived === found.archived;
}

// The reading half: what the contract asks, put together from one file for each part.
import type { CallOptions, TableRow } from '@joinery/bamboohr';
import type { Account } from '../connector.ts';
import type { KnownAccount, PeopleSource, SourceCatalogue, SourceRow } from '../people-source.ts';
import { discover } from './catalogue.ts';
import { listChanges, openChangedRows } from './changes.ts';
import { call, openClient, translated } from './client.ts';
import { columnOf } from './dataset-columns.ts';
import { listFiles, openFile, readPhoto } from './files.ts';
import { listLocations } from './locations.ts';
import { probe } from './probe.ts';
import { createDatasetReader, openReport } from './strategies.ts';
import { columnTypes, rowValues } from './values.ts';
import { listWebhooks, registerWebhook } from './webhooks.ts';

const nothingKnown: KnownAccount = { fields: [], tables: [] };

export function openSource(account: Account, given: KnownAccount = nothingKnown): PeopleSource {
  const client = openClient(account);
  const streaming = openClient(account, { streamed: true });
  let known = given;
  const readDataset = createDatasetReader(client, () => known, account.now ?? (() => new Date()));
  return {
    async discover(signal) {
      const catalogue = await discover(client, signal);
      known = { fields: catalogue.fields, tables: catalogue.tables ?? known.tables };
      return catalogue;
    },
    probe: (capabilities) => probe(account, capabilities),
    openPeople: (question) =>
      question.strategy === 'report' ? openReport(streaming, question) : readDataset(question),
    async openRows(table, signal) {
      const options = { ...withSignal(signal), types: columnTypes(known, table) };
      return rowsOf(translated(await call(streaming.tables.open('all', table, options))));
    },
    listChanges: (since, signal) => listChanges(client, since, withSignal(signal)),
    openChangedRows: (table, since, signal) =>
      openChangedRows(streaming, known, table, since, withSignal(signal)),
    async listRows(employeeId, table, signal) {
      const options = { ...withSignal(signal), types: columnTypes(known, table) };
      return (await call(client.tables.list(employeeId, table, options))).map(toRow);
    },
    listFiles: (employeeId, signal) => listFiles(client, employeeId, withSignal(signal)),
    openFile: (employeeId, fileId, signal) => openFile(streaming, employeeId, fileId, withSignal(signal)),
    readPhoto: (employeeId, size, cut) => readPhoto(client, employeeId, size, cut),
    listLocations: (signal) => listLocations(client, withSignal(signal)),
    covers: (strategy, fields, catalogue) => strategy === 'report' || inDataset(fields, catalogue),
    registerWebhook: (input) => registerWebhook(client, input),
    listWebhooks: () => listWebhooks(client),
    removeWebhook: async (id) => void (await call(client.webhooks.remove(id))),
  };
}

function withSignal(signal: AbortSignal | undefined): CallOptions {
  return signal === undefined ? {} : { signal };
}

// A report takes whatever there is; a dataset has its own names, and not for everything.
function inDataset(fields: readonly string[], { fields: all, tables }: SourceCatalogue): boolean {
  return fields.every((field) => columnOf(field, { fields: all, tables: tables ?? [] }) !== undefined);
}

async function* rowsOf(rows: AsyncIterable<TableRow>): AsyncGenerator<SourceRow, void, undefined> {
  for await (const row of rows) yield toRow(row);
}

function toRow({ id, employeeId, values }: TableRow): SourceRow {
  return { id, employeeId, values: rowValues(values) };
}

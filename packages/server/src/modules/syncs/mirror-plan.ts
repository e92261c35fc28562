// What a sync asks for: which fields of people, which tables. Pure.
import type { SourceCatalogue } from '@joinery/connectors';
import type { MirrorSettings } from '@joinery/sdk';
import { type Catalogue, photoFields } from '../fields/fields.ts';
import { columnName, matchField } from '../fields/mirrored-fields.ts';
import { basisOf } from './mirror-hashes.ts';
import type { PersonColumn, RowColumn } from './mirror-values.ts';
import { type Ask, lastChangedKey, type PlannedStream, photoKey, statusKey, supervisorKey } from './syncs.ts';

/** What is kept of an account's catalogue. */
export type KnownCatalogue = Pick<SourceCatalogue, 'fields' | 'tables' | 'lists'>;

// As many fields as a provider gives at once.
const atOnce = 400;

// Where the account does not say which tables there are, these are tried.
const usualTables = ['jobInfo', 'employmentStatus', 'compensation'];

const specials: Ask[] = [
  { ask: 'status', key: statusKey },
  { ask: 'supervisorEId', key: supervisorKey, optional: true },
  { ask: 'lastChanged', key: lastChangedKey, optional: true },
];

const photo: Ask = { ask: 'isPhotoUploaded', key: photoKey, optional: true };

// What a person is known by to the state: without one of them all that are not listed are left out.
const stateNumbers: ReadonlySet<string> = new Set(['ssn', 'sin', 'nin', 'national_id']);

/** Streams of a full sync, people first. */
export function planStreams(
  catalogue: Catalogue,
  source: KnownCatalogue,
  settings: Pick<MirrorSettings, 'leaveOut' | 'tables'>,
): PlannedStream[] {
  const photos = photoFields.some((name) => settings.leaveOut.includes(name)) ? [] : [photo];
  const asks = [...specials, ...photos, ...planAsks(catalogue, source, settings)];
  const people: PlannedStream[] = [];
  for (let at = 0; at < asks.length; at += atOnce)
    people.push({ name: `people:${people.length}`, asks: asks.slice(at, at + atOnce) });
  const tables = plannedTables(catalogue, source, settings);
  return [...people, ...tables.map((table) => ({ name: `rows:${table}`, asks: [] }))];
}

function planAsks(
  catalogue: Catalogue,
  source: KnownCatalogue,
  settings: Pick<MirrorSettings, 'leaveOut' | 'tables'>,
): Ask[] {
  const leftOut = new Set(settings.leaveOut);
  const asks = new Map<string, Ask>();
  const living = source.fields.filter(({ deprecated }) => !deprecated);
  const add = (ask: Ask, names: (string | null)[]): void => {
    if (ask.key === statusKey || asks.has(ask.key)) return;
    if (names.some((name) => name !== null && leftOut.has(name))) return;
    asks.set(ask.key, ask);
  };
  for (const field of living) {
    const ours = matchField(catalogue, field);
    if (ours?.source.kind !== 'value' || ours.deprecated) continue;
    add({ ask: field.alias ?? field.id, key: ours.source.key }, [field.alias, field.id, ours.key]);
  }
  const withoutNumbers = catalogue.fields.some(
    ({ type, alias, number, key }) =>
      stateNumbers.has(type) && [alias, number, key].some((name) => name !== null && leftOut.has(name)),
  );
  // Providers have fields that they do not list, so that nobody can find and leave them out.
  for (const { listed, custom, deprecated, alias, number, key, type, source: place } of catalogue.fields)
    if (
      !listed &&
      !custom &&
      !deprecated &&
      alias !== null &&
      place.kind === 'value' &&
      !(withoutNumbers && stateNumbers.has(type))
    )
      add({ ask: alias, key: place.key, optional: true }, [alias, number, key]);
  return [...asks.values()];
}

function plannedTables(
  catalogue: Catalogue,
  source: KnownCatalogue,
  { tables, leaveOut }: Pick<MirrorSettings, 'leaveOut' | 'tables'>,
): string[] {
  const shown = source.tables?.map(({ alias }) => alias) ?? usualTables;
  return (tables ?? shown).filter(
    (alias) => shown.includes(alias) && catalogue.table(alias)?.alias === alias && !leaveOut.includes(alias),
  );
}

/** Where each asked column of a stream of people belongs. */
export function personColumns(catalogue: Catalogue, { asks }: PlannedStream): PersonColumn[] {
  const byKey = new Map(
    catalogue.fields.flatMap((field) =>
      field.source.kind === 'value' && !field.deprecated ? [[field.source.key, field] as const] : [],
    ),
  );
  return asks.map((ask) => ({ ...ask, field: byKey.get(ask.key) }));
}

/** The columns of a table that the account shows, in our order. */
export function rowColumns(catalogue: Catalogue, source: KnownCatalogue, table: string): RowColumn[] {
  const known = catalogue.table(table);
  const shown = source.tables?.find(({ alias }) => alias === table)?.columns.map(columnName);
  return (known?.columns ?? []).flatMap((name) => {
    const field = catalogue.column(table, name);
    if (field === undefined || (shown !== undefined && !shown.includes(name))) return [];
    return [{ name, field, dates: known?.dateColumn === name }];
  });
}

/** Changes when the same answer would be read another way. */
export function basisOfPeople(columns: readonly PersonColumn[]): string {
  return basisOf(columns.map(({ ask, key, field }) => [ask, key, field?.type, field?.listNumber]));
}

export function basisOfRows(columns: readonly RowColumn[]): string {
  return basisOf(columns.map(({ name, field, dates }) => [name, field.type, field.listNumber, dates]));
}

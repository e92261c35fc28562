// Writes of employees, wherever these are kept. In a company with people of its own a write is stored;
// in a mirrored one it is only tried, sent to where the people come from, and seen here when it comes back.
import type { SentValue, SentValues } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import { tried } from '../../db/join.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { FieldValue } from '../fields/field-values.ts';
import type { FieldDefinition, TableDefinition } from '../fields/standard-fields.ts';
import { discardFiles, type StoredFile, withStoredFiles } from '../files/files.service.ts';
import type { Upload } from '../files/files.ts';
import {
  awaitWrite,
  type DoneWrite,
  recordWrite,
  type WritingContext,
} from '../provider-writes/provider-writes.service.ts';
import { notOffered, type WriteDraft } from '../provider-writes/provider-writes.ts';
import { type EmployeeDeps, inScene, type Scene, type WritingScene } from './employee-scene.ts';
import { type AskedField, type ReadFields, readValueOf } from './employee-writes.ts';
import * as repository from './employees.repository.ts';
import type { EmployeeRow } from './employees.ts';
import { isMasked, numberColumns } from './row-identifiers.ts';

/** A write that was made in a scene. */
export interface Made<T> {
  answer: T;
  /** The same write as it goes to the provider; null when there is nothing to send. */
  draft(scene: Scene): Promise<WriteDraft | null>;
}

/**
 * Makes a write with all of its checks. Where the people come from elsewhere, what was written is
 * undone and sent; `whenBack` gives the answer once it has been read back.
 *
 * @throws JoineryError `provider.pending`, `provider.refused`, `provider.write_not_supported`,
 * `connections.disabled`, `connections.unauthorized`
 */
export async function inWritingScene<T>(
  deps: EmployeeDeps,
  principal: Principal,
  work: (scene: WritingScene) => Promise<Made<T>>,
  whenBack?: (answer: T, done: DoneWrite) => Promise<T>,
): Promise<T> {
  const { answer, recorded } = await inScene(deps, principal, async (scene) => {
    const { tx, peopleSource } = scene;
    if (peopleSource === null) return { answer: (await work(scene)).answer };
    const made = await tried(tx, () => work(scene));
    const draft = await made.draft(scene);
    if (draft === null) return { answer: made.answer };
    return {
      answer: made.answer,
      recorded: await recordWrite(writingContext(deps), tx, principal, peopleSource, draft),
    };
  });
  if (recorded === undefined) return answer;
  const done = await awaitWrite(deps, principal, recorded);
  return whenBack === undefined ? answer : whenBack(answer, done);
}

function writingContext(deps: EmployeeDeps): WritingContext {
  const { engine, secrets } = deps;
  if (engine === undefined || secrets === undefined)
    throw new Error('a mirrored company is written to without the means to send');
  return { ...deps, engine, secrets };
}

/**
 * Sends an upload to where the people come from, with what `draft` says of it; who may was decided
 * before.
 *
 * @throws JoineryError as `inWritingScene`
 */
export async function sendStored(
  context: WritingContext & Pick<Context, 'storage' | 'log'>,
  principal: Principal,
  connectionId: string,
  { upload, draft }: { upload: Upload; draft: (stored: StoredFile) => WriteDraft },
): Promise<DoneWrite> {
  const recorded = await withStoredFiles(context, [upload], async (files) => {
    const [stored] = files as [StoredFile];
    const write = { ...draft(stored), upload: stored };
    const made = await context.db.inCompany(principal.companyId, (tx) =>
      recordWrite(context, tx, principal, connectionId, write),
    );
    if (!made.isNew) await discardFiles(context, files);
    return made;
  });
  return awaitWrite(context, principal, recorded);
}

/** @throws JoineryError `provider.write_not_supported` in a mirrored company, as `notOffered` says it. */
export function assertKeptHere(
  { peopleSource }: Pick<WritingScene, 'peopleSource'>,
  what: string,
  where: string,
): void {
  if (peopleSource !== null) throw notOffered(what, where);
}

/** Fields of an employee as they are sent, by the names that the provider has for them. */
export async function sentFields(scene: Scene, asked: AskedField[], read: ReadFields): Promise<SentValues> {
  const sent: Record<string, SentValue> = {};
  for (const { field, name } of asked)
    sent[field.alias ?? field.number ?? name] = await toSent(scene, field, readValueOf(read, field));
  return sent;
}

/** Columns of a row as they are sent. Numbers of which only a mask is known are left out. */
export async function sentColumns(
  scene: Scene,
  table: TableDefinition,
  values: Record<string, FieldValue>,
): Promise<SentValues> {
  const sent: Record<string, SentValue> = {};
  for (const [column, value] of Object.entries(values)) {
    const field = scene.catalogue.column(table.alias, column);
    if (field === undefined || isMasked(field, value)) continue;
    sent[column] = await toSent(scene, field, value);
  }
  return sent;
}

/** What a row says here, to be known by it where its id is not. */
export async function shownRow(scene: Scene, table: TableDefinition, row: EmployeeRow): Promise<SentValues> {
  const date = table.dateColumn === null ? {} : { [table.dateColumn]: row.effectiveOn };
  const shown = await sentColumns(scene, table, { ...row.values, ...date });
  const hidden = numberColumns(scene.catalogue, table.alias);
  return Object.fromEntries(Object.entries(shown).filter(([column]) => !hidden.includes(column)));
}

async function toSent(scene: Scene, field: FieldDefinition, value: FieldValue): Promise<SentValue> {
  return field.type === 'employee' && typeof value === 'number' ? nameOf(scene, value) : value;
}

// People are named there, not numbered.
async function nameOf({ tx }: Scene, number: number): Promise<string> {
  const [person] = await repository.listPeople(tx, { numbers: [number] });
  if (person === undefined) throw new JoineryError('employees.not_found', `There is no employee ${number}.`);
  const name = `${person.firstName} ${person.lastName}`.trim();
  const namesakes = await repository.listNumbersByName(tx, name);
  if (namesakes.length > 1)
    throw notOffered('say which of several people of one name is meant', 'on the employee’s page');
  return name;
}

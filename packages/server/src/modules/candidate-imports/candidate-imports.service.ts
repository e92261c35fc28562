// A table of people from its upload to the last row: its columns are guessed and mended, its rows checked
// before anybody is added, and what cannot be taken goes back as a table that says why.
import { Readable } from 'node:stream';
import {
  type CandidateImport,
  type CandidateImportPatch,
  type CandidateImportRow,
  type ImportMending,
  type ImportOptions,
  type ImportRowState,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { csvLine, csvMark, fused } from '../../platform/csv.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import { actingUser, type Principal } from '../access/principal.ts';
import { listFieldsIn } from '../candidate-fields/candidate-fields.service.ts';
import type { FieldRow } from '../candidate-fields/candidate-fields.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { cleanFileName } from '../files/files.ts';
import { getJobTerms } from '../jobs/jobs.service.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './candidate-imports.repository.ts';
import { assertTargets, canRestart, guessTargets, noImport, notNow, toInput } from './candidate-imports.ts';
import { checkImportName, type ImportInput, runImportName } from './import-course.service.ts';
import type { Table, TableUpload } from './import-tables.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'engine'>;

const rowColumn = 'Row';
const problemColumn = 'Problem';
const samples = 3;

/** What a table may be refused with is thrown where it is read: `admitTable`. */
export async function uploadImport(
  context: Scope,
  principal: Principal,
  uploads: TableUpload[],
): Promise<CandidateImport> {
  assertMayImport(principal);
  const { name: fileName, table } = theTable(uploads);
  const { companyId, userName } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    const at = context.clock.now();
    const row: repository.ImportRow = {
      id: newId('imp'),
      userId: actingUser(principal),
      userName,
      fileName: cleanFileName(fileName),
      state: 'checking',
      revision: 1,
      problem: null,
      columns: table.columns.map((name) => ({ name })),
      targets: guessTargets(table.columns, await listFieldsIn(tx)),
      options: { tags: [], onKnownEmail: 'skip' },
      createdAt: at,
      updatedAt: at,
      finishedAt: null,
    };
    await repository.insertImport(tx, companyId, row);
    await repository.insertRows(tx, companyId, row.id, table.rows);
    await request(context, tx, principal, checkImportName, row);
    return describe(context, tx, row);
  });
}

/** Newest first. */
export async function listImports(
  context: Scope,
  principal: Principal,
  page: Slice,
): Promise<Sliced<CandidateImport>> {
  assertMayImport(principal);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const rows = await repository.listImports(tx, page);
    const { items, after } = toSliced(rows, page.limit, ({ id }) => id);
    return { items: await describeAll(context, tx, items), after };
  });
}

export async function getImport(context: Scope, principal: Principal, id: string): Promise<CandidateImport> {
  assertMayImport(principal);
  return context.db.inCompany(principal.companyId, async (tx) => describe(context, tx, await getIn(tx, id)));
}

/** In their order. Pages go on after the number of the last row. */
export async function listImportRows(
  context: Scope,
  principal: Principal,
  id: string,
  { state }: { state?: ImportRowState | undefined },
  page: Slice,
): Promise<Sliced<CandidateImportRow>> {
  assertMayImport(principal);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { targets, options } = await getIn(tx, id);
    const fields = await listFieldsIn(tx);
    const after = /^\d{1,9}$/.test(page.after ?? '') ? Number(page.after) : 0;
    const states = state === undefined ? undefined : [state];
    const rows = await repository.listRows(tx, id, { states, after, limit: page.limit + 1 });
    const { items, after: next } = toSliced(rows, page.limit, ({ number }) => String(number));
    return { items: items.map((row) => toRow(row, { targets, options, fields })), after: next };
  });
}

/** What columns mean, and what everybody of the import gets; all rows that are not taken are checked again. */
export async function updateImport(
  context: Scope,
  principal: Principal,
  id: string,
  { targets, options }: CandidateImportPatch,
): Promise<CandidateImport> {
  assertMayImport(principal);
  if (options?.jobId) await getJobTerms(context, principal, options.jobId);
  return changing(context, principal, id, async (tx, row) => {
    if (row.state === 'running' || row.state === 'done') throw notNow('The import is under way or done.');
    if (targets !== undefined)
      assertTargets(
        targets,
        row.columns.map(({ name }) => name),
        await listFieldsIn(tx),
      );
    await repository.uncheckRows(tx, id);
    await checkAgain(context, tx, principal, row, {
      ...(targets !== undefined && { targets }),
      ...(options !== undefined && { options: changedOptions(row.options, options) }),
    });
  });
}

/**
 * Takes in every good row, in the background. What runs already is begun anew with the rows that are left:
 * the work of a company that was put back to an earlier state is not there any more.
 */
export async function startImport(
  context: Scope,
  principal: Principal,
  id: string,
): Promise<CandidateImport> {
  assertMayImport(principal);
  return changing(context, principal, id, async (tx, row) => {
    const counts = await repository.countRows(tx, [id]);
    const mayStart = row.state === 'ready' || row.state === 'running';
    if (!mayStart || counts.some(({ state }) => state === 'new'))
      throw notNow('The rows are not all checked, or none is left to take.');
    await runAgain(context, tx, principal, row);
  });
}

/**
 * Goes on where a check or a run ended early, or has not come further for minutes: rows that are taken are
 * not taken again. What was at work, and may still be there, stands aside.
 *
 * @throws JoineryError `imports.not_now` for one that goes on by itself, or that waits for somebody
 */
export async function restartImport(
  context: Scope,
  principal: Principal,
  id: string,
): Promise<CandidateImport> {
  assertMayImport(principal);
  return changing(context, principal, id, async (tx, row) => {
    const counts = await repository.countRows(tx, [id]);
    const lastMovedAt = await repository.findLastMove(tx);
    if (!canRestart(row, { counts, lastMovedAt, now: context.clock.now() }))
      throw notNow('Nothing of the import is stuck.');
    if (counts.some(({ state }) => state === 'new')) await checkAgain(context, tx, principal, row, {});
    else await runAgain(context, tx, principal, row);
  });
}

async function runAgain(
  context: Scope,
  tx: Transaction,
  principal: Principal,
  { id, ...row }: repository.ImportRow,
): Promise<void> {
  const revision = row.revision + 1;
  // Whoever starts it brings these people.
  const starter = { userId: actingUser(principal), userName: principal.userName };
  const change = { state: 'running' as const, revision, problem: null, ...starter };
  await repository.updateImport(tx, id, change, context.clock.now());
  await request(context, tx, principal, runImportName, { id, revision });
}

/** A table in CSV of the rows that are bad, each with its number and why. No cell of it is a formula. */
export async function openErrors(
  context: Scope,
  principal: Principal,
  id: string,
): Promise<{ name: string; open: () => Promise<Readable> }> {
  assertMayImport(principal);
  const { companyId } = principal;
  const found = await context.db.inCompany(companyId, (tx) => getIn(tx, id));
  const read = (after: number) =>
    context.db.inCompany(companyId, (tx) =>
      repository.listRows(tx, id, { states: ['bad'], after, limit: 500 }),
    );
  async function* lines(): AsyncGenerator<string> {
    const names = found.columns.map(({ name }) => name);
    yield csvMark + csvLine([ownColumn(rowColumn, names), ...names, ownColumn(problemColumn, names)]);
    for (let rows = await read(0); rows.length > 0; rows = await read(rows.at(-1)?.number ?? 0))
      for (const { number, cells, problems } of rows)
        yield csvLine([number, ...(cells ?? []), inWords(problems)]);
  }
  const name = `${found.fileName.replace(/\.[^.]*$/, '')} to mend.csv`;
  return { name, open: async () => Readable.from(lines(), { objectMode: false }) };
}

/**
 * Takes the mended table: rows that are bad get its cells and are checked again. Others stay, so that the
 * same table sent twice does nothing the second time.
 *
 * @throws JoineryError `imports.unreadable` when it does not say which rows it mends
 */
export async function mendImport(
  context: Scope,
  principal: Principal,
  id: string,
  uploads: TableUpload[],
): Promise<ImportMending> {
  assertMayImport(principal);
  const { table } = theTable(uploads);
  let taken = 0;
  const result = await changing(context, principal, id, async (tx, row) => {
    if (row.state !== 'mending' && row.state !== 'ready')
      throw notNow('Rows are mended once all are checked, and before the import is finished.');
    taken = await repository.mendRows(tx, id, await mendedRows(tx, row, table));
    if (taken > 0) await checkAgain(context, tx, principal, row, {});
  });
  return { import: result, taken, ignored: table.rows.length - taken };
}

async function mendedRows(
  tx: Transaction,
  { id, columns }: repository.ImportRow,
  table: Table,
): Promise<repository.TableRow[]> {
  const names = table.columns.map((name) => fused(name).toLowerCase());
  const numbered = ownColumn(
    rowColumn,
    columns.map(({ name }) => name),
  );
  const at = names.indexOf(numbered.toLowerCase());
  const places = columns.map(({ name }) => names.indexOf(name.toLowerCase()));
  if (at === -1 || places.every((place) => place === -1))
    throw new JoineryError(
      'imports.unreadable',
      `Send the table of the bad rows back with its column ${numbered}, which says which rows they are.`,
    );
  const before = new Map<number, string[] | null>();
  for (let after = 0; ; ) {
    const rows = await repository.listRows(tx, id, { states: ['bad'], after, limit: 1_000 });
    for (const { number, cells } of rows) before.set(number, cells);
    if (rows.length < 1_000) break;
    after = rows.at(-1)?.number ?? 0;
  }
  const mended = new Map<number, repository.TableRow>();
  for (const { cells } of table.rows) {
    const number = Number(cells[at]);
    const kept = before.get(number);
    // A column that was left out keeps what it said.
    if (kept !== undefined)
      mended.set(number, {
        number,
        cells: places.map((place, index) =>
          place === -1 ? (kept?.[index] ?? '') : fused(cells[place] ?? ''),
        ),
      });
  }
  return [...mended.values()];
}

/** What a column of ours is called among those of the table, which may have one of that name. */
function ownColumn(name: string, columns: readonly string[]): string {
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  let own = name;
  while (taken.has(own.toLowerCase())) own = `${own} here`;
  return own;
}

/** Gives up the rows that are still bad: what they say is forgotten. */
export async function finishImport(
  context: Scope,
  principal: Principal,
  id: string,
): Promise<CandidateImport> {
  assertMayImport(principal);
  return changing(context, principal, id, async (tx, row) => {
    if (row.state === 'done') return;
    if (row.state !== 'mending') throw notNow('An import is finished once its good rows are taken.');
    await repository.dropBadRows(tx, id);
    const at = context.clock.now();
    await repository.updateImport(tx, id, { state: 'done', finishedAt: at }, at);
  });
}

/** Forgets the table. Who was added stays. */
export async function removeImport(context: Scope, principal: Principal, id: string): Promise<void> {
  assertMayImport(principal);
  await context.db.inCompany(principal.companyId, async (tx) => {
    const row = await repository.lockImport(tx, id);
    if (row === undefined) throw noImport();
    if (row.state === 'running') throw notNow('The import is under way.');
    await repository.removeImport(tx, id);
  });
}

const abandonedAfterMs = 30 * 24 * 60 * 60 * 1000;

/** Nightly: a table of people with whom nobody goes on is not kept. Who was added stays. */
export async function forgetAbandonedImports(context: Pick<Context, 'db' | 'clock'>): Promise<void> {
  // A day longer, for companies whose clock stands elsewhere.
  const before = new Date(context.clock.now().getTime() - abandonedAfterMs - 24 * 60 * 60 * 1000);
  for (const { id } of await listCompanies(context))
    await context.db.inCompany(id, (tx) => repository.removeAbandoned(tx, before));
}

/** Rows tell of everybody, and whether an address is known. @throws JoineryError `access.forbidden` */
export function assertMayImport(principal: Principal): void {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertArea(principal, 'hiring.jobs', 'view');
  if (hiringScope(principal).sight === undefined) return;
  throw new JoineryError(
    'access.forbidden',
    'Your access level shows assigned jobs only; tables are imported by those who see everybody.',
  );
}

async function changing(
  context: Scope,
  principal: Principal,
  id: string,
  work: (tx: Transaction, row: repository.ImportRow) => Promise<void>,
): Promise<CandidateImport> {
  return context.db.inCompany(principal.companyId, async (tx) => {
    const row = await repository.lockImport(tx, id);
    if (row === undefined) throw noImport();
    await work(tx, row);
    return describe(context, tx, await getIn(tx, id));
  });
}

async function checkAgain(
  context: Scope,
  tx: Transaction,
  principal: Principal,
  row: repository.ImportRow,
  change: Partial<Pick<repository.ImportRow, 'targets' | 'options'>>,
): Promise<void> {
  const revision = row.revision + 1;
  const checker = { userId: actingUser(principal), userName: principal.userName };
  const next = { ...change, ...checker, state: 'checking' as const, revision, problem: null };
  await repository.updateImport(tx, row.id, next, context.clock.now());
  await request(context, tx, principal, checkImportName, { id: row.id, revision });
}

async function request(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  { companyId }: Principal,
  workflow: string,
  { id: importId, revision }: Pick<repository.ImportRow, 'id' | 'revision'>,
): Promise<void> {
  await engine.enqueue<ImportInput>(tx, {
    workflow,
    id: `${workflow}/${importId}/${revision}`,
    partition: companyId,
    input: { companyId, importId, revision },
  });
}

async function getIn(tx: Transaction, id: string): Promise<repository.ImportRow> {
  const row = await repository.findImport(tx, id);
  if (row === undefined) throw noImport();
  return row;
}

async function describe(
  context: Pick<Context, 'clock'>,
  tx: Transaction,
  row: repository.ImportRow,
): Promise<CandidateImport> {
  const [described] = await describeAll(context, tx, [row]);
  return described as CandidateImport;
}

async function describeAll(
  { clock }: Pick<Context, 'clock'>,
  tx: Transaction,
  rows: repository.ImportRow[],
): Promise<CandidateImport[]> {
  const ids = rows.map(({ id }) => id);
  const now = clock.now();
  const lastMovedAt = await repository.findLastMove(tx);
  const counted = await repository.countRows(tx, ids);
  const kept = await repository.listSamples(tx, ids);
  return rows.map((row) => {
    const own = counted.filter(({ importId }) => importId === row.id);
    const of = (state: ImportRowState) => own.find((one) => one.state === state)?.count ?? 0;
    const { jobId = null, source = null, tags, onKnownEmail } = row.options;
    const said = kept.filter(({ importId }) => importId === row.id).map(({ cells }) => cells);
    return {
      id: row.id,
      fileName: row.fileName,
      startedBy: row.userName,
      state: row.state,
      problem: row.problem,
      canRestart: canRestart(row, { counts: own, lastMovedAt, now }),
      columns: row.columns.map(({ name }, at) => ({
        name,
        samples: samplesOf(said, at),
        target: row.targets[at] ?? null,
      })),
      options: { jobId, source, tags, onKnownEmail },
      counts: {
        total: own.reduce((sum, { count }) => sum + count, 0),
        unchecked: of('new'),
        good: of('good'),
        bad: of('bad'),
        created: of('created'),
        applied: of('applied'),
        known: of('known'),
        skipped: of('skipped'),
        dropped: of('dropped'),
      },
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
    };
  });
}

function toRow(
  { number, cells, state, problems, candidateId }: repository.KeptRow,
  meaning: { targets: repository.ImportRow['targets']; options: ImportOptions; fields: FieldRow[] },
): CandidateImportRow {
  const { targets, options, fields } = meaning;
  const { byHand: _byHand, ...candidate } = cells === null ? {} : toInput(cells, targets, options, fields);
  return { row: number, state, cells, candidate: cells && candidate, problems, candidateId };
}

function inWords(problems: CandidateImportRow['problems']): string {
  return problems
    .map(({ column, message }) => (column === null ? message : `${column}: ${message}`))
    .join('; ');
}

function theTable(uploads: TableUpload[]): TableUpload {
  const [upload] = uploads;
  if (upload !== undefined && uploads.length === 1) return upload;
  throw new JoineryError('request.invalid', 'Send one table as multipart/form-data.', {
    issues: [{ path: 'file', message: 'expected one file' }],
  });
}

function samplesOf(rows: string[][], column: number): string[] {
  const said = rows.flatMap((cells) => cells[column] || []);
  return [...new Set(said)].slice(0, samples);
}

function changedOptions(
  before: ImportOptions,
  change: NonNullable<CandidateImportPatch['options']>,
): ImportOptions {
  const { tags = before.tags, onKnownEmail = before.onKnownEmail, ...others } = change;
  return { ...before, ...others, tags, onKnownEmail };
}

// One write on its way: what of it is to be seen at the provider, how it is sent, and how it ends.
// Every function may run again after a crash and then changes nothing more.
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { PeopleWrites, PreparedWrite } from '@joinery/connectors';
import { JoineryError, ProviderError, type ProviderWriteKind } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { openWrites, readPace } from '../connections/connections.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { discardFiles, openKnownFile } from '../files/files.service.ts';
import { forgetLocation } from '../locations/mirrored-locations.service.ts';
import {
  attempt,
  isWaitNeeded,
  listIn,
  owned,
  type ReceiptBook,
  type ReceiptChange,
  type SendingRun,
  sendAndRecord,
} from '../sendings/sendings.service.ts';
import {
  defaultTiming,
  type Ending,
  type Fact,
  type Look,
  type Move,
  type Start,
  sandboxTiming,
  type Timing,
} from '../sendings/sendings.ts';
import { numberOf } from '../syncs/staged.ts';
import { requestSync } from '../syncs/syncs.service.ts';
import { writeSettled } from './provider-writes.events.ts';
import * as repository from './provider-writes.repository.ts';
import { forgetPayload, payloadPlace } from './provider-writes.service.ts';
import {
  compareFile,
  describeDoubt,
  sameName,
  startOf,
  toAddedLook,
  toCategoriesLook,
  toComparedLook,
  toCreatedLook,
  toPlaceLook,
  toUploadedLook,
  type WritePayload,
  type WriteProblem,
  writePayload,
} from './provider-writes.ts';

export interface WriteRun extends SendingRun {
  writeId: string;
}

/** What a run goes by to its end. Recorded once, so that it is the same after an interruption. */
export interface WritePlan {
  /** Undefined when nothing is left to do. */
  start: Start | undefined;
  timing: Timing;
  attempts: number;
  /** A person found that it happened. */
  exists: boolean;
}

/** A person asked for it: after an hour they have helped themselves. */
const giveUpMs = 3_600_000;

export async function beginWrite(run: WriteRun): Promise<WritePlan> {
  return owned(run, async (tx) => {
    const write = await getWrite(tx, run);
    const { isSandbox, timing } = await readPace(tx, write.connectionId);
    const { state, attempts, kind, proof } = write;
    const uncertain = state === 'sending' || state === 'ambiguous';
    return {
      start: write.settledAt === null ? { ...startOf[kind], uncertain } : undefined,
      timing: { ...(isSandbox ? sandboxTiming : defaultTiming), giveUpMs, ...timing },
      attempts,
      exists: proof?.decided === 'exists',
    };
  });
}

interface WriteScene {
  write: repository.WriteRow;
  payload: WritePayload;
  writes: PeopleWrites;
  /** The provider's id of the employee; empty where there is none yet. */
  employeeId: string;
}

async function openScene({ context, ctx, companyId, writeId }: WriteRun): Promise<WriteScene> {
  return context.db.inCompany(companyId, async (tx) => {
    const write = await repository.findWrite(tx, writeId);
    if (write?.sealedPayload == null) throw new Error('a write is sent that has nothing to send');
    const sealed = context.secrets.open(write.sealedPayload, payloadPlace(companyId, writeId));
    return {
      write,
      payload: writePayload.parse(JSON.parse(sealed)),
      writes: await openWrites(context, tx, companyId, write.connectionId, {
        urgency: 'person',
        confirm: () => ctx.assertStillOwner(),
      }),
      employeeId: write.employeeNumber === null ? '' : String(write.employeeNumber),
    };
  });
}

export async function lookAndRecord(run: WriteRun): Promise<Fact> {
  const seen = await attempt(run, async () => lookFor(run, await openScene(run)), noteOn(run));
  return 'failure' in seen
    ? withPromise(run, { kind: 'look_failed', failure: seen.failure })
    : { kind: 'looked', look: seen.value };
}

/** Whether the caller counts on it decides whether it waits for a key that works. */
async function withPromise(run: WriteRun, fact: Fact): Promise<Fact> {
  if (!('failure' in fact) || !fact.failure.stopped) return fact;
  const { toldPendingAt } = await owned(run, (tx) => getWrite(tx, run));
  return toldPendingAt === null ? fact : { ...fact, failure: { ...fact.failure, promised: true } };
}

async function lookFor(run: WriteRun, scene: WriteScene): Promise<Look> {
  const { write, payload, writes, employeeId } = scene;
  const { values = {}, options = [] } = payload;
  const target = write.target ?? '';
  switch (write.kind) {
    case 'create_employee': {
      const search = await writes.searchCreated(values, write.marker);
      const known = await knownAmong(
        run,
        scene,
        search.candidates.map(({ id }) => id),
      );
      const mostKnown = await mostKnownOf(run, search.scanned);
      return toCreatedLook(search, (id) => known.has(id), mostKnown);
    }
    case 'update_employee':
      return toComparedLook(await writes.compareFields(employeeId, values), employeeId);
    case 'delete_employee':
      return toComparedLook((await writes.hasEmployee(employeeId)) ? 'different' : 'same', employeeId);
    case 'add_row': {
      const rows = await writes.compareRows(employeeId, target, values);
      return toAddedLook(
        rows,
        await whatWasThere(
          run,
          rows.map(({ id }) => id),
        ),
      );
    }
    case 'update_row':
    case 'remove_row': {
      const id = rowIdIn(write, payload);
      const row = (await writes.compareRows(employeeId, target, values)).find((one) => one.id === id);
      const isDone = write.kind === 'remove_row' ? row === undefined : row?.fit === 'equal';
      return toComparedLook(isDone ? 'same' : 'different', id ?? '');
    }
    case 'change_list':
      return toComparedLook(await writes.compareList(target, options), target);
    case 'upload_file': {
      const listed = await writes.listFiles(employeeId);
      const ids = listed.flatMap(({ files }) => files.map(({ id }) => id));
      return toUploadedLook(payload, listed, await whatWasThere(run, ids));
    }
    case 'change_file': {
      const { fileChange = {} } = payload;
      return toComparedLook(compareFile(await writes.listFiles(employeeId), target, fileChange), target);
    }
    case 'remove_file': {
      const isGone = compareFile(await writes.listFiles(employeeId), target, {}) === 'gone';
      return toComparedLook(isGone ? 'same' : 'different', target);
    }
    case 'upload_photo':
      return { answer: 'unknown' };
    case 'add_file_categories':
      return toCategoriesLook(payload.categories ?? [], await listSomeFiles(run, scene));
    case 'add_location': {
      const listed = await writes.listLocations();
      const ids = listed.map(({ id }) => id);
      return toPlaceLook(payload.location?.sent?.label ?? '', listed, await whatWasThere(run, ids));
    }
    case 'change_location':
    case 'remove_location':
      return lookForPlace(scene);
  }
}

/** Categories are listed with the files of somebody: null when nobody can be asked about. */
async function listSomeFiles(run: WriteRun, { writes }: WriteScene) {
  const number = await run.context.db.inCompany(run.companyId, repository.findSomebody);
  return number === undefined ? null : writes.listFiles(String(number));
}

async function lookForPlace({ write, payload, writes }: WriteScene): Promise<Look> {
  const id = typeof write.proof?.rowId === 'string' ? write.proof.rowId : null;
  // It was not found before it was sent, so nothing was sent.
  if (id === null) return { answer: 'absent' };
  const sent = payload.location?.sent;
  if (sent !== undefined) return toComparedLook(await writes.compareLocation(id, sent), id);
  const isThere = (await writes.listLocations()).some((one) => one.id === id);
  return toComparedLook(isThere ? 'different' : 'same', id);
}

async function knownAmong(run: WriteRun, { write }: WriteScene, ids: string[]): Promise<Set<string>> {
  const numbers = await run.context.db.inCompany(run.companyId, (tx) =>
    repository.listKnownNumbers(
      tx,
      ids.flatMap((id) => numberOf(id) ?? []),
      write.createdAt,
    ),
  );
  return new Set(numbers.map(String));
}

/** How many people the account has at least: those who are mirrored, and those whom an earlier look showed. */
async function mostKnownOf(run: WriteRun, scanned: number): Promise<number> {
  return owned(run, async (tx) => {
    const { proof } = await getWrite(tx, run);
    const before = typeof proof?.scanned === 'number' ? proof.scanned : 0;
    if (scanned > before) await repository.updateWrite(tx, run.writeId, { proof: { ...proof, scanned } });
    return Math.max(before, await repository.countPeople(tx));
  });
}

/** What was there at the first look, which comes before anything is sent. */
async function whatWasThere(run: WriteRun, ids: string[]): Promise<string[]> {
  return owned(run, async (tx) => {
    const { proof } = await getWrite(tx, run);
    if (Array.isArray(proof?.before)) return proof.before.map(String);
    await repository.updateWrite(tx, run.writeId, { proof: { ...proof, before: ids } });
    return ids;
  });
}

function rowIdIn(write: repository.WriteRow, { row }: WritePayload): string | null {
  return row?.providerRowId ?? (typeof write.proof?.rowId === 'string' ? write.proof.rowId : null);
}

/** A person said that it happened: an id that they named has to be there. */
export async function confirmWrite(run: WriteRun): Promise<Ending> {
  const seen = await attempt(run, async () => lookForNamed(await openScene(run)), noteOn(run));
  if ('failure' in seen) return { do: 'ask', why: 'look_keeps_failing' };
  const { named, isThere } = seen.value;
  return isThere
    ? { do: 'finish', providerId: null, how: 'person' }
    : { do: 'ask', why: 'not_found', employees: [named] };
}

async function lookForNamed({ write, writes, employeeId }: WriteScene) {
  const named = write.providerId ?? '';
  const isThere = async () => {
    if (write.kind === 'create_employee') return writes.hasEmployee(named);
    if (write.kind !== 'upload_file') return true;
    return compareFile(await writes.listFiles(employeeId), named, {}) !== 'gone';
  };
  return { named, isThere: await isThere() };
}

type Made = { readonly id: string } | null;

export async function sendWrite(run: WriteRun, number: number): Promise<Fact> {
  const book: ReceiptBook = {
    lock: async (tx) => getWrite(tx, run),
    update: (tx, change) => repository.updateWrite(tx, run.writeId, toChange(change)),
    noteFailure: (tx, error) => repository.updateWrite(tx, run.writeId, { problem: toProblem(error) }),
    reach: (moment) => run.ctx.crashPoint(`writes.${moment}`),
  };
  const fact = await sendAndRecord(run, book, number, async () => {
    const prepared = await attempt(run, async () => prepare(run, await openScene(run)), noteOn(run));
    return 'failure' in prepared ? prepared : { write: prepared.value };
  });
  return withPromise(run, fact);
}

// It is not over before it has been asked for by a sync.
function toChange({ state, ...change }: ReceiptChange): repository.WriteChange {
  if (state === undefined || state === 'done') return change;
  return { ...change, state: state === 'failed' ? 'refused' : state };
}

async function prepare(run: WriteRun, scene: WriteScene): Promise<PreparedWrite<Made>> {
  const { write, payload, writes, employeeId } = scene;
  const { values = {}, options = [] } = payload;
  const target = write.target ?? '';
  switch (write.kind) {
    case 'create_employee':
      return writes.prepareCreate(values, write.marker);
    case 'update_employee':
      return writes.prepareUpdate(employeeId, values);
    case 'delete_employee':
      return writes.prepareDelete(employeeId);
    case 'add_row':
      return writes.prepareAddRow(employeeId, target, values);
    case 'update_row':
      return writes.prepareUpdateRow(employeeId, target, await findRow(run, scene), values);
    case 'remove_row':
      return writes.prepareRemoveRow(employeeId, target, await findRow(run, scene));
    case 'change_list':
      return writes.prepareListChange(target, options);
    case 'upload_file':
      return writes.prepareUpload(employeeId, await fileOf(run, scene));
    case 'change_file':
      return writes.prepareFileChange(employeeId, target, payload.fileChange ?? {});
    case 'remove_file':
      return writes.prepareFileRemoval(employeeId, target);
    case 'upload_photo':
      return writes.preparePhoto(employeeId, await fileOf(run, scene));
    case 'add_file_categories':
      return writes.prepareFileCategories(payload.categories ?? []);
    case 'add_location':
      return writes.prepareLocation(placeOf(payload));
    case 'change_location':
      return writes.prepareLocationChange(await findPlace(run, scene), placeOf(payload));
    case 'remove_location':
      return writes.prepareLocationRemoval(await findPlace(run, scene));
  }
}

function placeOf({ location }: WritePayload) {
  if (location?.sent === undefined) throw new Error('a write says nothing of its location');
  return location.sent;
}

/** The provider's id of the place that has the name that it has here, kept to look for it afterwards. */
async function findPlace(run: WriteRun, { write, payload, writes }: WriteScene): Promise<string> {
  if (typeof write.proof?.rowId === 'string') return write.proof.rowId;
  const name = sameName(payload.location?.before ?? '');
  const place = (await writes.listLocations()).find(({ label }) => sameName(label) === name);
  if (place === undefined)
    throw new ProviderError(
      'locations.not_found',
      'BambooHR has no location of this name: it was renamed or removed there meanwhile. The next sync brings that; then try again.',
      { provider: 'bamboohr', operation: 'company.locations', outcome: 'refused', status: 404 },
    );
  return keepRowId(run, place.id);
}

async function keepRowId(run: WriteRun, rowId: string): Promise<string> {
  await owned(run, async (tx) => {
    const { proof } = await getWrite(tx, run);
    await repository.updateWrite(tx, run.writeId, { proof: { ...proof, rowId } });
  });
  return rowId;
}

async function fileOf({ context, companyId }: WriteRun, { write, payload: { file } }: WriteScene) {
  if (file === undefined || write.fileId === null) throw new Error('a write uploads nothing');
  const { fileId } = write;
  const kept = await context.db.inCompany(companyId, (tx) => openKnownFile(context, tx, fileId));
  const bytes = new Uint8Array(await buffer(await kept.open()));
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
    throw new Error('the bytes that are kept are not those that were accepted');
  return { ...file, bytes };
}

/** The provider's id of the row that is meant, kept so that it can be looked for afterwards. */
async function findRow(run: WriteRun, { write, payload, writes, employeeId }: WriteScene): Promise<string> {
  const known = rowIdIn(write, payload);
  if (known !== null) return known;
  const rows = await writes.compareRows(employeeId, write.target ?? '', payload.row?.shown ?? {});
  const row = rows.find(({ fit }) => fit === 'equal') ?? rows.find(({ fit }) => fit === 'near');
  if (row === undefined)
    throw new ProviderError(
      'employees.row_not_found',
      'BambooHR has no row that says what this one does: it was changed there meanwhile. The next sync brings that; then try again.',
      { provider: 'bamboohr', operation: 'tables.list', outcome: 'refused', status: 404 },
    );
  return keepRowId(run, row.id);
}

/** What it waits for, for people. False when that has happened already. */
export async function recordWait(run: WriteRun, move: Extract<Move, { do: 'wait' }>): Promise<boolean> {
  const { because, ms } = move;
  const seconds = Math.ceil(ms / 1000);
  const notes: Record<typeof because, string> = {
    quiet: `The answer was lost. In ${seconds} s, when it can no longer be under way, BambooHR is asked whether it happened.`,
    second_look: `Nothing was found. In ${seconds} s BambooHR is asked again before anything is sent a second time.`,
    unreachable: `BambooHR cannot be reached or is in trouble; the next try is in ${seconds} s.`,
    throttled: `BambooHR’s request limit is reached; the next try is in ${seconds} s.`,
    taken: `The same is being sent at this moment; in ${seconds} s BambooHR is asked what came of it.`,
    stopped:
      'BambooHR refuses the API key. It goes on by itself when the connection has one that works within the hour.',
  };
  return owned(run, async (tx) => {
    const { connectionId } = await getWrite(tx, run);
    if (!(await isWaitNeeded(tx, connectionId, move))) return false;
    // What was said of the key was meant for a write that ends with it.
    const problem = because === 'stopped' ? { problem: null } : {};
    await repository.updateWrite(tx, run.writeId, { note: notes[because], ...problem });
    return true;
  });
}

export async function endWrite(run: WriteRun, ending: Ending): Promise<void> {
  const unneeded = await owned(run, async (tx) => {
    const write = await getWrite(tx, run);
    if (write.settledAt !== null) return [];
    if (ending.do === 'finish' || ending.do === 'skip')
      return finish(run, tx, write, ending.do === 'finish' ? ending.providerId : null);
    return stop(run, tx, write, ending);
  });
  await discardFiles(run.context, unneeded);
}

/** After a fault of ours: nobody knows, unless nothing was sent. */
export async function stopWrite(run: WriteRun, error: unknown): Promise<void> {
  const said = error instanceof JoineryError ? error.message : 'The server’s log says more.';
  const unneeded = await owned(run, async (tx) => {
    const write = await getWrite(tx, run);
    if (write.settledAt !== null) return [];
    const problem = {
      code: 'request.internal',
      message: `The server met a fault. ${said}`,
      status: null,
      words: null,
    };
    return settle(run, tx, write, { state: write.attempts === 0 ? 'refused' : 'needs_attention', problem });
  });
  await discardFiles(run.context, unneeded);
}

/** Bytes that were kept to be sent, to be discarded after the commit. */
type Unneeded = { storageKey: string }[];

async function finish(
  run: WriteRun,
  tx: Transaction,
  write: repository.WriteRow,
  providerId: string | null,
): Promise<Unneeded> {
  const made = providerId ?? write.providerId;
  const number =
    write.employeeNumber ?? (write.kind === 'create_employee' ? (numberOf(made ?? '') ?? null) : null);
  return settle(
    run,
    tx,
    { ...write, employeeNumber: number },
    {
      state: 'done',
      outcome: 'done',
      problem: null,
      note: null,
      ...(made === null ? {} : { providerId: made }),
      ...(number === null ? {} : { employeeNumber: number }),
    },
  );
}

async function stop(
  run: WriteRun,
  tx: Transaction,
  write: repository.WriteRow,
  ending: Extract<Ending, { do: 'ask' | 'fail' }>,
): Promise<Unneeded> {
  const sends = listIn(write.proof, 'sends') as { outcome?: string }[];
  const isUncertain = ending.do === 'ask' && sends.some(({ outcome }) => outcome === 'ambiguous');
  if (!isUncertain) {
    const problem = write.problem ?? noAnswer;
    return settle(run, tx, write, { state: 'refused', problem });
  }
  const why = ending.do === 'ask' ? describeDoubt(ending.why, ending.employees) : '';
  const message = `${why} The write is ${write.id}; say there what you found.`;
  const { status = null, words = null } = write.problem ?? {};
  return settle(run, tx, write, {
    state: 'needs_attention',
    problem: { code: 'provider.ambiguous', message, status, words },
  });
}

const noAnswer: WriteProblem = {
  code: 'provider.unreachable',
  message: 'BambooHR could not be asked, and nothing was changed.',
  status: null,
  words: null,
};

async function settle(
  { context, companyId, writeId }: WriteRun,
  tx: Transaction,
  write: repository.WriteRow,
  change: repository.WriteChange & { state: 'done' | 'refused' | 'needs_attention' },
): Promise<Unneeded> {
  const syncId = change.state === 'done' ? await requestReading(context, tx, companyId, write) : undefined;
  // A reading never removes what does not come any more.
  if (change.state === 'done' && write.kind === 'remove_location')
    await forgetLocation(tx, companyId, Number(write.target));
  await repository.updateWrite(tx, writeId, {
    ...change,
    ...(syncId === undefined ? {} : { syncId }),
    settledAt: context.clock.now(),
  });
  await insertEvents(tx, companyId, [writeSettled(write, change.state)]);
  return change.state === 'needs_attention' ? [] : forgetPayload(tx, write);
}

/**
 * What was written is seen here when it has been read: exactly the employee, or the lists, that it is
 * about. Files are asked for when somebody looks at them.
 */
async function requestReading(
  context: SendingRun['context'],
  tx: Transaction,
  companyId: string,
  { connectionId, kind, employeeNumber }: repository.WriteRow,
): Promise<string | undefined> {
  const standing = await repository.findStanding(tx, connectionId);
  const isRead = ofLists.includes(kind) || (employeeNumber !== null && !ofFiles.includes(kind));
  if (!isRead || standing?.isSource !== true) return undefined;
  const wanted = employeeNumber === null ? [] : [String(employeeNumber)];
  const request = { companyId, connectionId, kind: 'records', reason: 'write', wanted } as const;
  return (await requestSync(context, tx, request)).syncId;
}

const ofFiles: readonly ProviderWriteKind[] = ['upload_file', 'change_file', 'remove_file'];
const ofLists: readonly ProviderWriteKind[] = [
  'change_list',
  'add_location',
  'change_location',
  'remove_location',
];

function toProblem(error: JoineryError): WriteProblem {
  const { code, message, retryAfterSeconds } = error;
  const words = error.details.words;
  const cure = ' Give the connection a new key, then try again: nothing is kept to be sent later.';
  return {
    code,
    message: code === 'connections.unauthorized' ? message + cure : message,
    status: error instanceof ProviderError ? (error.status ?? null) : null,
    words: typeof words === 'string' ? words : null,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function noteOn({ writeId }: WriteRun): Parameters<typeof attempt>[2] {
  return (tx, _, error) =>
    repository.updateWrite(tx, writeId, { note: error.message, problem: toProblem(error) });
}

async function getWrite(tx: Transaction, { writeId }: WriteRun): Promise<repository.WriteRow> {
  const write = await repository.lockWrite(tx, writeId);
  if (write === undefined) throw new JoineryError('provider_writes.not_found', 'The write is gone.');
  return write;
}

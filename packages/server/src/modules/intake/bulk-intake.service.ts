// Many candidates in one request, a line for each. Lines are taken in many at a time, because each
// commit waits for the disk: the plain ones of them in one go, the others one after another. One that is
// refused is undone alone and holds up no other. A line with a key is written together with the key:
// however often it is sent, and whenever a process is killed, it makes one candidate.
import {
  type BulkEnd,
  type BulkResult,
  bulkCandidate,
  bulkLimits,
  type CandidateInput,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { joinTransaction } from '../../db/join.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Line } from '../../platform/spool.ts';
import { parseStrictJson } from '../../platform/strict-json.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { CandidateScope } from '../candidates/candidates.service.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import type { Upload } from '../files/files.ts';
import * as repository from './bulk-lines.repository.ts';
import { arrivalOf, takeInForm } from './intake.service.ts';
import type { Arrival } from './intake.ts';
import { type TakenIn, takeInTogether } from './take-in.service.ts';

type Scope = CandidateScope;

const batchLines = 50;
const batchBytes = 1024 * 1024;

interface ReadLine {
  number: number;
  bytes: number;
  key?: string | undefined;
  /** Of the user's keys: the line's own, or its place among the lines of a request that has one. */
  storedKey?: string | undefined;
  input?: CandidateInput;
  uploads: Upload[];
  problem?: JoineryError;
}

/**
 * Takes in each line and yields what became of it, in their order; at last a summary.
 *
 * @param requestKey the Idempotency-Key of the whole: lines without a key of their own get one by it
 */
export function takeInBulk(
  context: Scope,
  principal: Principal,
  lines: AsyncIterable<Line>,
  requestKey: string | undefined,
): AsyncGenerator<BulkResult | BulkEnd> {
  assertArea(principal, 'hiring.candidates', 'edit');
  return takeAll(context, principal, lines, requestKey);
}

async function* takeAll(
  context: Scope,
  principal: Principal,
  lines: AsyncIterable<Line>,
  requestKey: string | undefined,
): AsyncGenerator<BulkResult | BulkEnd> {
  const end: BulkEnd = { done: true, complete: true, lines: 0, created: 0, known: 0, failed: 0 };
  for await (const batch of batchesOf(lines, requestKey)) {
    if (batch === 'too many') {
      end.complete = false;
      break;
    }
    for (const result of await takeBatch(context, principal, batch)) {
      end.lines += 1;
      end[result.outcome] += 1;
      yield result;
    }
  }
  yield end;
}

async function* batchesOf(
  lines: AsyncIterable<Line>,
  requestKey: string | undefined,
): AsyncGenerator<ReadLine[] | 'too many'> {
  let batch: ReadLine[] = [];
  let bytes = 0;
  let count = 0;
  for await (const line of lines) {
    count += 1;
    if (count > bulkLimits.lines) {
      if (batch.length > 0) yield batch;
      yield 'too many';
      return;
    }
    const read = readLine(line, requestKey);
    batch.push(read);
    bytes += read.bytes;
    if (batch.length < batchLines && bytes < batchBytes) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

function readLine({ number, bytes }: Line, requestKey: string | undefined): ReadLine {
  const read: ReadLine = { number, bytes: bytes?.length ?? 0, uploads: [] };
  if (bytes === undefined)
    return {
      ...read,
      problem: new JoineryError(
        'request.too_large',
        'A line may have up to 1 MB; send larger documents alone.',
      ),
    };
  try {
    const parsed = bulkCandidate.safeParse(parseStrictJson(bytes));
    if (!parsed.success) return { ...read, problem: invalid(parsed.error.issues) };
    const { key, resume, ...input } = parsed.data;
    const byPlace = requestKey === undefined ? undefined : `request ${requestKey} ${number}`;
    const stored = key === undefined ? byPlace : `line ${key}`;
    const isUrl = resume && 'url' in resume;
    const upload = resume && 'base64' in resume ? [toUpload(resume)] : [];
    return {
      ...read,
      key,
      storedKey: stored,
      input: { ...input, ...(isUrl && { resume }) },
      uploads: upload,
    };
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    return { ...read, problem: error };
  }
}

function toUpload({ base64, name }: { base64: string; name: string }): Upload {
  return { field: 'resume', name, contentType: '', bytes: Buffer.from(base64, 'base64') };
}

function invalid(issues: { path: PropertyKey[]; message: string }[]): JoineryError {
  const told = issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  return new JoineryError('request.invalid', 'The line is no candidate.', { issues: told.slice(0, 20) });
}

async function takeBatch(context: Scope, principal: Principal, batch: ReadLine[]): Promise<BulkResult[]> {
  // Opening a document takes long: never while a transaction waits for it.
  const together = batch.filter(({ problem, uploads }) => problem === undefined && uploads.length === 0);
  const taken = new Map<ReadLine, BulkResult>();
  if (together.length > 1)
    await inOneTransaction(context, () => takePlain(context, principal, together, taken));
  const others = together.filter((line) => !taken.has(line));
  if (others.length > 1) await inOneTransaction(context, () => takeOthers(context, principal, others, taken));
  const results: BulkResult[] = [];
  for (const line of batch) results.push(taken.get(line) ?? (await takeLine(context, principal, line)));
  return results;
}

/** What becomes of the lines is told once it is committed. */
async function inOneTransaction(context: Scope, take: () => Promise<void>): Promise<void> {
  try {
    await take();
  } catch (error) {
    if (error instanceof JoineryError) throw error;
    // Two that take in the same people at once can stand in each other's way: alone, no line can.
    if (!(error instanceof KeyTaken))
      context.log.warn({ error }, 'lines of a bulk request are taken in one at a time');
  }
}

/** Takes in, in as many statements as one line needs, those that are new and that nothing stands against. */
async function takePlain(
  context: Scope,
  principal: Principal,
  lines: ReadLine[],
  taken: Map<ReadLine, BulkResult>,
): Promise<void> {
  const { companyId, userId } = principal;
  const arriving = await arrivingLines(context, principal, lines);
  const { length: count } = arriving;
  if (count === 0) return;
  const first = await takeNumbers(context, companyId, { candidates: count, applications: count });
  const numbered = arriving.map(({ arrival }, at) => {
    const numbers = { candidates: first.candidates + at, applications: first.applications + at };
    return { context, principal, arrival: { ...arrival, numbers } };
  });
  const results = await context.db.inCompany(companyId, async (tx) => {
    const areNew = newOnes(tx, userId, arriving);
    const people = await takeInTogether(tx, companyId, numbered, areNew);
    const kept = arriving.flatMap(({ line }, at) => keptLine(context, principal, line, people[at]));
    if (!(await repository.insertLines(tx, companyId, kept))) throw new KeyTaken();
    return people;
  });
  for (const [at, { line }] of arriving.entries()) {
    const one = results[at];
    if (one !== undefined) taken.set(line, toResult(line, one));
  }
}

interface ArrivingLine {
  line: ReadLine;
  arrival: Omit<Arrival, 'numbers'>;
}

/** Without those that are refused at once: why, is said where they are looked at one by one. */
async function arrivingLines(
  context: Scope,
  principal: Principal,
  lines: readonly ReadLine[],
): Promise<ArrivingLine[]> {
  const arriving: ArrivingLine[] = [];
  for (const line of lines) {
    if (line.input === undefined) continue;
    const request = { way: 'bulk' as const, input: line.input, uploads: [] };
    try {
      const arrive = await arrivalOf(context, principal, request);
      arriving.push({ line, arrival: arrive([]) });
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
    }
  }
  return arriving;
}

/** Whether each of them is the first with its key; those without one are. */
async function newOnes(
  tx: Transaction,
  userId: string,
  arriving: readonly ArrivingLine[],
): Promise<boolean[]> {
  const keys = arriving.flatMap(({ line: { storedKey } }) => storedKey ?? []);
  const seen = await repository.listKnownKeys(tx, userId, keys);
  return arriving.map(({ line: { storedKey } }) => {
    if (storedKey === undefined) return true;
    if (seen.has(storedKey)) return false;
    seen.add(storedKey);
    return true;
  });
}

function keptLine(
  context: Scope,
  { userId }: Principal,
  { storedKey: key, input, uploads }: ReadLine,
  taken: TakenIn | undefined,
): repository.BulkLineRow[] {
  if (key === undefined || input === undefined || taken === undefined) return [];
  const { candidateId, isRepeated, application } = taken;
  const applicationId = application?.id ?? null;
  const fingerprint = fingerprintOf(context, input, uploads);
  return [{ userId, key, fingerprint, candidateId, applicationId, isRepeated, takenAt: context.clock.now() }];
}

function toResult({ number, key }: ReadLine, { candidateId, isRepeated, application }: TakenIn): BulkResult {
  return {
    line: number,
    ...(key !== undefined && { key }),
    outcome: isRepeated ? 'known' : 'created',
    candidateId,
    applicationId: application?.id ?? null,
  };
}

/** Takes in one after another; one that is refused is undone alone. */
async function takeOthers(
  context: Scope,
  principal: Principal,
  lines: ReadLine[],
  taken: Map<ReadLine, BulkResult>,
): Promise<void> {
  const { companyId } = principal;
  const count = lines.length;
  const first = await takeNumbers(context, companyId, { candidates: count, applications: count });
  const results = await context.db.inCompany(companyId, async (tx) => {
    const joined = { ...context, db: joinTransaction(context.db, companyId, tx) };
    const done: BulkResult[] = [];
    for (const [index, line] of lines.entries()) {
      const numbers = { candidates: first.candidates + index, applications: first.applications + index };
      done.push(await takeLine(joined, principal, line, numbers));
    }
    return done;
  });
  for (const [index, line] of lines.entries()) taken.set(line, results[index] as BulkResult);
}

class KeyTaken extends Error {}

async function takeLine(
  context: Scope,
  principal: Principal,
  line: ReadLine,
  numbers?: { candidates: number; applications: number },
): Promise<BulkResult> {
  try {
    return await takeOnce(context, principal, line, numbers);
  } catch (error) {
    // Somebody else sent it at the same time: it is there now.
    if (error instanceof KeyTaken) return takeOnce(context, principal, line);
    if (!(error instanceof JoineryError) || ['internal', 'unavailable'].includes(error.kind)) throw error;
    return refused(line, error);
  }
}

async function takeOnce(
  context: Scope,
  principal: Principal,
  line: ReadLine,
  numbers?: { candidates: number; applications: number },
): Promise<BulkResult> {
  const { number, key, storedKey, input, uploads, problem } = line;
  if (problem !== undefined) throw problem;
  if (input === undefined) throw new Error('a line without a problem has a candidate');
  const fingerprint = fingerprintOf(context, input, uploads);
  const earlier =
    storedKey === undefined ? undefined : await findEarlier(context, principal, storedKey, fingerprint);
  if (earlier !== undefined) return { line: number, ...(key !== undefined && { key }), ...earlier };
  const request = { way: 'bulk' as const, input, uploads, numbers };
  return takeInForm(context, principal, request, async (tx, taken) => {
    const kept = keptLine(context, principal, line, taken);
    if (!(await repository.insertLines(tx, principal.companyId, kept))) throw new KeyTaken();
    return toResult(line, taken);
  });
}

async function findEarlier(
  context: Scope,
  { companyId, userId }: Principal,
  key: string,
  fingerprint: string,
): Promise<Omit<BulkResult, 'line' | 'key'> | undefined> {
  const row = await context.db.inCompany(companyId, (tx) => repository.findLine(tx, { userId, key }));
  if (row === undefined) return undefined;
  if (row.fingerprint !== fingerprint)
    throw new JoineryError(
      'idempotency.key_reused',
      'The key of this line was used for another one; make a new one.',
    );
  const { candidateId, applicationId } = row;
  return { outcome: 'known', candidateId, applicationId };
}

function fingerprintOf(context: Scope, input: CandidateInput, uploads: Upload[]): string {
  const files = uploads.map(({ name, bytes }) => [name, bytes.toString('base64')]);
  return context.secrets.mac('bulk line', canonicalJson({ input, files }));
}

function refused({ number, key }: ReadLine, error: JoineryError): BulkResult {
  const { code, message, issues } = error;
  return {
    line: number,
    ...(key !== undefined && { key }),
    outcome: 'failed',
    code,
    message,
    ...(issues.length > 0 && { issues }),
  };
}

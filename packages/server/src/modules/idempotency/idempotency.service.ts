// One request, one effect. Work and the record of its answer are one transaction: a process
// killed at any instant leaves either both or neither, and the same key may be sent again.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { joinTransaction, undoable } from '../../db/join.ts';
import { isDatabaseTrouble } from '../../engine/database-trouble.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import type { FileStorage } from '../../platform/storage/storage.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import * as repository from './idempotency.repository.ts';
import { keptForMs, type Once, type OnceAnswer, type OnceRequest, peopleIn } from './idempotency.ts';

export interface OnceWork extends Pick<Once, 'toAnswer'> {
  /** Does the work with a context whose transactions are all part of one. */
  perform(context: Context): Promise<unknown>;
  /** The answer to keep for a failure; undefined for one that another try may not meet. */
  refusal(error: unknown): OnceAnswer | undefined;
}

/**
 * Does the work for the first request with a key, and answers every later one as the first.
 *
 * @throws JoineryError `idempotency.in_flight` while the first runs, `idempotency.key_reused`
 * for another request with its key
 */
export async function answerOnce(
  context: Context,
  principal: Principal,
  request: OnceRequest,
  work: OnceWork,
): Promise<OnceAnswer & { replayed: boolean }> {
  const storage = undoableStorage(context.storage);
  const { companyId } = principal;
  try {
    return await context.db.inCompany(companyId, async (tx) => {
      const earlier = await claim(tx, context, principal, request);
      if (earlier !== undefined) return { ...earlier, replayed: true };
      const joined = { ...context, storage, db: joinTransaction(context.db, companyId, tx) };
      const answer = await performOrRefuse(tx, joined, work);
      await keep(tx, context, principal, request, answer);
      return { ...answer, replayed: false };
    });
  } catch (error) {
    await storage.undo();
    throw error;
  }
}

/**
 * As `answerOnce`, for work that can be done in one transaction with that of other requests: given a context
 * with `once` it does that, keeps the answer there, and fails where it would have to be done by itself.
 */
export async function answerOnceTogether(
  context: Context,
  principal: Principal,
  request: OnceRequest,
  work: OnceWork,
): Promise<OnceAnswer & { replayed: boolean }> {
  let answer: OnceAnswer | undefined;
  const toAnswer = (value: unknown) => {
    answer = work.toAnswer(value);
    return answer;
  };
  const done = await work.perform({ ...context, once: { request, toAnswer } }).then(
    () => answer,
    (error) => {
      // Nobody knows what became of it.
      if (isDatabaseTrouble(error)) throw error;
      return undefined;
    },
  );
  if (done !== undefined) return { ...done, replayed: false };
  return answerOnce(context, principal, request, work);
}

/** Nothing was written: the request is to be done in a transaction of its own. Never leaves `answerOnceTogether`. */
export class ToBeDoneAlone extends Error {}

/** A request of several that share a transaction. */
export interface OnceCall {
  context: Pick<Context, 'clock' | 'secrets'>;
  principal: Principal;
  once: Once;
}

/**
 * Whether each of the requests is the first with its key, and may be done in this transaction; those without
 * a key may. What another is, `answerOnce` says behind this transaction.
 */
export async function claimTogether(
  tx: Transaction,
  calls: readonly (OnceCall | undefined)[],
): Promise<boolean[]> {
  const owners = new Map<string, { owner: repository.KeyOwner; now: Date }>();
  const nameOf = (call: OnceCall) => repository.nameOfKey(ownerOf(call.principal, call.once.request));
  for (const call of calls)
    if (call !== undefined)
      owners.set(nameOf(call), {
        owner: ownerOf(call.principal, call.once.request),
        now: call.context.clock.now(),
      });
  if (owners.size === 0) return calls.map(() => true);
  // In one flight, and one behind the other: what was kept until the lock is seen.
  const asked = [
    repository.tryLockKeys(tx, [...owners.keys()]),
    repository.listUnused(tx, [...owners.values()]),
  ];
  const [locked, free] = await Promise.all(asked);
  return calls.map((call) => {
    if (call === undefined) return true;
    const name = nameOf(call);
    // Of two with one key it is the first.
    return locked?.has(name) === true && free?.delete(name) === true;
  });
}

/** Keeps answers in the transaction of what they tell of. */
export async function keepTogether(
  tx: Transaction,
  companyId: string,
  kept: readonly (OnceCall & { answer: OnceAnswer })[],
): Promise<void> {
  if (kept.length === 0) return;
  const rows = kept.map(({ context, principal, once: { request }, answer }) =>
    keepingOf(context, principal, request, answer),
  );
  await repository.upsertAnswers(tx, companyId, rows);
  await repository.removeExpired(tx, rows[0]?.now ?? new Date());
}

/**
 * For work that asks somebody else and may run twice without harm: it runs outside any
 * transaction, and the answer is kept once it is there.
 */
export async function answerRepeatable(
  context: Context,
  principal: Principal,
  request: OnceRequest,
  work: OnceWork,
): Promise<OnceAnswer & { replayed: boolean }> {
  const { db } = context;
  const earlier = await db.inCompany(principal.companyId, (tx) => claim(tx, context, principal, request));
  if (earlier !== undefined) return { ...earlier, replayed: true };
  const answer = await performOrAnswer(context, work);
  await db.inCompany(principal.companyId, (tx) => keep(tx, context, principal, request, answer));
  return { ...answer, replayed: false };
}

async function claim(
  tx: Transaction,
  context: Context,
  principal: Principal,
  { key, fingerprint }: OnceRequest,
): Promise<OnceAnswer | undefined> {
  const owner = ownerOf(principal, { key });
  if (!(await repository.tryLockKey(tx, owner)))
    throw new JoineryError(
      'idempotency.in_flight',
      'The first request with this key is still running; ask again.',
      {
        retryAfterSeconds: 1,
      },
    );
  const row = await repository.findAnswer(tx, owner, context.clock.now());
  if (row === undefined) return undefined;
  if (row.requestHash !== fingerprint)
    throw new JoineryError(
      'idempotency.key_reused',
      'This Idempotency-Key was used for another request; make a new one.',
    );
  const { contentType, body } = JSON.parse(context.secrets.open(row.sealed, placeOf(principal, key)));
  return { status: row.status, contentType, body };
}

async function keep(
  tx: Transaction,
  context: Context,
  principal: Principal,
  request: OnceRequest,
  answer: OnceAnswer,
): Promise<void> {
  const row = keepingOf(context, principal, request, answer);
  await repository.upsertAnswers(tx, principal.companyId, [row]);
  await repository.removeExpired(tx, row.now);
}

// Answers hold people's data, and once a new API key: they are kept sealed like secrets.
function keepingOf(
  context: Pick<Context, 'clock' | 'secrets'>,
  principal: Principal,
  { key, fingerprint, url }: OnceRequest,
  { status, contentType, body: answered, kept: body = answered }: OnceAnswer,
) {
  const now = context.clock.now();
  const sealed = context.secrets.seal(JSON.stringify({ contentType, body }), placeOf(principal, key));
  const about = peopleIn(`${url} ${body}`);
  const expiresAt = new Date(now.getTime() + keptForMs);
  return { userId: principal.userId, key, requestHash: fingerprint, status, sealed, about, expiresAt, now };
}

function ownerOf({ companyId, userId }: Principal, { key }: Pick<OnceRequest, 'key'>) {
  return { companyId, userId, key };
}

async function performOrRefuse(tx: Transaction, joined: Context, work: OnceWork): Promise<OnceAnswer> {
  try {
    return await undoable(tx, async () => work.toAnswer(await work.perform(joined)), 'work');
  } catch (error) {
    const refusal = work.refusal(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}

async function performOrAnswer(context: Context, work: OnceWork): Promise<OnceAnswer> {
  try {
    return work.toAnswer(await work.perform(context));
  } catch (error) {
    const refusal = work.refusal(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}

function placeOf({ companyId, userId }: Principal, key: string): SealPlace {
  return { companyId, table: 'idempotency_keys', row: JSON.stringify([userId, key]), column: 'response' };
}

/** Remembers what was put, for when the transaction that refers to it does not commit. */
function undoableStorage(storage: FileStorage): FileStorage & { undo(): Promise<void> } {
  const keys: string[] = [];
  return {
    ...storage,
    async put(content) {
      const key = await storage.put(content);
      keys.push(key);
      return key;
    },
    async undo() {
      await Promise.allSettled(keys.map((key) => storage.remove(key)));
    },
  };
}

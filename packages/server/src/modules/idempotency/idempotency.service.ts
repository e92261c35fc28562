// One request, one effect. Work and the record of its answer are one transaction: a process
// killed at any instant leaves either both or neither, and the same key may be sent again.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { joinTransaction, undoable } from '../../db/join.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import type { FileStorage } from '../../platform/storage/storage.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import * as repository from './idempotency.repository.ts';
import { keptForMs, peopleIn } from './idempotency.ts';

export interface OnceRequest {
  key: string;
  fingerprint: string;
  /** Path and query. */
  url: string;
}

export interface OnceAnswer {
  status: number;
  contentType: string;
  body: string;
}

export interface OnceWork {
  /** Does the work with a context whose transactions are all part of one. */
  perform(context: Context): Promise<OnceAnswer>;
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
  const owner = { companyId: principal.companyId, userId: principal.userId, key };
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

// Answers hold people's data, and once a new API key: they are kept sealed like secrets.
async function keep(
  tx: Transaction,
  context: Context,
  principal: Principal,
  { key, fingerprint, url }: OnceRequest,
  { status, contentType, body }: OnceAnswer,
): Promise<void> {
  const now = context.clock.now();
  const sealed = context.secrets.seal(JSON.stringify({ contentType, body }), placeOf(principal, key));
  const owner = { companyId: principal.companyId, userId: principal.userId, key };
  const about = peopleIn(`${url} ${body}`);
  const row = { requestHash: fingerprint, status, sealed, about };
  await repository.upsertAnswer(tx, owner, row, new Date(now.getTime() + keptForMs));
  await repository.removeExpired(tx, now);
}

async function performOrRefuse(tx: Transaction, joined: Context, work: OnceWork): Promise<OnceAnswer> {
  try {
    return await undoable(tx, () => work.perform(joined), 'work');
  } catch (error) {
    const refusal = work.refusal(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}

async function performOrAnswer(context: Context, work: OnceWork): Promise<OnceAnswer> {
  try {
    return await work.perform(context);
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

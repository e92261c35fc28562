// Résumés that come as an address. What the address says is judged at once; it is called once the
// candidate is taken in, by a workflow, and a failure leaves the candidate as it is.
import type { JoineryError, ResumeFetch } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Context } from '../context.ts';
import { cleanFileName } from '../files/files.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import * as repository from './resume-fetches.repository.ts';
import type { AddedBy } from './resume-fetches.ts';

export const fetchResumeName = 'fetch-resume';

/** Kept in the workflow tables, so ids only. */
export interface FetchResumeInput {
  companyId: string;
  fetchId: string;
}

/** @throws JoineryError `egress.address_not_allowed` by the spelling alone: nothing is looked up. */
export function assertFetchable({ egress }: Pick<Context, 'egress'>, url: string): void {
  egress.assertDocumentAllowed(url);
}

/** Has the résumé fetched, once the transaction is committed. */
export async function requestFetch(
  { engine, secrets, clock }: Pick<Context, 'engine' | 'secrets' | 'clock'>,
  tx: Transaction,
  {
    companyId,
    candidateId,
    url,
    name,
    ...addedBy
  }: AddedBy & {
    companyId: string;
    candidateId: string;
    url: string;
    name?: string | undefined;
  },
): Promise<void> {
  const id = newId('rft');
  await repository.insertFetch(tx, companyId, {
    id,
    candidateId,
    host: new URL(url).host,
    sealedUrl: secrets.seal(url, placeOf(companyId, id)),
    name: name === undefined ? null : cleanFileName(name),
    ...addedBy,
    createdAt: clock.now(),
  });
  await engine.enqueue<FetchResumeInput>(tx, {
    workflow: fetchResumeName,
    id: `${fetchResumeName}:${id}`,
    input: { companyId, fetchId: id },
  });
}

/** For services that have already checked that the principal may see these candidates. */
export async function listFetches(
  tx: Transaction,
  candidateIds: string[],
  scope: HiringScope,
): Promise<(ResumeFetch & { candidateId: string })[]> {
  return repository.listNewest(tx, candidateIds, scope);
}

export interface WantedResume {
  url: string;
  name: string | null;
}

/** Undefined once the fetch has ended. */
export async function findWanted(
  { db, secrets }: Pick<Context, 'db' | 'secrets'>,
  { companyId, fetchId }: FetchResumeInput,
): Promise<WantedResume | undefined> {
  const pending = await db.inCompany(companyId, (tx) => repository.lockPending(tx, fetchId));
  return pending && { url: secrets.open(pending.sealedUrl, placeOf(companyId, fetchId)), name: pending.name };
}

/** Ends a fetch once: `work` runs in the same transaction, for the candidate, or not at all. */
export async function endFetch(
  { clock }: Pick<Context, 'clock'>,
  tx: Transaction,
  fetchId: string,
  problem: JoineryError | undefined,
  work: (fetch: Pick<repository.PendingFetch, 'candidateId' | 'host' | keyof AddedBy>) => Promise<void>,
): Promise<boolean> {
  const pending = await repository.lockPending(tx, fetchId);
  if (pending === undefined) return false;
  await work(pending);
  await repository.endFetch(tx, fetchId, {
    state: problem === undefined ? 'done' : 'failed',
    problem: problem === undefined ? null : { code: problem.code, message: problem.message },
    finishedAt: clock.now(),
  });
  return true;
}

function placeOf(companyId: string, row: string) {
  return { companyId, table: 'resume_fetches', row, column: 'sealed_url' };
}

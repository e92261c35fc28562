// What taking in is, in the caller's transaction: of one, and of several at once who are nothing special.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { newId } from '../../platform/ids.ts';
import { actingUser, type Principal } from '../access/principal.ts';
import {
  type Accepted,
  accept,
  acceptance,
  applyNewcomers,
  listApplicationsOf,
  type MadeApplication,
  type Told,
} from '../applications/applications.service.ts';
import { insertAddress, insertDocuments } from '../candidates/candidate-uploads.service.ts';
import {
  type CandidateScope,
  fieldsOnce,
  insertPeople,
  type KnownBelongings,
} from '../candidates/candidates.service.ts';
import { requestReadings } from '../documents/documents.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { findJobId } from '../jobs/jobs.service.ts';
import { hiringScope, jobNotOpen } from '../jobs/jobs.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import * as repository from './intake.repository.ts';
import { type Arrival, contentOf } from './intake.ts';

type Scope = CandidateScope;

export interface TakenIn {
  candidateId: string;
  /** Undefined where no job is named. */
  application: MadeApplication | undefined;
  /** It came before, and this is what it became then: nothing was written. */
  isRepeated: boolean;
  /** Of somebody new, what is known of them without reading it. */
  known?: Pick<KnownBelongings, 'person' | 'fields'>;
}

/**
 * Takes somebody in, in the caller's transaction, with everything that follows from it. All of it or
 * nothing. The same content from the same side within 24 hours is the first one again. The same
 * person with anything else is another candidate: nobody is told who applied before.
 *
 * Bytes of files that were stored for a repeated arrival belong to nobody: see `withArrival`.
 *
 * @throws JoineryError `jobs.not_open`, `applications.incomplete`, `request.invalid`
 */
export async function takeIn(
  context: Scope,
  tx: Transaction,
  principal: Principal,
  arrival: Arrival,
): Promise<TakenIn> {
  const { application } = arrival;
  if (!namesItsJob(principal, arrival)) throw jobNotOpen();
  const candidateId = newId('can');
  const [repetition, accepting] = await Promise.allSettled([
    findRepeated(context, tx, principal, arrival, candidateId),
    application && accept(tx, principal, application),
  ]);
  const earlier = resultOf(repetition);
  if (earlier !== undefined) {
    // Else a job that was closed, or asks for more, since then would tell everybody who applied before.
    if (application?.publicOnly === true) resultOf(accepting);
    return earlier;
  }
  const accepted = resultOf(accepting);
  const newcomer = { context, principal, arrival, candidateId, accepted };
  const [taken] = await writeNewcomers(tx, principal.companyId, [newcomer]);
  return taken as TakenIn;
}

// Whoever sees only assigned jobs adds people to these.
function namesItsJob(principal: Principal, { application }: Pick<Arrival, 'application'>): boolean {
  return application !== undefined || hiringScope(principal).sight === undefined;
}

async function findRepeated(
  context: Scope,
  tx: Transaction,
  principal: Principal,
  arrival: Arrival,
  candidateId: string,
): Promise<TakenIn | undefined> {
  const { application } = arrival;
  const jobId = application === undefined ? undefined : await findJobId(tx, application.job);
  const submission = submissionOf({ context, principal, arrival, candidateId }, jobId);
  if (submission === undefined) return undefined;
  const earlier = await repository.claim(tx, principal.companyId, submission);
  if (earlier === undefined) return undefined;
  const applications = jobId === undefined ? [] : await listApplicationsOf(tx, principal, [earlier]);
  const made = applications.find((candidate) => candidate.jobId === jobId);
  return { candidateId: earlier, application: made, isRepeated: true };
}

function submissionOf(
  { context, principal, arrival, candidateId }: Omit<Newcomer, 'accepted'>,
  jobId: string | undefined,
): repository.Submission | undefined {
  const content = contentOf(arrival, jobId, actingUser(principal) ?? 'nobody');
  if (content === undefined) return undefined;
  const fingerprint = context.secrets.mac('intake', canonicalJson(content));
  return { fingerprint, candidateId, takenAt: context.clock.now() };
}

/** For what is waited for to its end, so that nothing is sent in a transaction that has failed. */
export function resultOf<T>(settled: PromiseSettledResult<T> | undefined): T | undefined {
  if (settled?.status === 'rejected') throw settled.reason;
  return settled?.value;
}

export interface Arriving {
  context: Scope;
  principal: Principal;
  arrival: Arrival;
}

/**
 * Takes in people of one company in as many statements as one of them needs. Undefined for whom `takeIn`
 * has to be asked, in another transaction and behind this one: a repetition, also of another of them, and
 * whoever is refused, or left out by `mayCome`. Nothing is written of those. When it fails, it fails for
 * all of them.
 *
 * @param mayCome is waited for together with everything else that is asked
 */
export async function takeInTogether(
  tx: Transaction,
  companyId: string,
  arriving: readonly Arriving[],
  mayCome: Promise<boolean[]>,
): Promise<(TakenIn | undefined)[]> {
  const fields = fieldsOnce(tx);
  const coming = arriving.map((one) => ({ ...one, candidateId: newId('can') }));
  // In one flight.
  const [may, fit, firsts, known] = await Promise.allSettled([
    mayCome,
    acceptAll(tx, coming),
    claimFirsts(tx, companyId, coming),
    fields(),
  ]);
  resultOf(known);
  const [areFree, accepted, claims] = [resultOf(may), resultOf(fit), resultOf(firsts)];
  const newcomers = coming.flatMap((one, at) => {
    const fitting = accepted?.[at];
    const isTaken = fitting !== undefined && areFree?.[at] === true && claims?.repeated.has(one) === false;
    return isTaken ? [{ ...one, ...fitting }] : [];
  });
  const taken = new Set<string>(newcomers.map(({ candidateId }) => candidateId));
  await repository.unclaim(
    tx,
    (claims?.claimed ?? []).filter((id) => !taken.has(id)),
  );
  const written = await writeNewcomers(tx, companyId, newcomers, fields);
  const results = new Map(written.map((one) => [one.candidateId, one]));
  return coming.map(({ candidateId }) => results.get(candidateId));
}

type Coming = Omit<Newcomer, 'accepted'>;

/** Claims what each of them sends. Repeated is who came before, also as another of them. */
async function claimFirsts(
  tx: Transaction,
  companyId: string,
  coming: readonly Coming[],
): Promise<{ repeated: Set<Coming>; claimed: string[] }> {
  const jobIds = new Map<string, Promise<string | undefined>>();
  const submissions = new Map<string, [Coming, repository.Submission]>();
  const repeated = new Set<Coming>();
  for (const one of coming) {
    const job = one.arrival.application?.job;
    const jobId = job === undefined ? undefined : (jobIds.get(job) ?? findJobId(tx, job));
    if (job !== undefined && jobId !== undefined) jobIds.set(job, jobId);
    const submission = submissionOf(one, await jobId);
    if (submission === undefined) continue;
    if (submissions.has(submission.fingerprint)) repeated.add(one);
    else submissions.set(submission.fingerprint, [one, submission]);
  }
  const all = [...submissions.values()];
  const kept = await repository.claimAll(
    tx,
    companyId,
    all.map(([, submission]) => submission),
  );
  const claimed = all.filter(([one, { fingerprint }]) => {
    if (!kept.has(fingerprint)) repeated.add(one);
    return kept.has(fingerprint);
  });
  return { repeated, claimed: claimed.map(([{ candidateId }]) => candidateId) };
}

/** Undefined for those whom their job does not take. */
async function acceptAll(
  tx: Transaction,
  arriving: readonly Arriving[],
): Promise<({ accepted: Accepted | undefined } | undefined)[]> {
  const acceptIn = acceptance(tx);
  const accepting = arriving.map(async ({ principal, arrival: { application } }) =>
    application === undefined ? undefined : acceptIn(principal, application),
  );
  const settled = await Promise.allSettled(accepting);
  return arriving.map((one, at) => {
    const result = settled[at];
    if (result?.status === 'rejected' && !(result.reason instanceof JoineryError)) throw result.reason;
    if (result?.status !== 'fulfilled' || !namesItsJob(one.principal, one.arrival)) return undefined;
    return { accepted: result.value };
  });
}

interface Newcomer extends Arriving {
  candidateId: string;
  /** With an application. */
  accepted: Accepted | undefined;
}

async function writeNewcomers(
  tx: Transaction,
  companyId: string,
  newcomers: readonly Newcomer[],
  fields = fieldsOnce(tx),
): Promise<TakenIn[]> {
  if (newcomers.length === 0) return [];
  const { told, people } = await insertPeople(tx, companyId, newcomers.map(personOf), fields);
  // Documents are told of behind whose they are.
  const hasFiles = newcomers.some(({ arrival }) => arrival.files.length > 0);
  if (hasFiles) await tell(tx, companyId, told);
  for (const { context, principal, arrival, candidateId } of newcomers)
    await insertDocuments(tx, context, principal, {
      ...whoseOf(principal, candidateId),
      files: arrival.files,
    });
  const before = hasFiles ? { events: [], entries: [] } : told;
  const applying = newcomers.flatMap(applicationOf);
  const applications = await applyNewcomers(tx, companyId, applying, before);
  const made = new Map(applications.map((application) => [application.candidateId, application]));
  for (const { context, principal, arrival, candidateId } of newcomers) {
    const { way, files, address } = arrival;
    // Who is seeded has this asked once for all.
    const ids = files.map(({ stored }) => stored.id);
    if (way !== 'seed') await requestReadings(context, tx, companyId, ids);
    await insertAddress(tx, context, principal, { ...whoseOf(principal, candidateId), address });
  }
  return newcomers.map(({ candidateId }, at) => ({
    candidateId,
    application: made.get(candidateId),
    isRepeated: false,
    known: { person: people[at], fields },
  }));
}

function whoseOf(principal: Principal, candidateId: string) {
  return { candidateId, addedByUserId: actingUser(principal), isAddedLater: false };
}

async function tell(tx: Transaction, companyId: string, { events, entries }: Told): Promise<void> {
  await insertEvents(tx, companyId, events);
  await addTimelineEntries(tx, companyId, entries);
}

function personOf({ context, principal, arrival, candidateId }: Newcomer) {
  const { way, person, application, numbers } = arrival;
  const createdAt = application?.appliedAt ?? context.clock.now();
  return { principal, person: { ...person, id: candidateId, number: numbers.candidates, createdAt, way } };
}

function applicationOf({ context, principal, arrival, candidateId, accepted }: Newcomer) {
  const { application, numbers } = arrival;
  if (application === undefined || accepted === undefined) return [];
  const made = { ...application, candidateId, number: numbers.applications };
  return [{ context, principal, application: made, accepted }];
}

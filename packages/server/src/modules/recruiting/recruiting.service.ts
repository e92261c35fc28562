// The recruiting of connected accounts: what is used of it, which job there is which here, and what came.
import {
  JoineryError,
  type RecruitingJobPatch,
  type RecruitingJobQuery,
  type RecruitingJobView,
  type RecruitingRecord,
  type RecruitingRecordAct,
  type RecruitingRecordQuery,
  type RecruitingRecordsOfQuery,
  type RecruitingRun,
  type RecruitingSettings,
  type RecruitingSettingsInput,
  type RecruitingTarget,
  type RecruitingTargetJob,
  type RecruitingTargetJobQuery,
  type RecruitingView,
  recruitingSettings,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getCandidate, isToldOf } from '../candidates/candidates.service.ts';
import { hookUrlOf, type OpenRecruiting, openRecruiting } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { getJobTerms } from '../jobs/jobs.service.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './recruiting.repository.ts';
import { isReadAnew, kindsOf, readingCursor } from './recruiting.ts';
import * as jobRows from './recruiting-jobs.repository.ts';
import * as recordRows from './recruiting-records.repository.ts';
import * as runRows from './recruiting-runs.repository.ts';
import { countWrites } from './recruiting-writes.repository.ts';

export const readRecruitingName = 'read-recruiting';

/** Kept in the workflow tables, so ids only. */
export interface ReadRecruitingInput {
  companyId: string;
  connectionId: string;
  runId: string;
}

type Opening = Parameters<typeof openRecruiting>[0];

export async function getRecruiting(
  context: Context,
  principal: Principal,
  connectionId: string,
): Promise<RecruitingView> {
  assertArea(principal, 'settings.connections', 'view');
  return context.db.inCompany(principal.companyId, (tx) => viewOf(context, tx, principal, connectionId));
}

async function viewOf(
  context: Context,
  tx: Transaction,
  { companyId }: Principal,
  connectionId: string,
): Promise<RecruitingView> {
  const { recruiting } = await open(context, tx, companyId, connectionId);
  const setup = await repository.findSetup(tx, connectionId);
  const settings = setup?.settings ?? recruitingSettings.parse({});
  const statuses = setup?.statuses ?? [];
  const kinds = kindsOf(statuses, settings);
  const [lastRun = null] = await runRows.listRuns(tx, connectionId, { limit: 1 });
  return {
    connectionId,
    settings,
    abilities: recruiting.abilities,
    statuses: statuses.map((status) => ({ ...status, kind: kinds.get(status.id) ?? null })),
    webhookUrl: recruiting.abilities.calls ? ((await hookUrlOf(context, tx, connectionId)) ?? null) : null,
    hasWebhookKey: setup?.sealedWebhookKey != null,
    lastCallAt: setup?.lastCallAt?.toISOString() ?? null,
    lastRun,
    nextReadAt: setup?.nextReadAt?.toISOString() ?? null,
    received: await recordRows.countRecords(tx, connectionId),
    sent: await countWrites(tx, connectionId),
  };
}

/** Nothing is sent: only what the account is able to do is asked of its connector. */
async function open(
  context: Opening,
  tx: Transaction,
  companyId: string,
  connectionId: string,
): Promise<OpenRecruiting> {
  return openRecruiting(context, tx, companyId, connectionId, { urgency: 'person' });
}

/**
 * Says what of an account's recruiting is used. It is read at once, and from then on by itself.
 *
 * @throws JoineryError `connections.not_supported` for what the account's API has no way for
 */
export async function putRecruiting(
  context: Context,
  principal: Principal,
  connectionId: string,
  { webhookKey, ...settings }: RecruitingSettingsInput,
): Promise<RecruitingView> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    const account = await open(context, tx, companyId, connectionId);
    assertAble(account, settings);
    const now = context.clock.now();
    const before = (await repository.lockSetup(tx, connectionId))?.settings;
    await repository.putSetup(tx, companyId, connectionId, settings, now);
    // What stayed there by the old settings may come by the new ones. What is here already comes no second time.
    if (before !== undefined && isReadAnew(before, settings))
      await repository.updateSetup(tx, connectionId, { cursor: readingCursor.parse({}) });
    const isRead = isUsed(settings);
    await repository.updateSetup(tx, connectionId, {
      nextReadAt: isRead && account.enabled ? new Date(now.getTime() + settings.everyMinutes * 60_000) : null,
      ...(webhookKey !== undefined && {
        sealedWebhookKey:
          webhookKey === null
            ? null
            : context.secrets.seal(webhookKey, webhookKeyPlace(companyId, connectionId)),
      }),
    });
    const setup = await repository.findSetup(tx, connectionId);
    await recordRows.renewKinds(tx, connectionId, kindsOf(setup?.statuses ?? [], settings));
    const changed = { changed: ['recruiting'] };
    await insertEvents(tx, companyId, [
      { type: 'connections.updated', subjectId: connectionId, payload: changed },
    ]);
    if (isRead && account.enabled)
      await requestRun(context, tx, { companyId, connectionId, reason: 'settings' });
    return viewOf(context, tx, principal, connectionId);
  });
}

export function webhookKeyPlace(companyId: string, row: string): SealPlace {
  return { companyId, table: 'recruiting_setups', row, column: 'sealed_webhook_key' };
}

function isUsed({ source, sink }: Pick<RecruitingSettings, 'source' | 'sink'>): boolean {
  return source || sink;
}

function assertAble({ name, recruiting: { abilities } }: OpenRecruiting, settings: RecruitingSettings): void {
  const { source, sink, writeBack } = settings;
  const asked: [boolean, boolean, string][] = [
    [source, abilities.readApplications, 'has no way that is known for reading applications'],
    [sink, abilities.sendCandidates, 'takes no candidates'],
    [writeBack, abilities.comment, 'takes no comments'],
  ];
  const refused = asked.find(([isWanted, isAble]) => isWanted && !isAble);
  if (refused === undefined) return;
  throw new JoineryError('connections.not_supported', `The account of ${name} ${refused[2]}.`);
}

/**
 * Reads an account now. One that waits already is answered.
 *
 * @throws JoineryError `recruiting.not_set_up`, `connections.disabled`, `connections.not_found`
 */
export async function readNow(
  context: Context,
  principal: Principal,
  connectionId: string,
): Promise<RecruitingRun> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    const account = await open(context, tx, companyId, connectionId);
    await assertUsed(tx, account);
    return requestRun(context, tx, { companyId, connectionId, reason: 'person' });
  });
}

async function assertUsed(tx: Transaction, { id, name, enabled }: OpenRecruiting): Promise<void> {
  const setup = await repository.findSetup(tx, id);
  if (setup === undefined || !isUsed(setup.settings))
    throw new JoineryError('recruiting.not_set_up', `Nothing of the recruiting of ${name} is used yet.`);
  if (!enabled)
    throw new JoineryError(
      'connections.disabled',
      `The connection ${name} is switched off. Switch it on first.`,
    );
}

/** In the caller's transaction: a run that waits already serves whoever asks. */
export async function requestRun(
  { engine, clock }: Pick<Context, 'engine' | 'clock'>,
  tx: Transaction,
  { companyId, connectionId, reason }: Omit<ReadRecruitingInput, 'runId'> & Pick<RecruitingRun, 'reason'>,
): Promise<RecruitingRun> {
  const id = newId('rrn');
  if (await runRows.insertRun(tx, companyId, { id, connectionId, reason, createdAt: clock.now() }))
    await engine.enqueue<ReadRecruitingInput>(tx, {
      workflow: readRecruitingName,
      id: `${readRecruitingName}/${id}`,
      partition: connectionId,
      input: { companyId, connectionId, runId: id },
    });
  const waiting = await runRows.findWaitingRun(tx, connectionId);
  if (waiting === undefined) throw new Error('a run that was asked for is not there');
  return waiting;
}

/** The account can be asked again, and nobody knows what happened meanwhile. */
export async function catchUpRecruiting(
  context: Pick<Context, 'engine' | 'clock'>,
  tx: Transaction,
  { companyId, connectionId }: Omit<ReadRecruitingInput, 'runId'>,
): Promise<void> {
  const setup = await repository.findSetup(tx, connectionId);
  if (setup === undefined || !isUsed(setup.settings)) return;
  await requestRun(context, tx, { companyId, connectionId, reason: 'reconnect' });
}

export async function listRuns(
  context: Context,
  principal: Principal,
  connectionId: string,
  page: Slice,
): Promise<Sliced<RecruitingRun>> {
  assertArea(principal, 'settings.connections', 'view');
  const rows = await context.db.inCompany(principal.companyId, async (tx) => {
    await open(context, tx, principal.companyId, connectionId);
    return runRows.listRuns(tx, connectionId, page);
  });
  return toSliced(rows, page.limit, ({ id }) => id);
}

/** Open ones first. */
export async function listRecruitingJobs(
  context: Context,
  principal: Principal,
  connectionId: string,
  query: RecruitingJobQuery,
  page: Slice,
): Promise<Sliced<RecruitingJobView>> {
  assertArea(principal, 'settings.connections', 'view');
  const rows = await context.db.inCompany(principal.companyId, async (tx) => {
    await open(context, tx, principal.companyId, connectionId);
    return jobRows.listJobs(tx, connectionId, query, page);
  });
  const { items, after } = toSliced(rows, page.limit, jobRows.keyOfJob);
  return { items: items.map(withoutHand), after };
}

/**
 * Says which job here an account's job is, or what a candidate for it must say. What waited for it goes on.
 *
 * @throws JoineryError `recruiting.job_not_found`, `jobs.not_found`
 */
export async function updateRecruitingJob(
  context: Context,
  principal: Principal,
  { connectionId, jobId }: { connectionId: string; jobId: string },
  patch: RecruitingJobPatch,
): Promise<RecruitingJobView> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId } = principal;
  const here = patch.jobId ? (await getJobTerms(context, principal, patch.jobId)).id : patch.jobId;
  return context.db.inCompany(companyId, async (tx) => {
    const account = await open(context, tx, companyId, connectionId);
    if ((await jobRows.findJob(tx, connectionId, jobId)) === undefined) throw noJob();
    await jobRows.updateJob(tx, connectionId, jobId, {
      ...(here !== undefined && { jobId: here, setByHand: true }),
      ...(patch.required !== undefined && { required: [...new Set(patch.required)] }),
    });
    const released = here == null ? 0 : await recordRows.releaseHeld(tx, connectionId, jobId);
    if (released > 0 && account.enabled)
      await requestRun(context, tx, { companyId, connectionId, reason: 'settings' });
    const job = await jobRows.findJob(tx, connectionId, jobId);
    if (job === undefined) throw noJob();
    return withoutHand(job);
  });
}

function withoutHand({ setByHand: _setByHand, ...job }: jobRows.JobRow): RecruitingJobView {
  return job;
}

export function noJob(): JoineryError {
  return new JoineryError(
    'recruiting.job_not_found',
    'The account has no such job. Read it again to see its jobs.',
  );
}

/** Newest first. */
export async function listRecords(
  context: Context,
  principal: Principal,
  connectionId: string,
  query: RecruitingRecordQuery,
  page: Slice,
): Promise<Sliced<RecruitingRecord>> {
  assertArea(principal, 'settings.connections', 'view');
  const rows = await context.db.inCompany(principal.companyId, async (tx) => {
    await open(context, tx, principal.companyId, connectionId);
    return recordRows.listRecords(tx, connectionId, { state: query.state }, page);
  });
  return toSliced(rows, page.limit, ({ id }) => id);
}

/**
 * Those applications of a candidate that the principal sees, in all accounts, newest first. What became of
 * them there is what the company thinks: others are told of none.
 */
export async function listRecordsOf(
  context: Context,
  principal: Principal,
  { candidate }: RecruitingRecordsOfQuery,
  page: Slice,
): Promise<Sliced<RecruitingRecord>> {
  const { applications } = await getCandidate(context, principal, candidate);
  const ids = applications.map(({ id }) => id);
  const rows = await context.db.inCompany(principal.companyId, async (tx) =>
    (await isToldOf(tx, principal, candidate)) ? recordRows.listRecordsOf(tx, ids, page) : [],
  );
  return toSliced(rows, page.limit, ({ id }) => id);
}

/** @throws JoineryError `recruiting.record_not_found`, `recruiting.record_taken` */
export async function actOnRecord(
  context: Context,
  principal: Principal,
  { connectionId, id }: { connectionId: string; id: string },
  { action }: RecruitingRecordAct,
): Promise<RecruitingRecord> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    const account = await open(context, tx, companyId, connectionId);
    const record = await recordRows.lockRecord(tx, id);
    if (record?.connectionId !== connectionId)
      throw new JoineryError('recruiting.record_not_found', 'There is no such application of this account.');
    if (record.state === 'taken')
      throw new JoineryError(
        'recruiting.record_taken',
        'The application is here already: look at its candidate.',
      );
    const state = action === 'retry' ? 'pending' : 'left';
    await recordRows.updateRecord(tx, id, { state, attempts: 0, problem: null });
    if (action === 'retry') {
      await assertUsed(tx, account);
      await requestRun(context, tx, { companyId, connectionId, reason: 'person' });
    }
    const [view] = await recordRows.listRecords(tx, connectionId, { id }, { limit: 1 });
    if (view === undefined) throw new Error('a record that was changed is not there');
    return view;
  });
}

/** Where candidates can be sent, for everybody who may send some. */
export async function listTargets(
  context: Context,
  principal: Principal,
  page: Slice,
): Promise<Sliced<RecruitingTarget>> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertDecides(principal);
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    const sinks = toSliced(await repository.listSinks(tx, page), page.limit, (sink) => sink.connectionId);
    const items: RecruitingTarget[] = [];
    for (const { connectionId, name, provider, statuses } of sinks.items) {
      const { recruiting } = await open(context, tx, companyId, connectionId);
      items.push({
        connectionId,
        name,
        provider,
        withoutJob: recruiting.abilities.sendWithoutJob,
        statuses: statuses.filter(({ isUsable }) => isUsable),
        canMove: recruiting.abilities.moveStatus,
      });
    }
    return { items, after: sinks.after };
  });
}

/**
 * Open jobs of an account where candidates can be sent, by title.
 *
 * @throws JoineryError `connections.not_found`, `recruiting.not_set_up`
 */
export async function listTargetJobs(
  context: Context,
  principal: Principal,
  connectionId: string,
  { q }: RecruitingTargetJobQuery,
  page: Slice,
): Promise<Sliced<RecruitingTargetJob>> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertDecides(principal);
  const { companyId } = principal;
  const rows = await context.db.inCompany(companyId, async (tx) => {
    const account = await open(context, tx, companyId, connectionId);
    const setup = await repository.findSetup(tx, connectionId);
    if (setup?.settings.sink !== true)
      throw new JoineryError('recruiting.not_set_up', `Candidates are not sent to ${account.name}.`);
    return jobRows.listJobs(tx, connectionId, { open: true, q }, page);
  });
  const { items, after } = toSliced(rows, page.limit, jobRows.keyOfJob);
  return {
    items: items.map(({ id, title, location, required }) => ({ id, title, location, required })),
    after,
  };
}

/** As with moves here: whoever sees only the people whom they brought does not say where these go. */
export function assertDecides(principal: Principal): void {
  if (hiringScope(principal).sight?.ownOnly !== true) return;
  throw new JoineryError('access.forbidden', 'External recruiters bring people; the company sends them on.');
}

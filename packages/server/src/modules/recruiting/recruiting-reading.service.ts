// One reading of an account's recruiting, step by step. Lists only say which applications there are and
// how they stand; each is read by itself, and is here once. Every function may run again after a crash.
import type { ApplicationHint, ApplicationStream } from '@joinery/connectors';
import {
  JoineryError,
  ProviderError,
  type RecruitingRun,
  type RecruitingSettings,
  type StageKind,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { WorkflowContext } from '../../engine/engine.ts';
import { newId } from '../../platform/ids.ts';
import {
  noteWorking,
  type OpenRecruiting,
  openRecruiting,
  readPace,
} from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import * as repository from './recruiting.repository.ts';
import type { ReadRecruitingInput } from './recruiting.service.ts';
import { isReadAnew, isSameTitle, isWanted, kindOf, kindsOf, readSince } from './recruiting.ts';
import * as jobRows from './recruiting-jobs.repository.ts';
import * as recordRows from './recruiting-records.repository.ts';
import * as runRows from './recruiting-runs.repository.ts';

export interface ReadingRun extends ReadRecruitingInput {
  context: Context;
  ctx: WorkflowContext;
}

export interface ReadingPlan {
  /** When this reading began: what came before is seen once it is done. */
  startedAt: string;
  since: string | null;
  streams: ApplicationStream[];
  /** Lists that need not be read to their end. */
  complete: ApplicationStream[];
  /** How long a request that failed waits before it is made again. */
  firstRetryMs: number;
  /** What it goes by. Absent in a plan that an older build made. */
  settings?: RecruitingSettings;
}

/** Runs `work` in a transaction that commits only while this process still owns the run. */
export async function owned<T>(run: ReadingRun, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return run.context.db.inCompany(run.companyId, async (tx) => {
    await run.ctx.assertStillOwner(tx);
    return work(tx);
  });
}

/** Undefined when there is nothing to do any more. */
export async function beginReading(run: ReadingRun): Promise<ReadingPlan | undefined> {
  return owned(run, async (tx) => {
    const startedAt = run.context.clock.now();
    const found = await runRows.lockRun(tx, run.runId);
    const setup = await repository.findSetup(tx, run.connectionId);
    if (found === undefined || setup === undefined) return undefined;
    if (found.state === 'queued') await runRows.updateRun(tx, run.runId, { state: 'reading', startedAt });
    const { settings, cursor } = setup;
    const streams: ApplicationStream[] = !settings.source
      ? []
      : settings.take === 'hires'
        ? ['hired', 'inactive']
        : ['new', 'hired', 'inactive'];
    // Nobody is here of whom it could tell.
    const known = await recordRows.countRecords(tx, run.connectionId);
    const isFirst = known.taken === 0;
    return {
      startedAt: startedAt.toISOString(),
      since: readSince(cursor, settings)?.toISOString() ?? null,
      streams: streams.filter((stream) => stream !== 'inactive' || !isFirst),
      complete: cursor.complete,
      firstRetryMs: (await readPace(tx, run.connectionId)).timing.firstRetryMs ?? 2_000,
      settings,
    };
  });
}

/** The account, for the requests of one step. */
export async function openAccount({ context, companyId, connectionId }: ReadingRun): Promise<OpenRecruiting> {
  const account = await context.db.inCompany(companyId, (tx) =>
    openRecruiting(context, tx, companyId, connectionId, { urgency: 'background' }),
  );
  if (!account.enabled)
    throw new JoineryError('connections.disabled', `The connection ${account.name} was switched off.`);
  return account;
}

/** Jobs and statuses as they are now; jobs of the same title here are taken for the same. */
export async function readJobs(run: ReadingRun): Promise<void> {
  const { recruiting } = await openAccount(run);
  const { readJobs: isAble, moveStatus, readApplications } = recruiting.abilities;
  const jobs = isAble ? await recruiting.listJobs() : undefined;
  const statuses = moveStatus || readApplications ? await recruiting.listStatuses() : undefined;
  await owned(run, async (tx) => {
    const { connectionId, companyId } = run;
    await noteWorking(tx, connectionId);
    const setup = await repository.lockSetup(tx, connectionId);
    if (setup === undefined) return;
    if (statuses !== undefined) {
      await repository.updateSetup(tx, connectionId, { statuses: [...statuses] });
      await recordRows.renewKinds(tx, connectionId, kindsOf(statuses, setup.settings));
    }
    // No jobs at all, where there were some, is how more than one provider answers about nobody.
    if (jobs === undefined || (jobs.length === 0 && (await jobRows.hasOpenJobs(tx, connectionId)))) return;
    await jobRows.putJobs(tx, companyId, connectionId, jobs, run.context.clock.now());
    await placeJobs(tx, connectionId);
    await count(tx, run, { jobs: jobs.length });
  });
}

/** Jobs of one title are taken for the same, where there is one on either side. */
export async function placeJobs(tx: Transaction, connectionId: string): Promise<void> {
  const linked = await recordRows.listLinkedJobs(tx, connectionId);
  const here = (await jobRows.listOpenJobs(tx)).filter(({ id }) => !linked.has(id));
  const unplaced = await jobRows.listUnplaced(tx, connectionId);
  for (const { id, title } of unplaced) {
    const isLike = (other: { title: string | null }) => isSameTitle(other.title ?? '', title ?? '');
    const [only, ...more] = here.filter(isLike);
    if (only === undefined || more.length > 0 || unplaced.filter(isLike).length > 1) continue;
    await jobRows.updateJob(tx, connectionId, id, { jobId: only.id });
    await recordRows.releaseHeld(tx, connectionId, id);
  }
}

export interface PageAsked {
  stream: ApplicationStream;
  since: string | null;
  cursor: string | null;
}

/** Reads one page of a list and keeps which applications there are. Tells where the next one is. */
export async function readPage(
  run: ReadingRun,
  { stream, since, cursor }: PageAsked,
): Promise<{ next: string | null; isKnown: boolean }> {
  const { recruiting } = await openAccount(run);
  const page = await recruiting.readPage(stream, { since: since === null ? null : new Date(since), cursor });
  const isNews = await keepHints(run, stream, page.applications);
  return { next: page.next, isKnown: page.isOrdered && !isNews };
}

/** True when the page told something that was not known. */
async function keepHints(
  run: ReadingRun,
  stream: ApplicationStream,
  hints: readonly ApplicationHint[],
): Promise<boolean> {
  return owned(run, async (tx) => {
    const { companyId, connectionId, context } = run;
    const setup = await repository.findSetup(tx, connectionId);
    if (setup === undefined) return false;
    const kinds = kindsOf(setup.statuses, setup.settings);
    const ids = hints.map(({ id }) => id);
    const known = new Map(
      (await recordRows.findRecords(tx, connectionId, ids)).map((row) => [row.providerId, row]),
    );
    let news = 0;
    let added = 0;
    for (const hint of hints) {
      const kind = kindOf(hint, kinds);
      const record = known.get(hint.id);
      if (record !== undefined) {
        if (await renewStatus(tx, record, hint, kind)) news += 1;
      } else if (stream !== 'inactive' && isWanted({ ...hint, kind }, setup.settings)) {
        const at = context.clock.now();
        const isNew = await recordRows.insertRecord(tx, companyId, connectionId, {
          id: newId('rec'),
          hint,
          kind,
          at,
        });
        if (isNew) added += 1;
      }
    }
    await count(tx, run, { seen: hints.length, new: added });
    return news + added > 0;
  });
}

async function renewStatus(
  tx: Transaction,
  record: recordRows.RecordRow,
  { statusId, statusName }: ApplicationHint,
  kind: StageKind | null,
): Promise<boolean> {
  if (record.statusId === statusId && record.kind === kind) return false;
  await recordRows.updateRecord(tx, record.id, { statusId, statusName, kind });
  return true;
}

/** What was read completely is not read again, unless other applications are wanted by now. */
export async function keepCursor(
  run: ReadingRun,
  { startedAt, streams, settings }: ReadingPlan,
): Promise<void> {
  await owned(run, async (tx) => {
    const setup = await repository.lockSetup(tx, run.connectionId);
    if (setup === undefined || (settings && isReadAnew(settings, setup.settings))) return;
    const complete = streams.filter((stream) => stream !== 'new');
    const cursor = { since: startedAt, complete: [...complete, 'inactive' as const] };
    await repository.updateSetup(tx, run.connectionId, {
      cursor: { ...cursor, complete: [...new Set(cursor.complete)] },
    });
  });
}

/** A reading of these lists that is cut off has to come to their end the next time. */
export async function openCursor(run: ReadingRun, { streams }: ReadingPlan): Promise<void> {
  await owned(run, async (tx) => {
    const setup = await repository.lockSetup(tx, run.connectionId);
    if (setup === undefined) return;
    const complete = setup.cursor.complete.filter((stream) => !streams.includes(stream));
    await repository.updateSetup(tx, run.connectionId, { cursor: { ...setup.cursor, complete } });
  });
}

export async function endReading(run: ReadingRun, problem: string | null): Promise<void> {
  await owned(run, async (tx) => {
    const found = await runRows.lockRun(tx, run.runId);
    if (found === undefined || found.finishedAt !== null) return;
    const finishedAt = run.context.clock.now();
    await runRows.updateRun(tx, run.runId, {
      state: problem === null ? 'done' : 'failed',
      problem,
      finishedAt,
      ...(found.startedAt === null && { startedAt: finishedAt }),
    });
  });
}

type Counts = RecruitingRun['counts'];

/** In the transaction of what is counted, so that nothing is counted twice. */
export async function count(
  tx: Transaction,
  { runId }: Pick<ReadingRun, 'runId'>,
  more: Partial<Counts>,
): Promise<void> {
  const run = await runRows.lockRun(tx, runId);
  if (run === undefined) return;
  const counts = { ...run.counts };
  for (const [name, by] of Object.entries(more) as [keyof Counts, number][]) counts[name] += by;
  await runRows.updateRun(tx, runId, { counts });
}

/** Why a reading ended early, for people; undefined for a fault of ours. */
export function problemOf(error: unknown): string | undefined {
  if (error instanceof ProviderError || error instanceof JoineryError) return error.message;
  return undefined;
}

import { type Application, type ApplicationQuery, JoineryError, type Stage } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { insertEvents, type NewEvent } from '../events/events.service.ts';
import { lockOpenJob } from '../jobs/jobs.service.ts';
import { hiringScope, parseJobReference } from '../jobs/jobs.ts';
import { lockEntryStage, lockStageOf } from '../stages/stages.service.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import type { NewTimelineEntry } from '../timeline/timeline.ts';
import { applicationHired, applicationMoved, candidateApplied } from './applications.events.ts';
import * as repository from './applications.repository.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Newest first. Pages go on after the id of the last application. */
export async function listApplications(
  context: Scope,
  principal: Principal,
  query: ApplicationQuery,
  page: Slice,
): Promise<Sliced<Application>> {
  assertArea(principal, 'hiring.candidates', 'view');
  const filter = { ...jobFilter(query.jobId), stageId: query.stageId };
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listApplications(tx, hiringScope(principal), filter, page),
  );
  return toSliced(rows, page.limit, (application) => application.id);
}

export async function getApplication(context: Scope, principal: Principal, id: string): Promise<Application> {
  assertArea(principal, 'hiring.candidates', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getVisible(tx, principal, id));
}

/** Moving into the stage where it stands already changes and tells nothing. */
export async function moveApplication(
  context: Scope,
  principal: Principal,
  id: string,
  { stageId }: { stageId: string },
): Promise<Application> {
  assertArea(principal, 'hiring.candidates', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const locked = await repository.lockApplication(tx, id);
    const before = await getVisible(tx, principal, id);
    if (locked === undefined || locked.stageId === stageId) return before;
    const stage = await lockStageOf(tx, locked.pipelineId, stageId);
    await repository.updateApplicationStage(tx, id, stageId, context.clock.now());
    await tellOfMove(tx, principal, before, stage);
    return getVisible(tx, principal, id);
  });
}

/** Adds an application to a candidate that the caller has locked. */
export async function apply(
  tx: Transaction,
  context: Pick<Context, 'clock'>,
  principal: Principal,
  { candidateId, job: reference }: { candidateId: string; job: string },
): Promise<Application> {
  const job = await lockOpenJob(tx, principal, reference);
  const stage = await lockEntryStage(tx, job.pipelineId);
  const id = newId('app');
  const at = { candidateId, jobId: job.id, pipelineId: job.pipelineId, stageId: stage.id };
  await insertUnlessThere(tx, principal.companyId, { id, ...at, appliedAt: context.clock.now() });
  await insertEvents(tx, principal.companyId, [candidateApplied({ id, ...at })]);
  await addTimelineEntries(tx, principal.companyId, [
    {
      candidateId,
      applicationId: id,
      kind: 'applied',
      actor: principal.userName,
      detail: { jobId: job.id, jobTitle: job.title },
    },
  ]);
  return getVisible(tx, principal, id);
}

/** All that the principal may see of these candidates' applications. */
export async function listApplicationsOf(
  tx: Transaction,
  principal: Principal,
  candidateIds: string[],
): Promise<Application[]> {
  if (candidateIds.length === 0) return [];
  return repository.listApplications(tx, hiringScope(principal), { candidateIds });
}

async function tellOfMove(
  tx: Transaction,
  principal: Principal,
  before: Application,
  stage: Stage,
): Promise<void> {
  const move = { fromStageId: before.stageId, toStageId: stage.id, toKind: stage.kind };
  const events: NewEvent[] = [applicationMoved(before, move)];
  const entry = { candidateId: before.candidateId, applicationId: before.id, actor: principal.userName };
  const detail = { jobTitle: before.jobTitle, fromStage: before.stageName, toStage: stage.name, ...move };
  const entries: NewTimelineEntry[] = [{ ...entry, kind: 'moved', detail }];
  if (stage.kind === 'hired' && before.stageKind !== 'hired') {
    events.push(applicationHired({ ...before, stageId: stage.id }));
    entries.push({ ...entry, kind: 'hired', detail: { jobId: before.jobId, jobTitle: before.jobTitle } });
  }
  await insertEvents(tx, principal.companyId, events);
  await addTimelineEntries(tx, principal.companyId, entries);
}

async function insertUnlessThere(
  tx: Transaction,
  companyId: string,
  application: repository.NewApplication,
): Promise<void> {
  try {
    await repository.insertApplication(tx, companyId, application);
  } catch (cause) {
    if (brokenConstraint(cause) !== 'applications_company_id_candidate_id_job_id_key') throw cause;
    throw new JoineryError('applications.exists', 'The candidate has an application for this job already.', {
      cause,
    });
  }
}

async function getVisible(tx: Transaction, principal: Principal, id: string): Promise<Application> {
  const application = await repository.findApplication(tx, hiringScope(principal), id);
  if (application !== undefined) return application;
  throw new JoineryError('applications.not_found', 'There is no such application.');
}

function jobFilter(reference: string | undefined): { jobId?: string; jobNumber?: number } {
  if (reference === undefined) return {};
  const parsed = parseJobReference(reference);
  return 'id' in parsed ? { jobId: parsed.id } : { jobNumber: parsed.number };
}

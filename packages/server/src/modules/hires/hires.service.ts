import { type Hire, type HireCounts, type HireInput, type HireQuery, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import { actingUser, type Principal } from '../access/principal.ts';
import { getHiringFile, type HiringFile } from '../candidates/candidates.service.ts';
import { erased } from '../candidates/moved.ts';
import { employeeUrlOf, openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import type { Actor } from './hire-approval.service.ts';
import { assertOwnDocuments } from './hire-documents.service.ts';
import { evaluateHire } from './hire-evaluation.service.ts';
import { keepWhatWentOut } from './hire-keeping.service.ts';
import { recordHireAction } from './hire-log.service.ts';
import { beginNextRun } from './hire-runs.service.ts';
import { settleHire } from './hire-settling.service.ts';
import * as repository from './hires.repository.ts';
import { hireNotFound, markerOf } from './hires.ts';

/**
 * Hands a hired application over to a connection. What is missing or unknown to the provider makes
 * a draft that says so; else it waits for approval, where somebody has to agree, or is sent once this
 * has committed.
 *
 * A hand-off that failed or needs attention goes on with the new fields: what is done stays done.
 *
 * @throws JoineryError `hires.not_hired`, `hires.exists`, `hires.written`, `connections.disabled`,
 * `connections.not_found`, `applications.not_found`, `candidates.erased`, `files.not_found`,
 * `approvals.too_few_approvers`
 */
export async function requestHire(context: Context, principal: Principal, input: HireInput): Promise<Hire> {
  assertArea(principal, 'hiring.hires', 'edit');
  const { applicationId, connectionId } = input;
  const { companyId, userName } = principal;
  const file = await getHiringFile(context, principal, applicationId);
  assertHired(file);
  assertOwnDocuments(input.files, file.attachments);
  const connection = await context.db.inCompany(companyId, (tx) =>
    openConnection(context, tx, companyId, connectionId, { urgency: 'person' }),
  );
  const asked = requestOf(input);
  const evaluation = await evaluateHire(context, principal, file, connection, asked);
  const request = { ...asked, fields: evaluation.fields };
  const by = actorOf(principal);
  return context.db.inCompany(companyId, async (tx) => {
    const id = newId('hir');
    const marker = markerOf(companyId, applicationId);
    const made = { id, applicationId, connectionId, marker, request, requestedBy: userName };
    await repository.insertHire(tx, companyId, { ...made, problem: null, startedBy: 'person' });
    const hire = assertAskable(await repository.lockHireOf(tx, applicationId, connectionId), id);
    await assertNotOfErased(tx, hire.id);
    await recordHireAction(tx, companyId, { hireId: hire.id, actor: userName, action: 'requested' });
    const kept = await keepWhatWentOut(tx, hire, { asked: input, request, evaluation });
    const settling = { companyId, by, evaluation: kept, requestedBy: userName };
    await settleHire(context, tx, { ...hire, request }, settling);
    return getView(context, tx, principal, hire.id);
  });
}

/** Newest first. Pages go on after the id of the last hire. */
export async function listHires(
  context: Context,
  principal: Principal,
  query: HireQuery,
  page: Slice,
): Promise<Sliced<Hire>> {
  assertArea(principal, 'hiring.hires', 'view');
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listHires(tx, hiringScope(principal), query, page),
  );
  const { items, after } = toSliced(rows, page.limit, (row) => row.id);
  return { items: items.map((row) => toHire(context, row)), after };
}

/** How many hires the same filter would list, by state; states without any are left out. */
export async function countHires(
  context: Context,
  principal: Principal,
  query: HireQuery,
): Promise<HireCounts> {
  assertArea(principal, 'hiring.hires', 'view');
  const items = await context.db.inCompany(principal.companyId, (tx) =>
    repository.countHires(tx, hiringScope(principal), query),
  );
  return { items };
}

export async function getHire(context: Context, principal: Principal, id: string): Promise<Hire> {
  assertArea(principal, 'hiring.hires', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getView(context, tx, principal, id));
}

export function assertHired(file: Pick<HiringFile, 'stageKind' | 'application'>): void {
  if (file.stageKind === 'hired') return;
  throw new JoineryError(
    'hires.not_hired',
    `The application stands in the stage ${file.application.stageName}. Move it to a stage of kind hired first.`,
  );
}

export function actorOf(principal: Principal): Actor {
  return { name: principal.userName, userId: actingUser(principal) };
}

export function requestOf(input: HireInput): repository.HireRequest {
  const { fields: given = {}, person = null, without, createOptions, files, approval, unchecked } = input;
  return repository.plainRequest({
    given,
    person,
    approved: person?.as === 'new',
    ...(without && { without }),
    ...(createOptions && { createOptions }),
    ...(files && { files }),
    ...(approval && { approval }),
    ...(unchecked !== undefined && { unchecked }),
  });
}

/** The hire that was just made, or an earlier one that may be asked for again. */
function assertAskable(hire: repository.HireRow | undefined, madeId: string): repository.HireRow {
  if (hire?.id === madeId || hire?.state === 'cancelled') return hire;
  return assertRestartable(hire);
}

const whyNot: Partial<Record<repository.HireRow['state'], string>> = {
  done: 'was sent already',
  draft: 'is a draft already, which can be mended and sent',
  awaiting_approval: 'waits for approval already',
};

export function assertRestartable(hire: repository.HireRow | undefined): repository.HireRow {
  if (hire === undefined) throw hireNotFound();
  if (hire.state === 'failed' || hire.state === 'needs_attention') return hire;
  const why = whyNot[hire.state] ?? 'is being sent';
  throw new JoineryError(
    'hires.exists',
    `The hand-off of this application to this connection ${why}; see hire ${hire.id}.`,
    {
      issues: [{ path: 'hireId', message: hire.id }],
    },
  );
}

/**
 * What is left of a hire of somebody who was erased has no values: it would be sent without them, and new
 * ones would be kept for ever.
 *
 * @throws JoineryError `candidates.erased`
 */
export async function assertNotOfErased(tx: Transaction, id: string): Promise<void> {
  if (await repository.isOfErased(tx, id)) throw erased();
}

export async function restart(
  context: Context,
  tx: Transaction,
  principal: Principal,
  hire: repository.HireRow,
  request: repository.HireRequest,
): Promise<Hire> {
  const { companyId, userName: actor } = principal;
  await beginNextRun(context, tx, companyId, hire, { actor, request, requestedBy: actor });
  return getView(context, tx, principal, hire.id);
}

export async function getView(
  context: Pick<Context, 'config' | 'egress'>,
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<Hire> {
  const [row] = await repository.listHires(tx, hiringScope(principal), { id });
  if (row === undefined) throw hireNotFound();
  return toHire(context, row);
}

function toHire(context: Pick<Context, 'config' | 'egress'>, row: repository.HireView): Hire {
  const { employeeNumber } = row;
  return {
    id: row.id,
    applicationId: row.applicationId,
    candidateId: row.candidateId,
    candidateName: row.candidateName,
    jobTitle: row.jobTitle,
    connectionId: row.connectionId,
    connectionName: row.connectionName,
    state: row.state,
    marker: row.marker,
    attempt: row.attempt,
    employeeNumber,
    employeeUrl: employeeNumber === null ? null : employeeUrlOf(context, row, employeeNumber),
    problem: row.problem,
    fields: row.request.fields,
    person: row.request.person,
    without: row.request.without,
    createOptions: row.request.createOptions,
    files: row.request.files,
    unchecked: row.request.unchecked,
    startedBy: row.startedBy,
    approvalId: row.approvalId,
    steps: row.steps,
    requestedBy: row.requestedBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

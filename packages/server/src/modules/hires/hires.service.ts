import type { EmployeeOptions } from '@joinery/connectors';
import { type Hire, type HireDraft, type HireInput, type HireQuery, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getHiringFile } from '../candidates/candidates.service.ts';
import { employeeUrlOf, openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import { completeFields, draftFields, fillFields } from './hire-fields.ts';
import { recordHireAction } from './hire-log.service.ts';
import { beginFirstRun, beginNextRun } from './hire-runs.service.ts';
import * as repository from './hires.repository.ts';
import { hireNotFound, markerOf } from './hires.ts';

/**
 * Hands a hired application over to a connection; the work begins once this has committed.
 *
 * A hand-off that failed or needs attention goes on with the new fields: what is done stays done.
 *
 * @throws JoineryError `hires.not_hired`, `hires.field_missing`, `hires.exists`,
 * `connections.disabled`, `connections.not_found`, `applications.not_found`
 */
export async function requestHire(context: Context, principal: Principal, input: HireInput): Promise<Hire> {
  assertArea(principal, 'hiring.hires', 'edit');
  const { applicationId, connectionId } = input;
  const file = await getHiringFile(context, principal, applicationId);
  if (file.stageKind !== 'hired')
    throw new JoineryError(
      'hires.not_hired',
      `The application stands in the stage ${file.application.stageName}. Move it to a stage of kind hired first.`,
    );
  const given = input.fields ?? {};
  const request = repository.plainRequest({
    fields: completeFields(fillFields(given, file)),
    given,
    approved: input.person?.as === 'new',
    person: input.person ?? null,
    without: input.without ?? [],
    createOptions: input.createOptions ?? [],
    files: input.files ?? null,
  });
  return context.db.inCompany(principal.companyId, async (tx) => {
    await openConnection(context, tx, principal.companyId, connectionId, { urgency: 'person' });
    const { companyId, userName } = principal;
    const hire = {
      id: newId('hir'),
      applicationId,
      connectionId,
      marker: markerOf(companyId, applicationId),
      state: 'queued' as const,
      problem: null,
      request,
      requestedBy: userName,
      startedBy: 'person' as const,
    };
    if (await repository.insertHire(tx, companyId, hire)) {
      await recordHireAction(tx, companyId, { hireId: hire.id, actor: userName, action: 'requested' });
      await beginFirstRun(context, tx, companyId, hire);
      return getView(context, tx, principal, hire.id);
    }
    const before = assertRestartable(await repository.lockHireOf(tx, applicationId, connectionId));
    await recordHireAction(tx, companyId, { hireId: before.id, actor: userName, action: 'requested' });
    return restart(context, tx, principal, before, request);
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

export async function getHire(context: Context, principal: Principal, id: string): Promise<Hire> {
  assertArea(principal, 'hiring.hires', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getView(context, tx, principal, id));
}

/** The prefilled form of a hire. Trouble at the provider leaves it without options, not without form. */
export async function draftHire(
  context: Context,
  principal: Principal,
  { applicationId, connectionId }: { applicationId: string; connectionId: string },
): Promise<HireDraft> {
  assertArea(principal, 'hiring.hires', 'view');
  const file = await getHiringFile(context, principal, applicationId);
  const { connection, existing } = await context.db.inCompany(principal.companyId, async (tx) => ({
    connection: await openConnection(context, tx, principal.companyId, connectionId, { urgency: 'person' }),
    existing: await repository.listHires(tx, hiringScope(principal), { applicationId, connectionId }),
  }));
  const options = await connection.actions.listOptions().catch((error: unknown) => {
    context.log.warn({ err: error, connectionId }, 'a hire is drafted without the provider’s options');
    return noOptions;
  });
  return {
    applicationId,
    connectionId,
    ...draftFields(file, options),
    options: mutable(options),
    hasResume: file.resume !== null,
    existingHireId: existing[0]?.id ?? null,
  };
}

const noOptions: EmployeeOptions = {
  employmentStatus: [],
  jobTitle: [],
  department: [],
  division: [],
  location: [],
  open: [],
};

function mutable(options: EmployeeOptions): HireDraft['options'] {
  return {
    employmentStatus: [...options.employmentStatus],
    jobTitle: [...options.jobTitle],
    department: [...options.department],
    division: [...options.division],
    location: [...options.location],
  };
}

export function assertRestartable(hire: repository.HireRow | undefined): repository.HireRow {
  if (hire === undefined) throw hireNotFound();
  if (hire.state === 'failed' || hire.state === 'needs_attention') return hire;
  const why = hire.state === 'done' ? 'was sent already' : 'is being sent';
  throw new JoineryError('hires.exists', `This application ${why} to this connection; see hire ${hire.id}.`, {
    issues: [{ path: 'hireId', message: hire.id }],
  });
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
    startedBy: row.startedBy,
    approvalId: row.approvalId,
    steps: row.steps,
    requestedBy: row.requestedBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

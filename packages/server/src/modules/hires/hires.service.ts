import type { EmployeeOptions } from '@joinery/connectors';
import {
  type Hire,
  type HireDraft,
  type HireFields,
  type HireInput,
  type HireQuery,
  type HireResolution,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getHiringFile } from '../candidates/candidates.service.ts';
import { employeeUrlOf, openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { hiringScope } from '../jobs/jobs.ts';
import { resumedTopic } from '../sendings/sendings.service.ts';
import { type CompleteFields, draftFields, fillFields, isComplete, missingFields } from './hire-fields.ts';
import { hireRequested } from './hires.events.ts';
import * as repository from './hires.repository.ts';
import { markerOf } from './hires.ts';

export const sendHireName = 'send-hire';

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
  const fields = completeFields(fillFields(input.fields, file));
  return context.db.inCompany(principal.companyId, async (tx) => {
    await openConnection(context, tx, principal.companyId, connectionId, { urgency: 'person' });
    const id = newId('hir');
    const marker = markerOf(principal.companyId, applicationId);
    const hire = { id, applicationId, connectionId, marker, fields, requestedBy: principal.userName };
    if (await repository.insertHire(tx, principal.companyId, hire)) {
      await enqueue(context, tx, principal, { ...hire, attempt: 1 });
      return getView(context, tx, principal, id);
    }
    const before = await repository.lockHireOf(tx, applicationId, connectionId);
    return restart(context, tx, principal, assertRestartable(before), { fields, approved: false });
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
  const { applicationId, state } = query;
  const filter = {
    ...(applicationId === undefined ? {} : { applicationId }),
    ...(state === undefined ? {} : { state }),
  };
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listHires(tx, hiringScope(principal), filter, page),
  );
  const { items, after } = toSliced(rows, page.limit, (row) => row.id);
  return { items: items.map((row) => toHire(context, row)), after };
}

export async function getHire(context: Context, principal: Principal, id: string): Promise<Hire> {
  assertArea(principal, 'hiring.hires', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getView(context, tx, principal, id));
}

/**
 * Goes on with a hire as a person decided. Linking makes the named employee the hire's own;
 * creating sends the create although somebody alike is there.
 *
 * @throws JoineryError `hires.not_found`, `hires.exists`
 */
export async function resolveHire(
  context: Context,
  principal: Principal,
  id: string,
  resolution: HireResolution,
): Promise<Hire> {
  assertArea(principal, 'hiring.hires', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await getView(context, tx, principal, id);
    const hire = assertRestartable(await repository.lockHire(tx, id));
    const create = await repository.lockStep(tx, id, 'create');
    if (resolution.action === 'link')
      await link(tx, principal, id, resolution.employeeNumber, context.clock.now());
    else if (create.state === 'done')
      throw new JoineryError(
        'hires.exists',
        `Employee ${create.providerId} was created for this hire. Link that one, or remove it in BambooHR first.`,
      );
    else await repository.updateStep(tx, id, 'create', { state: 'pending', note: null });
    return restart(context, tx, principal, hire, {
      fields: hire.fields,
      approved: resolution.action === 'create',
    });
  });
}

/** Goes on with what waits for a connection: it may be used again. */
export async function wakeHires(
  context: Pick<Context, 'engine'>,
  tx: Transaction,
  connectionId: string,
): Promise<void> {
  for (const { id, attempt } of await repository.listWaiting(tx, connectionId))
    await context.engine.signal({ workflowId: runOf(id, attempt), topic: resumedTopic, message: null }, tx);
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

function completeFields(fields: HireFields): CompleteFields {
  if (isComplete(fields)) return fields;
  const issues = missingFields(fields).map(({ field, message }) => ({ path: `fields.${field}`, message }));
  throw new JoineryError('hires.field_missing', 'The hand-off needs more than candidate and job say.', {
    issues,
  });
}

function assertRestartable(hire: repository.HireRow | undefined): repository.HireRow {
  if (hire === undefined) throw hireNotFound();
  if (hire.state === 'failed' || hire.state === 'needs_attention') return hire;
  const why = hire.state === 'done' ? 'was sent already' : 'is being sent';
  throw new JoineryError('hires.exists', `This application ${why} to this connection; see hire ${hire.id}.`, {
    issues: [{ path: 'hireId', message: hire.id }],
  });
}

async function restart(
  context: Context,
  tx: Transaction,
  principal: Principal,
  hire: repository.HireRow,
  request: { fields: CompleteFields; approved: boolean },
): Promise<Hire> {
  const attempt = hire.attempt + 1;
  const requestedBy = principal.userName;
  await repository.resetUnfinishedSteps(tx, hire.id);
  await repository.updateHire(tx, hire.id, { state: 'queued', problem: null, attempt, request, requestedBy });
  await enqueue(context, tx, principal, { ...hire, attempt });
  return getView(context, tx, principal, hire.id);
}

// All that comes after the create is about another employee now.
async function link(
  tx: Transaction,
  principal: Principal,
  id: string,
  employeeNumber: string,
  at: Date,
): Promise<void> {
  const steps = await repository.getSteps(tx, id);
  const before = steps.get('create');
  for (const name of ['read_back', 'employment_status', 'resume'] as const)
    if (before?.providerId !== employeeNumber)
      await repository.updateStep(tx, id, name, {
        state: 'pending',
        providerId: null,
        proof: null,
        note: null,
      });
  await repository.updateStep(tx, id, 'create', {
    state: 'done',
    providerId: employeeNumber,
    proof: { ...before?.proof, how: 'person' },
    note: `Linked by ${principal.userName}.`,
    finishedAt: at,
  });
  await repository.updateHire(tx, id, { employeeNumber });
}

async function enqueue(
  context: Context,
  tx: Transaction,
  principal: Principal,
  hire: { id: string; applicationId: string; connectionId: string; attempt: number },
): Promise<void> {
  const { companyId } = principal;
  await insertEvents(tx, companyId, [hireRequested(hire)]);
  await context.engine.enqueue(tx, {
    workflow: sendHireName,
    id: runOf(hire.id, hire.attempt),
    partition: hire.connectionId,
    input: { companyId, hireId: hire.id },
  });
}

function runOf(hireId: string, attempt: number): string {
  return `${hireId}:${attempt}`;
}

async function getView(
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
    fields: row.fields,
    steps: row.steps,
    requestedBy: row.requestedBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function hireNotFound(): JoineryError {
  return new JoineryError('hires.not_found', 'There is no such hire.');
}

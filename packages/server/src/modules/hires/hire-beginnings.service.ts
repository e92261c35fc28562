// Hires that begin by themselves. First the draft is there, in one transaction and without asking
// anybody; then it is completed. Every function may run again after a crash and then changes nothing more.
import { JoineryError } from '@joinery/sdk';
import { newId } from '../../platform/ids.ts';
import { getHiringFile } from '../candidates/candidates.service.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import { openConnection, readPace } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import type { BeginHireInput } from './begin-hire.workflow.ts';
import type { Actor } from './hire-approval.service.ts';
import { evaluateHire } from './hire-evaluation.service.ts';
import { recordHireAction } from './hire-log.service.ts';
import { settleHire } from './hire-settling.service.ts';
import { listAutomatic } from './hire-triggers.repository.ts';
import { hireDrafted } from './hires.events.ts';
import * as repository from './hires.repository.ts';
import { assertHired } from './hires.service.ts';
import { markerOf } from './hires.ts';
import type { PrepareHireInput } from './prepare-hire.workflow.ts';

export const prepareHireName = 'prepare-hire';

const byRule = { name: 'Joinery', userId: null, unattended: true } as const satisfies Actor;

/** Makes a draft on every connection on which hires of the job begin by themselves. Returns their ids. */
export async function beginHires(
  context: Context,
  { companyId, applicationId, movedBy }: BeginHireInput,
): Promise<string[]> {
  return context.db.inCompany(companyId, async (tx) => {
    const jobId = await repository.findHiredJob(tx, applicationId);
    if (jobId === undefined) return [];
    const begun: string[] = [];
    for (const connectionId of await listAutomatic(tx, jobId)) {
      const id = newId('hir');
      const isNew = await repository.insertHire(tx, companyId, {
        id,
        applicationId,
        connectionId,
        marker: markerOf(companyId, applicationId),
        request: repository.plainRequest({ given: {}, preparing: true }),
        problem: 'The account is being asked which values it knows.',
        requestedBy: byRule.name,
        startedBy: 'trigger',
      });
      if (!isNew) continue;
      await recordHireAction(tx, companyId, { hireId: id, actor: byRule.name, action: 'triggered' });
      const input: PrepareHireInput = { companyId, hireId: id, ...(movedBy != null && { movedBy }) };
      await context.engine.enqueue(tx, {
        workflow: prepareHireName,
        id: `${id}:prepare`,
        partition: connectionId,
        input,
      });
      begun.push(id);
    }
    return begun;
  });
}

interface Prepared {
  /** The provider's lists could not be read yet. */
  again: boolean;
}

/**
 * Completes a draft that a trigger made, and lets it go on. With `isLast`, trouble at the provider
 * leaves a draft that says so. A draft that somebody took up meanwhile is theirs.
 */
export async function prepareHire(
  context: Context,
  { companyId, hireId, movedBy = null }: PrepareHireInput,
  { isLast }: { isLast: boolean },
): Promise<Prepared> {
  const scene = await context.db.inCompany(companyId, async (tx) => {
    const hire = await repository.lockHire(tx, hireId);
    const principal = systemPrincipal(await getCompany(tx, companyId));
    return hire?.state === 'draft' && hire.request.preparing ? { hire, principal } : undefined;
  });
  if (scene === undefined) return { again: false };
  const { hire, principal } = scene;
  const leave = (problem: string) => leaveDraft(context, companyId, hireId, problem);
  try {
    const file = await getHiringFile(context, principal, hire.applicationId);
    assertHired(file);
    const connection = await context.db.inCompany(companyId, (tx) =>
      openConnection(context, tx, companyId, hire.connectionId, { urgency: 'background' }),
    );
    const evaluation = await evaluateHire(context, principal, file, connection, hire.request);
    if (evaluation.optionsProblem !== null && !isLast) return { again: true };
    if (evaluation.optionsProblem !== null) {
      await leave(`Which values the account knows could not be read: ${evaluation.optionsProblem}`);
      return { again: false };
    }
    await context.db.inCompany(companyId, async (tx) => {
      const now = await repository.lockHire(tx, hireId);
      if (now?.state !== 'draft' || !now.request.preparing) return;
      await settleHire(context, tx, now, { companyId, by: { ...byRule, userId: movedBy }, evaluation });
      const after = await repository.lockHire(tx, hireId);
      if (after?.state === 'draft') await insertEvents(tx, companyId, [hireDrafted(after)]);
    });
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    await leave(error.message);
  }
  return { again: false };
}

async function leaveDraft(
  context: Context,
  companyId: string,
  hireId: string,
  problem: string,
): Promise<void> {
  await context.db.inCompany(companyId, async (tx) => {
    const hire = await repository.lockHire(tx, hireId);
    if (hire?.state !== 'draft' || !hire.request.preparing) return;
    const request = { ...hire.request, preparing: false };
    await repository.updateHire(tx, hireId, { request, problem });
    await insertEvents(tx, companyId, [hireDrafted(hire)]);
  });
}

/** How long the provider's trouble is waited out between two tries. */
export async function prepareDelays(context: Pick<Context, 'db'>, companyId: string, hireId: string) {
  return context.db.inCompany(companyId, async (tx) => {
    const hire = await repository.lockHire(tx, hireId);
    if (hire === undefined) return { firstMs: 0, maxMs: 0 };
    const { timing } = await readPace(tx, hire.connectionId);
    return { firstMs: timing?.firstRetryMs ?? 5_000, maxMs: timing?.maxRetryMs ?? 300_000 };
  });
}

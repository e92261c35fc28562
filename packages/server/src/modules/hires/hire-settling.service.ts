// Where a hire goes once it is known what it would send: it stays a draft while something is open, it
// waits while others have to agree, and else it is sent.
import { type ApprovalRules, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Context } from '../context.ts';
import { type Actor, askForHire, askForMendedHire, takeBackQuestion } from './hire-approval.service.ts';
import type { Evaluation } from './hire-evaluation.service.ts';
import { recordHireAction } from './hire-log.service.ts';
import { describeOpenPoints } from './hire-preflight.ts';
import { beginNextRun } from './hire-runs.service.ts';
import { findHireTrigger } from './hire-triggers.service.ts';
import * as repository from './hires.repository.ts';

type Deps = Pick<Context, 'engine' | 'clock' | 'approvalSubjects'>;

export interface Settling {
  companyId: string;
  by: Actor;
  evaluation: Pick<
    Evaluation,
    | 'fields'
    | 'mapped'
    | 'mappingVersion'
    | 'missing'
    | 'unknownOptions'
    | 'files'
    | 'unread'
    | 'optionsProblem'
  >;
  requestedBy?: string;
}

/** The caller has locked the hire, and nothing of it is being sent. */
export async function settleHire(
  deps: Deps,
  tx: Transaction,
  hire: repository.HireRow,
  { companyId, by, evaluation, requestedBy }: Settling,
): Promise<void> {
  const request = { ...hire.request, ...foundIn(evaluation) };
  const change = { request, actor: by.name, ...(requestedBy === undefined ? {} : { requestedBy }) };
  const problem = describeOpenPoints(evaluation);
  if (problem !== null) {
    await repository.updateHire(tx, hire.id, { ...change, state: 'draft', problem });
    return;
  }
  await noteUnchecked(tx, companyId, hire.id, { by, evaluation });
  const whole = { ...request, files: request.files ?? evaluation.files };
  const going = { ...change, request: whole };
  const rules = await approvalRulesOf(tx, hire, whole);
  if (rules === null) return beginNextRun(deps, tx, companyId, hire, going);
  await ask(deps, tx, { ...hire, request: whole }, { companyId, by, rules, change: going });
}

function foundIn({ fields, mapped, mappingVersion, optionsProblem }: Settling['evaluation']) {
  return {
    fields,
    mapped: { version: mappingVersion, fields: mapped },
    preparing: false,
    uncheckedBecause: optionsProblem,
  };
}

/** That somebody let it go on without checks stays to be seen, with what stood against them. */
async function noteUnchecked(
  tx: Transaction,
  companyId: string,
  hireId: string,
  { by, evaluation }: Pick<Settling, 'by' | 'evaluation'>,
): Promise<void> {
  const { optionsProblem: reason } = evaluation;
  if (reason === null) return;
  await recordHireAction(tx, companyId, { hireId, actor: by.name, action: 'unchecked', reason });
}

async function ask(
  deps: Deps,
  tx: Transaction,
  hire: repository.HireRow,
  {
    companyId,
    by,
    rules,
    change,
  }: {
    companyId: string;
    by: Actor;
    rules: ApprovalRules;
    change: repository.HireChange;
  },
): Promise<void> {
  const title = await repository.readTitle(tx, hire.id);
  const asked = { companyId, hire, title, rules, by };
  try {
    const approvalId = await askForHire(deps, tx, asked);
    const entry = { hireId: hire.id, actor: by.name, action: 'approval_asked', detail: { approvalId } };
    await recordHireAction(tx, companyId, entry);
    await repository.updateHire(tx, hire.id, {
      ...change,
      state: 'awaiting_approval',
      problem: null,
      approvalId,
    });
  } catch (error) {
    // Nobody is there to be told that nobody can approve: the draft says it.
    if (!by.unattended || !(error instanceof JoineryError)) throw error;
    await repository.updateHire(tx, hire.id, { ...change, state: 'draft', problem: error.message });
  }
}

/**
 * Goes on with a hire about which a person decided otherwise: whose it is, or that a step is not done.
 * Others did not agree to that: where they have to, they are asked about it.
 */
export async function goOnAs(
  deps: Deps,
  tx: Transaction,
  hire: repository.HireRow,
  { companyId, by, request }: { companyId: string; by: Actor; request: repository.HireRequest },
): Promise<void> {
  const change = { request, actor: by.name, requestedBy: by.name };
  const rules = await approvalRulesOf(tx, hire, request);
  if (rules === null) return beginNextRun(deps, tx, companyId, hire, change);
  await ask(deps, tx, { ...hire, request }, { companyId, by, rules, change });
}

/** A mended hire stays where it is, and says what is still open. What waits for approval is asked anew. */
export async function mendHireIn(
  deps: Deps,
  tx: Transaction,
  hire: repository.HireRow,
  { companyId, by, evaluation }: Settling,
): Promise<void> {
  const request = { ...hire.request, ...foundIn(evaluation) };
  const openPoints = describeOpenPoints(evaluation);
  const change = { request, actor: by.name };
  const rules = await approvalRulesOf(tx, hire, request);
  if (hire.state === 'awaiting_approval' && openPoints === null) {
    const title = await repository.readTitle(tx, hire.id);
    await repository.updateHire(tx, hire.id, { request });
    if (rules !== null)
      return askForMendedHire(deps, tx, { companyId, hire: { ...hire, request }, title, rules, by });
  }
  if (hire.state === 'awaiting_approval')
    await takeBackQuestion(deps, tx, companyId, { hireId: hire.id, by, reason: 'The hire was mended.' });
  // What was agreed to, or begun before anybody had to agree, is not what would be sent now.
  const isAgreed = hire.approvalId !== null || rules !== null;
  const isVoid = hire.state === 'awaiting_approval' || hire.state === 'draft' || isAgreed;
  await repository.updateHire(
    tx,
    hire.id,
    isVoid ? { ...change, state: 'draft', problem: openPoints } : { request },
  );
}

export async function approvalRulesOf(
  tx: Transaction,
  hire: Pick<repository.HireRow, 'applicationId' | 'connectionId'>,
  request: repository.HireRequest,
): Promise<ApprovalRules | null> {
  const jobId = await repository.readJobId(tx, hire.applicationId);
  const trigger = await findHireTrigger(tx, hire.connectionId, jobId);
  return trigger?.approval ?? request.approval;
}

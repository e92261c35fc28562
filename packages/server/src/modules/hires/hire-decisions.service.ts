// What people decide about a hire that stopped: who it is, and what becomes of a single step.
import { type Hire, type HireResolution, type HireStepName, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { tellOfLeftOut } from './hire-approval.service.ts';
import { namedEmployee } from './hire-delivery.service.ts';
import { turnTo } from './hire-keeping.service.ts';
import { recordHireAction } from './hire-log.service.ts';
import { isSkippable } from './hire-plan.ts';
import { approvalRulesOf, goOnAs } from './hire-settling.service.ts';
import * as repository from './hires.repository.ts';
import { actorOf, assertNotOfErased, assertRestartable, getView, restart } from './hires.service.ts';

/**
 * Goes on with a hire as a person decided. Linking makes the named employee the hire's own, and so
 * does hiring again, which gives it the hire's date and marker; creating sends the create although
 * somebody alike is there.
 *
 * @throws JoineryError `hires.not_found`, `hires.exists`, `approvals.too_few_approvers`
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
    const hire = assertResolvable(await repository.lockHire(tx, id));
    await assertNotOfErased(tx, id);
    const create = (await repository.getSteps(tx, id)).get('create');
    if (resolution.action !== 'link' && create?.state === 'done' && !isOnlyLinked(hire, create))
      throw new JoineryError(
        'hires.exists',
        `Employee ${create.providerId} was created for this hire. Link that one, or remove it in BambooHR first.`,
      );
    const request = await decide(tx, hire, resolution);
    const { companyId, userName: actor } = principal;
    await recordHireAction(tx, companyId, {
      hireId: id,
      actor,
      action: 'resolved',
      detail: { ...resolution },
    });
    // To write into a record that is there is not what was agreed to, nor is what was mended since; to
    // write a new one is, unless what others saw named one that is there.
    const wasNew = hire.state !== 'draft' && namedEmployee(hire.request) === undefined;
    if (resolution.action === 'create' && wasNew) return restart(context, tx, principal, hire, request);
    await goOnAs(context, tx, hire, { companyId, by: actorOf(principal), request });
    return getView(context, tx, principal, id);
  });
}

/** Also what others did not agree to, for it may be decided otherwise. */
function assertResolvable(hire: repository.HireRow | undefined): repository.HireRow {
  return hire?.state === 'draft' && hire.attempt > 0 ? hire : assertRestartable(hire);
}

/** Others did not agree to the link, which an earlier build had noted on the create already. */
function isOnlyLinked({ state }: repository.HireRow, { proof }: repository.StepRow): boolean {
  return state === 'draft' && proof?.how === 'person';
}

async function decide(
  tx: Transaction,
  { id, request }: repository.HireRow,
  resolution: HireResolution,
): Promise<repository.HireRequest> {
  switch (resolution.action) {
    case 'link': {
      const { employeeNumber } = resolution;
      const create = (await repository.getSteps(tx, id)).get('create');
      // What became of the create is noted once the run begins: others may not agree.
      await turnTo(tx, id, create?.providerId ?? namedEmployee(request), employeeNumber);
      return { ...request, approved: false, person: { as: 'existing', employeeNumber } };
    }
    case 'rehire': {
      const { employeeNumber } = resolution;
      await turnTo(tx, id, namedEmployee(request), employeeNumber);
      // A lost create may have come through meanwhile: its marker is looked for again.
      await repository.updateStep(tx, id, 'search', { state: 'pending' });
      return { ...request, approved: false, person: { as: 'rehire', employeeNumber } };
    }
    case 'create': {
      await turnTo(tx, id, namedEmployee(request), undefined);
      const { create } = Object.fromEntries(await repository.getSteps(tx, id));
      if (create !== undefined)
        await repository.updateStep(tx, id, 'create', { state: 'pending', note: null });
      return { ...request, approved: true, person: { as: 'new' } };
    }
  }
}

/**
 * Does a step of a hire that stopped again, and goes on from there. One that was left out is done
 * after all, also when everything else is; where others agreed to leave it out, they are asked.
 *
 * @throws JoineryError `hires.not_found`, `hires.step_not_found`, `hires.step_closed`,
 * `approvals.too_few_approvers`
 */
export async function retryStep(
  context: Context,
  principal: Principal,
  id: string,
  name: HireStepName,
): Promise<Hire> {
  return actOnStep(context, principal, { id, name, action: 'step_retried' }, async (tx, hire, step) => {
    const isSkipped = step.state === 'skipped' && step.proof?.unplanned !== true;
    if (hire.state === 'done' && !isSkipped) throw stepClosed(name, 'The hire is done.');
    if (step.state === 'done') throw stepClosed(name, 'It is done.');
    if (hire.state === 'draft' && !isSkipped) throw stepClosed(name, 'Send the hire as a whole.');
    // One whose write may have happened keeps saying so: it is looked for before anything is sent.
    if (isSkipped)
      await repository.updateStep(tx, id, name, {
        state: step.attempts > 0 && step.outcome !== 'refused' ? 'ambiguous' : 'pending',
        note: null,
        proof: { ...step.proof, leftOut: false, asked: false },
      });
    if (hire.state === 'draft') return 'stay';
    return step.proof?.asked === true ? 'ask' : 'go on';
  });
}

/**
 * Leaves a step of a hire that stopped out, and goes on without it. Where others agreed to the hire,
 * they are told of a step that could not be done, and asked about any other.
 *
 * @throws JoineryError `hires.not_found`, `hires.step_not_found`, `hires.step_closed`,
 * `approvals.too_few_approvers`
 */
export async function skipStep(
  context: Context,
  principal: Principal,
  id: string,
  name: HireStepName,
  { reason }: { reason: string },
): Promise<Hire> {
  const act = { id, name, reason, action: 'step_skipped' };
  return actOnStep(context, principal, act, async (tx, hire, step) => {
    if (!isSkippable(name)) throw stepClosed(name, 'Without it there is no employee.');
    if (hire.state === 'done' || step.state === 'done' || step.state === 'skipped')
      throw stepClosed(name, 'It is over.');
    const isAgreed = (await approvalRulesOf(tx, hire, hire.request)) !== null;
    const isAsked = isAgreed && (hire.state === 'draft' || !hasStopped(step));
    await repository.updateStep(tx, id, name, {
      state: 'skipped',
      finishedAt: context.clock.now(),
      note: `Left out by ${principal.userName}: ${reason}`,
      proof: { ...step.proof, leftOut: true, asked: isAsked },
    });
    const { companyId } = principal;
    const { approvalId } = hire;
    if (approvalId !== null && !isAsked)
      await tellOfLeftOut(context, tx, { companyId, approvalId, by: actorOf(principal), step: name, reason });
    if (hire.state === 'draft') return 'stay';
    return isAsked ? 'ask' : 'go on';
  });
}

/** It was tried, and could not be done or not be told to be. */
function hasStopped({ state }: repository.StepRow): boolean {
  return state !== 'pending';
}

/** A draft stays one until it is sent as a whole. */
type Next = 'go on' | 'ask' | 'stay';

async function actOnStep(
  context: Context,
  principal: Principal,
  act: { id: string; name: HireStepName; action: string; reason?: string },
  work: (tx: Transaction, hire: repository.HireRow, step: repository.StepRow) => Promise<Next>,
): Promise<Hire> {
  assertArea(principal, 'hiring.hires', 'edit');
  const { id, name, action, reason = null } = act;
  const { companyId, userName: actor } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    await getView(context, tx, principal, id);
    const hire = await repository.lockHire(tx, id);
    await assertNotOfErased(tx, id);
    if (hire?.state !== 'done') assertResolvable(hire);
    const step = (await repository.getSteps(tx, id)).get(name);
    if (hire === undefined || step === undefined)
      throw new JoineryError('hires.step_not_found', `The hire has no step ${name}.`);
    const next = await work(tx, hire, step);
    await recordHireAction(tx, companyId, { hireId: id, actor, action, step: name, reason });
    if (next === 'go on') return restart(context, tx, principal, hire, hire.request);
    if (next === 'ask')
      await goOnAs(context, tx, hire, { companyId, by: actorOf(principal), request: hire.request });
    return getView(context, tx, principal, id);
  });
}

function stepClosed(name: HireStepName, why: string): JoineryError {
  return new JoineryError('hires.step_closed', `The step ${name} cannot be changed. ${why}`);
}

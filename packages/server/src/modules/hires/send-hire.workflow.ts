// Sends a hire to its connection: search, create, read back, employment status, résumé. Each
// part looks whether it is done and does it if not, by the rules in hires.ts; every write is
// recorded before it is sent (hire-delivery.service.ts). A run may end in any process at any
// instant and goes on in another.
import type { HireStepName } from '@joinery/sdk';
import type { Workflow, WorkflowContext } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import {
  beginRun,
  completeHire,
  type Ending,
  endHire,
  finishPhase,
  type RunPlan,
  recordWait,
  stopHire,
} from './hire-course.service.ts';
import { lookAndRecord, type Phase, type Run, sendAndRecord } from './hire-delivery.service.ts';
import { phases } from './hire-phases.ts';
import { sendHireName } from './hires.service.ts';
import { type Fact, type Move, nextMove } from './hires.ts';

/** Kept in the workflow tables, so ids only. */
export interface SendHireInput {
  companyId: string;
  hireId: string;
}

export function sendHireWorkflow(context: Context): Workflow<SendHireInput> {
  return {
    name: sendHireName,
    queue: 'hires',
    async run(ctx, { companyId, hireId }) {
      const run = { context, ctx, companyId, hireId };
      try {
        await sendHire(run, ctx);
      } catch (error) {
        // A fault of ours must not leave a hire that seems to run for ever.
        await ctx.step('stop', () => stopHire(run, error));
        throw error;
      }
    },
  };
}

async function sendHire(run: Run, ctx: WorkflowContext): Promise<void> {
  const plan = await ctx.step('begin', () => beginRun(run));
  for (const phase of phases) {
    const receipt = plan.steps[phase.step];
    if (receipt.finished) continue;
    const ending = await pursue(run, phase, plan, receipt);
    if (ending.do === 'ask' || ending.do === 'fail') {
      await ctx.step('end', () => endHire(run, phase, ending));
      return;
    }
    await ctx.step(`${stepName(phase.step)}-finish`, () => finishPhase(run, phase, ending));
  }
  await ctx.step('complete', () => completeHire(run));
}

/** Makes move after move until the part is done or can go no further. */
async function pursue(
  run: Run,
  phase: Phase,
  { timing }: RunPlan,
  receipt: RunPlan['steps'][HireStepName],
): Promise<Ending> {
  const facts: Fact[] = [];
  const { prepare } = phase;
  const start = {
    uncertain: receipt.uncertain,
    ...(prepare === undefined ? { readOnly: true as const } : {}),
  };
  for (;;) {
    const move = nextMove(start, facts, timing);
    const uncertain = receipt.uncertain || facts.some(isUncertainSend);
    if (move.do === 'look')
      facts.push(await run.ctx.step(lookName(phase), () => lookAndRecord(run, phase, uncertain)));
    else if (move.do === 'wait') facts.push(await wait(run, move));
    else if (move.do === 'send' && prepare !== undefined) {
      const sending = { number: receipt.attempts + countSends(facts) + 1, uncertain };
      facts.push(
        await run.ctx.step(stepName(phase.step), () => sendAndRecord(run, { ...phase, prepare }, sending)),
      );
    } else return move as Ending;
  }
}

async function wait(run: Run, move: Extract<Move, { do: 'wait' }>): Promise<Fact> {
  await run.ctx.step('wait', () => recordWait(run, move));
  await run.ctx.sleep(move.ms);
  return { kind: 'waited', ms: move.ms };
}

const isUncertainSend = (fact: Fact): boolean =>
  fact.kind === 'send_failed' && fact.failure.outcome === 'ambiguous';

function countSends(facts: readonly Fact[]): number {
  return facts.filter((fact) => fact.kind === 'sent' || fact.kind === 'send_failed').length;
}

function lookName(phase: Phase): string {
  return phase.lookStep === phase.step && phase.prepare !== undefined
    ? `look-${stepName(phase.step)}`
    : stepName(phase.lookStep);
}

function stepName(step: HireStepName): string {
  return step.replace('_', '-');
}

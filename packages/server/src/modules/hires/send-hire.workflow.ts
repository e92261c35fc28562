// Sends a hire to its connection: who it is, the rows of the employee, files, further fields. Each
// part looks whether it is done and does it if not, by the rules in hires.ts; every write is
// recorded before it is sent (hire-delivery.service.ts). A run may end in any process at any
// instant and goes on in another.
import { type HireStepName, hireStepName } from '@joinery/sdk';
import type { Workflow, WorkflowContext } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { sitOut } from '../sendings/sendings.service.ts';
import { type Ending, type Fact, type Move, pursue } from '../sendings/sendings.ts';
import {
  beginRun,
  completeHire,
  endHire,
  finishPhase,
  type RunPlan,
  recordWait,
  stopHire,
  writeBack,
} from './hire-course.service.ts';
import { lookAndRecord, type Phase, type Run, sendAndRecord } from './hire-delivery.service.ts';
import { phasesOf } from './hire-phases.ts';
import { sendHireName } from './hire-runs.service.ts';

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
  if (plan.cancelled) return;
  const strange = Object.keys(plan.steps).filter((step) => !hireStepName.safeParse(step).success);
  if (strange.length > 0) ctx.handOn(`the hire has the step ${strange.join(', ')}.`);
  for (const phase of phasesOf(plan.person === undefined)) {
    const receipt = plan.steps[phase.step];
    if (receipt === undefined || receipt.finished) continue;
    const ending = await pursuePhase(run, phase, plan, receipt);
    if (ending.do === 'ask' || ending.do === 'fail') {
      await ctx.step('end', () => endHire(run, phase, ending));
      return;
    }
    await ctx.step(`${stepName(phase.step)}-finish`, () => finishPhase(run, phase, ending));
  }
  if (plan.steps.write_back?.finished === false) await ctx.step('write-back', () => writeBack(run));
  await ctx.step('complete', () => completeHire(run));
}

async function pursuePhase(
  run: Run,
  phase: Phase,
  { timing }: RunPlan,
  receipt: NonNullable<RunPlan['steps'][HireStepName]>,
): Promise<Ending> {
  const { ctx } = run;
  const { prepare } = phase;
  return pursue({
    start: {
      uncertain: receipt.uncertain,
      ...(prepare === undefined ? { readOnly: true as const } : {}),
      ...(phase.repeatable ? { repeatable: true as const } : {}),
    },
    timing,
    attempts: receipt.attempts,
    look: (uncertain) => ctx.step(lookName(phase), () => lookAndRecord(run, phase, uncertain)),
    wait: (move) => wait(run, move),
    ...(prepare === undefined
      ? {}
      : {
          send: (sending) =>
            ctx.step(stepName(phase.step), () => sendAndRecord(run, { ...phase, prepare }, sending)),
        }),
  });
}

async function wait(run: Run, move: Extract<Move, { do: 'wait' }>): Promise<Fact> {
  const isNeeded = await run.ctx.step('wait', () => recordWait(run, move));
  return isNeeded ? sitOut(run.ctx, move) : { kind: 'waited', ms: 0 };
}

function lookName(phase: Phase): string {
  return phase.lookStep === phase.step && phase.prepare !== undefined
    ? `look-${stepName(phase.step)}`
    : stepName(phase.lookStep);
}

function stepName(step: HireStepName): string {
  return step.replaceAll('_', '-');
}

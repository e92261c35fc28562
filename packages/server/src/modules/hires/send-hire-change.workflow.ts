// Sends a change of an employee that a person let through: fields, rows, the end of an employment that
// never began. Each write is looked for and compared before it is sent, and recorded before its first
// byte; a run may end in any process at any instant and goes on in another.
import type { HireChangeStepName } from '@joinery/sdk';
import type { Workflow, WorkflowContext } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { sitOut } from '../sendings/sendings.service.ts';
import { type Ending, type Fact, type Move, pursue } from '../sendings/sendings.ts';
import {
  beginChange,
  type ChangePlan,
  type ChangeRun,
  completeChange,
  endChange,
  finishWrite,
  lookAtWrite,
  recordChangeWait,
  sendWrite,
  stopChange,
} from './hire-change-delivery.service.ts';
import { type SendHireChangeInput, sendHireChangeName } from './hire-changes.service.ts';

export function sendHireChangeWorkflow(context: Context): Workflow<SendHireChangeInput> {
  return {
    name: sendHireChangeName,
    queue: 'hires',
    async run(ctx, { companyId, changeId }) {
      const run = { context, ctx, companyId, changeId };
      try {
        await sendChange(run, ctx);
      } catch (error) {
        await ctx.step('stop', () => stopChange(run, error));
        throw error;
      }
    },
  };
}

async function sendChange(run: ChangeRun, ctx: WorkflowContext): Promise<void> {
  const plan = await ctx.step('begin', () => beginChange(run));
  for (const step of plan.steps) {
    if (step.finished) continue;
    const ending = await pursueWrite(run, plan, step);
    if (ending.do === 'ask' || ending.do === 'fail') {
      await ctx.step('end', () => endChange(run, step.name, ending));
      return;
    }
    await ctx.step(`${stepName(step.name)}-finish`, () => finishWrite(run, step.name, ending));
  }
  await ctx.step('complete', () => completeChange(run));
}

async function pursueWrite(
  run: ChangeRun,
  { timing }: ChangePlan,
  { name, uncertain, attempts, repeatable }: ChangePlan['steps'][number],
): Promise<Ending> {
  const { ctx } = run;
  return pursue({
    start: { uncertain, ...(repeatable ? { repeatable: true, trusted: true } : {}) },
    timing,
    attempts,
    look: () => ctx.step(`look-${stepName(name)}`, () => lookAtWrite(run, name)),
    wait: (move) => wait(run, move),
    send: ({ number }) => ctx.step(stepName(name), () => sendWrite(run, name, number)),
  });
}

async function wait(run: ChangeRun, move: Extract<Move, { do: 'wait' }>): Promise<Fact> {
  const isNeeded = await run.ctx.step('wait', () => recordChangeWait(run, move));
  return isNeeded ? sitOut(run.ctx, move) : { kind: 'waited', ms: 0 };
}

function stepName(step: HireChangeStepName): string {
  return step.replaceAll('_', '-');
}

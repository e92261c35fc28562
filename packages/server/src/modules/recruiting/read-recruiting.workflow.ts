// Reads an account's recruiting: its jobs, which applications there are, then each of those that are new.
// What was seen is kept page by page, so an interruption repeats at most the step that it fell into.
import type { ApplicationStream } from '@joinery/connectors';
import type { StepOptions, Workflow, WorkflowContext } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { type ReadRecruitingInput, readRecruitingName } from './recruiting.service.ts';
import {
  beginReading,
  endReading,
  keepCursor,
  openCursor,
  type PageAsked,
  problemOf,
  type ReadingPlan,
  type ReadingRun,
  readJobs,
  readPage,
} from './recruiting-reading.service.ts';
import { followSome, takeSome } from './recruiting-taking.service.ts';

/** A list that goes on after so many pages goes round. */
const mostPages = 5_000;

function againAfter({ firstRetryMs }: ReadingPlan): StepOptions {
  return { retry: { attempts: 3, firstDelayMs: firstRetryMs, maxDelayMs: 60_000 } };
}

export function readRecruitingWorkflow(context: Context): Workflow<ReadRecruitingInput> {
  return {
    name: readRecruitingName,
    queue: 'recruiting',
    async run(ctx, input) {
      const run: ReadingRun = { context, ctx, ...input };
      const plan = (await ctx.step(
        'begin',
        async () => (await beginReading(run)) ?? null,
      )) as ReadingPlan | null;
      if (plan === null) return;
      try {
        await readAll(run, ctx, plan);
        await ctx.step('end', () => endReading(run, null));
      } catch (error) {
        const problem = problemOf(error) ?? 'The work of this reading ended without an end of its own.';
        await ctx.step('fail', () => endReading(run, problem));
        if (problemOf(error) === undefined) throw error;
      }
    },
  };
}

async function readAll(run: ReadingRun, ctx: WorkflowContext, plan: ReadingPlan): Promise<void> {
  const again = againAfter(plan);
  await ctx.step('read-jobs', () => readJobs(run), again);
  if (plan.streams.length === 0) return;
  await ctx.step('open-cursor', () => openCursor(run, plan));
  for (const stream of plan.streams) await readStream(run, ctx, plan, stream);
  await ctx.step('keep-cursor', () => keepCursor(run, plan));
  await untilEnd(ctx, 'take', again, (after) => takeSome(run, after));
  await untilEnd(ctx, 'follow', again, (after) => followSome(run, after));
}

async function readStream(
  run: ReadingRun,
  ctx: WorkflowContext,
  plan: ReadingPlan,
  stream: ApplicationStream,
): Promise<void> {
  const mayStop = plan.complete.includes(stream);
  const since = stream === 'new' || mayStop ? plan.since : null;
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const asked: PageAsked = { stream, since, cursor };
    const { next, isKnown }: { next: string | null; isKnown: boolean } = await ctx.step(
      'read-page',
      () => readPage(run, asked),
      againAfter(plan),
    );
    if (next === null || (mayStop && isKnown)) return;
    cursor = next;
  }
}

async function untilEnd(
  ctx: WorkflowContext,
  step: 'take' | 'follow',
  again: StepOptions,
  work: (after: string) => Promise<string | null>,
): Promise<void> {
  let after: string | null = '';
  while (after !== null) {
    const from: string = after;
    after = await ctx.step(step, () => work(from), again);
  }
}

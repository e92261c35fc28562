// A résumé is fetched from where its candidate said it is. Enqueued with the candidate.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { fetchResume, giveUpFetch } from './fetch-resume.service.ts';
import { type FetchResumeInput, fetchResumeName } from './resume-fetches.service.ts';

export function fetchResumeWorkflow(context: Context): Workflow<FetchResumeInput> {
  return {
    name: fetchResumeName,
    queue: 'resume-fetches',
    async run(ctx, input) {
      // Links may be good for a minute only: what does not answer is asked again at once, or never.
      const retry = { attempts: 3, firstDelayMs: 1_000, maxDelayMs: 5_000 };
      try {
        await ctx.step('fetch', () => fetchResume(context, input), { retry });
      } catch (error) {
        await ctx.step('give-up', () => giveUpFetch(context, input, error));
      }
    },
  };
}

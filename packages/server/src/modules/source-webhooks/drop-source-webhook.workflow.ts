// Takes a webhook away at the provider after mirroring was switched off.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { type DropInput, dropSourceWebhookName, finishDropping } from './source-webhooks.service.ts';

export function dropSourceWebhookWorkflow(context: Context): Workflow<DropInput> {
  return {
    name: dropSourceWebhookName,
    queue: 'connections',
    run: (ctx, input) =>
      ctx.step('drop', () => finishDropping(context, input), {
        retry: { attempts: 30, firstDelayMs: 1_000, maxDelayMs: 3_600_000 },
      }),
  };
}

// Sends what is pending for one webhook. The webhook is the partition, so one delivery is under
// way for it at a time and first tries keep their order, whatever process dies. A retry waits in
// its row, not here: it holds nothing up.
import type { Workflow } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { type SendOptions, sendPending } from './webhook-delivery.service.ts';
import { type SendWebhooksInput, sendWebhooksName } from './webhook-relay.service.ts';

export function sendWebhooksWorkflow(context: Context, options: SendOptions): Workflow<SendWebhooksInput> {
  return {
    name: sendWebhooksName,
    queue: 'webhooks',
    async run(ctx, { companyId, webhookId, slice }) {
      const more = await ctx.step('send', () =>
        sendPending({ context, ctx, companyId, webhookId, ...options }),
      );
      if (!more) return;
      // As work of its own, behind that of others. The id is the same when this step is repeated.
      const id = `${ctx.workflowId.replace(/\/\d+$/, '')}/${slice + 1}`;
      await ctx.step('go-on', () =>
        context.db.inCompany(companyId, (tx) =>
          context.engine.enqueue(tx, {
            workflow: sendWebhooksName,
            id,
            partition: webhookId,
            input: { companyId, webhookId, slice: slice + 1 },
          }),
        ),
      );
    },
  };
}

// A name that looked harmless when the webhook was made and leads inside when it is dialled.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aWebhook, openWebhooksBench, until, type WebhooksBench } from './testing/webhooks-bench.ts';

let bench: WebhooksBench;

beforeAll(async () => {
  bench = await openWebhooksBench((port) => ({
    publicPorts: [443, port],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  }));
});
afterAll(() => bench.close());

it('a name that turns to a private address gets no connection, and no second try', async () => {
  const url = `https://rebind.example:${bench.receiver.port}/`;
  const made = await bench.full.postJson('webhooks', aWebhook(url, { events: ['employee.created'] }));
  expect(made.status, made.text).toBe(201);
  await bench.full.create();
  const row = await until('the delivery failed', async () => {
    await bench.relay();
    const rows = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      tx.selectFrom('webhook_deliveries').selectAll().execute(),
    );
    return rows.find(({ state }) => state !== 'pending');
  });
  expect(row).toMatchObject({ state: 'failed', attempts: 1, next_attempt_at: null });
  expect(row.problem).toMatch(/private network/);
  expect(bench.receiver.connections()).toBe(0);
});

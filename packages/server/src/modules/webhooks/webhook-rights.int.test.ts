// Every plain field hidden from the owner of a webhook in turn: what is told has nothing of it, and a
// change of nothing else is not told at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standardFields } from '../fields/standard-fields.ts';
import { bodyOf } from './testing/receiver.ts';
import { aWebhook, openWebhooksBench, type WebhooksBench } from './testing/webhooks-bench.ts';

let bench: WebhooksBench;
beforeAll(async () => {
  bench = await openWebhooksBench();
});
afterAll(() => bench.close());

const plain = standardFields
  .filter(
    ({ alias, source, type, readOnly, required, deprecated }) =>
      alias !== null &&
      source.kind === 'value' &&
      ['text', 'textarea', 'phone', 'contact_url'].includes(type) &&
      !readOnly &&
      !required &&
      !deprecated,
  )
  .flatMap(({ alias }) => alias ?? []);
const together = 8;
const groups = Array.from({ length: Math.ceil(plain.length / together) }, (_, at) =>
  plain.slice(at * together, (at + 1) * together),
);

describe('a webhook whose owner may not see some fields', () => {
  it('is made of enough fields to mean something', () => {
    expect(plain.length).toBeGreaterThan(15);
  });

  it.each(groups.map((group) => [group.join(', '), group] as const))('%s', async (_names, hidden) => {
    const fields = {
      '**': 'view' as const,
      ...Object.fromEntries(hidden.map((name) => [name, 'none' as const])),
    };
    const { caller } = await bench.someone({ employees: [{ scope: { kind: 'all' }, fields }] });
    const path = `/rights-${plain.indexOf(hidden[0] ?? '')}`;
    const seen = plain.filter((name) => !hidden.includes(name));
    const asked = (monitored: readonly string[], posted: readonly string[]) =>
      aWebhook(`${bench.receiver.url}${path}`, {
        monitorFields: monitored,
        postFields: Object.fromEntries(posted.map((name) => [name, name])),
      });
    for (const [monitored, posted] of [
      [hidden, seen],
      [seen, hidden],
    ] as const) {
      const refused = await caller.postJson('webhooks', asked(monitored, posted));
      expect([400, 403]).toContain(refused.status);
    }
    expect((await caller.postJson('webhooks', asked(seen, seen))).status).toBe(201);
    const secrets = Object.fromEntries(hidden.map((name, at) => [name, `Secret${at}${path.slice(8)}`]));
    const id = await bench.full.create(secrets);
    expect(
      (await bench.full.postJson(`employees/${id}`, { ...secrets, [hidden[0] ?? '']: 'Secret again' }))
        .status,
    ).toBe(200);
    const open = seen[0] ?? '';
    expect((await bench.full.postJson(`employees/${id}`, { ...secrets, [open]: 'Open' })).status).toBe(200);
    // The create, and the one update that changes something which may be seen.
    const updates = () =>
      bench.receiver.received
        .filter((one) => one.path === path)
        .flatMap((one) => bodyOf(one).employees)
        .filter(({ action }: { action: string }) => action === 'Updated');
    await bench.receiver.arrived(path, 2, bench.relay);
    expect(updates()).toMatchObject([{ id, changedFields: [open], fields: { [open]: 'Open' } }]);
    const raw = bench.receiver.received
      .filter((one) => one.path === path)
      .map((one) => one.raw.toString('utf8'));
    expect(raw.join('\n')).not.toContain('Secret');
  });
});

// The webhook that a provider calls us by: registered on request, checked to be there still, and
// taken away when nothing is mirrored any more.
import { JoineryError, ProviderError, type SourceWebhookView } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { listCompanies } from '../companies/companies.service.ts';
import {
  assertConnection,
  assertRemovable,
  deleteConnection,
  hookUrlOf,
  type OpenSource,
  openSource,
  type SourceUse,
} from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { requestSync } from '../syncs/syncs.service.ts';
import * as repository from './source-webhooks.repository.ts';
import { checkAgainMs, checkEveryMs, isCheckDue, type SourceWebhook, toView } from './source-webhooks.ts';

const busyMs = 120_000;
const keepHintsDays = 7;

export const dropSourceWebhookName = 'drop-source-webhook';

/** Kept in the workflow tables, so ids only. */
export interface DropInput {
  companyId: string;
  connectionId: string;
}

export async function getSourceWebhook(
  context: Pick<Context, 'db'>,
  principal: Principal,
  connectionId: string,
): Promise<SourceWebhookView> {
  assertArea(principal, 'settings.connections', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await assertConnection(tx, connectionId);
    return toView(await repository.findWebhook(tx, connectionId));
  });
}

/**
 * Registers the webhook at the provider; one that was there before is replaced.
 *
 * @throws JoineryError `source_webhooks.no_public_url`, `source_webhooks.busy`,
 * `connections.not_found`, and what the provider says.
 */
export async function registerSourceWebhook(
  context: Context,
  principal: Principal,
  connectionId: string,
): Promise<SourceWebhookView> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId } = principal;
  await register(context, { companyId, connectionId }, { urgency: 'person' }, null);
  return getSourceWebhook(context, principal, connectionId);
}

/** Takes the webhook away, at the provider first. Nothing happens when there is none. */
export async function removeSourceWebhook(
  context: Context,
  principal: Principal,
  connectionId: string,
): Promise<void> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId } = principal;
  await context.db.inCompany(companyId, (tx) => assertConnection(tx, connectionId));
  await takeAway(context, { companyId, connectionId }, { urgency: 'person' });
}

/**
 * Removes a connection, with its webhook at the provider.
 *
 * @throws JoineryError `connections.in_use`, `connections.not_found`
 */
export async function removeConnection(
  context: Context,
  principal: Principal,
  connectionId: string,
): Promise<void> {
  await assertRemovable(context, principal, connectionId);
  const { companyId } = principal;
  // A provider that cannot be reached does not keep a connection here: its calls will be refused.
  await takeAway(context, { companyId, connectionId }, { urgency: 'person' }).catch((error: unknown) => {
    if (!(error instanceof ProviderError)) throw error;
    context.log.warn({ connectionId, code: error.code }, 'a webhook is left over at the provider');
  });
  await deleteConnection(context, principal, connectionId);
}

/** In the transaction that ends mirroring: the webhook is taken away once that has committed. */
export async function dropSourceWebhook(
  { engine }: Pick<Context, 'engine'>,
  tx: Transaction,
  { companyId, connectionId }: DropInput,
): Promise<void> {
  const webhook = await repository.lockWebhook(tx, connectionId);
  if (webhook === undefined) return;
  await repository.updateWebhook(tx, connectionId, { state: 'dropping' });
  await engine.enqueue<DropInput>(tx, {
    workflow: dropSourceWebhookName,
    id: `${dropSourceWebhookName}/${connectionId}/${webhook.registeredAt?.getTime() ?? 0}`,
    partition: connectionId,
    input: { companyId, connectionId },
  });
}

/** What the workflow does; unless it was registered again meanwhile. */
export async function finishDropping(context: Context, place: DropInput): Promise<void> {
  const webhook = await context.db.inCompany(place.companyId, (tx) =>
    repository.findWebhook(tx, place.connectionId),
  );
  if (webhook?.state === 'dropping') await takeAway(context, place, { urgency: 'background' });
}

/** Asks about the webhooks for which it is time, and registers again what vanished. */
export async function checkSourceWebhooks(context: Context): Promise<void> {
  for (const { id: companyId } of await listCompanies(context))
    await checkOf(context, companyId).catch((err: unknown) =>
      context.log.warn({ err, companyId }, 'webhooks at a provider could not be checked'),
    );
}

/** Forgets hints that were taken some days ago. */
export async function forgetHints(context: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const before = new Date(context.clock.now().getTime() - keepHintsDays * 86_400_000);
  for (const { id } of await listCompanies(context))
    await context.db.inCompany(id, (tx) => repository.removeOldHints(tx, before));
}

export function keyPlace(companyId: string, connectionId: string): SealPlace {
  return { companyId, table: 'source_webhooks', row: connectionId, column: 'sealed_key' };
}

async function checkOf(context: Context, companyId: string): Promise<void> {
  const now = context.clock.now();
  const webhooks = await context.db.reading(companyId, repository.listWebhooks);
  for (const { connectionId } of webhooks.filter((webhook) => isCheckDue(webhook, now))) {
    const place = { companyId, connectionId };
    const claimed = await context.db.inCompany(companyId, (tx) => claim(context, tx, place, isCheckDue));
    if (claimed !== undefined) await check(context, place, claimed);
  }
}

async function check(context: Context, place: DropInput, webhook: SourceWebhook): Promise<void> {
  const background: SourceUse = { urgency: 'background' };
  try {
    const { source, url } = await open(context, place, background);
    const found = (await source.listWebhooks()).find(({ id }) => id === webhook.providerId);
    if (found?.url === url) {
      const checkedAt = context.clock.now();
      await letGo(context, place, {
        state: 'on',
        checkedAt,
        checkAt: later(checkedAt, checkEveryMs),
        problem: null,
      });
      return;
    }
    await context.db.inCompany(place.companyId, (tx) =>
      repository.updateWebhook(tx, place.connectionId, { state: 'missing', busyUntil: null }),
    );
    const day = context.clock.now().toISOString().slice(0, 10);
    await register(
      context,
      place,
      background,
      `It was gone at BambooHR on ${day}, and was registered again.`,
    );
    await askWhatChanged(context, place);
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    const checkAt = later(context.clock.now(), checkAgainMs);
    await letGo(context, place, { checkAt, problem: `It could not be checked. ${error.message}` });
  }
}

/** What it should have told of meanwhile. */
async function askWhatChanged(context: Context, place: DropInput): Promise<void> {
  await context.db.inCompany(place.companyId, (tx) =>
    requestSync(context, tx, { ...place, kind: 'incremental', reason: 'webhook' }),
  );
}

// The provider tells the key once. Whoever dies between being told and keeping it leaves a webhook
// that calls the same address: those are taken away first.
async function register(
  context: Context,
  place: DropInput,
  use: SourceUse,
  problem: string | null,
): Promise<void> {
  const { companyId, connectionId } = place;
  const { source, url } = await open(context, place, use);
  const before = await context.db.inCompany(companyId, async (tx) => {
    await repository.insertWebhook(tx, companyId, connectionId, context.clock.now());
    return claim(context, tx, place, ({ busyUntil }, now) => busyUntil === null || busyUntil <= now);
  });
  if (before === undefined) throw busy();
  try {
    for (const { id, url: theirs } of await source.listWebhooks())
      if (theirs === url || id === before.providerId) await removeThere(source, id);
    const { id, privateKey } = await source.registerWebhook({ name: 'Joinery', url, fields: [] });
    await keep(context, place, { id, url, problem, sealedKey: seal(context, place, privateKey) });
  } catch (error) {
    await giveUp(context, place, before, error);
    throw error;
  }
}

// A first try that surely made nothing leaves nothing behind; anything else is looked after.
async function giveUp(
  context: Context,
  place: DropInput,
  before: SourceWebhook,
  error: unknown,
): Promise<void> {
  const isSure = error instanceof ProviderError && error.outcome !== 'ambiguous';
  if (before.providerId === null && isSure)
    await context.db.inCompany(place.companyId, (tx) => repository.removeWebhook(tx, place.connectionId));
  else await letGo(context, place, error instanceof JoineryError ? { problem: error.message } : {});
}

async function keep(
  context: Context,
  { companyId, connectionId }: DropInput,
  made: { id: string; url: string; sealedKey: string; problem: string | null },
): Promise<void> {
  const now = context.clock.now();
  await context.db.inCompany(companyId, async (tx) => {
    await repository.updateWebhook(tx, connectionId, {
      state: 'on',
      providerId: made.id,
      sealedKey: made.sealedKey,
      url: made.url,
      registeredAt: now,
      checkedAt: now,
      checkAt: later(now, checkEveryMs),
      busyUntil: null,
      problem: made.problem,
    });
    await insertEvents(tx, companyId, [webhookChanged(connectionId)]);
  });
}

async function takeAway(context: Context, place: DropInput, use: SourceUse): Promise<void> {
  const { companyId, connectionId } = place;
  const webhook = await context.db.inCompany(companyId, (tx) => repository.findWebhook(tx, connectionId));
  if (webhook === undefined) return;
  if (webhook.providerId !== null) {
    const { source } = await openAny(context, place, use);
    await removeThere(source, webhook.providerId);
  }
  await context.db.inCompany(companyId, async (tx) => {
    await repository.removeWebhook(tx, connectionId);
    await insertEvents(tx, companyId, [webhookChanged(connectionId)]);
  });
}

/** Gone is gone, whoever did it. */
async function removeThere(source: OpenSource['source'], id: string): Promise<void> {
  try {
    await source.removeWebhook(id);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.status !== 404) throw error;
  }
}

async function open(context: Context, place: DropInput, use: SourceUse) {
  return context.db.inCompany(place.companyId, async (tx) => {
    const { source } = await openSource(context, tx, place.companyId, place.connectionId, use);
    const url = await hookUrlOf(context, tx, place.connectionId);
    if (url === undefined)
      throw new JoineryError(
        'source_webhooks.no_public_url',
        'BambooHR calls addresses on the internet only, over https. Set JOINERY_PUBLIC_URL to the one under which it reaches this server.',
      );
    return { source, url };
  });
}

async function openAny(context: Context, { companyId, connectionId }: DropInput, use: SourceUse) {
  return context.db.inCompany(companyId, (tx) => openSource(context, tx, companyId, connectionId, use));
}

async function claim(
  { clock }: Pick<Context, 'clock'>,
  tx: Transaction,
  { connectionId }: DropInput,
  isFree: (webhook: SourceWebhook, now: Date) => boolean,
): Promise<SourceWebhook | undefined> {
  const webhook = await repository.lockWebhook(tx, connectionId);
  const now = clock.now();
  if (webhook === undefined || !isFree(webhook, now)) return undefined;
  await repository.updateWebhook(tx, connectionId, { busyUntil: later(now, busyMs) });
  return webhook;
}

async function letGo(
  context: Pick<Context, 'db'>,
  { companyId, connectionId }: DropInput,
  change: repository.WebhookChange,
): Promise<void> {
  await context.db.inCompany(companyId, (tx) =>
    repository.updateWebhook(tx, connectionId, { ...change, busyUntil: null }),
  );
}

function seal(
  { secrets }: Pick<Context, 'secrets'>,
  { companyId, connectionId }: DropInput,
  key: string,
): string {
  return secrets.seal(key, keyPlace(companyId, connectionId));
}

function webhookChanged(connectionId: string) {
  return {
    type: 'connections.updated' as const,
    subjectId: connectionId,
    payload: { changed: ['webhook'] },
  };
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

function busy(): JoineryError {
  return new JoineryError(
    'source_webhooks.busy',
    'The webhook of this connection is being registered or checked just now. Try again in a few seconds.',
    { retryAfterSeconds: 10 },
  );
}

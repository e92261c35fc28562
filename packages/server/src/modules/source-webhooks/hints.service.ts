// Calls of a provider. Each is proven by the webhook's key or not taken at all, stored before it is
// acknowledged, and only tells whom to read again: nothing of its body is applied.
import { randomBytes } from 'node:crypto';
import type { InboundCall, VerifiedCall } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { inboundOf } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { requestSync, type SyncRequest } from '../syncs/syncs.service.ts';
import * as repository from './source-webhooks.repository.ts';
import { keyPlace } from './source-webhooks.service.ts';
import { msUntilTaken, nextGap, type SourceWebhook } from './source-webhooks.ts';

export const takeHintsName = 'take-hints';

/** Kept in the workflow tables, so ids only. */
export interface TakeHintsInput {
  companyId: string;
  connectionId: string;
}

/** With more people than this it is cheaper to ask what changed. */
const mostPeople = 500;
/** For calls to nobody: they are judged like all others. */
const nobodysKey = randomBytes(16).toString('hex');

/** False when the call does not prove that it is the provider's, or nobody here is called like that. */
export async function receiveHint(
  context: Context,
  connectionId: string,
  call: InboundCall,
): Promise<boolean> {
  const webhook = await context.db.lookingUp(connectionId, (tx) => repository.findWebhook(tx, connectionId));
  const verdict = await judge(context, webhook, call);
  if (webhook === undefined || webhook.state === 'dropping' || webhook.sealedKey === null) return false;
  if (!verdict.valid) return false;
  await store(context, webhook, verdict);
  return true;
}

async function judge(
  context: Context,
  webhook: SourceWebhook | undefined,
  call: InboundCall,
): Promise<VerifiedCall> {
  const { companyId, connectionId, sealedKey } = webhook ?? nobody;
  const { verify, now } = await context.db.reading(companyId, (tx) => inboundOf(context, tx, connectionId));
  const key =
    sealedKey === null ? nobodysKey : context.secrets.open(sealedKey, keyPlace(companyId, connectionId));
  return verify(key, call, now);
}

const nobody = { companyId: '', connectionId: '', sealedKey: null };

async function store(
  context: Context,
  { companyId, connectionId }: SourceWebhook,
  { employeeIds, digest }: { employeeIds: readonly string[]; digest: string },
): Promise<void> {
  const now = context.clock.now();
  await context.db.inCompany(companyId, async (tx) => {
    const webhook = await repository.findWebhook(tx, connectionId);
    if (webhook === undefined) return;
    if (!(await repository.insertHint(tx, webhook, { employeeIds, digest, receivedAt: now }))) return;
    const locked = await repository.lockWebhook(tx, connectionId);
    if (locked === undefined) return;
    const begins = locked.burstSince === null;
    await repository.updateWebhook(tx, connectionId, {
      lastCallAt: now,
      lastHintAt: now,
      ...(begins
        ? { burstSince: now, bursts: locked.bursts + 1, usualGapSeconds: nextGap(locked, now) }
        : {}),
    });
    if (!begins) return;
    await context.engine.enqueue<TakeHintsInput>(tx, {
      workflow: takeHintsName,
      id: `${takeHintsName}/${connectionId}/${locked.bursts + 1}`,
      partition: connectionId,
      input: { companyId, connectionId },
    });
  });
}

/** How long until the hints that came are to be taken. */
export async function readBurst(context: Context, input: TakeHintsInput): Promise<number> {
  const webhook = await context.db.reading(input.companyId, (tx) =>
    repository.findWebhook(tx, input.connectionId),
  );
  return webhook === undefined ? 0 : msUntilTaken(webhook, context.clock.now());
}

/** Makes one sync of all hints that wait. What comes from now on is another burst. */
export async function takeHints(
  context: Context,
  { companyId, connectionId }: TakeHintsInput,
): Promise<void> {
  await context.db.inCompany(companyId, async (tx) => {
    const webhook = await repository.lockWebhook(tx, connectionId);
    if (webhook === undefined || webhook.burstSince === null) return;
    const hints = await repository.takeHints(tx, connectionId, context.clock.now());
    await repository.updateWebhook(tx, connectionId, { burstSince: null });
    const wanted = [...new Set(hints.flat())];
    const isVague = hints.some((ids) => ids.length === 0) || wanted.length > mostPeople;
    if (hints.length === 0) return;
    const request = { companyId, connectionId, reason: 'webhook' } as const;
    await ask(
      context,
      tx,
      isVague ? { ...request, kind: 'incremental' } : { ...request, kind: 'records', wanted },
    );
  });
}

async function ask(context: Context, tx: Transaction, request: SyncRequest): Promise<void> {
  try {
    await requestSync(context, tx, request);
  } catch (error) {
    // Mirroring was switched off meanwhile, and the provider calls a last time.
    if (!(error instanceof JoineryError) || error.code !== 'syncs.not_mirrored') throw error;
  }
}

// Turns events into deliveries, and deliveries into work for the engine. A place in the order of
// events is moved on in the transaction that writes what came of them, so a server that is
// killed anywhere loses no event and makes no delivery twice.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Transaction } from '../../db/database.ts';
import { getCompany } from '../companies/companies.service.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { type EventPlace, listSettledEvents, type StoredEvent } from '../events/events.service.ts';
import { getCatalogue } from '../fields/fields.service.ts';
import * as deliveries from './deliveries.repository.ts';
import { type ListeningWebhook, listListening } from './webhooks.repository.ts';
import { deliveriesFor, isTold, type NewDelivery } from './webhooks.ts';

export type RelayDeps = Pick<Context, 'db' | 'engine' | 'clock' | 'log'>;

/** The name of the workflow, which is stored. */
export const sendWebhooksName = 'send-webhooks';

/** Kept in the workflow tables, so ids only. */
export interface SendWebhooksInput {
  companyId: string;
  webhookId: string;
  /** Which slice of one piece of work; a full one is followed by the next. */
  slice: number;
}

const batch = 500;
const pauseMs = 500;
const keepDays = 14;
const dayMs = 86_400_000;

export interface Relay {
  stop(): Promise<void>;
}

/** Looks for new events and due retries twice a second. Any number of processes may do it. */
export function startRelay(deps: RelayDeps): Relay {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async () => {
    while (!signal.aborted) {
      await relayWebhooks(deps).catch((err: unknown) =>
        deps.log.warn({ err }, 'webhooks could not be relayed'),
      );
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const ended = loop();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** One look at every company that has webhooks. A company's trouble does not hold the others up. */
export async function relayWebhooks(deps: RelayDeps): Promise<void> {
  for (const companyId of await deps.db.outside(deliveries.listCompanies))
    await relayCompany(deps, companyId).catch((err: unknown) =>
      deps.log.warn({ err, companyId }, 'webhooks of a company could not be relayed'),
    );
}

async function relayCompany(deps: RelayDeps, companyId: string): Promise<void> {
  for (let full = true; full; )
    full = await deps.db.inCompany(companyId, async (tx) => {
      const now = companyNow(deps, await getCompany(tx, companyId));
      const place = await deliveries.getPlace(tx, companyId);
      const isQuiet = (await listSettledEvents(tx, place, 1)).length === 0;
      if (isQuiet && !(await deliveries.hasDue(tx, now))) return false;
      const locked = await deliveries.lockPlace(tx, companyId);
      if (locked === undefined) return false;
      const events = await listSettledEvents(tx, locked, batch);
      const told = await tell(tx, companyId, events);
      const last = events.at(-1);
      if (last !== undefined)
        await deliveries.updatePlace(tx, companyId, { transactionId: last.transactionId, eventId: last.id });
      const woken = await deliveries.wakeDue(tx, now);
      await enqueue(deps, tx, companyId, [...new Set([...told, ...woken])]);
      return events.length === batch;
    });
}

/** Writes what events mean to the company's webhooks; the ids of those that are told something. */
async function tell(tx: Transaction, companyId: string, events: StoredEvent[]): Promise<string[]> {
  if (!events.some(({ type }) => isTold(type))) return [];
  const webhooks = await listListening(tx);
  if (webhooks.length === 0) return [];
  const catalogue = await getCatalogue(tx, companyId);
  const made: NewDelivery[] = events.flatMap((event) =>
    webhooks
      .filter((webhook) => isAfter(event, webhook))
      .flatMap((webhook) => deliveriesFor(event, webhook, catalogue)),
  );
  await deliveries.insertDeliveries(tx, companyId, made);
  return [...new Set(made.map(({ webhookId }) => webhookId))];
}

function isAfter(event: StoredEvent, webhook: ListeningWebhook): boolean {
  return BigInt(event.transactionId) > BigInt(webhook.sinceTransaction);
}

async function enqueue(
  { engine }: RelayDeps,
  tx: Transaction,
  companyId: string,
  webhookIds: string[],
): Promise<void> {
  for (const webhookId of webhookIds) {
    const input: SendWebhooksInput = { companyId, webhookId, slice: 1 };
    const id = `${sendWebhooksName}/${webhookId}/${randomUUID()}`;
    await engine.enqueue(tx, { workflow: sendWebhooksName, id, partition: webhookId, input });
  }
}

/** Removes deliveries that ended before the log's oldest day. */
export async function forgetDeliveries(deps: Pick<Context, 'db' | 'clock'>): Promise<void> {
  for (const companyId of await deps.db.outside(deliveries.listCompanies))
    await deps.db.inCompany(companyId, async (tx) => {
      const now = companyNow(deps, await getCompany(tx, companyId));
      await deliveries.removeEnded(tx, new Date(now.getTime() - keepDays * dayMs));
    });
}

/** Up to which event webhooks were told; undefined when the company never had any. */
export async function findRelayPlace(tx: Transaction, companyId: string): Promise<EventPlace | undefined> {
  return deliveries.findPlace(tx, companyId);
}

/** Goes on from a place after the company's state was put back; what was pending then is sent. */
export async function relayFrom(
  tx: Transaction,
  companyId: string,
  place: EventPlace | undefined,
  now: Date,
): Promise<void> {
  if (place !== undefined) await deliveries.updatePlace(tx, companyId, place);
  await deliveries.setBackPending(tx, now);
}

/** Before the company is removed. */
export async function forgetRelayPlace(tx: Transaction, companyId: string): Promise<void> {
  await deliveries.removePlace(tx, companyId);
}

// Sends what webhooks are to be told: one delivery after the other for each webhook. What is
// shown is read at this moment with the owner's rights of this moment.
import { type Company, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { WorkflowContext } from '../../engine/engine.ts';
import type { EgressFetch, EgressResponse } from '../../platform/egress/egress.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany } from '../companies/companies.service.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { readEmployee } from '../employees/employees.service.ts';
import { getCatalogue } from '../fields/fields.service.ts';
import type { Catalogue } from '../fields/fields.ts';
import { findOwnPort } from '../installation/installation.service.ts';
import { isSandbox } from '../sandboxes/sandboxes.ts';
import { findPrincipal } from '../users/users.service.ts';
import * as deliveries from './deliveries.repository.ts';
import { findForSending } from './webhooks.repository.ts';
import { openKey } from './webhooks.service.ts';
import { type Answer, type EncodeNotice, judge, type Notice, ownHook, type Webhook } from './webhooks.ts';

export interface SendOptions {
  encode: EncodeNotice;
  retryDelaysMs: readonly number[];
}

/** One run of the workflow. */
export interface Run extends SendOptions {
  context: Context;
  ctx: WorkflowContext;
  companyId: string;
  webhookId: string;
}

/** How much is sent before others get their turn. */
const slice = { deliveries: 50, ms: 10_000 };

/** Sends what is pending, oldest first; true when there may be more. */
export async function sendPending(run: Run): Promise<boolean> {
  const company = await run.context.db.inCompany(run.companyId, (tx) => getCompany(tx, run.companyId));
  const endsAt = performance.now() + slice.ms;
  let ended: Ended | undefined;
  for (let sent = 0; ; sent += 1) {
    const isFull = sent === slice.deliveries || performance.now() > endsAt;
    const last = ended;
    // One transaction ends a delivery and opens the next. It also sees whether a process that was
    // frozen meanwhile still owns this work: who does not, neither records nor sends.
    const scene = await owned(run, async (tx) => {
      if (last !== undefined) await recordEnd(tx, run, last);
      return isFull ? undefined : openScene(run, tx, company);
    });
    if (scene === undefined) return isFull;
    ended = await deliver(run, scene);
  }
}

interface Scene {
  company: Company;
  webhook: Webhook;
  sealedKey: string;
  delivery: deliveries.Delivery;
  /** Undefined when the owner is disabled. */
  principal: Principal | undefined;
  catalogue: Catalogue;
}

type Ended = Pick<Scene, 'company' | 'webhook' | 'delivery'> & { end: Answer | { dropped: string } };

/** The next delivery with all that it needs; undefined when nothing is pending. */
async function openScene({ webhookId }: Run, tx: Transaction, company: Company): Promise<Scene | undefined> {
  const delivery = await deliveries.findNext(tx, webhookId);
  const found = delivery && (await findForSending(tx, webhookId));
  if (delivery === undefined || found === undefined) return undefined;
  const principal = await findPrincipal(tx, found.webhook.userId, company, 'system');
  return { ...found, company, delivery, principal, catalogue: await getCatalogue(tx, company.id) };
}

async function deliver(run: Run, scene: Scene): Promise<Ended> {
  const { context, ctx } = run;
  const { company, webhook, sealedKey } = scene;
  const notice = await toNotice(context, scene);
  if (typeof notice === 'string') return { ...scene, end: { dropped: notice } };
  const privateKey = openKey(context, company, webhook.id, sealedKey);
  const encoded = run.encode(notice, { ...webhook, privateKey }, companyNow(context, company));
  const end = await post(await wayTo(context, company, webhook.url), encoded);
  ctx.crashPoint('webhooks.delivery_sent');
  return { ...scene, end };
}

/** What is told, or why there is nothing to tell any more. */
async function toNotice(context: Context, scene: Scene): Promise<Notice | string> {
  const { company, webhook, delivery, principal, catalogue } = scene;
  if (principal === undefined) return 'The owner is disabled.';
  const notice: Notice = {
    company,
    event: delivery.event,
    employeeNumber: delivery.employeeNumber,
    at: delivery.occurredAt,
    changed: [],
    posted: [],
  };
  if (delivery.employeeNumber === null || !delivery.event.endsWith('.updated')) return notice;
  const postFields = delivery.event.startsWith('employee_with_fields.') ? webhook.postFields : [];
  const names = [...new Set([...delivery.changedFields, ...postFields.map(([name]) => name)])];
  const values = await readVisible(context, principal, delivery.employeeNumber, names);
  if (values === undefined) return 'The employee is gone, or out of the owner’s scope.';
  const fieldOf = (name: string) => (Object.hasOwn(values, name) ? catalogue.find(name) : undefined);
  notice.changed = delivery.changedFields.flatMap((name) => fieldOf(name) ?? []);
  if (notice.changed.length === 0) return 'The owner may see none of the changed fields.';
  notice.posted = postFields.flatMap(([name, shownAs]) => {
    const field = fieldOf(name);
    return field === undefined ? [] : [{ shownAs, field, value: values[name] ?? null }];
  });
  return notice;
}

async function readVisible(context: Context, principal: Principal, number: number, names: string[]) {
  try {
    return (await readEmployee(context, principal, number, names, { onlyCurrent: true })).values;
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    if (error.code === 'employees.not_found' || error.code === 'access.forbidden') return undefined;
    throw error;
  }
}

interface Way {
  url: string;
  fetch: EgressFetch;
}

// A sandbox may be mirrored by a company of this server: that one is called where this server
// listens now, and no other place on this machine can be named.
async function wayTo(context: Context, company: Company, url: string): Promise<Way> {
  const { egress, db } = context;
  const connectionId = isSandbox(company) ? ownHook(url) : undefined;
  if (connectionId === undefined) return { url, fetch: egress.fetchFor('webhook') };
  const base = `http://localhost:${await db.outside((tx) => findOwnPort(context, tx))}/hooks`;
  return { url: `${base}/${connectionId}`, fetch: egress.fetchOwn('webhook', base) };
}

// Nothing that the receiver or the way to it does may look like a fault of ours: it is an answer.
async function post(
  { fetch: send, url }: Way,
  { headers, body }: { headers: Record<string, string>; body: string },
): Promise<Answer> {
  try {
    const answer = await send(url, { method: 'POST', headers, body });
    await readAway(answer);
    return { status: answer.status };
  } catch (error) {
    const refused = error instanceof JoineryError && error.code === 'egress.address_not_allowed';
    return { problem: problemOf(error), final: refused };
  }
}

// The status is the answer. A body is read only so that the receiver may end in order; one that
// is too long or too slow is left.
async function readAway({ body }: EgressResponse): Promise<void> {
  try {
    for await (const chunk of body ?? []) void chunk;
  } catch {
    return;
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'No answer in time.';
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof JoineryError ? error.message : `The connection failed (${code ?? error.name}).`;
}

async function recordEnd(
  tx: Transaction,
  { context, retryDelaysMs }: Run,
  { company, webhook, delivery, end }: Ended,
): Promise<void> {
  if ('dropped' in end) return deliveries.dropDelivery(tx, delivery.id, end.dropped);
  const at = companyNow(context, company);
  const verdict = judge(end, delivery.attempts + 1, retryDelaysMs);
  await deliveries.recordAttempt(tx, webhook.id, delivery, {
    state: verdict.state,
    at,
    url: webhook.url,
    statusCode: 'status' in end ? end.status : null,
    problem: 'problem' in end ? end.problem : null,
    nextAttemptAt: verdict.state === 'waiting' ? new Date(at.getTime() + verdict.afterMs) : null,
  });
}

/** Runs `work` in a transaction that commits only while this process still owns the run. */
async function owned<T>(run: Run, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return run.context.db.inCompany(run.companyId, async (tx) => {
    await run.ctx.assertStillOwner(tx);
    return work(tx);
  });
}

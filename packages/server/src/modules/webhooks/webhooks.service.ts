import { randomBytes } from 'node:crypto';
import { type Company, type ErrorIssue, type Field, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import { newId } from '../../platform/ids.ts';
import type { Principal } from '../access/principal.ts';
import { projectionOf } from '../access/projection.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { getCatalogue, listFields } from '../fields/fields.service.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import { isSandbox } from '../sandboxes/sandboxes.ts';
import { type LogEntry, listLog } from './deliveries.repository.ts';
import * as repository from './webhooks.repository.ts';
import {
  canBeMonitored,
  mixesFamilies,
  needsMonitoring,
  ownHook,
  type Webhook,
  type WebhookInput,
} from './webhooks.ts';

type Deps = Pick<Context, 'db' | 'clock' | 'secrets' | 'egress'>;

const maxFields = 400;
const dayMs = 86_400_000;
/** What the log shows, and how often it may be read in a minute. */
const logLimits = { days: 14, entries: 200, readsPerMinute: 30 };

/** The caller's own webhooks, oldest first. */
export async function listWebhooks(deps: Deps, principal: Principal): Promise<Webhook[]> {
  return deps.db.inCompany(principal.companyId, (tx) => repository.listWebhooks(tx, principal.userId));
}

/** @throws JoineryError `webhooks.not_found`; `access.forbidden` for another user's. */
export async function getWebhook(deps: Deps, principal: Principal, number: number): Promise<Webhook> {
  return deps.db.inCompany(principal.companyId, (tx) => getOwn(tx, principal, number));
}

/**
 * Adds a webhook of the caller's. The private key is in this answer only.
 *
 * @throws JoineryError `request.invalid`, `egress.address_not_allowed`; `access.field_not_permitted`
 * names each field that is hidden or unknown.
 */
export async function createWebhook(
  deps: Deps,
  principal: Principal,
  input: WebhookInput,
): Promise<{ webhook: Webhook; privateKey: string }> {
  assertSeesEmployees(principal, input);
  const id = newId('whk', companyNow(deps, principal.company).getTime());
  const privateKey = randomBytes(16).toString('hex');
  return deps.db.inCompany(principal.companyId, async (tx) => {
    await assertUsable(deps, tx, principal, input);
    const webhook = await repository.insertWebhook(tx, principal.companyId, {
      ...input,
      id,
      userId: principal.userId,
      sealedKey: deps.secrets.seal(privateKey, keyPlace(principal.companyId, id)),
      createdAt: companyNow(deps, principal.company),
    });
    return { webhook, privateKey };
  });
}

/** Replaces all but the key. @throws JoineryError as createWebhook and getWebhook. */
export async function updateWebhook(
  deps: Deps,
  principal: Principal,
  number: number,
  input: WebhookInput,
): Promise<Webhook> {
  return deps.db.inCompany(principal.companyId, async (tx) => {
    const { id } = await getOwn(tx, principal, number);
    await assertUsable(deps, tx, principal, input);
    await repository.updateWebhook(tx, id, input);
    return repository.getWebhook(tx, number);
  });
}

/** Removes it with all that it was still to be told. @throws JoineryError as getWebhook. */
export async function deleteWebhook(deps: Deps, principal: Principal, number: number): Promise<void> {
  await deps.db.inCompany(principal.companyId, async (tx) => {
    const { id } = await getOwn(tx, principal, number);
    await repository.removeWebhook(tx, id);
  });
}

/**
 * What was sent in the last 14 days, newest first, at most 200 entries.
 *
 * @throws JoineryError as getWebhook; `webhooks.log_over_limit` when it is read too often.
 */
export async function readLog(
  deps: Deps,
  principal: Principal,
  number: number,
): Promise<{ webhook: Webhook; entries: LogEntry[] }> {
  const now = companyNow(deps, principal.company);
  return deps.db.inCompany(principal.companyId, async (tx) => {
    const webhook = await getOwn(tx, principal, number);
    const reads = await repository.countLogRead(tx, webhook.id, now);
    if (reads > logLimits.readsPerMinute)
      throw new JoineryError('webhooks.log_over_limit', 'Over rate limit, please try again in 60 seconds', {
        retryAfterSeconds: 60,
      });
    const since = new Date(now.getTime() - logLimits.days * dayMs);
    return { webhook, entries: await listLog(tx, webhook.id, since, logLimits.entries) };
  });
}

/** Fields whose changes the caller may be told. */
export async function listMonitorFields(context: Context, principal: Principal): Promise<Field[]> {
  return (await listFields(context, principal)).filter(canBeMonitored);
}

export function openKey(
  { secrets }: Pick<Context, 'secrets'>,
  company: Pick<Company, 'id'>,
  webhookId: string,
  sealed: string,
): string {
  return secrets.open(sealed, keyPlace(company.id, webhookId));
}

function keyPlace(companyId: string, id: string): SealPlace {
  return { companyId, table: 'webhooks', row: id, column: 'sealed_key' };
}

async function getOwn(tx: Transaction, principal: Principal, number: number): Promise<Webhook> {
  const webhook = await repository.getWebhook(tx, number);
  if (webhook.userId !== principal.userId)
    throw new JoineryError('access.forbidden', 'You do not have permission to this webhook.');
  return webhook;
}

// Who sees nobody would still be told the numbers of all who come and go.
function assertSeesEmployees(principal: Principal, { events }: WebhookInput): void {
  if (!events.some((event) => event.startsWith('employee'))) return;
  const sees = principal.access.employees.some(({ fields }) =>
    Object.values(fields).some((right) => right !== 'none'),
  );
  if (!sees) throw new JoineryError('access.forbidden', 'Your access level shows you no employees.');
}

async function assertUsable(
  deps: Deps,
  tx: Transaction,
  principal: Principal,
  input: WebhookInput,
): Promise<void> {
  if (!isSandbox(principal.company) || ownHook(input.url, deps.egress.ownPort()) === undefined)
    deps.egress.assertAllowed(input.url);
  assertConsistent(input);
  const catalogue = await getCatalogue(tx, principal.companyId);
  const projection = projectionOf(principal, catalogue);
  const isVisible = (field: FieldDefinition) => projection.widestRightTo(field) !== 'none';
  const monitored = input.monitorFields ?? [];
  const posted = input.postFields.map(([name]) => name);
  const refusedIn = (place: string, names: readonly string[]) =>
    names.flatMap((name) => refuse(place, name, catalogue.find(name), isVisible));
  const refused = [...refusedIn('monitorFields', monitored), ...refusedIn('postFields', posted)];
  if (refused.length > 0)
    throw new JoineryError(
      'access.field_not_permitted',
      'You do not have permission to some of these fields, or they do not exist.',
      { issues: refused },
    );
  const unmonitored = monitored.filter((name) => {
    const field = catalogue.find(name);
    return field !== undefined && !canBeMonitored(field);
  });
  if (unmonitored.length > 0)
    throw invalid('monitorFields', `These fields cannot be monitored: ${unmonitored.join(', ')}.`);
}

// A company's own field that is hidden is not told apart from one that does not exist: its very
// name may be a secret. The names of standard fields are known to everybody.
function refuse(
  place: string,
  name: string,
  field: FieldDefinition | undefined,
  isVisible: (field: FieldDefinition) => boolean,
): ErrorIssue[] {
  if (field !== undefined && isVisible(field)) return [];
  if (field === undefined || field.custom) return [{ path: `unknownFields.${name}`, message: name }];
  return [{ path: `${place}.${name}`, message: field.name }];
}

function assertConsistent({ events, monitorFields, postFields }: WebhookInput): void {
  if (events.length === 0) throw invalid('events', 'At least one event is needed.');
  if (mixesFamilies(events))
    throw invalid('events', 'Events of employee.* and of employee_with_fields.* cannot be mixed.');
  if (needsMonitoring(events) && (monitorFields ?? []).length === 0)
    throw invalid('monitorFields', 'monitorFields is needed for events about updated employees.');
  if ((monitorFields ?? []).length > maxFields || postFields.length > maxFields)
    throw invalid('monitorFields', `At most ${maxFields} fields may be monitored or posted.`);
  const names = postFields.map(([, shownAs]) => shownAs);
  const duplicates = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  if (duplicates.length > 0)
    throw new JoineryError('request.invalid', 'Each posted field needs a name of its own.', {
      issues: duplicates.map((name) => ({ path: `duplicatePostString.${name}`, message: name })),
    });
}

function invalid(path: string, message: string): JoineryError {
  return new JoineryError('request.invalid', message, { issues: [{ path, message }] });
}

export type { LogEntry } from './deliveries.repository.ts';

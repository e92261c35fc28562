// What a webhook may be told and when it is told again. Pure.
import type { Company } from '@joinery/sdk';
import { isThisMachine } from '../../platform/egress/address.ts';
import type { FieldValue } from '../fields/field-values.ts';
import { type Catalogue, pathsOf } from '../fields/fields.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';

/** Every event that can be asked for. Nothing deletes a company, so nobody is told of that. */
export const webhookEvents = [
  'employee_with_fields.updated',
  'employee_with_fields.deleted',
  'employee_with_fields.created',
  'employee.updated',
  'employee.deleted',
  'employee.created',
  'company.updated',
  'company.deleted',
  'company-integrations.updated',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

export const defaultEvents: readonly WebhookEvent[] = webhookEvents.slice(0, 3);

export const webhookFormats = ['json', 'form-encoded'] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** Asked name of a field (alias or number) and the name under which the receiver gets it. */
export type PostField = readonly [name: string, shownAs: string];

export interface WebhookInput {
  name: string;
  url: string;
  format: WebhookFormat;
  events: WebhookEvent[];
  /** Null where no event needs them. */
  monitorFields: string[] | null;
  postFields: PostField[];
  includeCompanyDomain: boolean;
}

export interface Webhook extends WebhookInput {
  id: string;
  number: number;
  userId: string;
  lastSentAt: Date | null;
  createdAt: Date;
}

/** What the receiver is told about one employee; only what the owner may see at this moment. */
export interface Notice {
  company: Company;
  event: WebhookEvent;
  /** Null for events of the company. */
  employeeNumber: number | null;
  at: Date;
  changed: FieldDefinition[];
  posted: { shownAs: string; field: FieldDefinition; value: FieldValue }[];
}

export interface EncodedNotice {
  headers: Record<string, string>;
  body: string;
}

/** How a notice looks on the wire, signed with the webhook's key. A dialect's business. */
export type EncodeNotice = (
  notice: Notice,
  webhook: { format: WebhookFormat; includeCompanyDomain: boolean; privateKey: string },
  now: Date,
) => EncodedNotice;

/** A field whose changes come without a change of its own: the date decides, not a write. */
const unmonitored = new Set(['terminationDate']);

export function canBeMonitored(field: Pick<FieldDefinition, 'key'>): boolean {
  return !unmonitored.has(field.key);
}

export function needsMonitoring(events: readonly WebhookEvent[]): boolean {
  return events.some((event) => event.startsWith('employee') && event.endsWith('.updated'));
}

/** Whether events of both employee families are asked for, which have different payloads. */
export function mixesFamilies(events: readonly WebhookEvent[]): boolean {
  return (
    events.some((event) => event.startsWith('employee.')) &&
    events.some((event) => event.startsWith('employee_with_fields.'))
  );
}

/** An event of the outbox, as far as webhooks look at it. */
export interface OutboxEvent {
  id: string;
  type: string;
  payload: Record<string, unknown>;
  at: Date;
}

export interface NewDelivery {
  webhookId: string;
  eventId: string;
  event: WebhookEvent;
  employeeNumber: number | null;
  /** Monitored names, as the webhook asks for them. */
  changedFields: string[];
  occurredAt: Date;
}

// What is told of the company itself, by the event that causes it.
const companyEvents: Record<string, WebhookEvent> = {
  'companies.updated': 'company.updated',
  'connections.created': 'company-integrations.updated',
  'connections.updated': 'company-integrations.updated',
  'connections.enabled': 'company-integrations.updated',
  'connections.disabled': 'company-integrations.updated',
  'connections.removed': 'company-integrations.updated',
};

/** Whether any webhook could be told of it. */
export function isTold(type: string): boolean {
  return type.startsWith('employees.') || type in companyEvents;
}

function companyDeliveries({ id, at }: OutboxEvent, webhook: Told, event: WebhookEvent): NewDelivery[] {
  if (!webhook.events.includes(event)) return [];
  return [
    {
      webhookId: webhook.id,
      eventId: id,
      event,
      employeeNumber: null,
      changedFields: [],
      occurredAt: at,
    },
  ];
}

type Told = Pick<Webhook, 'id' | 'events' | 'monitorFields'>;

/** What one event means to one webhook, in the order in which it is told. */
export function deliveriesFor(event: OutboxEvent, webhook: Told, catalogue: Catalogue): NewDelivery[] {
  const ofCompany = companyEvents[event.type];
  if (ofCompany !== undefined) return companyDeliveries(event, webhook, ofCompany);
  const { number, tookEffect } = event.payload;
  // A row that is dated ahead is told when its day comes: another event.
  if (typeof number !== 'number' || tookEffect === false) return [];
  const changedFields = changedAmong(webhook.monitorFields ?? [], event.payload, catalogue);
  return actionsOf(event.type).flatMap((action) => {
    const asked = webhook.events.find((one) => one.startsWith('employee') && one.endsWith(`.${action}`));
    if (asked === undefined || (action === 'updated' && changedFields.length === 0)) return [];
    return [
      {
        webhookId: webhook.id,
        eventId: event.id,
        event: asked,
        employeeNumber: number,
        changedFields: action === 'updated' ? changedFields : [],
        occurredAt: event.at,
      },
    ];
  });
}

/** A new employee is told as created and then as updated: the second brings the values. */
function actionsOf(type: string): ('created' | 'updated' | 'deleted')[] {
  switch (type) {
    case 'employees.created':
      return ['created', 'updated'];
    case 'employees.updated':
      return ['updated'];
    case 'employees.deleted':
      return ['deleted'];
    default:
      return [];
  }
}

/** The monitored names that show a place which the event changed. */
function changedAmong(
  monitored: readonly string[],
  payload: Record<string, unknown>,
  catalogue: Catalogue,
): string[] {
  const paths = changedPaths(payload, catalogue);
  return monitored.filter((name) => {
    const field = catalogue.find(name);
    return field !== undefined && pathsOf(field).some((path) => paths.has(path));
  });
}

function changedPaths(payload: Record<string, unknown>, catalogue: Catalogue): Set<string> {
  const names = textsIn(payload.fields);
  const tables = textsIn(payload.tables);
  const named = names.flatMap((name) => {
    const columns = tables.flatMap((table) => catalogue.column(table, name) ?? []);
    const field = catalogue.find(name);
    return (columns.length > 0 || field === undefined ? columns : [field]).flatMap(pathsOf);
  });
  // Where a row took effect or is gone, no columns are named: all of them may show something else.
  const isWhole = names.length === 0 || payload.tookEffect === true;
  const ofTables = catalogue.fields.flatMap(pathsOf).filter((path) => tables.includes(tableOf(path)));
  return new Set(isWhole ? [...named, ...ofTables] : named);
}

const tableOf = (path: string): string => (path.includes('.') ? path.slice(0, path.indexOf('.')) : '');

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

const minute = 60_000;

/** The waits after the first try, the second and so on. */
export const retryDelaysMs: readonly number[] = [5, 10, 20, 40, 80].map((minutes) => minutes * minute);

/** How one try ended: the receiver's status, or why there is none. */
export type Answer = { status: number } | { problem: string; final: boolean };

export type Verdict = { state: 'delivered' | 'failed' } | { state: 'waiting'; afterMs: number };

/** Only a fault of the receiver or of the way to it is worth another try; a refusal is an answer. */
export function judge(answer: Answer, attempts: number, delaysMs: readonly number[]): Verdict {
  if ('status' in answer && answer.status >= 200 && answer.status < 300) return { state: 'delivered' };
  const passing = 'status' in answer ? answer.status >= 500 : !answer.final;
  const afterMs = delaysMs[attempts - 1];
  return passing && afterMs !== undefined ? { state: 'waiting', afterMs } : { state: 'failed' };
}

/**
 * Which connection of this server an address calls, as a sandbox does that is mirrored here. With a
 * port only if it is the one.
 */
export function ownHook(address: string, ownPort?: number): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port, pathname, search, username, password } = new URL(address);
  const isHere = protocol === 'http:' && isThisMachine(hostname);
  if (!isHere || (ownPort !== undefined && Number(port || 80) !== ownPort)) return undefined;
  if ([search, username, password].some((part) => part !== '')) return undefined;
  return /^\/hooks\/(con_[0-9A-Za-z]+)$/.exec(pathname)?.[1];
}

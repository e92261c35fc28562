import {
  arrayOrEmpty,
  asArray,
  asFlag,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalId,
  optionalText,
  ShapeError,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import { ProofError, ThrottledError } from '../transport/failure.ts';
import type { Transport } from '../transport/transport.ts';
import { type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

/**
 * What can be told of. The two families of employee events cannot be mixed in one webhook; `updated` events
 * need `monitorFields`.
 */
export type WebhookEvent =
  | 'employee_with_fields.created'
  | 'employee_with_fields.updated'
  | 'employee_with_fields.deleted'
  | 'employee.created'
  | 'employee.updated'
  | 'employee.deleted'
  | 'company.updated'
  | 'company.deleted'
  | 'company-integrations.updated';

export interface WebhookInput {
  readonly name: string;
  /** https only. */
  readonly url: string;
  /** Default json. */
  readonly format?: 'json' | 'form-encoded';
  readonly events?: readonly WebhookEvent[];
  /** Fields whose changes are told; ids or aliases. */
  readonly monitorFields?: readonly string[];
  /** Fields sent along, from id or alias to the name to send it under. */
  readonly postFields?: Readonly<Record<string, string>>;
  readonly includeCompanyDomain?: boolean;
}

export interface WebhookSummary {
  readonly id: string;
  readonly name: string | null;
  readonly url: string | null;
  /** UTC, as `2026-05-29 14:21:35`. */
  readonly createdAt: string | null;
  readonly lastSentAt: string | null;
  readonly raw: JsonObject;
}

export interface Webhook extends WebhookSummary {
  readonly format: string | null;
  readonly events: readonly string[];
  readonly monitorFields: readonly string[];
  readonly postFields: Readonly<Record<string, string>>;
  readonly includeCompanyDomain: boolean;
}

export interface CreatedWebhook extends Webhook {
  /** What deliveries are signed with. Given here only: keep it. */
  readonly privateKey: string;
}

export interface WebhookDeliveryEntry {
  readonly url: string | null;
  readonly lastAttemptedAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly statusCode: string | null;
  readonly employeeIds: readonly string[];
  readonly raw: JsonObject;
}

export interface WebhookField {
  readonly id: string;
  readonly alias: string | null;
  readonly name: string | null;
  readonly raw: JsonObject;
}

/**
 * Webhooks of the key's user; those of others are 403. `verifyWebhook` judges what they deliver.
 *
 * Evidence: `list`, `get`, `create` and `remove` are recorded, the rest is documented.
 */
export class Webhooks {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists the webhooks of the key's user, not of others. */
  async list(options: CallOptions = {}): Promise<WebhookSummary[]> {
    return this.#transport.send(
      reading(
        { operation: 'webhooks.list', path: ['webhooks'] },
        (answer) => asArray(asObject(answer.json(), 'the webhooks').webhooks, 'the webhooks').map(toSummary),
        options,
      ),
    );
  }

  /** Reads a webhook, without its private key, which only creating it tells; 404 when there is none. */
  async get(id: Id, options: CallOptions = {}): Promise<Webhook> {
    const path = webhookPath(id);
    return this.#transport.send(
      reading(
        { operation: 'webhooks.get', path },
        (answer) => toWebhook(asObject(answer.json(), 'the webhook')),
        options,
      ),
    );
  }

  /** Makes a webhook. Sent exactly once; after `ambiguous` list them before making another. */
  async create(input: WebhookInput, options: CallOptions = {}): Promise<CreatedWebhook> {
    return this.#transport.send(
      writing(
        { operation: 'webhooks.create', path: ['webhooks'], json: toWire(input), expect: [201] },
        options,
        toCreated,
      ),
    );
  }

  /** Replaces a webhook: what is left out goes back to its default. Its private key stays. Sent exactly once. */
  async replace(id: Id, input: WebhookInput, options: CallOptions = {}): Promise<Webhook> {
    const path = webhookPath(id);
    return this.#transport.send(
      writing(
        { operation: 'webhooks.replace', method: 'PUT', path, json: toWire(input), expect: [200] },
        options,
        (answer) => toWebhook(asObject(answer.json(), 'the webhook')),
      ),
    );
  }

  /** Removes a webhook. Sent exactly once. */
  async remove(id: Id, options: CallOptions = {}): Promise<{ readonly requestId: string | null }> {
    const path = webhookPath(id);
    return this.#transport.send(
      writing(
        { operation: 'webhooks.remove', method: 'DELETE', path, expect: [200, 204] },
        options,
        decodeRemoved,
      ),
    );
  }

  /** Lists deliveries of the last 14 days, at most 200. */
  async log(id: Id, options: CallOptions = {}): Promise<WebhookDeliveryEntry[]> {
    const path = [...webhookPath(id), 'log'];
    return this.#transport.send(reading({ operation: 'webhooks.log', path }, decodeLog, options));
  }

  /** Lists the fields whose changes can be told. */
  async monitorFields(options: CallOptions = {}): Promise<WebhookField[]> {
    return this.#fields('webhooks.monitorFields', 'monitor_fields', options);
  }

  /** Lists the fields that can be sent along. */
  async postFields(options: CallOptions = {}): Promise<WebhookField[]> {
    return this.#fields('webhooks.postFields', 'post-fields', options);
  }

  async #fields(operation: string, name: string, options: CallOptions): Promise<WebhookField[]> {
    return this.#transport.send(
      reading(
        { operation, path: ['webhooks', name] },
        (answer) => asArray(asObject(answer.json(), 'the fields').fields, 'the fields').map(toField),
        options,
      ),
    );
  }
}

function webhookPath(id: Id): string[] {
  return ['webhooks', idSegment(id, 'the webhook id')];
}

// The provider has no default for it.
function toWire(input: WebhookInput): WebhookInput {
  return { format: 'json', ...input };
}

function toSummary(value: Json): WebhookSummary {
  const raw = asObject(value, 'a webhook');
  return {
    id: asId(raw.id, 'the id of a webhook'),
    name: optionalText(raw.name),
    url: optionalText(raw.url),
    createdAt: optionalDate(raw.created),
    lastSentAt: optionalDate(raw.lastSent),
    raw,
  };
}

function toWebhook(raw: JsonObject): Webhook {
  const postFields = isObject(raw.postFields) ? Object.entries(raw.postFields) : [];
  return {
    ...toSummary(raw),
    format: optionalText(raw.format),
    events: textsOf(raw.events),
    monitorFields: textsOf(raw.monitorFields),
    postFields: Object.fromEntries(postFields.map(([name, shown]) => [name, optionalText(shown) ?? ''])),
    includeCompanyDomain: asFlag(raw.includeCompanyDomain),
  };
}

function toCreated(answer: Answer): CreatedWebhook {
  const raw = asObject(answer.json(), 'the webhook');
  const privateKey = optionalText(raw.privateKey);
  if (privateKey === null || privateKey === '')
    throw new ProofError(`the answer ${answer.status} holds no private key`);
  return { ...toWebhook(raw), privateKey };
}

// The provider confirms in a sentence, typed as HTML; a page of HTML is no confirmation.
function decodeRemoved(answer: Answer): { readonly requestId: string | null } {
  if (/<(?:!doctype|html|body)/i.test(answer.text())) throw new ShapeError('expected a sentence, got a page');
  return { requestId: answer.requestId };
}

// Over its own limit, this one operation answers 200 and says so in the body.
function decodeLog(answer: Answer): WebhookDeliveryEntry[] {
  const body = answer.json();
  const error = isObject(body) && isObject(body.error) ? body.error : undefined;
  if (error?.code === 429) throw new ThrottledError(optionalText(error.message) ?? 'over the limit');
  return asArray(body, 'the log').map(toEntry);
}

function toEntry(value: Json): WebhookDeliveryEntry {
  const raw = asObject(value, 'an entry of the log');
  return {
    url: optionalText(raw.url),
    lastAttemptedAt: optionalDate(raw.lastAttempted),
    lastSuccessAt: optionalDate(raw.lastSuccess),
    statusCode: optionalText(raw.statusCode),
    employeeIds: textsOf(raw.employeeIds),
    raw,
  };
}

function toField(value: Json): WebhookField {
  const raw = asObject(value, 'a field');
  return {
    id: asId(raw.id, 'the id of a field'),
    alias: optionalId(raw.alias),
    name: optionalText(raw.name),
    raw,
  };
}

function textsOf(value: Json | undefined): string[] {
  return arrayOrEmpty(value).flatMap((one) => optionalId(one) ?? []);
}

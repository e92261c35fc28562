// Deliveries of BambooHR's webhooks: the signature is a hex HMAC-SHA256 over the raw body followed by the
// text of the timestamp header, keyed with the webhook's private key as text.
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  arrayOrEmpty,
  asArray,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalText,
} from './json.ts';

/** What a delivery is judged by. Header names in any letter case. */
export interface WebhookDelivery {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body exactly as it came: a parsed and re-written one has another signature. */
  readonly rawBody: Uint8Array | string;
}

export interface VerifyOptions {
  /** The `privateKey` that creating the webhook answered; several while one replaces the other. */
  readonly privateKeys: string | readonly string[];
  /** Farthest the timestamp may lie from now, either way. Default 5 minutes; `null` switches the check off. */
  readonly toleranceSeconds?: number | null;
  /** Milliseconds since the epoch. For tests. */
  readonly now?: () => number;
}

export type WebhookVerdict =
  | { readonly valid: true; readonly sentAt: Date | null }
  | { readonly valid: false; readonly reason: 'unsigned' | 'signature' | 'too_old' | 'timestamp' };

/**
 * Judges a delivery: signature first, in constant time, then age.
 *
 * A replay inside the window is not recognised: deliveries are repeated by design, so treat each as a hint
 * to read again, or remember the signatures of the last minutes.
 */
export function verifyWebhook(delivery: WebhookDelivery, options: VerifyOptions): WebhookVerdict {
  const signature = headerOf(delivery, 'x-bamboohr-signature');
  const timestamp = headerOf(delivery, 'x-bamboohr-timestamp');
  if (signature === undefined || timestamp === undefined) return { valid: false, reason: 'unsigned' };
  const keys = [options.privateKeys].flat();
  if (keys.length === 0 || keys.includes(''))
    throw new TypeError('BambooHr: a webhook needs its private key to be verified');
  // All keys are tried, so that the time taken does not tell which one fits.
  const fits = keys.map((key) => isSignature(signature, key, delivery.rawBody, timestamp));
  if (!fits.includes(true)) return { valid: false, reason: 'signature' };
  return judgeAge(timestamp, options);
}

function isSignature(signature: string, key: string, body: Uint8Array | string, timestamp: string): boolean {
  const expected = createHmac('sha256', key).update(body).update(timestamp).digest();
  const given = /^[\da-f]{64}$/i.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(32);
  return timingSafeEqual(expected, given);
}

function judgeAge(
  timestamp: string,
  { toleranceSeconds = 300, now = Date.now }: VerifyOptions,
): WebhookVerdict {
  const sentAt = readTimestamp(timestamp);
  if (toleranceSeconds === null) return { valid: true, sentAt };
  if (sentAt === null) return { valid: false, reason: 'timestamp' };
  const apartMs = Math.abs(now() - sentAt.getTime());
  return apartMs <= toleranceSeconds * 1000 ? { valid: true, sentAt } : { valid: false, reason: 'too_old' };
}

// Seconds, milliseconds and ISO text have all been seen in examples; the live form is not documented.
function readTimestamp(text: string): Date | null {
  const trimmed = text.trim();
  const ms = /^\d{9,11}(\.\d+)?$/.test(trimmed)
    ? Number(trimmed) * 1000
    : /^\d{12,14}$/.test(trimmed)
      ? Number(trimmed)
      : Date.parse(withZone(trimmed));
  return Number.isNaN(ms) ? null : new Date(ms);
}

// A time without a zone is UTC; a zone without a colon is not ISO 8601 to every parser.
function withZone(text: string): string {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(text)) return '';
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  return /(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`;
}

function headerOf({ headers }: WebhookDelivery, name: string): string | undefined {
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : value?.[0];
}

/** One employee named by a delivery. Read the employee again: a delivery is a hint, not the truth. */
export interface WebhookChange {
  readonly employeeId: string;
  /** `created`, `updated` or `deleted`; other words are passed through in lower case. */
  readonly action: string;
  readonly changedFields: readonly string[];
  /** Values of field-based deliveries, by the name given in `postFields`. */
  readonly values: JsonObject;
  readonly raw: JsonObject;
}

/**
 * Reads the JSON body of a delivery, of either family: field-based ones name any number of employees,
 * event-based ones one. Events about the company give none.
 *
 * @throws Error when the body is neither.
 */
export function readWebhookChanges(rawBody: Uint8Array | string): WebhookChange[] {
  const text = typeof rawBody === 'string' ? rawBody : new TextDecoder().decode(rawBody);
  const body = asObject(JSON.parse(text) as Json, 'the delivery');
  if (body.employees !== undefined)
    return asArray(body.employees, 'the employees of the delivery').map(toChange);
  const data = isObject(body.data) ? body.data : {};
  if (data.employeeId === undefined) return [];
  return [
    {
      employeeId: asId(data.employeeId, 'the employee id of the delivery'),
      action: (optionalText(body.type) ?? '').split('.').at(-1) ?? '',
      changedFields: namesOf(data.changedFields),
      values: {},
      raw: body,
    },
  ];
}

function toChange(value: Json): WebhookChange {
  const raw = asObject(value, 'an employee of the delivery');
  return {
    employeeId: asId(raw.id, 'the employee id of the delivery'),
    action: (optionalText(raw.action) ?? '').toLowerCase(),
    changedFields: namesOf(raw.changedFields),
    values: isObject(raw.fields) ? plainValues(raw.fields) : {},
    raw,
  };
}

// Some accounts send {"First Name": {"value": "Ann"}} where others send the text alone.
function plainValues(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isObject(value) && value.value !== undefined ? value.value : value,
    ]),
  );
}

function namesOf(value: Json | undefined): string[] {
  return arrayOrEmpty(value).flatMap((name) => optionalText(name) ?? []);
}

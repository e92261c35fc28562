// The body that describes a webhook: facts 6.2. Clients send much that is optional, and old ones
// `frequency` and `limit`, which are taken and mean nothing any more. Pure.
import { type ErrorIssue, JoineryError } from '@joinery/sdk';
import {
  defaultEvents,
  type PostField,
  type WebhookEvent,
  type WebhookFormat,
  type WebhookInput,
  webhookEvents,
  webhookFormats,
} from '../../../modules/webhooks/webhooks.ts';
import type { Body } from '../body.ts';

const maxText = 255;
const maxUrl = 2048;

/** @throws JoineryError `request.invalid` naming everything that is wrong. */
export function readWebhook(body: Body): WebhookInput {
  if (body.kind !== 'json') throw refusal([{ path: 'body', message: 'must be a JSON object' }]);
  const { value } = body;
  const issues: ErrorIssue[] = [];
  const expect = <T>(path: string, read: T | undefined, message: string, instead: T): T => {
    if (read !== undefined) return read;
    issues.push({ path, message });
    return instead;
  };
  const input: WebhookInput = {
    name: expect('name', textOf(value.name, maxText), 'is required: a text of up to 255 characters', ''),
    url: expect('url', textOf(value.url, maxUrl), 'is required: an address that begins with https://', ''),
    format: expect<WebhookFormat>(
      'format',
      webhookFormats.find((format) => format === value.format),
      `must be one of ${webhookFormats.join(', ')}`,
      'json',
    ),
    events: expect('events', eventsOf(value.events), `must be a list of: ${webhookEvents.join(', ')}`, []),
    monitorFields: expect(
      'monitorFields',
      namesOf(value.monitorFields),
      'must be a list of ids or aliases of fields',
      null,
    ),
    postFields: expect(
      'postFields',
      postFieldsOf(value.postFields),
      'must be an object: id or alias of a field → name for the receiver',
      [],
    ),
    includeCompanyDomain: expect(
      'includeCompanyDomain',
      booleanOf(value.includeCompanyDomain),
      'must be true or false',
      false,
    ),
  };
  if (issues.length > 0) throw refusal(issues);
  return input;
}

function refusal(issues: ErrorIssue[]): JoineryError {
  return new JoineryError('request.invalid', 'The webhook is not described as it must be.', { issues });
}

function textOf(value: unknown, maxLength: number): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || text.length > maxLength ? undefined : text;
}

function eventsOf(value: unknown): WebhookEvent[] | undefined {
  if (value === undefined || value === null) return [...defaultEvents];
  if (!Array.isArray(value)) return undefined;
  const known = value.map((event) => webhookEvents.find((one) => one === event));
  const events = known.flatMap((event) => event ?? []);
  return events.length === known.length ? [...new Set(events)] : undefined;
}

/** Undefined for what is no list of names; ids may be numbers. */
function namesOf(value: unknown): string[] | null | undefined {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) return undefined;
  const names = value.flatMap((name) => nameOf(name) ?? []);
  return names.length === value.length ? [...new Set(names)] : undefined;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value, maxText);
}

// An empty map is a list in PHP, and arrives as one.
function postFieldsOf(value: unknown): PostField[] | undefined {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return value.length === 0 ? [] : undefined;
  const entries = Object.entries(value);
  const fields = entries.flatMap(([name, shownAs]): PostField[] => {
    const text = nameOf(shownAs);
    return text === undefined || nameOf(name) === undefined ? [] : [[name, text]];
  });
  return fields.length === entries.length ? fields : undefined;
}

function booleanOf(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  const known: Record<string, boolean> = { true: true, false: false, '1': true, '0': false };
  return known[String(value)];
}

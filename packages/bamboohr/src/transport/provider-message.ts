import { isObject, type Json, type JsonObject } from '../json.ts';

/** What the provider said about a failed request, and whether it said it in its own form. */
export interface ProviderMessage {
  readonly message: string | null;
  readonly code: string | null;
  /** False for the pages of proxies and firewalls in between, which know nothing of the request's fate. */
  readonly isProviderForm: boolean;
}

export interface FailedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

const maxMessageLength = 500;

const unknownForm: ProviderMessage = { message: null, code: null, isProviderForm: false };

/** Reads the error headers first, then the JSON shapes, then plain text. */
export function readProviderMessage(answer: FailedAnswer): ProviderMessage {
  const fromHeader = readErrorHeader(answer.header);
  const fromBody = readBody(answer);
  if (fromHeader !== null) return { message: fromHeader, code: fromBody.code, isProviderForm: true };
  if (fromBody.isProviderForm) return fromBody;
  const challenged = answer.status === 401 && answer.header('www-authenticate') !== null;
  return challenged ? { message: null, code: null, isProviderForm: true } : unknownForm;
}

// The second name is a misspelling that the live service sends beside the right one, or alone.
function readErrorHeader(header: FailedAnswer['header']): string | null {
  for (const name of ['X-BambooHR-Error-Message', 'X-BambooHR-Error-Messsage']) {
    const message = cleanMessage(header(name) ?? '');
    if (message !== null) return message;
  }
  return null;
}

function readBody(answer: FailedAnswer): ProviderMessage {
  if (isJsonType(answer.contentType)) return readJson(answer.text);
  const plain = answer.contentType.startsWith('text/plain') && !answer.text.trimStart().startsWith('<');
  const message = plain ? cleanMessage(answer.text) : null;
  return message === null ? unknownForm : { message, code: null, isProviderForm: true };
}

function readJson(text: string): ProviderMessage {
  let body: Json;
  try {
    body = JSON.parse(text);
  } catch {
    return unknownForm;
  }
  if (!isObject(body)) return unknownForm;
  const form = readErrorObject(body) ?? readErrorList(body) ?? readProblem(body) ?? readNoSuccess(body);
  if (form === undefined) return unknownForm;
  return { message: cleanMessage(form.message), code: form.code, isProviderForm: true };
}

interface Form {
  readonly message: string;
  readonly code: string | null;
}

// {"error":{"code":"BadRequest"|400,"message":".."}}, or of tokens {"error":"..","error_description":".."}
function readErrorObject(body: JsonObject): Form | undefined {
  if (typeof body.error === 'string') {
    const parts = [body.error, textOf(body.error_description)].filter((part) => part !== '');
    return { message: parts.join(': '), code: null };
  }
  if (!isObject(body.error)) return undefined;
  return { message: textOf(body.error.message), code: codeOf(body.error.code) };
}

// {"errors":[{"error":"..","issues":[..]}]}, or with other lists that name the fields at fault
function readErrorList(body: JsonObject): Form | undefined {
  if (!Array.isArray(body.errors)) return undefined;
  const parts = body.errors.map((entry: Json) => (isObject(entry) ? describeEntry(entry) : textOf(entry)));
  return { message: parts.filter((part) => part !== '').join('; '), code: null };
}

function describeEntry(entry: JsonObject): string {
  const lists = Object.entries(entry).filter(([name]) => name !== 'error');
  const details = lists.map(([name, value]) =>
    name === 'issues' ? textOf(value) : `${name}: ${textOf(value)}`,
  );
  return [textOf(entry.error), ...details].filter((part) => part !== '').join(': ');
}

// RFC 7807: type, title, status, detail, instance, and the provider's own code and fields
function readProblem(body: JsonObject): Form | undefined {
  const parts = [textOf(body.title), textOf(body.detail), textOf(body.message)].filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  const fields = textOf(body.fields);
  const message = [...new Set(parts)].join(': ') + (fields === '' ? '' : ` (${fields})`);
  return { message, code: codeOf(body.code) };
}

// {"success":false}, to a login
function readNoSuccess(body: JsonObject): Form | undefined {
  return body.success === false ? { message: '', code: null } : undefined;
}

function codeOf(value: Json | undefined): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Makes provider text safe to show and to log on one line; null when nothing is left. */
export function cleanMessage(text: string, maxLength: number = maxMessageLength): string | null {
  // Cut first: the text may be a page of many megabytes.
  const visible = text
    .slice(0, maxLength * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  // The cut may fall between the two halves of a character.
  const cleaned = undouble(visible)
    .slice(0, maxLength)
    .replace(/\p{Cs}$/u, '');
  return cleaned === '' ? null : cleaned;
}

// The live service joins the same sentence with itself: "Employee not found, Employee not found".
function undouble(text: string): string {
  const parts = text.split(', ');
  for (let size = 1; size <= parts.length / 2; size++) {
    if (parts.length % size === 0 && parts.every((part, at) => part === parts[at % size])) {
      return parts.slice(0, size).join(', ');
    }
  }
  return text;
}

export function isJsonType(contentType: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType);
}

// What recruiting connectors share: an account's own differences over what is known, and values taken
// out of answers of which nobody promises the form. Pure.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type RecruitingWire, recruitingWire, type StageKind } from '@joinery/sdk';
import type { InboundCall } from './people-source.ts';
import type { FoundApplication, ProvenCall, WantedApplication } from './recruiting.ts';

export interface KnownWire {
  readonly auth: { readonly header: string; readonly prefix: string };
  readonly fields: Readonly<Record<string, string | null>>;
  readonly resume: 'multipart' | 'base64' | 'none';
  readonly paths: Readonly<Record<string, string | null>>;
  readonly errors: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
  readonly webhook: {
    readonly header: string;
    readonly encoding: 'hex' | 'base64';
    readonly prefix: string;
  } | null;
}

/** @throws ZodError for what is no difference that there can be. */
export function wireOf(known: KnownWire, own: Readonly<Record<string, unknown>> | undefined): KnownWire {
  const said: RecruitingWire = recruitingWire.parse(own ?? {});
  return {
    auth: said.auth ?? known.auth,
    fields: { ...known.fields, ...said.fields },
    resume: said.resume ?? known.resume,
    paths: { ...known.paths, ...said.paths },
    errors: said.errors ?? known.errors,
    words: { ...known.words, ...said.words },
    webhook: said.webhook ?? known.webhook,
  };
}

/** The value at a dotted path; undefined where there is none. */
export function valueAt(value: unknown, path: string | null | undefined): unknown {
  if (path === null || path === undefined || path === '') return undefined;
  return path.split('.').reduce<unknown>((part, key) => {
    if (Array.isArray(part)) return part[Number(key)];
    return isObject(part) && Object.hasOwn(part, key) ? part[key] : undefined;
  }, value);
}

export function textAt(value: unknown, path: string | null | undefined): string | null {
  return textOf(valueAt(value, path));
}

export function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? storable(value).trim() || null : null;
}

/** Without what no database keeps in a text: one such value would stop the reading of all others. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The words of a refusal: the first of the paths that says something, else fields with what is wrong with them. */
export function wordsIn(body: unknown, paths: readonly string[]): string | null {
  for (const path of paths) {
    const said = valueAt(body, path);
    const words = Array.isArray(said) ? said.map(wordsOfOne).filter(Boolean).join('; ') : wordsOfOne(said);
    if (words) return words;
  }
  if (!isObject(body)) return null;
  const fields = Object.entries(body).flatMap(([field, said]) => {
    const words = Array.isArray(said) ? said.map(textOf).filter(Boolean).join(' ') : textOf(said);
    return words ? [`${field}: ${words}`] : [];
  });
  return fields.length === 0 ? null : fields.join('; ');
}

function wordsOfOne(said: unknown): string | null {
  if (!isObject(said)) return textOf(said);
  const words = textOf(said.detail) ?? textOf(said.title) ?? textOf(said.message);
  const field = textAt(said, 'source.pointer')?.split('/').at(-1);
  return words === null ? null : field ? `${field}: ${words}` : words;
}

interface Person {
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/** How somebody is like the one who is looked for: by e-mail, or else by name; undefined for somebody else. */
export function likenessOf(
  wanted: Pick<WantedApplication, 'email' | 'firstName' | 'lastName'>,
  { email, firstName, lastName }: Person,
): Omit<FoundApplication, 'id'> | undefined {
  const sameEmail = wanted.email === null || email === null ? null : isSame(wanted.email, email);
  const sameName = isSame(`${wanted.firstName} ${wanted.lastName}`, `${firstName} ${lastName}`);
  return sameEmail || (sameName && sameEmail === null) ? { sameEmail, sameName } : undefined;
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** What a status means, by words that it has among those of each kind. */
export function kindByWords(
  texts: readonly (string | null)[],
  words: Readonly<Record<string, readonly string[]>>,
): StageKind | null {
  const said = texts.flatMap((text) => text?.trim().toLowerCase() ?? []);
  const kinds: readonly StageKind[] = ['hired', 'rejected', 'withdrawn', 'offer', 'new', 'active'];
  return (
    kinds.find((kind) => words[kind]?.some((word) => said.includes(word.trim().toLowerCase())) === true) ??
    null
  );
}

export function isAmong(text: string | null, words: readonly string[] | undefined): boolean {
  const plain = text?.trim().toLowerCase();
  return plain !== undefined && words?.some((word) => word.trim().toLowerCase() === plain) === true;
}

/** Judges a call by an HMAC-SHA256 of its bytes, in a time that tells nothing of where the two differ. */
export function verifyHmac(
  key: string,
  { headers, body }: InboundCall,
  webhook: KnownWire['webhook'],
): ProvenCall {
  if (webhook === null) return { valid: false };
  const given = headers[webhook.header.toLowerCase()] ?? '';
  const expected = createHmac('sha256', key).update(body).digest();
  const signature = given.startsWith(webhook.prefix) ? given.slice(webhook.prefix.length) : '';
  const claimed = Buffer.from(signature, webhook.encoding);
  // Of another length it is compared all the same, with itself.
  const isEqual = timingSafeEqual(expected, claimed.length === expected.length ? claimed : Buffer.alloc(32));
  if (!isEqual || claimed.length !== expected.length) return { valid: false };
  return { valid: true, digest: createHash('sha256').update(body).digest('hex') };
}

/** Fields that a refusal says are missing, by the names that they have there: clause by clause. */
export function missingIn<F extends string>(
  words: string,
  names: readonly (readonly [field: F, name: string | null | undefined])[],
): F[] {
  const clauses = words
    .split(/[.;\n]+/)
    .filter((clause) => /requir|missing|needed|blank|empty/i.test(clause));
  return names.flatMap(([field, name]) => {
    if (name === null || name === undefined) return [];
    // A name is whatever the account's settings say: it is looked for, and never run as a pattern.
    const last = name.split('.').at(-1) ?? name;
    const spelled = last.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replaceAll('_', '[_ ]');
    const isNamed = clauses.some((clause) => new RegExp(`\\b${spelled}\\b`, 'i').test(clause));
    return isNamed ? [field] : [];
  });
}

// Form of an API key: jnr_, 28 characters of base 62 (166 random bits), 6 check characters. Secrets
// of OAuth have the same form with other prefixes. The check catches typing and truncation before
// the database is asked, and lets scanners recognise a leaked key.
import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 28;
const checkLength = 6;
const form = new RegExp(`^[a-z]{2,3}_[0-9A-Za-z]{${randomLength + checkLength}}$`);

/**
 * What a secret is of: an API key; an OAuth client, its secret, a code, an access or a refresh token.
 * A publishable key is none, and has the same form.
 */
export type SecretPrefix = 'jnr' | 'jni' | 'jns' | 'jnc' | 'jna' | 'jnf' | 'pk';

export function newSecret(prefix: SecretPrefix): string {
  const body = Array.from({ length: randomLength }, () => alphabet[randomInt(62)]).join('');
  return `${prefix}_${body}${checkCharacters(body)}`;
}

/** Whether a text has the form of such a secret and its check characters fit. */
export function isSecret(prefix: SecretPrefix, text: string): boolean {
  if (!text.startsWith(`${prefix}_`) || !form.test(text)) return false;
  const start = prefix.length + 1;
  const body = text.slice(start, start + randomLength);
  return text.slice(start + randomLength) === checkCharacters(body);
}

export const newApiKey = (): string => newSecret('jnr');

/** Whether a text has the form of a key and its check characters fit. */
export const isApiKey = (text: string): boolean => isSecret('jnr', text);

/** The part of a key that may be shown in lists. */
export function previewOf(key: string): string {
  return `${key.slice(0, 8)}…`;
}

function checkCharacters(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let i = 0; i < checkLength; i += 1) {
    text = `${alphabet[rest % 62]}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text;
}

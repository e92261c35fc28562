// Form of an API key: jnr_, 28 characters of base 62 (166 random bits), 6 check characters.
// The check catches typing and truncation before the database is asked, and lets scanners
// recognise a leaked key.
import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 28;
const checkLength = 6;
const form = new RegExp(`^jnr_[0-9A-Za-z]{${randomLength + checkLength}}$`);

export function newApiKey(): string {
  const body = Array.from({ length: randomLength }, () => alphabet[randomInt(62)]).join('');
  return `jnr_${body}${checkCharacters(body)}`;
}

/** Whether a text has the form of a key and its check characters fit. */
export function isApiKey(text: string): boolean {
  if (!form.test(text)) return false;
  const body = text.slice(4, 4 + randomLength);
  return text.slice(4 + randomLength) === checkCharacters(body);
}

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

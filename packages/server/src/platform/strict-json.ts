// JSON as strangers send it: what parsers read differently is refused rather than guessed at
// (duplicate keys, bytes that are no UTF-8), and so is what later stops other parts (NUL in
// PostgreSQL, __proto__ in JavaScript, bottomless nesting everywhere).
import { JoineryError } from '@joinery/sdk';

export const maxDepth = 64;

/** @throws JoineryError `request.invalid_json`, `request.invalid_text` */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  assertShallow(text);
  const value = parse(text);
  assertKeysOnce(text);
  assertSound(value);
  return value;
}

/** @throws JoineryError `request.invalid_text` for bytes that are not UTF-8. A byte order mark is dropped. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new JoineryError('request.invalid_text', 'The body is not UTF-8 text.', { cause });
  }
}

/** @throws JoineryError `request.invalid_text` for a NUL or half a surrogate pair. */
function assertSoundText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed())
    throw new JoineryError('request.invalid_text', 'A text holds a NUL character or half a character.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's message quotes the body, which may hold what belongs in no log.
    const at = /position (\d+)/.exec((cause as Error).message)?.[1];
    throw invalid(`The body is not valid JSON${at === undefined ? '' : ` (at character ${at})`}.`);
  }
}

// Runs before the parser, and without recursion: 100,000 brackets must not reach a stack.
function assertShallow(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > maxDepth) throw invalid(`The body is nested deeper than ${maxDepth} levels.`);
    } else if (char === '}' || char === ']') depth -= 1;
  }
}

// The text is known to be valid here: a string before a colon is a key.
function assertKeysOnce(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(undefined);
    else if (char === '}' || char === ']') open.pop();
    if (char !== '"') continue;
    const end = endOfString(text, at);
    if (isColonNext(text, end + 1)) addKey(open.at(-1), text.slice(at, end + 1));
    at = end;
  }
}

function addKey(keys: Set<string> | undefined, quoted: string): void {
  const key: string = JSON.parse(quoted);
  if (key === '__proto__') throw invalid('The body has the key __proto__.');
  if (keys?.has(key)) throw invalid('The body has the same key twice in one object.');
  keys?.add(key);
}

// A document in base64 is one string of millions of characters: they are not looked at one by one.
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let before = quote - 1;
    while (before > start && text[before] === '\\') before -= 1;
    if ((quote - before) % 2 === 1) return quote;
    at = quote + 1;
  }
}

function isColonNext(text: string, start: number): boolean {
  let at = start;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return text[at] === ':';
}

function assertSound(value: unknown): void {
  if (typeof value === 'string') assertSoundText(value);
  // 1e400 is read as Infinity, which JSON cannot say again.
  else if (typeof value === 'number' && !Number.isFinite(value)) throw invalid('A number is too large.');
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      assertSoundText(key);
      assertSound(inner);
    }
}

function invalid(message: string): JoineryError {
  return new JoineryError('request.invalid_json', message);
}

// Reads one long JSON array or map of rows without holding it: alone, or in an object, of which what stands
// before it is given as a whole first. Memory is bounded by the largest row.
import { asObject, type Json, type JsonObject, ShapeError } from '../json.ts';

/** What comes out of the text, in this order: one head, any number of rows. */
export type JsonPart =
  | { readonly kind: 'head'; readonly head: JsonObject }
  | { readonly kind: 'row'; readonly row: Json };

// Larger than any row of this API: a text that goes on for longer without ending one is not its answer.
const maxPartLength = 8 * 1024 * 1024;
const maxDepth = 64;

/**
 * Yields the head and the rows of the array that stands under `key` of a JSON object, as they come. With the
 * key null the text is the array itself, and the head is empty. Each row of a `map` is an object of one
 * entry; an empty map may be written as an empty array.
 *
 * @throws ShapeError when the text is not that, is broken, or ends before its end.
 */
export async function* readJsonRows(
  chunks: AsyncIterable<Uint8Array>,
  key: string | null,
  shape: 'array' | 'map' = 'array',
): AsyncGenerator<JsonPart, void, undefined> {
  const scanner = createScanner(key, shape);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks)
    yield* scanner.push(decoded(() => decoder.decode(chunk, { stream: true })));
  yield* scanner.push(decoded(() => decoder.decode()));
  scanner.end();
}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch (cause) {
    throw new ShapeError('expected JSON in UTF-8, got other bytes', { cause });
  }
}

interface Scanner {
  push(text: string): Generator<JsonPart, void, undefined>;
  end(): void;
}

// Follows strings and nesting only; whether a part is valid JSON is for the parser to say.
function createScanner(key: string | null, shape: 'array' | 'map'): Scanner {
  const rowsDepth = key === null ? 1 : 2;
  let pending = '';
  /** Where in `pending` to go on. */
  let at = 0;
  let depth = 0;
  let inString = false;
  let state: 'head' | 'rows' | 'tail' = 'head';

  // Most of a text means nothing here: it is passed over by the regular expressions' engine.
  const skip = (): void => {
    // After an escape at the end of a chunk it stands past the end, and a search would begin anew.
    if (at >= pending.length) return;
    const meaningless = inString ? /[^"\\]*/y : /[^"[\]{},]*/y;
    meaningless.lastIndex = at;
    meaningless.test(pending);
    at = meaningless.lastIndex;
  };
  const take = (end: number): string => {
    const part = pending.slice(0, end);
    pending = pending.slice(end + 1);
    at = -1;
    return part;
  };
  const opensRows = (char: string): boolean => char === '[' || shape === 'map';
  const rowOf = (text: string): JsonPart[] =>
    text.trim() === '' ? [] : [{ kind: 'row', row: parse(shape === 'map' ? `{${text}}` : text) }];
  const onOpen = (char: string): JsonPart[] => {
    depth += 1;
    if (depth > maxDepth) throw new ShapeError(`expected JSON at most ${maxDepth} levels deep`);
    if (state !== 'head' || depth !== rowsDepth || !opensRows(char) || !leadsTo(pending.slice(0, at), key))
      return [];
    state = 'rows';
    const before = take(at);
    return [{ kind: 'head', head: key === null ? {} : asObject(parse(`${before}[]}`), 'the answer') }];
  };
  const onClose = (): JsonPart[] => {
    depth -= 1;
    if (depth !== rowsDepth - 1 || state !== 'rows') return [];
    state = 'tail';
    return rowOf(take(at));
  };
  const onChar = (char: string): JsonPart[] => {
    if (char === '"') inString = true;
    else if (char === '[' || char === '{') return onOpen(char);
    else if (char === ']' || char === '}') return onClose();
    else if (char === ',' && state === 'rows' && depth === rowsDepth) return rowOf(take(at));
    return [];
  };

  return {
    *push(text) {
      pending += text;
      for (skip(); at < pending.length; at++, skip()) {
        const char = pending.charAt(at);
        if (!inString) yield* onChar(char);
        else if (char === '\\') at += 1;
        else inString = false;
      }
      if (pending.length > maxPartLength) throw new ShapeError('expected rows, got one text without end');
    },
    end() {
      if (state !== 'tail' || depth !== 0 || inString)
        throw new ShapeError(
          `expected rows${key === null ? '' : ` under "${key}"`}, got a text that ends early`,
        );
    },
  };
}

function leadsTo(before: string, key: string | null): boolean {
  const text = before.trimEnd();
  if (key === null) return text === '';
  return text.endsWith(':') && text.slice(0, -1).trimEnd().endsWith(JSON.stringify(key));
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be personal data.
    throw new ShapeError('expected JSON, got text that does not parse');
  }
}

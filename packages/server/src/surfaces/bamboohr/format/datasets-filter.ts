// The filter language of datasets v2: comparisons of fields with literals, joined by `and` and by
// `or`; `and` binds more tightly, as in OData. Pure.
import { JoineryError } from '@joinery/sdk';
import type { Condition, FilterRequest, Operator } from '../../../modules/reports/query-fields.ts';
import { conditionsOf, valueKind } from '../../../modules/reports/query-fields.ts';

/** The type of a field, in the words of the catalogue. */
export type TypeOf = (field: string) => string;

type Literal = string | number | boolean | null;

type Token =
  | { kind: 'word'; text: string }
  | { kind: 'literal'; value: Literal }
  | { kind: 'sign'; text: string };

// As many ids as the longest text can list.
const limits = { text: 10_000, conditions: 5000 };

/** @throws JoineryError `reports.invalid_filter` */
export function parseFilter(text: string, typeOf: TypeOf): FilterRequest | undefined {
  if (text.trim() === '') return undefined;
  if (text.length > limits.text) throw invalid('it is too long');
  const reader = readerOf(tokensOf(text));
  const parsed = readExpression(reader, typeOf, 0);
  if (!reader.atEnd()) throw invalid('something follows its end');
  if (conditionsOf(parsed).length > limits.conditions) throw invalid('it has too many comparisons');
  return parsed;
}

const pattern =
  /\s*(?:'((?:[^']|'')*)'|([A-Za-z_][A-Za-z0-9_.]*)|(\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?)|(-?\d+(?:\.\d+)?)|([(),]))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const rest = text.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < rest.length) {
    const at = pattern.lastIndex;
    const [, quoted, word, date, number, sign] = pattern.exec(rest) ?? [];
    if (quoted !== undefined) tokens.push({ kind: 'literal', value: quoted.replaceAll("''", "'") });
    else if (word !== undefined) tokens.push(wordToken(word));
    else if (date !== undefined) tokens.push({ kind: 'literal', value: date });
    else if (number !== undefined) tokens.push({ kind: 'literal', value: Number(number) });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else throw invalid(`it cannot be read from character ${at + 1} on`);
  }
  return tokens;
}

const constants: Record<string, Literal> = { true: true, false: false, null: null };

function wordToken(word: string): Token {
  return Object.hasOwn(constants, word)
    ? { kind: 'literal', value: constants[word] ?? null }
    : { kind: 'word', text: word };
}

function readerOf(tokens: readonly Token[]) {
  let position = 0;
  return {
    atEnd: () => position >= tokens.length,
    next: (): Token => {
      const token = tokens[position];
      if (token === undefined) throw invalid('it ends too early');
      position += 1;
      return token;
    },
    takeIf: (kind: 'word' | 'sign', ...texts: string[]): string | undefined => {
      const token = tokens[position];
      if (token?.kind !== kind || !texts.includes(token.text)) return undefined;
      position += 1;
      return token.text;
    },
  };
}

type Reader = ReturnType<typeof readerOf>;

function readExpression(reader: Reader, typeOf: TypeOf, depth: number): FilterRequest {
  if (depth > 20) throw invalid('its brackets are nested too deeply');
  const alternatives = [readAll(reader, typeOf, depth)];
  while (reader.takeIf('word', 'or') !== undefined) alternatives.push(readAll(reader, typeOf, depth));
  return joined('any', alternatives);
}

function readAll(reader: Reader, typeOf: TypeOf, depth: number): FilterRequest {
  const terms = [readTerm(reader, typeOf, depth)];
  while (reader.takeIf('word', 'and') !== undefined) terms.push(readTerm(reader, typeOf, depth));
  return joined('all', terms);
}

function joined(match: FilterRequest['match'], parts: FilterRequest[]): FilterRequest {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const fits = (part: FilterRequest) => part.match === match || conditionsOf(part).length === 1;
  const groups = parts.flatMap((part) => (fits(part) ? (part.groups ?? []) : [part]));
  return {
    match,
    conditions: parts.flatMap((part) => (fits(part) ? part.conditions : [])),
    ...(groups.length === 0 ? {} : { groups }),
  };
}

function readTerm(reader: Reader, typeOf: TypeOf, depth: number): FilterRequest {
  if (reader.takeIf('sign', '(') === undefined) return readComparison(reader, typeOf);
  const inner = readExpression(reader, typeOf, depth + 1);
  if (reader.takeIf('sign', ')') === undefined) throw invalid('a bracket is not closed');
  return inner;
}

function readComparison(reader: Reader, typeOf: TypeOf): FilterRequest {
  const field = reader.next();
  const operator = reader.next();
  if (field.kind !== 'word' || operator.kind !== 'word')
    throw invalid('expected a field and eq, ne, lt, le, gt, ge or in');
  const type = typeOf(field.text);
  if (operator.text !== 'in')
    return {
      match: 'all',
      conditions: [toCondition(field.text, operator.text, [readLiteral(reader)], type)],
    };
  const values = readList(reader);
  if (valueKind(type) === 'options' && values.every((value) => value !== null))
    return { match: 'all', conditions: [toCondition(field.text, 'in', values, type)] };
  // Whoever equals one of them.
  const conditions = values.map((value) => toCondition(field.text, 'eq', [value], type));
  return { match: values.length === 1 ? 'all' : 'any', conditions };
}

function readList(reader: Reader): Literal[] {
  if (reader.takeIf('sign', '(') === undefined) throw invalid('expected a list in brackets after "in"');
  const values = [readLiteral(reader)];
  while (reader.takeIf('sign', ',') !== undefined) values.push(readLiteral(reader));
  if (reader.takeIf('sign', ')') === undefined) throw invalid('a list is not closed');
  return values;
}

function readLiteral(reader: Reader): Literal {
  const token = reader.next();
  if (token.kind !== 'literal') throw invalid(`expected a value, got ${token.text}`);
  return token.value;
}

const orders: Record<string, Operator> = { lt: 'lt', le: 'lte', gt: 'gt', ge: 'gte' };

function toCondition(field: string, operator: string, values: Literal[], type: string): Condition {
  const order = orders[operator];
  const [value = null] = values;
  if (order !== undefined) return { field, operator: order, value };
  if (!['eq', 'ne', 'in'].includes(operator)) throw invalid(`there is no operator ${operator}`);
  const negated = operator === 'ne';
  const kind = valueKind(type);
  if (kind === 'options' && value !== null)
    return { field, operator: negated ? 'does_not_include' : 'includes', value: values };
  if (value === null) return { field, operator: negated ? 'not_empty' : 'empty', value: null };
  if (kind === 'bool')
    return { field, operator: (value === true) !== negated ? 'checked' : 'not_checked', value: null };
  return { field, operator: negated ? 'not_equal' : 'equal', value };
}

function invalid(why: string): JoineryError {
  return new JoineryError('reports.invalid_filter', `The filter cannot be understood: ${why}.`);
}

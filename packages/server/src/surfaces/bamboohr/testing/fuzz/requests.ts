// Requests made from the list of operations: each with one or several wrongs in it.
import { operations } from '../../operations.ts';
import { pick, type Random, whole, wrongBody, wrongIds, wrongQuery } from './nasty.ts';

export interface FuzzRequest {
  /** The operation that it was made from. */
  operation: string;
  /** What is wrong with it, for the report. */
  wrong: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface Foreign {
  /** A good key of the company that is asked, and one of another company. */
  apiKey: string;
  otherKey: string;
  slug: string;
  otherSlug: string;
  /** Ids of the other company's things. */
  otherIds: string[];
  /** Ids of things that the company has. */
  ownIds: string[];
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'];

const accepts: readonly string[] = [
  ...[
    'application/json',
    'application/json',
    'text/xml',
    '*/*',
    '',
    'application/json, text/plain, */*',
    'text/html;q=0.9',
    ',',
  ],
  ...['application/xml', 'x', 'application/json;'.repeat(50), 'image/png', 'text/csv', 'application/pdf'],
];

const oddHeaders: readonly [string, string][] = [
  ['x-http-method-override', 'DELETE'],
  ['x-forwarded-for', '127.0.0.1, evil'],
  ['x-forwarded-host', 'evil.example'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'identity'],
  ['expect', '100-continue'],
  ['range', 'bytes=0-1'],
  ['if-none-match', '*'],
  ['accept-encoding', 'gzip, br, zstd'],
  ['accept-encoding', 'x'.repeat(3000)],
  ['cookie', 'joinery_session=x'],
  ['x-long', 'y'.repeat(9000)],
  ['origin', 'https://evil.example'],
  ['prefer', '__proto__'],
];

const basic = (key: string): string => `Basic ${Buffer.from(`${key}:x`).toString('base64')}`;

/** Endless; take as many as are wanted. */
export function* fuzzRequests(random: Random, foreign: Foreign): Generator<FuzzRequest, never> {
  const ids = operations.map(({ id }) => id);
  // Each operation in turn, so that a run of any length treats all alike.
  for (let turn = 0; ; turn += 1) {
    const operation = ids[turn % ids.length] ?? '';
    // What is not written answers in one way: it is asked once in a while.
    const isWritten = operations[turn % ids.length]?.state !== 'not_yet';
    if (!isWritten && random() > 0.1) continue;
    yield oneRequest(random, operation, foreign);
  }
}

function oneRequest(random: Random, operation: string, foreign: Foreign): FuzzRequest {
  const [listed = 'GET', template = '/'] = operation.split(' ');
  const wrongs: string[] = [];
  const has = (name: string, chance: number): boolean => {
    const yes = random() < chance;
    if (yes) wrongs.push(name);
    return yes;
  };
  const method = has('method', 0.08) ? pick(random, methods) : listed;
  const fill = has('ids', 0.45) ? 'wrong' : has('foreign ids', 0.25) ? 'foreign' : 'own';
  const filled = template.replace(/\{(\w+)\}/g, (_all, name: string) => idFor(random, name, fill, foreign));
  const bent = has('path', 0.05) ? bend(random, filled) : filled;
  const query = has('query', method === 'GET' ? 0.7 : 0.15) ? `?${wrongQuery(random)}` : '';
  const auth = authFor(random, has('key', 0.06), foreign);
  const headers: Record<string, string> = {
    accept: has('accept', 0.3) ? pick(random, accepts) : 'application/json',
    ...(auth === undefined ? {} : { authorization: auth }),
  };
  if (has('header', 0.08)) {
    const [name, value] = pick(random, oddHeaders);
    headers[name] = value;
  }
  const company = has('company', 0.03)
    ? pick(random, [...wrongIds.slice(20), foreign.otherSlug])
    : foreign.slug;
  const path = `/api/gateway.php/${company}${bent}${query}`;
  if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method) && random() > 0.03)
    return { operation, wrong: wrongs.join(', '), method, path, headers };
  const { type, body } = wrongBody(random);
  if (type !== undefined) headers['content-type'] = type;
  return { operation, wrong: [...wrongs, 'body'].join(', '), method, path, headers, body };
}

function idFor(random: Random, name: string, fill: 'wrong' | 'foreign' | 'own', foreign: Foreign): string {
  if (fill === 'wrong') return pick(random, wrongIds);
  if (name === 'table')
    return pick(random, ['jobInfo', 'compensation', 'employmentStatus', 'dependents', 'customNone']);
  if (name === 'datasetName') return 'employee';
  if (name === 'size') return pick(random, ['original', 'large', 'small', 'tiny', 'huge']);
  return pick(random, fill === 'foreign' ? foreign.otherIds : foreign.ownIds);
}

function bend(random: Random, path: string): string {
  return pick(random, [
    `${path}/`,
    `${path}//`,
    path.replace('/', '//'),
    path.toUpperCase(),
    `${path};x=1`,
    `${path}%00`,
    `${path}/%2e%2e`,
    `${path}/../../v1/meta/users`,
    path.replace(/^\/v/, '/v9'),
    `${path}${'/x'.repeat(whole(random, 300))}`,
    path.replace(/\//g, '%2F'),
    `${path}.json`,
  ]);
}

function authFor(random: Random, isWrong: boolean, { apiKey, otherKey }: Foreign): string | undefined {
  if (!isWrong) return random() < 0.2 ? `Bearer ${apiKey}` : basic(apiKey);
  return pick(random, [
    undefined,
    '',
    'Basic',
    'Basic ~~~',
    'Basic Og==',
    `Basic ${Buffer.from('\u0000:x').toString('base64')}`,
    basic('x'.repeat(3000)),
    basic("' or 1=1 --"),
    basic(otherKey),
    `Bearer ${otherKey}`,
    'Bearer a.b.c',
    `Digest username="${apiKey}"`,
    `Bearer ${apiKey} ${otherKey}`,
  ]);
}

// Sends generated requests to a company and judges every answer and what it left behind.
import { Agent, request } from 'node:http';
import { sql } from 'kysely';
import type { Principal } from '../../../../modules/access/principal.ts';
import { systemPrincipal } from '../../../../modules/companies/companies.service.ts';
import type { Context } from '../../../../modules/context.ts';
import { createSandbox } from '../../../../modules/sandboxes/sandboxes.service.ts';
import { operations } from '../../operations.ts';
import { randomFrom } from './nasty.ts';
import { type Foreign, type FuzzRequest, fuzzRequests } from './requests.ts';

export interface Fault {
  request: string;
  what: string;
}

export interface FuzzResult {
  seed: number;
  requests: number;
  operations: number;
  statuses: Record<string, number>;
  faults: Fault[];
  slowestMs: number;
  grownMegabytes: number;
}

/** Stands in everything that the other company has. */
const canary = 'zzothercompany';

export interface FuzzScene {
  context: Context;
  origin: string;
  foreign: Foreign;
  owner: Principal;
  other: Principal;
}

export async function buildFuzzScene(context: Context, origin: string): Promise<FuzzScene> {
  const mine = await createSandbox(context, { slug: 'fuzzed', name: 'Fuzzed', employees: 12 });
  const theirs = await createSandbox(context, { slug: 'bystander', name: 'Bystander', employees: 40 });
  const owner = systemPrincipal(mine.company);
  const other = systemPrincipal(theirs.company);
  await mark(context, other);
  return {
    context,
    origin,
    owner,
    other,
    foreign: {
      apiKey: mine.apiKey,
      otherKey: theirs.apiKey,
      slug: 'fuzzed',
      otherSlug: 'bystander',
      otherIds: await idsOf(context, other),
      ownIds: [...(await idsOf(context, owner)), '0', '1', '2', '3'],
    },
  };
}

/** Writes the canary into every text of the other company that may hold any text. */
async function mark(context: Context, { companyId }: Principal): Promise<void> {
  await context.db.inCompany(companyId, async (tx) => {
    await sql`
      update employees set "values" = "values" || jsonb_build_object(
        'firstName', ${canary}::text || number, 'lastName', ${canary}::text, 'workEmail', number || ${`@${canary}.test`}::text)`.execute(
      tx,
    );
    await sql`update jobs set title = ${canary}::text || title`.execute(tx);
  });
}

const numbered = sql<{ table: string }>`
  select table_name as "table" from information_schema.columns
  where table_schema = 'public' and column_name = 'number' and data_type in ('integer', 'bigint')
    and table_name in (select table_name from information_schema.columns where column_name = 'company_id')`;

async function idsOf(context: Context, { companyId }: Principal): Promise<string[]> {
  return context.db.inCompany(companyId, async (tx) => {
    const { rows: tables } = await numbered.execute(tx);
    const ids = new Set<string>();
    for (const { table } of tables) {
      const { rows } = await sql<{
        number: number;
      }>`select number from ${sql.id(table)} order by number desc limit 12`.execute(tx);
      for (const { number } of rows) ids.add(String(number));
    }
    const { rows } = await sql<{
      id: string;
    }>`select id::text from employee_rows order by id desc limit 12`.execute(tx);
    for (const { id } of rows) ids.add(id);
    return [...ids];
  });
}

// Every request is in the ledger of a sandbox, and some are counted.
const notStored = ['sandbox_requests', 'attempts', 'webhook_log_reads'];

/** How many rows there are, and what employees hold. */
async function stored(
  { context }: FuzzScene,
  { companyId }: Principal,
  tables: readonly string[],
): Promise<string> {
  const counts = tables.map((table) => sql`(select count(*)::text from ${sql.id(table)})`);
  const { rows } = await context.db.inCompany(companyId, (tx) =>
    sql<{ all: string }>`
      select array_to_string(array[${sql.join(counts)},
        (select sum(hashtext(status || "values"::text))::text from employees),
        (select sum(hashtext(coalesce(effective_on::text, '') || "values"::text))::text from employee_rows)], ',', '') as "all"`.execute(
      tx,
    ),
  );
  return rows[0]?.all ?? '';
}

async function companyTables({ context }: FuzzScene): Promise<string[]> {
  const { rows } = await context.db.outside((tx) =>
    sql<{ table: string }>`
      select table_name as "table" from information_schema.columns join pg_class on relname = table_name
      where table_schema = 'public' and column_name = 'company_id' and relkind = 'r'
        and has_table_privilege(table_schema || '.' || table_name, 'select') order by 1`.execute(tx),
  );
  return rows.map(({ table }) => table).filter((table) => !notStored.includes(table));
}

export async function fuzz(
  scene: FuzzScene,
  { seed, count }: { seed: number; count: number },
): Promise<FuzzResult> {
  const tables = await companyTables(scene);
  const result: FuzzResult = {
    seed,
    requests: 0,
    operations: 0,
    statuses: {},
    faults: [],
    slowestMs: 0,
    grownMegabytes: 0,
  };
  const seen = new Set<string>();
  const restingMegabytes = megabytes();
  const theirs = await stored(scene, scene.other, tables);
  let mine = await stored(scene, scene.owner, tables);
  for (const one of fuzzRequests(randomFrom(seed), scene.foreign)) {
    if (result.requests >= count) break;
    const fault = (what: string): void => {
      result.faults.push({ request: describe(one), what });
    };
    const begin = performance.now();
    const answer = await send(scene.origin, one).catch((error: Error) => error);
    result.slowestMs = Math.max(result.slowestMs, Math.round(performance.now() - begin));
    result.requests += 1;
    seen.add(one.operation);
    if (answer instanceof Error) {
      fault(`no answer: ${answer.message}`);
      continue;
    }
    result.statuses[answer.status] = (result.statuses[answer.status] ?? 0) + 1;
    for (const what of judge(one, answer)) fault(what);
    if (one.method === 'GET' && one.body === undefined) continue;
    const now = await stored(scene, scene.owner, tables);
    if (answer.status >= 400 && now !== mine) fault(`answered ${answer.status} and stored something`);
    mine = now;
  }
  result.operations = seen.size;
  if ((await stored(scene, scene.other, tables)) !== theirs)
    result.faults.push({ request: 'all of them', what: 'changed something of the other company' });
  if (({} as { polluted?: unknown }).polluted !== undefined)
    result.faults.push({ request: 'one of them', what: 'polluted a prototype' });
  result.grownMegabytes = megabytes() - restingMegabytes;
  return result;
}

function megabytes(): number {
  return Math.round(process.memoryUsage.rss() / 1024 / 1024);
}

interface FuzzAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

// One connection for each: what a request leaves on it must not be taken for the fault of the next.
const agent = new Agent({ keepAlive: false });

function send(origin: string, { method, path, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        method,
        path,
        headers,
        timeout: 30_000,
        agent,
        ...(body && { headers: { ...headers, 'content-length': body.length } }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('latin1'),
          }),
        );
        response.on('error', reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('30 seconds without an answer')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const states = new Map(operations.map(({ id, state }) => [id, state]));

// What only the inside of the server says.
const inside =
  /\bat (?:\S+ )?\(?\S+:\d+:\d+|node_modules|kysely|postgres|relation "|syntax error at|TypeError|RangeError|ECONN|zod/i;

function* judge(one: FuzzRequest, { status, headers, body }: FuzzAnswer): Generator<string> {
  if (status >= 500 && status !== 501) yield `answered ${status}`;
  if (status === 501 && !mayBeUnwritten(one)) yield 'answered 501 for what is written';
  const everything = `${JSON.stringify(headers)}\n${body}`;
  if (everything.toLowerCase().includes(canary)) yield 'shows something of the other company';
  if (status >= 400 && inside.test(everything)) yield `tells of its inside: ${inside.exec(everything)?.[0]}`;
  if (headers['x-evil'] !== undefined) yield 'sent a header of the caller';
  if (status >= 400 && status !== 431 && !isOwnError(one, status, headers, body))
    yield `answered ${status} in a form of another API: ${headers['content-type']} ${body.slice(0, 80)}`;
  if (status === 401 && headers['www-authenticate'] === undefined)
    yield 'answered 401 without asking for a key';
  // Headers that are too long end in the protocol, before there is a request.
  if (headers['x-request-id'] === undefined && status !== 431) yield 'has no x-request-id';
}

/** A bent path can lead to an operation that is not written. */
function mayBeUnwritten({ operation, wrong, method }: FuzzRequest): boolean {
  return (
    states.get(operation) === 'not_yet' || /path|ids|method/.test(wrong) || !operation.startsWith(method)
  );
}

function isOwnError(
  { method }: FuzzRequest,
  status: number,
  headers: FuzzAnswer['headers'],
  body: string,
): boolean {
  const type = String(headers['content-type'] ?? '');
  const told = headers['x-bamboohr-error-message'];
  const isTold = typeof told === 'string' && told !== '' && headers['x-bamboohr-error-messsage'] === told;
  if (method === 'HEAD') return isTold || /json/.test(type);
  if (body === '') return isTold && /^text\/html; charset=UTF-8$/i.test(type);
  if (/^application\/(problem\+)?json/.test(type)) {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return false;
    if ('error' in value || 'errors' in value) return true;
    if ('success' in value) return true;
    return 'status' in value && value.status === status && isTold;
  }
  return /^text\/(plain|html)/.test(type) && !body.includes('<') && isTold;
}

function describe({ operation, wrong, method, path, headers, body }: FuzzRequest): string {
  const type = headers['content-type'];
  const sent =
    body === undefined
      ? ''
      : ` ${type ?? 'untyped'} ${JSON.stringify(body.subarray(0, 160).toString('latin1'))}`;
  return `${operation} (${wrong}): ${method} ${path.slice(0, 240)}${sent}`;
}

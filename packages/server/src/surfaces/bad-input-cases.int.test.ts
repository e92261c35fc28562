// Rows 1 to 49 of the table of bad inputs, every case by every way in: the expected answer in that way's
// own form, never a fault of ours, in time and in little memory, nothing stored when refused, and texts
// as they were sent when taken.
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { standardQuestions } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAccessLevels } from '../modules/access/access-levels.service.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createJob } from '../modules/jobs/jobs.service.ts';
import { closeJob } from '../modules/jobs/publish-job.service.ts';
import { createKey, revokeKey } from '../modules/keys/keys.service.ts';
import {
  createPublishableKey,
  updatePublishableKey,
} from '../modules/publishable-keys/publishable-keys.service.ts';
import { createUser } from '../modules/users/users.service.ts';
import {
  type BadInput,
  type Expected,
  type Field,
  freeTexts,
  type JobName,
  type Refusal,
  type Way,
} from '../testing/bad-inputs/bad-input.ts';
import { badInputs } from '../testing/bad-inputs.ts';
import { foreignLists } from '../testing/foreign-lists.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';

/** Of the table; what is slower is asked twice more, because other tests run beside this one. */
const limitMs = 2_000;
const limitBytes = 50 * 1024 * 1024;

let server: TestServer;
let port: number;
let companyId: string;
let key: string;
let revoked: string;
const jobs = {} as Record<JobName, { id: string; number: number }>;
/** What everybody may send comes from a page with a key that opens nothing else. */
let publishable: string;
let disabled: string;
const origin = 'https://page.example';
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

beforeAll(async () => {
  server = await startTestServer();
  port = Number(new URL(server.url).port);
  await setTheScene();
});
afterAll(async () => {
  agent.destroy();
  await server.close();
});

async function setTheScene(): Promise<void> {
  const { context } = server;
  const [company, other] = [
    await createCompany(context, { slug: 'careful', name: 'Careful' }),
    await createCompany(context, { slug: 'stranger', name: 'Stranger' }),
  ];
  companyId = company.id;
  const owner = systemPrincipal(company, 'Test');
  const level = (await listAccessLevels(context, owner)).find(({ builtin }) => builtin === 'account_owner');
  const user = await createUser(context, owner, {
    kind: 'service',
    firstName: 'Careers',
    lastName: 'Page',
    accessLevelId: level?.id ?? '',
  });
  key = (await createKey(context, owner, { name: 'used', userId: user.id })).key;
  const old = await createKey(context, owner, { name: 'revoked', userId: user.id });
  revoked = old.key;
  await revokeKey(context, owner, old.id);
  const page = { name: 'page', origins: [origin], maxPerHour: 100_000 };
  publishable = (await createPublishableKey(context, owner, page)).key;
  const off = await createPublishableKey(context, owner, page);
  disabled = off.key;
  await updatePublishableKey(context, owner, off.id, { enabled: false });
  const questions = Object.fromEntries(standardQuestions.map((name) => [name, 'optional' as const]));
  const make = async (status: 'open' | 'draft', principal = owner) =>
    createJob(context, principal, {
      title: 'Guide',
      status,
      description: '',
      questions,
      isPublished: status === 'open',
    });
  jobs.open = await make('open');
  jobs.draft = await make('draft');
  jobs.closed = await make('open');
  await closeJob(context, owner, jobs.closed.id, { status: 'filled' });
  jobs.stranger = await make('open', systemPrincipal(other, 'Test'));
  jobs.unknown = { id: 'job_00000000000000000000000000', number: 99_999_999 };
  // Numbers are each company's own: there is none like it here.
  jobs.stranger.number += 1_000_000;
}

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

interface Door {
  path: string;
  authorization: (key: string) => string;
  /** What a field is called there; undefined where there is none. */
  nameOf: (field: Field) => string | undefined;
  /** Beside the fields of the case. */
  others: (job: JobName) => Record<string, unknown>;
  /** Of an application that is taken. */
  success: number;
  /** Statuses, and codes where answers have them. */
  refusals: Record<Refusal, [number, string?]>;
  /** What is kept of the application that was just taken. */
  taken: (reply: Reply) => Promise<Record<string, unknown>>;
}

const theirNames: Partial<Record<Field, string>> = {
  firstName: 'firstName',
  lastName: 'lastName',
  email: 'email',
  phone: 'phoneNumber',
  source: 'source',
  addressLine1: 'address',
  city: 'city',
  state: 'state',
  zipCode: 'zip',
  country: 'country',
  linkedinUrl: 'linkedinUrl',
  websiteUrl: 'websiteUrl',
  educationInstitution: 'collegeName',
  desiredSalary: 'desiredSalary',
  referredBy: 'referredBy',
  references: 'references',
  availableOn: 'dateAvailable',
};

const nativeRefusals: Door['refusals'] = {
  invalid: [422, 'request.invalid'],
  name_missing: [422, 'candidates.name_missing'],
  invalid_json: [400, 'request.invalid_json'],
  invalid_text: [400, 'request.invalid_text'],
  not_open: [422, 'jobs.not_open'],
  unsupported_media: [415, 'request.unsupported_media'],
  too_large: [413, 'request.too_large'],
  unauthenticated: [401, 'access.unauthenticated'],
  invalid_key: [400, 'idempotency.invalid_key'],
  precondition_failed: [412, 'request.precondition_failed'],
  method_not_allowed: [405, 'request.method_not_allowed'],
  not_found: [404, 'request.not_found'],
};

const doors: Record<Way, Door> = {
  native: {
    path: '/v1/candidates',
    authorization: (own) => `Bearer ${own}`,
    nameOf: (field) => field,
    others: (job) => ({ jobId: jobs[job].id, byHand: true }),
    success: 201,
    refusals: nativeRefusals,
    taken: async ({ text }) => {
      const { applications = [], ...person } = JSON.parse(text);
      const { desiredSalary, referredBy, references, availableOn } = applications[0] ?? {};
      return { ...person, desiredSalary, referredBy, references, availableOn };
    },
  },
  public: {
    path: '/v1/public/applications',
    authorization: (own) => `Bearer ${own === revoked ? disabled : publishable}`,
    nameOf: (field) => (field === 'twitterUsername' ? undefined : field),
    others: (job) => ({ jobId: jobs[job].id }),
    success: 202,
    refusals: nativeRefusals,
    taken: async () => {
      const { rows } = await server.context.db.reading(companyId, (tx) =>
        sql<{ person: Record<string, unknown> }>`select c.details || jsonb_build_object(
            'firstName', c.first_name, 'lastName', c.last_name, 'email', c.email, 'phone', c.phone,
            'source', nullif(c.source, 'page'), 'desiredSalary', a.desired_salary, 'referredBy', a.referred_by,
            'references', a.reference_text, 'availableOn', a.available_on) as person
          from candidates c join applications a on a.candidate_id = c.id
          where c.brought_by_user_id is null order by c.id desc limit 1`.execute(tx),
      );
      return rows[0]?.person ?? {};
    },
  },
  bamboohr: {
    path: '/api/gateway.php/careful/v1/applicant_tracking/application',
    authorization: (own) => `Basic ${Buffer.from(`${own}:x`).toString('base64')}`,
    nameOf: (field) => theirNames[field],
    others: (job) => ({ jobId: jobs[job].number }),
    success: 200,
    refusals: {
      invalid: [422],
      name_missing: [422],
      invalid_json: [400],
      invalid_text: [400],
      not_open: [404],
      unsupported_media: [415],
      too_large: [413],
      unauthenticated: [401],
      invalid_key: [400],
      precondition_failed: [412],
      method_not_allowed: [405],
      not_found: [404],
    },
    taken: async ({ text }) => {
      const path = `s/${JSON.parse(text).candidateId}`;
      const file = JSON.parse((await ask('bamboohr', { method: 'GET', path })).text);
      const { address, education, phoneNumber: phone, ...person } = file.applicant;
      const { zipcode: zipCode, ...place } = address ?? {};
      const { desiredSalary, referredBy, applicationReferences: references } = file;
      const said = { desiredSalary, referredBy, references };
      return { ...person, ...place, ...said, phone, zipCode, educationInstitution: education?.institution };
    },
  },
};

interface Ask {
  method?: string;
  path?: string;
  headers?: Record<string, string | undefined>;
  body?: string | Buffer | undefined;
}

function ask(way: Way, { method = 'POST', path = '', headers = {}, body }: Ask): Promise<Reply> {
  const door = doors[way];
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const sent = {
    ...(way === 'public' ? { origin } : {}),
    authorization: door.authorization(key),
    accept: 'application/json',
    ...(bytes === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(bytes.length) }),
    ...headers,
  };
  const given = Object.entries(sent).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, withKeys(way, value)] as const],
  );
  return new Promise((resolve, reject) => {
    const from = way === 'public' ? { localAddress: nextAddress() } : {};
    const options = {
      port,
      host: '127.0.0.1',
      ...from,
      method,
      path: withKeys(way, door.path + path),
      agent,
    };
    const sending = request({ ...options, headers: Object.fromEntries(given) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sending.on('error', reject);
    sending.end(bytes);
  });
}

let sentByAll = 0;

/** From one place everybody may apply ten times in a minute. */
function nextAddress(): string {
  sentByAll += 1;
  const place = Math.floor(sentByAll / 10);
  return `127.0.${1 + Math.floor(place / 250)}.${1 + (place % 250)}`;
}

function withKeys(way: Way, text: string): string {
  const door = doors[way];
  return text
    .replaceAll('REVOKED', door.authorization(revoked))
    .replaceAll('AUTH', door.authorization(key))
    .replaceAll('KEY', way === 'public' ? publishable : key)
    .replaceAll('PATH', door.path);
}

/** Bytes as they are; all that comes until the server closes, or has answered. */
async function wire(way: Way, text: string): Promise<{ status: number; text: string }> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(Buffer.from(withKeys(way, text), 'latin1'));
  await expect.poll(() => socket.closed || isAnswered(answer), { timeout: limitMs, interval: 2 }).toBe(true);
  socket.destroy();
  return { status: Number(answer.slice(9, 12)), text: answer };
}

function isAnswered(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? -1);
  return head >= 0 && length >= 0 && answer.length >= head + 4 + length;
}

/** Everything that a refused application could leave. */
async function stored(): Promise<string> {
  const { rows } = await server.context.db.reading(companyId, (tx) =>
    sql`select (select count(*) from candidates) c, (select count(*) from applications) a,
               (select count(*) from attachments) t, (select count(*) from files) f,
               (select count(*) from timeline_entries) l, (select count(*) from events) e,
               (select count(*) from idempotency_keys) i, (select count(*) from jobs) j`.execute(tx),
  );
  return JSON.stringify(rows);
}

const filesOnDisk = async (): Promise<number> =>
  (await readdir(`${server.context.config.dataDir}/files`, { recursive: true }).catch(() => [])).length;

interface Outcome {
  status: number;
  code: string | undefined;
  reply: Reply;
  ms: number;
  bytes: number;
}

async function send(way: Way, { sent }: BadInput): Promise<Outcome> {
  const rss = process.memoryUsage.rss();
  const beganAt = performance.now();
  const reply = await reach(way, sent);
  const ms = performance.now() - beganAt;
  const isProblem = String(reply.headers['content-type']).startsWith('application/problem+json');
  const code: string | undefined = isProblem ? JSON.parse(reply.text).code : undefined;
  return { status: reply.status, code, reply, ms, bytes: process.memoryUsage.rss() - rss };
}

async function reach(way: Way, sent: BadInput['sent']): Promise<Reply> {
  if ('wire' in sent) return { ...(await wire(way, sent.wire)), headers: {} };
  if ('request' in sent) return ask(way, sent.request);
  const headers = sent.headers ?? {};
  if ('body' in sent) return ask(way, { body: sent.body, headers });
  const fields: Partial<Record<Field, unknown>> = { firstName: 'Ada', lastName: 'Byron', ...sent.fields };
  const named = Object.entries(fields).flatMap(([field, value]) => {
    const name = doors[way].nameOf(field as Field);
    return name === undefined ? [] : [[name, value]];
  });
  const body = { ...Object.fromEntries(named), ...doors[way].others(sent.job ?? 'open'), ...sent.more };
  return ask(way, { body: JSON.stringify(body), headers });
}

async function problemsOf(way: Way, one: BadInput, expected: Expected): Promise<string[]> {
  let outcome = await send(way, one);
  for (let again = 0; again < 2 && (outcome.ms > limitMs || outcome.bytes > limitBytes); again += 1)
    outcome = await send(way, one);
  const { status, code, ms, bytes, reply } = outcome;
  const told = `row ${one.row}, ${one.what} (${way}): ${status} ${code ?? ''}`;
  const problems: string[] = [];
  if (status >= 500) problems.push(`${told}: a fault of ours`);
  if (ms > limitMs) problems.push(`${told}: ${Math.round(ms)} ms`);
  if (bytes > limitBytes) problems.push(`${told}: ${Math.round(bytes / 2 ** 20)} MB`);
  if (reply.text.includes('evil.example')) problems.push(`${told}: says where it was sent to`);
  if ('wire' in one.sent) {
    if (!one.sent.statuses.includes(status)) problems.push(`${told}: expected ${one.sent.statuses.join()}`);
  } else if (expected === 'taken')
    problems.push(...(await keptAs(way, one, reply)).map((text) => `${told}: ${text}`));
  else problems.push(...notRefused(way, one, expected, outcome).map((text) => `${told}: ${text}`));
  return problems;
}

function notRefused(way: Way, one: BadInput, expected: Refusal, { status, code, reply }: Outcome): string[] {
  const [wanted, wantedCode] = doors[way].refusals[expected];
  if (status !== wanted || code !== wantedCode) return [`expected ${wanted} ${wantedCode ?? ''}`];
  if (way === 'bamboohr')
    return reply.text === '' && reply.headers['x-bamboohr-error-message'] !== undefined
      ? []
      : ['not in the form of the dialect'];
  const issues: { path: string }[] = JSON.parse(reply.text).issues ?? [];
  const named = [...new Set(issues.map(({ path }) => path))].sort();
  // Without its job a body is wrong in one thing more there.
  const due = way === 'public' && 'body' in one.sent ? undefined : one.issues;
  return due === undefined || JSON.stringify(named) === JSON.stringify([...due].sort())
    ? []
    : [`names ${named.join()} and not ${due.join()}`];
}

const cleaned = (text: string): string | null => text.normalize('NFC').trim() || null;

async function keptAs(way: Way, { sent }: BadInput, reply: Reply): Promise<string[]> {
  if (reply.status !== doors[way].success) return [`expected to be taken: ${reply.text.slice(0, 300)}`];
  if (!('fields' in sent)) return [];
  const kept = await doors[way].taken(reply);
  return Object.entries(sent.fields).flatMap(([field, value]) => {
    if (doors[way].nameOf(field as Field) === undefined || typeof value !== 'string') return [];
    const isName = field === 'firstName' || field === 'lastName';
    const wanted = cleaned(isName ? value.replace(/\s+/gu, ' ') : value);
    const found = kept[field] ?? null;
    return found === wanted ? [] : [`${field} is kept as ${JSON.stringify(found)}`];
  });
}

const cases = badInputs(foreignLists);

/** Row 15: they are there while all others are answered, and cut off meanwhile. */
const halfOpen = 300;

describe('what nobody should send', { timeout: 900_000 }, () => {
  const slow: { socket: Socket; openedAt: number; closedAt: number | undefined }[] = [];
  let drip: NodeJS.Timeout;
  beforeAll(() => {
    for (let count = 0; count < halfOpen; count += 1) {
      const one = {
        socket: connect(port, '127.0.0.1'),
        openedAt: performance.now(),
        closedAt: undefined as number | undefined,
      };
      one.socket.on('error', () => undefined);
      one.socket.on('close', () => {
        one.closedAt = performance.now();
      });
      one.socket.resume();
      one.socket.write('POST /v1/candidates HTTP/1.1\r\nx');
      slow.push(one);
    }
    drip = setInterval(() => {
      for (const { socket, closedAt } of slow)
        if (closedAt === undefined && socket.writable) socket.write('x');
    }, 5_000);
  });
  afterAll(() => {
    clearInterval(drip);
    for (const { socket } of slow) socket.destroy();
  });

  it('is more than three thousand cases', () => {
    const sent = cases.flatMap((one) => waysOf(one));
    expect(sent.length).toBeGreaterThan(3_000);
  });

  const rows = [...new Set(cases.map(({ row }) => row))].sort((a, b) => a - b);
  it.each(rows)('row %i is answered as the table says', async (row) => {
    const files = await filesOnDisk();
    const before = await stored();
    const all = cases
      .filter((each) => each.row === row)
      .flatMap((one) => waysOf(one).map((way) => [one, ...way] as const));
    const send = async (some: typeof all) => {
      const inTurn = async (own: typeof all) => {
        const problems: string[] = [];
        for (const [one, way, expected] of own) problems.push(...(await problemsOf(way, one, expected)));
        return problems;
      };
      const lanes = Object.values(Object.groupBy(some, ([, way]) => way));
      return (await Promise.all(lanes.map((own) => inTurn(own)))).flat();
    };
    const isTaken = ([one, , expected]: (typeof all)[number]) =>
      expected === 'taken' && !('wire' in one.sent);
    const problems = await send(all.filter((each) => !isTaken(each)));
    if ((await stored()) !== before) problems.push(`row ${row}: something of what was refused is stored`);
    problems.push(...(await send(all.filter(isTaken))));
    expect(problems.slice(0, 40)).toEqual([]);
    expect(await filesOnDisk()).toBe(files);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('row 15: connections on which a request never ends are cut off, and nobody waits for them', async () => {
    const isServed = async () => (await ask('native', { method: 'GET', path: '?limit=1' })).status === 200;
    expect(await isServed()).toBe(true);
    await expect
      .poll(() => slow.filter(({ closedAt }) => closedAt === undefined), { interval: 200 })
      .toEqual([]);
    const longest = Math.max(...slow.map(({ openedAt, closedAt = 0 }) => closedAt - openedAt));
    // Twenty seconds, and other tests run beside this one. Ten thousand of them: npm run bench -- intake.
    expect(longest).toBeLessThan(40_000);
    expect(await isServed()).toBe(true);
  });
});

function waysOf(one: BadInput): [Way, Expected][] {
  const ways: Way[] = ['native', 'bamboohr', 'public'];
  return ways.flatMap((way): [Way, Expected][] => {
    const due = expectedOf(way, one);
    return due === undefined || !isAbout(way, one.sent) ? [] : [[way, due]];
  });
}

function expectedOf(way: Way, { row, expected, sent }: BadInput): Expected | undefined {
  if (way !== 'public') return typeof expected === 'string' ? expected : expected[way];
  if ('request' in sent || 'wire' in sent) return typeof expected === 'string' ? expected : undefined;
  // Nobody is answered twice there, and nothing is changed.
  if (row === 28 || row === 29) return undefined;
  const native = typeof expected === 'string' ? expected : (expected.public ?? expected.native);
  // A body that names no job is none.
  return 'body' in sent && (native === 'taken' || native === 'name_missing') ? 'invalid' : native;
}

/** A field that a way does not have cannot be wrong there. */
function isAbout(way: Way, sent: BadInput['sent']): boolean {
  if (!('fields' in sent)) return true;
  const fields = Object.keys(sent.fields) as Field[];
  return fields.length === 0 || fields.some((field) => doors[way].nameOf(field) !== undefined);
}

it('every free text of the cases is one that a candidate has', () => {
  for (const field of freeTexts) expect(doors.native.nameOf(field)).toBe(field);
});

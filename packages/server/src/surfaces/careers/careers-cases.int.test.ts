// The table of bad inputs by the form of a careers page, as a browser sends it with and without scripts:
// the form again, with what was typed and what is wrong with it; never a fault of ours, in time, nothing
// stored when refused.
import type { Job, QuestionType } from '@joinery/sdk';
import { standardQuestions } from '@joinery/sdk';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toFormToken } from '../../modules/careers/careers.ts';
import { closeReaders } from '../../platform/documents/reader.ts';
import type { JobName } from '../../testing/bad-inputs/bad-input.ts';
import {
  asForm,
  type FormCase,
  type FormExpected,
  type FormPart,
  ofForms,
} from '../../testing/bad-inputs/forms.ts';
import { badInputs } from '../../testing/bad-inputs.ts';
import { foreignLists } from '../../testing/foreign-lists.ts';
import { type Answer, createTestApi, type Tenant, type TestApi } from '../api/testing/api.ts';
import { documentCases } from '../api/testing/document-cases.ts';
import { createGuards } from '../guards.ts';
import { escaped } from './html.ts';
import { careersSurface } from './index.ts';

/** Of the table. A document that only stops at the limits of its process is slow by right. */
const limitMs = (row: number): number => (row === 56 ? 30_000 : 2_000);
const limitBytes = 50 * 1024 * 1024;
const browsers = ['page', 'script'] as const;
type Browser = (typeof browsers)[number];

let api: TestApi;
let app: FastifyInstance;
let tenant: Tenant;
let stranger: Tenant;
const jobs = {} as Record<JobName, Job>;
let cases: FormCase[] = [];
let ofOneForm = new Set<FormCase>();
let sent = 0;

beforeAll(async () => {
  api = await createTestApi();
  const { default: Fastify } = await import('fastify');
  const { installPipeline, serverOptions } = await import('../pipeline.ts');
  app = Fastify(serverOptions(api.context));
  installPipeline(app, api.context);
  await app.register(careersSurface(api.context, createGuards(api.context)));
  tenant = await api.aTenant();
  stranger = await api.aTenant();
  await setTheScene();
});
afterAll(async () => {
  closeReaders();
  await app.close();
  await api.close();
});

const types: QuestionType[] = [
  'short_text',
  'long_text',
  'single_choice',
  'multiple_choice',
  'yes_no',
  'number',
  'date',
  'url',
  'file',
  'email',
  'phone',
];

async function setTheScene(): Promise<void> {
  const words = { label: 'News', text: 'We may write to you.', required: false };
  expect((await tenant.post('/v1/consent-texts', { key: 'news', ...words })).statusCode).toBe(201);
  const options = ['left', 'right'].map((id) => ({ id, label: id }));
  const questions = [{ key: 'hand', label: 'Hand', options }];
  expect((await tenant.put('/v1/demographics/questions', { questions })).statusCode).toBe(200);
  jobs.open = await aJob(tenant, 'publish');
  jobs.closed = await aJob(tenant, 'publish', 'close');
  jobs.draft = await aJob(tenant);
  // Numbers are each company's own: theirs is made one that there is not here.
  jobs.stranger = { ...(await aJob(stranger, 'publish')), number: 77_777_777 };
  jobs.unknown = { ...jobs.open, number: 99_999_999 };
  const made = jobs.open.customQuestions;
  const question = Object.fromEntries(made.map((one) => [one.type, `answers.${one.key}`])) as Record<
    QuestionType,
    string
  >;
  const option = made.find((one) => one.type === 'single_choice')?.options[0]?.id ?? '';
  const token = aToken();
  const wrongTokens = {
    'of another job': aToken({ jobId: jobs.closed.id }),
    'of another company': aToken({ companyId: stranger.company.id }),
    altered: token.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10)),
  };
  const own = ofForms({ question, option, token, wrongTokens });
  ofOneForm = new Set(own);
  cases = [...badInputs(foreignLists).flatMap(asForm), ...own];
}

async function aJob(of: Tenant, ...acts: string[]): Promise<Job> {
  const options = [{ label: 'Saw' }, { label: 'Plane' }];
  const questions = Object.fromEntries(standardQuestions.map((name) => [name, 'optional']));
  const customQuestions = types.map((type) => ({
    label: type,
    type,
    ...(type.endsWith('_choice') && { options }),
  }));
  let job: Job = (await of.post('/v1/jobs', { title: 'Guide', questions, customQuestions })).json();
  for (const act of acts)
    job = (await of.post(`/v1/jobs/${job.id}/${act}`, act === 'close' ? {} : undefined)).json();
  return job;
}

/** As it was given out a minute ago, each for one sending. */
function aToken(change: { jobId?: string; companyId?: string } = {}): string {
  sent += 1;
  const nonce = String(sent).padStart(22, 'a');
  const ticket = {
    companyId: tenant.company.id,
    jobId: jobs.open.id,
    nonce,
    givenAt: new Date(Date.now() - 60_000),
  };
  return toFormToken(api.context.secrets, { ...ticket, ...change });
}

/** With a name and an answer of its own, so that nobody is taken for somebody who was here before. */
function partsOf({ parts }: FormCase): FormPart[] {
  const named = new Set(parts.map(({ name }) => name));
  const usual = {
    form_token: aToken(),
    office_fax: '',
    firstName: 'Ada',
    lastName: 'Byron',
    email: `ada${sent}@mail.example`,
  };
  const own = Object.entries(usual).map(([name, value]) => ({ name, value }));
  return [...own.filter(({ name }) => !named.has(name)), ...parts];
}

function toForm(parts: FormPart[]): Buffer {
  const lines = parts.flatMap(({ name, value = '', file }) => [
    `--x\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file.name.replaceAll('"', '%22')}"\r\ncontent-type: application/octet-stream`}\r\n\r\n`,
    file?.bytes ?? value,
    '\r\n',
  ]);
  return Buffer.concat([...lines, '--x--\r\n'].map((part) => Buffer.from(part)));
}

interface Outcome {
  answer: Answer;
  parts: FormPart[];
  ms: number;
  bytes: number;
}

async function send(one: FormCase, browser: Browser): Promise<Outcome> {
  const parts = partsOf(one);
  const { bytes: payload, type } = one.body ?? {
    bytes: toForm(parts),
    type: 'multipart/form-data; boundary=x',
  };
  const accept = browser === 'script' ? 'application/json' : 'text/html';
  const place = Math.floor(sent / 8);
  const before = process.memoryUsage.rss();
  const beganAt = performance.now();
  const answer = await app.inject({
    method: 'POST',
    url: `/careers/${tenant.company.slug}/jobs/${jobs[one.job ?? 'open'].number}/apply`,
    remoteAddress: `10.${place >> 16}.${(place >> 8) & 255}.${place & 255}`,
    headers: { accept, ...(type !== undefined && { 'content-type': type }), ...one.headers },
    payload,
  });
  return { answer, parts, ms: performance.now() - beganAt, bytes: process.memoryUsage.rss() - before };
}

const statuses: Record<Exclude<FormExpected, 'taken' | 'thanked'>, number> = {
  invalid: 422,
  not_open: 404,
  unreadable: 400,
  unsupported_media: 415,
  too_large: 413,
};

async function problemsOf(one: FormCase, browser: Browser): Promise<string[]> {
  let outcome = await send(one, browser);
  for (let again = 0; again < 2 && (outcome.ms > limitMs(one.row) || outcome.bytes > limitBytes); again += 1)
    outcome = await send(one, browser);
  const { answer, ms, bytes } = outcome;
  const problems: string[] = [];
  if (answer.statusCode >= 500) problems.push('a fault of ours');
  if (ms > limitMs(one.row)) problems.push(`${Math.round(ms)} ms`);
  if (bytes > limitBytes) problems.push(`${Math.round(bytes / 2 ** 20)} MB`);
  if (answer.body.includes('evil.example') || String(answer.headers.location).includes('evil.example'))
    problems.push('says where it was sent to');
  if (one.expected === 'taken' || one.expected === 'thanked') problems.push(...notThanked(outcome, browser));
  else problems.push(...notRefused(one, one.expected, outcome, browser));
  if (one.expected === 'taken' && one.body === undefined && problems.length === 0)
    problems.push(...(await lostOf(outcome)));
  return problems.map((text) => `row ${one.row}, ${one.what} (${browser}): ${answer.statusCode}: ${text}`);
}

function notThanked({ answer: { statusCode, headers, body } }: Outcome, browser: Browser): string[] {
  const next = `/careers/${tenant.company.slug}/thanks`;
  const isThanked =
    browser === 'script'
      ? statusCode === 202 && body === JSON.stringify({ received: true, next })
      : statusCode === 303 && headers.location === next && body === '';
  return isThanked ? [] : [`not thanked for: ${/<li>.*<\/li>/.exec(body)?.[0] ?? body.slice(0, 200)}`];
}

function notRefused(
  { issues }: FormCase,
  expected: keyof typeof statuses,
  { answer: { statusCode, headers, body }, parts }: Outcome,
  browser: Browser,
): string[] {
  if (statusCode !== statuses[expected]) return [`expected ${statuses[expected]}`];
  const isScript = browser === 'script';
  if (!String(headers['content-type']).startsWith(isScript ? 'application/json' : 'text/html'))
    return [`is ${headers['content-type']}`];
  const told = isScript
    ? (JSON.parse(body).issues as { path: string }[]).map(({ path }) => path)
    : [
        ...body.matchAll(
          /<div class="field bad" data-path="([^"]+)"|<fieldset class="field bad" data-path="([^"]+)"/g,
        ),
      ].map(([, one, other]) => one ?? other ?? '');
  const problems: string[] = [];
  if (issues !== undefined && JSON.stringify(told.sort()) !== JSON.stringify([...issues].sort()))
    problems.push(`tells ${told.join()} and not ${issues.join()}`);
  if (
    expected === 'invalid' &&
    issues === undefined &&
    told.length === 0 &&
    !body.includes('problem') &&
    !body.includes('class="summary"')
  )
    problems.push('tells nothing');
  return expected === 'invalid' && !isScript ? [...problems, ...lostTexts(body, parts)] : problems;
}

const shown = new Set([
  'firstName',
  'lastName',
  'email',
  'phone',
  'city',
  'references',
  'linkedinUrl',
  'websiteUrl',
  'country',
  'availableOn',
]);

/** What was typed stands in the form again, and is text there. */
function lostTexts(body: string, parts: FormPart[]): string[] {
  return parts.flatMap(({ name, value }) => {
    if (!shown.has(name) || value === undefined || value === '') return [];
    const text = escaped(Buffer.from(value).toString().replaceAll('\0', ''));
    const isThere =
      name === 'references'
        ? body.includes(`>\n${text}</textarea>`) || text.trim() === ''
        : body.includes(` name="${name}" value="${text}"`);
    return isThere ? [] : [`${name} is not shown as it was typed`];
  });
}

const kept = (text: string): string | null => text.normalize('NFC').trim() || null;

async function lostOf({ parts }: Outcome): Promise<string[]> {
  const { rows } = await api.context.db.reading(tenant.company.id, (tx) =>
    sql<{ person: Record<string, unknown> }>`select c.details || jsonb_build_object(
        'firstName', c.first_name, 'lastName', c.last_name, 'email', c.email, 'phone', c.phone,
        'desiredSalary', a.desired_salary, 'referredBy', a.referred_by, 'references', a.reference_text,
        'availableOn', a.available_on) as person
      from candidates c join applications a on a.candidate_id = c.id order by c.id desc limit 1`.execute(tx),
  );
  const person = rows[0]?.person ?? {};
  const names = [
    ...shown,
    'addressLine1',
    'state',
    'zipCode',
    'desiredSalary',
    'referredBy',
    'educationLevel',
  ];
  return parts.flatMap(({ name, value }) => {
    if (!names.includes(name) || value === undefined) return [];
    const isName = name === 'firstName' || name === 'lastName';
    const wanted = kept(isName ? String(value).replace(/\s+/gu, ' ') : String(value));
    const found = person[name] ?? null;
    return found === wanted ? [] : [`${name} is kept as ${JSON.stringify(found)}`];
  });
}

/** Everything that a refused application could leave. */
async function stored(): Promise<string> {
  const { rows } = await api.context.db.reading(tenant.company.id, (tx) =>
    sql`select (select count(*) from candidates) c, (select count(*) from applications) a,
               (select count(*) from attachments) t, (select count(*) from files) f,
               (select count(*) from timeline_entries) l, (select count(*) from events) e,
               (select count(*) from consents) o`.execute(tx),
  );
  return JSON.stringify(rows);
}

// What every way in has is sent once, with a script or without. The list of naughty texts is sent as a
// whole there; here one in twelve of it, and one in three of what is refused, which stores nothing.
const chosen = (which: (one: FormCase) => boolean): (readonly [FormCase, Browser])[] => {
  const some = cases.filter(
    (one, at) => which(one) && (one.row !== 34 || at % (one.expected === 'taken' ? 12 : 3) === 0),
  );
  return some.flatMap((one, at) => {
    const own = ofOneForm.has(one) ? browsers : [browsers[at % 2] ?? 'page'];
    return own.map((browser) => [one, browser] as const);
  });
};

async function problemsIn(some: (readonly [FormCase, Browser])[]): Promise<string[]> {
  const problems: string[] = [];
  for (const [one, browser] of some) problems.push(...(await problemsOf(one, browser)));
  return problems.slice(0, 60);
}

describe('a form that nobody should send', { timeout: 300_000 }, () => {
  it('is refused with what was typed, or thanked for in vain, and nothing of it is stored', async () => {
    const refused = chosen(({ expected }) => expected !== 'taken');
    expect(refused.length).toBeGreaterThan(300);
    const before = await stored();
    expect(await problemsIn(refused)).toEqual([]);
    expect(await stored()).toBe(before);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('with texts that are odd and no more is taken as they are', async () => {
    const taken = chosen(({ expected }) => expected === 'taken');
    expect(taken.length).toBeGreaterThan(250);
    expect(await problemsIn(taken)).toEqual([]);
  });

  it('with a document that nobody should send is told at its field what is wrong with it', async () => {
    const kinds = Map.groupBy(await documentCases(), ({ row, codes: [code] }) => `${row} ${code}`);
    const some = [...kinds.values()].flatMap(([one]) => (one === undefined ? [] : [one]));
    expect(some.length).toBeGreaterThan(12);
    const sendings = some.map(
      ({ row, what, name, bytes, codes: [code] }, at): readonly [FormCase, Browser] => {
        const file = { name: 'resume', file: { name, bytes } };
        const answer =
          code === 'taken'
            ? { expected: 'taken' as const }
            : { expected: 'invalid' as const, issues: ['resume'] };
        return [{ row, what, parts: [file], ...answer }, browsers[at % 2] ?? 'page'];
      },
    );
    // Processes that open documents are there before the clock runs.
    await problemsIn(sendings.slice(0, 1));
    expect(await problemsIn(sendings)).toEqual([]);
  });
});

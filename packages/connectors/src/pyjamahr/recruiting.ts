// PyjamaHR's recruiting, as far as it is publicly known or an account says.
import { createHash } from 'node:crypto';
import { ProviderError } from '@joinery/sdk';
import type { Account } from '../connector.ts';
import type { PreparedWrite } from '../hris-actions.ts';
import { encodeForm, failure, type Http, type HttpProvider, openHttp } from '../http.ts';
import type {
  ApplicationHint,
  ApplicationPage,
  ApplicationStream,
  CandidateField,
  CandidateIssue,
  FoundApplication,
  ReceivedApplication,
  Recruiting,
  RecruitingAbilities,
  RecruitingJob,
  SentCandidate,
  WantedApplication,
} from '../recruiting.ts';
import { readDocumentAt } from '../recruiting-document.ts';
import { reportOf } from '../recruiting-report.ts';
import {
  isObject,
  type KnownWire,
  kindByWords,
  likenessOf,
  missingIn,
  textAt,
  textOf,
  valueAt,
  wireOf,
  wordsIn,
} from '../recruiting-wire.ts';
import { knownWire } from './wire.ts';

const pageSize = 100;
const mostPages = 500;

const texts = [
  'email',
  'phone',
  'source',
  'addressLine1',
  'city',
  'state',
  'zipCode',
  'country',
  'linkedinUrl',
  'websiteUrl',
  'desiredSalary',
] as const;

interface Scene {
  readonly http: Http;
  readonly wire: KnownWire;
  readonly provider: HttpProvider;
  readonly slug: string;
}

export function openRecruiting(account: Account): Recruiting {
  const wire = wireOf(knownWire, account.settings.wire);
  const { header, prefix } = wire.auth;
  const provider: HttpProvider = {
    id: 'pyjamahr',
    name: 'PyjamaHR',
    headers: { [header]: `${prefix}${account.credentials.apiKey}` },
    wordsOf: (body) => wordsIn(body, wire.errors),
  };
  const scene: Scene = {
    http: openHttp(account, provider),
    wire,
    provider,
    slug: account.settings.subdomain,
  };
  return {
    abilities: abilitiesOf(wire),
    takes: takesOf(wire),
    testRecruiting: () =>
      reportOf([
        ['Key', () => tryKey(scene)],
        ...(wire.paths.careerJobs === null ? [] : [['Jobs', () => listJobs(scene)] as const]),
        ...(wire.paths.applications === null
          ? []
          : [['Applications', () => readPage(scene, 'new', { since: null, cursor: null })] as const]),
      ]),
    tryKey: () => tryKey(scene),
    listJobs: () => listJobs(scene),
    // Stages are told with the applications that stand in them, by their names.
    listStatuses: async () => [],
    readPage: (stream, where) => readPage(scene, stream, where),
    readApplication: (id) => readApplication(scene, id),
    readFile: (ref) => readDocumentAt(account, scene, ref),
    checkCandidate: (candidate, required) => checkCandidate(wire, candidate, required),
    findApplications: (wanted) => findApplications(scene, wanted),
    prepareApplication: (candidate, jobId) => prepareApplication(scene, candidate, jobId),
    async readStatus(id) {
      const found = await readOne(scene, id);
      return found === undefined ? null : (textAt(found, wire.fields.stage) ?? '');
    },
    prepareMove: (id, status) =>
      prepareJson(scene, 'PUT', 'moveStatus', id, { [wire.fields.stage ?? 'stage']: status }),
    readComments: async () => null,
    prepareComment: (id, text) =>
      prepareJson(scene, 'POST', 'comment', id, { [wire.fields.comment ?? 'comment']: text }),
    requiredIn: (words) =>
      missingIn(
        words,
        takesOf(wire).map((field) => [field, wire.fields[field]] as const),
      ),
  };
}

function abilitiesOf({ paths, webhook }: KnownWire): RecruitingAbilities {
  const has = (name: string): boolean => paths[name] !== null && paths[name] !== undefined;
  return {
    readJobs: has('careerJobs'),
    readApplications: has('applications') && has('application'),
    sendCandidates: has('createCandidate'),
    sendWithoutJob: true,
    findApplications: has('findCandidates'),
    moveStatus: has('moveStatus') && has('application'),
    comment: has('comment'),
    calls: webhook !== null,
  };
}

function takesOf({ fields, resume }: KnownWire): CandidateField[] {
  return [
    'firstName',
    'lastName',
    ...texts.filter((field) => fields[field] != null),
    ...(resume === 'none' ? [] : ['resume' as const]),
  ];
}

/**
 * Whether the token is taken. No read with it is publicly known: where candidates are made, another method is
 * declined only after the token was looked at.
 */
async function tryKey({ http, wire }: Scene): Promise<void> {
  const url =
    wire.paths.applications ?? wire.paths.findCandidates ?? wire.paths.createCandidate ?? 'candidates';
  try {
    await http({ operation: 'candidates.try', method: 'GET', url });
  } catch (error) {
    const isTaken =
      error instanceof ProviderError &&
      error.outcome === 'refused' &&
      [400, 404, 405].includes(error.status ?? 0);
    if (!isTaken) throw error;
  }
}

interface Envelope {
  readonly results: readonly unknown[];
  readonly next: unknown;
  readonly count: number | null;
}

async function listPage(
  { http, wire, provider }: Scene,
  operation: string,
  url: string,
  query: Record<string, string | number | undefined>,
): Promise<Envelope> {
  const body = (await http({ operation, method: 'GET', url, query })).json();
  const results = Array.isArray(body) ? body : valueAt(body, wire.fields.results);
  if (!Array.isArray(results))
    throw failure({ operation }, provider, 'ambiguous', 'its answer is not what was said of its API', {
      status: 200,
    });
  const count = isObject(body) && typeof body.count === 'number' ? body.count : null;
  const told = Array.isArray(body) ? undefined : valueAt(body, wire.fields.next);
  // Where nothing is said of what follows, a full page may not be the last one.
  return { results, next: told === undefined ? results.length === pageSize || null : told, count };
}

/**
 * The board's own list, which needs no token. A slug that is not known is told like a board without jobs;
 * jobs that are shown inside the company only are listed as well.
 */
async function listJobs(scene: Scene): Promise<RecruitingJob[]> {
  const url = scene.wire.paths.careerJobs ?? '';
  const jobs = new Map<string, RecruitingJob>();
  let told: number | null = null;
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { company_slug: scene.slug, limit: pageSize, page };
    const { results, next, count } = await listPage(scene, 'careers.jobs', url, query);
    told = count ?? told;
    for (const one of results) {
      const job = toJob(one);
      if (job !== undefined) jobs.set(job.id, job);
    }
    if (next === null || results.length === 0) break;
  }
  if (told !== null && jobs.size < told)
    throw failure(
      { operation: 'careers.jobs' },
      scene.provider,
      'ambiguous',
      `it says ${told} jobs and lists ${jobs.size}`,
    );
  return [...jobs.values()];
}

function toJob(job: unknown): RecruitingJob | undefined {
  const id = textAt(job, 'id');
  if (id === null) return undefined;
  const isInternal = valueAt(job, 'published_internally') === true;
  return {
    id,
    title: textAt(job, 'title'),
    status: isInternal ? 'internal' : 'open',
    isOpen: !isInternal,
    department: textAt(job, 'department_name'),
    location:
      [textAt(job, 'location'), textAt(job, 'country')].filter((part) => part !== null).join(', ') || null,
  };
}

/** In no order that is known, so a list is read to its end each time. */
async function readPage(
  scene: Scene,
  stream: ApplicationStream,
  { since, cursor }: { since: Date | null; cursor: string | null },
): Promise<ApplicationPage> {
  const url = scene.wire.paths.applications;
  if (stream === 'inactive' || url == null) return { applications: [], next: null, isOrdered: false };
  const page = cursor === null ? 1 : Number(cursor);
  const { results, next } = await listPage(scene, 'applications.list', url, { page, limit: pageSize });
  const hints = results.flatMap((one) => toHint(scene.wire, one) ?? []);
  if (hints.length < results.length)
    throw failure(
      { operation: 'applications.list' },
      scene.provider,
      'ambiguous',
      'an application in its list has no id',
    );
  const isOlder = ({ appliedAt }: ApplicationHint) =>
    since !== null && appliedAt !== null && Date.parse(appliedAt) < since.getTime();
  return {
    applications: stream === 'new' ? hints.filter((hint) => !isOlder(hint)) : hints,
    next: next === null || results.length === 0 ? null : String(page + 1),
    isOrdered: false,
  };
}

function toHint({ fields, words }: KnownWire, one: unknown): ApplicationHint | undefined {
  const id = textAt(one, fields.id);
  if (id === null) return undefined;
  const stage = textAt(one, fields.stage);
  return {
    id,
    jobId: textAt(one, fields.jobId),
    personId: textAt(one, fields.personId),
    statusId: stage,
    statusName: stage,
    kind: kindByWords([stage], words),
    appliedAt: textAt(one, fields.appliedAt),
  };
}

async function readOne({ http, wire }: Scene, id: string): Promise<unknown> {
  const url = at(wire, 'application', id);
  try {
    return (await http({ operation: 'applications.get', method: 'GET', url })).json();
  } catch (error) {
    if (error instanceof ProviderError && error.outcome === 'refused' && error.status === 404)
      return undefined;
    throw error;
  }
}

function at({ paths }: KnownWire, name: string, id: string): string {
  return (paths[name] ?? name).replaceAll('{id}', encodeURIComponent(id));
}

async function readApplication(scene: Scene, id: string): Promise<ReceivedApplication | null> {
  const { wire } = scene;
  const found = await readOne(scene, id);
  if (found === undefined) return null;
  const hint = toHint(wire, found);
  if (hint?.id !== id)
    throw failure(
      { operation: 'applications.get' },
      scene.provider,
      'ambiguous',
      'it answers with another application',
    );
  const read = (field: string) => textAt(found, wire.fields[field]);
  const resume = read('resumeUrl');
  return {
    ...hint,
    ...namesOf(wire, found),
    email: read('email'),
    phone: read('phone'),
    source: read('source'),
    profile: {
      addressLine1: read('addressLine1'),
      city: read('city'),
      state: read('state'),
      zipCode: read('zipCode'),
      country: read('country'),
      linkedinUrl: read('linkedinUrl'),
      websiteUrl: read('websiteUrl'),
    },
    referredBy: null,
    desiredSalary: read('desiredSalary'),
    availableOn: null,
    references: null,
    answers: [],
    files:
      resume !== null && /^https?:\/\//i.test(resume) ? [{ id: resume, kind: 'resume', name: null }] : [],
  };
}

/** First and last name, or a whole one that is split at its last blank. */
function namesOf({ fields }: KnownWire, found: unknown): { firstName: string; lastName: string } {
  const [first, last] = [textAt(found, fields.firstName), textAt(found, fields.lastName)];
  if (first !== null || last !== null) return { firstName: first ?? '', lastName: last ?? '' };
  const whole = (textAt(found, fields.name) ?? '').replace(/\s+/g, ' ');
  const blank = whole.lastIndexOf(' ');
  return { firstName: whole.slice(0, Math.max(blank, 0)), lastName: whole.slice(blank + 1) };
}

function checkCandidate(
  { words }: KnownWire,
  candidate: SentCandidate,
  required: readonly CandidateField[],
): CandidateIssue[] {
  const wanted = new Set([...((words.required ?? []) as CandidateField[]), ...required]);
  const values: Readonly<Record<string, unknown>> = { ...candidate, ...candidate.profile };
  return [...wanted]
    .filter((field) => values[field] === undefined || values[field] === null || values[field] === '')
    .map((field) => ({ field, message: 'is required for a candidate at PyjamaHR' }));
}

async function findApplications(scene: Scene, wanted: WantedApplication): Promise<FoundApplication[]> {
  const { wire } = scene;
  const { jobId, email } = wanted;
  const url = wire.paths.findCandidates ?? '';
  const found: FoundApplication[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { ...(email !== null && { email }), page, limit: pageSize };
    const { results, next } = await listPage(scene, 'candidates.list', url, query);
    for (const one of results) {
      const id = textAt(one, wire.fields.id);
      const job = textAt(one, wire.fields.jobId);
      if (id === null || (jobId !== null && job !== null && job !== jobId)) continue;
      const person = { email: textAt(one, wire.fields.email), ...namesOf(wire, one) };
      const likeness = likenessOf(wanted, person);
      if (likeness !== undefined) found.push({ id, ...likeness });
    }
    if (next === null || results.length === 0) return found;
  }
  throw failure({ operation: 'candidates.list' }, scene.provider, 'ambiguous', 'its list does not end');
}

function prepareApplication(
  scene: Scene,
  candidate: SentCandidate,
  jobId: string | null,
): PreparedWrite<{ readonly id: string }> {
  const { wire, http, provider } = scene;
  const path = wire.paths.createCandidate ?? 'candidates';
  const values = valuesOf(wire, candidate, jobId);
  const { resume } = candidate;
  const file = wire.resume === 'none' ? undefined : resume;
  const name = wire.fields.resume ?? 'resume';
  const digest = file && createHash('sha256').update(file.bytes).digest('hex');
  const shown = { ...values, ...(file && { [name]: `${file.bytes.byteLength} bytes` }) };
  return {
    canonical: JSON.stringify(['POST', path, wire.resume, values, digest ?? null]),
    summary: `POST ${path}: ${Object.keys(shown).sort().join(', ')}`,
    preview: { method: 'POST', path, values: shown },
    async send() {
      const operation = 'candidates.create';
      const call = { operation, method: 'POST', url: path } as const;
      const answer = await http({ ...call, ...bodyOf(wire, values, file) });
      const body = answer.json();
      const id =
        textAt(body, wire.fields.id) ??
        textAt(body, `data.${wire.fields.id}`) ??
        textAt(body, `candidate.${wire.fields.id}`);
      if (id === null)
        throw failure(call, provider, 'ambiguous', 'its answer does not name the candidate', {
          status: answer.status,
        });
      return { id };
    },
  };
}

function valuesOf(
  { fields }: KnownWire,
  candidate: SentCandidate,
  jobId: string | null,
): Record<string, string> {
  const { firstName, lastName } = candidate;
  const all: Readonly<Record<string, unknown>> = { ...candidate, ...candidate.profile };
  const whole = `${firstName} ${lastName}`.trim();
  const pairs: [string | null | undefined, string | null][] = [
    [fields.name, whole],
    [fields.firstName, firstName],
    [fields.lastName, lastName],
    [fields.jobId, jobId],
    ...texts.map((field): [string | null | undefined, string | null] => [fields[field], textOf(all[field])]),
  ];
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (name == null || value === null || value === '' ? [] : [[name, value]])),
  );
}

function bodyOf(
  { resume: mode, fields }: KnownWire,
  values: Record<string, string>,
  file: SentCandidate['resume'],
): { json: unknown } | { body: Uint8Array<ArrayBuffer>; contentType: string } {
  const name = fields.resume ?? 'resume';
  if (file === undefined) return { json: values };
  if (mode === 'base64')
    return {
      json: {
        ...values,
        [name]: Buffer.from(file.bytes).toString('base64'),
        ...(fields.resumeName != null && { [fields.resumeName]: file.name }),
      },
    };
  const parts = [...Object.entries(values), [name, file] as const] as const;
  return encodeForm(parts, `joinery-${crypto.randomUUID()}`);
}

function prepareJson(
  { http, wire }: Scene,
  method: 'PUT' | 'POST',
  name: string,
  id: string,
  values: Record<string, string>,
): PreparedWrite<null> {
  const path = at(wire, name, id);
  return {
    canonical: JSON.stringify([method, path, values]),
    summary: `${method} ${path}: ${Object.keys(values).join(', ')}`,
    preview: { method, path, values },
    async send() {
      await http({ operation: `${name}.write`, method, url: path, json: values });
      return null;
    },
  };
}

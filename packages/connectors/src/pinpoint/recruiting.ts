// Pinpoint's recruiting: JSON:API below /api/v1, as far as it is publicly known.
import { createHash } from 'node:crypto';
import { ProviderError } from '@joinery/sdk';
import type { Account } from '../connector.ts';
import type { PreparedWrite } from '../hris-actions.ts';
import { failure, type Http, type HttpCall, type HttpProvider, openHttp } from '../http.ts';
import type {
  ApplicationHint,
  ApplicationPage,
  ApplicationStream,
  CandidateField,
  CandidateIssue,
  FoundApplication,
  ReceivedApplication,
  ReceivedFileRef,
  Recruiting,
  RecruitingAbilities,
  SentCandidate,
  WantedApplication,
} from '../recruiting.ts';
import { reportOf } from '../recruiting-report.ts';
import {
  isAmong,
  isObject,
  type KnownWire,
  kindByWords,
  missingIn,
  textAt,
  textOf,
  valueAt,
  wireOf,
  wordsIn,
} from '../recruiting-wire.ts';
import { type Document, type Resource, readDocument, relatedTo } from './json-api.ts';
import { knownWire } from './wire.ts';

const pageSize = 100;
const mostPages = 200;
const jsonApi = 'application/vnd.api+json';

const abilities: RecruitingAbilities = {
  readJobs: true,
  readApplications: true,
  sendCandidates: true,
  sendWithoutJob: false,
  findApplications: true,
  moveStatus: true,
  comment: true,
  calls: true,
};

const texts = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'source',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'zipCode',
  'country',
  'linkedinUrl',
  'websiteUrl',
] as const;

interface Scene {
  readonly http: Http;
  readonly wire: KnownWire;
  readonly provider: HttpProvider;
}

export function openRecruiting(account: Account): Recruiting {
  const wire = wireOf(knownWire, account.settings.wire);
  const { header, prefix } = wire.auth;
  const provider: HttpProvider = {
    id: 'pinpoint',
    name: 'Pinpoint',
    headers: { [header]: `${prefix}${account.credentials.apiKey}`, accept: jsonApi },
    wordsOf: (body) => (isObject(body) ? wordsIn(body, wire.errors) : null),
  };
  const baseUrl = `${account.baseUrl.replace(/\/+$/, '')}/api/v1`;
  const scene: Scene = { http: openHttp({ ...account, baseUrl }, provider), wire, provider };
  return {
    abilities,
    takes: takesOf(wire),
    testRecruiting: () =>
      reportOf([
        ['Jobs', () => list(scene, 'jobs', { 'page[size]': 1 })],
        ['Applications', () => list(scene, 'applications', { 'page[size]': 1 })],
      ]),
    async tryKey() {
      await list(scene, 'jobs', { 'page[size]': 1 });
    },
    listJobs: () => listJobs(scene),
    listStatuses: () => listStatuses(scene),
    readPage: (stream, where) => readPage(scene, stream, where),
    readApplication: (id) => readApplication(scene, id),
    readFile: (ref) => readFile(scene, ref),
    checkCandidate: (candidate, required) => checkCandidate(candidate, required),
    findApplications: (wanted) => findApplications(scene, wanted),
    prepareApplication: (candidate, jobId) => prepareApplication(scene, candidate, jobId),
    async readStatus(id) {
      const found = await findOne(scene, id, {});
      return found === undefined ? null : (found.data[0]?.relations.stage?.id ?? '');
    },
    prepareMove: (id, statusId) => prepareMove(scene, id, statusId),
    readComments: (id) => readComments(scene, id),
    prepareComment: (id, text) => prepareComment(scene, id, text),
    requiredIn: (words) =>
      missingIn(
        words,
        takesOf(wire).map((field) => [field, wire.fields[field]] as const),
      ),
  };
}

function takesOf({ fields, resume }: KnownWire): CandidateField[] {
  return [
    ...texts.filter((field) => fields[field] !== null),
    ...(resume === 'none' ? [] : ['resume' as const]),
  ];
}

async function list(
  { http, wire, provider }: Scene,
  name: 'jobs' | 'stages' | 'applications' | 'comments',
  query: HttpCall['query'],
): Promise<Document> {
  const call = { operation: `${name}.list`, method: 'GET', url: wire.paths[name] ?? name } as const;
  const answer = await http({ ...call, ...(query && { query }) });
  const document = readDocument(answer.json());
  if (document === undefined)
    throw failure(call, provider, 'ambiguous', 'its answer is not what its API promises', { status: 200 });
  return document;
}

/** Whole, or not at all. */
async function listAll(
  scene: Scene,
  name: Parameters<typeof list>[1],
  query: Record<string, string | number>,
  isEnough: (page: Document) => boolean = () => false,
): Promise<Document[]> {
  const pages: Document[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await list(scene, name, { ...query, 'page[number]': page, 'page[size]': pageSize });
    pages.push(found);
    if (isLast(found, page) || isEnough(found)) return pages;
  }
  throw failure({ operation: `${name}.list` }, scene.provider, 'ambiguous', 'its list does not end');
}

function isLast({ data, pageCount }: Document, page: number): boolean {
  return pageCount === null ? data.length < pageSize : page >= pageCount;
}

async function listJobs(scene: Scene) {
  const { fields, words } = scene.wire;
  const pages = await listAll(scene, 'jobs', { include: 'department,location' });
  return pages.flatMap((page) =>
    page.data.map((job) => {
      const status = textAt(job.attributes, fields.jobStatus);
      return {
        id: job.id,
        title: textAt(job.attributes, fields.jobTitle),
        status,
        isOpen: isAmong(status, words.open),
        department: textAt(relatedTo(page, job, 'department')?.attributes, 'name'),
        location: textAt(relatedTo(page, job, 'location')?.attributes, 'name'),
      };
    }),
  );
}

// Stages belong to workflows. An account without a list of them still shows each with its applications.
async function listStatuses(scene: Scene) {
  if (scene.wire.paths.stages === null) return [];
  try {
    const pages = await listAll(scene, 'stages', {});
    return pages.flatMap(({ data }) =>
      data.map((stage) => ({
        id: stage.id,
        name: textAt(stage.attributes, scene.wire.fields.stageName),
        kind: kindOfStage(scene.wire, stage),
        isUsable: true,
      })),
    );
  } catch (error) {
    if (error instanceof ProviderError && error.status === 404) return [];
    throw error;
  }
}

function kindOfStage({ fields, words }: KnownWire, stage: Resource | undefined) {
  if (stage === undefined) return null;
  const kind = kindByWords([textAt(stage.attributes, fields.stageType)], words);
  return kind ?? kindByWords([textAt(stage.attributes, fields.stageName)], { hired: words.hired ?? [] });
}

const around = 'candidate,job,stage';

/** Of those who are hired or left no list is known: the last changed come first, with how they stand. */
async function readPage(
  scene: Scene,
  stream: ApplicationStream,
  { since, cursor }: { since: Date | null; cursor: string | null },
): Promise<ApplicationPage> {
  if (stream === 'inactive') return { applications: [], next: null, isOrdered: true };
  const page = cursor === null ? 1 : Number(cursor);
  const found = await list(scene, 'applications', {
    sort: stream === 'new' ? '-created_at' : '-updated_at',
    include: around,
    'page[number]': page,
    'page[size]': pageSize,
  });
  const applications = found.data.map((one) => toHint(scene.wire, found, one));
  const isOlder = (hint: ApplicationHint) =>
    since !== null && hint.appliedAt !== null && Date.parse(hint.appliedAt) < since.getTime();
  const isPast = stream === 'new' && applications.some(isOlder);
  return {
    applications: applications.filter((hint) => stream !== 'new' || !isOlder(hint)),
    next: isLast(found, page) || isPast ? null : String(page + 1),
    isOrdered: true,
  };
}

function toHint(wire: KnownWire, page: Document, application: Resource): ApplicationHint {
  const { candidate, job, stage } = application.relations;
  const shown = relatedTo(page, application, 'stage');
  return {
    id: application.id,
    jobId: job?.id ?? textAt(application.attributes, 'job_id'),
    personId: candidate?.id ?? null,
    statusId: stage?.id ?? null,
    statusName: textAt(shown?.attributes, wire.fields.stageName),
    kind: kindOfStage(wire, shown),
    appliedAt: textAt(application.attributes, wire.fields.appliedAt),
  };
}

async function findOne(
  { http, provider, wire }: Scene,
  id: string,
  query: HttpCall['query'] & object,
): Promise<Document | undefined> {
  const path = `${wire.paths.applications ?? 'applications'}/${encodeURIComponent(id)}`;
  const call = { operation: 'applications.get', method: 'GET', url: path, query } as const;
  try {
    const document = readDocument((await http(call)).json());
    if (document?.data[0]?.id === id) return document;
    throw failure(call, provider, 'ambiguous', 'its answer is not what its API promises', { status: 200 });
  } catch (error) {
    if (error instanceof ProviderError && error.outcome === 'refused' && error.status === 404)
      return undefined;
    throw error;
  }
}

async function readApplication(scene: Scene, id: string): Promise<ReceivedApplication | null> {
  const { fields } = scene.wire;
  const query = { include: around, 'extra_fields[applications]': fields.attachments ?? undefined };
  const found = await findOne(scene, id, query);
  const application = found?.data[0];
  if (found === undefined || application === undefined) return null;
  const person = relatedTo(found, application, 'candidate');
  const read = (field: string) =>
    textAt(application.attributes, fields[field]) ?? textAt(person?.attributes, fields[field]);
  return {
    ...toHint(scene.wire, found, application),
    firstName: read('firstName') ?? '',
    lastName: read('lastName') ?? '',
    email: read('email'),
    phone: read('phone'),
    source: read('source'),
    profile: {
      addressLine1: read('addressLine1'),
      addressLine2: read('addressLine2'),
      city: read('city'),
      state: read('state'),
      zipCode: read('zipCode'),
      country: read('country'),
      linkedinUrl: read('linkedinUrl'),
      websiteUrl: read('websiteUrl'),
    },
    referredBy: null,
    desiredSalary: null,
    availableOn: null,
    references: null,
    answers: [],
    files: filesOf(valueAt(application.attributes, fields.attachments)),
  };
}

/** Documents are known by where they are: that is asked for anew with the application, and ends. */
function filesOf(attachments: unknown): ReceivedFileRef[] {
  if (!Array.isArray(attachments)) return [];
  return attachments.flatMap((one): ReceivedFileRef[] => {
    if (!isObject(one)) return [];
    const url = textOf(one.url);
    const context = `${textOf(one.context) ?? ''} ${textOf(one.type) ?? ''}`.toLowerCase();
    const kind = /cv|resum/.test(context) ? 'resume' : /cover/.test(context) ? 'cover_letter' : 'other';
    return url === null ? [] : [{ id: url, kind, name: textOf(one.filename) ?? textOf(one.name) }];
  });
}

async function readFile({ http }: Scene, { id, name }: ReceivedFileRef) {
  try {
    const answer = await http({ operation: 'attachments.get', method: 'GET', url: id });
    return {
      name: name ?? decodeURIComponent(new URL(id).pathname.split('/').at(-1) ?? '') ?? 'document',
      contentType: answer.contentType,
      bytes: answer.bytes,
    };
  } catch (error) {
    const isGone = error instanceof ProviderError && [403, 404, 410].includes(error.status ?? 0);
    if (isGone) return null;
    throw error;
  }
}

function checkCandidate(candidate: SentCandidate, required: readonly CandidateField[]): CandidateIssue[] {
  const wanted = new Set<CandidateField>(['firstName', 'lastName', 'email', ...required]);
  return [...wanted]
    .filter((field) => {
      const own =
        candidate[field as keyof SentCandidate] ?? candidate.profile[field as keyof SentCandidate['profile']];
      return own === undefined || own === null || own === '';
    })
    .map((field) => ({ field, message: 'is required for an application at Pinpoint' }));
}

async function findApplications(
  scene: Scene,
  { jobId, email, firstName, lastName, since, older }: WantedApplication,
): Promise<FoundApplication[]> {
  const { fields } = scene.wire;
  const query = {
    sort: '-created_at',
    include: 'candidate',
    ...(jobId !== null && { 'filter[job_id]': jobId }),
  };
  const isPast = ({ data }: Document) =>
    !older &&
    data.some(({ attributes }) => Date.parse(textAt(attributes, fields.appliedAt) ?? '') < since.getTime());
  const pages = await listAll(scene, 'applications', query, isPast);
  return pages.flatMap((page) =>
    page.data.flatMap((application): FoundApplication[] => {
      const person = relatedTo(page, application, 'candidate');
      const read = (field: string) =>
        textAt(application.attributes, fields[field]) ?? textAt(person?.attributes, fields[field]);
      const theirs = read('email');
      const sameEmail = email === null || theirs === null ? null : isSame(email, theirs);
      const sameName = isSame(`${firstName} ${lastName}`, `${read('firstName')} ${read('lastName')}`);
      return sameEmail || (sameName && sameEmail === null)
        ? [{ id: application.id, sameEmail, sameName }]
        : [];
    }),
  );
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function prepareApplication(
  scene: Scene,
  candidate: SentCandidate,
  jobId: string | null,
): PreparedWrite<{ readonly id: string }> {
  const { fields } = scene.wire;
  const all: Record<string, unknown> = { ...candidate, ...candidate.profile };
  const attributes: Record<string, unknown> = {};
  for (const field of texts) if (textOf(all[field]) !== null) put(attributes, fields[field], all[field]);
  const shown = { ...attributes };
  const digest: Record<string, unknown> = { ...attributes };
  const { resume } = candidate;
  if (resume !== undefined && scene.wire.resume !== 'none') {
    put(attributes, fields.resume, Buffer.from(resume.bytes).toString('base64'));
    put(attributes, fields.resumeName, resume.name);
    put(shown, fields.resume, `${resume.bytes.byteLength} bytes`);
    put(digest, fields.resume, createHash('sha256').update(resume.bytes).digest('hex'));
  }
  const relationships = jobId === null ? {} : { job: { data: { type: 'jobs', id: jobId } } };
  const write = { type: 'applications', relationships };
  return prepare(scene, {
    operation: 'applications.create',
    method: 'POST',
    path: scene.wire.paths.applications ?? 'applications',
    data: { ...write, attributes },
    digest: { ...write, attributes: digest },
    shown: { ...shown, job: jobId },
    read: (body, fail) => {
      const id = readDocument(body)?.data[0]?.id;
      if (id === undefined) throw fail('its answer does not name the application');
      return { id };
    },
  });
}

function put(into: Record<string, unknown>, path: string | null | undefined, value: unknown): void {
  if (path === null || path === undefined) return;
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let place = into;
  for (const key of keys) {
    const below = isObject(place[key]) ? { ...place[key] } : {};
    place[key] = below;
    place = below;
  }
  place[last] = value;
}

function prepareMove(scene: Scene, id: string, statusId: string): PreparedWrite<null> {
  const data = {
    type: 'applications',
    id,
    relationships: { stage: { data: { type: 'stages', id: statusId } } },
  };
  return prepare(scene, {
    operation: 'applications.update',
    method: 'PATCH',
    path: `${scene.wire.paths.applications ?? 'applications'}/${encodeURIComponent(id)}`,
    data,
    digest: data,
    shown: { stage: statusId },
    read: () => null,
  });
}

function prepareComment(scene: Scene, id: string, text: string): PreparedWrite<null> {
  const data = {
    type: 'comments',
    attributes: { [scene.wire.fields.comment ?? 'body']: text },
    relationships: { application: { data: { type: 'applications', id } } },
  };
  const path = scene.wire.paths.comments ?? 'comments';
  return prepare(scene, {
    operation: 'comments.create',
    method: 'POST',
    path,
    data,
    digest: data,
    shown: { comment: text, application: id },
    read: () => null,
  });
}

async function readComments(scene: Scene, id: string) {
  const pages = await listAll(scene, 'comments', { 'filter[application_id]': id });
  const field = scene.wire.fields.comment;
  return {
    texts: pages.flatMap(({ data }) => data.flatMap(({ attributes }) => textAt(attributes, field) ?? [])),
  };
}

interface Sending<Result> {
  readonly operation: string;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly data: object;
  /** The same without bytes. */
  readonly digest: object;
  readonly shown: Readonly<Record<string, unknown>>;
  readonly read: (body: unknown, fail: (what: string) => ProviderError) => Result;
}

function prepare<Result>(
  { http, provider }: Scene,
  { operation, method, path, data, digest, shown, read }: Sending<Result>,
): PreparedWrite<Result> {
  return {
    canonical: JSON.stringify([method, path, digest]),
    summary: `${method} ${path}: ${Object.keys(shown).sort().join(', ')}`,
    preview: { method, path, values: shown },
    async send() {
      const answer = await http({ operation, method, url: path, json: { data }, contentType: jsonApi });
      const fail = (what: string) =>
        failure({ operation }, provider, 'ambiguous', what, { status: answer.status });
      return read(answer.bytes.byteLength === 0 ? undefined : answer.json(), fail);
    },
  };
}

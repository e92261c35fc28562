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
import { readDocumentAt } from '../recruiting-document.ts';
import { reportOf } from '../recruiting-report.ts';
import {
  isAmong,
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
    readFile: (ref) => readDocumentAt(account, scene, ref),
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

interface Listing {
  readonly name: Parameters<typeof list>[1];
  readonly query: Record<string, string | number>;
  readonly isEnough?: (page: Document) => boolean;
}

/** Whole, or not at all. Of a page only what `read` makes of it is kept. */
async function listAll<T>(
  scene: Scene,
  { name, query, isEnough = () => false }: Listing,
  read: (page: Document) => readonly T[],
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await list(scene, name, { ...query, 'page[number]': page, 'page[size]': pageSize });
    all.push(...read(found));
    if (isLast(found, page) || isEnough(found)) return all;
  }
  throw failure({ operation: `${name}.list` }, scene.provider, 'ambiguous', 'its list does not end');
}

function isLast({ data, pageCount }: Document, page: number): boolean {
  return pageCount === null ? data.length < pageSize : page >= pageCount;
}

async function listJobs(scene: Scene) {
  const { fields, words } = scene.wire;
  return listAll(scene, { name: 'jobs', query: { include: 'department,location' } }, (page) =>
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
    return await listAll(scene, { name: 'stages', query: {} }, ({ data }) =>
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

/**
 * Of those who are hired or left no list is known: the last changed come first, with how they stand. Such a
 * list ends where everything changed before; a page without news proves nothing, for anything may have changed.
 */
async function readPage(
  scene: Scene,
  stream: ApplicationStream,
  { since, cursor }: { since: Date | null; cursor: string | null },
): Promise<ApplicationPage> {
  if (stream === 'inactive') return { applications: [], next: null, isOrdered: true };
  const { fields } = scene.wire;
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
  const changes = found.data.map(({ attributes }) => Date.parse(textAt(attributes, fields.changedAt) ?? ''));
  // Believed only where it is seen; NaN is in no order.
  const isDated = changes.every((at, nth) => at <= (changes[nth - 1] ?? Number.POSITIVE_INFINITY));
  const isKnown = since !== null && isDated && changes.some((at) => at < since.getTime());
  const isPast = stream === 'new' ? applications.some(isOlder) : isKnown;
  return {
    applications: applications.filter((hint) => stream !== 'new' || !isOlder(hint)),
    next: isLast(found, page) || isPast ? null : String(page + 1),
    isOrdered: stream === 'new' || changes.every(Number.isNaN),
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
  const read = readerOf(scene.wire, found, application);
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

async function findApplications(scene: Scene, wanted: WantedApplication): Promise<FoundApplication[]> {
  const { jobId, since, older } = wanted;
  const { fields } = scene.wire;
  const query = {
    sort: '-created_at',
    include: 'candidate',
    ...(jobId !== null && { 'filter[job_id]': jobId }),
  };
  const isPast = ({ data }: Document) =>
    !older &&
    data.some(({ attributes }) => Date.parse(textAt(attributes, fields.appliedAt) ?? '') < since.getTime());
  const read = (page: Document) =>
    page.data.flatMap((application): FoundApplication[] => {
      const said = readerOf(scene.wire, page, application);
      const person = { email: said('email'), firstName: said('firstName'), lastName: said('lastName') };
      const likeness = likenessOf(wanted, person);
      return likeness === undefined ? [] : [{ id: application.id, ...likeness }];
    });
  return listAll(scene, { name: 'applications', query, isEnough: isPast }, read);
}

/** Reads what the application says, else its person. */
function readerOf({ fields }: KnownWire, page: Document, application: Resource) {
  const person = relatedTo(page, application, 'candidate');
  return (field: string) =>
    textAt(application.attributes, fields[field]) ?? textAt(person?.attributes, fields[field]);
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
  const field = scene.wire.fields.comment;
  const listing = { name: 'comments', query: { 'filter[application_id]': id } } as const;
  const read = ({ data }: Document) => data.flatMap(({ attributes }) => textAt(attributes, field) ?? []);
  return { texts: await listAll(scene, listing, read) };
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

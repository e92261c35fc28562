import type {
  AccessLevel,
  ApiKey,
  Application,
  Candidate,
  Connection,
  ConnectionTest,
  CreatedApiKey,
  Employee,
  EmployeeRow,
  Hire,
  HireDraft,
  HireInput,
  HireState,
  Job,
  JobPatch,
  Page,
  Session,
  SignIn,
  Stage,
  TimelineEntry,
  User,
} from '@joinery/sdk';
import { ApiError, toApiError } from './api-error.ts';

type Query = Record<string, string | number | boolean | undefined | null>;

interface RequestOptions {
  query?: Query;
  body?: unknown;
  form?: FormData;
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
}

export function pathWithQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function send<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers = new Headers({ accept: 'application/json' });
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  if (method === 'POST' || method === 'PATCH') {
    headers.set('idempotency-key', options.idempotencyKey ?? crypto.randomUUID());
  }
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: options.signal ?? null };
  if (options.form) init.body = options.form;
  else if (options.body !== undefined) init.body = JSON.stringify(options.body);

  let response: Response;
  try {
    response = await fetch(pathWithQuery(`/v1${path}`, options.query), init);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError({ code: 'network', status: 0, message: 'The server did not answer.' }, cause);
  }
  const body = await bodyOf(response);
  if (!response.ok) throw toApiError(response.status, response.headers, body);
  return body as T;
}

const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  send<T>('GET', path, { ...(query && { query }), signal });
const post = <T>(path: string, body?: unknown) => send<T>('POST', path, { body: body ?? {} });
const patch = <T>(path: string, body: unknown) => send<T>('PATCH', path, { body });
const remove = (path: string) => send<void>('DELETE', path);
const id = encodeURIComponent;

export interface JobDraft extends JobPatch {
  title: string;
}

export interface CandidateDraft {
  name: string;
  email?: string;
  phone?: string;
  source?: string;
  jobId?: string;
  resume?: File | null;
}

export interface ConnectionDraft {
  name: string;
  subdomain: string;
  apiKey?: string;
  baseUrl?: string;
  markerField?: string | null;
  enabled?: boolean;
}

export interface SetupDraft {
  token: string;
  company: { slug: string; name: string; timeZone: string; currency: string };
  user: { email: string; password: string; firstName: string; lastName: string };
}

function candidateForm({ resume, ...fields }: CandidateDraft): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) form.set(name, value);
  if (resume) form.set('resume', resume);
  return form;
}

/** Every request the console makes, one function each, named as a user would say it. */
export const api = {
  session: {
    read: () => get<Session>('/session'),
    signIn: (input: SignIn) => post<Session>('/session', input),
    signOut: () => remove('/session'),
  },
  setup: {
    read: () => get<{ needed: boolean }>('/setup'),
    run: (input: SetupDraft) => post<Session>('/setup', input),
  },
  jobs: {
    list: (cursor?: string) => get<Page<Job>>('/jobs', { limit: 100, cursor }),
    read: (jobId: string) => get<Job>(`/jobs/${id(jobId)}`),
    create: (input: JobDraft) => post<Job>('/jobs', input),
    update: (jobId: string, input: JobPatch) => patch<Job>(`/jobs/${id(jobId)}`, input),
    stages: (jobId: string) => get<{ items: Stage[] }>(`/jobs/${id(jobId)}/stages`),
  },
  applications: {
    list: (jobId: string, cursor?: string) =>
      get<Page<Application>>('/applications', { jobId, limit: 200, cursor }),
    move: (applicationId: string, stageId: string) =>
      patch<Application>(`/applications/${id(applicationId)}`, { stageId }),
  },
  candidates: {
    list: (query: { q?: string; talentPool?: boolean; cursor?: string | undefined }, signal?: AbortSignal) =>
      get<Page<Candidate>>('/candidates', { ...query, limit: 50 }, signal),
    read: (candidateId: string) => get<Candidate>(`/candidates/${id(candidateId)}`),
    create: (input: CandidateDraft) => send<Candidate>('POST', '/candidates', { form: candidateForm(input) }),
    apply: (candidateId: string, jobId: string) =>
      post<Application>(`/candidates/${id(candidateId)}/applications`, { jobId }),
    timeline: (candidateId: string, cursor?: string) =>
      get<Page<TimelineEntry>>(`/candidates/${id(candidateId)}/timeline`, { limit: 50, cursor }),
  },
  files: {
    address: (fileId: string) => `/v1/files/${id(fileId)}`,
  },
  hires: {
    list: (query: { state?: HireState; applicationId?: string; cursor?: string | undefined }) =>
      get<Page<Hire>>('/hires', { ...query, limit: 50 }),
    read: (hireId: string) => get<Hire>(`/hires/${id(hireId)}`),
    draft: (applicationId: string, connectionId: string) =>
      get<HireDraft>('/hires/draft', { applicationId, connectionId }),
    send: (input: HireInput, idempotencyKey: string) =>
      send<Hire>('POST', '/hires', { body: input, idempotencyKey }),
  },
  connections: {
    list: () => get<Page<Connection>>('/connections', { limit: 100 }),
    create: (input: ConnectionDraft) => post<Connection>('/connections', input),
    update: (connectionId: string, input: Partial<ConnectionDraft>) =>
      patch<Connection>(`/connections/${id(connectionId)}`, input),
    remove: (connectionId: string) => remove(`/connections/${id(connectionId)}`),
    test: (connectionId: string) => post<ConnectionTest>(`/connections/${id(connectionId)}/test`),
  },
  employees: {
    list: (query: { fields: string; cursor?: string | undefined }) =>
      get<Page<Employee>>('/employees', { ...query, limit: 100 }),
    read: (number: string, fields?: string) => get<Employee>(`/employees/${id(number)}`, { fields }),
    rows: (number: string, table: string) =>
      get<{ items: EmployeeRow[] }>(`/employees/${id(number)}/tables/${id(table)}`),
  },
  keys: {
    list: () => get<{ items: ApiKey[] }>('/keys'),
    create: (input: { name: string; userId?: string }) => post<CreatedApiKey>('/keys', input),
    revoke: (keyId: string) => remove(`/keys/${id(keyId)}`),
  },
  users: {
    list: () => get<{ items: User[] }>('/users'),
    create: (input: {
      kind: 'person' | 'service';
      email?: string;
      password?: string;
      firstName: string;
      lastName: string;
      accessLevelId: string;
    }) => post<User>('/users', input),
    update: (userId: string, input: { status?: 'enabled' | 'disabled'; accessLevelId?: string }) =>
      patch<User>(`/users/${id(userId)}`, input),
  },
  accessLevels: { list: () => get<{ items: AccessLevel[] }>('/access-levels') },
};

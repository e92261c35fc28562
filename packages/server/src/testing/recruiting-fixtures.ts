// Small servers that speak what is publicly known of Pinpoint and PyjamaHR, for integration tests. They keep
// what they are sent, and can lose an answer after they have done what it answers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface FixtureApplication {
  id: string;
  jobId: string | null;
  firstName: string;
  lastName: string;
  email: string;
  stage: string;
  at: string;
  comments: string[];
  /** The address of a document. */
  resume?: string;
}

export interface FixtureAccount {
  origin: string;
  key: string;
  jobs: { id: string; title: string; status: string }[];
  applications: FixtureApplication[];
  /** Requests that reached it, by method and path. */
  requests: string[];
  /** What becomes of the next write: its answer is lost, after it was done or before. */
  next: { fate: 'lost_done' | 'lost_undone' } | null;
  add(over: Partial<FixtureApplication>): FixtureApplication;
  close(): Promise<void>;
}

type Handle = (account: FixtureAccount, request: IncomingMessage, body: Buffer, url: URL) => unknown;

async function start(
  key: string,
  keyOf: (request: IncomingMessage) => string | undefined,
  handle: Handle,
): Promise<FixtureAccount> {
  const server: Server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const account: FixtureAccount = {
    origin: '',
    key,
    jobs: [],
    applications: [],
    requests: [],
    next: null,
    add(over) {
      const made = {
        id: String(1000 + account.applications.length),
        jobId: account.jobs[0]?.id ?? null,
        firstName: 'Ada',
        lastName: `Fixture-${account.applications.length}`,
        email: `fixture.${account.applications.length}@mail.example`,
        stage: 'new',
        at: new Date().toISOString(),
        comments: [],
        ...over,
      };
      account.applications.push(made);
      return made;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const url = new URL(request.url ?? '/', account.origin);
    account.requests.push(`${request.method} ${url.pathname}`);
    const say = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const given = keyOf(request);
    if (given !== undefined && given !== account.key) {
      say(401, { detail: 'Invalid token.', errors: [{ title: 'Unauthorized' }] });
      return;
    }
    const fate = request.method === 'GET' ? undefined : account.next?.fate;
    if (fate !== undefined) account.next = null;
    if (fate === 'lost_undone') return void response.destroy();
    const value = handle(account, request, body, url);
    if (fate === 'lost_done') return void response.destroy();
    if (value === undefined) say(404, { detail: 'Not found.', errors: [{ title: 'Not found' }] });
    else say(request.method === 'POST' ? 201 : 200, value);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  account.origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return account;
}

const stages: Record<string, string> = { new: 'applied', hired: 'hired', rejected: 'rejected' };

function resourceOf({ id, jobId, firstName, lastName, email, stage, at, resume }: FixtureApplication) {
  return {
    type: 'applications',
    id,
    attributes: {
      first_name: firstName,
      last_name: lastName,
      email,
      created_at: at,
      attachments: resume === undefined ? [] : [{ context: 'cv', url: resume }],
    },
    relationships: {
      job: { data: { type: 'jobs', id: jobId } },
      stage: { data: { type: 'stages', id: stage } },
      candidate: { data: { type: 'candidates', id: `person-${id}` } },
    },
  };
}

const stageResource = ([id, type]: [string, string]) => ({
  type: 'stages',
  id,
  attributes: { name: id, stage_type: type },
});
const pageOf = (data: unknown[]) => ({
  data,
  included: Object.entries(stages).map(stageResource),
  meta: { page_count: 1 },
});

export function startPinpoint(): Promise<FixtureAccount> {
  return start(
    'pinpoint-key',
    (request) => String(request.headers['x-api-key'] ?? ''),
    (account, { method }, body, url) => {
      const [, kind = '', id] = /^\/api\/v1\/([a-z]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
      const found = account.applications.find((one) => one.id === id);
      if (kind === 'jobs')
        return pageOf(
          account.jobs.map(({ id: job, title, status }) => ({
            type: 'jobs',
            id: job,
            attributes: { title, status },
          })),
        );
      if (kind === 'stages') return pageOf(Object.entries(stages).map(stageResource));
      if (kind === 'comments' && method === 'GET') {
        const of = account.applications.find(
          (one) => one.id === url.searchParams.get('filter[application_id]'),
        );
        return pageOf(
          (of?.comments ?? []).map((text, at) => ({
            type: 'comments',
            id: `${at}`,
            attributes: { body: text },
          })),
        );
      }
      const data = body.byteLength === 0 ? undefined : JSON.parse(body.toString('utf8')).data;
      if (kind === 'comments') {
        const to = data.relationships.application.data.id;
        account.applications.find((one) => one.id === to)?.comments.push(data.attributes.body);
        return { data: { type: 'comments', id: '1' } };
      }
      if (kind !== 'applications') return undefined;
      if (method === 'POST') {
        const { first_name, last_name, email } = data.attributes;
        const jobId = data.relationships.job.data.id;
        return {
          data: resourceOf(account.add({ firstName: first_name, lastName: last_name, email, jobId })),
        };
      }
      if (method === 'PATCH' && found !== undefined) found.stage = data.relationships.stage.data.id;
      if (id !== undefined) return found && { ...pageOf([]), data: resourceOf(found) };
      const job = url.searchParams.get('filter[job_id]');
      const all = account.applications.filter((one) => job === null || one.jobId === job);
      return pageOf(all.map(resourceOf).reverse());
    },
  );
}

export function startPyjamaHr(): Promise<FixtureAccount> {
  const keyOf = (request: IncomingMessage) =>
    request.url?.startsWith('/board')
      ? undefined
      : String(request.headers.authorization ?? '').replace(/^Token /, '');
  return start('pyjama-token', keyOf, (account, { method, headers }, body, url) => {
    const shown = ({ id, jobId, firstName, lastName, email, stage, at }: FixtureApplication) => ({
      id,
      job_id: jobId,
      name: `${firstName} ${lastName}`,
      email,
      stage,
      created_at: at,
    });
    if (url.pathname === '/board/jobs') {
      const results = account.jobs.map(({ id, title }) => ({ id, title, published_internally: false }));
      return { count: results.length, next: null, results };
    }
    if (url.pathname === '/v1/candidates' && method === 'POST') {
      const read = (name: string) => fieldIn(body, String(headers['content-type']), name);
      const [first = '', ...rest] = (read('name') ?? '').split(' ');
      const made = {
        firstName: first,
        lastName: rest.join(' '),
        email: read('email') ?? '',
        jobId: read('job_id') ?? null,
      };
      return shown(account.add(made));
    }
    if (url.pathname === '/v1/applications') return { next: null, results: account.applications.map(shown) };
    const id = /^\/v1\/applications\/([^/]+)$/.exec(url.pathname)?.[1];
    const found = account.applications.find((one) => one.id === id);
    return found && shown(found);
  });
}

function fieldIn(body: Buffer, type: string, name: string): string | undefined {
  const text = body.toString('utf8');
  if (type.startsWith('application/json')) return JSON.parse(text)[name];
  return new RegExp(`name="${name}"\r\n\r\n([^\r]*)\r\n`).exec(text)?.[1];
}

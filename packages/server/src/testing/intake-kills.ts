// Many keys, each sent by many at once to two servers on one database, which are killed again and
// again. What the senders were told does not count: the database judges how often each was taken in.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { type OpenContext, openContext } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Connection } from '../db/database.ts';
import { listAccessLevels } from '../modules/access/access-levels.service.ts';
import type { Principal } from '../modules/access/principal.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createJob } from '../modules/jobs/jobs.service.ts';
import { createKey } from '../modules/keys/keys.service.ts';
import { createUser } from '../modules/users/users.service.ts';
import { createLog } from '../platform/log.ts';
import { makeTemporaryDataDir } from './data-dir.ts';
import { urlOf } from './database.ts';
import { freePort, processesWith } from './processes.ts';
import { pool } from './sync-fault-runs.ts';

export interface IntakePlan {
  keys: number;
  /** How many send each of them at the same time. */
  senders: number;
  /** How often one of the two servers is killed. */
  kills: number;
  tell?(progress: string): void;
}

export interface IntakeFigures {
  kills: number;
  requests: number;
  /** Requests whose connection broke: nobody knows what became of them. */
  cut: number;
  /** Keys that were taken in while the first answer reached nobody. */
  lostAnswers: number;
  /** Answers that another one of the same key contradicts. */
  contradicted: number;
  /** Answers that were neither the candidate nor a request to come again. */
  unexpected: string[];
  seconds: number;
  /** By the database. */
  stored: Stored;
}

/** How many rows there are, and for how many of the people who were sent. */
interface Stored {
  candidates: number;
  people: number;
  applications: number;
  created: number;
  applied: number;
  files: number;
  keys: number;
}

interface Server {
  url: string;
  env: Record<string, string>;
  process: ChildProcess | undefined;
}

interface Scene {
  ours: OpenContext;
  owner: Principal;
  apiKey: string;
  jobId: string;
  servers: Server[];
}

const keysAtOnce = 8;
/** Every tenth brings a document. */
const withFile = 10;

export async function runIntakeKills(connection: Connection, plan: IntakePlan): Promise<IntakeFigures> {
  const folder = makeTemporaryDataDir();
  const env = {
    DATABASE_URL: urlOf(connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: folder.path,
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'error',
  };
  const ours = await openContext(readConfig(env), createLog({ level: 'silent' }));
  const processes = processesWith(env);
  try {
    const scene = await setTheScene(ours);
    const started = scene.servers.map(async (server) => {
      server.process = await processes.start('start', server.env);
    });
    await Promise.all(started);
    const course = await sendAndKill(scene, processes, plan);
    return { ...course, stored: await readStored(scene) };
  } finally {
    await processes.killAll();
    await ours.close();
    folder.remove();
  }
}

async function setTheScene(ours: OpenContext): Promise<Scene> {
  const { context } = ours;
  const owner = systemPrincipal(await createCompany(context, { slug: 'crowded', name: 'Crowded' }), 'Test');
  const { id: jobId } = await createJob(context, owner, { title: 'Guide', status: 'open', description: '' });
  const level = (await listAccessLevels(context, owner)).find(({ builtin }) => builtin === 'full_admin');
  const user = await createUser(context, owner, {
    kind: 'service',
    firstName: 'Careers',
    lastName: 'Page',
    accessLevelId: level?.id ?? '',
  });
  const { key: apiKey } = await createKey(context, owner, { name: 'careers page', userId: user.id });
  const servers: Server[] = [];
  for (let count = 0; count < 2; count += 1) {
    const port = String(await freePort());
    servers.push({ url: `http://127.0.0.1:${port}`, env: { JOINERY_PORT: port }, process: undefined });
  }
  return { ours, owner, apiKey, jobId, servers };
}

async function sendAndKill(
  scene: Scene,
  processes: ReturnType<typeof processesWith>,
  { keys, senders, kills, tell = () => undefined }: IntakePlan,
): Promise<Omit<IntakeFigures, 'stored'>> {
  const counts = { kills: 0, requests: 0, cut: 0, lostAnswers: 0, contradicted: 0 };
  const unexpected: string[] = [];
  let ended = 0;
  const beganAt = performance.now();
  const sending = pool(
    Array.from({ length: keys }, (_, index) => index),
    keysAtOnce,
    async (number) => {
      const sent = Array.from({ length: senders }, (_, sender) =>
        sendUntilTaken(scene, { number, first: sender % 2, counts, unexpected }),
      );
      const answers = await Promise.all(sent);
      if (answers.every(({ replayed }) => replayed)) counts.lostAnswers += 1;
      counts.contradicted += new Set(answers.map(({ body }) => body)).size - 1;
      ended += 1;
      if (ended % 100 === 0) tell(`${ended} keys, ${counts.kills} kills`);
    },
  );
  let isSent = false;
  const sent = sending.finally(() => {
    isSent = true;
  });
  // A failure is told by whoever waits below.
  sent.catch(() => undefined);
  while (!isSent && counts.kills < kills) {
    await delay(5);
    // Shares of the way, so that a slow machine is killed as evenly as a fast one.
    if (ended < (keys * (counts.kills + 0.3)) / kills) continue;
    await delay(Math.random() * 60);
    const victim = scene.servers[counts.kills % 2];
    if (victim?.process === undefined) break;
    await processes.kill(victim.process);
    counts.kills += 1;
    victim.process = await processes.start('start', victim.env);
  }
  await sent;
  return { ...counts, unexpected, seconds: (performance.now() - beganAt) / 1000 };
}

interface Sending {
  number: number;
  first: number;
  counts: { requests: number; cut: number };
  unexpected: string[];
}

/** As a careers page with two addresses would: the same again, elsewhere, until it is taken. */
async function sendUntilTaken(
  { servers, apiKey, jobId }: Scene,
  { number, first, counts, unexpected }: Sending,
): Promise<{ body: string; replayed: boolean }> {
  // Without an address that is theirs alone, the same content is not taken for the same person: only
  // the key stands between them and being there twice.
  const person = { name: `Person ${number}`, jobId };
  const resume = { name: 'cv.txt', base64: Buffer.from(`The life of ${number}`).toString('base64') };
  const request = {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': `application ${number}`,
    },
    body: JSON.stringify(number % withFile === 0 ? { ...person, resume } : person),
  };
  for (let attempt = first; ; attempt += 1) {
    const { url } = servers[attempt % servers.length] as Server;
    counts.requests += 1;
    const answer = await fetch(`${url}/v1/candidates`, request).catch(() => undefined);
    const body = await answer?.text().catch(() => undefined);
    if (answer?.status === 201 && body !== undefined)
      return { body, replayed: answer.headers.get('idempotency-replayed') === 'true' };
    if (answer === undefined || body === undefined) counts.cut += 1;
    else if (answer.status !== 409) {
      unexpected.push(`${answer.status} ${body.slice(0, 200)}`);
      if (unexpected.length > 50) throw new Error(`Unexpected answers: ${unexpected[0]}`);
    }
    await delay(20 + Math.random() * 60);
  }
}

async function readStored({ ours: { context }, owner }: Scene): Promise<Stored> {
  const { rows } = await context.db.inCompany(owner.companyId, (tx) =>
    sql<Stored>`
      select (select count(*)::int from candidates) as candidates,
             (select count(distinct last_name)::int from candidates) as people,
             (select count(distinct candidate_id)::int from applications) as applications,
             (select count(*)::int from events where type = 'candidates.created') as created,
             (select count(*)::int from events where type = 'candidates.applied') as applied,
             (select count(*)::int from attachments) as files,
             (select count(*)::int from idempotency_keys where status = 201) as keys`.execute(tx),
  );
  const [stored] = rows;
  if (stored === undefined) throw new Error('The database does not say what it stored.');
  return stored;
}

/** What the database has to say when each key was taken in once. */
export function expectedOf({ keys }: Pick<IntakePlan, 'keys'>): Stored {
  const files = Math.ceil(keys / withFile);
  return {
    candidates: keys,
    people: keys,
    applications: keys,
    created: keys,
    applied: keys,
    files,
    keys,
  };
}

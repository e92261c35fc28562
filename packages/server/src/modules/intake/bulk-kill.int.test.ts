// The whole server, killed as if the power had gone while it takes in lines, and sent the same lines
// again: whoever has a key is added once, and nobody is lost. Their names alone tell them apart, so
// nothing but the keys knows that they came before.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase, urlOf } from '../../testing/database.ts';
import { freePort, victimsWith } from '../../testing/processes.ts';
import { createSandbox } from '../sandboxes/sandboxes.service.ts';

const dataDir = makeTemporaryDataDir();
let database: TestDatabase;
let opened: OpenContext;
let victims: ReturnType<typeof victimsWith>;
let url: string;
let companyId: string;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const port = await freePort();
  url = `http://127.0.0.1:${port}/v1/candidates/bulk`;
  const env = {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(port),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
  };
  victims = victimsWith(env, dataDir.path);
  opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  const { company, apiKey } = await createSandbox(opened.context, {
    slug: 'acme',
    name: 'Acme',
    employees: 1,
  });
  companyId = company.id;
  authorization = `Bearer ${apiKey}`;
});
afterAll(async () => {
  await victims.killAll();
  await opened.close();
  await database.drop();
  dataDir.remove();
});

const people = 1_000;
const told = 120;

/** Lines of the answer, until it ends or so many are there. */
async function send(body: string, headers: Record<string, string>, until = Number.POSITIVE_INFINITY) {
  const type = { 'content-type': 'application/x-ndjson', 'accept-encoding': 'identity' };
  const answer = await fetch(url, { method: 'POST', body, headers: { authorization, ...type, ...headers } });
  expect(answer.status).toBe(200);
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split('\n').length > until) break;
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

it.each([
  ['a key of the request', { 'idempotency-key': 'all of them' }, () => ({})],
  ['a key of each line', {}, (at: number) => ({ key: `line-${at}` })],
])(
  'the server killed in the middle: with %s everybody is added once',
  async (_what, headers: Record<string, string>, keyOf) => {
    const round = randomBytes(4).toString('hex');
    const lines = Array.from({ length: people }, (_, at) =>
      JSON.stringify({ firstName: `Person ${at}`, lastName: round, byHand: true, ...keyOf(at) }),
    ).join('\n');
    await victims.server();
    const first = await send(lines, headers, told);
    await victims.killAll();
    await victims.server();
    const again = await send(lines, headers);
    const end = again.pop();
    expect(end).toMatchObject({ done: true, complete: true, lines: people, failed: 0 });
    // Killed after some, and before all.
    expect(end.known).toBeGreaterThanOrEqual(told);
    expect(end.created).toBeGreaterThan(0);
    for (const { line, candidateId } of first)
      expect(again[line - 1]).toMatchObject({ line, candidateId, outcome: 'known' });
    const added = await opened.context.db.inCompany(companyId, (tx) =>
      tx.selectFrom('candidates').select('first_name').where('last_name', '=', round).execute(),
    );
    expect(new Set(added.map(({ first_name: name }) => name)).size).toBe(people);
    expect(added).toHaveLength(people);
  },
);

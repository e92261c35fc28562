// The whole server, killed as if the power had gone while it imports a table, and started again: everybody
// is added once, and nobody is lost. Every place: `npm run bench -- write-kills`.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { CrashPoint } from '../../engine/crash-points.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase, urlOf } from '../../testing/database.ts';
import { killsOf } from '../../testing/kill-forms.ts';
import { freePort, victimsWith } from '../../testing/processes.ts';
import type { Principal } from '../access/principal.ts';
import { authenticateKey } from '../keys/keys.service.ts';
import { createSandbox } from '../sandboxes/sandboxes.service.ts';
import { getImport, startImport, uploadImport } from './candidate-imports.service.ts';
import { admitTable } from './import-tables.ts';

const dataDir = makeTemporaryDataDir();
let database: TestDatabase;
let opened: OpenContext;
let principal: Principal;
let victims: ReturnType<typeof victimsWith>;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(await freePort()),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
  };
  victims = victimsWith(env, dataDir.path);
  opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  const { apiKey } = await createSandbox(opened.context, { slug: 'acme', name: 'Acme', employees: 1 });
  const found = await authenticateKey(opened.context, apiKey);
  if (found === undefined) throw new Error('the key is not known');
  principal = found;
});
afterAll(async () => {
  await victims.killAll();
  await opened.close();
  await database.drop();
  dataDir.remove();
});

const patience = { timeout: 90_000, interval: 200 };
const people = 120;

// One while lines are checked; where some were taken and nothing says so; and when all are.
const points = killsOf<CrashPoint>(
  [
    'check-import/check:begin',
    'check-import/end:begin',
    'run-import/take:begin',
    'run-import/take:done',
    'run-import/end:begin',
  ],
  (at) => /check-import.end|take:done|run-import.end/.test(at),
);

describe('the server killed', () => {
  it.each(points)(
    'at %s has everybody of a table added once',
    async (point) => {
      const round = randomBytes(4).toString('hex');
      const lines = Array.from({ length: people }, (_, at) => `Person ${at},p${at}.${round}@example.com`);
      const bytes = Buffer.from(['Name,Email', ...lines, ',no-name@example.com'].join('\n'));
      const upload = { field: 'file', name: 'people.csv', contentType: '', bytes };
      const stateOf = (id: string) => async () => (await getImport(opened.context, principal, id)).state;
      const lead = async (): Promise<string> => {
        const { id } = await uploadImport(opened.context, principal, [await admitTable(upload)]);
        if (point.startsWith('check-import')) return id;
        await expect.poll(stateOf(id), patience).toBe('ready');
        await startImport(opened.context, principal, id);
        return id;
      };
      const id = await victims.killServerAt(point, lead);
      await victims.server();
      if (point.startsWith('check-import')) {
        await expect.poll(stateOf(id), patience).toBe('ready');
        await startImport(opened.context, principal, id);
      }
      await expect.poll(stateOf(id), patience).toBe('mending');
      const { counts } = await getImport(opened.context, principal, id);
      expect(counts).toMatchObject({ total: people + 1, created: people, bad: 1, good: 0, unchecked: 0 });
      const added = await opened.context.db.inCompany(principal.companyId, (tx) =>
        tx.selectFrom('candidates').select('email').where('email', 'like', `%.${round}@%`).execute(),
      );
      expect(new Set(added.map(({ email }) => email)).size).toBe(people);
      expect(added).toHaveLength(people);
    },
    240_000,
  );
});

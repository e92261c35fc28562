// The whole server, killed as if the power had gone while it scans, reads and fetches documents, and
// started again: each is read once, a résumé that does not come is told once, and nothing is left over.
// Every place: `npm run bench -- write-kills`.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { CrashPoint } from '../../engine/crash-points.ts';
import { closeReaders } from '../../platform/documents/reader.ts';
import { aDocx } from '../../platform/documents/testing/office.ts';
import { type FakeClamd, startFakeClamd } from '../../platform/egress/testing/clamd.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase, urlOf } from '../../testing/database.ts';
import { killsOf } from '../../testing/kill-forms.ts';
import { freePort, victimsWith } from '../../testing/processes.ts';
import type { Principal } from '../access/principal.ts';
import { getCandidate, listTimeline } from '../candidates/candidates.service.ts';
import { createCandidate } from '../intake/intake.service.ts';
import { authenticateKey } from '../keys/keys.service.ts';
import { createSandbox } from '../sandboxes/sandboxes.service.ts';

const dataDir = makeTemporaryDataDir();

let database: TestDatabase;
let clamd: FakeClamd;
let opened: OpenContext;
let principal: Principal;
let victims: ReturnType<typeof victimsWith>;

beforeAll(async () => {
  database = await createTestDatabase();
  clamd = await startFakeClamd();
  const env = {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(await freePort()),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
    JOINERY_CLAMD: clamd.address,
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
  closeReaders();
  await opened.close();
  await clamd.close();
  await database.drop();
  dataDir.remove();
});

const candidateOf = (id: string) => getCandidate(opened.context, principal, id);

async function stored(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of opened.context.storage.list()) keys.push(key);
  return keys.sort();
}

async function named(): Promise<string[]> {
  const rows = await opened.context.db.inCompany(principal.companyId, (tx) =>
    tx.selectFrom('files').select('storage_key').execute(),
  );
  return rows.map((row) => row.storage_key).sort();
}

const patience = { interval: 100 };

// Somebody else each time: the same person with the same document is taken for a double.
let people = 0;
const anew = () => {
  people += 1;
  return `number.${people}@mail.example`;
};

// Where what was done is not yet recorded, and before a document is asked for.
const isTelling = (at: CrashPoint): boolean => /:done|fetch:/.test(at);
const readPoints: CrashPoint[] = [
  'read-documents/scan:begin',
  'read-documents/scan:done',
  'read-documents/read:begin',
  'read-documents/read:done',
];
const fetchPoints: CrashPoint[] = [
  'fetch-resume/fetch:begin',
  'fetch-resume/give-up:begin',
  'fetch-resume/give-up:done',
];

describe('the server killed', () => {
  it.each(killsOf(readPoints, isTelling))('at %s has the document read once', async (point) => {
    const bytes = aDocx({ body: 'Cabinetmaker' });
    const { id } = await victims.killServerAt(point, () =>
      createCandidate(opened.context, principal, { name: 'Ann Lee', email: anew() }, [
        { field: 'resume', name: 'cv.docx', contentType: '', bytes },
      ]),
    );
    await victims.server();
    const flags = async () => (await candidateOf(id)).attachments[0]?.flags;
    await expect.poll(flags, patience).not.toBeNull();
    expect((await candidateOf(id)).attachments[0]).toMatchObject({ scanState: 'clean' });
    expect(await stored()).toEqual(await named());
  });

  it.each(killsOf(fetchPoints, isTelling))('at %s tells once that a résumé did not come', async (point) => {
    const resume = { url: 'https://nobody.invalid/cv.pdf' };
    const { id } = await victims.killServerAt(point, () =>
      createCandidate(opened.context, principal, { name: 'Bob Lee', email: anew(), resume }, []),
    );
    await victims.server();
    const state = async () => (await candidateOf(id)).resumeFetch?.state;
    await expect.poll(state, patience).toBe('failed');
    const { items } = await listTimeline(opened.context, principal, id, { limit: 50 });
    expect(items.filter(({ summary }) => summary.includes('could not be fetched'))).toHaveLength(1);
    expect(await stored()).toEqual(await named());
  });
});

// The whole server, killed at places of sending a candidate and of reading an account, and started again.
// The account's ledger and tables judge: nothing is sent twice, and nobody comes twice or not at all.
// Every place: `npm run bench -- write-kills`.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { type CrashPoint, crashPoints } from '../../engine/crash-points.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase, urlOf } from '../../testing/database.ts';
import { killsOf } from '../../testing/kill-forms.ts';
import { freePort, victimsWith } from '../../testing/processes.ts';
import {
  makeRecruitingBench,
  type RecruitingBench,
  readApplicants,
  until,
} from '../../testing/recruiting-bench.ts';
import { setStage } from '../applications/applications.service.ts';
import { createCandidate } from '../intake/intake.service.ts';
import { listRuns, readNow } from './recruiting.service.ts';
import { sendToRecruiting } from './recruiting-writes.service.ts';

let database: TestDatabase;
let opened: OpenContext;
let bench: RecruitingBench;
let processes: ReturnType<typeof victimsWith>;
const dataDir = makeTemporaryDataDir();
const post = 'POST /v1/applicant_tracking/application';

beforeAll(async () => {
  database = await createTestDatabase();
  const port = await freePort();
  const env = {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(port),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
  };
  opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  opened.listensOn(port);
  bench = await makeRecruitingBench(opened.context, `http://127.0.0.1:${port}`);
  processes = victimsWith(env, dataDir.path);
  await processes.server();
  await bench.set({ source: true, sink: true });
}, 240_000);
afterAll(async () => {
  await processes.killAll();
  await opened.close();
  await database.drop();
  dataDir.remove();
});

const isOver = async (workflow: string) => (await opened.context.engine.status(workflow))?.state === 'done';
const executed = async () => (await bench.ledger(post)).filter((one) => one.executed).length;

let count = 0;

// Where a byte may have left, where it is looked whether it did, and at the end.
const sendPoints = killsOf<CrashPoint>(
  [
    ...crashPoints.filter((point) => point.startsWith('recruiting.')),
    'send-recruiting-write/look:done',
    'send-recruiting-write/send:done',
    'send-recruiting-write/end:done',
    'send-recruiting-write/end:recorded',
  ],
  (at) => /\.sen[dt]|look:|end:done/.test(at),
);

describe('the server killed while a candidate is sent', () => {
  it.each(sendPoints)(
    'at %s has sent them once',
    async (at) => {
      count += 1;
      const job = await bench.aJobThere({ title: `Sent ${count}` });
      await bench.read();
      const person = {
        firstName: 'Alan',
        lastName: `Killed-${count}`,
        email: `killed.${count}@mail.example`,
      };
      const candidate = await createCandidate(bench.context, bench.owner, person, []);
      const before = await executed();
      let id = '';
      await processes.killServerAt(at, async () => {
        const input = {
          kind: 'post_candidate' as const,
          connectionId: bench.connectionId,
          candidateId: candidate.id,
        };
        id = (
          await sendToRecruiting(bench.context, bench.owner, {
            ...input,
            jobId: String(job.number),
            without: [],
          })
        ).id;
      });
      await processes.server();
      expect(await bench.write(id, 'done', 'refused', 'needs_attention')).toMatchObject({ state: 'done' });
      expect(await executed()).toBe(before + 1);
      // The next victim would come by its place in this run.
      await until('its work is over', async () => ((await isOver(`${id}:1`)) ? true : undefined));
    },
    240_000,
  );
});

// Where what was read or asked for is there, and nothing says so yet.
const readPoints = killsOf<CrashPoint>(
  [
    'read-recruiting/read-page:done',
    'read-recruiting/take:done',
    'read-recruiting/take:recorded',
    'read-recruiting/follow:done',
    'read-recruiting/end:done',
  ],
  (at) => /take:done|follow:/.test(at),
);

describe('the server killed while an account is read', () => {
  it.each(readPoints)(
    'at %s has taken each application once, and followed each hire once',
    async (at) => {
      count += 1;
      const title = `Read ${count}`;
      const job = await bench.aJobThere({ title });
      const hired = await bench.applyThere(job.number);
      await bench.applyThere(job.number);
      await setStage(bench.context, bench.there, {
        applicationNumber: hired.applicationNumber,
        stageNumber: 15,
      });
      let id = '';
      await processes.killServerAt(at, async () => {
        id = (await readNow(bench.context, bench.owner, bench.connectionId)).id;
      });
      await processes.server();
      await until('the reading is over', async () => {
        const { items } = await listRuns(bench.context, bench.owner, bench.connectionId, { limit: 5 });
        return items.find((run) => run.id === id && run.state === 'done');
      });
      const here = (await readApplicants(bench.context, bench.owner.companyId)).filter(
        (row) => row.job === title,
      );
      expect(here.map(({ stage }) => stage).sort()).toEqual(['hired', 'new']);
      await until('its work is over', async () =>
        (await isOver(`read-recruiting/${id}`)) ? true : undefined,
      );
    },
    240_000,
  );
});

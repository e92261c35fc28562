import { describe, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../db/embedded/embedded.ts';
import { clusterProcesses } from '../db/embedded/testing/processes.ts';
import { migrate } from '../db/migrate.ts';
import { createLog } from '../platform/log.ts';
import { makeTemporaryDataDir } from '../testing/data-dir.ts';
import { databaseDeath } from './conformance/cases.ts';
import { openHarness, until } from './conformance/harness.ts';

const small = { workers: 2, partitions: 3, perPartition: 3, pauseMs: 60, kills: 2, killEveryMs: 600 };

describe('the engine', () => {
  // A killed server leaves a socket that refuses; one that was shut down leaves none.
  const signals = ['SIGKILL', 'SIGINT'] as const;
  it.for(signals)('survives the end of its database by %s', { timeout: 120_000 }, async (signal) => {
    const dataDir = makeTemporaryDataDir();
    const server = await startEmbeddedPostgres({
      dataDir: dataDir.path,
      log: createLog({ level: 'silent' }),
    });
    try {
      await migrate(server.connection);
      const harness = await openHarness(server.connection);
      await databaseDeath(() => end(server, signal))
        .run(harness, small)
        .finally(harness.close);
    } finally {
      await server.stop();
      dataDir.remove();
    }
  });
});

/** Its keeper in this process starts it again. */
async function end(server: EmbeddedPostgres, signal: NodeJS.Signals): Promise<void> {
  const victims = clusterProcesses(server.place);
  const [postmaster] = victims;
  if (postmaster !== undefined) process.kill(postmaster, signal);
  // Until its last helper is gone, an old session may still answer.
  await until('the server is gone', 20_000, async () =>
    clusterProcesses(server.place).every((pid) => !victims.includes(pid)),
  );
}

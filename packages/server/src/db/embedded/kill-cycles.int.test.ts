import { expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { runKillCycles } from './testing/kill-cycles.ts';

const log = createLog({ level: 'silent' });

it('loses no acknowledged row in 10 cycles of kill -9 on writers and databases', {
  timeout: 120_000,
  skip: process.platform !== 'linux',
}, async () => {
  const dataDir = makeTemporaryDataDir();
  onTestFinished(dataDir.remove);
  const result = await runKillCycles({ cycles: 10, dataDir: dataDir.path, log });
  expect(result).toMatchObject({ cycles: 10, lost: 0 });
  expect(result.acknowledged).toBeGreaterThan(500);
  expect(result.slowestStartMs).toBeLessThan(30_000);
});

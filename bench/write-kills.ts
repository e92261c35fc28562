// The server killed at every place of a write of a mirrored company, by kind of write. Goal: the source
// executed each write once, by its ledger. The tests of npm test, which has the telling ones.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = 'packages/server/src/modules/provider-writes/send-provider-write.int.test.ts';
const { status } = spawnSync(
  process.execPath,
  [`${root}/node_modules/vitest/vitest.mjs`, 'run', '--project', 'integration', file],
  { cwd: root, stdio: 'inherit', env: { ...process.env, KILLS: 'all' } },
);
process.exitCode = status ?? 1;

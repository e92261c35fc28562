// The server killed at every place of a write of a mirrored company by kind of write, of a change of a
// hire, of the way back from a refused key, and of a webhook. Goal: the ledger of who receives has each of
// them once. The tests of npm test, which has the telling places.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = 'packages/server/src/modules';
const files = [
  `${modules}/provider-writes/send-provider-write.int.test.ts`,
  `${modules}/hires/send-hire-change.int.test.ts`,
  `${modules}/reconnects/reconnects.int.test.ts`,
  `${modules}/webhooks/webhooks-kill.int.test.ts`,
];
const { status } = spawnSync(
  process.execPath,
  [`${root}/node_modules/vitest/vitest.mjs`, 'run', '--project', 'integration', ...files],
  { cwd: root, stdio: 'inherit', env: { ...process.env, KILLS: 'all' } },
);
process.exitCode = status ?? 1;

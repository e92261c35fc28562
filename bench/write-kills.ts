// The server killed at every place of a write of a mirrored company by kind of write, of a change of a
// hire, of its beginning and its end, of the way back from a refused key, of a webhook, of recruiting in an
// account, of an import and of a document. Goal: the ledger of who receives has each of them once. The tests
// of npm test, which has the telling places.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = 'packages/server/src/modules';
const files = [
  `${modules}/provider-writes/send-provider-write.int.test.ts`,
  `${modules}/hires/begin-hire.int.test.ts`,
  `${modules}/hires/send-hire.int.test.ts`,
  `${modules}/hires/send-hire-change.int.test.ts`,
  `${modules}/reconnects/reconnects.int.test.ts`,
  `${modules}/webhooks/webhooks-kill.int.test.ts`,
  `${modules}/recruiting/recruiting-kill.int.test.ts`,
  `${modules}/candidate-imports/import-kill.int.test.ts`,
  `${modules}/documents/documents-kill.int.test.ts`,
];
const { status } = spawnSync(
  process.execPath,
  [`${root}/node_modules/vitest/vitest.mjs`, 'run', '--project', 'integration', ...files],
  { cwd: root, stdio: 'inherit', env: { ...process.env, KILLS: 'all' } },
);
process.exitCode = status ?? 1;

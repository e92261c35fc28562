// A server of the native API as a process of its own, for tests that kill it. Prints its
// address and a key; every start on the same database uses the same company.
import { mkdtempSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { readConfig } from '../../../config.ts';
import { type Connection, openDatabase } from '../../../db/database.ts';
import { listAccessLevels } from '../../../modules/access/access-levels.service.ts';
import { builtinLevels } from '../../../modules/access/levels.ts';
import { createCompany, findCompany, systemPrincipal } from '../../../modules/companies/companies.service.ts';
import type { Context } from '../../../modules/context.ts';
import { createKey } from '../../../modules/keys/keys.service.ts';
import { createUser } from '../../../modules/users/users.service.ts';
import { systemClock } from '../../../platform/clock.ts';
import { openSecrets } from '../../../platform/crypto/seal.ts';
import { createLog } from '../../../platform/log.ts';
import { openDiskStorage } from '../../../platform/storage/disk.ts';
import { installPipeline, serverOptions } from '../../pipeline.ts';
import { apiSurface } from '../index.ts';

const [connectionText = '{}', secret = ''] = process.argv.slice(2);
const connection: Connection = JSON.parse(connectionText);
const dataDir = mkdtempSync(join(tmpdir(), 'joinery-test-'));
const parts: Omit<Context, 'engine' | 'egress' | 'setupToken'> = {
  config: readConfig({ JOINERY_DATA_DIR: dataDir }),
  db: openDatabase(connection),
  clock: systemClock,
  secrets: openSecrets(secret),
  storage: openDiskStorage(join(dataDir, 'files')),
  approvalSubjects: {},
  log: createLog({ level: 'silent' }),
};
// No route that the test asks for reaches the engine or another server.
const context = parts as Context;

const company =
  (await findCompany(context, 'killed')) ??
  (await createCompany(context, { slug: 'killed', name: 'Killed' }));
const owner = systemPrincipal(company);
const app = Fastify(serverOptions(context));
installPipeline(app, context);
await app.register(apiSurface(context));
const url = await app.listen({ port: 0, host: '127.0.0.1' });
flushCompileCache();
process.stdout.write(`${JSON.stringify({ url, key: await makeKey() })}\n`);

// Keys of one user, so that the same Idempotency-Key is the same one after a restart.
async function makeKey(): Promise<string> {
  const { listUsers } = await import('../../../modules/users/users.service.ts');
  const levels = await listAccessLevels(context, owner);
  const accessLevelId = levels.find((level) => level.name === builtinLevels.account_owner?.name)?.id ?? '';
  const input = { kind: 'service' as const, firstName: 'Robot', lastName: '', accessLevelId };
  const user = (await listUsers(context, owner))[0] ?? (await createUser(context, owner, input));
  return (await createKey(context, owner, { name: 'test', userId: user.id })).key;
}

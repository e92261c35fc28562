// Makes the companies in a data folder, in a process of its own: what it leaves in memory must not
// be counted as the server's. They are live companies: a sandbox writes two entries into its ledger
// for each request, which is what a sandbox is for and not what a read costs.
import { openContext } from '../../packages/server/src/app.ts';
import { readConfig } from '../../packages/server/src/config.ts';
import { listAccessLevels } from '../../packages/server/src/modules/access/access-levels.service.ts';
import { accountOwner } from '../../packages/server/src/modules/access/levels.ts';
import {
  createCompany,
  systemPrincipal,
} from '../../packages/server/src/modules/companies/companies.service.ts';
import type { Context } from '../../packages/server/src/modules/context.ts';
import { importEmployees } from '../../packages/server/src/modules/employees/employees.service.ts';
import { createKey } from '../../packages/server/src/modules/keys/keys.service.ts';
import { inventPerson } from '../../packages/server/src/modules/sandboxes/people.ts';
import { createUser } from '../../packages/server/src/modules/users/users.service.ts';
import { createLog } from '../../packages/server/src/platform/log.ts';
import { slugs, smallCompany } from './scene.ts';

const [dataDir = '', large = '0'] = process.argv.slice(2);
const batchSize = 500;

const config = readConfig({ JOINERY_DATA_DIR: dataDir, JOINERY_LOG_LEVEL: 'silent' });
const { context, close } = await openContext(config, createLog({ level: 'silent' }));
const keys = {
  small: await make(context, slugs.small, smallCompany),
  large: await make(context, slugs.large, Number(large)),
};
await close();
process.send?.(keys);
process.disconnect();

async function make(to: Context, slug: string, employees: number): Promise<string> {
  const company = await createCompany(to, { slug, name: slug, kind: 'live' });
  const principal = systemPrincipal(company);
  const today = new Date().toISOString().slice(0, 10);
  const population = { seed: slug, count: employees, today, domain: `${slug}.example`, firstNumber: 1 };
  for (let from = 0; from < employees; from += batchSize) {
    const size = Math.min(batchSize, employees - from);
    const people = Array.from({ length: size }, (_, index) => inventPerson(population, from + index));
    await importEmployees(to, principal, people);
  }
  const owner = (await listAccessLevels(to, principal)).find(({ builtin }) => builtin === accountOwner);
  const user = await createUser(to, principal, {
    kind: 'service',
    firstName: 'Bench',
    lastName: '',
    accessLevelId: owner?.id ?? '',
  });
  return (await createKey(to, principal, { name: 'Bench', userId: user.id })).key;
}

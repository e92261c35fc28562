// Sandbox companies: made up on demand, for testing integrations on.
import type { Company, CompanyInput } from '@joinery/sdk';
import { dateIn } from '../../platform/clock.ts';
import { listAccessLevels } from '../access/access-levels.service.ts';
import { accountOwner } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import { createCompany, systemPrincipal } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { importEmployees } from '../employees/employees.service.ts';
import { addCustomField } from '../fields/custom-fields.service.ts';
import { ownUrl } from '../installation/installation.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { importTimeOff } from '../time-off/time-off-import.service.ts';
import { createUser } from '../users/users.service.ts';
import { inventTimeOff } from './absences.ts';
import { inventDependents } from './families.ts';
import { seedHiring } from './hiring-seed.service.ts';
import { inventPerson } from './people.ts';
import { sandboxUrl } from './sandboxes.ts';
import { seedTalent, seedTalentSettings } from './talent-seed.service.ts';

export interface SandboxInput {
  slug: string;
  name: string;
  employees: number;
  /** The same seed gives the same people; the slug when absent. */
  seed?: string;
  currency?: CompanyInput['currency'];
}

export interface Sandbox {
  company: Company;
  /** Of a service user with every right; shown only now. */
  apiKey: string;
  /** Everything before `/v1` in the BambooHR dialect. */
  baseUrl: string;
}

/** Custom field that carries the marker of a hire. */
export const markerField = { alias: 'customJoineryId', name: 'Joinery ID', type: 'text' as const };

const batchSize = 500;

/**
 * Makes a sandbox company with people, history and a key.
 *
 * @throws JoineryError `companies.name_taken`.
 */
export async function createSandbox(context: Context, input: SandboxInput): Promise<Sandbox> {
  const { slug, name, currency } = input;
  const company = await createCompany(context, {
    slug,
    name,
    kind: 'sandbox',
    ...(currency && { currency }),
  });
  const principal = systemPrincipal(company);
  await addCustomField(context, principal, markerField);
  await seedTalentSettings(context, principal);
  await populate(context, principal, input);
  await seedHiring(context, principal, { seed: input.seed ?? slug, employees: input.employees });
  return {
    company,
    apiKey: await makeOwnerKey(context, principal),
    baseUrl: sandboxUrl(ownUrl(context), slug),
  };
}

async function populate(context: Context, principal: Principal, input: SandboxInput): Promise<void> {
  const population = {
    seed: input.seed ?? input.slug,
    count: input.employees,
    today: dateIn(principal.company.timeZone, context.clock.now()),
    domain: `${input.slug}.example`,
    // Numbers are given in order, and nobody was there before.
    firstNumber: 1,
  };
  for (let from = 0; from < input.employees; from += batchSize) {
    const size = Math.min(batchSize, input.employees - from);
    const { seed, today } = population;
    const people = Array.from({ length: size }, (_, index) => {
      const { values, rows } = inventPerson(population, from + index);
      return { values, rows: [...rows, ...inventDependents(seed, from + index, values)] };
    });
    const numbers = await importEmployees(context, principal, people);
    const seeded = people.map(({ values: { hireDate } }, index) => ({
      number: numbers[index] ?? 0,
      hiredOn: typeof hireDate === 'string' ? hireDate : null,
    }));
    const timeOff = seeded.map((person) => inventTimeOff(seed, person, today));
    await importTimeOff(context, principal, timeOff);
    await seedTalent(context, principal, { seed, today }, seeded);
  }
}

async function makeOwnerKey(context: Context, principal: Principal): Promise<string> {
  const levels = await listAccessLevels(context, principal);
  const owner = levels.find(({ builtin }) => builtin === accountOwner);
  const user = await createUser(context, principal, {
    kind: 'service',
    firstName: 'Sandbox',
    lastName: 'Owner',
    accessLevelId: owner?.id ?? '',
  });
  return (await createKey(context, principal, { name: 'Sandbox', userId: user.id })).key;
}

export { addFault, listFaults, removeFault, removeFaults, takeFault } from './sandbox-faults.service.ts';
export {
  downloadRequests,
  getLimit,
  listRequests,
  recordRequest,
  removeLimit,
  removeRequests,
  setLimit,
  settleRequest,
} from './sandbox-ledger.service.ts';

// Sandbox companies: made up on demand, for testing integrations on.
import { type Company, type CompanyInput, JoineryError } from '@joinery/sdk';
import { atTime } from '../../db/database.ts';
import { dateIn, startOfDate } from '../../platform/clock.ts';
import { listAccessLevels } from '../access/access-levels.service.ts';
import { accountOwner } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import {
  createCompany,
  listUnfinished,
  removeCompanyRow,
  systemPrincipal,
  updateCompanyState,
} from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { importEmployees } from '../employees/employees.service.ts';
import { addCustomField } from '../fields/custom-fields.service.ts';
import { afterRemoving, discardFiles } from '../files/files.service.ts';
import { ownUrl } from '../installation/installation.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { importTimeOff } from '../time-off/time-off-import.service.ts';
import { createUser } from '../users/users.service.ts';
import { forgetRelayPlace } from '../webhooks/webhook-relay.service.ts';
import { inventTimeOff } from './absences.ts';
import { parentsFirst } from './company-tables.ts';
import { inventDependents } from './families.ts';
import { seedHiring } from './hiring-seed.service.ts';
import { inventPerson } from './people.ts';
import { randomFrom } from './random.ts';
import * as snapshots from './sandbox-snapshots.repository.ts';
import { seedSnapshot, takeSnapshot } from './sandbox-snapshots.service.ts';
import { assertSandboxOwner, sandboxUrl } from './sandboxes.ts';
import { seedTalent, seedTalentSettings } from './talent-seed.service.ts';
import { seedWorkplaces } from './workplaces-seed.service.ts';

export interface SandboxInput {
  slug: string;
  name: string;
  employees: number;
  /** The same seed gives the same company; the slug when absent. */
  seed?: string;
  /**
   * The date on which the company begins, by its own clock: history ends here, future hires come
   * after it. Today when absent.
   */
  asOf?: string;
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
 * Makes a sandbox company with people, history, a key and a snapshot of how it begins. One that was
 * cut off while it was made, under the same name, is removed first.
 *
 * @throws JoineryError `companies.name_taken`, also while another process makes it.
 */
export async function createSandbox(
  context: Context,
  input: SandboxInput,
  progress: (done: number) => void = () => undefined,
): Promise<Sandbox> {
  const asOf = input.asOf ?? dateIn('UTC', context.clock.now());
  const began = startOfDate('UTC', asOf);
  // Everything that is made is stamped with one instant: twins differ in nothing that callers can see.
  const still = { ...context, clock: { now: () => began }, db: atTime(context.db, began) };
  return whileHoldingName(context, input.slug, async () => {
    const company = await beginCompany(context, still, input);
    const principal = systemPrincipal(company);
    try {
      await addCustomField(still, principal, markerField);
      await seedTalentSettings(still, principal);
      await populate(still, principal, { ...input, asOf }, progress);
      await seedWorkplaces(still, principal, input);
      await seedHiring(still, principal, { seed: input.seed ?? input.slug, employees: input.employees });
      const apiKey = await makeOwnerKey(context, still, principal);
      const clockOffsetSeconds = input.asOf === undefined ? 0 : secondsUntil(context, began);
      await context.db.inCompany(company.id, (tx) =>
        updateCompanyState(tx, company.id, { clockOffsetSeconds, rolledTo: asOf, inMaking: false }),
      );
      await takeSnapshot(context, principal, seedSnapshot);
      return { company, apiKey, baseUrl: sandboxUrl(ownUrl(context), input.slug) };
    } catch (error) {
      await removeCompany(context, company).catch((err: unknown) =>
        context.log.warn(
          { err },
          'a sandbox that could not be made is left over; its name is free all the same',
        ),
      );
      throw error;
    }
  });
}

function secondsUntil({ clock }: Pick<Context, 'clock'>, at: Date): number {
  return Math.ceil((at.getTime() - clock.now().getTime()) / 1000);
}

// Held by an open transaction: whoever dies lets the name go, whatever machine it ran on.
async function whileHoldingName<T>(
  { db }: Pick<Context, 'db'>,
  slug: string,
  work: () => Promise<T>,
): Promise<T> {
  return db.outside(async (tx) => {
    if (!(await snapshots.tryHoldName(tx, slug)))
      throw new JoineryError(
        'companies.name_taken',
        `A sandbox with the name ${slug} is being made just now.`,
      );
    return work();
  });
}

async function beginCompany(
  context: Context,
  still: Context,
  { slug, name, currency, seed = slug }: SandboxInput,
): Promise<Company> {
  const unfinished = (await context.db.outside(listUnfinished)).find((company) => company.slug === slug);
  if (unfinished !== undefined) await removeCompany(context, unfinished);
  const input = { slug, name, kind: 'sandbox' as const, ...(currency && { currency }) };
  // So that ids of one sandbox are not by chance those of another.
  const numbersFrom = randomFrom(`${seed}/numbers`).integer(0, 19_999) * 5000;
  return createCompany(still, input, { inMaking: true, numbersFrom });
}

/** Removes sandboxes that were cut off while they were made. Returns their names. */
export async function removeUnfinishedSandboxes(
  context: Pick<Context, 'db' | 'storage' | 'log'>,
): Promise<string[]> {
  const removed: string[] = [];
  for (const company of await context.db.outside(listUnfinished))
    await context.db.outside(async (tx) => {
      if (!(await snapshots.tryHoldName(tx, company.slug))) return;
      await removeCompany(context, company);
      removed.push(company.slug);
    });
  return removed;
}

/**
 * Removes a sandbox company with everything that is its own.
 *
 * @throws JoineryError `access.forbidden` for any other company, `sandbox.in_use`.
 */
export async function removeSandbox(
  context: Pick<Context, 'db' | 'storage' | 'log'>,
  principal: Principal,
): Promise<void> {
  assertSandboxOwner(principal);
  await removeCompany(context, principal.company);
}

async function removeCompany(
  context: Pick<Context, 'db' | 'storage' | 'log'>,
  { id, slug }: Company,
): Promise<void> {
  const remove = context.db.inCompany(id, (tx) =>
    afterRemoving(tx, async () => {
      await snapshots.deferReferences(tx);
      // Children first: what is gone already, nobody has to look for.
      const tables = parentsFirst(await snapshots.listCompanyTables(tx)).reverse();
      for (const table of tables) await snapshots.emptyTable(tx, table);
      await forgetRelayPlace(tx, id);
      await removeCompanyRow(tx, id);
      await snapshots.checkReferences(tx);
    }),
  );
  await discardFiles(context, await remove.catch((cause: unknown) => Promise.reject(named(cause, slug))));
}

function named(cause: unknown, slug: string): unknown {
  if ((cause as { code?: string }).code !== '23503') return cause;
  return new JoineryError(
    'sandbox.in_use',
    `A connection of another company points at ${slug}. Remove that connection first.`,
    { cause },
  );
}

async function populate(
  context: Context,
  principal: Principal,
  input: SandboxInput & { asOf: string },
  progress: (done: number) => void,
): Promise<void> {
  const seed = input.seed ?? input.slug;
  const population = {
    seed,
    count: input.employees,
    today: input.asOf,
    domain: domainOf(seed),
    // Numbers are given in order, and nobody was there before.
    firstNumber: 1,
  };
  for (let from = 0; from < input.employees; from += batchSize) {
    const size = Math.min(batchSize, input.employees - from);
    const people = Array.from({ length: size }, (_, index) => {
      const { values, rows } = inventPerson(population, from + index);
      return { values, rows: [...rows, ...inventDependents(seed, from + index, values)] };
    });
    const numbers = await importEmployees(context, principal, people);
    const seeded = people.map(({ values: { hireDate } }, index) => ({
      number: numbers[index] ?? 0,
      hiredOn: typeof hireDate === 'string' ? hireDate : null,
    }));
    const timeOff = seeded.map((person) => inventTimeOff(seed, person, input.asOf));
    await importTimeOff(context, principal, timeOff);
    await seedTalent(context, principal, { seed, today: input.asOf }, seeded);
    progress(from + size);
  }
}

// Of the seed, not of the name: twins have the same addresses.
function domainOf(seed: string): string {
  const label = seed
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  return `${label === '' ? 'people' : label}.example`;
}

async function makeOwnerKey(context: Context, still: Context, principal: Principal): Promise<string> {
  const levels = await listAccessLevels(context, principal);
  const owner = levels.find(({ builtin }) => builtin === accountOwner);
  const user = await createUser(still, principal, {
    kind: 'service',
    firstName: 'Sandbox',
    lastName: 'Owner',
    accessLevelId: owner?.id ?? '',
  });
  return (await createKey(context, principal, { name: 'Sandbox', userId: user.id })).key;
}

export { getClock, moveClock } from './sandbox-clock.service.ts';
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
export { listSnapshots, removeSnapshot, restoreSnapshot, takeSnapshot } from './sandbox-snapshots.service.ts';

// Sandbox companies: made up on demand, with faults to order and a ledger of every request. The
// ledger is the outside judge of hand-offs: what a caller believes is compared with it.
import {
  type Company,
  type CompanyInput,
  JoineryError,
  type SandboxFault,
  type SandboxFaultInput,
  type SandboxRequest,
} from '@joinery/sdk';
import { dateIn } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { listAccessLevels } from '../access/access-levels.service.ts';
import { assertArea } from '../access/areas.ts';
import { accountOwner } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import { createCompany, systemPrincipal } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { importEmployees } from '../employees/employees.service.ts';
import { addCustomField } from '../fields/custom-fields.service.ts';
import { ownUrl } from '../installation/installation.service.ts';
import { createJob } from '../jobs/jobs.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { importTimeOff } from '../time-off/time-off-import.service.ts';
import { createUser } from '../users/users.service.ts';
import { inventTimeOff } from './absences.ts';
import { inventDependents } from './families.ts';
import { inventPerson } from './people.ts';
import { offices, teams } from './people-sources.ts';
import * as repository from './sandboxes.repository.ts';
import { type BegunRequest, isSandbox, sandboxUrl } from './sandboxes.ts';

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
  await populate(context, principal, input);
  await openJobs(context, principal);
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
    const timeOff = people.map(({ values: { hireDate } }, index) => {
      const hiredOn = typeof hireDate === 'string' ? hireDate : null;
      return inventTimeOff(seed, { number: numbers[index] ?? 0, hiredOn }, today);
    });
    await importTimeOff(context, principal, timeOff);
  }
}

async function openJobs(context: Context, principal: Principal): Promise<void> {
  for (const [index, team] of teams.slice(0, 4).entries())
    await createJob(context, principal, {
      title: team.titles[0],
      status: 'open',
      department: team.department,
      location: (offices[index] ?? offices[0]).name,
      employmentType: 'Full-Time',
      description: `A place in ${team.department}.`,
    });
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

/**
 * Makes the next `count` requests for an operation go wrong. Faults are taken oldest first.
 *
 * @throws JoineryError `access.forbidden` outside a sandbox company, and without its settings right.
 */
export async function addFault(
  context: Pick<Context, 'db'>,
  principal: Principal,
  { operation, fault, count, seconds = null }: SandboxFaultInput,
): Promise<SandboxFault> {
  assertSandboxOwner(principal);
  const added: SandboxFault = { id: newId('flt'), operation, fault, remaining: count, seconds };
  await context.db.inCompany(principal.companyId, (tx) =>
    repository.insertFault(tx, principal.companyId, added),
  );
  return added;
}

/** Faults that still wait for a request. */
export async function listFaults(
  context: Pick<Context, 'db'>,
  principal: Principal,
): Promise<SandboxFault[]> {
  assertSandboxOwner(principal);
  return context.db.inCompany(principal.companyId, repository.listFaults);
}

export async function removeFaults(context: Pick<Context, 'db'>, principal: Principal): Promise<void> {
  assertSandboxOwner(principal);
  await context.db.inCompany(principal.companyId, repository.removeFaults);
}

/** What was asked of the sandbox, oldest first. */
export async function listRequests(
  context: Pick<Context, 'db'>,
  principal: Principal,
  filter: { operation?: string | undefined },
  page: Slice,
): Promise<Sliced<SandboxRequest>> {
  assertSandboxOwner(principal);
  const after = page.after === undefined || /^\d{1,18}$/.test(page.after) ? page.after : '0';
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listRequests(tx, { ...filter, after, limit: page.limit + 1 }),
  );
  return toSliced(rows, page.limit, (row) => row.id);
}

/** Records a request before anything is done for it; undefined for a company that is no sandbox. */
export async function recordRequest(
  context: Pick<Context, 'db' | 'clock'>,
  company: Company,
  request: BegunRequest,
): Promise<string | undefined> {
  if (!isSandbox(company)) return undefined;
  const entry = { ...request, path: request.path.slice(0, 2000), at: context.clock.now() };
  return context.db.inCompany(company.id, (tx) => repository.insertRequest(tx, company.id, entry));
}

/** The fault that this request shall suffer. It is taken and recorded in one transaction. */
export async function takeFault(
  context: Pick<Context, 'db'>,
  company: Company,
  request: { id: string; operation: string },
): Promise<SandboxFault | undefined> {
  return context.db.inCompany(company.id, async (tx) => {
    const fault = await repository.takeFault(tx, request.operation);
    if (fault !== undefined) await repository.updateRequest(tx, request.id, { fault: fault.fault });
    return fault;
  });
}

/** Records how a request ended. `status` is null when the caller was told nothing. */
export async function settleRequest(
  context: Pick<Context, 'db'>,
  company: Company,
  id: string,
  outcome: { status: number | null; executed: boolean },
): Promise<void> {
  await context.db.inCompany(company.id, (tx) => repository.updateRequest(tx, id, outcome));
}

function assertSandboxOwner(principal: Principal): void {
  assertArea(principal, 'settings.company', 'edit');
  if (!isSandbox(principal.company))
    throw new JoineryError(
      'access.forbidden',
      'This is not a sandbox company: it has no faults and no ledger.',
    );
}

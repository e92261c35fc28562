import { type Company, type CompanyInput, companyInput, JoineryError, type setup } from '@joinery/sdk';
import type { z } from 'zod';
import { setCompany, type Transaction } from '../../db/database.ts';
import { hashPassword } from '../../platform/crypto/password.ts';
import { newId } from '../../platform/ids.ts';
import { getBuiltinLevel, seedAccessLevels } from '../access/access-levels.service.ts';
import { accountOwner, builtinLevels } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { renewStandardFields, seedFields } from '../fields/fields.service.ts';
import { seedFileCategories } from '../filing/filing.service.ts';
import { isSetupToken } from '../installation/installation.service.ts';
import { seedRejectReasons } from '../reject-reasons/reject-reasons.service.ts';
import { seedPipeline } from '../stages/stages.service.ts';
import { seedTimeOff } from '../time-off/time-off-seed.service.ts';
import { insertUser } from '../users/users.service.ts';
import * as repository from './companies.repository.ts';

export async function findCompany(context: Pick<Context, 'db'>, slug: string): Promise<Company | undefined> {
  return context.db.outside((tx) => repository.findCompanyBySlug(tx, slug));
}

export async function listCompanies(context: Pick<Context, 'db'>): Promise<Company[]> {
  return context.db.outside(repository.listCompanies);
}

/**
 * Makes a company with everything that it needs from the first minute: built-in access levels,
 * standard fields and lists, file categories, a pipeline, types and policies of time off.
 *
 * @throws JoineryError `companies.name_taken`.
 */
export async function createCompany(
  context: Pick<Context, 'db'>,
  input: CompanyInput,
  options: repository.NewCompanyOptions = {},
): Promise<Company> {
  return context.db.outside((tx) => addCompany(tx, input, options));
}

async function addCompany(
  tx: Transaction,
  input: CompanyInput,
  options: repository.NewCompanyOptions = {},
): Promise<Company> {
  const company: Company = {
    id: newId('com'),
    ...companyInput.parse(input),
    clockOffsetSeconds: 0,
    peopleSource: null,
  };
  await repository.insertCompany(tx, company, options);
  await setCompany(tx, company.id);
  await seedAccessLevels(tx, company.id);
  await seedFields(tx, company.id);
  await seedFileCategories(tx, company.id);
  await seedPipeline(tx, company.id);
  await seedRejectReasons(tx, company.id);
  await seedTimeOff(tx, company.id);
  return company;
}

/** Gives companies that an older version made what this one knows of standard fields and lists. */
export async function renewCompanies(context: Pick<Context, 'db'>): Promise<void> {
  for (const { id } of await listCompanies(context))
    await context.db.inCompany(id, (tx) => renewStandardFields(tx, id));
}

/** Full rights without a user: for the command line and for seeding, never for a request. */
export function systemPrincipal(company: Company, name = 'Joinery'): Principal {
  const owner = builtinLevels[accountOwner];
  if (owner === undefined) throw new Error('the built-in level of account owners is missing');
  return {
    companyId: company.id,
    company,
    userId: 'system',
    userNumber: 0,
    userName: name,
    employeeId: null,
    levelId: 'system',
    builtinLevel: accountOwner,
    access: owner.definition,
    via: 'system',
  };
}

/** Somebody of whom nothing is known, for operations that ask for no credentials. Without any right. */
export function nobody(company: Company): Principal {
  const level = builtinLevels.no_access;
  if (level === undefined) throw new Error('the built-in level without access is missing');
  return {
    companyId: company.id,
    company,
    userId: 'nobody',
    userNumber: 0,
    userName: 'Nobody',
    employeeId: null,
    levelId: 'nobody',
    builtinLevel: 'no_access',
    access: level.definition,
    via: 'nobody',
  };
}

/** Whether the server is still empty and can be set up. */
export async function isSetUpNeeded(context: Pick<Context, 'db'>): Promise<boolean> {
  return (await listCompanies(context)).length === 0;
}

/**
 * First set-up of an empty server: a company and its first Account Owner.
 *
 * @throws JoineryError `access.forbidden` when there is a company already or the token is wrong.
 */
export async function setUp(
  context: Pick<Context, 'db' | 'secrets'>,
  input: z.infer<typeof setup>,
): Promise<Company> {
  if (!(await isSetupToken(context, input.token)))
    throw new JoineryError(
      'access.forbidden',
      'The set-up token is wrong. It stands in the log of the first start and in first-run.json.',
    );
  const passwordHash = await hashPassword(input.user.password);
  return context.db.outside(async (tx) => {
    // Two set-ups at the same moment must not make two companies.
    await repository.lockSetUp(tx);
    if ((await repository.listCompanies(tx)).length > 0)
      throw new JoineryError('access.forbidden', 'This server has been set up already. Sign in instead.');
    const company = await addCompany(tx, input.company);
    const level = await getBuiltinLevel(tx, accountOwner);
    await insertUser(tx, company.id, {
      id: newId('usr'),
      kind: 'person',
      email: input.user.email,
      firstName: input.user.firstName,
      lastName: input.user.lastName,
      passwordHash,
      accessLevelId: level.id,
      employeeId: null,
    });
    return company;
  });
}

export {
  type CompanyState,
  findCompanyBySlug,
  getCompany,
  listUnfinished,
  lockCompany,
  removeCompanyRow,
  updateCompanyState,
} from './companies.repository.ts';

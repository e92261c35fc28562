import { type Company, type CompanyProfile, JoineryError } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import { rowsOf, type Transaction } from '../../db/database.ts';
import type { Companies } from '../../db/types.generated.ts';

export async function findCompanyBySlug(tx: Transaction, slug: string): Promise<Company | undefined> {
  const row = await tx
    .selectFrom('companies')
    .selectAll()
    .where('slug', '=', slug.toLowerCase())
    .executeTakeFirst();
  return row === undefined ? undefined : toCompany(row);
}

/** @throws JoineryError `companies.not_found`. */
export async function getCompany(tx: Transaction, id: string): Promise<Company> {
  const [row] = await rowsOf(tx, tx.selectFrom('companies').select(keptColumns).where('id', '=', id));
  if (row === undefined) throw new JoineryError('companies.not_found', 'There is no such company.');
  return toCompany(row);
}

export async function listCompanies(tx: Transaction): Promise<Company[]> {
  const rows = await tx.selectFrom('companies').selectAll().orderBy('created_at').orderBy('slug').execute();
  return rows.map(toCompany);
}

export interface NewCompanyOptions {
  inMaking?: boolean;
  /** Where a sandbox company begins to count. */
  numbersFrom?: number;
}

/** @throws JoineryError `companies.name_taken`. */
export async function insertCompany(
  tx: Transaction,
  company: Company,
  { inMaking = false, numbersFrom = 0 }: NewCompanyOptions = {},
): Promise<void> {
  const inserted = await tx
    .insertInto('companies')
    .values({
      id: company.id,
      slug: company.slug,
      name: company.name,
      kind: company.kind,
      time_zone: company.timeZone,
      currency: company.currency,
      numbers_from: company.kind === 'sandbox' ? numbersFrom : null,
      in_making: inMaking,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined)
    throw new JoineryError('companies.name_taken', `A company with the name ${company.slug} exists.`, {
      issues: [{ path: 'slug', message: 'is taken' }],
    });
}

/** Locked until the transaction ends, when it is read to be changed. */
export async function readProfile(
  tx: Transaction,
  id: string,
  mode: 'read' | 'lock' = 'read',
): Promise<CompanyProfile> {
  const query = tx
    .selectFrom('companies')
    .select(['name', 'legal_name', 'phone', 'address', 'industry_codes'])
    .where('id', '=', id);
  const row = await (mode === 'lock' ? query.forNoKeyUpdate() : query).executeTakeFirstOrThrow();
  return {
    legalName: row.legal_name,
    displayName: row.name,
    phone: row.phone,
    address: { ...noAddress, ...(row.address as object) },
    industryCodes: row.industry_codes as string[],
  };
}

const noAddress: CompanyProfile['address'] = {
  line1: null,
  line2: null,
  city: null,
  state: null,
  zip: null,
  country: null,
};

export async function updateProfile(tx: Transaction, id: string, profile: CompanyProfile): Promise<void> {
  await tx
    .updateTable('companies')
    .set({
      name: profile.displayName,
      legal_name: profile.legalName,
      phone: profile.phone,
      address: JSON.stringify(profile.address),
      industry_codes: JSON.stringify(profile.industryCodes),
    })
    .where('id', '=', id)
    .execute();
}

// By name: a plan that a connection to the database keeps would not outlive another column behind a star.
const keptColumns = [
  'id',
  'slug',
  'name',
  'kind',
  'time_zone',
  'currency',
  'clock_offset_seconds',
  'people_source',
] as const satisfies (keyof Companies)[];

function toCompany(row: Pick<Selectable<Companies>, (typeof keptColumns)[number]>): Company {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind: row.kind as Company['kind'],
    timeZone: row.time_zone,
    currency: row.currency,
    clockOffsetSeconds: Number(row.clock_offset_seconds),
    peopleSource: row.people_source,
  };
}

/** Held until the transaction ends. */
export async function lockSetUp(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('joinery set-up'))`.execute(tx);
}

/** What stands in a company's own row and changes with its state. */
export interface CompanyState {
  timeZone: string;
  currency: string;
  clockOffsetSeconds: number;
  rolledTo: string | null;
}

/** Held until the transaction ends. @throws JoineryError `companies.not_found`. */
export async function lockCompany(tx: Transaction, id: string): Promise<Company & CompanyState> {
  const row = await tx
    .selectFrom('companies')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new JoineryError('companies.not_found', 'There is no such company.');
  return { ...toCompany(row), rolledTo: row.rolled_to };
}

/** Processes read the field catalogue again: it may be another one by now. */
export async function updateCompanyState(
  tx: Transaction,
  id: string,
  state: Partial<CompanyState> & { inMaking?: boolean },
): Promise<void> {
  const { timeZone, currency, clockOffsetSeconds, rolledTo, inMaking } = state;
  await tx
    .updateTable('companies')
    .set((eb) => ({
      fields_version: eb('fields_version', '+', 1),
      ...(timeZone !== undefined && { time_zone: timeZone }),
      ...(currency !== undefined && { currency }),
      ...(clockOffsetSeconds !== undefined && { clock_offset_seconds: clockOffsetSeconds }),
      ...(rolledTo !== undefined && { rolled_to: rolledTo }),
      ...(inMaking !== undefined && { in_making: inMaking }),
    }))
    .where('id', '=', id)
    .execute();
}

export async function removeCompanyRow(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('companies').where('id', '=', id).execute();
}

export async function listUnfinished(tx: Transaction): Promise<Company[]> {
  const rows = await tx.selectFrom('companies').selectAll().where('in_making', '=', true).execute();
  return rows.map(toCompany);
}

import { type Company, JoineryError } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
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
  const row = await tx.selectFrom('companies').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new JoineryError('companies.not_found', 'There is no such company.');
  return toCompany(row);
}

export async function listCompanies(tx: Transaction): Promise<Company[]> {
  const rows = await tx.selectFrom('companies').selectAll().orderBy('created_at').orderBy('slug').execute();
  return rows.map(toCompany);
}

/** @throws JoineryError `companies.name_taken`. */
export async function insertCompany(tx: Transaction, company: Company): Promise<void> {
  const inserted = await tx
    .insertInto('companies')
    .values({
      id: company.id,
      slug: company.slug,
      name: company.name,
      kind: company.kind,
      time_zone: company.timeZone,
      currency: company.currency,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined)
    throw new JoineryError('companies.name_taken', `A company with the name ${company.slug} exists.`, {
      issues: [{ path: 'slug', message: 'is taken' }],
    });
}

function toCompany(row: Selectable<Companies>): Company {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind: row.kind as Company['kind'],
    timeZone: row.time_zone,
    currency: row.currency,
    clockOffsetSeconds: Number(row.clock_offset_seconds),
  };
}

/** Held until the transaction ends. */
export async function lockSetUp(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('joinery set-up'))`.execute(tx);
}

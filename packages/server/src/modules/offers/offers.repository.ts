import { type Offer, offerState } from '@joinery/sdk';
import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Offers } from '../../db/types.generated.ts';
import { type OfferContent, plainAmount } from './offers.ts';

export async function findOffer(
  tx: Transaction,
  applicationId: string,
  mode: 'read' | 'lock' = 'read',
): Promise<Offer | undefined> {
  let query = tx.selectFrom('offers').selectAll().where('application_id', '=', applicationId);
  if (mode === 'lock') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row && toOffer(row);
}

interface Written extends OfferContent {
  applicationId: string;
  by: string;
  at: Date;
}

/** False when there is one already; then nothing is written. */
export async function insertOffer(tx: Transaction, companyId: string, offer: Written): Promise<boolean> {
  const row = await tx
    .insertInto('offers')
    .values({
      company_id: companyId,
      application_id: offer.applicationId,
      created_at: offer.at,
      ...toColumns(offer),
    })
    .onConflict((conflict) => conflict.columns(['company_id', 'application_id']).doNothing())
    .returning('application_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateOffer(tx: Transaction, offer: Written): Promise<void> {
  await tx
    .updateTable('offers')
    .set(toColumns(offer))
    .where('application_id', '=', offer.applicationId)
    .execute();
}

/** False when there was none. */
export async function removeOffer(tx: Transaction, applicationId: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('offers')
    .where('application_id', '=', applicationId)
    .returning('application_id')
    .executeTakeFirst();
  return row !== undefined;
}

function toColumns(offer: Written) {
  return {
    state: offer.state,
    start_date: offer.startDate,
    job_title: offer.jobTitle,
    department: offer.department,
    division: offer.division,
    location: offer.location,
    employment_status: offer.employmentStatus,
    reports_to: offer.reportsTo,
    pay_rate: offer.payRate,
    pay_currency: offer.payCurrency,
    pay_type: offer.payType,
    pay_per: offer.payPer,
    file_id: offer.fileId,
    updated_by: offer.by,
    updated_at: offer.at,
  };
}

function toOffer(row: Selectable<Offers>): Offer {
  return {
    applicationId: row.application_id,
    state: offerState.parse(row.state),
    startDate: row.start_date,
    jobTitle: row.job_title,
    department: row.department,
    division: row.division,
    location: row.location,
    employmentStatus: row.employment_status,
    reportsTo: row.reports_to,
    payRate: row.pay_rate === null ? null : plainAmount(row.pay_rate),
    payCurrency: row.pay_currency,
    payType: row.pay_type,
    payPer: row.pay_per,
    fileId: row.file_id,
    updatedBy: row.updated_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

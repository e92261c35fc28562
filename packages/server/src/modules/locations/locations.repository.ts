import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { LocationAddresses } from '../../db/types.generated.ts';
import type { Address } from './locations.ts';

/** Addresses by the number of their option. */
export async function listAddresses(
  tx: Transaction,
  options: readonly number[],
): Promise<Map<number, Address>> {
  if (options.length === 0) return new Map();
  const rows = await tx
    .selectFrom('location_addresses')
    .selectAll()
    .where('option_id', 'in', [...options])
    .execute();
  return new Map(rows.map((row) => [row.option_id, toAddress(row)]));
}

function toAddress(row: Selectable<LocationAddresses>): Address {
  return {
    address1: row.address1,
    address2: row.address2,
    city: row.city,
    stateId: row.state_id,
    zipcode: row.zipcode,
    countryId: row.country_id,
    timeZone: row.time_zone,
    remote: row.remote,
  };
}

export async function upsertAddress(
  tx: Transaction,
  companyId: string,
  optionId: number,
  address: Address,
): Promise<void> {
  const columns = {
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    state_id: address.stateId,
    zipcode: address.zipcode,
    country_id: address.countryId,
    time_zone: address.timeZone,
    remote: address.remote,
  };
  await tx
    .insertInto('location_addresses')
    .values({ company_id: companyId, option_id: optionId, ...columns })
    .onConflict((conflict) => conflict.columns(['company_id', 'option_id']).doUpdateSet(columns))
    .execute();
}

// Apart from the services of time off, which need companies themselves.
import type { Transaction } from '../../db/database.ts';
import { standardHolidays, standardTypes } from './standard-time-off.ts';
import * as repository from './time-off.repository.ts';

/** The types, policies and holidays that a new company starts with. */
export async function seedTimeOff(tx: Transaction, companyId: string): Promise<void> {
  for (const [position, { policies, ...type }] of standardTypes.entries()) {
    const typeId = await repository.insertType(tx, companyId, { ...type, position });
    await repository.insertPolicies(
      tx,
      companyId,
      policies.map((policy) => ({ ...policy, typeId })),
    );
  }
  await repository.insertHolidays(tx, companyId, standardHolidays);
}

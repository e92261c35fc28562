// Everything that happened to a hire, in order: what people did, and each change of state. Changes of
// state are logged by the repository, with whoever makes them; acts are logged here.
import type { HireLogEntry } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './hires.repository.ts';
import { hireNotFound } from './hires.ts';

/** Adds an entry in the transaction of the act. `detail` holds names and ids, never a person's values. */
export async function recordHireAction(
  tx: Transaction,
  companyId: string,
  entry: repository.NewLogEntry,
): Promise<void> {
  await repository.insertLogEntry(tx, companyId, entry);
}

/** Newest first. Pages go on after the number of the last entry. */
export async function listHireLog(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
  id: string,
  page: Slice,
): Promise<Sliced<HireLogEntry>> {
  assertArea(principal, 'hiring.hires', 'view');
  return db.inCompany(principal.companyId, async (tx) => {
    const [hire] = await repository.listHires(tx, hiringScope(principal), { id });
    if (hire === undefined) throw hireNotFound();
    const entries = await repository.listLog(tx, id, page);
    return toSliced(entries, page.limit, ({ number }) => String(number));
  });
}

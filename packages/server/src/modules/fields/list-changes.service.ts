// Changes of lists, wherever these are kept: here, or, in a mirrored company, where its people come from.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { companyNow } from '../companies/companies.ts';
import { awaitWrite, recordWrite, type WritingContext } from '../provider-writes/provider-writes.service.ts';
import { notOffered } from '../provider-writes/provider-writes.ts';
import { readSourceList } from '../syncs/mirror-catalogue.service.ts';
import * as repository from './fields.repository.ts';
import { applySteps, findVisibleList, getList } from './lists.service.ts';
import { type ListView, type OptionChange, type Step, sentOptions, stepsFor } from './lists.ts';

/**
 * Adds, renames and archives options, all or none of it. Filters of access levels that name a
 * renamed option follow it, so that nobody sees more or less than before. Employees who have the
 * option count as changed: what they show is another text now.
 *
 * In a mirrored company the change goes to the provider, and is answered once it has been read back.
 *
 * @throws JoineryError `lists.not_found`, `lists.option_not_found`, `lists.not_manageable`,
 * `lists.option_taken`, `access.forbidden`; in a mirrored company `provider.pending`,
 * `provider.refused`, `provider.write_not_supported`, `connections.disabled`, `connections.unauthorized`
 */
export async function changeOptions(
  deps: WritingContext,
  principal: Principal,
  number: number,
  changes: readonly OptionChange[],
): Promise<ListView> {
  assertArea(principal, 'settings.fields', 'edit');
  const recorded = await deps.db.inCompany(principal.companyId, async (tx) => {
    const { peopleSource } = await repository.getCatalogueAndSource(tx, principal.companyId);
    await repository.lockOptions(tx, principal.companyId, peopleSource === null ? 'exclusive' : 'shared');
    const list = await findVisibleList(tx, principal, number);
    if (list === undefined) throw new JoineryError('lists.not_found', 'There is no such list.');
    if (!list.manageable)
      throw new JoineryError('lists.not_manageable', `The options of ${list.name} cannot be changed.`);
    const now = companyNow(deps, principal.company);
    const steps = stepsFor(number, list.options, changes, now);
    if (peopleSource === null) await applySteps(tx, principal, number, steps);
    else if (steps.length > 0) return recordSteps(deps, tx, principal, { peopleSource, number, steps });
    return undefined;
  });
  if (recorded !== undefined) await awaitWrite(deps, principal, recorded);
  return getList(deps, principal, number);
}

async function recordSteps(
  deps: WritingContext,
  tx: Transaction,
  principal: Principal,
  { peopleSource, number, steps }: { peopleSource: string; number: number; steps: readonly Step[] },
) {
  const theirs = await readSourceList(tx, peopleSource, String(number));
  if (theirs === undefined) throw notOffered('change a list that it does not show', 'in Settings');
  const options = sentOptions(steps, theirs.options);
  if (typeof options === 'string') throw notOffered(options, 'in Settings');
  return recordWrite(deps, tx, principal, peopleSource, {
    kind: 'change_list',
    employeeNumber: null,
    target: theirs.fieldId,
    fields: [],
    payload: { options },
  });
}

// Lists and their options. Employees keep options by name: a new name is written everywhere where
// the old one stands, in the same transaction.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { isNamedInScopes, renameInScopes } from '../access/access-levels.service.ts';
import { hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { isOptionUsed, renameOptionOfEmployees } from '../employees/employee-options.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { isOptionOfJobs, renameOptionOfJobs } from '../jobs/job-options.service.ts';
import * as repository from './fields.repository.ts';
import { visibleFields } from './fields.service.ts';
import { isFixedOption, type ListView, type OptionView, type Step, scopedLists } from './lists.ts';
import type { FieldDefinition } from './standard-fields.ts';

/** Lists of the fields that the principal may see, with all options, archived ones too. */
export async function listLists(context: Pick<Context, 'db'>, principal: Principal): Promise<ListView[]> {
  return context.db.inCompany(principal.companyId, (tx) => visibleLists(tx, principal));
}

/** @throws JoineryError `lists.not_found`, also for the list of a field that is hidden. */
export async function getList(
  context: Pick<Context, 'db'>,
  principal: Principal,
  number: number,
): Promise<ListView> {
  return context.db.inCompany(principal.companyId, (tx) => getVisible(tx, principal, number));
}

/** Writes what `stepsFor` came to; options must be locked. Ids in order of the steps. */
export async function applySteps(
  tx: Transaction,
  { companyId }: Pick<Principal, 'companyId'>,
  listNumber: number,
  steps: readonly Step[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const { before, after } of steps)
    if (before === null) ids.push(await repository.insertOption(tx, companyId, { listNumber, ...after }));
    else {
      await repository.updateOption(tx, before.id, after);
      if (before.name !== after.name) await rename(tx, companyId, listNumber, before.name, after.name);
      ids.push(before.id);
    }
  if (steps.length > 0) await recordListChange(tx, companyId, listNumber, ids);
  return ids;
}

async function rename(
  tx: Transaction,
  companyId: string,
  listNumber: number,
  from: string,
  to: string,
): Promise<void> {
  await renameOptionOfEmployees(tx, companyId, await fieldsOf(tx, companyId, listNumber), { from, to });
  await renameOptionOfJobs(tx, listNumber, { from, to });
  const scope = scopeOf(listNumber);
  if (scope !== undefined) await renameInScopes(tx, scope, { from, to });
}

async function recordListChange(
  tx: Transaction,
  companyId: string,
  listNumber: number,
  options: readonly number[],
): Promise<void> {
  await insertEvents(tx, companyId, [
    { type: 'lists.updated', subjectId: String(listNumber), payload: { list: listNumber, options } },
  ]);
}

/** Undefined for a list of a field that is hidden, too. */
export async function findVisibleList(
  tx: Transaction,
  principal: Principal,
  number: number,
): Promise<ListView | undefined> {
  return (await visibleLists(tx, principal, number))[0];
}

/**
 * Removes an option that no employee has or had and no job or filter names; false when one does. Options
 * must be locked.
 */
export async function removeUnusedOption(
  tx: Transaction,
  { companyId }: Pick<Principal, 'companyId'>,
  listNumber: number,
  { id, name }: Pick<OptionView, 'id' | 'name'>,
): Promise<boolean> {
  const fields = await fieldsOf(tx, companyId, listNumber);
  const scope = scopeOf(listNumber);
  if (await isOptionUsed(tx, fields, name)) return false;
  if (await isOptionOfJobs(tx, listNumber, name)) return false;
  if (scope !== undefined && (await isNamedInScopes(tx, scope, name))) return false;
  await repository.removeOption(tx, id);
  await recordListChange(tx, companyId, listNumber, [id]);
  return true;
}

async function fieldsOf(tx: Transaction, companyId: string, listNumber: number): Promise<FieldDefinition[]> {
  const { fields } = await repository.getCatalogue(tx, companyId);
  return fields.filter((field) => field.listNumber === listNumber);
}

type Scoped = (typeof scopedLists)[keyof typeof scopedLists];

function scopeOf(listNumber: number): Scoped | undefined {
  return Object.entries(scopedLists).find(([number]) => Number(number) === listNumber)?.[1];
}

async function getVisible(tx: Transaction, principal: Principal, number: number): Promise<ListView> {
  const list = await findVisibleList(tx, principal, number);
  if (list === undefined) throw new JoineryError('lists.not_found', 'There is no such list.');
  return list;
}

async function visibleLists(tx: Transaction, principal: Principal, only?: number): Promise<ListView[]> {
  const visible = new Set((await visibleFields(tx, principal)).map((field) => field.listNumber));
  const { fields } = await repository.getCatalogue(tx, principal.companyId);
  const used = new Set(fields.map((field) => field.listNumber));
  // A list that no field uses yet tells nothing of anybody, but is the business of those who keep fields.
  const keepsFields = hasArea(principal, 'settings.fields', 'view');
  const lists = (await repository.listLists(tx)).filter(
    ({ number }) =>
      (only === undefined || number === only) && (visible.has(number) || (keepsFields && !used.has(number))),
  );
  const options = Map.groupBy(
    await repository.listOptions(tx, only === undefined ? undefined : [only]),
    ({ listNumber }) => listNumber,
  );
  return lists.map(({ number, alias, name, manageable, multiple }) => ({
    number,
    alias,
    name,
    manageable,
    multiple,
    options: (options.get(number) ?? []).map(({ listNumber: _, ...option }) => ({
      ...option,
      archived: option.archivedAt !== null,
      manageable: manageable && !isFixedOption(number, option.name),
    })),
  }));
}

export { lockOptions } from './fields.repository.ts';

import { isDeepStrictEqual } from 'node:util';
import type { Field } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import { projectionOf } from '../access/projection.ts';
import type { Context } from '../context.ts';
import { notOffered } from '../provider-writes/provider-writes.ts';
import * as repository from './fields.repository.ts';
import { type FieldDefinition, standardFields } from './standard-fields.ts';
import { standardLists } from './standard-lists.ts';

/** Fields that the principal may see of at least one employee. */
export async function listFields(context: Context, principal: Principal): Promise<Field[]> {
  return context.db.inCompany(principal.companyId, async (tx) => {
    const visible = await visibleFields(tx, principal);
    return visible.filter((field) => field.listed).map(toView);
  });
}

/** History tables with the columns that the principal may see; a table without any is left out. */
export async function listTables(
  context: Context,
  principal: Principal,
): Promise<{ alias: string; name: string; fields: Field[] }[]> {
  return context.db.inCompany(principal.companyId, async (tx) => {
    const visible = new Set(await visibleFields(tx, principal));
    const catalogue = await repository.getCatalogue(tx, principal.companyId);
    return catalogue.tables
      .map(({ alias, name, columns }) => ({
        alias,
        name,
        fields: columns.flatMap((column) => {
          const field = catalogue.column(alias, column);
          return field === undefined || !visible.has(field) ? [] : [{ ...toView(field), alias: column }];
        }),
      }))
      .filter(({ fields }) => fields.length > 0);
  });
}

/** What a new company starts with: the standard fields and lists. */
export async function seedFields(tx: Transaction, companyId: string): Promise<void> {
  await repository.insertLists(tx, companyId, standardLists);
  await repository.insertFields(tx, companyId, standardFields, 0);
}

/**
 * Gives a company of an older version the standard fields and lists of this one. Values stay:
 * they are kept by the place that a field shows, not by the field.
 */
export async function renewStandardFields(tx: Transaction, companyId: string): Promise<void> {
  await renewLists(tx, companyId);
  const { old, fresh } = await compareWithStandard(tx, companyId);
  if (old.length === 0 && fresh.length === 0) return;
  await repository.lockFields(tx, companyId);
  await repository.removeFields(
    tx,
    companyId,
    old.map(({ key }) => key),
  );
  await repository.insertFields(tx, companyId, fresh, 0);
}

async function renewLists(tx: Transaction, companyId: string): Promise<void> {
  const lists = await repository.listLists(tx);
  const known = new Map(lists.map((list) => [list.number, list]));
  await repository.insertLists(
    tx,
    companyId,
    standardLists.filter(({ number }) => !known.has(number)),
  );
  for (const { number, manageable } of standardLists)
    if (known.get(number)?.manageable === !manageable)
      await repository.updateList(tx, number, { manageable });
}

/** Standard fields that the company has and this version does not, and the reverse. */
async function compareWithStandard(
  tx: Transaction,
  companyId: string,
): Promise<{ old: FieldDefinition[]; fresh: FieldDefinition[] }> {
  const { fields } = await repository.getCatalogue(tx, companyId);
  const own = fields.filter((field) => !field.custom);
  const isIn = (field: FieldDefinition, all: FieldDefinition[]) =>
    all.some((one) => isDeepStrictEqual(one, field));
  return {
    old: own.filter((field) => !isIn(field, standardFields)),
    fresh: standardFields.filter((field) => !isIn(field, own)),
  };
}

/** @throws JoineryError `provider.write_not_supported` in a mirrored company, as `notOffered` says it. */
export async function assertKeptHere(
  tx: Transaction,
  { companyId }: Pick<Principal, 'companyId'>,
  what: string,
  where: string,
): Promise<void> {
  const { peopleSource } = await repository.getCatalogueAndSource(tx, companyId);
  if (peopleSource !== null) throw notOffered(what, where);
}

/** The fields that the principal may see of at least one employee, unlisted ones too. */
export async function visibleFields(tx: Transaction, principal: Principal): Promise<FieldDefinition[]> {
  const catalogue = await repository.getCatalogue(tx, principal.companyId);
  const projection = projectionOf(principal, catalogue);
  return catalogue.fields.filter((field) => projection.widestRightTo(field) !== 'none');
}

export function toView(field: FieldDefinition): Field {
  return {
    key: field.key,
    number: field.number,
    alias: field.alias,
    name: field.name,
    type: field.type,
    table: field.source.kind === 'table' ? field.source.table : null,
    readOnly: field.readOnly,
    sensitive: field.sensitive,
    custom: field.custom,
  };
}

export {
  findKeptCatalogue,
  getCatalogue,
  getCatalogueAndSource,
  insertOptions,
  listOptions,
  lockOptions,
} from './fields.repository.ts';

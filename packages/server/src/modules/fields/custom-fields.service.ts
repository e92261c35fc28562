// Fields and tables of a company's own, beside the standard ones.
import { type CustomFieldInput, type CustomTableInput, type Field, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import * as repository from './fields.repository.ts';
import { assertKeptHere, toView } from './fields.service.ts';
import type { Catalogue } from './fields.ts';
import type { FieldDefinition, FieldSource } from './standard-fields.ts';

/**
 * Adds a field. Its values are kept with the employee under its alias. A field of type list or
 * multilist gets a list of its own with the given options.
 *
 * @throws JoineryError `request.invalid` when the alias is taken, `access.forbidden`.
 */
export async function addCustomField(
  context: Pick<Context, 'db'>,
  principal: Principal,
  input: CustomFieldInput,
): Promise<Field> {
  assertArea(principal, 'settings.fields', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const catalogue = await lockCatalogue(tx, principal);
    if (catalogue.find(input.alias) !== undefined) throw taken('alias', input.alias);
    const source: FieldSource = { kind: 'value', key: input.alias };
    const field = toDefinition(input, { key: input.alias, number: nextNumber(catalogue.fields), source });
    await insertAll(tx, principal, catalogue, [{ field, input }]);
    return toView(field);
  });
}

/**
 * Adds a table with its columns. With `dateColumn`, the row with the greatest date not after
 * today is the current one; without, all rows count side by side.
 *
 * @throws JoineryError `request.invalid` when the alias is taken or the date column is no date.
 */
export async function addCustomTable(
  context: Pick<Context, 'db'>,
  principal: Principal,
  input: CustomTableInput,
): Promise<{ alias: string; fields: Field[] }> {
  assertArea(principal, 'settings.fields', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const catalogue = await lockCatalogue(tx, principal);
    if (catalogue.table(input.alias) !== undefined) throw taken('alias', input.alias);
    assertColumns(input);
    const first = nextNumber(catalogue.fields);
    const columns = input.columns.map((column, index) => {
      const dates = column.alias === input.dateColumn;
      const source: FieldSource = { kind: 'table', table: input.alias, column: column.alias, dates };
      const key = `${input.alias}.${column.alias}`;
      const field = { ...toDefinition(column, { key, number: first + index, source }), alias: null };
      return { field, input: column };
    });
    const { alias, name, dateColumn = null } = input;
    await repository.insertTable(
      tx,
      principal.companyId,
      { alias, name, dateColumn },
      catalogue.tables.length,
    );
    await insertAll(tx, principal, catalogue, columns);
    return {
      alias,
      fields: columns.map(({ field, input: column }) => ({ ...toView(field), alias: column.alias })),
    };
  });
}

// Two additions at once would take the same number.
async function lockCatalogue(tx: Transaction, principal: Principal): Promise<Catalogue> {
  await assertKeptHere(tx, principal, 'make fields and tables', 'in Settings, Employee Fields');
  await repository.lockFields(tx, principal.companyId);
  return repository.getCatalogue(tx, principal.companyId);
}

async function insertAll(
  tx: Transaction,
  principal: Principal,
  catalogue: Catalogue,
  added: { field: FieldDefinition; input: CustomFieldInput }[],
): Promise<void> {
  for (const { field, input } of added) {
    if (field.listNumber === null) continue;
    const { number, name, alias } = { number: field.listNumber, name: field.name, alias: field.alias };
    const multiple = field.type === 'multilist';
    const options = input.options ?? [];
    await repository.insertLists(tx, principal.companyId, [
      { number, alias, name, manageable: true, multiple, options },
    ]);
  }
  const fields = added.map(({ field }) => field);
  await repository.insertFields(tx, principal.companyId, fields, catalogue.fields.length);
}

function assertColumns(input: CustomTableInput): void {
  const names = input.columns.map(({ alias }) => alias);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw taken('columns', twice);
  if (input.dateColumn === undefined) return;
  if (input.columns.find(({ alias }) => alias === input.dateColumn)?.type !== 'date')
    throw new JoineryError('request.invalid', 'The date column must be one of the columns, of type date.', {
      issues: [{ path: 'dateColumn', message: 'is no column of type date' }],
    });
}

function taken(path: string, name: string): JoineryError {
  return new JoineryError('request.invalid', `The name ${name} is taken.`, {
    issues: [{ path, message: 'is taken' }],
  });
}

function toDefinition(
  input: CustomFieldInput,
  { key, number, source }: { key: string; number: number; source: FieldSource },
): FieldDefinition {
  const isList = input.type === 'list' || input.type === 'multilist';
  return {
    key,
    alias: input.alias,
    number: String(number),
    name: input.name,
    type: input.type,
    source,
    listNumber: isList ? number : null,
    readOnly: false,
    required: false,
    deprecated: false,
    sensitive: input.sensitive === true,
    listed: true,
    custom: true,
  };
}

// Numbers of custom fields follow the standard ones, which end below 4700.
function nextNumber(fields: FieldDefinition[]): number {
  return Math.max(4699, ...fields.map((field) => Math.floor(Number(field.number ?? 0)))) + 1;
}

import { type Field, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { projectionOf } from '../access/projection.ts';
import type { Context } from '../context.ts';
import * as repository from './fields.repository.ts';
import { type FieldDefinition, standardFields } from './standard-fields.ts';
import { standardLists } from './standard-lists.ts';

export interface ListView {
  number: number;
  alias: string | null;
  name: string;
  manageable: boolean;
  multiple: boolean;
  options: { id: number; name: string; archived: boolean; createdAt: Date; archivedAt: Date | null }[];
}

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
): Promise<{ alias: string; fields: Field[] }[]> {
  return context.db.inCompany(principal.companyId, async (tx) => {
    const visible = new Set(await visibleFields(tx, principal));
    const catalogue = await repository.getCatalogue(tx, principal.companyId);
    return catalogue.tables
      .map(({ alias, columns }) => ({
        alias,
        fields: columns.flatMap((column) => {
          const field = catalogue.column(alias, column);
          return field === undefined || !visible.has(field) ? [] : [{ ...toView(field), alias: column }];
        }),
      }))
      .filter(({ fields }) => fields.length > 0);
  });
}

/** Lists of the fields that the principal may see, with all options, archived ones too. */
export async function listLists(context: Context, principal: Principal): Promise<ListView[]> {
  return context.db.inCompany(principal.companyId, async (tx) => {
    const visible = new Set((await visibleFields(tx, principal)).map((field) => field.listNumber));
    const lists = (await repository.listLists(tx)).filter((list) => visible.has(list.number));
    const options = await repository.listOptions(tx);
    return lists.map(({ number, alias, name, manageable, multiple }) => ({
      number,
      alias,
      name,
      manageable,
      multiple,
      options: options
        .filter((option) => option.listNumber === number)
        .map(({ id, name: optionName, createdAt, archivedAt }) => ({
          id,
          name: optionName,
          archived: archivedAt !== null,
          createdAt,
          archivedAt,
        })),
    }));
  });
}

/**
 * Adds a field of the company's own. Its values are kept with the employee under `alias`.
 *
 * @throws JoineryError `request.invalid` when the alias or number is taken.
 */
export async function addCustomField(
  context: Context,
  principal: Principal,
  input: {
    alias: string;
    name: string;
    type: 'text' | 'textarea' | 'date' | 'email' | 'int' | 'checkbox';
    sensitive?: boolean;
  },
): Promise<Field> {
  assertArea(principal, 'settings.fields', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { fields } = await repository.getCatalogue(tx, principal.companyId);
    if (fields.some((field) => field.key === input.alias))
      throw new JoineryError('request.invalid', `There is a field ${input.alias} already.`, {
        issues: [{ path: 'alias', message: 'is taken' }],
      });
    const field = customField(input, nextCustomNumber(fields));
    await repository.insertFields(tx, principal.companyId, [field], fields.length);
    return toView(field);
  });
}

/** What a new company starts with: the standard fields and lists. */
export async function seedFields(tx: Transaction, companyId: string): Promise<void> {
  await repository.insertLists(tx, companyId, standardLists);
  await repository.insertFields(tx, companyId, standardFields, 0);
}

async function visibleFields(tx: Transaction, principal: Principal): Promise<FieldDefinition[]> {
  const catalogue = await repository.getCatalogue(tx, principal.companyId);
  const projection = projectionOf(principal, catalogue);
  return catalogue.fields.filter((field) => projection.widestRightTo(field) !== 'none');
}

function customField(
  input: { alias: string; name: string; type: string; sensitive?: boolean },
  number: number,
): FieldDefinition {
  return {
    key: input.alias,
    alias: input.alias,
    number: String(number),
    name: input.name,
    type: input.type,
    source: { kind: 'value', key: input.alias },
    listNumber: null,
    readOnly: false,
    required: false,
    deprecated: false,
    sensitive: input.sensitive === true,
    listed: true,
    custom: true,
  };
}

// Numbers of custom fields follow the standard ones, which end below 4700.
function nextCustomNumber(fields: FieldDefinition[]): number {
  return Math.max(4699, ...fields.map((field) => Math.floor(Number(field.number ?? 0)))) + 1;
}

function toView(field: FieldDefinition): Field {
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

export { getCatalogue, insertOptions, listOptions } from './fields.repository.ts';

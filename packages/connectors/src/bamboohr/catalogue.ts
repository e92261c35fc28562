import type { BambooHr, CallOptions, MetaColumn, MetaList, MetaTable, MetaUser } from '@joinery/bamboohr';
import type { SourceCatalogue, SourceField, SourceList, SourceTable, SourceUser } from '../people-source.ts';
import { call, unlessRefused } from './client.ts';

/** Four requests. Without the fields there is no catalogue; every other part may be closed to the key. */
export async function discover(client: BambooHr, signal: AbortSignal | undefined): Promise<SourceCatalogue> {
  const options: CallOptions = signal === undefined ? {} : { signal };
  const fields = await call(client.meta.fields(options));
  const tables = await unlessRefused(403, client.meta.tables(options));
  const lists = await unlessRefused(403, client.meta.lists(options));
  const users = await unlessRefused(403, client.meta.users(options));
  return {
    fields: fields.map(toField),
    tables: tables?.map(toTable) ?? null,
    lists: lists?.map(toList) ?? null,
    users: users?.map(toUser) ?? null,
  };
}

export function toField(field: MetaColumn & { readonly deprecated?: boolean }): SourceField {
  const { id, alias, name, type, deprecated = false } = field;
  return { id, alias, name, type, deprecated };
}

export function toTable({ alias, columns }: MetaTable): SourceTable {
  return { alias, columns: columns.map(toField) };
}

function toList({ fieldId, alias, name, manageable, multiple, options }: MetaList): SourceList {
  return {
    fieldId,
    alias,
    name,
    manageable,
    multiple,
    options: options.map((option) => ({ id: option.id, name: option.name, archived: option.archived })),
  };
}

function toUser({ id, employeeId, firstName, lastName, email, status, lastLoginAt }: MetaUser): SourceUser {
  const enabled = status === null || status.toLowerCase() === 'enabled';
  return { id, employeeId, firstName, lastName, email, enabled, lastLogin: lastLoginAt };
}

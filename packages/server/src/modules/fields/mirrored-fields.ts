// What a provider's catalogue of fields, tables and lists comes to in ours. Pure. Nothing is taken
// away because it did not come: a field that vanished keeps its values.
import type { SourceField, SourceList, SourceTable } from '@joinery/connectors';
import type { OptionRow } from './fields.repository.ts';
import type { Catalogue } from './fields.ts';
import type { Step } from './lists.ts';
import type { FieldDefinition, TableDefinition } from './standard-fields.ts';

// Shown by a catalogue of fields, and no value that an employee has.
const noValues = new Set([
  'benefit_group',
  'benefit_history',
  'bonus',
  'commission',
  'deductions',
  'direct_deposit',
  'employee_access',
  'employee_contacts',
  'employee_new_benefit_coverage_type',
  'extra_pay',
  'federal_tax_withholding',
  'new_benefit',
  'new_benefit_status',
  'pay_stubs',
  'state_tax_withholding',
  'tax_documents',
  'time_off_policy_exists',
  'time_off_type',
  'time_off_type_exists',
  'training_type',
  'unemployment_insurance',
]);

const knownTypes = new Set([
  'bool',
  'checkbox',
  'contact_url',
  'country',
  'currency',
  'date',
  'email',
  'employee',
  'employee_number',
  'gender',
  'int',
  'list',
  'marital_status',
  'multilist',
  'national_id',
  'nin',
  'paid_per',
  'pay_period',
  'pay_type',
  'percentage',
  'phone',
  'relationship',
  'sin',
  'ssn',
  'state',
  'status',
  'text',
  'textarea',
  'twitter_handle',
  'url',
]);

const sensitiveTypes = new Set(['currency', 'national_id', 'nin', 'sin', 'ssn']);

// Numbers that this version made up for fields whose real ones are not known.
const isMadeUp = (number: string | null): boolean => /^46\d\d$/.test(number ?? '');

/** Our field that a provider's field is, or undefined. */
export function matchField(catalogue: Catalogue, { id, alias }: SourceField): FieldDefinition | undefined {
  const { fields } = catalogue;
  const byNumber = (field: FieldDefinition) => field.number === id && (field.custom || !isMadeUp(id));
  if (alias === null) return fields.find(byNumber);
  const named = fields.filter((field) => field.alias === alias);
  return (
    named.find(byNumber) ??
    named.find((field) => !field.deprecated) ??
    named[0] ??
    fields.find((field) => field.custom && byNumber(field))
  );
}

export interface FieldPlan {
  added: FieldDefinition[];
  /** Custom fields that go another way now, whole. */
  changed: FieldDefinition[];
  addedTables: Pick<TableDefinition, 'alias' | 'name' | 'dateColumn'>[];
}

/** What has to be added and followed so that ours has every field and table of the provider's. */
export function planFields(
  catalogue: Catalogue,
  source: { fields: readonly SourceField[]; tables: readonly SourceTable[] | null },
): FieldPlan {
  const plan: FieldPlan = { added: [], changed: [], addedTables: [] };
  const columns = new Set((source.tables ?? []).flatMap((table) => table.columns.map(({ id }) => id)));
  const taken = new Set(catalogue.fields.map(({ key }) => key));
  const add = (field: FieldDefinition): void => {
    if (taken.has(field.key)) return;
    taken.add(field.key);
    plan.added.push(field);
  };
  for (const field of source.fields) {
    if (field.deprecated || isColumn(field, columns)) continue;
    const ours = matchField(catalogue, field);
    if (ours === undefined) {
      if (isValue(field)) add(newValue(field));
    } else if (ours.custom && ours.source.kind === 'value') follow(plan, ours, field);
  }
  for (const table of source.tables ?? []) planTable(catalogue, table, plan, add);
  return plan;
}

function isColumn({ id, alias }: SourceField, columns: ReadonlySet<string>): boolean {
  return alias === null && columns.has(id);
}

// Parts of other things are listed under numbers with a point.
function isValue({ id, alias, type }: SourceField): boolean {
  return !noValues.has(type) && (alias !== null || /^-?\d+$/.test(id));
}

function planTable(
  catalogue: Catalogue,
  source: SourceTable,
  plan: FieldPlan,
  add: (field: FieldDefinition) => void,
): void {
  const table = catalogue.table(source.alias);
  const alias = table?.alias ?? source.alias;
  const [first] = source.columns;
  const dateColumn =
    table === undefined ? (first?.type === 'date' ? columnName(first) : null) : table.dateColumn;
  if (table === undefined) plan.addedTables.push({ alias, name: tableName(source), dateColumn });
  for (const column of source.columns) {
    const name = columnName(column);
    const ours = catalogue.column(alias, name);
    if (ours === undefined) add(newColumn(alias, name, column, dateColumn === name));
    else if (ours.custom) follow(plan, ours, column);
  }
}

/** What rows name a column by. */
export function columnName({ id, alias }: SourceField): string {
  return alias ?? id;
}

function tableName({ alias, columns }: SourceTable): string {
  const heads = new Set(columns.map(({ name }) => /^([^:]+): /.exec(name)?.[1]));
  const [head] = heads;
  if (heads.size === 1 && head !== undefined) return head;
  const words = alias
    .replace(/^custom/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ');
  return words === '' ? alias : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function newValue(field: SourceField): FieldDefinition {
  const key = field.alias ?? `#${field.id}`;
  return { ...newField(field), key, alias: field.alias, source: { kind: 'value', key } };
}

function newColumn(table: string, column: string, field: SourceField, dates: boolean): FieldDefinition {
  return {
    ...newField(field),
    key: `${table}.${column}`,
    alias: null,
    source: { kind: 'table', table, column, dates },
  };
}

function newField(field: SourceField): Omit<FieldDefinition, 'key' | 'source'> {
  const type = typeOf(field);
  return {
    alias: field.alias,
    number: field.id,
    name: field.name === '' ? (field.alias ?? field.id) : field.name,
    type,
    listNumber: listOf(field, type),
    readOnly: false,
    required: false,
    deprecated: false,
    sensitive: sensitiveTypes.has(type),
    listed: true,
    custom: true,
  };
}

/** A type that this version does not know is kept as text. */
function typeOf({ type }: SourceField): string {
  return knownTypes.has(type) ? type : 'text';
}

function listOf({ id }: SourceField, type: string): number | null {
  return (type === 'list' || type === 'multilist') && isListNumber(id) ? Number(id) : null;
}

const isListNumber = (id: string): boolean => /^\d{1,9}$/.test(id);

function follow(plan: FieldPlan, ours: FieldDefinition, field: SourceField): void {
  const type = typeOf(field);
  const isSameKind = type === ours.type;
  const next: FieldDefinition = {
    ...ours,
    number: field.id,
    alias: ours.source.kind === 'value' ? field.alias : ours.alias,
    name: field.name === '' ? ours.name : field.name,
    type,
    listNumber: isSameKind && ours.number === field.id ? ours.listNumber : listOf(field, type),
  };
  const isSame =
    next.number === ours.number &&
    next.alias === ours.alias &&
    next.name === ours.name &&
    next.type === ours.type &&
    next.listNumber === ours.listNumber;
  if (!isSame) plan.changed.push(next);
}

/** Lists of the provider that ours can have: those of fields with a plain number. */
export function listsWithNumbers(lists: readonly SourceList[]): (SourceList & { number: number })[] {
  return lists.flatMap((list) =>
    isListNumber(list.fieldId) ? [{ ...list, number: Number(list.fieldId) }] : [],
  );
}

/** By the provider's id of an option: its name when it was seen last. */
export type OptionNames = Readonly<Record<string, string>>;

/**
 * What brings the options of one list where the provider has them. An option that was renamed there
 * (`before` knows its old name) is renamed here, so that what people have of it follows.
 */
export function planOptions(
  ours: readonly OptionRow[],
  theirs: SourceList['options'],
  before: OptionNames,
  now: Date,
): Step[] {
  const state = new Map(ours.map((option) => [option.name.toLowerCase(), option]));
  const theirNames = new Set(theirs.map(({ name }) => name.trim().toLowerCase()));
  return theirs.flatMap(({ id, name: given, archived }): Step[] => {
    const name = given.normalize('NFC').trim();
    if (name === '') return [];
    const oldName = before[id]?.toLowerCase();
    const renamed =
      oldName !== undefined && !state.has(name.toLowerCase()) && !theirNames.has(oldName)
        ? state.get(oldName)
        : undefined;
    const option = state.get(name.toLowerCase()) ?? renamed ?? null;
    const wasArchivedAt = option?.archivedAt ?? null;
    const archivedAt = archived ? (wasArchivedAt ?? now) : null;
    const after = { name, adpCode: option?.adpCode ?? null, archivedAt };
    if (option !== null && option.name === name && wasArchivedAt?.getTime() === archivedAt?.getTime())
      return [];
    state.set(name.toLowerCase(), { ...(option ?? { id: 0, listNumber: 0, createdAt: now }), ...after });
    return [{ before: option, after }];
  });
}

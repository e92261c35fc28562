// What a hired application says after its hire was sent, beside what was sent and what the provider
// shows; and the writes that follow. Pure.
import type { HiredRow, HiredValues, HireTable } from '@joinery/connectors';
import type { HireChangeStepName, HireChangeWrite, HireDifference, SomeHireFields } from '@joinery/sdk';
import type { Look } from '../sendings/sendings.ts';

/** Fields of a hire by name, those of `other` with `other.` before. */
export type FlatFields = Readonly<Record<string, string>>;

export const tableFields = {
  employmentStatus: ['employmentStatus'],
  jobInfo: ['jobTitle', 'department', 'division', 'location', 'reportsTo'],
  compensation: ['payRate', 'payCurrency', 'payType', 'payPer', 'paySchedule', 'payReason', 'exempt'],
} as const satisfies Record<HireTable, readonly string[]>;

export const tables = Object.keys(tableFields) as HireTable[];

const stepOf = {
  employmentStatus: 'employment_status',
  jobInfo: 'job_info',
  compensation: 'compensation',
} as const satisfies Record<HireTable, HireChangeStepName>;

export const tableOf: Partial<Record<HireChangeStepName, HireTable>> = {
  employment_status: 'employmentStatus',
  job_info: 'jobInfo',
  compensation: 'compensation',
  terminate: 'employmentStatus',
};

export function flatten({ other = {}, ...fields }: SomeHireFields): FlatFields {
  const texts = Object.entries(fields).filter((entry): entry is [string, string] => !isBlank(entry[1]));
  const others = Object.entries(other).filter(([, value]) => !isBlank(value));
  return Object.fromEntries([
    ...texts,
    ...others.map(([alias, value]) => [`other.${alias}`, value] as const),
  ]);
}

function isBlank(value: string | null | undefined): boolean {
  return value === null || value === undefined || value.trim() === '';
}

/** Equal as people read them. */
export function sameValue(
  field: string,
  a: string | null | undefined,
  b: string | null | undefined,
): boolean {
  if (isBlank(a) || isBlank(b)) return isBlank(a) && isBlank(b);
  if (field === 'payRate') return Number(a) === Number(b);
  return folded(field, a ?? '') === folded(field, b ?? '');
}

function folded(field: string, value: string): string {
  const plain = value.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase();
  // "Lovelace, Ada" is shown where "Ada Lovelace" was written.
  return field === 'reportsTo'
    ? plain
        .split(/[\s,]+/)
        .sort()
        .join(' ')
    : plain;
}

export interface Standpoints {
  /** What was sent, and changed since by this server. */
  sent: FlatFields;
  /** What a person gave instead of what the application said. */
  given: FlatFields;
  /** What a person said is not to be sent. */
  without: readonly string[];
  /** What the application said when the hire was first compared. */
  base: FlatFields;
  here: FlatFields;
}

/**
 * What the application says otherwise than it was sent. Where a person gave another value on purpose,
 * only a change of the application since then counts. What it does not say any more is no change:
 * absent is not empty.
 */
export function localChanges({
  sent,
  given,
  without,
  base,
  here,
}: Standpoints): Omit<HireDifference, 'there'>[] {
  return Object.entries(here).flatMap(([field, now]) => {
    const was = sent[field] ?? null;
    if (without.includes(field) || sameValue(field, was, now)) return [];
    const isMoved = !sameValue(field, base[field], now);
    const isMeant = Object.hasOwn(given, field) || was === null;
    return isMoved || !isMeant ? [{ field, was, here: now }] : [];
  });
}

/** What has to be read of the employee for these changes. */
export function readingOf(changes: readonly Pick<HireDifference, 'field'>[]): {
  fields: string[];
  tables: HireTable[];
} {
  const names = changes.map(({ field }) => field);
  const isMoved = names.includes('hireDate');
  const inTables = new Set<string>(Object.values(tableFields).flat());
  return {
    fields: names.filter((name) => !inTables.has(name)).map((name) => name.replace(/^other\./, '')),
    tables: tables.filter((table) => isMoved || tableFields[table].some((name) => names.includes(name))),
  };
}

export interface Proposal {
  diff: HireDifference[];
  plan: HireChangeWrite[];
}

/** The differences with what the provider shows, and the writes. What it shows as wanted is no difference. */
export function propose(
  changes: readonly Omit<HireDifference, 'there'>[],
  sent: FlatFields,
  hired: HiredValues,
): Proposal {
  const target = { ...sent, ...Object.fromEntries(changes.map(({ field, here }) => [field, here])) };
  const rowsOf = (table: HireTable) =>
    rowOn(hired, table, sent.hireDate) ?? rowOn(hired, table, target.hireDate);
  const shown = changes.map((change): HireDifference => {
    const table = tables.find((one) => (tableFields[one] as readonly string[]).includes(change.field));
    const values = table === undefined ? hired.values : (rowsOf(table)?.values ?? {});
    const name = change.field.replace(/^other\./, '');
    if (table !== undefined) return { ...change, there: values[name] ?? null };
    return Object.hasOwn(values, name) ? { ...change, there: values[name] ?? null } : change;
  });
  const plan = [
    ...employeeWrite(shown),
    ...tables.flatMap((table) => rowWrite(table, { shown, sent, target, hired })),
  ];
  const diff = shown.filter(({ field, here, there }) => !sameValue(field, there, here) || isIn(plan, field));
  return { diff: plan.length === 0 ? [] : diff, plan };
}

function isIn(plan: readonly HireChangeWrite[], field: string): boolean {
  return plan.some(({ values }) => Object.hasOwn(values, field.replace(/^other\./, '')));
}

function employeeWrite(shown: readonly HireDifference[]): HireChangeWrite[] {
  const inTables = new Set<string>(Object.values(tableFields).flat());
  const own = shown.filter(
    ({ field, here, there }) => !inTables.has(field) && !sameValue(field, there, here),
  );
  if (own.length === 0) return [];
  const named = own.map(({ field, here, there }) => ({ name: field.replace(/^other\./, ''), here, there }));
  return [
    {
      step: 'employee',
      rowId: null,
      values: Object.fromEntries(named.map(({ name, here }) => [name, here])),
      before: Object.fromEntries(
        named.flatMap(({ name, there }) => (there === undefined ? [] : [[name, there]])),
      ),
    },
  ];
}

function rowOn({ rows }: HiredValues, table: HireTable, date: string | undefined): HiredRow | undefined {
  return (rows[table] ?? []).filter((row) => row.date === date && date !== undefined).at(-1);
}

/** The row of the hire date is changed where there is one; later rows are others' and stay. */
function rowWrite(
  table: HireTable,
  {
    shown,
    sent,
    target,
    hired,
  }: { shown: readonly HireDifference[]; sent: FlatFields; target: FlatFields; hired: HiredValues },
): HireChangeWrite[] {
  const names: readonly string[] = tableFields[table];
  const changed = withCurrency(shown.filter(({ field }) => names.includes(field)).map(({ field }) => field));
  const row = rowOn(hired, table, sent.hireDate) ?? rowOn(hired, table, target.hireDate);
  const date = target.hireDate ?? '';
  if (row === undefined) {
    if (changed.length === 0) return [];
    const all = names.flatMap((name) => (target[name] === undefined ? [] : [[name, target[name]] as const]));
    return [{ step: stepOf[table], rowId: null, values: { date, ...Object.fromEntries(all) }, before: null }];
  }
  const wanted: Record<string, string> = {
    ...(row.date === date ? {} : { date }),
    ...Object.fromEntries(changed.map((name) => [name, target[name] ?? ''])),
  };
  const before: Readonly<Record<string, string | null>> = { date: row.date, ...row.values };
  const isThere = Object.entries(wanted).every(([name, value]) => sameValue(name, before[name], value));
  if (isThere) return [];
  return [
    {
      step: stepOf[table],
      rowId: row.id,
      values: wanted,
      before: Object.fromEntries(Object.keys(wanted).map((name) => [name, before[name] ?? null])),
    },
  ];
}

// An amount is written with its currency, or not at all.
function withCurrency(names: readonly string[]): string[] {
  const pay = ['payRate', 'payCurrency'];
  return names.some((name) => pay.includes(name)) ? [...new Set([...names, ...pay])] : [...names];
}

/**
 * What ends an employment, on the first day where nothing else is said: a row, and nothing is removed.
 * Whoever was ended since they began is not ended again.
 */
export function proposeEnd(sent: FlatFields, hired: HiredValues, on?: string): Proposal {
  const { hireDate = '', employmentStatus = null } = sent;
  const date = on ?? hireDate;
  const rows = hired.rows.employmentStatus ?? [];
  if (rows.some((row) => (row.date ?? '') >= hireDate && isTerminated(row))) return { diff: [], plan: [] };
  const there = rows.at(-1)?.values.employmentStatus ?? null;
  return {
    diff: [{ field: 'employmentStatus', was: employmentStatus, here: terminated, there }],
    plan: [{ step: 'terminate', rowId: null, values: { date, employmentStatus: terminated }, before: null }],
  };
}

const terminated = 'Terminated';

function isTerminated({ values }: HiredRow): boolean {
  return sameValue('employmentStatus', values.employmentStatus, terminated);
}

/** Whether a write is done, may go out, or meets something else than was looked at when it was decided. */
export function judgeWrite(
  { step, rowId, values, before }: HireChangeWrite,
  hired: HiredValues | null,
  employeeNumber: string,
): Look {
  if (hired === null) return { answer: 'doubtful', doubt: 'changed_meanwhile', employees: [employeeNumber] };
  const table = tableOf[step];
  if (table === undefined) return judgeValues({ values, before: before ?? {} }, hired.values, employeeNumber);
  const rows = (hired.rows[table] ?? []).map((row) => ({
    id: row.id,
    values: { date: row.date, ...row.values },
  }));
  if (rowId === null) return judgeNewRow(step, values, rows);
  const row = rows.find(({ id }) => id === rowId);
  if (row === undefined)
    return { answer: 'doubtful', doubt: 'changed_meanwhile', employees: [employeeNumber] };
  return judgeValues({ values, before: before ?? {} }, row.values, rowId);
}

function judgeValues(
  {
    values,
    before,
  }: { values: Readonly<Record<string, string>>; before: Readonly<Record<string, string | null>> },
  shown: Readonly<Record<string, string | null>>,
  id: string,
): Look {
  const names = Object.keys(values);
  const hidden = names.filter((name) => !Object.hasOwn(shown, name) && Object.hasOwn(before, name));
  if (hidden.length > 0) return { answer: 'unknown' };
  const isDone = (name: string) => Object.hasOwn(shown, name) && sameValue(name, shown[name], values[name]);
  if (names.every(isDone)) return { answer: 'found', providerId: id, how: 'comparison' };
  const isAsBefore = (name: string) =>
    !Object.hasOwn(before, name) || sameValue(name, shown[name], before[name]);
  if (names.every((name) => isDone(name) || isAsBefore(name))) return { answer: 'absent' };
  return { answer: 'doubtful', doubt: 'changed_meanwhile', employees: [id] };
}

function judgeNewRow(
  step: HireChangeStepName,
  values: Readonly<Record<string, string>>,
  rows: readonly { id: string; values: Readonly<Record<string, string | null>> }[],
): Look {
  const equal = rows.find((row) =>
    Object.entries(values).every(([name, value]) => sameValue(name, row.values[name], value)),
  );
  if (equal !== undefined) return { answer: 'found', providerId: equal.id, how: 'comparison' };
  const sameDate = rows.find((row) => row.values.date === values.date);
  // Who is ended on the day they were to begin has a row of that day.
  if (sameDate === undefined || step === 'terminate') return { answer: 'absent' };
  return { answer: 'doubtful', doubt: 'changed_meanwhile', employees: [sameDate.id] };
}

// Rows of a hire between the contract's names and BambooHR's columns. Pure.
import { type TableRow, toMoney, type WriteValue } from '@joinery/bamboohr';
import type { HiredRow, HireRows, HireTable, ListedRow } from '../hris-actions.ts';
import type { SentValue, SentValues } from '../people-writes.ts';
import { plain } from './map.ts';
import { textOf } from './schema.ts';
import { isBlank, isSent } from './written-values.ts';

const columns: { readonly [T in HireTable]: Readonly<Record<keyof HireRows[T] & string, string>> } = {
  employmentStatus: { date: 'date', status: 'employmentStatus' },
  jobInfo: {
    date: 'date',
    jobTitle: 'jobTitle',
    department: 'department',
    division: 'division',
    location: 'location',
    reportsTo: 'reportsTo',
  },
  compensation: {
    date: 'startDate',
    rate: 'rate',
    type: 'type',
    per: 'paidPer',
    schedule: 'paySchedule',
    reason: 'reason',
    exempt: 'exempt',
  },
};

/** The row's values by BambooHR's columns. */
export function fromHireRow<T extends HireTable>(table: T, row: HireRows[T]): Record<string, SentValue> {
  const names: Readonly<Record<string, string>> = columns[table];
  const values = Object.entries(row) as [string, SentValue | undefined][];
  return Object.fromEntries(
    values.flatMap(([name, value]) => {
      const column = names[name];
      return column === undefined || value === undefined ? [] : [[column, value]];
    }),
  );
}

/** Columns under the names of a hire's fields. The amount is two fields. */
const hiredColumns: Readonly<Record<HireTable, Readonly<Record<string, string>>>> = {
  employmentStatus: { date: 'date', employmentStatus: 'employmentStatus' },
  jobInfo: columns.jobInfo,
  compensation: {
    date: 'startDate',
    payType: 'type',
    payPer: 'paidPer',
    paySchedule: 'paySchedule',
    payReason: 'reason',
    exempt: 'exempt',
  },
};

export function fromHiredValues(
  table: HireTable,
  { payRate, payCurrency, ...values }: Readonly<Record<string, string>>,
): Record<string, SentValue> {
  const named = Object.entries(values).flatMap(([name, value]) => {
    const column = hiredColumns[table][name];
    return column === undefined ? [] : [[column, value] as const];
  });
  const rate = payRate === undefined ? {} : { rate: { value: payRate, currency: payCurrency ?? '' } };
  return { ...Object.fromEntries(named), ...rate };
}

/** By date, then id: the last of a date is the one that counts. */
export function toHiredRows(table: HireTable, rows: readonly TableRow[]): HiredRow[] {
  const toRow = ({ id, values }: TableRow): HiredRow => {
    const { date = '', ...names } = hiredColumns[table];
    const texts = Object.entries(names).map(([name, column]) => [name, textOf(values[column])]);
    const money = table === 'compensation' ? toMoney(values.rate as WriteValue) : null;
    const pay =
      table === 'compensation' ? { payRate: money?.value ?? null, payCurrency: money?.currency ?? null } : {};
    return { id, date: textOf(values[date]), values: { ...Object.fromEntries(texts), ...pay } };
  };
  return rows.map(toRow).sort((a, b) => {
    const byDate = (a.date ?? '').localeCompare(b.date ?? '');
    return byDate === 0 ? Number(a.id) - Number(b.id) : byDate;
  });
}

export function toListedRow<T extends HireTable>(table: T, row: TableRow, wanted: HireRows[T]): ListedRow {
  const { date } = columns[table];
  const sent = fromHireRow(table, wanted);
  const different = differences(row.values, sent);
  return { id: row.id, different, fit: fitOf(row.values, sent, different, date) };
}

function fitOf(
  shown: TableRow['values'],
  sent: SentValues,
  different: readonly string[],
  dateColumn: string,
): ListedRow['fit'] {
  if (different.length === 0) return 'equal';
  if (different.includes(dateColumn)) return 'other';
  if (!different.every((column) => isBlank(shown[column]))) return 'clash';
  return different.length === Object.keys(sent).length - 1 ? 'blank' : 'near';
}

function differences(shown: TableRow['values'], sent: SentValues): string[] {
  return Object.entries(sent)
    .filter(([column, value]) =>
      column === 'reportsTo'
        ? wordsOf(textOf(shown[column])) !== wordsOf(String(value))
        : !isSent(shown[column], value),
    )
    .map(([column]) => column);
}

/** "Lovelace, Ada" is taken where "Ada Lovelace" is shown. */
function wordsOf(name: string | null): string {
  return plain(name ?? '')
    .split(/[\s,]+/)
    .sort()
    .join(' ');
}

// Rows of a hire between the contract's names and BambooHR's columns. Pure.
import type { TableRow } from '@joinery/bamboohr';
import type { HireRows, HireTable, ListedRow } from '../hris-actions.ts';
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

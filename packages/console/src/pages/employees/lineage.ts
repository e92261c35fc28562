import type { EmployeeLineage, LineageEntry } from '@joinery/sdk';
import { formatExactInstant, formatInstant } from '../../ui/dates.ts';

/** The table that a value shown on the page comes from, where it is not a field of its own. */
const tableOf: Record<string, string> = {
  jobTitle: 'jobInfo',
  department: 'jobInfo',
  division: 'jobInfo',
  location: 'jobInfo',
  supervisor: 'jobInfo',
  employmentHistoryStatus: 'employmentStatus',
  terminationDate: 'employmentStatus',
};

/** Where a shown value came from, if that is known: its own call, or that of its table. */
export function entryFor(lineage: EmployeeLineage | undefined, name: string): LineageEntry | undefined {
  if (lineage === undefined) return undefined;
  const find = (wanted: string | undefined) => lineage.entries.find((entry) => entry.name === wanted);
  return find(name) ?? find(tableOf[name]);
}

/** One quiet sentence: who told it when, and whether it is still told. */
export function describeEntry(entry: LineageEntry, connectionName: string): string {
  const parts = [
    entry.call === null
      ? `From ${connectionName}`
      : `From ${connectionName}, ${entry.call.operation}, ${formatExactInstant(entry.call.at)}`,
    entry.staleSince === null
      ? entry.confirmedAt !== null && `last confirmed ${formatInstant(entry.confirmedAt)}`
      : `not told since ${formatInstant(entry.staleSince)}: this is the last value that was`,
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}

// What the hiring report says as lines of a table. Pure.
import { type HiringFunnel, type HiringReport, type HiringReportPart, JoineryError } from '@joinery/sdk';
import { csvLine } from '../../platform/csv.ts';

/** Days of a year up to `today`, where none are given. */
export function periodOf(
  given: { from?: string | undefined; to?: string | undefined },
  today: string,
): { from: string; to: string } {
  const to = given.to ?? today;
  const from = given.from ?? yearBefore(to);
  if (from > to)
    throw new JoineryError('request.invalid', 'The report would end before it begins.', {
      issues: [{ path: 'from', message: `expected a day that is not after ${to}` }],
    });
  return { from, to };
}

function yearBefore(day: string): string {
  if (day < '0002') return '0001-01-01';
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCFullYear(at.getUTCFullYear() - 1);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}

const funnelTitles = ['Applied', 'Considered', 'Offered', 'Hired', 'Rejected', 'Withdrawn'];

function funnelCells({ applied, considered, offered, hired, rejected, withdrawn }: HiringFunnel): number[] {
  return [applied, considered, offered, hired, rejected, withdrawn];
}

type Line = readonly unknown[];

/** One part of the report, with a line of titles. */
export function toCsv(report: HiringReport, part: HiringReportPart): string {
  return linesOf[part](report).map(csvLine).join('');
}

const linesOf: Record<HiringReportPart, (report: HiringReport) => Line[]> = {
  jobs: ({ jobs: { items, others } }) => [
    ['Number', 'Job', ...funnelTitles],
    ...items.map((row) => [row.number, row.title, ...funnelCells(row)]),
    ...othersLine(others, (count) => [null, `${count} other jobs`]),
  ],
  sources: ({ sources: { items, others } }) => [
    ['Source', ...funnelTitles],
    ...items.map((row) => [row.source ?? 'Not said', ...funnelCells(row)]),
    ...othersLine(others, (count) => [`${count} other sources`]),
  ],
  recruiters: ({ recruiters: { items, others } }) => [
    ['Recruiter', ...funnelTitles],
    ...items.map((row) => [row.name ?? 'Came by themselves', ...funnelCells(row)]),
    ...othersLine(others, (count) => [`${count} other recruiters`]),
  ],
  stages: ({ stages }) => [
    ['Pipeline', 'Stage', 'Kind', 'Entered', 'Standing', 'Median hours', '90 % within hours'],
    ...stages.map((row) => [
      row.pipeline,
      row.name,
      row.kind,
      row.entered,
      row.standing,
      row.medianHours,
      row.p90Hours,
    ]),
  ],
};

function othersLine(
  others: (HiringFunnel & { count: number }) | null,
  names: (count: number) => Line,
): Line[] {
  return others === null ? [] : [[...names(others.count), ...funnelCells(others)]];
}

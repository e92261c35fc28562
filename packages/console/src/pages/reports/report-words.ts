// What the hiring report says, as rows for its plots and tables. Pure.
import type { HiringFunnel, HiringReport } from '@joinery/sdk';

export type Grouping = 'jobs' | 'sources' | 'recruiters';

export const groupings: { value: Grouping; label: string; one: string }[] = [
  { value: 'jobs', label: 'By job', one: 'Job' },
  { value: 'sources', label: 'By source', one: 'Source' },
  { value: 'recruiters', label: 'By recruiter', one: 'Recruiter' },
];

export interface GroupRow extends HiringFunnel {
  key: string;
  name: string;
}

export function groupRows(report: HiringReport, grouping: Grouping): GroupRow[] {
  const { others } = report[grouping];
  const rest =
    others === null ? [] : [{ ...others, key: 'others', name: `${others.count} others` } satisfies GroupRow];
  return [...namedRows(report, grouping), ...rest];
}

function namedRows({ jobs, sources, recruiters }: HiringReport, grouping: Grouping): GroupRow[] {
  if (grouping === 'jobs') {
    const titles = jobs.items.map(({ title }) => title);
    const isShared = (title: string) => titles.indexOf(title) !== titles.lastIndexOf(title);
    return jobs.items.map((row) => ({
      ...row,
      key: row.jobId,
      name: isShared(row.title) ? `${row.title} (${row.number})` : row.title,
    }));
  }
  if (grouping === 'sources')
    return sources.items.map((row) => ({
      ...row,
      key: `source ${row.source ?? ''}`,
      name: row.source ?? 'Not said',
    }));
  return recruiters.items.map((row) => ({
    ...row,
    key: row.userId ?? '',
    name: row.userId === null ? 'Came by themselves' : (row.name ?? 'Somebody without a name'),
  }));
}

/** How many of those who applied came so far. */
export function shareOf(count: number, { applied }: Pick<HiringFunnel, 'applied'>): string {
  return applied === 0 ? '–' : `${Math.round((count / applied) * 100)} %`;
}

export interface FunnelBar {
  step: string;
  count: number;
  share: string;
}

export function funnelBars(funnel: HiringFunnel): FunnelBar[] {
  const { applied, considered, offered, hired } = funnel;
  const steps: [string, number][] = [
    ['Applied', applied],
    ['Considered', considered],
    ['Offered', offered],
    ['Hired', hired],
  ];
  return steps.map(([step, count]) => ({ step, count, share: shareOf(count, funnel) }));
}

/** As people say how long something took. */
export function timeWords(hours: number | null): string {
  if (hours === null) return '–';
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  if (hours < 48) return `${tenths(hours)} h`;
  return `${tenths(hours / 24)} days`;
}

function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Two pipelines may have stages of one name. */
export function stageName(
  { name, pipeline }: HiringReport['stages'][number],
  stages: HiringReport['stages'],
): string {
  return new Set(stages.map((stage) => stage.pipeline)).size > 1 ? `${name} (${pipeline})` : name;
}

export interface StageBar {
  name: string;
  median: number;
  p90: number;
}

export interface StagePlot {
  /** Of its bars: whatever the longest fills best. */
  unit: 'min' | 'h' | 'days';
  bars: StageBar[];
}

/** Those that somebody has left; none where all left so soon that no bar could be seen. */
export function stagePlot(stages: HiringReport['stages']): StagePlot {
  const longest = Math.max(0, ...stages.map(({ p90Hours }) => p90Hours ?? 0));
  const unit = longest < 2 ? 'min' : longest < 72 ? 'h' : 'days';
  const hours = { min: 1 / 60, h: 1, days: 24 }[unit];
  const inUnit = (given: number) => Math.round((given / hours) * 10) / 10;
  const bars = stages.flatMap((stage) =>
    stage.medianHours === null || stage.p90Hours === null
      ? []
      : [
          {
            name: stageName(stage, stages),
            median: inUnit(stage.medianHours),
            p90: inUnit(stage.p90Hours),
          },
        ],
  );
  return { unit, bars: bars.some(({ p90 }) => p90 > 0) ? bars : [] };
}

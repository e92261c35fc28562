import type { AccessLevelRecipe, ProbeReport } from '@joinery/sdk';
import { counted } from '../../ui/names.ts';

export interface ProbeLine {
  kind: 'field' | 'table' | 'right';
  name: string;
  label: string;
}

export interface ProbeGroups {
  missing: ProbeLine[];
  /** Sensitive, and seen though nothing needs it. */
  excess: ProbeLine[];
  /** As `excess`, and never read. */
  leftOut: ProbeLine[];
  optional: ProbeLine[];
  granted: number;
}

type Judged = ProbeLine & { need: ProbeReport['fields'][number]['need'] };

function linesOf({ fields, tables, rights }: ProbeReport): Judged[] {
  return [
    ...rights.map((right) => ({ ...right, kind: 'right' as const })),
    ...fields.map((field) => ({ ...field, kind: 'field' as const })),
    ...tables.map((table) => ({ ...table, kind: 'table' as const, label: table.name })),
  ];
}

/** What a probe found, sorted by what a person should do about it. */
export function groupsOf(report: ProbeReport, leftOut: readonly string[] = []): ProbeGroups {
  const lines = linesOf(report);
  const pick = (wanted: Judged['need']): ProbeLine[] =>
    lines.filter(({ need }) => need === wanted).map(({ kind, name, label }) => ({ kind, name, label }));
  const excess = pick('excess');
  const isLeftOut = ({ kind, name }: ProbeLine) => kind !== 'right' && leftOut.includes(name);
  return {
    missing: pick('missing'),
    excess: excess.filter((line) => !isLeftOut(line)),
    leftOut: excess.filter(isLeftOut),
    optional: pick('optional'),
    granted: pick('granted').length,
  };
}

/** Whether nobody answered at all: then the address is wrong, not the key. */
export function isAway({ problem }: Pick<ProbeReport, 'problem'>): boolean {
  return problem !== null && /cannot be reached|no answer came in time/.test(problem);
}

export interface Verdict {
  color: 'red' | 'yellow' | 'teal';
  title: string;
}

/** The probe in one sentence. */
export function verdictOf(report: ProbeReport, leftOut: readonly string[] = []): Verdict {
  if (!report.reached)
    return {
      color: 'red',
      title: isAway(report) ? 'No answer from the account' : 'The account did not let us look',
    };
  const groups = groupsOf(report, leftOut);
  const { missing, excess } = groups;
  if (missing.length > 0)
    return {
      color: 'red',
      title: `The key may not see ${counted(missing.length, 'thing', 'things')} that this needs`,
    };
  if (excess.length > 0)
    return {
      color: 'yellow',
      title: `It works. The key also sees ${counted(excess.length, 'sensitive thing')} that nothing here needs`,
    };
  if (groups.leftOut.length > 0)
    return { color: 'teal', title: 'The key sees what it needs; what is sensitive beyond it is never read' };
  // Of an account of candidates only, what else the key sees is not looked at.
  const isWhole = report.fields.length > 0;
  return { color: 'teal', title: `The key sees what it needs${isWhole ? ', and nothing else' : ''}` };
}

/** How a field that is known by its number only is called; what has a name keeps it. */
export function fieldName(name: string, report: Pick<ProbeReport, 'fields'> | null | undefined): string {
  if (!/^\d+$/.test(name)) return name;
  return report?.fields.find((field) => field.name === name)?.label ?? `Field ${name}`;
}

/** What is left out at first: sensitive fields and tables that nothing needs. */
export const leftOutAtFirst = (report: ProbeReport): string[] =>
  groupsOf(report)
    .excess.filter(({ kind }) => kind !== 'right')
    .map(({ name }) => name);

/** The recipe as text, for a ticket to whoever manages the account. */
export function recipeText({ name, steps, view, edit, hide }: AccessLevelRecipe): string {
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : ['', title, ...items.map((item) => `  - ${item}`)];
  return [
    `Access level: ${name}`,
    '',
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    ...list('View:', view),
    ...list('Edit:', edit),
    ...list('Hide:', hide),
  ].join('\n');
}

/** How much was seen. Employees are counted where there are to be some. */
export function seenWords(report: ProbeReport): string {
  const { employees, purpose, calls } = report;
  const { mirror, hires } = purpose;
  const people =
    employees !== null
      ? [counted(employees, 'employee')]
      : mirror || hires
        ? ['Employees could not be counted']
        : [];
  const { granted } = groupsOf(report);
  const what =
    report.fields.length > 0
      ? counted(granted, 'needed field, table or right', 'needed fields, tables and rights')
      : counted(granted, 'needed right');
  return `${[...people, what].join(', ')} seen, with ${counted(calls, 'call')}`;
}

// Which values stay when two candidates become one. Rows are taken as the database has them, so that
// a column which is added later is kept and not forgotten. Pure.
import { JoineryError, profileFields, type StageKind } from '@joinery/sdk';

export type Row = Record<string, unknown>;
export type Side = 'this' | 'other';

/** Columns of a field; those of one field stay together. */
const columns: Record<string, string[]> = {
  name: ['first_name', 'last_name'],
  email: ['email'],
  phone: ['phone'],
  source: ['source'],
  rating: ['rating'],
  broughtBy: ['brought_by_user_id'],
};

/** Who brought somebody sees them: that is given to nobody unless it is asked for. */
const keptUnlessChosen = new Set(['broughtBy']);

export interface Merged {
  row: Row;
  /** Fields whose value came from the other. */
  taken: string[];
}

/** @throws JoineryError `request.invalid` for a choice of a field that there is not */
export function mergeRows(kept: Row, other: Row, choices: Record<string, Side>): Merged {
  assertFields(kept, other, choices);
  const row = { ...kept };
  const taken: string[] = [];
  for (const [field, names] of Object.entries(columns)) {
    if (!names.every((name) => name in kept)) continue;
    if (!isTaken(field, choices, [kept, other], names)) continue;
    for (const name of names) row[name] = other[name];
    taken.push(field);
  }
  for (const [column, prefix] of [
    ['details', ''],
    ['custom', 'custom.'],
  ] as const) {
    if (!(column in kept)) continue;
    const [own, others] = [{ ...(kept[column] as Row) }, (other[column] ?? {}) as Row];
    for (const key of Object.keys(others)) {
      if (!isTaken(`${prefix}${key}`, choices, [own, others], [key])) continue;
      own[key] = others[key];
      taken.push(`${prefix}${key}`);
    }
    row[column] = own;
  }
  return { row, taken };
}

/**
 * Who brought the one that stays, where nobody said whether they are to see what was the other's; undefined
 * where it was said, or they brought both.
 */
export function unsaidBringer(kept: Row, other: Row, choices: Record<string, Side>): string | undefined {
  const { brought_by_user_id: userId } = kept;
  if (typeof userId !== 'string' || userId === other.brought_by_user_id) return undefined;
  return Object.hasOwn(choices, 'broughtBy') ? undefined : userId;
}

function isTaken(
  field: string,
  choices: Record<string, Side>,
  [own, others]: [Row, Row],
  names: string[],
): boolean {
  const same = names.every(
    (name) => JSON.stringify(own[name] ?? null) === JSON.stringify(others[name] ?? null),
  );
  if (same) return false;
  if (Object.hasOwn(choices, field)) return choices[field] === 'other';
  return !keptUnlessChosen.has(field) && names.every((name) => isBlank(own[name]));
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function assertFields(kept: Row, other: Row, choices: Record<string, Side>): void {
  const custom = [kept, other].flatMap((row) => Object.keys((row.custom ?? {}) as Row));
  const known = new Set<string>([
    ...Object.keys(columns),
    ...profileFields,
    ...custom.map((key) => `custom.${key}`),
  ]);
  const unknown = Object.keys(choices).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new JoineryError('request.invalid', 'A choice is of no field of a candidate.', {
    issues: unknown.map((name) => ({
      path: `fields.${name}`.slice(0, 200),
      message: `expected one of ${[...known].join(', ')}`,
    })),
  });
}

/**
 * The row after a merge is undone: what the merge changed and nobody since is what it was; what
 * somebody changed since stays.
 */
export function unmergeRow({ before, after, now }: { before: Row; after: Row; now: Row }): Row {
  const row = { ...now };
  for (const name of Object.keys(after)) {
    const [was, became, is] = [before[name], after[name], now[name]];
    if (isObject(was) && isObject(became) && isObject(is))
      row[name] = unmergeRow({ before: was, after: became, now: is });
    else if (isSame(became, is) && !isSame(was, became)) row[name] = was;
  }
  for (const name of Object.keys(row)) if (row[name] === undefined) delete row[name];
  return row;
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

export interface SharedApplication {
  id: string;
  candidateId: string;
  jobId: string;
  jobTitle: string;
  stageKind: StageKind;
  /** Was handed over, or is being. */
  hasHires: boolean;
  hasOffer: boolean;
}

export interface Fold {
  from: SharedApplication;
  into: SharedApplication;
}

const furthest: readonly StageKind[] = ['hired', 'offer', 'active', 'new', 'withdrawn', 'rejected'];

/**
 * Which application stays for each job that both applied for.
 *
 * @throws JoineryError `candidates.merge_conflict` where both were handed over, or a choice would
 * take away the one that was; `request.invalid` for a choice of a job that is not shared
 */
export function foldsOf(
  { keptId, applications }: { keptId: string; applications: SharedApplication[] },
  choices: Record<string, Side>,
): Fold[] {
  const byJob = Map.groupBy(applications, ({ jobId }) => jobId);
  const strange = Object.keys(choices).filter((jobId) => (byJob.get(jobId)?.length ?? 0) < 2);
  if (strange.length > 0)
    throw new JoineryError('request.invalid', 'Both have to have applied for a job to choose between them.', {
      issues: strange.map((jobId) => ({
        path: `applications.${jobId}`.slice(0, 200),
        message: 'expected the id of a job that both applied for',
      })),
    });
  return [...byJob.values()].flatMap((pair) => {
    const own = pair.find(({ candidateId }) => candidateId === keptId);
    const other = pair.find(({ candidateId }) => candidateId !== keptId);
    if (own === undefined || other === undefined) return [];
    return [foldOf(own, other, choices[own.jobId])];
  });
}

function foldOf(own: SharedApplication, other: SharedApplication, choice: Side | undefined): Fold {
  if (own.hasHires && other.hasHires)
    throw conflict(own, 'Both of their applications for it were handed over.');
  const into = choice === undefined ? further(own, other) : choice === 'this' ? own : other;
  const from = into === own ? other : own;
  // What was sent to a provider names the application that it was sent for.
  if (from.hasHires) throw conflict(own, 'The application that was handed over has to stay.');
  return { from, into };
}

function further(own: SharedApplication, other: SharedApplication): SharedApplication {
  const rank = ({ hasHires, hasOffer, stageKind }: SharedApplication) =>
    (hasHires ? 0 : 100) + (hasOffer ? 0 : 10) + furthest.indexOf(stageKind);
  return rank(other) < rank(own) ? other : own;
}

function conflict({ jobId, jobTitle }: SharedApplication, why: string): JoineryError {
  return new JoineryError(
    'candidates.merge_conflict',
    `They cannot be merged because of the job ${jobTitle}. ${why}`,
    {
      issues: [{ path: `applications.${jobId}`, message: why }],
    },
  );
}

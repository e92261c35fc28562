// What the columns of a table mean, and what a row of it says of somebody. Pure.
import {
  type CandidateImportRow,
  type CandidateInput,
  candidateInput,
  type ImportOptions,
  type ImportRowState,
  type ImportState,
  JoineryError,
  profileFields,
} from '@joinery/sdk';
import { checkValues, type FieldRow, fieldKey } from '../candidate-fields/candidate-fields.ts';
import { nameOf } from '../candidates/candidates.ts';
import { checkForm, type JobForm } from '../jobs/job-form.ts';

export type Targets = (string | null)[];
export type Problems = CandidateImportRow['problems'];
/** The row's fields as they are sent, by the names of the API. */
export type RowInput = Record<string, unknown>;

/** A page of rows is some seconds of work, and what failed is tried again for a minute. */
export const stuckAfterMs = 3 * 60_000;

/** Whether something of it was begun and goes on by itself no more. */
export function canRestart(
  { state, problem }: { state: ImportState; problem: string | null },
  {
    counts,
    lastMovedAt,
    now,
  }: { counts: readonly { state: ImportRowState; count: number }[]; lastMovedAt: Date | null; now: Date },
): boolean {
  const isLeft = counts.some((one) => one.state === 'new' || one.state === 'good');
  if (state === 'ready') return problem !== null && isLeft;
  // An import waits for those of the company that were begun before: while one moves, none is stuck.
  const isMoving = lastMovedAt !== null && now.getTime() - lastMovedAt.getTime() < stuckAfterMs;
  return (state === 'checking' || state === 'running') && !isMoving;
}

const plainTargets = [
  'name',
  'firstName',
  'lastName',
  'email',
  'phone',
  'source',
  ...profileFields,
  'availableOn',
  'desiredSalary',
  'referredBy',
  'references',
  'rating',
  'tags',
  'jobId',
  'resumeUrl',
] as const;

/** Headings that mean a field, as letters and digits alone. */
const headings: Record<string, (typeof plainTargets)[number]> = {
  fullname: 'name',
  candidate: 'name',
  candidatename: 'name',
  nom: 'name',
  nombre: 'name',
  first: 'firstName',
  givenname: 'firstName',
  forename: 'firstName',
  vorname: 'firstName',
  prenom: 'firstName',
  last: 'lastName',
  surname: 'lastName',
  familyname: 'lastName',
  nachname: 'lastName',
  mail: 'email',
  emailaddress: 'email',
  emailadresse: 'email',
  telephone: 'phone',
  phonenumber: 'phone',
  mobile: 'phone',
  mobilephone: 'phone',
  telefon: 'phone',
  handy: 'phone',
  quelle: 'source',
  channel: 'source',
  referrer: 'referredBy',
  address: 'addressLine1',
  street: 'addressLine1',
  strasse: 'addressLine1',
  town: 'city',
  ort: 'city',
  stadt: 'city',
  region: 'state',
  province: 'state',
  zip: 'zipCode',
  postcode: 'zipCode',
  postalcode: 'zipCode',
  plz: 'zipCode',
  land: 'country',
  linkedin: 'linkedinUrl',
  linkedinprofile: 'linkedinUrl',
  website: 'websiteUrl',
  homepage: 'websiteUrl',
  twitter: 'twitterUsername',
  education: 'educationLevel',
  degree: 'educationLevel',
  school: 'educationInstitution',
  university: 'educationInstitution',
  branche: 'industry',
  abteilung: 'department',
  salary: 'desiredSalary',
  salaryexpectation: 'desiredSalary',
  desiredpay: 'desiredSalary',
  available: 'availableOn',
  availablefrom: 'availableOn',
  startdate: 'availableOn',
  stars: 'rating',
  tag: 'tags',
  labels: 'tags',
  skills: 'tags',
  job: 'jobId',
  jobnumber: 'jobId',
  jobtitle: 'jobId',
  position: 'jobId',
  stelle: 'jobId',
  resume: 'resumeUrl',
  cv: 'resumeUrl',
  resumelink: 'resumeUrl',
};

const letters = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

/** What columns of these names probably hold; no field twice. */
export function guessTargets(columns: readonly string[], fields: readonly FieldRow[]): Targets {
  const own = new Map(
    fields
      .filter(({ archivedAt }) => archivedAt === null)
      .map(({ label, number }) => [letters(label), fieldKey(number)]),
  );
  const plain = new Map(plainTargets.map((name) => [name.toLowerCase(), name]));
  const taken = new Set<string>();
  return columns.map((column) => {
    const name = letters(column);
    const known = Object.hasOwn(headings, name) ? headings[name] : undefined;
    const target = own.get(name) ?? plain.get(name) ?? known;
    if (target === undefined || taken.has(target)) return null;
    taken.add(target);
    return target;
  });
}

/**
 * @throws JoineryError `request.invalid` unless there is a target for each column, all are known, none is
 * there twice, and somebody could have a name
 */
export function assertTargets(
  targets: Targets,
  columns: readonly string[],
  fields: readonly FieldRow[],
): void {
  const known = new Set<string>([...plainTargets, ...fields.map(({ number }) => fieldKey(number))]);
  const named = targets.filter((target) => target !== null);
  const problem =
    targets.length !== columns.length
      ? `expected ${columns.length} targets, one for each column`
      : named.some((target) => !known.has(target))
        ? `expected names of fields of candidates, not ${named.find((target) => !known.has(target))}`
        : new Set(named).size < named.length
          ? 'expected no field twice'
          : undefined;
  if (problem === undefined) return;
  throw new JoineryError('request.invalid', 'The columns cannot mean this.', {
    issues: [{ path: 'targets', message: problem }],
  });
}

/** What the cells say, by the names of the API: as `POST /v1/candidates` would be sent it. */
export function toInput(
  cells: readonly string[],
  targets: Targets,
  options: ImportOptions,
  fields: readonly FieldRow[],
): RowInput {
  const said = new Map<string, string>();
  for (const [at, target] of targets.entries()) {
    const cell = cells[at] ?? '';
    if (target !== null && cell !== '') said.set(target, cell);
  }
  const input: RowInput = { byHand: true };
  const customFields: Record<string, unknown> = {};
  const byKey = new Map(fields.map((field) => [fieldKey(field.number), field]));
  for (const [target, cell] of said) {
    const field = byKey.get(target);
    if (field !== undefined) customFields[target] = customValue(field, cell);
    else if (target === 'rating') input.rating = numberIn(cell) ?? cell;
    else if (target === 'availableOn') input.availableOn = dayIn(cell) ?? cell;
    else if (target === 'resumeUrl') input.resume = { url: cell };
    else if (target !== 'tags') input[target] = cell;
  }
  const tags = [...options.tags, ...splitTags(said.get('tags') ?? '')];
  if (tags.length > 0) input.tags = tags;
  if (Object.keys(customFields).length > 0) input.customFields = customFields;
  if (input.source === undefined && options.source) input.source = options.source;
  if (input.jobId === undefined && options.jobId) input.jobId = options.jobId;
  return input;
}

export interface Checks {
  fields: readonly FieldRow[];
  /** The open job that a row names by id, number or title, with its form as it is filled in by hand. */
  jobOf: (reference: string) => { id: string; form: JobForm } | 'several' | undefined;
}

/** Everything that is wrong with a row; `input` is what of it can be taken in. */
export function checkRow(
  row: RowInput,
  { fields, jobOf }: Checks,
): { input: CandidateInput; issues: { path: string; message: string }[] } {
  const parsed = candidateInput.safeParse(row);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({
      path: path.map(String).join('.'),
      message,
    }));
    return { input: {}, issues };
  }
  const input = parsed.data;
  const {
    jobId,
    job_id: _job,
    resume,
    rating: _rating,
    tags: _tags,
    customFields,
    byHand: _byHand,
    ...given
  } = input;
  const job = jobId ? jobOf(jobId) : undefined;
  const issues = [
    ...issuesOf(() => nameOf(input)),
    ...issuesOf(() => checkValues(fields, customFields ?? {})),
    ...(jobId ? issuesOf(() => checkJob(job, { ...given, ...(resume && { resume: 'resume.pdf' }) })) : []),
    ...(jobId ? [] : lostAnswers(given)),
  ];
  return { input: typeof job === 'object' ? { ...input, jobId: job.id } : input, issues };
}

function checkJob(job: ReturnType<Checks['jobOf']>, application: Record<string, unknown>): void {
  if (typeof job === 'object') {
    checkForm(job.form, application);
    return;
  }
  const message =
    job === 'several'
      ? 'several open jobs have this title: give the number of one'
      : 'expected the number or the title of an open job';
  throw new JoineryError('jobs.not_open', 'No such job.', { issues: [{ path: 'jobId', message }] });
}

function lostAnswers(given: Record<string, unknown>) {
  return ['availableOn', 'desiredSalary', 'referredBy', 'references']
    .filter((name) => given[name])
    .map((path) => ({ path, message: 'belongs to an application: choose a job' }));
}

function issuesOf(check: () => unknown): { path: string; message: string }[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    return error.issues.length > 0 ? error.issues : [{ path: '', message: error.message }];
  }
}

/** In the words of the table: by the name of the column that holds what is wrong. */
export function toProblems(
  issues: readonly { path: string; message: string }[],
  targets: Targets,
  columns: readonly string[],
): Problems {
  return issues.slice(0, 10).map(({ path, message }) => {
    const [first = '', second = ''] = path.split('.');
    const target = first === 'customFields' ? second : first === 'resume' ? 'resumeUrl' : first;
    const meant = ['firstName', 'lastName', 'name'].includes(target)
      ? targets.findIndex((one) => one !== null && ['name', 'firstName', 'lastName'].includes(one))
      : targets.indexOf(target);
    return { column: columns[meant] ?? null, message: wordsOf(message).slice(0, 500) };
  });
}

// As tables say it.
function wordsOf(message: string): string {
  return message.replace('expected true or false', 'expected yes or no');
}

function customValue(field: FieldRow, cell: string): unknown {
  switch (field.type) {
    case 'number':
      return numberIn(cell) ?? cell;
    case 'yes_no':
      return yesNo(cell) ?? cell;
    case 'multiple_choice':
      return splitTags(cell);
    case 'date':
      return dayIn(cell) ?? cell;
    default:
      return cell;
  }
}

function splitTags(cell: string): string[] {
  return cell.split(/[,;]/).flatMap((part) => part.trim() || []);
}

function numberIn(cell: string): number | undefined {
  const text = /^-?\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function yesNo(cell: string): boolean | undefined {
  if (/^(yes|y|true|1|x|ja|oui|s[ií])$/i.test(cell)) return true;
  return /^(no|n|false|0|nein|non)$/i.test(cell) ? false : undefined;
}

// Which of 01/02/2026 is the month, nobody can say; a point stands only where the day is first.
function dayIn(cell: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(cell)) return cell;
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(cell) ?? [];
  return year && `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
}

export function noImport(): JoineryError {
  return new JoineryError('imports.not_found', 'There is no such import.');
}

export function notNow(message: string): JoineryError {
  return new JoineryError('imports.not_now', message);
}

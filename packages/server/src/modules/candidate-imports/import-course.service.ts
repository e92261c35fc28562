// What the workflows of an import do, a page of rows at a time. A page is one transaction: whom it takes
// in and what it says of the rows are written together, so a page that is begun again goes on with the
// rows that are left.
import { applicationInput, type CandidateInput, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { joinTransaction, undoable } from '../../db/join.ts';
import type { Principal } from '../access/principal.ts';
import { isNamedAlike } from '../candidate-duplicates/match-keys.ts';
import { listFieldsIn } from '../candidate-fields/candidate-fields.service.ts';
import { addApplication } from '../candidates/candidates.service.ts';
import { nameOf } from '../candidates/candidates.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { arrivalOf, takeInForm } from '../intake/intake.service.ts';
import { type Arriving, takeInTogether } from '../intake/take-in.service.ts';
import { formPartsOf } from '../jobs/job-form.service.ts';
import { formOf } from '../jobs/job-form.ts';
import { findOpenJobsNamed } from '../jobs/jobs.service.ts';
import { findPrincipal } from '../users/users.service.ts';
import * as repository from './candidate-imports.repository.ts';
import { type Checks, checkRow, toInput, toProblems } from './candidate-imports.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'storage' | 'log' | 'engine' | 'scanner' | 'egress' | 'secrets'>;

/** Kept in the workflow tables, so ids only. */
export interface ImportInput {
  companyId: string;
  importId: string;
  /** Of the import, when this was asked for. */
  revision: number;
}

export const checkImportName = 'check-import';
export const runImportName = 'run-import';

const checkedAtOnce = 500;
const takenAtOnce = 50;

/** Looks at the next rows; nothing but what is said of them is written. */
export async function checkPage(context: Scope, input: ImportInput): Promise<{ more: boolean }> {
  return context.db.inCompany(input.companyId, async (tx) => {
    const found = await findCurrent(tx, input, 'checking');
    if (found === undefined) return { more: false };
    const principal = await principalOf(tx, input.companyId, found);
    const { id, targets, options, columns } = found;
    const rows = await repository.listRows(tx, id, { states: ['new'], limit: checkedAtOnce });
    const names = columns.map(({ name }) => name);
    const fields = await listFieldsIn(tx);
    const said = rows.map((row) => toInput(row.cells ?? [], targets, options, fields));
    const checks: Checks = { fields, jobOf: await jobsOf(tx, principal, said) };
    const outcomes = rows.map(({ number }, at): repository.RowOutcome => {
      const { issues } = checkRow(said[at] ?? {}, checks);
      const state = issues.length === 0 ? 'good' : 'bad';
      return { number, state, problems: toProblems(issues, targets, names) };
    });
    await repository.settleRows(tx, id, outcomes);
    await repository.updateImport(tx, id, {}, context.clock.now());
    return { more: rows.length === checkedAtOnce };
  });
}

/** Ends a check: good rows may be started, and where only bad ones are left they are to be mended. */
export async function endCheck(context: Scope, input: ImportInput, problem: string | null): Promise<void> {
  await context.db.inCompany(input.companyId, async (tx) => {
    const found = await findCurrent(tx, input, 'checking');
    if (found === undefined) return;
    const counts = await repository.countRows(tx, [found.id]);
    const isBegun = counts.some(({ state }) => ['created', 'applied', 'known', 'skipped'].includes(state));
    const hasGood = counts.some(({ state }) => state === 'good');
    const isWhole = problem === null && !counts.some(({ state }) => state === 'new');
    const state = isBegun && !hasGood && isWhole ? 'mending' : 'ready';
    await repository.updateImport(tx, found.id, { state, problem }, context.clock.now());
  });
}

/** Takes in the next good rows. */
export async function takePage(context: Scope, input: ImportInput): Promise<{ more: boolean }> {
  const { companyId } = input;
  const first = await takeNumbers(context, companyId, {
    candidates: takenAtOnce,
    applications: takenAtOnce,
  });
  return context.db.inCompany(companyId, async (tx) => {
    const found = await findCurrent(tx, input, 'running');
    if (found === undefined) return { more: false };
    const principal = await principalOf(tx, companyId, found);
    const rows = await repository.listRows(tx, found.id, { states: ['good'], limit: takenAtOnce });
    const joined = { ...context, db: joinTransaction(context.db, companyId, tx) };
    const taking = await preparedTaking(tx, principal, found, rows);
    const numbered = rows.map((row, index) => ({
      row,
      numbers: { candidates: first.candidates + index, applications: first.applications + index },
    }));
    const taken = await takeNewcomers(joined, tx, principal, taking, numbered);
    const outcomes: repository.RowOutcome[] = [];
    for (const one of numbered)
      outcomes.push(taken.get(one) ?? (await takeRow(joined, principal, taking, one)));
    await repository.settleRows(tx, found.id, outcomes);
    await repository.updateImport(tx, found.id, {}, context.clock.now());
    return { more: rows.length === takenAtOnce };
  });
}

/** Ends a run: nothing is left, or what is bad is to be mended, or `problem` says what stands in the way. */
export async function endRun(context: Scope, input: ImportInput, problem: string | null): Promise<void> {
  await context.db.inCompany(input.companyId, async (tx) => {
    const found = await findCurrent(tx, input, 'running');
    if (found === undefined) return;
    const counts = await repository.countRows(tx, [found.id]);
    const left = (state: string) => counts.some((one) => one.state === state);
    const state = left('good') || left('new') ? 'ready' : left('bad') ? 'mending' : 'done';
    const at = context.clock.now();
    const finished = state === 'done' ? { finishedAt: at } : {};
    await repository.updateImport(tx, found.id, { state, problem, ...finished }, at);
  });
}

interface Taking {
  found: repository.ImportRow;
  checks: Checks;
  /** Who has an e-mail address already; undefined where it does not matter. */
  known: repository.KnownPeople | undefined;
}

async function preparedTaking(
  tx: Transaction,
  principal: Principal,
  found: repository.ImportRow,
  rows: repository.KeptRow[],
): Promise<Taking> {
  const { targets, options } = found;
  const fields = await listFieldsIn(tx);
  const said = rows.map((row) => toInput(row.cells ?? [], targets, options, fields));
  const emails = said.flatMap(({ email }) => (typeof email === 'string' ? email.trim() : []));
  const known = options.onKnownEmail === 'skip' ? await repository.findKnown(tx, emails) : undefined;
  return { found, checks: { fields, jobOf: await jobsOf(tx, principal, said) }, known };
}

interface NumberedRow {
  row: repository.KeptRow;
  numbers: { candidates: number; applications: number };
}

/**
 * Takes in, in as many statements as one row needs, those that nothing stands against and whose address
 * nobody has; the others have to be looked at one by one, behind them.
 */
async function takeNewcomers(
  context: Scope,
  tx: Transaction,
  principal: Principal,
  { found: { targets, options }, checks, known }: Taking,
  rows: readonly NumberedRow[],
): Promise<Map<NumberedRow, repository.RowOutcome>> {
  const emails = new Set<string>();
  const coming: { one: NumberedRow; input: CandidateInput; arriving: Arriving }[] = [];
  for (const one of rows) {
    const { row, numbers } = one;
    const { input, issues } = checkRow(toInput(row.cells ?? [], targets, options, checks.fields), checks);
    const email = input.email?.toLowerCase() ?? '';
    const isHere = known !== undefined && email !== '' && (known.has(email) || emails.has(email));
    if (issues.length > 0 || isHere) continue;
    emails.add(email);
    const request = { way: 'import' as const, input, uploads: [] };
    const arrive = await orRefused(() => arrivalOf(context, principal, request));
    if (arrive === undefined) continue;
    coming.push({ one, input, arriving: { context, principal, arrival: { ...arrive([]), numbers } } });
  }
  const take = () =>
    takeInTogether(
      tx,
      principal.companyId,
      coming.map(({ arriving }) => arriving),
      Promise.resolve(coming.map(() => true)),
    );
  const people = coming.length === 0 ? [] : ((await orRefused(() => undoable(tx, take))) ?? []);
  const taken = new Map<NumberedRow, repository.RowOutcome>();
  for (const [at, { one, input }] of coming.entries()) {
    const person = people[at];
    if (person === undefined) continue;
    const { candidateId } = person;
    if (input.email) known?.set(input.email.toLowerCase(), [{ id: candidateId, ...nameOf(input) }]);
    taken.set(one, { number: one.row.number, state: 'created', problems: [], candidateId });
  }
  return taken;
}

async function orRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JoineryError) return undefined;
    throw error;
  }
}

async function takeRow(
  context: Scope,
  principal: Principal,
  { found, checks, known }: Taking,
  { row, numbers }: NumberedRow,
): Promise<repository.RowOutcome> {
  const { number } = row;
  const { targets, options, columns } = found;
  const named = columns.map(({ name }) => name);
  const settle = (
    state: repository.RowOutcome['state'],
    candidateId?: string,
    issues: { path: string; message: string }[] = [],
  ): repository.RowOutcome => ({
    number,
    state,
    problems: toProblems(issues, targets, named),
    ...(candidateId === undefined ? {} : { candidateId }),
  });
  const { input, issues } = checkRow(toInput(row.cells ?? [], targets, options, checks.fields), checks);
  if (issues.length > 0) return settle('bad', undefined, issues);
  const email = input.email?.toLowerCase() ?? '';
  const name = nameOf(input);
  const others = known?.get(email) ?? [];
  const same = others.find((one) => isNamedAlike(one, name));
  if (others.length > 0 && same === undefined) return settle('bad', undefined, [othersAddress]);
  try {
    if (same !== undefined) {
      if (!input.jobId) return settle('skipped', same.id, [knownAddress]);
      const at = { candidateId: same.id, number: numbers.applications };
      const state = await applyKnown(context, principal, at, input);
      return settle(state, same.id);
    }
    const request = { way: 'import' as const, input, uploads: [], numbers };
    const taken = await takeInForm(context, principal, request, async (_tx, result) => result);
    const { candidateId, isRepeated } = taken;
    if (email) known?.set(email, [{ id: candidateId, ...name }]);
    return settle(isRepeated ? 'known' : 'created', candidateId);
  } catch (error) {
    // Rights that are gone, and what stands in nobody's row, end the run.
    const ends = ['internal', 'unavailable', 'forbidden', 'unauthenticated'];
    if (!(error instanceof JoineryError) || ends.includes(error.kind)) throw error;
    const said = error.issues.length > 0 ? error.issues : [{ path: '', message: error.message }];
    return settle('bad', undefined, said);
  }
}

const knownAddress = { path: 'email', message: 'is that of a candidate who is here: nothing was added' };
const othersAddress = {
  path: 'email',
  message:
    'is that of a candidate with another name: give this person another address or none, or have known addresses added all the same',
};

/** Somebody who is here already is not made twice, but applies: an application is never left out. */
async function applyKnown(
  context: Scope,
  principal: Principal,
  { candidateId, number }: { candidateId: string; number: number },
  input: CandidateInput,
): Promise<'applied' | 'known'> {
  const asked = Object.keys(applicationInput.shape) as (keyof CandidateInput)[];
  const said = Object.fromEntries(asked.flatMap((key) => (input[key] == null ? [] : [[key, input[key]]])));
  try {
    await addApplication(context, principal, candidateId, said, [], { number });
    return 'applied';
  } catch (error) {
    if (error instanceof JoineryError && error.code === 'applications.exists') return 'known';
    throw error;
  }
}

async function findCurrent(
  tx: Transaction,
  { importId, revision }: ImportInput,
  state: 'checking' | 'running',
): Promise<repository.ImportRow | undefined> {
  const found = await repository.lockImport(tx, importId);
  return found?.state === state && found.revision === revision ? found : undefined;
}

// Rights are those of this moment: whoever lost them adds nobody any more.
async function principalOf(
  tx: Transaction,
  companyId: string,
  { userId, userName }: repository.ImportRow,
): Promise<Principal> {
  const company = await getCompany(tx, companyId);
  if (userId === null) return systemPrincipal(company, userName);
  const principal = await findPrincipal(tx, userId, company, 'key');
  if (principal !== undefined) return principal;
  throw new JoineryError('access.forbidden', 'Whoever started the import is no enabled user any more.');
}

async function jobsOf(
  tx: Transaction,
  principal: Principal,
  said: Record<string, unknown>[],
): Promise<Checks['jobOf']> {
  const jobs = new Map<string, ReturnType<Checks['jobOf']>>();
  for (const { jobId } of said) {
    if (typeof jobId !== 'string' || jobs.has(jobId)) continue;
    const [job, ...others] = await findOpenJobsNamed(tx, principal, jobId);
    if (job === undefined) continue;
    const form = () => formPartsOf(tx, job).then((parts) => formOf(parts, { byHand: true }));
    jobs.set(jobId, others.length > 0 ? 'several' : { id: job.id, form: await form() });
  }
  return (reference) => jobs.get(reference);
}

// The way in. Whoever applies or is added, by whatever surface, file or connection, passes takeIn:
// held against the form of the job, attributed, with their documents, and once.
import type { Candidate, CandidateInput } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Answered } from '../applications/application-answers.ts';
import {
  accept,
  apply,
  type HistoryEntry,
  importHistory,
  listApplicationsOf,
  type MadeApplication,
} from '../applications/applications.service.ts';
import { givesOpinion } from '../candidates/candidate-opinions.ts';
import {
  addressOf,
  assertMayAttach,
  assertNoAnswers,
  type CandidateScope,
  type CheckedFile,
  contactOf,
  getCandidateIn,
  insertAddress,
  insertDocuments,
  insertPerson,
  jobReferenceOf,
  saidOf,
  sentAddress,
  sentFile,
  withCheckedFiles,
} from '../candidates/candidates.service.ts';
import { nameOf, type Profile, profileOf } from '../candidates/candidates.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { requestReadings } from '../documents/documents.service.ts';
import type { DocumentRules } from '../documents/documents.ts';
import { discardFiles } from '../files/files.service.ts';
import type { Upload } from '../files/files.ts';
import { keptForMs } from '../idempotency/idempotency.ts';
import { findJobId } from '../jobs/jobs.service.ts';
import { assertSeesOpinions, hiringScope, jobNotOpen } from '../jobs/jobs.ts';
import { removeLinesBefore } from './bulk-lines.repository.ts';
import * as repository from './intake.repository.ts';
import { type Arrival, contentOf, type IntakeWay, repeatedWithinMs } from './intake.ts';

type Scope = CandidateScope;

export interface TakenIn {
  candidateId: string;
  /** Undefined where no job is named. */
  application: MadeApplication | undefined;
  /** It came before, and this is what it became then: nothing was written. */
  isRepeated: boolean;
}

/**
 * Takes somebody in, in the caller's transaction, with everything that follows from it. All of it or
 * nothing. The same content from the same side within 24 hours is the first one again. The same
 * person with anything else is another candidate: nobody is told who applied before.
 *
 * Bytes of files that were stored for a repeated arrival belong to nobody: see `withArrival`.
 *
 * @throws JoineryError `jobs.not_open`, `applications.incomplete`, `request.invalid`
 */
export async function takeIn(
  context: Scope,
  tx: Transaction,
  principal: Principal,
  arrival: Arrival,
): Promise<TakenIn> {
  const { way, person, application, files, address, numbers } = arrival;
  // Whoever sees only assigned jobs adds people to these.
  if (application === undefined && hiringScope(principal).sight !== undefined) throw jobNotOpen();
  const candidateId = newId('can');
  const [repetition, acceptance] = await Promise.allSettled([
    findRepeated(context, tx, principal, arrival, candidateId),
    application && accept(tx, principal, application),
  ]);
  const earlier = resultOf(repetition);
  if (earlier !== undefined) {
    // Else a job that was closed, or asks for more, since then would tell everybody who applied before.
    if (application?.publicOnly === true) resultOf(acceptance);
    return earlier;
  }
  const accepted = resultOf(acceptance);
  const createdAt = application?.appliedAt ?? context.clock.now();
  await insertPerson(tx, principal, {
    ...person,
    id: candidateId,
    number: numbers.candidates,
    createdAt,
    way,
  });
  await insertDocuments(tx, context, principal, candidateId, files);
  const made =
    application === undefined
      ? undefined
      : await apply(tx, context, principal, {
          ...application,
          candidateId,
          isNewcomer: true,
          accepted,
          number: numbers.applications,
        });
  // Who is seeded has this asked once for all.
  const ids = files.map(({ stored }) => stored.id);
  if (way !== 'seed') await requestReadings(context, tx, principal.companyId, ids);
  await insertAddress(tx, context, principal, { candidateId, address });
  return { candidateId, application: made, isRepeated: false };
}

async function findRepeated(
  context: Scope,
  tx: Transaction,
  principal: Principal,
  arrival: Arrival,
  candidateId: string,
): Promise<TakenIn | undefined> {
  const { application } = arrival;
  const jobId = application === undefined ? undefined : await findJobId(tx, application.job);
  const content = contentOf(arrival, jobId, bringerOf(principal) ?? 'nobody');
  if (content === undefined) return undefined;
  const fingerprint = context.secrets.mac('intake', canonicalJson(content));
  const takenAt = context.clock.now();
  const since = new Date(takenAt.getTime() - repeatedWithinMs);
  const submission = { fingerprint, candidateId, takenAt };
  const earlier = await repository.claim(tx, principal.companyId, submission, since);
  if (earlier === undefined) return undefined;
  const applications = jobId === undefined ? [] : await listApplicationsOf(tx, principal, [earlier]);
  const made = applications.find((candidate) => candidate.jobId === jobId);
  return { candidateId: earlier, application: made, isRepeated: true };
}

function resultOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

/** Nightly: what is older is no repetition any more. */
export async function forgetSubmissions(context: Pick<Context, 'db' | 'clock'>): Promise<void> {
  // A day longer, for companies whose clock stands elsewhere.
  const before = new Date(context.clock.now().getTime() - 2 * repeatedWithinMs);
  for (const { id } of await listCompanies(context))
    await context.db.inCompany(id, async (tx) => {
      await repository.removeBefore(tx, before);
      await removeLinesBefore(tx, new Date(context.clock.now().getTime() - 2 * keptForMs));
    });
}

/** What the native API's way in is given, by whichever surface. */
export interface IntakeRequest {
  way: IntakeWay;
  input: CandidateInput;
  uploads: Upload[];
  /** Only for a job that everybody may see. */
  publicOnly?: boolean | undefined;
  /** Taken beforehand, for many at once. */
  numbers?: Arrival['numbers'] | undefined;
}

/** Takes in what a form in the names of the native API holds, and answers within the transaction. */
export async function takeInForm<T>(
  context: Scope,
  principal: Principal,
  { way, input, uploads, publicOnly, numbers }: IntakeRequest,
  answer: (tx: Transaction, taken: TakenIn) => Promise<T>,
): Promise<T> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertMayAttach(principal, uploads);
  const { jobId: _id, job_id: _other, byHand, resume, rating, tags, customFields, ...given } = input;
  const opinion = { rating, tags, customFields };
  if (givesOpinion(opinion)) assertSeesOpinions(principal);
  const address = addressOf(context, resume);
  const job = jobReferenceOf(input);
  if (job === undefined) assertNoAnswers(given, uploads);
  const known = { ...nameOf(input), ...contactOf(input), profile: profileOf(input) };
  const person = givesOpinion(opinion) ? { ...known, opinion } : known;
  const arrive = (files: CheckedFile[]) => {
    const form = {
      given,
      byHand,
      isPublic: publicOnly,
      files: [...files.map(sentFile), ...sentAddress(address)],
    };
    const application = job === undefined ? undefined : { job, publicOnly, ...saidOf(input), form };
    return { way, person, application, files, address };
  };
  return withArrival(context, principal, { uploads, arrive, numbers }, answer);
}

/**
 * Adds a person, with an application when a job is named, and with the documents. All of it or
 * nothing.
 */
export async function createCandidate(
  context: Scope,
  principal: Principal,
  input: CandidateInput,
  uploads: Upload[],
): Promise<Candidate> {
  const { resume } = input;
  const isBare = uploads.length === 0 && !resume;
  return takeInForm(context, principal, { way: 'api', input, uploads }, (tx, taken) => {
    const { candidateId, application, isRepeated } = taken;
    if (isRepeated) return getCandidateIn(tx, principal, candidateId);
    const applications = application === undefined ? [] : application.whole && [application.whole];
    return getCandidateIn(tx, principal, candidateId, { isBare, applications });
  });
}

export interface JobApplication {
  jobNumber: number;
  firstName: string;
  lastName: string;
  email?: string | null;
  phone?: string | null;
  source?: string | null;
  profile?: Profile;
  referredBy?: string | undefined;
  desiredSalary?: string | undefined;
  availableOn?: string | undefined;
  references?: string | undefined;
  /** Absent where the job's questions do not matter. */
  answered?: Answered;
  resume?: Upload;
  coverLetter?: Upload;
}

// Other applicant tracking takes more types and larger files than we ask for ourselves.
export const widerDocuments: DocumentRules = {
  types: ['pdf', 'doc', 'docx', 'txt', 'rtf', 'jpg', 'jpeg', 'gif', 'png', 'tif', 'tiff', 'bmp'],
  maxBytes: 20 * 1024 * 1024,
};

/** What the BambooHR dialect's application call does: a new candidate with an application. */
export async function applyToJob(
  context: Scope,
  principal: Principal,
  application: JobApplication,
): Promise<{ candidateId: string; applicationId: string; applicationNumber: number }> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const { firstName, lastName, profile = {}, jobNumber, resume, coverLetter } = application;
  const name = nameOf({ firstName, lastName });
  const person = { ...name, ...contactOf(application), profile: profileOf(profile) };
  const said = { ...saidOf(application), answered: application.answered };
  const uploads = [
    ...(resume === undefined ? [] : [{ ...resume, field: 'resume' }]),
    ...(coverLetter === undefined ? [] : [{ ...coverLetter, field: 'coverLetter' }]),
  ];
  const arrive = (files: CheckedFile[]) => ({
    way: 'dialect' as const,
    person,
    application: { job: String(jobNumber), ...said },
    files,
  });
  return withArrival(
    context,
    principal,
    { uploads, arrive, rules: widerDocuments },
    async (_tx, { candidateId, application: made }) => {
      if (made === undefined) throw jobNotOpen();
      return { candidateId, applicationId: made.id, applicationNumber: made.number };
    },
  );
}

export interface ImportedApplicant extends Omit<JobApplication, 'jobNumber' | 'answered'> {
  job: string;
  appliedAt: Date;
  /** Oldest first. */
  history: HistoryEntry[];
}

/** Applicants with their past, one transaction for all of them. For seeding. */
export async function importApplicants(
  context: Scope,
  principal: Principal,
  applicants: ImportedApplicant[],
): Promise<void> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const past = applicants.flatMap(({ history }) => history);
  const stageChanges = past.filter((entry) => 'stageNumber' in entry).length;
  const next = await takeNumbers(context, principal.companyId, {
    candidates: applicants.length,
    applications: applicants.length,
    stageChanges,
    comments: past.length - stageChanges,
  });
  const uploads = applicants.flatMap(({ resume, coverLetter }) => [resume ?? [], coverLetter ?? []].flat());
  await withCheckedFiles(context, uploads, (files) =>
    context.db.inCompany(principal.companyId, async (tx) => {
      for (const applicant of applicants) {
        const { firstName, lastName, profile = {}, job, history, appliedAt } = applicant;
        const { referredBy, desiredSalary, availableOn, references } = applicant;
        const own = [applicant.resume, applicant.coverLetter];
        const { application } = await takeIn(context, tx, principal, {
          way: 'seed',
          person: { firstName, lastName, ...contactOf(applicant), profile: profileOf(profile) },
          application: { job, appliedAt, referredBy, desiredSalary, availableOn, references },
          files: files.filter((_, at) => own.includes(uploads[at])),
          numbers: { candidates: next.candidates++, applications: next.applications++ },
        });
        const numbered = history.map((entry) => ({
          ...entry,
          number: 'stageNumber' in entry ? next.stageChanges++ : next.comments++,
        }));
        if (application !== undefined) await importHistory(tx, principal, application.id, numbered);
      }
      // One work for all of them: it is nobody's turn to wait.
      const ids = files.map(({ stored }) => stored.id);
      await requestReadings(context, tx, principal.companyId, ids);
    }),
  );
}

interface Arriving {
  uploads: Upload[];
  rules?: DocumentRules;
  arrive(files: CheckedFile[]): Omit<Arrival, 'numbers'>;
  numbers?: Arrival['numbers'] | undefined;
}

/** Around takeIn: documents are checked and stored first, numbers taken, and nothing is left over. */
async function withArrival<T>(
  context: Scope,
  principal: Principal,
  { uploads, arrive, rules, numbers: given }: Arriving,
  answer: (tx: Transaction, taken: TakenIn) => Promise<T>,
): Promise<T> {
  const work = async (files: CheckedFile[]) => {
    const counts = { candidates: 1, applications: 1 };
    const numbers = given ?? (await takeNumbers(context, principal.companyId, counts));
    const { taken, answered } = await context.db.inCompany(principal.companyId, async (tx) => {
      const taken = await takeIn(context, tx, principal, { ...arrive(files), numbers });
      return { taken, answered: await answer(tx, taken) };
    });
    if (taken.isRepeated)
      await discardFiles(
        context,
        files.map(({ stored }) => stored),
      );
    return answered;
  };
  return withCheckedFiles(context, uploads, work, rules);
}

function bringerOf({ via, userId }: Principal): string | null {
  return via === 'system' ? null : userId;
}

// The way in. Whoever applies or is added, by whatever surface, file or connection, passes takeIn:
// held against the form of the job, attributed, with their documents, and once.
import type { Candidate, CandidateInput } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Answered } from '../applications/application-answers.ts';
import { type HistoryEntry, importHistory } from '../applications/applications.service.ts';
import { givesOpinion } from '../candidates/candidate-opinions.ts';
import {
  addressOf,
  assertMayAttach,
  type CheckedFile,
  sentAddress,
  sentFile,
  withCheckedFiles,
} from '../candidates/candidate-uploads.service.ts';
import {
  assertNoAnswers,
  type CandidateScope,
  contactOf,
  getCandidateIn,
  jobReferenceOf,
  saidOf,
} from '../candidates/candidates.service.ts';
import { nameOf, type Profile, profileOf } from '../candidates/candidates.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { requestReadings } from '../documents/documents.service.ts';
import type { DocumentRules } from '../documents/documents.ts';
import { discardFiles } from '../files/files.service.ts';
import type { Upload } from '../files/files.ts';
import { ToBeDoneAlone } from '../idempotency/idempotency.service.ts';
import { keptForMs } from '../idempotency/idempotency.ts';
import { assertJudges } from '../jobs/jobs.service.ts';
import { jobNotOpen } from '../jobs/jobs.ts';
import { removeLinesBefore } from './bulk-lines.repository.ts';
import { type Gathered, takeInGathered } from './gathered-intake.service.ts';
import * as repository from './intake.repository.ts';
import { type Arrival, type IntakeWay, repeatedWithinMs } from './intake.ts';
import { type TakenIn, takeIn } from './take-in.service.ts';

export type { TakenIn } from './take-in.service.ts';

type Scope = CandidateScope;

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
  request: IntakeRequest,
  answer: (tx: Transaction, taken: TakenIn) => Promise<T>,
): Promise<T> {
  const { uploads, numbers } = request;
  const arrive = await arrivalOf(context, principal, request);
  return withArrival(context, principal, { uploads, arrive, numbers }, answer);
}

/** Who comes by such a form, once their documents are checked. */
export async function arrivalOf(
  context: Scope,
  principal: Principal,
  { way, input, uploads, publicOnly }: Omit<IntakeRequest, 'numbers'>,
): Promise<(files: CheckedFile[]) => Omit<Arrival, 'numbers'>> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertMayAttach(principal, uploads);
  const { jobId: _id, job_id: _other, byHand, resume, rating, tags, customFields, ...given } = input;
  const opinion = { rating, tags, customFields };
  const address = addressOf(context, resume);
  const job = jobReferenceOf(input);
  if (givesOpinion(opinion)) await assertJudges(context, principal, job);
  if (job === undefined) assertNoAnswers(given, uploads);
  const known = { ...nameOf(input), ...contactOf(input), profile: profileOf(input) };
  const person = givesOpinion(opinion) ? { ...known, opinion } : known;
  return (files) => {
    const form = {
      given,
      byHand,
      isPublic: publicOnly,
      files: [...files.map(sentFile), ...sentAddress(address)],
    };
    const application = job === undefined ? undefined : { job, publicOnly, ...saidOf(input), form };
    return { way, person, application, files, address };
  };
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
    const { candidateId, application, isRepeated, known } = taken;
    if (isRepeated) return getCandidateIn(tx, principal, candidateId);
    const applications = application === undefined ? [] : application.whole && [application.whole];
    return getCandidateIn(tx, principal, candidateId, { ...known, isBare, applications });
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

interface Coming {
  uploads: Upload[];
  rules?: DocumentRules;
  arrive(files: CheckedFile[]): Omit<Arrival, 'numbers'>;
  numbers?: Arrival['numbers'] | undefined;
}

/** Around takeIn: documents are checked and stored first, numbers taken, and nothing is left over. */
async function withArrival<T>(
  context: Scope,
  principal: Principal,
  { uploads, arrive, rules, numbers }: Coming,
  answer: (tx: Transaction, taken: TakenIn) => Promise<T>,
): Promise<T> {
  const work = async (files: CheckedFile[]) => {
    const arrival = arrive(files);
    const isAlone = numbers !== undefined || context.db.isJoined === true;
    const gathered = isAlone ? undefined : await takeInGathered({ context, principal, arrival, answer });
    if (gathered !== undefined) return gathered.answered;
    if (context.once !== undefined) throw new ToBeDoneAlone();
    const { taken, answered } = await takeInAlone(context, principal, arrival, { numbers, answer });
    if (taken.isRepeated)
      await discardFiles(
        context,
        files.map(({ stored }) => stored),
      );
    return answered;
  };
  return withCheckedFiles(context, uploads, work, rules);
}

async function takeInAlone<T>(
  context: Scope,
  principal: Principal,
  arrival: Omit<Arrival, 'numbers'>,
  {
    numbers: given,
    answer,
  }: {
    numbers: Arrival['numbers'] | undefined;
    answer: (tx: Transaction, taken: TakenIn) => Promise<T>;
  },
): Promise<Gathered<T>> {
  const { companyId } = principal;
  const numbers = given ?? (await takeNumbers(context, companyId, { candidates: 1, applications: 1 }));
  return context.db.inCompany(companyId, async (tx) => {
    const taken = await takeIn(context, tx, principal, { ...arrival, numbers });
    return { taken, answered: await answer(tx, taken) };
  });
}

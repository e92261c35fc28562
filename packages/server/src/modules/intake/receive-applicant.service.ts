// Applications that come from another account, with a job here: through takeIn, and once as whoever brings
// them has it.
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import { actingUser, type Principal } from '../access/principal.ts';
import { apply, importHistory, type MadeApplication } from '../applications/applications.service.ts';
import {
  attachDocuments,
  type CheckedFile,
  type RefusedDocument,
  withCheckedFiles,
} from '../candidates/candidate-uploads.service.ts';
import { type CandidateScope, contactOf, lockVisible } from '../candidates/candidates.service.ts';
import { profileOf } from '../candidates/candidates.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { discardFiles } from '../files/files.service.ts';
import type { Upload } from '../files/files.ts';
import { jobNotOpen } from '../jobs/jobs.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { type JobApplication, widerDocuments } from './intake.service.ts';
import { takeIn } from './take-in.service.ts';

export interface ReceivedApplicant
  extends Omit<JobApplication, 'jobNumber' | 'answered' | 'resume' | 'coverLetter'> {
  job: string;
  appliedAt?: Date | undefined;
  /** Somebody who is here already. */
  candidateId?: string | undefined;
  /** What it says beyond our fields. */
  remark?: string | undefined;
}

export interface Reception {
  /** False: it is here already, and nothing is done. Locks whatever stands for it until the transaction ends. */
  claim(tx: Transaction): Promise<boolean>;
  /** In the transaction that takes it. */
  keep(tx: Transaction, taken: { candidateId: string; applicationId: string }): Promise<void>;
}

/**
 * Takes an application that came from another account. A document that cannot be taken keeps nobody out.
 *
 * @throws JoineryError `jobs.not_open`, `applications.exists`
 */
export async function receiveApplicant(
  context: CandidateScope,
  principal: Principal,
  applicant: ReceivedApplicant,
  uploads: Upload[],
  reception: Reception,
): Promise<void> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const { companyId } = principal;
  const refused: RefusedDocument[] = [];
  const work = async (files: CheckedFile[]) => {
    const counts = { candidates: 1, applications: 1, comments: 1 };
    const numbers = await takeNumbers(context, companyId, counts);
    const isTaken = await context.db.inCompany(companyId, async (tx) => {
      if (!(await reception.claim(tx))) return false;
      const { application, isNew } = await insert(tx, context, principal, applicant, files, numbers);
      await tellRefused(tx, principal, application, refused);
      if (isNew && applicant.remark !== undefined) {
        const entry = { at: context.clock.now(), comment: applicant.remark, number: numbers.comments };
        await importHistory(tx, principal, application.id, [entry]);
      }
      const { candidateId, id: applicationId } = application;
      await reception.keep(tx, { candidateId, applicationId });
      return isNew;
    });
    const stored = files.map((file) => file.stored);
    if (!isTaken) await discardFiles(context, stored);
  };
  await withCheckedFiles(context, uploads, work, widerDocuments, refused);
}

async function insert(
  tx: Transaction,
  context: CandidateScope,
  principal: Principal,
  applicant: ReceivedApplicant,
  files: CheckedFile[],
  numbers: { candidates: number; applications: number },
): Promise<{ application: MadeApplication; isNew: boolean }> {
  const { job, appliedAt, referredBy, desiredSalary, availableOn, references, candidateId } = applicant;
  const application = { job, appliedAt, referredBy, desiredSalary, availableOn, references };
  if (candidateId !== undefined) {
    await lockVisible(tx, principal, candidateId);
    const whose = { candidateId, addedByUserId: actingUser(principal), isAddedLater: false };
    await attachDocuments(tx, context, principal, { ...whose, files });
    const number = numbers.applications;
    return {
      application: await apply(tx, context, principal, { ...application, candidateId, number }),
      isNew: true,
    };
  }
  const { firstName, lastName, profile = {} } = applicant;
  const taken = await takeIn(context, tx, principal, {
    way: 'connector',
    person: { firstName, lastName, ...contactOf(applicant), profile: profileOf(profile) },
    application,
    files,
    numbers,
  });
  if (taken.application === undefined) throw jobNotOpen();
  return { application: taken.application, isNew: !taken.isRepeated };
}

async function tellRefused(
  tx: Transaction,
  { companyId, userName: actor }: Principal,
  { candidateId, id: applicationId }: MadeApplication,
  refused: RefusedDocument[],
): Promise<void> {
  const entries = refused.map((detail) => ({
    candidateId,
    applicationId,
    kind: 'file_refused',
    actor,
    detail: { ...detail },
  }));
  await addTimelineEntries(tx, companyId, entries);
}

// Applications that were seen become candidates here, once each, and follow the ends that they come to there.
import type { ReceivedApplication, ReceivedFileRef, Recruiting } from '@joinery/connectors';
import { JoineryError, ProviderError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import { updateApplication } from '../applications/applications.service.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import type { OpenRecruiting } from '../connections/connections.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { isDate } from '../fields/field-values.ts';
import type { Upload } from '../files/files.ts';
import { receiveApplicant } from '../intake/receive-applicant.service.ts';
import { createJob, listStagesOfJob } from '../jobs/jobs.service.ts';
import { attentionNeeded } from './recruiting.events.ts';
import * as repository from './recruiting.repository.ts';
import {
  isEnd,
  kindOf,
  kindsOf,
  manyAttempts,
  maxAttempts,
  received,
  receivedInstant,
  receivedName,
  remarkOf,
} from './recruiting.ts';
import * as jobRows from './recruiting-jobs.repository.ts';
import { count, openAccount, owned, placeJobs, type ReadingRun } from './recruiting-reading.service.ts';
import * as recordRows from './recruiting-records.repository.ts';
import { isBeingSent } from './recruiting-writes.repository.ts';

const perStep = 10;

interface Scene {
  run: ReadingRun;
  account: OpenRecruiting;
  principal: Principal;
}

async function openScene(run: ReadingRun): Promise<Scene> {
  const account = await openAccount(run);
  const company = await run.context.db.inCompany(run.companyId, (tx) => getCompany(tx, run.companyId));
  return { run, account, principal: systemPrincipal(company, account.name) };
}

/** Reads and takes some of those that wait, after an id. Tells the last id, or null at the end. */
export async function takeSome(run: ReadingRun, after: string): Promise<string | null> {
  const scene = await openScene(run);
  const records = await run.context.db.inCompany(run.companyId, (tx) =>
    recordRows.listPending(tx, run.connectionId, { after, limit: perStep }),
  );
  for (const record of records) await takeOne(scene, record);
  return records.length < perStep ? null : (records.at(-1)?.id ?? null);
}

async function takeOne(scene: Scene, record: recordRows.RecordRow): Promise<void> {
  const { run, account } = scene;
  try {
    const application = await account.recruiting.readApplication(record.providerId);
    if (application === null) {
      const problem = `${account.providerName} has it no more.`;
      await owned(run, (tx) => recordRows.updateRecord(tx, record.id, { state: 'gone', problem }));
      return;
    }
    await take(scene, record, application);
  } catch (error) {
    await noteFailure(scene, record, error);
  }
}

async function take(
  scene: Scene,
  record: recordRows.RecordRow,
  application: ReceivedApplication,
): Promise<void> {
  const { run, account, principal } = scene;
  const { context, companyId, connectionId } = run;
  const job = await findPlace(scene, application.jobId ?? record.providerJobId);
  if (job === undefined) {
    await hold(
      scene,
      record,
      'Its job is none of the jobs here. Say which one it is, among the jobs of the account.',
    );
    return;
  }
  const { personId } = application;
  const standing = await context.db.inCompany(companyId, async (tx) => {
    const isUnderWay = await isBeingSent(tx, connectionId, application);
    // Its sending may have ended since the record was read, and has said there who it is.
    const now = await recordRows.lockRecord(tx, record.id);
    const candidateId =
      now?.candidateId ??
      (personId === null ? undefined : await recordRows.findCandidateOf(tx, connectionId, personId));
    return {
      candidateId,
      isUnderWay,
      applicationId: candidateId && (await recordRows.findApplicationOf(tx, candidateId, job)),
    };
  });
  // It may be the one that is being sent from here just now: the next reading knows.
  if (standing.isUnderWay) return;
  if (standing.applicationId !== undefined) {
    const { applicationId } = standing;
    await owned(run, (tx) => keepTaken(tx, scene, record, application, applicationId));
    return;
  }
  const uploads = await readFiles(account.recruiting, application.files);
  const applicant = toApplicant(application, { job, candidateId: standing.candidateId, account });
  await receiveApplicant(context, principal, applicant, uploads, {
    async claim(tx) {
      await run.ctx.assertStillOwner(tx);
      return (await recordRows.lockRecord(tx, record.id))?.state === 'pending';
    },
    keep: (tx, { applicationId }) => keepTaken(tx, scene, record, application, applicationId),
  });
}

async function keepTaken(
  tx: Transaction,
  { run }: Scene,
  record: recordRows.RecordRow,
  { statusId, statusName, jobId, personId }: ReceivedApplication,
  applicationId: string,
): Promise<void> {
  const setup = await repository.findSetup(tx, run.connectionId);
  const kinds = kindsOf(setup?.statuses ?? [], setup?.settings ?? { statusKinds: {} });
  await recordRows.updateRecord(tx, record.id, {
    state: 'taken',
    problem: null,
    applicationId,
    statusId,
    statusName,
    kind: kindOf({ statusId, kind: record.kind }, kinds),
    providerJobId: jobId ?? record.providerJobId,
    providerPersonId: personId,
    takenAt: run.context.clock.now(),
  });
  await count(tx, run, { taken: 1 });
}

function toApplicant(
  application: ReceivedApplication,
  { job, candidateId, account }: { job: string; candidateId: string | undefined; account: OpenRecruiting },
) {
  const { profile, appliedAt, availableOn } = application;
  const day = received(availableOn, 10);
  return {
    job,
    candidateId,
    ...receivedName(application),
    email: received(application.email, 320) ?? null,
    phone: received(application.phone, 50) ?? null,
    source: received(application.source, 200) ?? account.providerName,
    profile: Object.fromEntries(
      Object.entries(profile).flatMap(([field, value]) => {
        const text = received(value, 500);
        return text === undefined ? [] : [[field, text]];
      }),
    ),
    referredBy: received(application.referredBy, 200),
    desiredSalary: received(application.desiredSalary, 200),
    availableOn: day !== undefined && isDate(day) ? day : undefined,
    references: received(application.references, 5_000),
    remark: remarkOf(application, account.name),
    appliedAt: receivedInstant(appliedAt),
  };
}

/** A file that is gone keeps nobody out; one that cannot be read now is tried again with all the rest. */
async function readFiles(recruiting: Recruiting, files: readonly ReceivedFileRef[]): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (const ref of files.slice(0, 10)) {
    const file = await recruiting.readFile(ref);
    if (file === null) continue;
    const { name, contentType, bytes } = file;
    const field = ref.kind === 'cover_letter' ? 'coverLetter' : ref.kind === 'resume' ? 'resume' : 'file';
    uploads.push({ field, name, contentType, bytes: Buffer.from(bytes) });
  }
  return uploads;
}

/** The job here that an account's job is; one is made where that is wanted. */
async function findPlace(
  { run, principal }: Scene,
  providerJobId: string | null,
): Promise<string | undefined> {
  const { context, companyId, connectionId } = run;
  if (providerJobId === null) return undefined;
  const { job, settings } = await context.db.inCompany(companyId, async (tx) => ({
    job: await jobRows.findJob(tx, connectionId, providerJobId),
    settings: (await repository.findSetup(tx, connectionId))?.settings,
  }));
  if (job === undefined || job.jobId !== null) return job?.jobId ?? undefined;
  if (job.setByHand || settings?.makeJobs !== true) return undefined;
  const title = received(job.title, 200) ?? `Job ${providerJobId}`;
  // Killed between making it and noting it, the job is found by its title.
  const placed = await owned(run, async (tx) => {
    await placeJobs(tx, connectionId);
    return jobRows.findJob(tx, connectionId, providerJobId);
  });
  if (placed !== undefined && placed.jobId !== null) return placed.jobId;
  const made = await createJob(context, principal, {
    title,
    status: 'open',
    description: '',
    department: received(job.department, 200) ?? null,
    location: received(job.location, 200) ?? null,
  });
  await owned(run, (tx) => jobRows.updateJob(tx, connectionId, providerJobId, { jobId: made.id }));
  return made.id;
}

async function noteFailure(scene: Scene, record: recordRows.RecordRow, error: unknown): Promise<void> {
  if (!(error instanceof JoineryError) || error.code === 'workflows.superseded') throw error;
  // What concerns the account concerns all of its applications.
  if (error instanceof ProviderError && concernsAccount(error)) throw error;
  const attempts = record.attempts + 1;
  const isOver =
    !(error instanceof ProviderError) ||
    attempts >= (error.outcome === 'refused' ? maxAttempts : manyAttempts);
  if (isOver) await hold(scene, record, error.message);
  else
    await owned(scene.run, (tx) =>
      recordRows.updateRecord(tx, record.id, { attempts, problem: error.message }),
    );
}

function concernsAccount({ outcome, status }: ProviderError): boolean {
  return outcome === 'not_sent' || outcome === 'throttled' || status === 401 || status === 403;
}

async function hold({ run }: Scene, record: recordRows.RecordRow, problem: string): Promise<void> {
  await owned(run, async (tx) => {
    const now = await recordRows.lockRecord(tx, record.id);
    if (now?.state !== 'pending') return;
    await recordRows.updateRecord(tx, record.id, { state: 'held', problem, attempts: record.attempts + 1 });
    await insertEvents(tx, run.companyId, [attentionNeeded(record.id, run.connectionId)]);
    await count(tx, run, { held: 1 });
  });
}

/** Moves some of those that came to an end there to a stage of that kind here, once for each end. */
export async function followSome(run: ReadingRun, after: string): Promise<string | null> {
  const scene = await openScene(run);
  const records = await run.context.db.inCompany(run.companyId, (tx) =>
    recordRows.listUnfollowed(tx, run.connectionId, { after, limit: perStep }),
  );
  for (const record of records) await followOne(scene, record);
  return records.length < perStep ? null : (records.at(-1)?.id ?? null);
}

async function followOne({ run, principal }: Scene, record: recordRows.RecordRow): Promise<void> {
  const { context, companyId } = run;
  const { applicationId, kind } = record;
  if (applicationId === null || !isEnd(kind)) return;
  const jobId = await context.db.inCompany(companyId, (tx) => recordRows.findJobOf(tx, applicationId));
  const stages = jobId === undefined ? [] : await listStagesOfJob(context, principal, jobId);
  const stage = stages.find((one) => one.kind === kind);
  await run.ctx.assertStillOwner();
  const problem =
    stage === undefined
      ? `The pipeline of its job has no stage of kind ${kind}.`
      : await problemOf(updateApplication(context, principal, applicationId, { stageId: stage.id }));
  // Killed before this is noted it is moved again, to where it stands already: then nothing happens.
  await owned(run, async (tx) => {
    const now = context.clock.now();
    await recordRows.updateRecord(tx, record.id, {
      followed: kind,
      problem,
      ...(kind === 'hired' && problem === null && record.hiredAt === null && { hiredAt: now }),
    });
    if (problem === null) await count(tx, run, { moved: 1 });
  });
}

async function problemOf(move: Promise<unknown>): Promise<string | null> {
  try {
    await move;
    return null;
  } catch (error) {
    if (!(error instanceof JoineryError) || error.kind === 'unavailable') throw error;
    return error.message;
  }
}

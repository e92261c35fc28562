// BambooHR's applicant tracking: what the contract asks, as the account has it.
import { createHash } from 'node:crypto';
import type { Application, ApplicationSummary, BambooHr, NewApplication } from '@joinery/bamboohr';
import type { StageKind } from '@joinery/sdk';
import type { Account } from '../../connector.ts';
import type { AccountReport } from '../../hris-actions.ts';
import type {
  ApplicationHint,
  ApplicationPage,
  ApplicationStream,
  FoundApplication,
  ReceivedApplication,
  ReceivedFileRef,
  Recruiting,
  RecruitingAbilities,
  SentCandidate,
  WantedApplication,
} from '../../recruiting.ts';
import { reportOf } from '../../recruiting-report.ts';
import { likenessOf } from '../../recruiting-wire.ts';
import { call, openClient, unlessRefused } from '../client.ts';
import { prepare, silent } from '../prepared.ts';
import { checkCandidate, documentsOf, requiredIn, takes, toTexts } from './candidate.ts';

const abilities: RecruitingAbilities = {
  readJobs: true,
  readApplications: true,
  sendCandidates: true,
  sendWithoutJob: false,
  findApplications: true,
  moveStatus: true,
  comment: true,
  // Its webhooks tell of employees only.
  calls: false,
};

export function openRecruiting(account: Account): Recruiting {
  const client = openClient(account);
  const tracking = client.applicantTracking;
  return {
    abilities,
    takes,
    testRecruiting: () => testRecruiting(client),
    async tryKey() {
      await call(tracking.statuses());
    },
    async listJobs() {
      const jobs = await call(tracking.jobs({ statusGroups: ['ALL'] }));
      return jobs.map(({ id, title, status, department, location }) => ({
        id,
        title,
        status: status.label,
        isOpen: status.label?.toLowerCase() === 'open',
        department: department.label,
        location: location.label,
      }));
    },
    async listStatuses() {
      const statuses = await call(tracking.statuses());
      return statuses.map(({ id, name, code, enabled }) => ({
        id,
        name,
        kind: kindOf(code),
        isUsable: enabled,
      }));
    },
    readPage: (stream, where) => readPage(client, stream, where),
    async readApplication(id) {
      const found = await unlessRefused(404, tracking.application(id));
      return found === null ? null : toReceived(found);
    },
    async readFile({ id, name }) {
      const file = await unlessRefused(404, client.companyFiles.download(id));
      if (file === null) return null;
      return {
        name: file.fileName ?? name ?? 'document',
        contentType: file.contentType ?? 'application/octet-stream',
        bytes: file.bytes,
      };
    },
    checkCandidate,
    findApplications: (wanted) => findApplications(client, wanted),
    prepareApplication: (candidate, jobId) => prepareApplication(client, candidate, jobId ?? ''),
    async readStatus(id) {
      const found = await unlessRefused(404, tracking.application(id));
      return found === null ? null : found.status.id;
    },
    prepareMove(id, statusId) {
      const path = `applicant_tracking/applications/${id}/status`;
      const send = silent(() => tracking.setStatus(id, statusId));
      return prepare('POST', path, { status: Number(statusId) }, send);
    },
    async readComments(id) {
      const found = await unlessRefused(404, tracking.application(id));
      const count = found?.raw.commentCount;
      return typeof count === 'number' ? { count } : null;
    },
    prepareComment(id, comment) {
      const path = `applicant_tracking/applications/${id}/comments`;
      const send = silent(() => tracking.comment(id, comment));
      return prepare('POST', path, { type: 'comment', comment }, send);
    },
    requiredIn,
  };
}

async function readPage(
  { applicantTracking: tracking }: BambooHr,
  stream: ApplicationStream,
  { since, cursor }: { since: Date | null; cursor: string | null },
): Promise<ApplicationPage> {
  const page = cursor === null ? 1 : Number(cursor);
  const wanted =
    stream === 'new'
      ? ({ statuses: ['ALL'], ...(since !== null && { newSince: since }) } as const)
      : ({ statuses: [groups[stream]], sortBy: 'last_updated', sortOrder: 'DESC' } as const);
  const found = await call(tracking.applicationsPage(page, { ...wanted, jobStatusGroups: ['ALL'] }));
  return {
    applications: found.applications.map((one) => toHint(one, stream)),
    next: found.isLast || found.applications.length === 0 ? null : String(page + 1),
    isOrdered: true,
  };
}

const groups = { hired: 'HIRED', inactive: 'INACTIVE' } as const;
const kindsOfGroups: Readonly<Record<ApplicationStream, StageKind | null>> = {
  new: null,
  hired: 'hired',
  inactive: 'rejected',
};

// A list by kind says of each that it is of the kind; its own words may be the account's.
function toHint(application: ApplicationSummary, stream?: ApplicationStream): ApplicationHint {
  const { id, jobId, applicant, status, appliedAt } = application;
  return {
    id,
    jobId,
    personId: applicant.id,
    statusId: status.id,
    statusName: status.label,
    kind: stream === undefined ? null : kindsOfGroups[stream],
    appliedAt,
  };
}

/** What the codes of BambooHR's own statuses mean; those that a company added say nothing. */
const kinds: Readonly<Record<string, StageKind>> = {
  NEW: 'new',
  REVIEWED: 'active',
  SCHEDPHONE: 'active',
  PHONED: 'active',
  SCHEDINT: 'active',
  INTERVIEW: 'active',
  ONHOLD: 'active',
  REFCHECK: 'active',
  OFFER: 'offer',
  OLSENT: 'offer',
  OLSIGNED: 'offer',
  NOFIT: 'rejected',
  NOQUAL: 'rejected',
  OVERQUAL: 'rejected',
  DECLINED: 'withdrawn',
  POACHED: 'withdrawn',
  HIRED: 'hired',
};

function kindOf(code: string | null): StageKind | null {
  return code !== null && Object.hasOwn(kinds, code) ? (kinds[code] ?? null) : null;
}

function toReceived(application: Application): ReceivedApplication {
  const applicant = objectIn(application.raw.applicant);
  const address = objectIn(applicant.address);
  const education = objectIn(applicant.education);
  return {
    ...toHint(application),
    firstName: application.applicant.firstName ?? '',
    lastName: application.applicant.lastName ?? '',
    email: application.applicant.email,
    phone: application.phoneNumber,
    source: application.applicant.source,
    profile: {
      addressLine1: textIn(address.addressLine1),
      addressLine2: textIn(address.addressLine2),
      city: textIn(address.city),
      state: textIn(address.state),
      zipCode: textIn(address.zipcode),
      country: textIn(address.country),
      linkedinUrl: textIn(applicant.linkedinUrl),
      twitterUsername: textIn(applicant.twitterUsername),
      websiteUrl: textIn(applicant.websiteUrl),
      educationLevel: textIn(objectIn(education.level).label),
      educationInstitution: textIn(education.institution),
    },
    referredBy: application.referredBy,
    desiredSalary: application.desiredSalary,
    availableOn: textIn(applicant.availableStartDate)?.slice(0, 10) ?? null,
    references: textIn(application.raw.applicationReferences),
    answers: application.answers.flatMap(({ question, answer }) =>
      question.label === null || answer.label === null
        ? []
        : [{ question: question.label, answer: answer.label }],
    ),
    files: filesOf(application),
  };
}

function filesOf({ resumeFileId, coverLetterFileId, raw }: Application): ReceivedFileRef[] {
  const others = Array.isArray(raw.attachments) ? raw.attachments.map(objectIn) : [];
  return [
    ...(resumeFileId === null ? [] : [{ id: resumeFileId, kind: 'resume' as const, name: null }]),
    ...(coverLetterFileId === null
      ? []
      : [{ id: coverLetterFileId, kind: 'cover_letter' as const, name: null }]),
    ...others.flatMap(({ id, name }) =>
      typeof id === 'number' || typeof id === 'string'
        ? [{ id: String(id), kind: 'other' as const, name: textIn(name) }]
        : [],
    ),
  ];
}

async function findApplications(
  { applicantTracking: tracking }: BambooHr,
  wanted: WantedApplication,
): Promise<FoundApplication[]> {
  const { jobId, lastName, since, older } = wanted;
  const everywhere = {
    ...(jobId !== null && { jobId }),
    statuses: ['ALL'] as const,
    jobStatusGroups: ['ALL'] as const,
  };
  const found = new Map<string, FoundApplication>();
  const take = ({ id, applicant }: ApplicationSummary) => {
    const likeness = likenessOf(wanted, applicant);
    if (likeness !== undefined) found.set(id, { id, ...likeness });
  };
  try {
    for await (const one of tracking.applications({ ...everywhere, newSince: since })) take(one);
    if (older) for await (const one of tracking.applications({ ...everywhere, search: lastName })) take(one);
  } catch (error) {
    // The client's own errors are translated where they come out.
    return await call(Promise.reject(error));
  }
  return [...found.values()];
}

function prepareApplication(client: BambooHr, candidate: SentCandidate, jobId: string) {
  const texts = toTexts(candidate);
  const documents = documentsOf(candidate);
  const digests = documents.map(([name, { bytes }]) => [
    name,
    createHash('sha256').update(bytes).digest('hex'),
  ]);
  const sizes = documents.map(([name, { bytes }]) => [name, `${bytes.byteLength} bytes`]);
  const send = async () => {
    const files = documents.map(([name, { name: fileName, contentType, bytes }]) => [
      name,
      { fileName, contentType, bytes },
    ]);
    const sent = { ...texts, jobId, ...Object.fromEntries(files) } as unknown as NewApplication;
    return { id: (await client.applicantTracking.createApplication(sent)).id };
  };
  const values = { ...texts, jobId };
  return prepare(
    'POST',
    'applicant_tracking/application',
    { ...values, ...Object.fromEntries(digests) },
    send,
    {
      ...values,
      ...Object.fromEntries(sizes),
    },
  );
}

function testRecruiting({ applicantTracking: tracking }: BambooHr): Promise<AccountReport> {
  return reportOf([
    ['Jobs', () => call(tracking.jobs({ statusGroups: ['Open'] }))],
    ['Statuses', () => call(tracking.statuses())],
    ['Applications', () => call(tracking.applicationsPage(1, { statuses: ['NEW'] }))],
  ]);
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textIn(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

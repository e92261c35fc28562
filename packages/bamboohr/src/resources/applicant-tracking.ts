import {
  asArray,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalId,
  optionalNumber,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import { ProofError } from '../transport/failure.ts';
import type { FileInput, MultipartPart } from '../transport/multipart.ts';
import type { Transport } from '../transport/transport.ts';
import type { Id } from './arguments.ts';

/** An option of the provider: both halves may be missing. */
export interface Label {
  readonly id: string | null;
  readonly label: string | null;
}

export interface Job {
  readonly id: string;
  readonly title: string | null;
  readonly status: Label;
  readonly department: Label;
  readonly location: Label;
  /** The hiring lead's employee id. */
  readonly hiringLeadId: string | null;
  readonly postedAt: string | null;
  readonly postingUrl: string | null;
  readonly newApplicantsCount: number | null;
  readonly activeApplicantsCount: number | null;
  readonly totalApplicantsCount: number | null;
  readonly raw: JsonObject;
}

export type JobStatusGroup =
  | 'ALL'
  | 'DRAFT_AND_OPEN'
  | 'Open'
  | 'Filled'
  | 'Draft'
  | 'Deleted'
  | 'On Hold'
  | 'Canceled';

export interface ListJobsOptions extends CallOptions {
  /** Default: all but deleted. */
  readonly statusGroups?: readonly JobStatusGroup[];
}

/** An application as a candidate sends it. The job's standard questions can make more of it required. */
export interface NewApplication {
  readonly firstName: string;
  readonly lastName: string;
  readonly jobId: Id;
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly source?: string;
  readonly address?: string;
  readonly city?: string;
  /** Name, abbreviation or ISO code. */
  readonly state?: string;
  readonly zip?: string;
  /** Name or ISO code. */
  readonly country?: string;
  readonly linkedinUrl?: string;
  /** `YYYY-MM-DD`. */
  readonly dateAvailable?: string;
  readonly desiredSalary?: string;
  readonly referredBy?: string;
  readonly websiteUrl?: string;
  /** One of the provider's fixed labels, such as `Some College`. */
  readonly highestEducation?: string;
  readonly collegeName?: string;
  readonly references?: string;
  /** A file makes the request a multipart form; without one it is JSON. */
  readonly resume?: FileInput;
  readonly coverLetter?: FileInput;
}

export interface CreatedApplication {
  /** The application's id. The provider calls it `candidateId`, though the person's own id is another. */
  readonly id: string;
  readonly requestId: string | null;
  readonly raw: JsonObject;
}

/** Jobs and applications. The key's user needs applicant-tracking access; without it every call is a 403. */
export class ApplicantTracking {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists jobs, newest first. */
  async jobs(options: ListJobsOptions = {}): Promise<Job[]> {
    return this.#transport.send({
      operation: 'applicantTracking.jobs',
      effect: 'read',
      method: 'GET',
      path: ['applicant_tracking', 'jobs'],
      query: { statusGroups: options.statusGroups?.join(',') },
      expect: [200],
      decode: (answer) => asArray(answer.json(), 'the jobs').map(decodeJob),
      signal: options.signal,
    });
  }

  /** Adds an application. Sent exactly once. */
  async createApplication(
    application: NewApplication,
    options: CallOptions = {},
  ): Promise<CreatedApplication> {
    return this.#transport.send({
      operation: 'applicantTracking.createApplication',
      effect: 'write',
      method: 'POST',
      path: ['applicant_tracking', 'application'],
      ...applicationBody(application),
      expect: [200, 201],
      decode: decodeCreatedApplication,
      signal: options.signal,
    });
  }
}

function applicationBody(
  application: NewApplication,
): { readonly json: unknown } | { readonly multipart: MultipartPart[] } {
  const { resume, coverLetter, ...answers } = application;
  if (resume === undefined && coverLetter === undefined) return { json: answers };
  const texts = Object.entries(answers).flatMap(([name, value]): MultipartPart[] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const files = Object.entries({ resume, coverLetter }).flatMap(([name, file]): MultipartPart[] =>
    file === undefined ? [] : [[name, file]],
  );
  return { multipart: [...texts, ...files] };
}

function decodeCreatedApplication(answer: Answer): CreatedApplication {
  const raw = asObject(answer.json(), 'the created application');
  const id = optionalId(raw.candidateId);
  if (raw.result !== 'success' || id === null) {
    throw new ProofError(`the answer ${answer.status} does not name the application`);
  }
  return { id, requestId: answer.requestId, raw };
}

function decodeJob(value: Json): Job {
  const raw = asObject(value, 'a job');
  return {
    id: asId(raw.id, 'the id of a job'),
    title: decodeLabel(raw.title).label,
    status: decodeLabel(raw.status),
    department: decodeLabel(raw.department),
    location: decodeLabel(raw.location),
    hiringLeadId: isObject(raw.hiringLead) ? optionalId(raw.hiringLead.employeeId) : null,
    postedAt: optionalText(raw.postedDate),
    postingUrl: optionalText(raw.postingUrl),
    newApplicantsCount: optionalNumber(raw.newApplicantsCount),
    activeApplicantsCount: optionalNumber(raw.activeApplicantsCount),
    totalApplicantsCount: optionalNumber(raw.totalApplicantsCount),
    raw,
  };
}

function decodeLabel(value: Json | undefined): Label {
  if (!isObject(value)) return { id: null, label: optionalText(value) };
  return { id: optionalId(value.id), label: optionalText(value.label) };
}

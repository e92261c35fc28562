import {
  asArray,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalId,
  optionalNumber,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { QueryValue } from '../transport/address.ts';
import type { Answer } from '../transport/answer.ts';
import { ProofError } from '../transport/failure.ts';
import type { FileInput, MultipartPart } from '../transport/multipart.ts';
import type { Transport } from '../transport/transport.ts';
import { type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

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

export interface ApplicationStatus {
  readonly id: string;
  readonly code: string | null;
  readonly name: string | null;
  readonly enabled: boolean;
  readonly raw: JsonObject;
}

export interface JobLocation {
  readonly id: string;
  readonly name: string | null;
  readonly city: string | null;
  readonly raw: JsonObject;
}

export interface HiringLead {
  readonly employeeId: string;
  readonly name: string | null;
  readonly raw: JsonObject;
}

export interface ListApplicationsOptions extends CallOptions {
  readonly jobId?: Id;
  readonly statusIds?: readonly Id[];
  readonly statuses?: readonly ('ALL' | 'ALL_ACTIVE' | 'NEW' | 'ACTIVE' | 'INACTIVE' | 'HIRED')[];
  readonly jobStatusGroups?: readonly JobStatusGroup[];
  readonly search?: string;
  readonly sortBy?:
    | 'first_name'
    | 'job_title'
    | 'rating'
    | 'phone'
    | 'status'
    | 'last_updated'
    | 'created_date';
  readonly sortOrder?: 'ASC' | 'DESC';
  /** Only applications that came after this instant. */
  readonly newSince?: Date;
}

export interface ApplicationSummary {
  readonly id: string;
  readonly appliedAt: string | null;
  readonly status: Label;
  readonly rating: number | null;
  readonly applicant: {
    /** The person's id, which is not the application's. */
    readonly id: string;
    readonly firstName: string | null;
    readonly lastName: string | null;
    readonly email: string | null;
    readonly source: string | null;
  };
  readonly jobId: string | null;
  readonly jobTitle: string | null;
  readonly raw: JsonObject;
}

export interface ApplicationsPage {
  readonly applications: readonly ApplicationSummary[];
  readonly isLast: boolean;
}

export interface Application extends ApplicationSummary {
  readonly phoneNumber: string | null;
  /** For `companyFiles.download`. */
  readonly resumeFileId: string | null;
  readonly coverLetterFileId: string | null;
  readonly desiredSalary: string | null;
  readonly referredBy: string | null;
  readonly answers: readonly { readonly question: Label; readonly answer: Label }[];
}

type QuestionRule = 'off' | 'optional' | 'required';

export interface NewJobOpening {
  readonly postingTitle: string;
  readonly jobStatus: 'Draft' | 'Open' | 'On Hold' | 'Filled' | 'Canceled';
  /** An employee id. */
  readonly hiringLead: Id;
  readonly employmentType: string;
  readonly jobDescription: string;
  readonly department?: string;
  readonly minimumExperience?: string;
  readonly compensation?: string;
  /** Left out: remote. */
  readonly jobLocation?: Id;
  /** 0 on site, 1 remote, 2 hybrid. */
  readonly locationType?: 0 | 1 | 2;
  readonly internalJobCode?: string;
  /** What applicants are asked, by the provider's names: `resume`, `address`, `coverLetter`, … */
  readonly questions?: Readonly<Record<string, QuestionRule>>;
}

export interface CreatedJobOpening {
  readonly id: string;
  readonly requestId: string | null;
  readonly raw: JsonObject;
}

export interface CreatedApplication {
  /** The application's id. The provider calls it `candidateId`, though the person's own id is another. */
  readonly id: string;
  readonly requestId: string | null;
  readonly raw: JsonObject;
}

/**
 * Jobs and applications. The key's user needs applicant-tracking access; without it every call is a 403.
 *
 * Evidence: jobs, applications and `createApplication` are recorded, `statuses` stands in fixtures of another
 * client, the rest is documented.
 */
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

  /** Lists the statuses that applications can be in. */
  async statuses(options: CallOptions = {}): Promise<ApplicationStatus[]> {
    return this.#list('statuses', 'statuses', options, (raw) => ({
      id: asId(raw.id, 'the id of a status'),
      code: optionalText(raw.code),
      name: optionalText(raw.name),
      enabled: raw.enabled !== false,
      raw,
    }));
  }

  /** Lists the places that jobs can be in. */
  async locations(options: CallOptions = {}): Promise<JobLocation[]> {
    return this.#list('locations', 'locations', options, (raw) => ({
      id: asId(raw.id, 'the id of a location'),
      name: optionalText(raw.name),
      city: optionalText(raw.city),
      raw,
    }));
  }

  /** Lists the employees who can lead the hiring for a job. */
  async hiringLeads(options: CallOptions = {}): Promise<HiringLead[]> {
    return this.#list('hiringLeads', 'hiring_leads', options, (raw) => ({
      employeeId: asId(raw.employeeId, 'the employee id of a hiring lead'),
      name: optionalText(raw.preferredFullName),
      raw,
    }));
  }

  /** Reads one page of applications, from 1. A page past the end is empty and says that it is the last. */
  async applicationsPage(page: number, options: ListApplicationsOptions = {}): Promise<ApplicationsPage> {
    return this.#page('applicantTracking.applicationsPage', page, options);
  }

  #page(operation: string, page: number, options: ListApplicationsOptions): Promise<ApplicationsPage> {
    const path = ['applicant_tracking', 'applications'];
    const query = { ...applicationsQuery(options), page };
    return this.#transport.send(reading({ operation, path, query }, decodeApplications, options));
  }

  /** Reads applications page by page. The provider sets the length of a page. */
  async *applications(
    options: ListApplicationsOptions = {},
  ): AsyncGenerator<ApplicationSummary, void, undefined> {
    for (let page = 1; ; page++) {
      const found = await this.#page('applicantTracking.applications', page, options);
      yield* found.applications;
      // A page past the end is empty and says that it is the last.
      if (found.isLast || found.applications.length === 0) return;
    }
  }

  /** Reads one application. Its files are read with `companyFiles`. */
  async application(id: Id, options: CallOptions = {}): Promise<Application> {
    return this.#transport.send(
      reading(
        { operation: 'applicantTracking.application', path: applicationPath(id) },
        (answer) => toDetail(asObject(answer.json(), 'the application')),
        options,
      ),
    );
  }

  /** Adds a comment that the hiring team sees. Sent exactly once. */
  async comment(
    id: Id,
    comment: string,
    options: CallOptions = {},
  ): Promise<{ readonly id: string; readonly requestId: string | null }> {
    const path = [...applicationPath(id), 'comments'];
    const json = { type: 'comment', comment };
    return this.#transport.send(
      writing({ operation: 'applicantTracking.comment', path, json }, options, decodeNoted),
    );
  }

  /** Moves an application to another status. Sent exactly once. */
  async setStatus(
    id: Id,
    statusId: Id,
    options: CallOptions = {},
  ): Promise<{ readonly id: string; readonly requestId: string | null }> {
    const path = [...applicationPath(id), 'status'];
    const json = { status: Number(idSegment(statusId, 'the status id')) };
    return this.#transport.send(
      writing({ operation: 'applicantTracking.setStatus', path, json }, options, decodeNoted),
    );
  }

  /** Opens a job. Sent exactly once. */
  async createJobOpening(job: NewJobOpening, options: CallOptions = {}): Promise<CreatedJobOpening> {
    return this.#transport.send(
      writing(
        {
          operation: 'applicantTracking.createJobOpening',
          path: ['applicant_tracking', 'job_opening'],
          multipart: jobBody(job),
        },
        options,
        decodeCreatedJob,
      ),
    );
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

  async #list<T>(
    method: string,
    name: string,
    options: CallOptions,
    decode: (raw: JsonObject) => T,
  ): Promise<T[]> {
    return this.#transport.send(
      reading(
        { operation: `applicantTracking.${method}`, path: ['applicant_tracking', name] },
        (answer) => asArray(answer.json(), `the ${name}`).map((value) => decode(asObject(value, 'an entry'))),
        options,
      ),
    );
  }
}

function applicationPath(id: Id): string[] {
  return ['applicant_tracking', 'applications', idSegment(id, 'the application id')];
}

function applicationsQuery(options: ListApplicationsOptions): Record<string, QueryValue> {
  const { jobId, statusIds, statuses, jobStatusGroups, search, sortBy, sortOrder, newSince } = options;
  return {
    jobId: jobId === undefined ? undefined : idSegment(jobId, 'the job id'),
    applicationStatusId: statusIds?.map((id) => idSegment(id, 'a status id')).join(','),
    applicationStatus: statuses?.join(','),
    jobStatusGroups: jobStatusGroups?.join(','),
    searchString: search,
    sortBy,
    sortOrder,
    // UTC without a zone, unlike everywhere else.
    newSince: newSince?.toISOString().slice(0, 19).replace('T', ' '),
  };
}

function decodeApplications(answer: Answer): ApplicationsPage {
  const body = asObject(answer.json(), 'the applications');
  return {
    applications: asArray(body.applications, 'the applications').map((value) =>
      toApplication(asObject(value, 'an application')),
    ),
    isLast: body.paginationComplete === true || body.nextPageUrl === null || body.nextPageUrl === undefined,
  };
}

function toApplication(raw: JsonObject): ApplicationSummary {
  const applicant = asObject(raw.applicant, 'the applicant');
  const job = isObject(raw.job) ? raw.job : {};
  return {
    id: asId(raw.id, 'the id of an application'),
    appliedAt: optionalDate(raw.appliedDate),
    status: decodeLabel(raw.status),
    rating: optionalNumber(raw.rating),
    applicant: {
      id: asId(applicant.id, 'the id of the applicant'),
      firstName: optionalText(applicant.firstName),
      lastName: optionalText(applicant.lastName),
      email: optionalText(applicant.email),
      source: optionalText(applicant.source),
    },
    jobId: optionalId(job.id),
    jobTitle: decodeLabel(job.title).label,
    raw,
  };
}

function toDetail(raw: JsonObject): Application {
  const questions = asArray(raw.questionsAndAnswers ?? [], 'the questions');
  return {
    ...toApplication(raw),
    phoneNumber: isObject(raw.applicant) ? optionalText(raw.applicant.phoneNumber) : null,
    resumeFileId: optionalId(raw.resumeFileId),
    coverLetterFileId: optionalId(raw.coverLetterFileId),
    desiredSalary: optionalText(raw.desiredSalary),
    referredBy: optionalText(raw.referredBy),
    answers: questions.map((value) => {
      const item = asObject(value, 'a question');
      return { question: decodeLabel(item.question), answer: decodeLabel(item.answer) };
    }),
  };
}

function jobBody(job: NewJobOpening): readonly MultipartPart[] {
  const { questions = {}, ...fields } = job;
  const answers = Object.entries(questions).map(
    ([name, rule]): MultipartPart => [
      `applicationQuestion${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      rule === 'required' ? 'Required' : String(rule === 'optional'),
    ],
  );
  const texts = Object.entries(fields).flatMap(([name, value]): MultipartPart[] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return [...texts, ...answers];
}

function decodeCreatedJob(answer: Answer): CreatedJobOpening {
  const raw = asObject(answer.json(), 'the created job opening');
  const id = optionalId(raw.jobOpeningId);
  if (raw.result !== 'success' || id === null)
    throw new ProofError(`the answer ${answer.status} does not name the job opening`);
  return { id, requestId: answer.requestId, raw };
}

function decodeNoted(answer: Answer): { readonly id: string; readonly requestId: string | null } {
  const raw = asObject(answer.json(), 'what was added');
  return { id: asId(raw.id, 'the id of what was added'), requestId: answer.requestId };
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
    postedAt: optionalDate(raw.postedDate),
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

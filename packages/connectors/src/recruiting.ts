// The half of the contract for an account's recruiting: applications that are read, candidates that are
// sent to its jobs. Ids are the provider's, as text; what it does not tell is null, never a blank.
import type { CandidateProfile, StageKind } from '@joinery/sdk';
import type { AccountReport, PreparedWrite } from './hris-actions.ts';
import type { InboundCall } from './people-source.ts';

/** What an account's API can be asked for. False: the provider has no way that is known, or none is configured. */
export interface RecruitingAbilities {
  readonly readJobs: boolean;
  readonly readApplications: boolean;
  readonly sendCandidates: boolean;
  /** A candidate can be sent without naming a job. */
  readonly sendWithoutJob: boolean;
  /** Applications of a person can be looked for, so that a lost answer is settled by looking. */
  readonly findApplications: boolean;
  readonly moveStatus: boolean;
  readonly comment: boolean;
  /** It calls us when something happens. */
  readonly calls: boolean;
}

export interface RecruitingJob {
  readonly id: string;
  readonly title: string | null;
  readonly status: string | null;
  /** Whether it takes candidates. */
  readonly isOpen: boolean;
  readonly department: string | null;
  readonly location: string | null;
}

export interface RecruitingStatus {
  readonly id: string;
  readonly name: string | null;
  /** What it means here; null where the provider does not say. */
  readonly kind: StageKind | null;
  /** Whether applications may be moved into it. */
  readonly isUsable: boolean;
}

/** An application as a list shows it. */
export interface ApplicationHint {
  readonly id: string;
  readonly jobId: string | null;
  /** Of the person, who may have several applications. */
  readonly personId: string | null;
  readonly statusId: string | null;
  readonly statusName: string | null;
  readonly kind: StageKind | null;
  readonly appliedAt: string | null;
}

/**
 * `new`: those that came since an instant. `hired`: those in a status of kind hired; `inactive`: those that
 * ended otherwise; both the last changed first, where the provider can.
 */
export type ApplicationStream = 'new' | 'hired' | 'inactive';

export interface ApplicationPage {
  readonly applications: readonly ApplicationHint[];
  /** Null on the last page. */
  readonly next: string | null;
  /** True when the provider says in which order it lists; then pages of known ones end a reading. */
  readonly isOrdered: boolean;
}

export interface ReceivedApplication extends ApplicationHint {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly source: string | null;
  readonly profile: Partial<CandidateProfile>;
  readonly referredBy: string | null;
  readonly desiredSalary: string | null;
  readonly availableOn: string | null;
  readonly references: string | null;
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
  readonly files: readonly ReceivedFileRef[];
}

export interface ReceivedFileRef {
  readonly id: string;
  readonly kind: 'resume' | 'cover_letter' | 'other';
  readonly name: string | null;
}

export interface ReceivedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface SentDocument {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A candidate as it goes out. Absent: nothing is said of it. */
export interface SentCandidate {
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string;
  readonly phone?: string;
  readonly source?: string;
  readonly profile: Partial<CandidateProfile>;
  readonly referredBy?: string;
  readonly desiredSalary?: string;
  readonly availableOn?: string;
  readonly references?: string;
  readonly resume?: SentDocument;
  readonly coverLetter?: SentDocument;
}

/** Fields of a candidate that can be required, left out or complained of, by the names that they have here. */
export type CandidateField = Exclude<keyof SentCandidate, 'profile'> | keyof CandidateProfile;

export interface CandidateIssue {
  readonly field: CandidateField | 'job';
  readonly message: string;
}

export interface WantedApplication {
  readonly jobId: string | null;
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  /** Everything that came since then is looked through. */
  readonly since: Date;
  /** Older ones are searched for as well, as well as the provider's search can. */
  readonly older: boolean;
}

export interface FoundApplication {
  readonly id: string;
  /** Null when one of the two is not known. */
  readonly sameEmail: boolean | null;
  readonly sameName: boolean;
}

/** Comments of an application: all texts where they can be read, else how many there are. Null: not shown. */
export type CommentsSeen = { readonly texts: readonly string[] } | { readonly count: number } | null;

/**
 * The recruiting of one account. It asks, writes once and classifies, as the other halves do.
 *
 * @throws ProviderError from everything that asks. What an account is not able to do is not called.
 */
export interface Recruiting {
  readonly abilities: RecruitingAbilities;
  /** What of a candidate it has a place for. Everything else is not sent. */
  readonly takes: readonly CandidateField[];
  /** Looks at what reading and sending need. Writes nothing and throws nothing. */
  testRecruiting(): Promise<AccountReport>;
  /** One small request, to learn whether the key is taken. */
  tryKey(): Promise<void>;
  listJobs(): Promise<readonly RecruitingJob[]>;
  listStatuses(): Promise<readonly RecruitingStatus[]>;
  /**
   * One page. `cursor` is null for the first, and otherwise what the page before named as next. `since`: what
   * came, or of the other lists what changed, before then is known; a list may end there.
   */
  readPage(
    stream: ApplicationStream,
    where: { readonly since: Date | null; readonly cursor: string | null },
  ): Promise<ApplicationPage>;
  /** Null when there is no such application any more. */
  readApplication(id: string): Promise<ReceivedApplication | null>;
  /** Null when the file is gone. */
  readFile(file: ReceivedFileRef): Promise<ReceivedFile | null>;
  /** What would be refused, as far as it is known before anything is sent. `required` is what the job is known to ask for. */
  checkCandidate(candidate: SentCandidate, required: readonly CandidateField[]): CandidateIssue[];
  findApplications(wanted: WantedApplication): Promise<readonly FoundApplication[]>;
  prepareApplication(candidate: SentCandidate, jobId: string | null): PreparedWrite<{ readonly id: string }>;
  /** Null when the application is gone. */
  readStatus(applicationId: string): Promise<string | null>;
  prepareMove(applicationId: string, statusId: string): PreparedWrite<null>;
  readComments(applicationId: string): Promise<CommentsSeen>;
  prepareComment(applicationId: string, text: string): PreparedWrite<null>;
  /** Names of fields that a refusal says are missing. */
  requiredIn(words: string): readonly CandidateField[];
}

/** A call that is proven, of which no more is believed. `digest` is the same for one that is sent again. */
export type ProvenCall = { readonly valid: true; readonly digest: string } | { readonly valid: false };

/** Judges a call by the bytes that came, in constant time. `key` is what the account and we both know. */
export type VerifyCall = (
  key: string,
  call: InboundCall,
  wire: Readonly<Record<string, unknown>> | undefined,
) => ProvenCall;

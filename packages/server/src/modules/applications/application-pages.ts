import type { Attachment, JobStatus, ProfileField, StageKind } from '@joinery/sdk';

export type SortKey =
  | 'first_name'
  | 'job_title'
  | 'rating'
  | 'phone'
  | 'status'
  | 'last_updated'
  | 'created_date';

export interface PageQuery {
  jobNumber?: number | undefined;
  stageNumbers?: number[] | undefined;
  kinds?: StageKind[] | undefined;
  jobStatuses: JobStatus[];
  /** Part of a name, an e-mail address or a job's title. */
  text?: string | undefined;
  appliedSince?: Date | undefined;
  sortBy: SortKey;
  descending: boolean;
}

export interface ApplicationLine {
  number: number;
  appliedAt: Date;
  rating: number | null;
  stage: { number: number; name: string; kind: StageKind };
  candidate: {
    number: number;
    firstName: string;
    lastName: string;
    email: string | null;
    phone: string | null;
    source: string | null;
  };
  job: { number: number; title: string };
}

/** One application with everything that belongs to it. */
export interface ApplicationFile extends ApplicationLine {
  profile: Partial<Record<ProfileField, string | null>>;
  stageChangedAt: Date;
  /** Who moved it last; null while it stands where it came in, and where no user did it. */
  changedBy: { number: number; firstName: string; lastName: string; employeeNumber: number | null } | null;
  leadNumber: number | null;
  referredBy: string | null;
  desiredSalary: string | null;
  availableOn: string | null;
  references: string | null;
  /** To the job's own questions, in their order. */
  answers: { question: { number: number; label: string }; text: string; archivedAt: Date | null }[];
  counts: {
    comments: number;
    stageChanges: number;
    /** Of the same person, for other jobs that the principal sees. */
    otherApplications: number;
    /** Of other people with the same e-mail address for the same job. */
    duplicates: number;
  };
  /** Of the person, newest first. */
  documents: { number: number; name: string; kind: Attachment['kind'] }[];
}

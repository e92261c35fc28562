// What the recruiting of an account is called here. Pure.
import {
  ApiError,
  type RecruitingField,
  type RecruitingRun,
  type RecruitingStatus,
  type RecruitingWrite,
  type RecruitingWriteState,
} from '@joinery/sdk';
import { counted } from '../../ui/names.ts';
import type { StateWords } from '../../ui/states.ts';

export const writeStates: Record<RecruitingWriteState, StateWords> = {
  prepared: { label: 'About to be sent', color: 'blue' },
  sending: { label: 'Sending', color: 'blue' },
  ambiguous: { label: 'Answer lost', color: 'orange' },
  done: { label: 'Done', color: 'teal' },
  refused: { label: 'Refused', color: 'red' },
  needs_attention: { label: 'Needs attention', color: 'orange' },
  dropped: { label: 'Dropped', color: 'gray' },
};

export const runStates: Record<RecruitingRun['state'], StateWords> = {
  queued: { label: 'Queued', color: 'gray' },
  reading: { label: 'Reading', color: 'blue' },
  done: { label: 'Read', color: 'teal' },
  failed: { label: 'Reading failed', color: 'red' },
};

export const fieldLabels: Record<RecruitingField, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  phone: 'Phone',
  source: 'Source',
  addressLine1: 'Address',
  addressLine2: 'Address, second line',
  city: 'City',
  state: 'State',
  zipCode: 'ZIP code',
  country: 'Country',
  linkedinUrl: 'LinkedIn',
  twitterUsername: 'Twitter',
  websiteUrl: 'Website',
  educationLevel: 'Education',
  educationInstitution: 'College',
  availableOn: 'Available on',
  desiredSalary: 'Desired salary',
  referredBy: 'Referred by',
  references: 'References',
  resume: 'Résumé',
  coverLetter: 'Cover letter',
};

/** What the last reading did, in one line. */
export function describeRun({ counts, problem, state }: RecruitingRun): string {
  if (state === 'queued') return 'Begins in a moment.';
  const parts = [
    counted(counts.jobs, 'job', 'jobs'),
    counted(counts.taken, 'application came', 'applications came'),
    ...(counts.moved > 0 ? [counted(counts.moved, 'moved on', 'moved on')] : []),
    ...(counts.held > 0 ? [counted(counts.held, 'waits for somebody', 'wait for somebody')] : []),
  ];
  return problem === null ? `${parts.join(', ')}.` : `${problem} Until then: ${parts.join(', ')}.`;
}

/** What would be refused, as the fields are called here, and whether leaving out would help. */
export function unfitOf(error: unknown): { field: RecruitingField; text: string; isMissing: boolean }[] {
  if (!(error instanceof ApiError) || error.code !== 'recruiting_writes.incomplete') return [];
  return error.issues.flatMap(({ path, message }) =>
    path in fieldLabels
      ? [
          {
            field: path as RecruitingField,
            text: `${fieldLabels[path as RecruitingField]} ${message}`,
            isMissing: message.startsWith('is required'),
          },
        ]
      : [],
  );
}

/** Statuses of an account are known by their ids; people know their names. */
export function describeSent(
  { kind, jobTitle, providerJobId, target }: RecruitingWrite,
  statuses: readonly RecruitingStatus[] = [],
): string {
  switch (kind) {
    case 'post_candidate':
      return providerJobId === null ? 'Candidate, to no job' : `Candidate, for ${jobTitle ?? providerJobId}`;
    case 'move_status':
      return `Moved to ${statuses.find(({ id }) => id === target)?.name ?? `status ${target ?? '?'}`}`;
    case 'write_back':
      return 'Told that they are an employee';
  }
}

// What the recruiting of an account is called here. Pure.
import type { RecruitingField, RecruitingRun, RecruitingWrite, RecruitingWriteState } from '@joinery/sdk';
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

export function describeSent({ kind, jobTitle, providerJobId, target }: RecruitingWrite): string {
  switch (kind) {
    case 'post_candidate':
      return providerJobId === null ? 'Candidate, to no job' : `Candidate, for ${jobTitle ?? providerJobId}`;
    case 'move_status':
      return `Moved to status ${target ?? '?'}`;
    case 'write_back':
      return 'Told that they are an employee';
  }
}

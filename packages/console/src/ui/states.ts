import type {
  ApprovalState,
  Connection,
  HireState,
  HireStep,
  HireStepName,
  HoldState,
  JobStatus,
  OfferState,
  StageKind,
  SyncState,
} from '@joinery/sdk';

/** How a state is named and coloured everywhere in the console. */
export interface StateWords {
  label: string;
  color: string;
}

export const jobStates: Record<JobStatus, StateWords> = {
  draft: { label: 'Draft', color: 'gray' },
  open: { label: 'Open', color: 'teal' },
  on_hold: { label: 'On hold', color: 'yellow' },
  filled: { label: 'Filled', color: 'blue' },
  canceled: { label: 'Canceled', color: 'gray' },
  deleted: { label: 'Deleted', color: 'red' },
};

export const stageKinds: Record<StageKind, StateWords> = {
  new: { label: 'New', color: 'blue' },
  active: { label: 'In progress', color: 'cyan' },
  offer: { label: 'Offer', color: 'grape' },
  hired: { label: 'Hired', color: 'teal' },
  rejected: { label: 'Rejected', color: 'gray' },
  withdrawn: { label: 'Withdrawn', color: 'gray' },
};

export const offerStates: Record<OfferState, StateWords> = {
  draft: { label: 'Offer in draft', color: 'gray' },
  sent: { label: 'Offer sent', color: 'blue' },
  accepted: { label: 'Offer accepted', color: 'teal' },
  declined: { label: 'Offer declined', color: 'orange' },
  withdrawn: { label: 'Offer withdrawn', color: 'gray' },
};

export const hireStates: Record<HireState, StateWords> = {
  draft: { label: 'Draft', color: 'grape' },
  awaiting_approval: { label: 'Awaiting approval', color: 'violet' },
  queued: { label: 'Queued', color: 'gray' },
  running: { label: 'Sending', color: 'blue' },
  waiting: { label: 'Waiting', color: 'yellow' },
  done: { label: 'Done', color: 'teal' },
  failed: { label: 'Failed', color: 'red' },
  needs_attention: { label: 'Needs attention', color: 'orange' },
  cancelled: { label: 'Cancelled', color: 'gray' },
};

/** Nothing more happens by itself, or not before a person acts. */
const terminalStates: readonly HireState[] = [
  'draft',
  'awaiting_approval',
  'done',
  'failed',
  'needs_attention',
  'cancelled',
];
export const isTerminal = (state: HireState): boolean => terminalStates.includes(state);

export const stepStates: Record<HireStep['state'], StateWords> = {
  pending: { label: 'Not started', color: 'gray' },
  prepared: { label: 'About to be sent', color: 'blue' },
  sending: { label: 'Sending', color: 'blue' },
  done: { label: 'Done', color: 'teal' },
  skipped: { label: 'Skipped', color: 'gray' },
  failed: { label: 'Failed', color: 'red' },
  ambiguous: { label: 'Answer lost', color: 'orange' },
};

export const stepTitles: Record<HireStepName, { title: string; purpose: string }> = {
  search: {
    title: 'Look for the person',
    purpose: 'Searches BambooHR by marker, e-mail and name, so that nobody is added twice.',
  },
  create: { title: 'Create the employee', purpose: 'Adds the employee, with the marker of this hire.' },
  option_job_title: optionStep('job title'),
  option_department: optionStep('department'),
  option_division: optionStep('division'),
  option_location: optionStep('location'),
  option_employment_status: optionStep('employment status'),
  reactivate: {
    title: 'Take up the old record',
    purpose:
      'Gives the former employee’s record the new hire date, the marker of this hire and the values that changed.',
  },
  read_back: {
    title: 'Read it back',
    purpose: 'Reads the employee from BambooHR and compares it with what was sent.',
  },
  employment_status: {
    title: 'Add the employment status',
    purpose: 'Adds the status row that takes effect on the hire date.',
  },
  job_info: {
    title: 'Add the job information',
    purpose: 'Adds title, department, division, location and manager from the hire date on.',
  },
  compensation: { title: 'Add the pay', purpose: 'Adds the pay that takes effect on the hire date.' },
  resume: { title: 'File the résumé', purpose: 'Puts the résumé into the employee’s files.' },
  offer: { title: 'File the offer', purpose: 'Puts the offer into the employee’s files.' },
  file_1: fileStep(1),
  file_2: fileStep(2),
  file_3: fileStep(3),
  file_4: fileStep(4),
  file_5: fileStep(5),
  file_6: fileStep(6),
  file_7: fileStep(7),
  file_8: fileStep(8),
  extra_fields: { title: 'Fill further fields', purpose: 'Writes the further fields of the account.' },
  write_back: {
    title: 'Tell the candidate’s timeline',
    purpose: 'Notes here, with the candidate, which employee the hire became.',
  },
};

function optionStep(list: string): { title: string; purpose: string } {
  return { title: `Add the ${list}`, purpose: `Adds the ${list} to the list in BambooHR, as was decided.` };
}

function fileStep(number: number): { title: string; purpose: string } {
  return { title: `File document ${number}`, purpose: 'Puts a further document into the employee’s files.' };
}

export const healthStates: Record<Connection['health'], StateWords> = {
  unknown: { label: 'Not tested', color: 'gray' },
  ok: { label: 'Healthy', color: 'teal' },
  degraded: { label: 'Degraded', color: 'yellow' },
  unauthorized: { label: 'Key refused', color: 'red' },
  unreachable: { label: 'Unreachable', color: 'red' },
};

export const syncStates: Record<SyncState, StateWords> = {
  queued: { label: 'Queued', color: 'gray' },
  reading: { label: 'Reading', color: 'blue' },
  applying: { label: 'Applying', color: 'blue' },
  done: { label: 'Done', color: 'teal' },
  held: { label: 'Held', color: 'orange' },
  failed: { label: 'Failed', color: 'red' },
  stopped: { label: 'Stopped', color: 'gray' },
};

export const holdStates: Record<HoldState, StateWords> = {
  open: { label: 'Waits for a decision', color: 'orange' },
  approved: { label: 'Approved', color: 'blue' },
  rejected: { label: 'Rejected', color: 'gray' },
  superseded: { label: 'Superseded', color: 'gray' },
  applied: { label: 'Applied', color: 'teal' },
};

export const approvalStates: Record<ApprovalState, StateWords> = {
  open: { label: 'Waits for answers', color: 'orange' },
  approved: { label: 'Approved', color: 'teal' },
  rejected: { label: 'Rejected', color: 'red' },
  expired: { label: 'Expired', color: 'gray' },
  cancelled: { label: 'Taken back', color: 'gray' },
};

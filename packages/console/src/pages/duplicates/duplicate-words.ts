// What is found and what would be done, in words; and which values two records differ in. Pure.
import type {
  AccessDefinition,
  Candidate,
  CandidateDuplicate,
  CandidateField,
  CandidateMerge,
  CandidateMergeInput,
  DuplicateReason,
  DuplicateState,
  profileFields,
} from '@joinery/sdk';
import { counted } from '../../ui/names.ts';
import type { StateWords } from '../../ui/states.ts';

export const duplicateStates: Record<DuplicateState, StateWords> = {
  open: { label: 'Open', color: 'orange' },
  merged: { label: 'Merged', color: 'teal' },
  dismissed: { label: 'Two people', color: 'gray' },
};

const reasonWords: Record<DuplicateReason, string> = {
  same_email: 'same e-mail',
  similar_email: 'same mailbox, written otherwise',
  same_phone: 'same phone',
  similar_phone: 'similar phone',
  same_profile_link: 'same profile link',
  same_name: 'same name',
  similar_name: 'similar name',
  same_place: 'same place',
};

/** `Same e-mail, similar name`. */
export function reasonsInWords(reasons: DuplicateReason[]): string {
  const text = reasons.map((reason) => reasonWords[reason] ?? reason).join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function likelihood(score: number): 'Almost certain' | 'Likely' | 'Possible' {
  if (score >= 90) return 'Almost certain';
  return score >= 70 ? 'Likely' : 'Possible';
}

const fieldLabels: Record<string, string> = {
  name: 'Name',
  email: 'E-mail',
  phone: 'Phone',
  source: 'Source',
  rating: 'Stars',
  broughtBy: 'Brought by',
  addressLine1: 'Address',
  addressLine2: 'Address, second line',
  city: 'City',
  state: 'State',
  zipCode: 'Postcode',
  country: 'Country',
  linkedinUrl: 'LinkedIn',
  twitterUsername: 'Twitter',
  websiteUrl: 'Website',
  educationLevel: 'Education',
  educationInstitution: 'School',
  industry: 'Industry',
  department: 'Department',
};

export interface ComparedField {
  field: string;
  label: string;
  kept: string | null;
  other: string | null;
  isSame: boolean;
  /** Whose value stays unless somebody chooses. */
  usual: 'this' | 'other';
}

/** A merge moves what is of any job, so only whoever sees all of them may make and undo one. */
export function mayMerge({
  candidates,
  assignedJobsOnly,
  ownCandidatesOnly,
}: AccessDefinition['hiring']): boolean {
  return candidates === 'edit' && !assignedJobsOnly && ownCandidatesOnly !== true;
}

/** Every value that one of them has, as a merge into `kept` would take it. */
export function compareFields(
  kept: Candidate,
  other: Candidate,
  customFields: readonly CandidateField[],
): ComparedField[] {
  const plain = Object.keys(fieldLabels).map((field) => ({ field, label: fieldLabels[field] ?? field }));
  const keys = new Set([...Object.keys(kept.customFields ?? {}), ...Object.keys(other.customFields ?? {})]);
  const custom = [...keys].map((key) => ({
    field: `custom.${key}`,
    label: customFields.find((one) => one.key === key)?.label ?? key,
  }));
  return [...plain, ...custom].flatMap(({ field, label }) => {
    const [own, others] = [textOf(kept, field, customFields), textOf(other, field, customFields)];
    if (own === null && others === null) return [];
    // Who brought somebody sees them: that is given to nobody unless it is asked for.
    const isFilled = own === null && field !== 'broughtBy';
    const isSame = field === 'broughtBy' ? bringer(kept) === bringer(other) : own === others;
    return [{ field, label, kept: own, other: others, isSame, usual: isFilled ? 'other' : 'this' }];
  });
}

const bringer = ({ broughtBy }: Candidate): string | undefined => broughtBy?.userId;

/** Who comes to see everything of both by a merge, in a sentence; undefined where nobody new does. */
export function newSight(
  kept: Candidate,
  other: Candidate,
  choice: 'this' | 'other' = 'this',
): string | undefined {
  if (bringer(kept) === bringer(other)) return undefined;
  const [brought, added] = choice === 'this' ? [kept, other] : [other, kept];
  if (brought.broughtBy === null) return undefined;
  return `${brought.broughtBy.name} brought no. ${brought.number}. If they see only people whom they brought, they will see what was of no. ${added.number}, too: choose under “Brought by” whether they are to.`;
}

function textOf(candidate: Candidate, field: string, customFields: readonly CandidateField[]): string | null {
  if (field === 'broughtBy') return candidate.broughtBy?.name ?? null;
  if (field === 'rating') return candidate.rating ? `${candidate.rating} of 5` : null;
  if (field.startsWith('custom.')) {
    const key = field.slice('custom.'.length);
    return customText(
      candidate.customFields?.[key],
      customFields.find((one) => one.key === key),
    );
  }
  const value = candidate[field as 'name' | (typeof profileFields)[number]];
  return value || null;
}

function customText(value: unknown, field: CandidateField | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const nameOf = (id: unknown) => field?.options.find((option) => option.id === id)?.label ?? String(id);
  return Array.isArray(value) ? value.map(nameOf).join(', ') || null : nameOf(value);
}

export interface SharedJob {
  jobId: string;
  jobTitle: string;
  keptStage: string;
  otherStage: string;
}

/** Jobs that both applied for: one application of each stays. */
export function sharedJobs(kept: Candidate, other: Candidate): SharedJob[] {
  return kept.applications.flatMap(({ jobId, jobTitle, stageName }) => {
    const twin = other.applications.find((one) => one.jobId === jobId);
    return twin ? [{ jobId, jobTitle, keptStage: stageName, otherStage: twin.stageName }] : [];
  });
}

/** The same as the beginning of a sentence about two records. */
export function likelihoodOfOne(score: number): string {
  return { 'Almost certain': 'Almost certainly', Likely: 'Likely', Possible: 'Possibly' }[likelihood(score)];
}

/** What goes from the other to the one who stays, a line for each. */
export function whatMoves(
  kept: Candidate,
  other: Candidate,
  belongings: { notes: number; consents: number } | undefined,
): string[] {
  const shared = sharedJobs(kept, other).map(({ jobId }) => jobId);
  const moving = other.applications.filter(({ jobId }) => !shared.includes(jobId));
  const tags = (other.tags ?? []).filter((tag) => !(kept.tags ?? []).includes(tag));
  const lines: string[] = [];
  if (moving.length > 0)
    lines.push(
      `${counted(moving.length, 'application')} (${moving.map(({ jobTitle }) => jobTitle).join(', ')}), with stage, answers, comments, offer and hand-offs`,
    );
  if (other.attachments.length > 0)
    lines.push(
      `${counted(other.attachments.length, 'document')} (${other.attachments.map(({ name }) => name).join(', ')})`,
    );
  if (belongings && belongings.notes > 0) lines.push(counted(belongings.notes, 'note'));
  if (belongings && belongings.consents > 0) lines.push(counted(belongings.consents, 'consent'));
  if (tags.length > 0) lines.push(`${counted(tags.length, 'tag')} (${tags.join(', ')})`);
  lines.push('The timeline');
  return lines;
}

/** The merge that a pair's decision was; an error says why there is none to undo. */
export function mergeOf({ decidedAt }: CandidateDuplicate, merges: CandidateMerge[]): CandidateMerge {
  const apart = ({ mergedAt }: CandidateMerge) =>
    Math.abs(Date.parse(mergedAt) - Date.parse(decidedAt ?? ''));
  const [merge] = merges.filter(({ undoneAt }) => undoneAt === null).toSorted((a, b) => apart(a) - apart(b));
  if (!merge) throw new Error('It was undone already.');
  if (!merge.canUndo)
    throw new Error('A later merge builds on it (undo that one first), or the person was erased.');
  return merge;
}

/** What is sent: only what was chosen otherwise than usual is said, and always who will have brought them. */
export function toMergeInput(
  otherId: string,
  fields: ComparedField[],
  choices: Record<string, 'this' | 'other'>,
  applications: Record<string, 'this' | 'other'>,
): CandidateMergeInput {
  const chosen = fields.flatMap(({ field, isSame, usual }) => {
    const choice = choices[field] ?? usual;
    if (isSame || (choice === usual && field !== 'broughtBy')) return [];
    return [[field, choice] as const];
  });
  return { with: otherId, fields: Object.fromEntries(chosen), applications };
}

/** Names of fields that a merge took, for people. */
export function fieldsInWords(fields: readonly string[]): string {
  return fields.map((field) => fieldLabels[field] ?? 'a field of your own').join(', ');
}

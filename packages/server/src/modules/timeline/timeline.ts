import { type ErrorCode, errorTable } from '@joinery/sdk';

/** What is written when something happens to a candidate. `detail` holds names for the sentence. */
export interface NewTimelineEntry {
  candidateId: string;
  applicationId?: string | undefined;
  /** A key of `sentences`, or any other kind with its own sentence in `detail.summary`. */
  kind: string;
  actor: string;
  detail: Record<string, unknown>;
}

type Detail = Record<string, unknown>;
const word = (detail: Detail, key: string): string => String(detail[key] ?? '?');

const isGiven = (value: unknown): boolean => value !== null && value !== undefined;
const listed = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');

const spelt: Record<string, string> = {
  email: 'e-mail',
  addressLine1: 'address',
  addressLine2: 'second line of the address',
  linkedinUrl: 'LinkedIn',
  websiteUrl: 'website',
  twitterUsername: 'Twitter',
};

/** A field as people say it: `firstName` is “first name”. */
function fieldWords(name: string): string {
  if (Object.hasOwn(spelt, name)) return spelt[name] ?? name;
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function because({ code }: Detail): string {
  const known = typeof code === 'string' && Object.hasOwn(errorTable, code) ? (code as ErrorCode) : undefined;
  return known === undefined ? '' : `. ${errorTable[known].summary.replace(/\.$/, '')}`;
}

/**
 * What the company thinks of people, and whom it sends them to: not shown to somebody from outside who brought
 * them. Nor which documents are gone: nobody knows any more whether these showed them.
 */
export const opinions: readonly string[] = [
  'tagged',
  'rated',
  'fields_changed',
  'noted',
  'file_removed',
  'sent_to',
];

/** Has the right of hires. */
export const ofHires: readonly string[] = ['sent_to_hris'];

/** The same of an application. */
export const opinionsOfApplication: readonly string[] = ['rejected', 'commented'];

/** What is said of the whole person: of other records of theirs, and how the company keeps them. */
export const ofWholePerson: readonly string[] = [
  'merged',
  'merge_undone',
  'retention_due',
  'retention_renewed',
  'retention_held',
  'retention_released',
  'restricted',
  'restriction_lifted',
  'exported',
];

const sentences: Record<string, (detail: Detail) => string> = {
  created: (d) =>
    `Added${isGiven(d.source) ? `, source ${word(d, 'source')}` : ''}${isGiven(d.broughtBy) ? `, brought by ${word(d, 'broughtBy')}` : ''}`,
  updated: (d) => `Changed ${(d.fields as string[] | undefined)?.map(fieldWords).join(', ') ?? 'details'}`,
  applied: (d) => `Applied for ${word(d, 'jobTitle')}`,
  moved: (d) => `Moved from ${word(d, 'fromStage')} to ${word(d, 'toStage')}`,
  hired: (d) => `Hired for ${word(d, 'jobTitle')}`,
  commented: (d) => `Commented: ${word(d, 'text')}`,
  tagged: (d) =>
    [
      ...(listed(d.added) === '' ? [] : [`Tagged ${listed(d.added)}`]),
      ...(listed(d.removed) === '' ? [] : [`Took off ${listed(d.removed)}`]),
    ].join('. '),
  rated: (d) => (isGiven(d.rating) ? `Rated ${word(d, 'rating')} of 5` : 'Took the rating away'),
  fields_changed: (d) => `Changed ${listed(d.fields)}`,
  noted: () => 'Wrote a note',
  rejected: (d) => `Rejected for ${word(d, 'jobTitle')}${isGiven(d.reason) ? `: ${word(d, 'reason')}` : ''}`,
  to_talent_pool: () => 'Moved to the talent pool',
  to_job: (d) =>
    `Moved to ${word(d, 'jobTitle')}${isGiven(d.fromJobTitle) ? ` from ${word(d, 'fromJobTitle')}` : ''}`,
  file_added: (d) => (d.kind === 'offer' ? 'Added a document of an offer' : `Added ${word(d, 'name')}`),
  file_removed: (d) => (d.use === 'offer' ? 'Removed a document of an offer' : `Removed ${word(d, 'name')}`),
  merged: (d) => `Merged with ${word(d, 'name')}`,
  merge_undone: () => 'The merge was undone',
  retention_due: (d) => `Is to be erased or restricted after ${word(d, 'dueOn')}`,
  retention_renewed: (d) => `Is kept: ${word(d, 'reason')}`,
  retention_held: (d) => `On hold: ${word(d, 'reason')}`,
  retention_released: (d) => `On hold no more: ${word(d, 'reason')}`,
  restricted: (d) => `Restricted: ${word(d, 'reason')}`,
  restriction_lifted: (d) => `Restricted no more: ${word(d, 'reason')}`,
  erased: (d) => `Erased: ${word(d, 'reason')}`,
  exported: () => 'Everything was exported',
  consented: (d) => `Agreed to “${word(d, 'label')}” (version ${word(d, 'version')})`,
  consent_withdrawn: (d) => `Agrees no more to “${word(d, 'label')}”`,
  resume_requested: (d) => `Gave an address of a résumé (${word(d, 'host')})`,
  resume_not_fetched: (d) => `The résumé could not be fetched from ${word(d, 'host')}${because(d)}`,
  file_refused: (d) => `${word(d, 'name')} came along and was not taken${because(d)}`,
  sent_to: (d) =>
    `Sent to ${word(d, 'connection')}${d.jobTitle == null ? '' : `, for ${word(d, 'jobTitle')}`}`,
  file_infected: (d) => `A virus was found in a document (${word(d, 'found')}); nobody gets it`,
  offer_created: (d) => `Made an offer, ${word(d, 'state')}`,
  offer_updated: (d) =>
    `Changed the offer: ${(d.fields as string[] | undefined)?.map(fieldWords).join(', ') ?? 'details'}`,
  offer_moved: (d) => `Offer: ${word(d, 'from')}, now ${word(d, 'to')}`,
  offer_removed: () => 'Removed the offer',
};

/** The sentence of an entry. A kind that this build does not know still reads as something. */
export function summaryOf(kind: string, detail: Detail): string {
  if (typeof detail.summary === 'string') return detail.summary;
  return sentences[kind]?.(detail) ?? kind.replaceAll('_', ' ');
}

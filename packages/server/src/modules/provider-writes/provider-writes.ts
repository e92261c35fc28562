// A change of a mirrored company's people as it goes to the provider: what is kept of it, and what
// is seen of it there. What follows from that is decided by modules/sendings.
import type {
  ComparedRow,
  Comparison,
  CreatedSearch,
  SentFileChange,
  SourceFile,
  SourceFileCategory,
} from '@joinery/connectors';
import { type ErrorCode, JoineryError, ProviderError, type ProviderWriteKind } from '@joinery/sdk';
import { z } from 'zod';
import { nameUuid } from '../../platform/ids.ts';
import type { StoredFile } from '../files/files.service.ts';
import type { Look, Question, Start } from '../sendings/sendings.ts';

const sentValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.object({ value: z.string(), currency: z.string() }),
  z.array(z.string()).readonly(),
]);
const sentValues = z.record(z.string(), sentValue);

const sentOption = z.union([
  z.object({ id: z.string(), name: z.string().optional(), archived: z.boolean().optional() }),
  z.object({ name: z.string() }),
]);

/** Of an upload. Its bytes are kept among the files. */
const sentFile = z.object({
  name: z.string(),
  originalName: z.string(),
  contentType: z.string(),
  /** The provider's; blank for photos. */
  categoryId: z.string(),
  share: z.boolean(),
  bytes: z.number(),
  sha256: z.string(),
});

const sentFileChange = z.object({
  name: z.string().optional(),
  categoryId: z.string().optional(),
  share: z.boolean().optional(),
});

const sentLocation = z.object({
  label: z.string(),
  address: z
    .object({
      address1: z.string().nullable(),
      address2: z.string().nullable(),
      city: z.string().nullable(),
      state: z.string().nullable(),
      zipcode: z.string().nullable(),
      country: z.string().nullable(),
      timezone: z.string().nullable(),
      remote: z.boolean(),
    })
    .optional(),
});

/** What is sent; sealed while it is kept. */
export const writePayload = z.object({
  values: sentValues.optional(),
  /** Which row is meant: by the provider's id, or else by what it says here. */
  row: z.object({ providerRowId: z.string().nullable(), shown: sentValues }).optional(),
  options: z.array(sentOption).optional(),
  file: sentFile.optional(),
  fileChange: sentFileChange.optional(),
  categories: z.array(z.string()).optional(),
  /** `before`: the name that a place has there, by which it is found. */
  location: z.object({ before: z.string().nullable(), sent: sentLocation.optional() }).optional(),
});
export type WritePayload = z.infer<typeof writePayload>;

export interface WriteDraft {
  kind: ProviderWriteKind;
  /** Null for somebody who is not there yet, and for what is the company's. */
  employeeNumber: number | null;
  /** The table, the list, the number of the location here, or the provider's id of the file. */
  target?: string;
  rowId?: number;
  /** Names, for people. */
  fields: string[];
  payload: WritePayload;
  /** What is uploaded: kept until it is known how the write ended. */
  upload?: StoredFile;
}

/** How a write failed, for whoever waits for it. */
export const writeProblem = z.object({
  code: z.string(),
  message: z.string(),
  status: z.number().nullable(),
  /** The provider's own. */
  words: z.string().nullable(),
  retryAfterSeconds: z.number().optional(),
});
export type WriteProblem = z.infer<typeof writeProblem>;

/** What a created employee carries: the same for the same write, on whatever machine. */
export function markerOf(companyId: string, writeId: string): string {
  return nameUuid(`${companyId}/${writeId}`);
}

const awaited = { awaited: true } as const;
const often = { ...awaited, unlooked: true, trusted: true, repeatable: true } as const;

/** How a write of each kind is begun and judged. */
export const startOf: Record<ProviderWriteKind, Omit<Start, 'uncertain'>> = {
  create_employee: { ...awaited, unlooked: true },
  update_employee: often,
  delete_employee: often,
  // What is there before must be known, to tell afterwards whether one more is.
  add_row: { ...awaited, trusted: true },
  update_row: often,
  remove_row: often,
  change_list: often,
  // As with rows: two equal files are told apart by which one was there.
  upload_file: awaited,
  change_file: often,
  remove_file: often,
  upload_photo: often,
  // A name is there once at most: the second is refused.
  add_file_categories: { ...awaited, unlooked: true, trusted: true },
  add_location: awaited,
  change_location: often,
  remove_location: often,
};

/**
 * Which employee a create made, if any. `isKnown` tells of an employee that they were there before
 * the write was recorded: then they are somebody else, however alike. A list with fewer people than
 * are known here (`mostKnown`) was cut somewhere: whoever is not in it may be there all the same.
 */
export function toCreatedLook(
  { candidates, hidden, scanned }: CreatedSearch,
  isKnown: (id: string) => boolean,
  mostKnown = 0,
): Look {
  const marked = candidates.filter(({ marker }) => marker === true);
  const alike = candidates.filter(
    ({ id, email, name, hireDate }) =>
      !isKnown(id) && (email === true || (email === null && name)) && hireDate !== false,
  );
  const found = marked.length > 0 ? marked : alike;
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0 && (first.marker === true || first.name))
    return { answer: 'found', providerId: first.id, how: first.marker === true ? 'marker' : 'identity' };
  if (first !== undefined)
    return {
      answer: 'doubtful',
      doubt: marked.length > 0 ? 'marker_twice' : 'same_name',
      employees: found.map(({ id }) => id),
    };
  // An account shows at least whom it showed before; none at all is a lost right.
  return { answer: hidden.length > 0 || scanned === 0 || scanned < mostKnown ? 'unknown' : 'absent' };
}

/** Whether a row came that was not there before: one that says all, or all that the account took. */
export function toAddedLook(rows: readonly ComparedRow[], before: readonly string[]): Look {
  const added = rows.filter(({ id, fit }) => !before.includes(id) && fit !== 'other');
  const row = added.find(({ fit }) => fit === 'equal') ?? added[0];
  return row === undefined
    ? { answer: 'absent' }
    : { answer: 'found', providerId: row.id, how: 'comparison' };
}

/** Whether a file came that was not there before: of the name and size that were sent, where it was to be. */
export function toUploadedLook(
  { file }: WritePayload,
  listed: readonly SourceFileCategory[],
  before: readonly string[],
): Look {
  const category = listed.find(({ id }) => id === file?.categoryId);
  // Where nothing is shown, nothing found says nothing.
  if (category === undefined) throw noSuchCategory();
  const rows = category.files.map((one): ComparedRow => ({ id: one.id, fit: fitOfFile(file, one) }));
  return toAddedLook(rows, before);
}

function fitOfFile(
  sent: WritePayload['file'],
  { name, originalName, bytes }: SourceFile,
): ComparedRow['fit'] {
  if (sent === undefined || (name !== sent.name && originalName !== sent.originalName)) return 'other';
  if (bytes === null) return 'near';
  return bytes === sent.bytes ? 'equal' : 'other';
}

export function compareFile(
  listed: readonly SourceFileCategory[],
  fileId: string,
  { name, categoryId, share }: SentFileChange,
): Comparison {
  for (const category of listed) {
    const file = category.files.find(({ id }) => id === fileId);
    if (file === undefined) continue;
    const fits =
      (name === undefined || file.name === name) &&
      (categoryId === undefined || category.id === categoryId) &&
      (share === undefined || file.shared === share);
    return fits ? 'same' : 'different';
  }
  return 'gone';
}

/**
 * Whether categories are there. An account may leave out those without files: only where it shows some
 * such does one that is not shown mean anything.
 */
export function toCategoriesLook(
  names: readonly string[],
  listed: readonly SourceFileCategory[] | null,
): Look {
  const ids = new Map(listed?.map(({ id, name }) => [sameName(name), id]));
  const [first, ...others] = names.map((name) => ids.get(sameName(name)));
  if (first !== undefined && !others.includes(undefined))
    return { answer: 'found', providerId: first, how: 'comparison' };
  const showsEmpty = listed?.some(({ files }) => files.length === 0) === true;
  return { answer: showsEmpty ? 'absent' : 'unknown' };
}

/** Whether a place of this name came that was not there before. */
export function toPlaceLook(
  label: string,
  listed: readonly { readonly id: string; readonly label: string }[],
  before: readonly string[],
): Look {
  const rows = listed.map((one): ComparedRow => {
    return { id: one.id, fit: sameName(one.label) === sameName(label) ? 'equal' : 'other' };
  });
  return toAddedLook(rows, before);
}

export function sameName(name: string | null): string {
  return (name ?? '').normalize('NFC').trim().toLowerCase();
}

function noSuchCategory(): ProviderError {
  return new ProviderError(
    'employees.category_not_found',
    'BambooHR lists no such category of this employee’s files: it was removed there, or the connection’s key may not see it.',
    { provider: 'bamboohr', operation: 'files.list', outcome: 'refused', status: 404 },
  );
}

export function toComparedLook(comparison: Comparison, providerId: string): Look {
  if (comparison === 'same') return { answer: 'found', providerId, how: 'comparison' };
  return { answer: comparison === 'unknown' ? 'unknown' : 'absent' };
}

export function describeDoubt(why: Question, employees: readonly string[] = []): string {
  const who = employees.join(', ');
  switch (why) {
    case 'marker_twice':
      return `More than one employee was made by this write: ${who}. Remove the others in BambooHR, then say which one stays.`;
    case 'same_email':
    case 'same_birth_date':
    case 'same_phone':
    case 'same_name':
    case 'not_proven':
      return `The answer was lost, and more than one new employee looks like this one: ${who}. Say which one it is, or that none is.`;
    case 'cannot_look':
      return 'The answer was lost, and the key does not see enough to tell whether it happened. Look in BambooHR, then say what is there.';
    case 'still_uncertain':
      return 'The answer was lost twice, and nothing of it is to be found. Look in BambooHR before it is sent again.';
    case 'not_found':
      return who === ''
        ? 'BambooHR accepted it, and it is not to be found there.'
        : `BambooHR shows nothing with the id ${who}. Look again, then say what is there.`;
    case 'row_differs':
    case 'row_incomplete':
    case 'marker_elsewhere':
    case 'hired_elsewhere':
    case 'category_gone':
    case 'file_gone':
    case 'changed_meanwhile':
    case 'sent_before':
      return 'BambooHR accepted it, and it is not to be found there.';
    case 'look_refused':
    case 'look_keeps_failing':
    case 'blocked':
    case 'gave_up':
      return 'The answer was lost, and BambooHR could not be asked whether it happened.';
  }
}

/** Tells a caller of a write that is not done; what of it they may know stands apart from `details`. */
export class WriteError extends JoineryError {
  readonly write: { readonly id: string; readonly status: number | null; readonly words: string | null };

  constructor(
    code: ErrorCode,
    message: string,
    write: {
      id: string;
      status?: number | null;
      words?: string | null;
      retryAfterSeconds?: number | undefined;
    },
  ) {
    const { id, status = null, words = null, retryAfterSeconds } = write;
    super(code, message, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
    this.name = 'WriteError';
    this.write = { id, status, words };
  }
}

/**
 * What a write to a mirrored company answers that BambooHR's API has no operation for. `what` cannot be
 * done by it, and `where` in BambooHR a person does it.
 */
export function notOffered(what: string, where: string): JoineryError {
  return new JoineryError(
    'provider.write_not_supported',
    `The people of this company come from BambooHR, and BambooHR’s API offers no way to ${what}. Do it in BambooHR, ${where}; what is mirrored comes with the next sync.`,
  );
}

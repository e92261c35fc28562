import {
  type Attachment,
  type CandidateProfile,
  JoineryError,
  type ProfileField,
  profileFields,
} from '@joinery/sdk';
import type { Upload } from '../files/files.ts';
import { isQuestionKey } from '../jobs/job-questions.ts';

export interface PersonName {
  firstName: string;
  lastName: string;
}

export interface NameInput {
  name?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
}

/**
 * The name of a new candidate. First and last name count where both are given; a whole name is
 * split at its last blank. A single name is a last name: everybody is sorted and greeted by one.
 *
 * @throws JoineryError `candidates.name_missing` also for a name that nobody could see.
 */
export function nameOf(input: NameInput): PersonName {
  const first = cleanName('firstName', input.firstName);
  const last = cleanName('lastName', input.lastName);
  if (first !== undefined && last !== undefined) return { firstName: first, lastName: last };
  const whole = cleanName('name', input.name);
  if (whole !== undefined) return splitName(whole);
  throw nameMissing(first === undefined ? (last === undefined ? 'name' : 'firstName') : 'lastName');
}

/** The name after a change that may give only parts of it; undefined when it gives none. */
export function changedName(before: PersonName, input: NameInput): PersonName | undefined {
  const { name, firstName, lastName } = input;
  if (name === undefined && firstName === undefined && lastName === undefined) return undefined;
  if (name !== undefined) return nameOf(input);
  const [first, last] = [firstName ?? before.firstName, lastName ?? before.lastName].map((part) =>
    part === '' ? '' : (cleanName('name', part) ?? ''),
  );
  if (!first && !last) throw nameMissing('lastName');
  return { firstName: first ?? '', lastName: last ?? '' };
}

export function splitName(whole: string): PersonName {
  const at = whole.lastIndexOf(' ');
  return { firstName: whole.slice(0, Math.max(at, 0)).trim(), lastName: whole.slice(at + 1) };
}

/** Composed form, one line; undefined when nothing of it can be seen. */
function cleanName(path: string, text: string | undefined): string | undefined {
  const name = text?.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (name === undefined || !/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) return undefined;
  if (!/\p{Cc}/u.test(name)) return name;
  throw new JoineryError('request.invalid', 'A name holds a control character.', {
    issues: [{ path, message: 'expected a name without control characters' }],
  });
}

function nameMissing(path: string): JoineryError {
  return new JoineryError('candidates.name_missing', 'Give a name, or a first and a last name.', {
    issues: [{ path, message: 'expected a name with at least one visible character' }],
  });
}

/** Free text of one line, composed; null when it is empty. */
export function cleanText(text: string | null | undefined): string | null | undefined {
  if (text === null || text === undefined) return text;
  const clean = text.normalize('NFC').trim();
  return clean === '' ? null : clean;
}

export type Profile = Partial<Record<ProfileField, string | null | undefined>>;

/** Of the named fields of a profile those that are given, cleaned; null takes a value away. */
export function profileOf(input: Profile): Partial<CandidateProfile> {
  const given = profileFields.flatMap((name) => {
    const text = cleanText(input[name]);
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(given);
}

/** Every field of a profile; null where nothing is known. */
export function completeProfile(kept: Profile): CandidateProfile {
  return Object.fromEntries(profileFields.map((name) => [name, kept[name] ?? null])) as CandidateProfile;
}

export type AttachmentKind = Attachment['kind'];

const kindsByField: Record<string, AttachmentKind> = {
  resume: 'resume',
  coverLetter: 'cover_letter',
  cover_letter: 'cover_letter',
  offer: 'offer',
  file: 'other',
  other: 'other',
};

/** @throws JoineryError `request.invalid` for a field of another name, so that no document is lost in silence. */
export function attachmentKind(upload: Upload): AttachmentKind {
  if (isQuestionKey(upload.field)) return 'other';
  const kind = Object.hasOwn(kindsByField, upload.field) ? kindsByField[upload.field] : undefined;
  if (kind !== undefined) return kind;
  throw new JoineryError('request.invalid', 'A file came in a field that takes none.', {
    issues: [
      {
        path: upload.field.slice(0, 100),
        message: 'expected resume, coverLetter, offer, file or the key of a question',
      },
    ],
  });
}

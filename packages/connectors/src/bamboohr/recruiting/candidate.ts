// A candidate as BambooHR takes one: names, forms and what would be refused. Pure.
import type { NewApplication } from '@joinery/bamboohr';
import type { CandidateProfile } from '@joinery/sdk';
import type { CandidateField, CandidateIssue, SentCandidate, SentDocument } from '../../recruiting.ts';
import { missingIn } from '../../recruiting-wire.ts';

/** What our fields are called in BambooHR's form. Absent: it has no such field. */
const names: Partial<Record<CandidateField, keyof NewApplication>> = {
  firstName: 'firstName',
  lastName: 'lastName',
  email: 'email',
  phone: 'phoneNumber',
  source: 'source',
  addressLine1: 'address',
  city: 'city',
  state: 'state',
  zipCode: 'zip',
  country: 'country',
  linkedinUrl: 'linkedinUrl',
  websiteUrl: 'websiteUrl',
  availableOn: 'dateAvailable',
  desiredSalary: 'desiredSalary',
  referredBy: 'referredBy',
  references: 'references',
  educationLevel: 'highestEducation',
  educationInstitution: 'collegeName',
  resume: 'resume',
  coverLetter: 'coverLetter',
};

/** A second line of the address goes along with the first. */
export const takes: readonly CandidateField[] = [...(Object.keys(names) as CandidateField[]), 'addressLine2'];

export const educationLevels: readonly string[] = [
  'GED or Equivalent',
  'High School',
  'Some College',
  'College - Associates',
  'College - Bachelor of Arts',
  'College - Bachelor of Fine Arts',
  'College - Bachelor of Science',
  'College - Master of Arts',
  'College - Master of Fine Arts',
  'College - Master of Science',
  'College - Master of Business Administration',
  'College - Doctorate',
  'Medical Doctor',
  'Other',
];

const documentTypes = ['pdf', 'doc', 'docx', 'txt', 'rtf', 'jpeg', 'jpg', 'gif', 'png', 'tiff', 'tif', 'bmp'];

const documentNames = ['resume', 'coverLetter'] as const;

/** Texts of a candidate by the names that BambooHR has for them; of a second address line nothing is lost. */
export function toTexts(candidate: SentCandidate): Record<string, string> {
  const { profile, resume: _resume, coverLetter: _coverLetter, ...own } = candidate;
  const { addressLine1, addressLine2, ...rest } = profile;
  const address = [addressLine1, addressLine2].filter((line) => !!line).join(', ');
  const all: Record<string, string | null | undefined> = { ...own, ...rest, addressLine1: address };
  return Object.fromEntries(
    Object.entries(all).flatMap(([field, value]) => {
      const name = names[field as CandidateField];
      return name === undefined || !value ? [] : [[name, value]];
    }),
  );
}

export function documentsOf(candidate: SentCandidate): [(typeof documentNames)[number], SentDocument][] {
  return documentNames.flatMap((name): [(typeof documentNames)[number], SentDocument][] => {
    const document = candidate[name];
    return document === undefined ? [] : [[name, document]];
  });
}

export function checkCandidate(
  candidate: SentCandidate,
  required: readonly CandidateField[],
): CandidateIssue[] {
  return [...blankIn(candidate, required), ...unfitIn(candidate)];
}

function blankIn(candidate: SentCandidate, required: readonly CandidateField[]): CandidateIssue[] {
  const wanted = new Set<CandidateField>(['firstName', 'lastName', ...required]);
  return [...wanted]
    .filter((field) => isBlank(candidate, field))
    .map((field) => ({ field, message: 'is required for this job at BambooHR' }));
}

function isBlank(candidate: SentCandidate, field: CandidateField): boolean {
  const value =
    field in candidate
      ? candidate[field as Exclude<CandidateField, keyof CandidateProfile>]
      : candidate.profile[field as keyof CandidateProfile];
  return value === undefined || value === null || value === '';
}

function unfitIn({ profile, availableOn, ...candidate }: SentCandidate): CandidateIssue[] {
  const issues: CandidateIssue[] = [];
  const { linkedinUrl, educationLevel } = profile;
  if (linkedinUrl && !/^(https?:\/\/)?([a-z]{2,3}\.)?linkedin\.com(\/|$)/i.test(linkedinUrl))
    issues.push({ field: 'linkedinUrl', message: 'BambooHR takes addresses at linkedin.com only' });
  if (educationLevel && !educationLevels.includes(educationLevel))
    issues.push({ field: 'educationLevel', message: `BambooHR knows: ${educationLevels.join('; ')}` });
  if (availableOn && !/^\d{4}-\d{2}-\d{2}$/.test(availableOn))
    issues.push({ field: 'availableOn', message: 'expected a date YYYY-MM-DD' });
  for (const field of documentNames) {
    const document = candidate[field];
    if (document !== undefined && !documentTypes.includes(extensionOf(document.name)))
      issues.push({ field, message: `BambooHR takes ${documentTypes.join(', ')}` });
  }
  return issues;
}

function extensionOf(name: string): string {
  return /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Which of our fields a refusal says are missing. */
export function requiredIn(words: string): CandidateField[] {
  return missingIn(words, Object.entries(names) as [CandidateField, string][]);
}

// The form of somebody who applies: facts 5. Every fault of it is told at once. Pure.
import { candidateInput, type ErrorIssue, JoineryError } from '@joinery/sdk';
import type { Answered } from '../../modules/applications/application-answers.ts';
import { isDate } from '../../modules/fields/field-values.ts';
import type { Upload } from '../../modules/files/files.ts';
import type { JobApplication } from '../../modules/intake/intake.service.ts';
import { countryName, stateName } from './format/states.ts';

/** In the order of their ids. */
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

const person = candidateInput.pick({
  firstName: true,
  lastName: true,
  email: true,
  phone: true,
  source: true,
});

type Check = (text: string) => string | undefined;
const short: Check = (text) => (text.length <= 500 ? undefined : 'expected at most 500 characters');

/** What is taken beyond name and contact, and what each must look like. */
const details: Record<string, Check> = {
  address: short,
  city: short,
  state: short,
  zip: short,
  country: short,
  linkedinUrl: (text) =>
    // People leave https:// out.
    /^(https?:\/\/)?([a-z]{2,3}\.)?linkedin\.com(\/|$)/i.test(text) && text.length <= 500
      ? undefined
      : 'expected an address at linkedin.com',
  dateAvailable: (text) => (isDate(text) ? undefined : 'expected a date YYYY-MM-DD'),
  desiredSalary: short,
  referredBy: short,
  // A page shows it as a link: never a script.
  websiteUrl: (text) =>
    /^(https?:\/\/\S+|[^\s:/?#]+\.[^\s:/?#]+(:\d+)?([/?#]\S*)?)$/i.test(text) && text.length <= 500
      ? undefined
      : 'expected a web address',
  highestEducation: (text) =>
    educationLevels.includes(text) ? undefined : `expected one of: ${educationLevels.join('; ')}`,
  collegeName: short,
  references: (text) => (text.length <= 5_000 ? undefined : 'expected at most 5000 characters'),
};

const fileFields = ['resume', 'coverLetter'];
const personFields = ['firstName', 'lastName', 'jobId', 'email', 'phoneNumber', 'source'];

/** @throws JoineryError `request.invalid` with one issue for every wrong field. */
export function readApplication(given: Record<string, unknown>, files: Upload[]): JobApplication {
  const issues: ErrorIssue[] = [];
  const values = readTexts(given, issues);
  const { phoneNumber: phone, jobId, firstName = '', lastName = '' } = values;
  const parsed = person.safeParse({ firstName, lastName, email: values.email, phone, source: values.source });
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      issues.push({ path: String(issue.path[0]).replace('phone', 'phoneNumber'), message: issue.message });
  for (const name of ['firstName', 'lastName', 'jobId'])
    if (values[name] === undefined) issues.push({ path: name, message: 'is required' });
  if (jobId !== undefined && !/^\d{1,9}$/.test(jobId))
    issues.push({ path: 'jobId', message: 'expected a number' });
  for (const file of files)
    if (!fileFields.includes(file.field))
      issues.push({ path: file.field, message: 'is no field of an application' });
  if (issues.length > 0) throw invalid(issues);
  return {
    jobNumber: Number(jobId),
    ...(parsed.data as { firstName: string; lastName: string; email?: string }),
    profile: {
      addressLine1: values.address,
      city: values.city,
      state: values.state && stateName(values.state),
      zipCode: values.zip,
      country: values.country && countryName(values.country),
      linkedinUrl: values.linkedinUrl,
      websiteUrl: values.websiteUrl,
      educationLevel: values.highestEducation,
      educationInstitution: values.collegeName,
    },
    referredBy: values.referredBy,
    desiredSalary: values.desiredSalary,
    availableOn: values.dateAvailable,
    references: values.references,
    answered: answersIn(values, files),
    ...uploadsOf(files),
  };
}

/** What fields of ours are called in this form. */
const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    email: 'email',
    phone: 'phoneNumber',
    resume: 'resume',
    coverLetter: 'coverLetter',
    addressLine1: 'address',
    city: 'city',
    zipCode: 'zip',
    country: 'country',
    linkedinUrl: 'linkedinUrl',
    websiteUrl: 'websiteUrl',
    availableOn: 'dateAvailable',
    desiredSalary: 'desiredSalary',
    referredBy: 'referredBy',
    educationLevel: 'highestEducation',
    educationInstitution: 'collegeName',
    references: 'references',
  }),
);

function answersIn(values: Record<string, string>, files: Upload[]): Answered {
  const texts = Object.keys(values).filter((name) => values[name] !== '');
  const sent = new Set([...texts, ...files.map(({ field }) => field)]);
  const given = [...names].filter(([, name]) => sent.has(name)).map(([path]) => path);
  return { given: new Set(given), names };
}

function readTexts(given: Record<string, unknown>, issues: ErrorIssue[]): Record<string, string> {
  const texts: [string, string][] = [];
  for (const [path, raw] of Object.entries(given)) {
    const text = typeof raw === 'number' ? String(raw) : raw;
    if (text === null || text === '') continue;
    const message = typeof text === 'string' ? problemOf(path, text) : 'expected text';
    if (message !== undefined) issues.push({ path, message });
    else texts.push([path, String(text).trim()]);
  }
  return Object.fromEntries(texts);
}

function problemOf(path: string, text: string): string | undefined {
  if (fileFields.includes(path)) return 'files are sent as multipart/form-data';
  if (personFields.includes(path)) return undefined;
  const check = Object.hasOwn(details, path) ? details[path] : undefined;
  return check === undefined ? 'is no field of an application' : check(text.trim());
}

function uploadsOf(files: Upload[]): { resume?: Upload; coverLetter?: Upload } {
  const resume = files.find(({ field }) => field === 'resume');
  const coverLetter = files.find(({ field }) => field === 'coverLetter');
  return { ...(resume && { resume }), ...(coverLetter && { coverLetter }) };
}

function invalid(issues: ErrorIssue[]): JoineryError {
  const text = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new JoineryError('request.invalid', `The application is not valid. ${text}`, { issues });
}

// The form of a new job opening: facts 5. Every fault of it is told at once. Pure.
import {
  type ErrorIssue,
  type JobInput,
  JoineryError,
  type QuestionRule,
  type StandardQuestion,
} from '@joinery/sdk';

type Opening = JobInput & { locationNumber?: number };

const statuses: Record<string, JobInput['status']> = {
  draft: 'draft',
  open: 'open',
  'on hold': 'on_hold',
  filled: 'filled',
  canceled: 'canceled',
};

const experiences = [
  'Entry-level',
  'Mid-level',
  'Experienced',
  'Manager/Supervisor',
  'Senior Manager/Supervisor',
  'Executive',
  'Senior Executive',
];

const locationTypes: Record<string, NonNullable<JobInput['locationType']>> = {
  '0': 'on_site',
  '1': 'remote',
  '2': 'hybrid',
};

const rules: Record<string, QuestionRule> = { true: 'optional', false: 'off', required: 'required' };

const questions: Record<string, StandardQuestion> = {
  Resume: 'resume',
  Address: 'address',
  LinkedinUrl: 'linkedinUrl',
  DateAvailable: 'availableOn',
  DesiredSalary: 'desiredSalary',
  CoverLetter: 'coverLetter',
  ReferredBy: 'referredBy',
  WebsiteUrl: 'websiteUrl',
  HighestEducation: 'educationLevel',
  College: 'educationInstitution',
  References: 'references',
};

const textFields: Record<string, number> = {
  postingTitle: 200,
  jobStatus: 50,
  hiringLead: 50,
  employmentType: 200,
  jobDescription: 50_000,
  department: 200,
  minimumExperience: 200,
  compensation: 500,
  jobLocation: 50,
  locationType: 50,
  internalJobCode: 100,
  ...Object.fromEntries(Object.keys(questions).map((name) => [`applicationQuestion${name}`, 20])),
};

const required = ['postingTitle', 'jobStatus', 'hiringLead', 'employmentType', 'jobDescription'];

/** @throws JoineryError `request.invalid` with one issue for every wrong field. */
export function readJobOpening(given: Record<string, unknown>): Opening {
  const issues: ErrorIssue[] = [];
  const texts = readTexts(given, issues);
  for (const path of required)
    if (texts[path] === undefined && !issues.some((issue) => issue.path === path))
      issues.push({ path, message: 'is required' });
  const choose = <T>(path: string, choices: Record<string, T>): T | undefined => {
    const text = texts[path]?.toLowerCase();
    if (text === undefined) return undefined;
    if (Object.hasOwn(choices, text)) return choices[text];
    issues.push({ path, message: `expected one of: ${Object.keys(choices).join(', ')}` });
    return undefined;
  };
  const number = (path: string): number | undefined => {
    const text = texts[path];
    if (text === undefined || /^[1-9]\d{0,8}$/.test(text))
      return text === undefined ? undefined : Number(text);
    issues.push({ path, message: 'expected a number' });
    return undefined;
  };
  const byLabel = Object.fromEntries(experiences.map((label) => [label.toLowerCase(), label]));
  const locationNumber = number('jobLocation');
  const opening = {
    title: texts.postingTitle ?? '',
    status: choose('jobStatus', statuses) ?? 'draft',
    hiringLeadEmployeeNumber: number('hiringLead'),
    employmentType: texts.employmentType,
    description: texts.jobDescription ?? '',
    department: texts.department,
    minimumExperience: choose('minimumExperience', byLabel),
    compensation: texts.compensation,
    internalCode: texts.internalJobCode,
    // Who names no place means none.
    locationType:
      choose('locationType', locationTypes) ?? (locationNumber === undefined ? 'remote' : 'on_site'),
    questions: Object.fromEntries(
      Object.entries(questions).map(([name, question]) => [
        question,
        choose(`applicationQuestion${name}`, rules) ?? 'off',
      ]),
    ),
    ...(locationNumber !== undefined && { locationNumber }),
  };
  if (issues.length === 0) return opening;
  const text = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new JoineryError('request.invalid', `The job opening is not valid. ${text}`, { issues });
}

function readTexts(given: Record<string, unknown>, issues: ErrorIssue[]): Record<string, string> {
  const texts: [string, string][] = [];
  for (const [path, raw] of Object.entries(given)) {
    if (raw === null || raw === '') continue;
    const text = typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : raw;
    const max = Object.hasOwn(textFields, path) ? textFields[path] : undefined;
    if (max === undefined) issues.push({ path, message: 'is no field of a job opening' });
    else if (typeof text !== 'string') issues.push({ path, message: 'expected text' });
    else if (text.trim().length > max) issues.push({ path, message: `expected at most ${max} characters` });
    else if (text.trim() !== '') texts.push([path, text.trim()]);
  }
  return Object.fromEntries(texts);
}

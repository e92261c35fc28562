import type { Job, JobPatch, JobStatus, LocationType, StandardQuestion } from '@joinery/sdk';

export interface JobValues {
  title: string;
  status: JobStatus;
  department: string;
  location: string;
  locationType: LocationType;
  employmentType: string;
  minimumExperience: string;
  compensation: string;
  internalCode: string;
  /** Number of an employee. */
  hiringLeadEmployeeNumber: number | '';
  description: string;
}

export const locationTypes: Record<LocationType, string> = {
  on_site: 'On site',
  hybrid: 'Hybrid',
  remote: 'Remote',
};

export const experiences = [
  'Entry-level',
  'Mid-level',
  'Experienced',
  'Manager/Supervisor',
  'Senior Manager/Supervisor',
  'Executive',
  'Senior Executive',
];

export const questionLabels: Record<StandardQuestion, string> = {
  email: 'E-mail',
  phone: 'Phone',
  resume: 'Résumé',
  coverLetter: 'Cover letter',
  address: 'Address',
  linkedinUrl: 'LinkedIn',
  websiteUrl: 'Website',
  availableOn: 'Available from',
  desiredSalary: 'Desired salary',
  referredBy: 'Referred by',
  educationLevel: 'Highest education',
  educationInstitution: 'School or university',
  references: 'References',
};

export const questionRules = [
  { value: 'off', label: 'Off' },
  { value: 'optional', label: 'Optional' },
  { value: 'required', label: 'Required' },
];

export const employmentTypes = ['Full-Time', 'Part-Time', 'Contractor', 'Intern', 'Temporary'];

export function toJobValues(job: Job | null): JobValues {
  return {
    title: job?.title ?? '',
    status: job?.status ?? 'open',
    department: job?.department ?? '',
    location: job?.location ?? '',
    locationType: job?.locationType ?? 'on_site',
    employmentType: job?.employmentType ?? '',
    minimumExperience: job?.minimumExperience ?? '',
    compensation: job?.compensation ?? '',
    internalCode: job?.internalCode ?? '',
    hiringLeadEmployeeNumber: job?.hiringLeadEmployeeNumber ?? '',
    description: job?.description ?? '',
  };
}

const orNull = (text: string): string | null => text.trim() || null;

/** An emptied field is sent as null: it takes the value away. */
export function toJobDraft(values: JobValues): JobPatch & { title: string } {
  return {
    title: values.title.trim(),
    status: values.status,
    department: orNull(values.department),
    location: orNull(values.location),
    locationType: values.locationType,
    employmentType: orNull(values.employmentType),
    minimumExperience: orNull(values.minimumExperience),
    compensation: orNull(values.compensation),
    internalCode: orNull(values.internalCode),
    hiringLeadEmployeeNumber: values.hiringLeadEmployeeNumber || null,
    description: values.description.trim(),
  };
}

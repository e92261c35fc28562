import type { Job, JobPatch, JobStatus } from '@joinery/sdk';

export interface JobValues {
  title: string;
  status: JobStatus;
  department: string;
  location: string;
  employmentType: string;
  description: string;
}

export const employmentTypes = ['Full-Time', 'Part-Time', 'Contractor', 'Intern', 'Temporary'];

export function toJobValues(job: Job | null): JobValues {
  return {
    title: job?.title ?? '',
    status: job?.status ?? 'open',
    department: job?.department ?? '',
    location: job?.location ?? '',
    employmentType: job?.employmentType ?? '',
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
    employmentType: orNull(values.employmentType),
    description: values.description.trim(),
  };
}

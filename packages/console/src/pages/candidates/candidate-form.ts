import type { CandidateInput } from '@joinery/sdk';

export interface CandidateValues {
  name: string;
  email: string;
  phone: string;
  source: string;
  jobId: string | null;
  resume: File | null;
}

/** The most that the server takes of a document. */
export const maxResumeBytes = 10 * 1024 * 1024;

export const isEmailLike = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text);

export const emptyCandidate = (jobId: string | null): CandidateValues => ({
  name: '',
  email: '',
  phone: '',
  source: '',
  jobId,
  resume: null,
});

export function checkCandidate(values: CandidateValues): Partial<Record<keyof CandidateValues, string>> {
  const problems: Partial<Record<keyof CandidateValues, string>> = {};
  if (values.name.trim() === '') problems.name = 'Enter a name';
  if (values.email.trim() !== '' && !isEmailLike(values.email.trim())) {
    problems.email = 'This is not an e-mail address';
  }
  if (values.resume?.size === 0) problems.resume = 'This file is empty';
  if (values.resume && values.resume.size > maxResumeBytes)
    problems.resume = 'Choose a file of at most 10 MB';
  return problems;
}

/** Empty inputs are left out: the server would take an empty text for a value. */
export function toCandidateInput(values: CandidateValues): CandidateInput {
  const email = values.email.trim();
  const phone = values.phone.trim();
  const source = values.source.trim();
  return {
    name: values.name.trim(),
    ...(email && { email }),
    ...(phone && { phone }),
    ...(source && { source }),
    ...(values.jobId && { jobId: values.jobId, byHand: true }),
  };
}

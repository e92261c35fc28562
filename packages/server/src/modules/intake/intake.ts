// What comes in: somebody who applies or is added, in one form for every way. Pure.
import type { NewApplication } from '../applications/applications.service.ts';
import type { CheckedFile } from '../candidates/candidate-uploads.service.ts';
import type { NewPerson } from '../candidates/candidates.service.ts';

/** How somebody came: told in the timeline. `seed` brings a made-up past along and may repeat itself. */
export type IntakeWay = 'api' | 'dialect' | 'key' | 'careers' | 'bulk' | 'import' | 'connector' | 'seed';

export interface Arrival {
  way: IntakeWay;
  person: NewPerson;
  /** Absent for somebody who is added to the talent pool. */
  application?: Omit<NewApplication, 'candidateId' | 'accepted' | 'number'> | undefined;
  files: CheckedFile[];
  /** Where the résumé can be read. */
  address?: { url: string; name?: string | undefined } | undefined;
  /** Taken beforehand, with takeApplicantNumbers. */
  numbers: { candidates: number; applications: number };
}

/** How long the same content is the same submission. */
export const repeatedWithinMs = 24 * 60 * 60 * 1000;

/**
 * What makes two submissions the same one; undefined for what says too little: two people can have
 * one name. How they came and where they say they heard of the job makes no difference.
 *
 * @param jobId of the job that `application` names
 * @param bringer who adds them: nobody is answered with a candidate whom somebody else brought
 */
export function contentOf(
  { way, person, application, files, address }: Arrival,
  jobId: string | undefined,
  bringer: string,
): Record<string, unknown> | undefined {
  const { email, phone } = person;
  const isTelling = email !== null || phone !== null || files.length > 0 || address !== undefined;
  if (way === 'seed' || !isTelling) return undefined;
  const { source: _source, ...who } = person;
  const { form, availableOn, desiredSalary, referredBy, references } = application ?? {};
  return {
    bringer,
    jobId,
    ...who,
    said: { availableOn, desiredSalary, referredBy, references },
    answers: form?.given.answers,
    consents: form?.given.consents,
    files: files.map(({ field, stored: { sha256 } }) => [field, sha256]),
    address: address?.url,
  };
}

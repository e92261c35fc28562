// What the rules of a mapping can read of one application. Pure.
import type { Company, Offer } from '@joinery/sdk';
import { dateIn } from '../../platform/clock.ts';
import type { HiringFile } from '../candidates/candidates.service.ts';
import { standingTerms } from '../offers/offers.ts';
import type { HireSources } from './hire-mappings.ts';

export function hireSourcesOf(
  { candidate, application, job }: Pick<HiringFile, 'candidate' | 'application' | 'job'>,
  offer: Offer | undefined,
  company: Company,
): HireSources {
  const dateOf = (instant: string) => dateIn(company.timeZone, new Date(instant));
  return {
    ...prefixed('candidate', {
      ...candidate.profile,
      number: String(candidate.number),
      name: `${candidate.firstName} ${candidate.lastName}`.trim(),
      firstName: candidate.firstName,
      lastName: candidate.lastName,
      email: candidate.email,
      phone: candidate.phone,
      source: candidate.source,
    }),
    ...prefixed('application', {
      number: String(application.number),
      appliedOn: dateOf(application.appliedAt),
      enteredStageOn: dateOf(application.stageChangedAt),
      availableOn: application.availableOn,
      desiredSalary: application.desiredSalary,
      referredBy: application.referredBy,
      references: application.references,
      rating: application.rating === null ? null : String(application.rating),
    }),
    ...prefixed('offer', standingTerms(offer)),
    ...prefixed('job', {
      number: String(job.number),
      title: job.title,
      department: job.department,
      location: job.location,
      locationType: job.locationType,
      employmentType: job.employmentType,
      minimumExperience: job.minimumExperience,
      compensation: job.compensation,
      internalCode: job.internalCode,
    }),
    ...prefixed('company', { name: company.name, currency: company.currency }),
  };
}

function prefixed(noun: string, values: Record<string, string | null>): HireSources {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${noun}.${name}`, value]));
}

// Jobs, locations and statuses as the hiring endpoints show them: facts 5. Pure.
import type { JobStatus } from '@joinery/sdk';
import type { LeadCard } from '../../../modules/jobs/hiring-leads.service.ts';
import type { JobView } from '../../../modules/jobs/jobs.ts';
import { defaultStages } from '../../../modules/stages/stages.ts';
import { stateCode, stateCountry, stateName } from './states.ts';
import { noPhotoUrl, showInstant } from './values.ts';

/** Ids 1 to 4 are recorded; those of canceled and deleted jobs are believed. */
export const jobStatuses: Record<JobStatus, { id: number; label: string }> = {
  open: { id: 1, label: 'Open' },
  draft: { id: 2, label: 'Draft' },
  on_hold: { id: 3, label: 'On Hold' },
  filled: { id: 4, label: 'Filled' },
  canceled: { id: 5, label: 'Canceled' },
  deleted: { id: 6, label: 'Deleted' },
};

export type LeadCards = ReadonlyMap<number, LeadCard>;

const sortKeys: Record<string, (job: JobView, leads: LeadCards) => string | number> = {
  count: (job) => job.counts.total,
  title: (job) => job.title.toLowerCase(),
  lead: (job, leads) => leads.get(job.hiringLeadEmployeeNumber ?? 0)?.lastName?.toLowerCase() ?? '',
  created: (job) => job.createdAt,
  status: (job) => jobStatuses[job.status].id,
};

export const jobSortKeys: readonly string[] = Object.keys(sortKeys);

export interface JobOrder {
  by: string | undefined;
  descending: boolean;
}

/** Newest first unless an order is asked for. */
export function sortJobs(jobs: JobView[], { by, descending }: JobOrder, leads: LeadCards): JobView[] {
  const keyOf = sortKeys[by ?? ''];
  if (keyOf === undefined) return jobs.toSorted((a, b) => b.number - a.number);
  const sign = descending ? -1 : 1;
  return jobs.toSorted((a, b) => {
    const [x, y] = [keyOf(a, leads), keyOf(b, leads)];
    return x === y ? b.number - a.number : x < y ? -sign : sign;
  });
}

/** @param careersUrl where the company's openings are shown */
export function jobSummary(job: JobView, leads: LeadCards, careersUrl: string) {
  const { counts } = job;
  return {
    id: job.number,
    title: { id: null, label: job.title },
    postedDate: showInstant(job.postedAt ?? job.createdAt),
    location: locationOf(job.location, job.locationOption),
    department: { id: job.departmentOption, label: job.department },
    status: jobStatuses[job.status],
    hiringLead: leadJson(job.hiringLeadEmployeeNumber, leads),
    newApplicantsCount: counts.new,
    activeApplicantsCount: counts.active,
    totalApplicantsCount: counts.total,
    postingUrl: `${careersUrl}/jobs/${job.number}`,
  };
}

/** Names are null where the caller may not see them. */
export function leadJson(employeeNumber: number | null, leads: LeadCards) {
  if (employeeNumber === null) return null;
  const card = leads.get(employeeNumber);
  return {
    employeeId: employeeNumber,
    firstName: card?.firstName ?? null,
    lastName: card?.lastName ?? null,
    avatar: noPhotoUrl,
    jobTitle: { id: null, label: card?.jobTitle ?? null },
  };
}

function locationOf(name: string | null, id: number | null) {
  const { city, state } = placeOf(name);
  return {
    id,
    label: name,
    address: {
      name,
      description: null,
      addressLine1: null,
      addressLine2: null,
      city,
      state,
      zipcode: null,
      country: null,
      phoneNumber: null,
    },
  };
}

export function locationJson({ number, name }: { number: number; name: string }) {
  const { city, state } = placeOf(name);
  const country = state === null ? undefined : stateCountry(state);
  const stateJson = country && {
    id: null,
    name: stateName(state ?? ''),
    abbrev: stateCode(state ?? ''),
    iso_code: `${country.code}-${stateCode(state ?? '')}`,
  };
  return {
    id: number,
    name,
    description: null,
    city,
    state: stateJson ?? null,
    country: country === undefined ? null : { id: null, name: country.name, iso_code: country.code },
    zipcode: null,
    addressLine1: null,
    addressLine2: null,
    phone: null,
  };
}

// A location is a name here; "City, State" is how the names are written that have both.
function placeOf(name: string | null): { city: string | null; state: string | null } {
  const [city = null, state = null] = name?.split(', ') ?? [];
  return { city, state };
}

interface Stage {
  number: number;
  code: string | null;
  name: string;
}

// Nothing can be set to these: they are shown because the real list shows them.
const disabledStatuses: Stage[] = [
  { number: 9, code: 'OFFER', name: 'Made an Offer' },
  { number: 18, code: 'DELETED', name: 'Deleted' },
  { number: 19, code: 'MOVED', name: 'Moved' },
];

/**
 * Every status once, in order of its number; ids are text here. One of the default statuses that the
 * company has no stage for is shown disabled.
 */
export function statusesJson(stages: readonly Stage[]): string {
  const enabled = new Map(stages.map((stage) => [stage.number, stage]));
  const all = new Map(
    [...defaultStages, ...disabledStatuses, ...stages].map((stage) => [stage.number, stage]),
  );
  return JSON.stringify(
    [...all.values()]
      .sort((a, b) => a.number - b.number)
      .map(({ number, code, name }) => ({
        id: String(number),
        code: code ?? '',
        name,
        translatedName: name,
        description: null,
        enabled: enabled.has(number),
        manageable: false,
      })),
  );
}

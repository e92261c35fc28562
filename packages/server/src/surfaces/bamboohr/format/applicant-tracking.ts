// Jobs, locations and statuses as the hiring endpoints show them: facts 5. Pure.
import type { JobStatus } from '@joinery/sdk';
import type { LeadCard } from '../../../modules/jobs/hiring-leads.service.ts';
import type { JobLocation } from '../../../modules/jobs/jobs.service.ts';
import type { JobView } from '../../../modules/jobs/jobs.ts';
import type { Address } from '../../../modules/locations/locations.ts';
import { type Country, findCountry, findProvince, type Province } from '../../../modules/places/places.ts';
import { defaultStages } from '../../../modules/stages/stages.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import { findState } from './states.ts';
import { showInstant } from './values.ts';

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

export interface JobSurroundings {
  leads: LeadCards;
  /** By the number of the location. */
  addresses: ReadonlyMap<number, Address>;
  /** Where the company's openings are shown. */
  careersUrl: string;
  photoUrl: PhotoUrl;
}

export function jobSummary(job: JobView, around: JobSurroundings) {
  const { counts } = job;
  const { leads, addresses, careersUrl, photoUrl } = around;
  return {
    id: job.number,
    title: { id: null, label: job.title },
    postedDate: showInstant(job.postedAt ?? job.createdAt),
    location: locationOf(job.location, job.locationOption, addresses.get(job.locationOption ?? 0)),
    department: { id: job.departmentOption, label: job.department },
    status: jobStatuses[job.status],
    hiringLead: leadJson(job.hiringLeadEmployeeNumber, leads, photoUrl),
    newApplicantsCount: counts.new,
    activeApplicantsCount: counts.active,
    totalApplicantsCount: counts.total,
    postingUrl: `${careersUrl}/jobs/${job.number}`,
  };
}

/** Names are null where the caller may not see them. */
export function leadJson(employeeNumber: number | null, leads: LeadCards, photoUrl: PhotoUrl) {
  if (employeeNumber === null) return null;
  const card = leads.get(employeeNumber);
  return {
    employeeId: employeeNumber,
    firstName: card?.firstName ?? null,
    lastName: card?.lastName ?? null,
    avatar: photoUrl(card?.photo ?? null),
    jobTitle: { id: null, label: card?.jobTitle ?? null },
  };
}

function locationOf(name: string | null, id: number | null, kept: Address | undefined) {
  const place = placeOf(name, kept);
  return {
    id,
    label: name,
    address: {
      name,
      description: null,
      addressLine1: place.addressLine1,
      addressLine2: place.addressLine2,
      city: place.city,
      state: place.state?.name ?? null,
      zipcode: place.zipcode,
      country: place.country?.name ?? null,
      phoneNumber: null,
    },
  };
}

export function locationJson({ number, name, address }: JobLocation) {
  const { city, state, country, zipcode, addressLine1, addressLine2 } = placeOf(name, address);
  return {
    id: number,
    name,
    description: null,
    city,
    state: state && {
      id: state.id,
      name: state.name,
      abbrev: state.isoCode,
      iso_code: `${findCountry(state.countryId)?.isoCode}-${state.isoCode}`,
    },
    country: country && { id: country.id, name: country.name, iso_code: country.isoCode },
    zipcode,
    addressLine1,
    addressLine2,
    phone: null,
  };
}

interface Place {
  addressLine1: string | null;
  addressLine2: string | null;
  city: string | null;
  state: Province | null;
  zipcode: string | null;
  country: Country | null;
}

function placeOf(name: string | null, kept: Address | undefined): Place {
  if (kept === undefined) return placeNamed(name);
  const state = kept.stateId === null ? undefined : findProvince(kept.stateId);
  return {
    addressLine1: kept.address1,
    addressLine2: kept.address2,
    city: kept.city,
    state: state ?? null,
    zipcode: kept.zipcode,
    country: findCountry(kept.countryId ?? state?.countryId ?? 0) ?? null,
  };
}

// Of a location without an address its name tells what it does: "City, State" where it has both.
function placeNamed(name: string | null): Place {
  const [city = null, stated = ''] = name?.split(', ') ?? [];
  const state = findState(stated) ?? null;
  const country = state && (findCountry(state.countryId) ?? null);
  return { addressLine1: null, addressLine2: null, city, state, zipcode: null, country };
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

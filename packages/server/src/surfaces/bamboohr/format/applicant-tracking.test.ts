import { describe, expect, it } from 'vitest';
import type { LeadCard } from '../../../modules/jobs/hiring-leads.service.ts';
import { completeQuestions, type JobView } from '../../../modules/jobs/jobs.ts';
import { type Address, noAddress } from '../../../modules/locations/locations.ts';
import { provincesOf } from '../../../modules/places/places.ts';
import {
  type JobSurroundings,
  jobSummary,
  locationJson,
  sortJobs,
  statusesJson,
} from './applicant-tracking.ts';

const aJob = (job: Partial<JobView> = {}): JobView => ({
  id: 'job_1',
  number: 22,
  title: 'Financial Analyst',
  status: 'open',
  department: 'Finance',
  departmentOption: 18259,
  location: 'Salt Lake City, Utah',
  locationOption: 18352,
  locationType: 'on_site',
  employmentType: 'Full-Time',
  minimumExperience: null,
  compensation: null,
  internalCode: null,
  description: '',
  questions: completeQuestions({}),
  customQuestions: [],
  publishedAt: null,
  hiringLeadEmployeeNumber: 83,
  pipelineId: 'pip_1',
  applicationCount: 3,
  postedAt: '2026-04-22T20:21:18.000Z',
  createdAt: '2026-04-22T20:21:18.000Z',
  updatedAt: '2026-04-22T20:21:18.000Z',
  counts: { new: 1, active: 2, total: 3 },
  ...job,
});
const leads = new Map<number, LeadCard>([
  [83, { firstName: 'Ann', lastName: 'Lee', jobTitle: 'CFO', photo: '83-1' }],
]);
const around: JobSurroundings = {
  leads,
  addresses: new Map(),
  careersUrl: 'https://jobs.example/careers/acme',
  photoUrl: (photo) => `photo of ${photo}`,
};
const utah = provincesOf(840).find(({ isoCode }) => isoCode === 'UT');
const anAddress: Address = {
  ...noAddress,
  address1: '1 Canyon Way',
  address2: 'Floor 2',
  city: 'Sandy',
  stateId: utah?.id ?? null,
  zipcode: '84070',
  countryId: 840,
};

describe('a job', () => {
  it('has exactly the recorded keys in their order', () => {
    const summary = jobSummary(aJob(), around);
    expect(Object.keys(summary)).toEqual([
      'id',
      'title',
      'postedDate',
      'location',
      'department',
      'status',
      'hiringLead',
      'newApplicantsCount',
      'activeApplicantsCount',
      'totalApplicantsCount',
      'postingUrl',
    ]);
    expect(Object.keys(summary.location.address)).toEqual([
      'name',
      'description',
      'addressLine1',
      'addressLine2',
      'city',
      'state',
      'zipcode',
      'country',
      'phoneNumber',
    ]);
    expect(summary).toMatchObject({
      id: 22,
      title: { id: null, label: 'Financial Analyst' },
      postedDate: '2026-04-22T20:21:18+00:00',
      location: { id: 18352, address: { city: 'Salt Lake City', state: 'Utah' } },
      department: { id: 18259, label: 'Finance' },
      status: { id: 1, label: 'Open' },
      hiringLead: {
        employeeId: 83,
        firstName: 'Ann',
        lastName: 'Lee',
        avatar: 'photo of 83-1',
        jobTitle: { id: null, label: 'CFO' },
      },
      newApplicantsCount: 1,
      activeApplicantsCount: 2,
      totalApplicantsCount: 3,
      postingUrl: 'https://jobs.example/careers/acme/jobs/22',
    });
  });

  it('without place or lead has nulls where scripts look', () => {
    const bare = aJob({
      location: null,
      department: null,
      departmentOption: null,
      hiringLeadEmployeeNumber: null,
      postedAt: null,
    });
    const summary = jobSummary(bare, around);
    expect(summary.location.label).toBeNull();
    expect(summary.department).toEqual({ id: null, label: null });
    expect(summary.hiringLead).toBeNull();
    expect(summary.postedDate).toBe('2026-04-22T20:21:18+00:00');
  });

  it('is at the address of its location, whatever the name of the location looks like', () => {
    const addresses = new Map([[18352, anAddress]]);
    expect(jobSummary(aJob(), { ...around, addresses }).location).toEqual({
      id: 18352,
      label: 'Salt Lake City, Utah',
      address: {
        name: 'Salt Lake City, Utah',
        description: null,
        addressLine1: '1 Canyon Way',
        addressLine2: 'Floor 2',
        city: 'Sandy',
        state: 'Utah',
        zipcode: '84070',
        country: 'United States',
        phoneNumber: null,
      },
    });
  });

  it('names nobody whose name is hidden from the caller', () => {
    const { hiringLead } = jobSummary(aJob(), { ...around, leads: new Map() });
    expect(hiringLead).toMatchObject({
      employeeId: 83,
      firstName: null,
      lastName: null,
      avatar: 'photo of null',
    });
  });
});

describe('the list of jobs', () => {
  it('is newest first, or sorted as asked', () => {
    const jobs = [
      aJob({ number: 1, title: 'b' }),
      aJob({ number: 3, title: 'C' }),
      aJob({ number: 2, title: 'a' }),
    ];
    const numbers = (by?: string, descending = false) =>
      sortJobs(jobs, { by, descending }, leads).map((job) => job.number);
    expect(numbers()).toEqual([3, 2, 1]);
    expect(numbers('title')).toEqual([2, 1, 3]);
    expect(numbers('title', true)).toEqual([3, 1, 2]);
    expect(numbers('count')).toEqual([3, 2, 1]);
  });

  it('is not sorted by a name that is hidden', () => {
    const jobs = [
      aJob({ number: 1, hiringLeadEmployeeNumber: 83 }),
      aJob({ number: 2, hiringLeadEmployeeNumber: 4 }),
    ];
    const order = { by: 'lead', descending: true };
    const cards = new Map([...leads]).set(4, {
      firstName: 'Zoë',
      lastName: 'Abel',
      jobTitle: null,
      photo: null,
    });
    expect(sortJobs(jobs, order, cards).map(({ number }) => number)).toEqual([1, 2]);
    expect(sortJobs(jobs, order, new Map()).map(({ number }) => number)).toEqual([2, 1]);
  });
});

describe('a location', () => {
  it('has its state and country where its name tells them', () => {
    expect(locationJson({ number: 5, name: 'Toronto, Ontario', address: undefined })).toMatchObject({
      id: 5,
      city: 'Toronto',
      state: { name: 'Ontario', abbrev: 'ON', iso_code: 'CA-ON' },
      country: { name: 'Canada', iso_code: 'CA' },
    });
    for (const name of ['Ulm', 'Ulm, Germany'])
      expect(locationJson({ number: 6, name, address: undefined })).toMatchObject({
        city: 'Ulm',
        state: null,
        country: null,
      });
  });

  it('has the numbers that countries and states have elsewhere, and its whole address', () => {
    expect(locationJson({ number: 5, name: 'Head Office', address: anAddress })).toEqual({
      id: 5,
      name: 'Head Office',
      description: null,
      city: 'Sandy',
      state: { id: utah?.id, name: 'Utah', abbrev: 'UT', iso_code: 'US-UT' },
      country: { id: 840, name: 'United States', iso_code: 'US' },
      zipcode: '84070',
      addressLine1: '1 Canyon Way',
      addressLine2: 'Floor 2',
      phone: null,
    });
  });
});

describe('the statuses', () => {
  const statuses = JSON.parse(
    statusesJson([
      { number: 15, code: 'HIRED', name: 'Hired' },
      { number: 20, code: null, name: 'Trial day' },
      { number: 1, code: 'NEW', name: 'Fresh' },
    ]),
  ) as { id: string; code: string; name: string; enabled: boolean }[];

  it('are the 19 default ones by text id, and the company’s own', () => {
    expect(statuses.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
    expect(statuses.slice(8, 11).map(({ code }) => code)).toEqual(['OFFER', 'NOFIT', 'DECLINED']);
    expect(statuses[19]).toMatchObject({ code: '', name: 'Trial day' });
  });

  it('have the company’s names, and are disabled where it has no such stage', () => {
    expect(statuses[0]).toEqual({
      id: '1',
      code: 'NEW',
      name: 'Fresh',
      translatedName: 'Fresh',
      description: null,
      enabled: true,
      manageable: false,
    });
    expect(statuses.filter(({ enabled }) => enabled).map(({ id }) => id)).toEqual(['1', '15', '20']);
  });
});

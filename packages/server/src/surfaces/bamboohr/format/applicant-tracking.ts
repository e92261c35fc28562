// Jobs and statuses as the hiring endpoints show them: facts 5. Pure.
import type { JobStatus } from '@joinery/sdk';
import type { ListView } from '../../../modules/fields/lists.ts';
import type { JobView } from '../../../modules/jobs/jobs.ts';
import { showInstant } from './values.ts';

/** Ids 1 to 4 are recorded; the id of canceled jobs is not known. */
const statuses: Record<JobStatus, { id: number; label: string }> = {
  open: { id: 1, label: 'Open' },
  draft: { id: 2, label: 'Draft' },
  on_hold: { id: 3, label: 'On Hold' },
  filled: { id: 4, label: 'Filled' },
  canceled: { id: 5, label: 'Canceled' },
};

export interface JobFilter {
  groups: string | undefined;
  statusIds: string | undefined;
}

/** Whether a job is in one of the asked groups and statuses; all jobs when nothing is asked. */
export function isAskedFor(job: JobView, { groups, statusIds }: JobFilter): boolean {
  const { id, label } = statuses[job.status];
  const inGroup = splitList(groups).map((group) => group.toLowerCase());
  const inIds = splitList(statusIds);
  const grouped =
    inGroup.length === 0 ||
    inGroup.includes('all') ||
    inGroup.includes(label.toLowerCase()) ||
    (inGroup.includes('draft_and_open') && (id === 1 || id === 2));
  return grouped && (inIds.length === 0 || inIds.includes(String(id)));
}

const sortKeys: Record<string, (job: JobView) => string | number> = {
  count: (job) => job.counts.total,
  title: (job) => job.title.toLowerCase(),
  lead: (job) => job.hiringLead?.lastName.toLowerCase() ?? '',
  created: (job) => job.createdAt,
  status: (job) => statuses[job.status].id,
};

/** Newest first unless an order is asked for. */
export function sortJobs(
  jobs: JobView[],
  sortBy: string | undefined,
  sortOrder: string | undefined,
): JobView[] {
  const keyOf = sortKeys[sortBy ?? ''];
  if (keyOf === undefined) return jobs.toSorted((a, b) => b.number - a.number);
  const sign = sortOrder?.toUpperCase() === 'DESC' ? -1 : 1;
  return jobs.toSorted((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    return x === y ? b.number - a.number : x < y ? -sign : sign;
  });
}

export function jobSummary(job: JobView, optionId: (listNumber: number, name: string) => number | null) {
  const { hiringLead: lead, counts } = job;
  return {
    id: job.number,
    title: { id: null, label: job.title },
    postedDate: showInstant(job.postedAt ?? job.createdAt),
    location: locationOf(job.location, optionId),
    department: {
      id: job.department === null ? null : optionId(4, job.department),
      label: job.department,
    },
    status: statuses[job.status],
    hiringLead:
      lead === null
        ? null
        : {
            employeeId: lead.number,
            firstName: lead.firstName,
            lastName: lead.lastName,
            avatar: null,
            jobTitle: { id: null, label: null },
          },
    newApplicantsCount: counts.new,
    activeApplicantsCount: counts.active,
    totalApplicantsCount: counts.total,
    postingUrl: null,
  };
}

function locationOf(name: string | null, optionId: (listNumber: number, name: string) => number | null) {
  const [city = null, state = null] = name?.split(', ') ?? [];
  return {
    id: name === null ? null : optionId(18, name),
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

/** Finds the id of an option by its name. */
export function optionFinder(lists: ListView[]): (listNumber: number, name: string) => number | null {
  const ids = new Map(
    lists.flatMap(({ number, options }) =>
      options.map(({ id, name }): [string, number] => [`${number} ${name.toLowerCase()}`, id]),
    ),
  );
  return (listNumber, name) => ids.get(`${listNumber} ${name.toLowerCase()}`) ?? null;
}

interface Stage {
  number: number;
  code: string | null;
  name: string;
}

/** Every status once, in order of its number; ids are text here. */
export function statusesJson(stages: Stage[]): string {
  const byNumber = new Map(stages.map((stage) => [stage.number, stage]));
  const sorted = [...byNumber.values()].sort((a, b) => a.number - b.number);
  return JSON.stringify(
    sorted.map(({ number, code, name }) => ({
      id: String(number),
      code: code ?? '',
      name,
      translatedName: name,
      description: null,
      enabled: true,
      manageable: false,
    })),
  );
}

function splitList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

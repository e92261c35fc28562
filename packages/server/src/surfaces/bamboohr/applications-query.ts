// What lists of jobs and applications may be asked for: facts 5. Pure.
import { type JobStatus, JoineryError, type StageKind } from '@joinery/sdk';
import type { PageQuery, SortKey } from '../../modules/applications/application-pages.ts';
import { type JobOrder, jobSortKeys, jobStatuses } from './format/applicant-tracking.ts';
import { toNumber } from './params.ts';

type Query = Record<string, string>;

const everyStatus = Object.keys(jobStatuses) as JobStatus[];
const notDeleted = everyStatus.filter((status) => status !== 'deleted');

const statusGroups: Record<string, JobStatus[]> = {
  all: everyStatus,
  draft_and_open: ['draft', 'open'],
  ...Object.fromEntries(everyStatus.map((status) => [status, [status]])),
};

const kindGroups: Record<string, StageKind[]> = {
  all: ['new', 'active', 'offer', 'hired', 'rejected', 'withdrawn'],
  all_active: ['new', 'active', 'offer'],
  new: ['new'],
  active: ['active', 'offer'],
  inactive: ['rejected', 'withdrawn'],
  hired: ['hired'],
};

/** Which jobs are asked for, and in which order. @throws JoineryError `request.invalid` */
export function readJobsQuery(query: Query): { statuses: JobStatus[]; order: JobOrder } {
  const ids = readNumbers('status_ids', query.status_ids);
  const statuses = readJobGroups(
    'statusGroups',
    query.statusGroups,
    ids === undefined ? notDeleted : everyStatus,
  );
  return {
    statuses: statuses.filter((status) => ids?.includes(jobStatuses[status].id) ?? true),
    order: {
      by: query.sortBy ? oneOf('sortBy', query.sortBy, jobSortKeys) : undefined,
      descending: readDescending(query.sortOrder) ?? false,
    },
  };
}

/** @throws JoineryError `request.invalid` */
export function readApplicationsQuery(query: Query): { page: number; filter: PageQuery } {
  const { jobId, page = '1', searchString } = query;
  const sortBy = query.sortBy ? oneOf('sortBy', query.sortBy, sortKeys) : undefined;
  return {
    page: toNumber(page) || invalid('page', 'a number from 1'),
    filter: {
      jobNumber: jobId ? (toNumber(jobId) ?? invalid('jobId', 'the number of a job')) : undefined,
      stageNumbers: readNumbers('applicationStatusId', query.applicationStatusId),
      kinds: readGroups('applicationStatus', query.applicationStatus, kindGroups),
      jobStatuses: readJobGroups('jobStatusGroups', query.jobStatusGroups, notDeleted),
      text: searchString?.trim().slice(0, 200) || undefined,
      appliedSince: query.newSince ? readUtc('newSince', query.newSince) : undefined,
      sortBy: sortBy ?? 'created_date',
      // Newest first, unless an order is asked for.
      descending: readDescending(query.sortOrder) ?? sortBy === undefined,
    },
  };
}

const sortKeys: readonly SortKey[] = [
  'first_name',
  'job_title',
  'rating',
  'phone',
  'status',
  'last_updated',
  'created_date',
];

/** The address of the next page, as this caller writes addresses. */
export function nextPageUrl(baseUrl: string, query: Query, page: number): string {
  const next = new URLSearchParams({ ...query, page: String(page + 1) });
  return `${baseUrl}/applicant_tracking/applications?${next}`;
}

function readJobGroups(name: string, text: string | undefined, usual: JobStatus[]): JobStatus[] {
  return readGroups(name, text, statusGroups) ?? usual;
}

function readGroups<T>(name: string, text: string | undefined, groups: Record<string, T[]>): T[] | undefined {
  const asked = partsOf(text).map((part) => part.toLowerCase().replaceAll(' ', '_'));
  if (asked.length === 0) return undefined;
  const known = asked.map((part) => (Object.hasOwn(groups, part) ? groups[part] : undefined));
  if (known.includes(undefined)) invalid(name, `one or more of ${Object.keys(groups).join(', ')}`);
  return [...new Set(known.flatMap((group) => group ?? []))];
}

function readNumbers(name: string, text: string | undefined): number[] | undefined {
  const parts = partsOf(text);
  if (parts.length === 0) return undefined;
  return parts.map((part) => toNumber(part) ?? invalid(name, 'numbers, separated by commas'));
}

function readDescending(text: string | undefined): boolean | undefined {
  if (!text) return undefined;
  return oneOf('sortOrder', text.toUpperCase(), ['ASC', 'DESC']) === 'DESC';
}

// `Y-m-d H:i:s`, in UTC.
function readUtc(name: string, text: string): Date {
  const at = new Date(`${text.replace(' ', 'T')}Z`);
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) || Number.isNaN(at.getTime()))
    invalid(name, 'a time in UTC such as 2026-05-29 14:22:45');
  return at;
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  return allowed.find((value) => value === text) ?? invalid(name, `one of ${allowed.join(', ')}`);
}

function partsOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function invalid(name: string, expected: string): never {
  throw new JoineryError('request.invalid', `${name}: expected ${expected}.`, {
    issues: [{ path: name, message: `expected ${expected}` }],
  });
}

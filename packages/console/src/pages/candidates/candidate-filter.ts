import type { SavedCandidateFilter } from '@joinery/sdk';

/** What the list of candidates is narrowed to, as it stands in the address of the page. */
export interface CandidateSearch {
  q?: string;
  pool?: boolean;
  job?: string;
  kind?: StageKindChoice;
  source?: string;
  /** The user who brought them. */
  recruiter?: string;
  tag?: string;
  stars?: number;
  /** Why they were rejected. */
  reason?: string;
  from?: string;
  to?: string;
  /** What only a filter of the API asks for. The page shows it, and takes it away. */
  stage?: string;
  industry?: string;
  department?: string;
}

export const stageKinds = [
  { value: 'new', label: 'New' },
  { value: 'active', label: 'In progress' },
  { value: 'offer', label: 'Offer' },
  { value: 'hired', label: 'Hired' },
  { value: 'rejected', label: 'Rejected' },
  { value: 'withdrawn', label: 'Withdrawn' },
] as const;
type StageKindChoice = (typeof stageKinds)[number]['value'];

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
const day = (value: unknown): string | undefined => {
  const given = text(value);
  if (given === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(given)) return undefined;
  const at = new Date(`${given}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(given) ? given : undefined;
};

/** Of an address of the page: what it does not know is left out. */
export function toSearch(given: Record<string, unknown>): CandidateSearch {
  const kind = stageKinds.find(({ value }) => value === given.kind)?.value;
  const stars = Number(given.stars);
  const search = {
    q: text(given.q),
    pool: given.pool === true ? true : undefined,
    job: text(given.job),
    kind,
    source: text(given.source),
    recruiter: text(given.recruiter),
    tag: text(given.tag),
    stars: Number.isInteger(stars) && stars >= 1 && stars <= 5 ? stars : undefined,
    reason: text(given.reason),
    from: day(given.from),
    to: day(given.to),
    stage: text(given.stage),
    industry: text(given.industry),
    department: text(given.department),
  };
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  ) as CandidateSearch;
}

/** The same for the server. */
export function toQuery(search: CandidateSearch): SavedCandidateFilter['filter'] {
  const { q, pool, job, kind, source, recruiter, tag, stars, reason, from, to } = search;
  const { stage, industry, department } = search;
  return {
    ...(q && { q }),
    ...(pool && { talentPool: true }),
    ...(job && { jobId: job }),
    ...(kind && { stageKind: kind }),
    ...(source && { source }),
    ...(recruiter && { recruiterId: recruiter }),
    ...(tag && { tag }),
    ...(stars && { ratingFrom: stars }),
    ...(reason && { rejectReasonId: reason }),
    ...(from && { createdFrom: from }),
    ...(to && { createdTo: to }),
    ...(stage && { stageId: stage }),
    ...(industry && { industry }),
    ...(department && { department }),
  };
}

/** A saved filter as the page's address has it. Whatever it asks for is kept: without it, more people would be shown. */
export function fromSaved(filter: SavedCandidateFilter['filter']): CandidateSearch {
  const { q, source, tag, industry, department } = filter;
  return toSearch({
    q,
    pool: filter.talentPool,
    job: filter.jobId,
    kind: filter.stageKind,
    source,
    recruiter: filter.recruiterId,
    tag,
    stars: filter.ratingFrom,
    reason: filter.rejectReasonId,
    from: filter.createdFrom,
    to: filter.createdTo,
    stage: filter.stageId,
    industry,
    department,
  });
}

export function isNarrowed(search: CandidateSearch): boolean {
  return Object.keys(search).length > 0;
}

/** The saved filter that the page shows now. */
export function shownFilter<F extends Pick<SavedCandidateFilter, 'filter'>>(
  saved: readonly F[],
  search: CandidateSearch,
): F | undefined {
  if (!isNarrowed(search)) return undefined;
  const shown = JSON.stringify(toSearch({ ...search }));
  return saved.find(({ filter }) => JSON.stringify(fromSaved(filter)) === shown);
}

import type { SavedCandidateFilter } from '@joinery/sdk';

/** What the list of candidates is narrowed to, as it stands in the address of the page. */
export interface CandidateSearch {
  q?: string;
  pool?: boolean;
  job?: string;
  kind?: StageKindChoice;
  source?: string;
  tag?: string;
  stars?: number;
  from?: string;
  to?: string;
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
  return given !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(given) ? given : undefined;
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
    tag: text(given.tag),
    stars: Number.isInteger(stars) && stars >= 1 && stars <= 5 ? stars : undefined,
    from: day(given.from),
    to: day(given.to),
  };
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  ) as CandidateSearch;
}

/** The same for the server. */
export function toQuery(search: CandidateSearch): SavedCandidateFilter['filter'] {
  const { q, pool, job, kind, source, tag, stars, from, to } = search;
  return {
    ...(q && { q }),
    ...(pool && { talentPool: true }),
    ...(job && { jobId: job }),
    ...(kind && { stageKind: kind }),
    ...(source && { source }),
    ...(tag && { tag }),
    ...(stars && { ratingFrom: stars }),
    ...(from && { createdFrom: from }),
    ...(to && { createdTo: to }),
  };
}

/** A saved filter as the page's address has it. */
export function fromSaved(filter: SavedCandidateFilter['filter']): CandidateSearch {
  const { q, talentPool, jobId, stageKind, source, tag, ratingFrom, createdFrom, createdTo } = filter;
  return toSearch({
    q,
    pool: talentPool,
    job: jobId,
    kind: stageKind,
    source,
    tag,
    stars: ratingFrom,
    from: createdFrom,
    to: createdTo,
  });
}

export function isNarrowed(search: CandidateSearch): boolean {
  return Object.keys(search).length > 0;
}

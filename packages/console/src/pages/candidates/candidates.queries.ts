import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export interface CandidateFilter {
  q?: string | undefined;
  pool?: boolean | undefined;
}

export const candidatesQuery = ({ q, pool }: CandidateFilter) =>
  infiniteQueryOptions({
    queryKey: ['candidates', 'list', q ?? '', pool ?? false],
    queryFn: ({ pageParam, signal }) =>
      api.candidates.list({ ...(q && { q }), ...(pool && { talentPool: true }), cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const candidateQuery = (candidateId: string) =>
  queryOptions({ queryKey: ['candidates', candidateId], queryFn: () => api.candidates.read(candidateId) });

export const timelineQuery = (candidateId: string) =>
  infiniteQueryOptions({
    queryKey: ['candidates', candidateId, 'timeline'],
    queryFn: ({ pageParam }) => api.candidates.timeline(candidateId, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

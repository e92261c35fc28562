import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';
import { isSettling } from './attachments.ts';

export interface CandidateFilter {
  q?: string | undefined;
  pool?: boolean | undefined;
}

export const candidatesQuery = ({ q, pool }: CandidateFilter) =>
  infiniteQueryOptions({
    queryKey: ['candidates', 'list', q ?? '', pool ?? false],
    queryFn: ({ pageParam, signal }) =>
      api.candidates.list(
        { ...(q && { q }), ...(pool && { talentPool: true }), ...cursorOf(pageParam) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const candidateQuery = (candidateId: string) =>
  queryOptions({
    queryKey: ['candidates', candidateId],
    queryFn: () => api.candidates.get(candidateId),
    refetchInterval: ({ state: { data } }) => data !== undefined && isSettling(data, Date.now()) && 2_000,
  });

export const timelineQuery = (candidateId: string) =>
  infiniteQueryOptions({
    queryKey: ['candidates', candidateId, 'timeline'],
    queryFn: ({ pageParam }) => api.candidates.timeline(candidateId, cursorOf(pageParam)),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const applicationQuery = (applicationId: string) =>
  queryOptions({
    queryKey: ['candidates', 'application', applicationId],
    queryFn: () => api.applications.get(applicationId),
  });

export const documentTextQuery = (fileId: string) =>
  queryOptions({
    queryKey: ['candidates', 'document', fileId],
    queryFn: () => api.files.text(fileId),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

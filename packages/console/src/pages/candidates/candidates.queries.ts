import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';
import { isSettling } from './attachments.ts';
import { type CandidateSearch, toQuery } from './candidate-filter.ts';

export const candidatesQuery = (search: CandidateSearch) =>
  infiniteQueryOptions({
    queryKey: ['candidates', 'list', search],
    queryFn: ({ pageParam, signal }) =>
      api.candidates.list({ ...toQuery(search), ...cursorOf(pageParam) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const tagsQuery = queryOptions({
  queryKey: ['candidates', 'tags'],
  queryFn: async () => (await api.candidates.tags()).items,
});

export const recruitersQuery = queryOptions({
  queryKey: ['candidates', 'recruiters'],
  queryFn: async () => (await api.candidates.recruiters()).items,
});

export const candidateFieldsQuery = queryOptions({
  queryKey: ['candidate-fields'],
  queryFn: async () => (await api.candidateFields.list()).items,
});

export const rejectReasonsQuery = queryOptions({
  queryKey: ['reject-reasons'],
  queryFn: async () => (await api.rejectReasons.list()).items,
});

export const savedFiltersQuery = queryOptions({
  queryKey: ['candidate-filters'],
  queryFn: async () => (await api.candidateFilters.list()).items,
});

export const notesQuery = (candidateId: string) =>
  infiniteQueryOptions({
    queryKey: ['candidates', candidateId, 'notes'],
    queryFn: ({ pageParam }) => api.candidates.notes(candidateId, cursorOf(pageParam)),
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

import type { RecruitingRun } from '@joinery/sdk';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, cursorOf, readAll } from '../../api.ts';

const pollMs = 5_000;

const isReading = (run: RecruitingRun | null | undefined) =>
  run?.state === 'queued' || run?.state === 'reading';

export const recruitingQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['recruiting', connectionId],
    queryFn: () => api.recruiting.get(connectionId),
    refetchInterval: ({ state: { data } }) => (isReading(data?.lastRun) ? 1_500 : pollMs),
  });

/** Open ones first. */
export const recruitingJobsQuery = (connectionId: string, { open }: { open?: boolean }) =>
  infiniteQueryOptions({
    queryKey: ['recruiting', connectionId, 'jobs', { open }],
    queryFn: ({ pageParam }) =>
      api.recruiting.jobs(connectionId, {
        limit: 20,
        ...(open !== undefined && { open }),
        ...cursorOf(pageParam),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 3 * pollMs,
  });

/** Those that wait for somebody. */
export const heldRecordsQuery = (connectionId: string) =>
  infiniteQueryOptions({
    queryKey: ['recruiting', connectionId, 'held'],
    queryFn: ({ pageParam }) =>
      api.recruiting.records(connectionId, { state: 'held', limit: 20, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 3 * pollMs,
  });

/** What came, newest first. */
export const takenRecordsQuery = (connectionId: string) =>
  infiniteQueryOptions({
    queryKey: ['recruiting', connectionId, 'taken'],
    queryFn: ({ pageParam }) =>
      api.recruiting.records(connectionId, { state: 'taken', limit: 10, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 3 * pollMs,
  });

export const sentQuery = (connectionId: string) =>
  infiniteQueryOptions({
    queryKey: ['recruiting', connectionId, 'sent'],
    queryFn: ({ pageParam }) =>
      api.recruiting.writes({ connection: connectionId, limit: 10, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: pollMs,
  });

export const targetsQuery = queryOptions({
  queryKey: ['recruiting', 'targets'],
  queryFn: () => readAll((page) => api.recruiting.targets(page)),
});

/** The first of those that are searched for. */
export const targetJobsQuery = (connectionId: string, q: string) =>
  queryOptions({
    queryKey: ['recruiting', 'targets', connectionId, q],
    queryFn: () => api.recruiting.targetJobs(connectionId, { limit: 50, ...(q && { q }) }),
    enabled: connectionId !== '',
    placeholderData: keepPreviousData,
  });

export const sentOfQuery = (candidateId: string) =>
  queryOptions({
    queryKey: ['recruiting', 'candidate', candidateId],
    queryFn: async () => (await api.recruiting.writes({ candidate: candidateId, limit: 50 })).items,
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ settledAt }) => settledAt === null) === true && 2_000,
  });

/** Where else the candidate is, as each account was last read. */
export const thereOfQuery = (candidateId: string) =>
  queryOptions({
    queryKey: ['recruiting', 'there', candidateId],
    queryFn: async () => (await api.recruiting.recordsOf({ candidate: candidateId, limit: 50 })).items,
  });

import type { HireState } from '@joinery/sdk';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';
import { isTerminal } from '../../ui/states.ts';
import { type HireSearch, statesOf, toFilter } from './hire-filter.ts';

const workingPollMs = 500;
const waitingPollMs = 3000;
const listPollMs = 10_000;

/** How often a hire is read again: often while it is worked on, never when it waits for whoever looks at it. */
export function pollIntervalOf(state: HireState | undefined): number | false {
  // Others answer.
  if (state === 'awaiting_approval') return waitingPollMs;
  if (state === undefined || isTerminal(state)) return false;
  return state === 'waiting' ? waitingPollMs : workingPollMs;
}

/** Where hires can go; whoever sees hires may know it. */
export const hireAccountsQuery = queryOptions({
  queryKey: ['hires', 'accounts'],
  queryFn: async () => (await api.hires.accounts()).items,
});

export const hireQuery = (hireId: string) =>
  queryOptions({
    queryKey: ['hires', hireId],
    queryFn: () => api.hires.get(hireId),
    refetchInterval: (query) => pollIntervalOf(query.state.data?.state),
  });

export const hiresQuery = (search: HireSearch) => {
  const state = statesOf(search);
  const filter = { ...toFilter(search), ...(state.length > 0 && { state }) };
  return infiniteQueryOptions({
    queryKey: ['hires', 'list', filter],
    queryFn: ({ pageParam }) => api.hires.list({ ...filter, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: listPollMs,
    placeholderData: keepPreviousData,
  });
};

/** Of all states, whichever are shown. */
export const hireCountsQuery = (search: HireSearch) => {
  const filter = toFilter(search);
  return queryOptions({
    queryKey: ['hires', 'counts', filter],
    queryFn: () => api.hires.counts(filter),
    refetchInterval: listPollMs,
    placeholderData: keepPreviousData,
  });
};

export const applicationHiresQuery = (applicationId: string) =>
  queryOptions({
    queryKey: ['hires', 'application', applicationId],
    queryFn: async () => (await api.hires.list({ applicationId })).items,
  });

/** What would be sent with nothing decided yet. */
export const firstPreviewQuery = (applicationId: string, connectionId: string) =>
  queryOptions({
    queryKey: ['hires', 'preview', applicationId, connectionId],
    queryFn: () => api.hires.preview({ applicationId, connectionId }),
    // Asked anew whenever the form opens, as the account may have changed, and not while it is open.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

/** A hire as it was when its review was opened: what is typed there must not be overtaken. */
export const hireOnceQuery = (hireId: string) =>
  queryOptions({
    queryKey: ['hires', hireId, 'review'],
    queryFn: () => api.hires.get(hireId),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

/** `version` changes with the hire, so that its log is read anew then. */
export const hireLogQuery = (hireId: string, version: string) =>
  infiniteQueryOptions({
    queryKey: ['hires', hireId, 'log', version],
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => api.hires.log(hireId, { limit: 20, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

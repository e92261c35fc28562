import type { HireState } from '@joinery/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';
import { isTerminal } from '../../ui/states.ts';

const workingPollMs = 500;
const waitingPollMs = 3000;
const listPollMs = 10_000;

/** How often a hire is read again: often while it is worked on, never when it has ended. */
export function pollIntervalOf(state: HireState | undefined): number | false {
  if (state === undefined || isTerminal(state)) return false;
  return state === 'waiting' ? waitingPollMs : workingPollMs;
}

export const hireQuery = (hireId: string) =>
  queryOptions({
    queryKey: ['hires', hireId],
    queryFn: () => api.hires.get(hireId),
    refetchInterval: (query) => pollIntervalOf(query.state.data?.state),
  });

export const hiresQuery = (state: HireState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['hires', 'list', state ?? ''],
    queryFn: ({ pageParam }) => api.hires.list({ ...(state && { state }), ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: listPollMs,
  });

export const applicationHiresQuery = (applicationId: string) =>
  queryOptions({
    queryKey: ['hires', 'application', applicationId],
    queryFn: async () => (await api.hires.list({ applicationId })).items,
  });

export const hireDraftQuery = (applicationId: string, connectionId: string) =>
  queryOptions({
    queryKey: ['hires', 'draft', applicationId, connectionId],
    queryFn: () => api.hires.draft({ applicationId, connectionId }),
    // A draft is read anew whenever the form opens: the provider's lists may have changed.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

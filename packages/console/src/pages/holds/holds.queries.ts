import type { HoldState } from '@joinery/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

const listPollMs = 15_000;
const badgePollMs = 30_000;

export const holdsQuery = (state: HoldState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['holds', 'list', state ?? ''],
    queryFn: ({ pageParam }) => api.holds.list({ ...(state && { state }), ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: listPollMs,
  });

/** For the badge in the navigation: a short page says enough. */
export const openHoldsQuery = queryOptions({
  queryKey: ['holds', 'open'],
  queryFn: async () => (await api.holds.list({ state: 'open', limit: 100 })).items,
  refetchInterval: badgePollMs,
});

export const holdQuery = (holdId: string) =>
  queryOptions({
    queryKey: ['holds', 'one', holdId],
    queryFn: () => api.holds.get(holdId),
    // An approved hold is applied by a sync, which takes its time.
    refetchInterval: ({ state }) => (state.data?.state === 'approved' ? 2_000 : listPollMs),
  });

export const holdPeopleQuery = (holdId: string) =>
  infiniteQueryOptions({
    queryKey: ['holds', 'people', holdId],
    queryFn: ({ pageParam }) => api.holds.people(holdId, { limit: 100, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

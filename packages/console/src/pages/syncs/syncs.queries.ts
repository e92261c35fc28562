import type { SyncState } from '@joinery/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

const runningPollMs = 1_000;
const idlePollMs = 10_000;

const running: readonly SyncState[] = ['queued', 'reading', 'applying'];
export const isRunning = (state: SyncState): boolean => running.includes(state);

export const syncQuery = (syncId: string) =>
  queryOptions({
    queryKey: ['syncs', 'one', syncId],
    queryFn: () => api.syncs.get(syncId),
    refetchInterval: ({ state }) => state.data !== undefined && isRunning(state.data.state) && runningPollMs,
  });

export const syncsQuery = (connectionId: string) =>
  infiniteQueryOptions({
    queryKey: ['syncs', 'list', connectionId],
    queryFn: ({ pageParam }) =>
      api.syncs.list({ connection: connectionId, limit: 12, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((sync) => isRunning(sync.state)))
        ? runningPollMs
        : idlePollMs,
  });

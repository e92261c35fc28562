import type { FaultKind, SandboxRequestFilter } from '@joinery/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

/** Requests come from elsewhere while somebody looks: all of this page follows them. */
const livePollMs = 2000;

export const clockQuery = queryOptions({
  queryKey: ['sandbox', 'clock'],
  queryFn: () => api.sandbox.clock.get(),
  refetchInterval: 15_000,
});

export const limitQuery = queryOptions({
  queryKey: ['sandbox', 'limit'],
  queryFn: async () => (await api.sandbox.limit.get()).limit,
  refetchInterval: livePollMs,
});

export const faultsQuery = queryOptions({
  queryKey: ['sandbox', 'faults'],
  queryFn: async () => (await api.sandbox.faults.list()).items,
  refetchInterval: livePollMs,
});

export const snapshotsQuery = queryOptions({
  queryKey: ['sandbox', 'snapshots'],
  queryFn: async () => (await api.sandbox.snapshots.list()).items,
});

export interface LedgerFilter {
  operation: string;
  outcome: Outcome;
}
export type Outcome = 'all' | 'executed' | 'not_executed' | 'fault' | 'limited';

/** What the server is asked for; a text without a star means everything that begins so. */
export function toQuery({ operation, outcome }: LedgerFilter): {
  operation?: string;
  executed?: 'true' | 'false';
  limited?: 'true';
  fault?: FaultKind | 'any';
} & Pick<SandboxRequestFilter, 'status'> {
  const text = operation.trim();
  return {
    ...(text !== '' && { operation: text.endsWith('*') ? text : `${text}*` }),
    ...(outcome === 'executed' && { executed: 'true' as const }),
    ...(outcome === 'not_executed' && { executed: 'false' as const }),
    ...(outcome === 'limited' && { limited: 'true' as const }),
    ...(outcome === 'fault' && { fault: 'any' as const }),
  };
}

export const ledgerQuery = (filter: LedgerFilter) =>
  infiniteQueryOptions({
    queryKey: ['sandbox', 'requests', filter],
    queryFn: ({ pageParam }) =>
      api.sandbox.requests.list({ ...toQuery(filter), order: 'newest', limit: 50, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: livePollMs,
  });

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

const statePollMs = 5_000;
const webhookPollMs = 15_000;
const writesPollMs = 15_000;

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async () => (await api.connections.list()).items,
});

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id],
    queryFn: () => api.connections.get(id),
    refetchInterval: statePollMs,
  });

export const connectionStateQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'state'],
    queryFn: () => api.connections.state(id),
    refetchInterval: statePollMs,
  });

export const lastProbeQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'probe'],
    queryFn: async () => (await api.connections.lastProbe(id)).probe,
  });

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'webhook'],
    queryFn: () => api.connections.webhook(id),
    refetchInterval: webhookPollMs,
  });

export const quarantineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['connections', id, 'quarantine'],
    queryFn: ({ pageParam }) => api.connections.quarantine(id, { limit: 50, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const providerUsersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['connections', id, 'users'],
    queryFn: ({ pageParam }) => api.connections.users(id, { limit: 50, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** Changes that were sent, and of which a person has to find out whether they happened. */
export const openWritesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['connections', id, 'open-writes'],
    queryFn: ({ pageParam }) =>
      api.providerWrites.list({
        connection: id,
        state: 'needs_attention',
        limit: 50,
        ...cursorOf(pageParam),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: writesPollMs,
  });

/** What begins hires on a connection, and who has to agree. */
export const hireTriggersQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'hire-triggers'],
    queryFn: () => api.hires.triggers(id),
  });

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

export const hireMappingQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['connections', connectionId, 'hire-mapping'],
    queryFn: () => api.connections.hireMapping(connectionId),
  });

export const mappingVersionsQuery = (connectionId: string) =>
  infiniteQueryOptions({
    queryKey: ['connections', connectionId, 'hire-mapping', 'versions'],
    queryFn: ({ pageParam }) =>
      api.connections.hireMappingVersions(connectionId, { limit: 20, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** The newest applications, for trying a mapping on one of them. */
export const recentApplicationsQuery = queryOptions({
  queryKey: ['candidates', 'recent-applications'],
  queryFn: async () => (await api.applications.list({ limit: 100 })).items,
});

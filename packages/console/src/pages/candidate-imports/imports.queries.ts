import type { ImportRowState } from '@joinery/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

export const importsQuery = infiniteQueryOptions({
  queryKey: ['candidate-imports', 'list'],
  queryFn: ({ pageParam }) => api.candidateImports.list(cursorOf(pageParam)),
  initialPageParam: '',
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const importQuery = (importId: string) =>
  queryOptions({
    queryKey: ['candidate-imports', importId],
    queryFn: () => api.candidateImports.get(importId),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'checking' || data?.state === 'running' ? 1_000 : false,
  });

export const importRowsQuery = (importId: string, state: ImportRowState | undefined, stamp: string) =>
  infiniteQueryOptions({
    queryKey: ['candidate-imports', importId, 'rows', state ?? '', stamp],
    queryFn: ({ pageParam }) =>
      api.candidateImports.rows(importId, { limit: 20, ...(state && { state }), ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

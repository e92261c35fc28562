import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async () => (await api.connections.list()).items,
});

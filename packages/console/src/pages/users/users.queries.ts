import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async () => (await api.users.list()).items,
});

export const accessLevelsQuery = queryOptions({
  queryKey: ['access-levels'],
  queryFn: async () => (await api.accessLevels.list()).items,
});

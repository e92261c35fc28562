import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const careersQuery = queryOptions({ queryKey: ['careers'], queryFn: () => api.careers.get() });

export const publishableKeysQuery = queryOptions({
  queryKey: ['publishable-keys'],
  queryFn: async () => (await api.publishableKeys.list()).items,
});

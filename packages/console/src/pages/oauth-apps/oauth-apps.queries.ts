import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const oauthAppsQuery = queryOptions({
  queryKey: ['oauth-apps'],
  queryFn: async () => (await api.oauthApps.list()).items,
});

export const oauthGrantsQuery = queryOptions({
  queryKey: ['oauth-grants'],
  queryFn: async () => (await api.oauthGrants.list()).items,
});

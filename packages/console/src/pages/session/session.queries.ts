import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => api.session.get(),
  staleTime: 60_000,
});

export const setupQuery = queryOptions({ queryKey: ['setup'], queryFn: () => api.setup.get() });

/** The signed-in user. Only for pages behind the sign-in, where the route has already read it. */
export const useSession = () => useSuspenseQuery(sessionQuery).data;

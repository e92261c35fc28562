import { ApiError } from '@joinery/sdk';
import { QueryClient } from '@tanstack/react-query';

const maxRetries = 2;

/** Reads are tried again when the server did not answer or said that it is down; never otherwise. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiError) || failures >= maxRetries) return false;
  return error.status === 0 || error.status === 502 || error.status === 503;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // Asked also where the browser believes to be offline: who waits is told, and nothing is sent later unseen.
    queries: { staleTime: 5_000, retry: isWorthRetrying, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

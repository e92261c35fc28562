import type { Session } from '@joinery/sdk';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { notifyProblem } from '../../ui/notify.tsx';
import { sessionQuery } from './session.queries.ts';

// All tabs share one cookie: a tab that did not notice would show one company's name over
// another company's records.
const otherTabs = new BroadcastChannel('joinery-session');

/** Loads this tab anew when the session changes in another one. */
export function followOtherTabs(): void {
  otherTabs.addEventListener('message', () => window.location.reload());
}

/** Takes over a new session: nothing that was read in the last one stays. */
export async function takeSession(client: QueryClient, session: Session): Promise<void> {
  await client.cancelQueries();
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  client.setQueryData(sessionQuery.queryKey, session);
  otherTabs.postMessage('changed');
}

/** Goes on in another company of the same person, at `path` there. */
export function useSwitchCompany(path = '/jobs') {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (company: string) => api.session.change({ company }),
    onSuccess: async (session) => {
      await takeSession(client, session);
      router.history.push(path);
      await router.invalidate();
    },
    onError: (error) => notifyProblem('The company was not changed', error),
  });
}

interface Afterwards {
  /** Where a new sign-in leads. */
  next?: string;
  /** Which company to sign in to. */
  company?: string;
}

/** Ends the session and forgets everything that was read in it. */
export function useSignOut(afterwards: Afterwards = {}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => api.session.signOut(),
    onSuccess: async () => {
      await navigate({ to: '/sign-in', search: afterwards });
      client.clear();
      otherTabs.postMessage('ended');
    },
    onError: (error) => notifyProblem('You are still signed in', error),
  });
}

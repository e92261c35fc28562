import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { notifyProblem } from '../../ui/notify.tsx';

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
    },
    onError: (error) => notifyProblem('You are still signed in', error),
  });
}

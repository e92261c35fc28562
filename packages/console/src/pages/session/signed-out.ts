import { ApiError } from '@joinery/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { localPath } from '../../ui/local-path.ts';

const isSignedOut = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'access.unauthenticated';

/** Leads to the sign-in, and back afterwards, as soon as any request finds that the session has ended. */
export function useLeaveWhenSignedOut(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    const leave = (error: unknown) => {
      if (!isSignedOut(error)) return;
      const { pathname, search } = window.location;
      const next = localPath(pathname + search);
      void navigate({ to: '/sign-in', search: { ...(next && { next }), ended: true } }).then(() =>
        client.clear(),
      );
    };
    const stops = [
      client.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') leave(event.action.error);
      }),
      client.getMutationCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') leave(event.action.error);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, navigate]);
}

import { ApiError, type Offer } from '@joinery/sdk';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** Null while nothing was offered. */
export const offerQuery = (applicationId: string) =>
  queryOptions({
    queryKey: ['offers', applicationId],
    queryFn: async (): Promise<Offer | null> => {
      try {
        return await api.applications.offer(applicationId);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'offers.not_found') return null;
        throw error;
      }
    },
  });

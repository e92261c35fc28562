import type { CandidateDuplicate, DuplicateState } from '@joinery/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf, readAll } from '../../api.ts';

export const duplicatesQuery = (state: DuplicateState) =>
  infiniteQueryOptions({
    queryKey: ['candidates', 'duplicates', 'list', state],
    queryFn: ({ pageParam, signal }) =>
      api.candidateDuplicates.list({ state, ...cursorOf(pageParam) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const duplicateCountsQuery = queryOptions({
  queryKey: ['candidates', 'duplicates', 'counts'],
  queryFn: ({ signal }) => api.candidateDuplicates.counts({ signal }),
});

/** Open pairs that this candidate is one of. */
export const pairsOfQuery = (candidateId: string) =>
  queryOptions({
    queryKey: ['candidates', candidateId, 'duplicates'],
    queryFn: () => readAll((page) => api.candidateDuplicates.list({ candidateId, ...page })),
  });

/** What was found of these two: null when nobody but the reader thinks that they are one. */
export const pairQuery = (first: string, second: string) =>
  queryOptions({
    queryKey: ['candidates', first, 'duplicates', second],
    queryFn: async (): Promise<CandidateDuplicate | null> => {
      for (const state of ['open', 'dismissed'] as const) {
        const pairs = await readAll((page) =>
          api.candidateDuplicates.list({ candidateId: first, state, ...page }),
        );
        const found = pairs.find(({ people }) => people.some(({ id }) => id === second));
        if (found !== undefined) return found;
      }
      return null;
    },
  });

export const mergesQuery = (candidateId: string) =>
  queryOptions({
    queryKey: ['candidates', candidateId, 'merges'],
    queryFn: async () => (await api.candidateDuplicates.merges(candidateId)).items,
  });

/** How much of somebody goes along that their record does not name. */
export const belongingsQuery = (candidateId: string) =>
  queryOptions({
    queryKey: ['candidates', candidateId, 'belongings'],
    queryFn: async () => ({
      notes: (await readAll((page) => api.candidates.notes(candidateId, page))).length,
      consents: (await api.candidates.consents(candidateId)).items.length,
    }),
  });

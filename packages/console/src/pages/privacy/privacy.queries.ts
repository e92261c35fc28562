import type { PrivacyQuery } from '@joinery/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

export const consentTextsQuery = queryOptions({
  queryKey: ['consent-texts'],
  queryFn: async () => (await api.consentTexts.list()).items,
});

export const consentVersionsQuery = (key: string) =>
  queryOptions({
    queryKey: ['consent-texts', key],
    queryFn: async () => (await api.consentTexts.list({ key })).items,
  });

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: () => api.retention.get(),
});

export const privacyPeopleQuery = (state: NonNullable<PrivacyQuery['state']>) =>
  infiniteQueryOptions({
    queryKey: ['candidates', 'retention', state],
    queryFn: ({ pageParam, signal }) =>
      api.retention.candidates({ state, ...cursorOf(pageParam) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const demographicQuestionsQuery = queryOptions({
  queryKey: ['demographics', 'questions'],
  queryFn: async () => (await api.demographics.questions()).items,
});

export const demographicCountsQuery = queryOptions({
  queryKey: ['demographics', 'counts'],
  queryFn: async () => (await api.demographics.counts()).items,
});

export const consentsQuery = (candidateId: string) =>
  queryOptions({
    queryKey: ['candidates', candidateId, 'consents'],
    queryFn: async () => (await api.candidates.consents(candidateId)).items,
  });

export const privacyQuery = (candidateId: string) =>
  queryOptions({
    queryKey: ['candidates', candidateId, 'privacy'],
    queryFn: () => api.retention.of(candidateId),
  });

import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type {
  ConsentText,
  consentTextInput,
  DemographicCounts,
  DemographicQuestion,
  DemographicQuestionsInput,
  newConsentText,
} from '../schemas/consents.ts';
import type { Page } from '../schemas/paging.ts';

export function consentTextsResource(http: Http) {
  const at = (key: string) => `/consent-texts/${encodeURIComponent(key)}`;
  return {
    /** Newest versions; with a key all versions of that one. */
    list: (query: { key?: string } = {}, options?: CallOptions) =>
      http.call<Page<ConsentText>>('GET', '/consent-texts', { ...options, query }),
    create: (body: z.input<typeof newConsentText>, options?: CallOptions) =>
      http.call<ConsentText>('POST', '/consent-texts', { ...options, body }),
    /** Other words are a new version. */
    change: (key: string, body: z.input<typeof consentTextInput>, options?: CallOptions) =>
      http.call<ConsentText>('PUT', at(key), { ...options, body }),
    retire: (key: string, options?: CallOptions) => http.call<void>('DELETE', at(key), options),
  };
}

export function demographicsResource(http: Http) {
  return {
    counts: (options?: CallOptions) => http.call<DemographicCounts>('GET', '/demographics', options),
    questions: (options?: CallOptions) =>
      http.call<Page<DemographicQuestion>>('GET', '/demographics/questions', options),
    /** The whole list. */
    replaceQuestions: (body: DemographicQuestionsInput, options?: CallOptions) =>
      http.call<Page<DemographicQuestion>>('PUT', '/demographics/questions', { ...options, body }),
  };
}

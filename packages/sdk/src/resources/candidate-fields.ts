import type { CallOptions, Http } from '../http.ts';
import type {
  CandidateField,
  CandidateFieldInput,
  CandidateFieldPatch,
} from '../schemas/candidate-fields.ts';
import type { Page } from '../schemas/paging.ts';

export function candidateFieldsResource(http: Http) {
  const at = (id: string) => `/candidate-fields/${encodeURIComponent(id)}`;
  return {
    /** Those that are shown; with `archived` the others after them. */
    list: (query: { archived?: boolean } = {}, options?: CallOptions) =>
      http.call<Page<CandidateField>>('GET', '/candidate-fields', { ...options, query: { ...query } }),
    create: (body: CandidateFieldInput, options?: CallOptions) =>
      http.call<CandidateField>('POST', '/candidate-fields', { ...options, body }),
    update: (id: string, body: CandidateFieldPatch, options?: CallOptions) =>
      http.call<CandidateField>('PATCH', at(id), { ...options, body }),
  };
}

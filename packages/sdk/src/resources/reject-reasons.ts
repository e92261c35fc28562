import type { CallOptions, Http } from '../http.ts';
import type { Page } from '../schemas/paging.ts';
import type { RejectReason, RejectReasonInput, RejectReasonPatch } from '../schemas/reject-reasons.ts';

export function rejectReasonsResource(http: Http) {
  const at = (id: string) => `/reject-reasons/${encodeURIComponent(id)}`;
  return {
    /** Those that are offered; with `archived` the others after them. */
    list: (query: { archived?: boolean } = {}, options?: CallOptions) =>
      http.call<Page<RejectReason>>('GET', '/reject-reasons', { ...options, query: { ...query } }),
    create: (body: RejectReasonInput, options?: CallOptions) =>
      http.call<RejectReason>('POST', '/reject-reasons', { ...options, body }),
    update: (id: string, body: RejectReasonPatch, options?: CallOptions) =>
      http.call<RejectReason>('PATCH', at(id), { ...options, body }),
  };
}

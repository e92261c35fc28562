import type { CallOptions, Http } from '../http.ts';
import type { Application, ApplicationPatch, Comment } from '../schemas/candidates.ts';
import type { Offer, OfferPut } from '../schemas/offers.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';
import type { RejectInput } from '../schemas/reject-reasons.ts';

export interface ApplicationListQuery extends PageOptions {
  jobId?: string;
  stageId?: string;
}

export function applicationsResource(http: Http) {
  const at = (id: string) => `/applications/${encodeURIComponent(id)}`;
  return {
    list: (query: ApplicationListQuery = {}, options?: CallOptions) =>
      http.call<Page<Application>>('GET', '/applications', { ...options, query: { ...query } }),
    get: (id: string, options?: CallOptions) => http.call<Application>('GET', at(id), options),
    update: (id: string, body: ApplicationPatch, options?: CallOptions) =>
      http.call<Application>('PATCH', at(id), { ...options, body }),
    move: (id: string, body: { stageId: string }, options?: CallOptions) =>
      http.call<Application>('PATCH', at(id), { ...options, body }),
    /** Into a stage of kind rejected, with why. */
    reject: (id: string, body: RejectInput = {}, options?: CallOptions) =>
      http.call<Application>('POST', `${at(id)}/reject`, { ...options, body }),
    /** What was offered; needs the right to see hires. */
    offer: (id: string, options?: CallOptions) => http.call<Offer>('GET', `${at(id)}/offer`, options),
    /** Makes the offer, or changes what the body names. */
    putOffer: (id: string, body: OfferPut, options?: CallOptions) =>
      http.call<Offer>('PUT', `${at(id)}/offer`, { ...options, body }),
    removeOffer: (id: string, options?: CallOptions) => http.call<void>('DELETE', `${at(id)}/offer`, options),
    comments: (id: string, options?: CallOptions) =>
      http.call<Page<Comment>>('GET', `${at(id)}/comments`, options),
    comment: (id: string, body: { text: string }, options?: CallOptions) =>
      http.call<Comment>('POST', `${at(id)}/comments`, { ...options, body }),
  };
}

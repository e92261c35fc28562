import type { CallOptions, Http } from '../http.ts';
import type {
  Approval,
  ApprovalAnswerInput,
  ApprovalQuery,
  ApprovalSummary,
  ApprovalsWaiting,
} from '../schemas/approvals.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export interface ApprovalListQuery extends PageOptions, ApprovalQuery {}

export function approvalsResource(http: Http) {
  const at = (id: string) => `/approvals/${encodeURIComponent(id)}`;
  return {
    /** Newest first; what the caller asked, may answer or answered, or all of what the caller sees everything of. */
    list: (query: ApprovalListQuery = {}, options?: CallOptions) =>
      http.call<Page<ApprovalSummary>>('GET', '/approvals', { ...options, query: { ...query } }),
    /** How many wait for the caller's answer. */
    waiting: (options?: CallOptions) => http.call<ApprovalsWaiting>('GET', '/approvals/waiting', options),
    get: (id: string, options?: CallOptions) => http.call<Approval>('GET', at(id), options),
    /** One rejection ends it. An answer counts once, for the version whose hash it names. */
    answer: (id: string, body: ApprovalAnswerInput, options?: CallOptions) =>
      http.call<Approval>('POST', `${at(id)}/answer`, { ...options, body }),
  };
}

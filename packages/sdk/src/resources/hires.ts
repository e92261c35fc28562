import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { HireFinding, HireFindingQuery, HireReconcile } from '../schemas/hire-findings.ts';
import type {
  Hire,
  HireAccount,
  HireCancellation,
  HireCounts,
  HireLogEntry,
  HirePreview,
  HireResolution,
  HireState,
  HireStepName,
  HireStepSkip,
  HireTriggers,
  hireInput,
  hirePatch,
  hireTriggers,
} from '../schemas/hires.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export interface HireListQuery extends PageOptions, HireFilterQuery {}

export interface HireFilterQuery {
  applicationId?: string;
  connectionId?: string;
  jobId?: string;
  /** One, or several. */
  state?: HireState | HireState[];
  /** Part of the candidate's name or e-mail address. */
  q?: string;
}

type HireInputBody = z.input<typeof hireInput>;

const toQuery = ({ state, ...query }: HireListQuery) => ({
  ...query,
  ...(state && { state: [state].flat().join(',') }),
});

export function hiresResource(http: Http) {
  const triggersAt = (id: string) => `/connections/${encodeURIComponent(id)}/hire-triggers`;
  const at = (id: string) => `/hires/${encodeURIComponent(id)}`;
  return {
    list: (query: HireListQuery = {}, options?: CallOptions) =>
      http.call<Page<Hire>>('GET', '/hires', { ...options, query: toQuery(query) }),
    counts: (query: HireFilterQuery = {}, options?: CallOptions) =>
      http.call<HireCounts>('GET', '/hires/counts', { ...options, query: toQuery(query) }),
    get: (id: string, options?: CallOptions) => http.call<Hire>('GET', at(id), options),
    /** What a hire would send and what stands against it; nothing is written. */
    preview: (body: HireInputBody, options?: CallOptions) =>
      http.call<HirePreview>('POST', '/hires/preview', { ...options, body }),
    /** Changes what is not being sent; what waits for approval is asked anew. */
    mend: (id: string, body: z.input<typeof hirePatch>, options?: CallOptions) =>
      http.call<Hire>('PATCH', at(id), { ...options, body }),
    /** Goes on with a draft, or with a hire that stopped. */
    send: (id: string, options?: CallOptions) => http.call<Hire>('POST', `${at(id)}/send`, options),
    /** Ends a hire of which nothing was written. */
    cancel: (id: string, body: HireCancellation, options?: CallOptions) =>
      http.call<Hire>('POST', `${at(id)}/cancel`, { ...options, body }),
    /** What begins hires on a connection. */
    triggers: (connectionId: string, options?: CallOptions) =>
      http.call<HireTriggers>('GET', triggersAt(connectionId), options),
    putTriggers: (connectionId: string, body: z.input<typeof hireTriggers>, options?: CallOptions) =>
      http.call<HireTriggers>('PUT', triggersAt(connectionId), { ...options, body }),
    /** What people did to the hire and how its state changed, newest first. */
    log: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<HireLogEntry>>('GET', `${at(id)}/log`, { ...options, query: { ...query } }),
    /** What accounts show of hires that should not be, newest first. */
    findings: (query: HireFindingQuery & PageOptions = {}, options?: CallOptions) =>
      http.call<Page<HireFinding>>('GET', '/hires/findings', { ...options, query: { ...query } }),
    /** The connections that hires can go to. */
    accounts: (options?: CallOptions) =>
      http.call<{ items: HireAccount[] }>('GET', '/hires/accounts', options),
    /** When connections were last looked through for it. */
    reconciles: (options?: CallOptions) =>
      http.call<{ items: HireReconcile[] }>('GET', '/hires/reconciles', options),
    /** Looks through a connection now; the answer comes when that is done. */
    reconcile: (connectionId: string, options?: CallOptions) =>
      http.call<HireReconcile>('POST', '/hires/reconciles', { ...options, body: { connectionId } }),
    /** Hands the hire over. The work goes on after the answer; read it with `get`. */
    create: (body: HireInputBody, options?: CallOptions) =>
      http.call<Hire>('POST', '/hires', { ...options, body }),
    /** Decides what a hand-off that needs attention cannot; it goes on after the answer. */
    resolve: (id: string, body: HireResolution, options?: CallOptions) =>
      http.call<Hire>('POST', `${at(id)}/resolve`, { ...options, body }),
    /** Does a step of a hire that stopped again. */
    retryStep: (id: string, step: HireStepName, options?: CallOptions) =>
      http.call<Hire>('POST', `${at(id)}/steps/${step}/retry`, { ...options }),
    /** Leaves a step of a hire that stopped out. */
    skipStep: (id: string, step: HireStepName, body: HireStepSkip, options?: CallOptions) =>
      http.call<Hire>('POST', `${at(id)}/steps/${step}/skip`, { ...options, body }),
  };
}

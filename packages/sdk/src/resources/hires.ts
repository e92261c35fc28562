import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type {
  Hire,
  HireDraft,
  HireLogEntry,
  HireResolution,
  HireState,
  HireStepName,
  HireStepSkip,
  hireInput,
} from '../schemas/hires.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export interface HireListQuery extends PageOptions {
  applicationId?: string;
  connectionId?: string;
  jobId?: string;
  /** One, or several. */
  state?: HireState | HireState[];
  /** Part of the candidate's name or e-mail address. */
  q?: string;
}

export function hiresResource(http: Http) {
  const at = (id: string) => `/hires/${encodeURIComponent(id)}`;
  return {
    list: ({ state, ...query }: HireListQuery = {}, options?: CallOptions) =>
      http.call<Page<Hire>>('GET', '/hires', {
        ...options,
        query: { ...query, ...(state && { state: [state].flat().join(',') }) },
      }),
    get: (id: string, options?: CallOptions) => http.call<Hire>('GET', at(id), options),
    /** What people did to the hire and how its state changed, newest first. */
    log: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<HireLogEntry>>('GET', `${at(id)}/log`, { ...options, query: { ...query } }),
    /** The prefilled form and what is missing; nothing is sent. */
    draft: (query: { applicationId: string; connectionId: string }, options?: CallOptions) =>
      http.call<HireDraft>('GET', '/hires/draft', { ...options, query }),
    /** Hands the hire over. The work goes on after the answer; read it with `get`. */
    create: (body: z.input<typeof hireInput>, options?: CallOptions) =>
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

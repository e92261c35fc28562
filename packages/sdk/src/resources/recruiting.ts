import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';
import type {
  RecruitingJobPatch,
  RecruitingJobQuery,
  RecruitingJobView,
  RecruitingRecord,
  RecruitingRecordAct,
  RecruitingRecordQuery,
  RecruitingRecordsOfQuery,
  RecruitingRun,
  RecruitingTarget,
  RecruitingTargetJob,
  RecruitingTargetJobQuery,
  RecruitingView,
  RecruitingWrite,
  RecruitingWriteQuery,
  RecruitingWriteResolution,
  recruitingSettingsInput,
  recruitingWriteInput,
} from '../schemas/recruiting.ts';

export function recruitingResource(http: Http) {
  const at = (id: string) => `/connections/${encodeURIComponent(id)}/recruiting`;
  const write = (id: string) => `/recruiting-writes/${encodeURIComponent(id)}`;
  return {
    get: (connectionId: string, options?: CallOptions) =>
      http.call<RecruitingView>('GET', at(connectionId), options),
    put: (connectionId: string, body: z.input<typeof recruitingSettingsInput>, options?: CallOptions) =>
      http.call<RecruitingView>('PUT', at(connectionId), { ...options, body }),
    /** Reads now. One that waits already is answered. */
    read: (connectionId: string, options?: CallOptions) =>
      http.call<RecruitingRun>('POST', `${at(connectionId)}/runs`, options),
    runs: (connectionId: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<RecruitingRun>>('GET', `${at(connectionId)}/runs`, { ...options, query: { ...query } }),
    /** Jobs of the account, as last read. */
    jobs: (connectionId: string, query: PageOptions & RecruitingJobQuery = {}, options?: CallOptions) =>
      http.call<Page<RecruitingJobView>>('GET', `${at(connectionId)}/jobs`, {
        ...options,
        query: { ...query },
      }),
    updateJob: (connectionId: string, jobId: string, body: RecruitingJobPatch, options?: CallOptions) =>
      http.call<RecruitingJobView>('PATCH', `${at(connectionId)}/jobs/${encodeURIComponent(jobId)}`, {
        ...options,
        body,
      }),
    /** Applications of the account, newest first. */
    records: (connectionId: string, query: PageOptions & RecruitingRecordQuery = {}, options?: CallOptions) =>
      http.call<Page<RecruitingRecord>>('GET', `${at(connectionId)}/records`, {
        ...options,
        query: { ...query },
      }),
    /** Applications of a candidate in all accounts, newest first. */
    recordsOf: (query: PageOptions & RecruitingRecordsOfQuery, options?: CallOptions) =>
      http.call<Page<RecruitingRecord>>('GET', '/recruiting-records', { ...options, query: { ...query } }),
    actOnRecord: (connectionId: string, id: string, body: RecruitingRecordAct, options?: CallOptions) =>
      http.call<RecruitingRecord>('POST', `${at(connectionId)}/records/${encodeURIComponent(id)}`, {
        ...options,
        body,
      }),
    /** Where candidates can be sent. */
    targets: (query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<RecruitingTarget>>('GET', '/recruiting-targets', { ...options, query: { ...query } }),
    /** Open jobs of an account where candidates can be sent, by title. */
    targetJobs: (
      connectionId: string,
      query: PageOptions & RecruitingTargetJobQuery = {},
      options?: CallOptions,
    ) =>
      http.call<Page<RecruitingTargetJob>>(
        'GET',
        `/recruiting-targets/${encodeURIComponent(connectionId)}/jobs`,
        { ...options, query: { ...query } },
      ),
    /** What was sent, newest first. */
    writes: (query: PageOptions & RecruitingWriteQuery = {}, options?: CallOptions) =>
      http.call<Page<RecruitingWrite>>('GET', '/recruiting-writes', { ...options, query: { ...query } }),
    write: (id: string, options?: CallOptions) => http.call<RecruitingWrite>('GET', write(id), options),
    /** Records what is to be sent; it goes out by itself, once. */
    send: (body: z.input<typeof recruitingWriteInput>, options?: CallOptions) =>
      http.call<RecruitingWrite>('POST', '/recruiting-writes', { ...options, body }),
    /** Says what became of a write that needs attention. */
    resolve: (id: string, body: RecruitingWriteResolution, options?: CallOptions) =>
      http.call<RecruitingWrite>('POST', `${write(id)}/resolve`, { ...options, body }),
  };
}

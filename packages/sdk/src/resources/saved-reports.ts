import type { CallOptions, Http } from '../http.ts';
import type { Page } from '../schemas/paging.ts';
import type { SavedReport, SavedReportInput } from '../schemas/reports.ts';

export function savedReportsResource(http: Http) {
  return {
    list: (options?: CallOptions) => http.call<Page<SavedReport>>('GET', '/saved-reports', options),
    get: (number: number, options?: CallOptions) =>
      http.call<SavedReport>('GET', `/saved-reports/${number}`, options),
    create: (
      body: Pick<SavedReportInput, 'name' | 'fields'> & Partial<SavedReportInput>,
      options?: CallOptions,
    ) => http.call<SavedReport>('POST', '/saved-reports', { ...options, body }),
    remove: (number: number, options?: CallOptions) =>
      http.call<void>('DELETE', `/saved-reports/${number}`, options),
  };
}

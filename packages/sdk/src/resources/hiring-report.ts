import type { CallOptions, Http } from '../http.ts';
import type { HiringReport, HiringReportPart, HiringReportQuery } from '../schemas/hiring-report.ts';

export function hiringReportResource(http: Http) {
  return {
    get: (query: HiringReportQuery = {}, options?: CallOptions) =>
      http.call<HiringReport>('GET', '/hiring-report', { ...options, query: { ...query } }),
    /** Where a browser gets one part of it as CSV. */
    csvUrl: (part: HiringReportPart, query: HiringReportQuery = {}) =>
      http.urlOf(`/hiring-report/${part}`, { ...query }),
  };
}

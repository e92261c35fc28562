import { Readable } from 'node:stream';
import { hiringReport, hiringReportPart, hiringReportQuery } from '@joinery/sdk';
import { z } from 'zod';
import { contentDisposition } from '../../modules/files/files.ts';
import { exportHiringReport, readHiringReport } from '../../modules/hiring-report/hiring-report.service.ts';
import { FileAnswer, type Route, route } from './routes.ts';

const tag = 'Hiring report';

export const hiringReportRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/hiring-report',
    tag,
    summary:
      'How far applications of a period came, by job, source and recruiter, and the time in each stage',
    query: hiringReportQuery,
    answer: hiringReport,
    handle: ({ context, principal, query }) => readHiringReport(context, principal, query),
  }),
  route({
    method: 'GET',
    url: '/hiring-report/:part',
    tag,
    summary: 'One part of the hiring report as CSV',
    params: z.object({ part: hiringReportPart }),
    query: hiringReportQuery,
    sendsFile: true,
    handle: async ({ context, principal, params, query }) => {
      const { name, text } = await exportHiringReport(context, principal, params.part, query);
      const headers = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': contentDisposition(name),
        'content-security-policy': "default-src 'none'; sandbox",
      };
      return new FileAnswer(headers, async () => Readable.from([text]));
    },
  }),
];

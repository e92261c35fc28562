import { pageOf, savedReport, savedReportInput } from '@joinery/sdk';
import {
  createSavedReport,
  deleteSavedReport,
  getSavedReport,
  listSavedReports,
} from '../../modules/reports/reports.service.ts';
import { numberParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Saved reports';

export const savedReportsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/saved-reports',
    tag,
    summary: 'Saved reports that you may ask for, by name',
    answer: pageOf(savedReport),
    handle: async ({ context, principal }) => whole(await listSavedReports(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/saved-reports',
    tag,
    summary: 'Keep a report: its fields, whom it holds and in which order',
    body: savedReportInput,
    answer: savedReport,
    status: 201,
    handle: ({ context, principal, body }) => createSavedReport(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/saved-reports/:number',
    tag,
    summary: 'One saved report',
    params: numberParams,
    answer: savedReport,
    handle: ({ context, principal, params }) => getSavedReport(context, principal, params.number),
  }),
  route({
    method: 'DELETE',
    url: '/saved-reports/:number',
    tag,
    summary: 'Remove a saved report',
    params: numberParams,
    handle: async ({ context, principal, params }) => {
      await deleteSavedReport(context, principal, params.number);
      return undefined;
    },
  }),
];

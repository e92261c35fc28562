import { application, applicationPatch, applicationQuery, pageOf, pageQuery } from '@joinery/sdk';
import {
  getApplication,
  listApplications,
  moveApplication,
} from '../../modules/applications/applications.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Applications';

export const applicationsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/applications',
    tag,
    summary: 'Applications, newest first',
    query: pageQuery.extend(applicationQuery.shape).strict(),
    answer: pageOf(application),
    handle: (call) =>
      page(call, 'applications', (slice) =>
        listApplications(call.context, call.principal, call.query, slice),
      ),
  }),
  route({
    method: 'GET',
    url: '/applications/:id',
    tag,
    summary: 'One application',
    params: idParams,
    answer: application,
    handle: ({ context, principal, params }) => getApplication(context, principal, params.id),
  }),
  route({
    method: 'PATCH',
    url: '/applications/:id',
    tag,
    summary: 'Move an application to a stage',
    params: idParams,
    body: applicationPatch,
    answer: application,
    handle: ({ context, principal, params, body }) => moveApplication(context, principal, params.id, body),
  }),
];

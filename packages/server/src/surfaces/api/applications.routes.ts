import {
  application,
  applicationPatch,
  applicationQuery,
  comment,
  commentInput,
  pageOf,
  pageQuery,
  rejectInput,
} from '@joinery/sdk';
import {
  addComment,
  getApplication,
  listApplications,
  listComments,
  rejectApplication,
  updateApplication,
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
    summary: 'Move an application to a stage, or rate it',
    params: idParams,
    body: applicationPatch,
    answer: application,
    handle: ({ context, principal, params, body }) => updateApplication(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/applications/:id/reject',
    tag,
    summary: 'Move an application into a stage of kind rejected, with why',
    params: idParams,
    body: rejectInput,
    answer: application,
    handle: ({ context, principal, params, body }) => rejectApplication(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/applications/:id/comments',
    tag,
    summary: 'Comments on an application, newest first',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(comment),
    handle: (call) =>
      page(call, `comments ${call.params.id}`, (slice) =>
        listComments(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/applications/:id/comments',
    tag,
    summary: 'Comment on an application',
    params: idParams,
    body: commentInput,
    answer: comment,
    status: 201,
    handle: ({ context, principal, params, body }) => addComment(context, principal, params.id, body),
  }),
];

import { pageOf, rejectReason, rejectReasonInput, rejectReasonPatch } from '@joinery/sdk';
import { z } from 'zod';
import {
  createRejectReason,
  listRejectReasons,
  updateRejectReason,
} from '../../modules/reject-reasons/reject-reasons.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Applications';

export const rejectReasonsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/reject-reasons',
    tag,
    summary: 'Why candidates are rejected, in their order',
    query: z.strictObject({ archived: z.stringbool().optional() }),
    answer: pageOf(rejectReason),
    handle: async ({ context, principal, query }) =>
      whole(await listRejectReasons(context, principal, query)),
  }),
  route({
    method: 'POST',
    url: '/reject-reasons',
    tag,
    summary: 'Add a reason',
    body: rejectReasonInput,
    answer: rejectReason,
    status: 201,
    handle: ({ context, principal, body }) => createRejectReason(context, principal, body),
  }),
  route({
    method: 'PATCH',
    url: '/reject-reasons/:id',
    tag,
    summary: 'Rename, move or archive a reason',
    params: idParams,
    body: rejectReasonPatch,
    answer: rejectReason,
    handle: ({ context, principal, params, body }) => updateRejectReason(context, principal, params.id, body),
  }),
];

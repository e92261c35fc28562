import {
  approval,
  approvalAnswerInput,
  approvalQuery,
  approvalSummary,
  approvalsWaiting,
  pageOf,
  pageQuery,
} from '@joinery/sdk';
import {
  answerApproval,
  countApprovalsWaiting,
  getApproval,
  listApprovals,
} from '../../modules/approvals/approvals.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Approvals';

export const approvalsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/approvals',
    tag,
    summary: 'What is or was asked of people, newest first; as far as the caller may see it',
    query: pageQuery.extend(approvalQuery.shape).strict(),
    answer: pageOf(approvalSummary),
    handle: (call) =>
      page(call, 'approvals', (slice) => listApprovals(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'GET',
    url: '/approvals/waiting',
    tag,
    summary: 'How many wait for the caller’s answer',
    answer: approvalsWaiting,
    handle: ({ context, principal }) => countApprovalsWaiting(context, principal),
  }),
  route({
    method: 'GET',
    url: '/approvals/:id',
    tag,
    summary: 'One approval: exactly what is asked, who may answer, who answered what, and its trail',
    params: idParams,
    answer: approval,
    handle: ({ context, principal, params }) => getApproval(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/approvals/:id/answer',
    tag,
    summary: 'Approve or reject exactly what was shown; one rejection ends it',
    params: idParams,
    body: approvalAnswerInput,
    answer: approval,
    handle: ({ context, principal, params, body }) => answerApproval(context, principal, params.id, body),
  }),
];

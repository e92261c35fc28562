import {
  hireAccount,
  hireFinding,
  hireFindingQuery,
  hireReconcile,
  hireReconcileInput,
  pageOf,
  pageQuery,
} from '@joinery/sdk';
import { z } from 'zod';
import { listHireAccounts } from '../../modules/connections/connections.service.ts';
import { listFindings, listReconciles } from '../../modules/hires/hire-findings.service.ts';
import { reconcileNow } from '../../modules/hires/hire-reconcile.service.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Hires';

export const hireFindingsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/hires/findings',
    tag,
    summary: 'What accounts show of hires that should not be, newest first',
    query: pageQuery.extend(hireFindingQuery.shape).strict(),
    answer: pageOf(hireFinding),
    handle: (call) =>
      page(call, 'hires/findings', (slice) => listFindings(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'GET',
    url: '/hires/accounts',
    tag,
    summary: 'The connections that hires can go to, by name',
    answer: z.object({ items: z.array(hireAccount) }),
    handle: async ({ context, principal }) => ({ items: await listHireAccounts(context, principal) }),
  }),
  route({
    method: 'GET',
    url: '/hires/reconciles',
    tag,
    summary: 'When connections that have hires were last looked through for what should not be',
    answer: z.object({ items: z.array(hireReconcile) }),
    handle: ({ context, principal }) => listReconciles(context, principal),
  }),
  route({
    method: 'POST',
    url: '/hires/reconciles',
    tag,
    summary: 'Look through a connection now, in full',
    body: hireReconcileInput,
    answer: hireReconcile,
    handle: ({ context, principal, body }) => reconcileNow(context, principal, body.connectionId),
  }),
];

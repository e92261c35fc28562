import { company, setup } from '@joinery/sdk';
import { z } from 'zod';
import { isSetUpNeeded, setUp } from '../../modules/companies/companies.service.ts';
import { type Route, route } from './routes.ts';

const tag = 'Company';

export const companyRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/setup',
    tag,
    summary: 'Whether the server is empty and waits for its first company',
    open: true,
    answer: z.object({ needed: z.boolean() }),
    handle: async ({ context }) => ({ needed: await isSetUpNeeded(context) }),
  }),
  route({
    method: 'POST',
    url: '/setup',
    tag,
    summary: 'Make the first company and its Account Owner',
    open: true,
    body: setup,
    answer: company,
    status: 201,
    handle: ({ context, body }) => setUp(context, body),
  }),
  route({
    method: 'GET',
    url: '/company',
    tag,
    summary: 'The company that the caller belongs to',
    answer: company,
    handle: async ({ principal }) => principal.company,
  }),
];

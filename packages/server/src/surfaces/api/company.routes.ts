import { company, companyProfile, companyProfilePatch, setup } from '@joinery/sdk';
import { z } from 'zod';
import { isSetUpNeeded, setUp } from '../../modules/companies/companies.service.ts';
import { readProfile, updateProfile } from '../../modules/companies/company-profile.service.ts';
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
  route({
    method: 'GET',
    url: '/company/profile',
    tag,
    summary: 'What the company tells of itself',
    answer: companyProfile,
    handle: ({ context, principal }) => readProfile(context, principal),
  }),
  route({
    method: 'PATCH',
    url: '/company/profile',
    tag,
    summary: 'Change what the company tells of itself',
    body: companyProfilePatch,
    answer: companyProfile,
    handle: ({ context, principal, body }) => updateProfile(context, principal, body),
  }),
];

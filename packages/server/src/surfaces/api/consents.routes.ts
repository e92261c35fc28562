import {
  consent,
  consentInput,
  consentText,
  consentTextInput,
  consentTextQuery,
  consentWithdrawal,
  demographicCounts,
  demographicQuestion,
  demographicQuestionsInput,
  newConsentText,
  pageOf,
} from '@joinery/sdk';
import { z } from 'zod';
import {
  giveConsent,
  listConsents,
  withdrawConsent,
} from '../../modules/consents/candidate-consents.service.ts';
import {
  changeConsentText,
  createConsentText,
  listConsentTexts,
  retireConsentText,
} from '../../modules/consents/consents.service.ts';
import {
  listDemographicQuestions,
  readDemographicCounts,
  replaceDemographicQuestions,
} from '../../modules/demographics/demographics.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Consents';
const keyParams = z.object({ key: z.string().min(1).max(100) });

export const consentsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/consent-texts',
    tag,
    summary: 'Texts that applicants agree to, newest versions; with key all versions of one',
    query: consentTextQuery.strict(),
    answer: pageOf(consentText),
    handle: async ({ context, principal, query }) => whole(await listConsentTexts(context, principal, query)),
  }),
  route({
    method: 'POST',
    url: '/consent-texts',
    tag,
    summary: 'Write a text that applicants agree to: every form asks for it from now on',
    body: newConsentText,
    answer: consentText,
    status: 201,
    handle: ({ context, principal, body }) => createConsentText(context, principal, body),
  }),
  route({
    method: 'PUT',
    url: '/consent-texts/:key',
    tag,
    summary: 'Write a new version of a text; the same words change nothing',
    params: keyParams,
    body: consentTextInput,
    answer: consentText,
    handle: ({ context, principal, params, body }) => changeConsentText(context, principal, params.key, body),
  }),
  route({
    method: 'DELETE',
    url: '/consent-texts/:key',
    tag,
    summary: 'Ask for a text no more; what was agreed to stays',
    params: keyParams,
    handle: async ({ context, principal, params }) => {
      await retireConsentText(context, principal, params.key);
      return undefined;
    },
  }),
  route({
    method: 'GET',
    url: '/candidates/:id/consents',
    tag: 'Candidates',
    summary: 'What a candidate agreed to, in which version and when, newest first',
    params: idParams,
    answer: pageOf(consent),
    handle: async ({ context, principal, params }) =>
      whole(await listConsents(context, principal, params.id)),
  }),
  route({
    method: 'POST',
    url: '/candidates/:id/consents',
    tag: 'Candidates',
    summary: 'Note down what a candidate agreed to elsewhere',
    params: idParams,
    body: consentInput,
    answer: consent,
    status: 201,
    handle: ({ context, principal, params, body }) => giveConsent(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/candidates/:id/consents/:consentId/withdraw',
    tag: 'Candidates',
    summary: 'Note down that a candidate agrees no more',
    params: idParams.extend({ consentId: z.string().min(1).max(100) }),
    body: consentWithdrawal,
    answer: consent,
    handle: ({ context, principal, params, body }) =>
      withdrawConsent(context, principal, { candidateId: params.id, id: params.consentId }, body),
  }),
  route({
    method: 'GET',
    url: '/demographics',
    tag,
    summary: 'How often demographic questions were answered, over all jobs; small counts are not told',
    answer: demographicCounts,
    handle: ({ context, principal }) => readDemographicCounts(context, principal),
  }),
  route({
    method: 'GET',
    url: '/demographics/questions',
    tag,
    summary: 'What every form asks about who applies; nobody has to answer',
    answer: pageOf(demographicQuestion),
    handle: async ({ context, principal }) => whole(await listDemographicQuestions(context, principal)),
  }),
  route({
    method: 'PUT',
    url: '/demographics/questions',
    tag,
    summary: 'Replace what every form asks about who applies',
    body: demographicQuestionsInput,
    answer: pageOf(demographicQuestion),
    handle: async ({ context, principal, body }) =>
      whole(await replaceDemographicQuestions(context, principal, body)),
  }),
];

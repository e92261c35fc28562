import { candidateField, candidateFieldInput, candidateFieldPatch, pageOf } from '@joinery/sdk';
import { z } from 'zod';
import {
  createCandidateField,
  listCandidateFields,
  updateCandidateField,
} from '../../modules/candidate-fields/candidate-fields.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Candidates';

export const candidateFieldsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/candidate-fields',
    tag,
    summary: 'The company’s own fields of candidates, in their order',
    query: z.strictObject({ archived: z.stringbool().optional() }),
    answer: pageOf(candidateField),
    handle: async ({ context, principal, query }) =>
      whole(await listCandidateFields(context, principal, query)),
  }),
  route({
    method: 'POST',
    url: '/candidate-fields',
    tag,
    summary: 'Make a field of candidates',
    body: candidateFieldInput,
    answer: candidateField,
    status: 201,
    handle: ({ context, principal, body }) => createCandidateField(context, principal, body),
  }),
  route({
    method: 'PATCH',
    url: '/candidate-fields/:id',
    tag,
    summary: 'Change, move or archive a field of candidates; its type stays',
    params: idParams,
    body: candidateFieldPatch,
    answer: candidateField,
    handle: ({ context, principal, params, body }) =>
      updateCandidateField(context, principal, params.id, body),
  }),
];

import {
  candidateDuplicate,
  candidateDuplicateCounts,
  candidateDuplicateQuery,
  candidateMerge,
  candidateMergeAnswer,
  candidateMergeInput,
  duplicateDecision,
  pageOf,
  pageQuery,
} from '@joinery/sdk';
import { z } from 'zod';
import {
  countDuplicates,
  decideDuplicate,
  listDuplicates,
} from '../../modules/candidate-duplicates/candidate-duplicates.service.ts';
import {
  listMerges,
  mergeCandidates,
  undoMerge,
} from '../../modules/candidate-duplicates/merge-candidates.service.ts';
import { idParams, whole } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Candidates';

export const candidateDuplicatesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/candidates/duplicates',
    tag,
    summary: 'Pairs of candidates who may be one person, the likeliest first',
    query: pageQuery.extend(candidateDuplicateQuery.shape).strict(),
    answer: pageOf(candidateDuplicate),
    handle: (call) =>
      page(call, 'duplicates', (slice) => listDuplicates(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'GET',
    url: '/candidates/duplicates/counts',
    tag,
    summary: 'How many pairs are open, merged and dismissed',
    answer: candidateDuplicateCounts,
    handle: ({ context, principal }) => countDuplicates(context, principal),
  }),
  route({
    method: 'PATCH',
    url: '/candidates/duplicates/:id',
    tag,
    summary: 'Say that they are two people, or ask again',
    params: idParams,
    body: duplicateDecision,
    answer: candidateDuplicate,
    handle: ({ context, principal, params, body }) => decideDuplicate(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/candidates/:id/merge',
    tag,
    summary: 'Merge another candidate into this one: all that is theirs goes along',
    params: idParams,
    body: candidateMergeInput,
    answer: candidateMergeAnswer,
    // It waits for everybody who writes in the company, and a second time finds it done.
    repeatable: true,
    handle: ({ context, principal, params, body }) => mergeCandidates(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/candidates/:id/merges',
    tag,
    summary: 'Merges that a candidate was part of, newest first',
    params: idParams,
    answer: pageOf(candidateMerge),
    handle: async ({ context, principal, params }) => whole(await listMerges(context, principal, params.id)),
  }),
  route({
    method: 'POST',
    url: '/candidates/:id/merges/:mergeId/undo',
    tag,
    summary: 'Take a merge apart: each is what they were',
    params: idParams.extend({ mergeId: z.string().min(1).max(100) }),
    answer: candidateMergeAnswer,
    repeatable: true,
    handle: ({ context, principal, params }) =>
      undoMerge(context, principal, { candidateId: params.id, id: params.mergeId }),
  }),
];

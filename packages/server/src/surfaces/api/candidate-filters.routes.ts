import {
  pageOf,
  savedCandidateFilter,
  savedCandidateFilterInput,
  savedCandidateFilterPatch,
} from '@joinery/sdk';
import {
  createCandidateFilter,
  listCandidateFilters,
  removeCandidateFilter,
  updateCandidateFilter,
} from '../../modules/candidate-filters/candidate-filters.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Candidates';

export const candidateFiltersRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/candidate-filters',
    tag,
    summary: 'Saved filters of candidates: your own and those that others share, by name',
    answer: pageOf(savedCandidateFilter),
    handle: async ({ context, principal }) => whole(await listCandidateFilters(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/candidate-filters',
    tag,
    summary: 'Save a filter',
    body: savedCandidateFilterInput,
    answer: savedCandidateFilter,
    status: 201,
    handle: ({ context, principal, body }) => createCandidateFilter(context, principal, body),
  }),
  route({
    method: 'PATCH',
    url: '/candidate-filters/:id',
    tag,
    summary: 'Change a saved filter of your own',
    params: idParams,
    body: savedCandidateFilterPatch,
    answer: savedCandidateFilter,
    handle: ({ context, principal, params, body }) =>
      updateCandidateFilter(context, principal, params.id, body),
  }),
  route({
    method: 'DELETE',
    url: '/candidate-filters/:id',
    tag,
    summary: 'Remove a saved filter of your own',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await removeCandidateFilter(context, principal, params.id);
      return undefined;
    },
  }),
];

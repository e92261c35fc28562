import {
  hireMapping,
  hireMappingPreview,
  hireMappingPreviewInput,
  hireMappingPut,
  hireMappingVersion,
  pageOf,
  pageQuery,
  valueMappingInput,
} from '@joinery/sdk';
import {
  getHireMapping,
  listHireMappingVersions,
  mapHireValue,
  previewHireMapping,
  putHireMapping,
} from '../../modules/hire-mappings/hire-mappings.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Hire mappings';

export const hireMappingsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/connections/:id/hire-mapping',
    tag,
    summary: 'What of candidate, application, offer and job goes into which field',
    params: idParams,
    answer: hireMapping,
    handle: ({ context, principal, params }) => getHireMapping(context, principal, params.id),
  }),
  route({
    method: 'PUT',
    url: '/connections/:id/hire-mapping',
    tag,
    summary: 'Save a new version of the mapping',
    params: idParams,
    body: hireMappingPut,
    answer: hireMapping,
    handle: ({ context, principal, params, body }) => putHireMapping(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/hire-mapping/versions',
    tag,
    summary: 'Who changed the mapping, and what, newest first',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(hireMappingVersion),
    handle: (call) =>
      page(call, `connections/${call.params.id}/hire-mapping`, (slice) =>
        listHireMappingVersions(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/connections/:id/hire-mapping/preview',
    tag,
    summary: 'What a mapping, saved or not, makes of an application; nothing is sent',
    params: idParams,
    body: hireMappingPreviewInput,
    answer: hireMappingPreview,
    repeatable: true,
    handle: ({ context, principal, params, body }) => previewHireMapping(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/connections/:id/hire-mapping/values',
    tag,
    summary: 'From now on send one value of a field for another',
    params: idParams,
    body: valueMappingInput,
    answer: hireMapping,
    handle: ({ context, principal, params, body }) => mapHireValue(context, principal, params.id, body),
  }),
];

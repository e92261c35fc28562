import { pageOf, pipeline, pipelineInput, pipelinePatch } from '@joinery/sdk';
import {
  createPipeline,
  getPipeline,
  listPipelines,
  removePipeline,
  updatePipeline,
} from '../../modules/pipelines/pipelines.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Pipelines';

export const pipelinesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/pipelines',
    tag,
    summary: 'Pipelines with their stages, the default one first',
    answer: pageOf(pipeline),
    handle: async ({ context, principal }) => whole(await listPipelines(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/pipelines',
    tag,
    summary: 'Make a pipeline: of these stages, as a copy of another one, or as the usual one',
    body: pipelineInput,
    answer: pipeline,
    status: 201,
    handle: ({ context, principal, body }) => createPipeline(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/pipelines/:id',
    tag,
    summary: 'One pipeline',
    params: idParams,
    answer: pipeline,
    handle: ({ context, principal, params }) => getPipeline(context, principal, params.id),
  }),
  route({
    method: 'PATCH',
    url: '/pipelines/:id',
    tag,
    summary: 'Rename a pipeline, or make it the default one',
    params: idParams,
    body: pipelinePatch,
    answer: pipeline,
    handle: ({ context, principal, params, body }) => updatePipeline(context, principal, params.id, body),
  }),
  route({
    method: 'DELETE',
    url: '/pipelines/:id',
    tag,
    summary: 'Remove a pipeline that no job uses',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await removePipeline(context, principal, params.id);
      return undefined;
    },
  }),
];

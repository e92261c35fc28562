import { pageOf, stage, stageInput, stagePatch } from '@joinery/sdk';
import { z } from 'zod';
import { createStage, deleteStage, listStages, updateStage } from '../../modules/stages/stages.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Stages';

export const stagesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/stages',
    tag,
    summary: 'Stages in their order',
    query: z.strictObject({ pipelineId: z.string().max(100).optional() }),
    answer: pageOf(stage),
    handle: async ({ context, principal, query }) =>
      whole(await listStages(context, principal, query.pipelineId)),
  }),
  route({
    method: 'POST',
    url: '/stages',
    tag,
    summary: 'Add a stage to the default pipeline',
    body: stageInput,
    answer: stage,
    status: 201,
    handle: ({ context, principal, body }) => createStage(context, principal, body),
  }),
  route({
    method: 'PATCH',
    url: '/stages/:id',
    tag,
    summary: 'Rename or move a stage, or change its kind while it is empty',
    params: idParams,
    body: stagePatch,
    answer: stage,
    handle: ({ context, principal, params, body }) => updateStage(context, principal, params.id, body),
  }),
  route({
    method: 'DELETE',
    url: '/stages/:id',
    tag,
    summary: 'Remove an empty stage',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await deleteStage(context, principal, params.id);
      return undefined;
    },
  }),
];

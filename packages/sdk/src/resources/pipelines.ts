import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { Page } from '../schemas/paging.ts';
import type { Pipeline, PipelinePatch, pipelineInput } from '../schemas/pipelines.ts';

export function pipelinesResource(http: Http) {
  const at = (id: string) => `/pipelines/${encodeURIComponent(id)}`;
  return {
    list: (options?: CallOptions) => http.call<Page<Pipeline>>('GET', '/pipelines', options),
    get: (id: string, options?: CallOptions) => http.call<Pipeline>('GET', at(id), options),
    create: (body: z.input<typeof pipelineInput>, options?: CallOptions) =>
      http.call<Pipeline>('POST', '/pipelines', { ...options, body }),
    update: (id: string, body: PipelinePatch, options?: CallOptions) =>
      http.call<Pipeline>('PATCH', at(id), { ...options, body }),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
  };
}

import type { CallOptions, Http } from '../http.ts';
import type { Stage, StageInput, StagePatch } from '../schemas/jobs.ts';
import type { Page } from '../schemas/paging.ts';

export function stagesResource(http: Http) {
  const at = (id: string) => `/stages/${encodeURIComponent(id)}`;
  return {
    list: (query: { pipelineId?: string } = {}, options?: CallOptions) =>
      http.call<Page<Stage>>('GET', '/stages', { ...options, query: { ...query } }),
    create: (body: StageInput, options?: CallOptions) =>
      http.call<Stage>('POST', '/stages', { ...options, body }),
    update: (id: string, body: StagePatch, options?: CallOptions) =>
      http.call<Stage>('PATCH', at(id), { ...options, body }),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
  };
}

// One HTTP server: the shared pipeline, then each dialect as a plugin of its own.
import Fastify, { type FastifyInstance } from 'fastify';
import type { Context } from '../modules/context.ts';
import { apiSurface } from './api/index.ts';
import { oauthSurface } from './bamboohr/oauth/index.ts';
import { answerUnreadable, bamboohrSurface } from './bamboohr/surface.ts';
import { careersSurface } from './careers/index.ts';
import { consoleSurface } from './console/index.ts';
import { createGuards } from './guards.ts';
import { hooksSurface } from './hooks/index.ts';
import { installOperations } from './operations/index.ts';
import { photosSurface } from './photos/index.ts';
import { answerFrameworkError, installPipeline, isDialectPath, serverOptions } from './pipeline.ts';

export interface SurfaceOptions {
  /** Whether the server is ready for work; shown at /readyz. */
  isReady: () => boolean;
}

/** The server with all surfaces, not listening yet. */
export async function buildSurfaces(context: Context, options: SurfaceOptions): Promise<FastifyInstance> {
  const http = Fastify({
    ...serverOptions(context),
    frameworkErrors: (error, request, reply) =>
      isDialectPath(request.raw.url)
        ? answerUnreadable(request, reply)
        : answerFrameworkError(error, request, reply),
  });
  installPipeline(http, context);
  const guards = createGuards(context);
  installOperations(http, context, { ...options, guards });
  await http.register(apiSurface(context, guards));
  await http.register(bamboohrSurface(context, guards));
  await http.register(oauthSurface(context, guards));
  await http.register(photosSurface(context));
  await http.register(hooksSurface(context));
  await http.register(careersSurface(context, guards));
  await http.register(consoleSurface());
  await http.ready();
  return http;
}

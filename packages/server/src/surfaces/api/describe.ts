import Fastify from 'fastify';
import type { Context } from '../../modules/context.ts';
import { systemClock } from '../../platform/clock.ts';
import { apiSurface } from './index.ts';

/** The OpenAPI document, for writing it to a file: nothing is opened and nothing listens. */
export async function describeNativeApi(): Promise<unknown> {
  const app = Fastify();
  // Routes touch the context only when they run.
  await app.register(apiSurface({ clock: systemClock } as Context));
  const answer = await app.inject('/v1/openapi.json');
  await app.close();
  return answer.json();
}

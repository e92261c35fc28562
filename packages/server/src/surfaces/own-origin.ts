import type { FastifyRequest } from 'fastify';
import type { Context } from '../modules/context.ts';

/** `scheme://host` at which people reach this server. */
export function ownOrigin(
  { config }: Pick<Context, 'config'>,
  request: Pick<FastifyRequest, 'protocol' | 'host'>,
): string {
  return config.publicUrl === undefined
    ? `${request.protocol}://${request.host}`
    : config.publicUrl.replace(/\/+$/, '');
}

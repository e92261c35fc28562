// Calls of providers: POST /hooks/{connection}, any content, at most 1 MB. Answers have no body, and
// nobody is told whether it was the address or the key that was wrong.

import type { Readable } from 'node:stream';
import type { ErrorKind } from '@joinery/sdk';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../../modules/context.ts';
import { receiveCall } from '../../modules/recruiting/recruiting-calls.service.ts';
import { receiveHint } from '../../modules/source-webhooks/hints.service.ts';
import { bodyLimits, readBytes, toJoineryError } from '../pipeline.ts';

const statuses: Partial<Record<ErrorKind, number>> = {
  invalid: 400,
  too_large: 413,
  unsupported_media: 415,
  not_found: 404,
  unavailable: 503,
};

export function hooksSurface(context: Context): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request: FastifyRequest, payload: Readable) =>
      readBytes(payload, bodyLimits.text),
    );
    app.setErrorHandler((error, _request, reply) => {
      const { kind } = toJoineryError(error);
      // The provider repeats what was not taken; soon is soon enough.
      if (kind === 'unavailable') reply.header('retry-after', '30');
      return reply.code(statuses[kind] ?? 500).send();
    });
    app.post('/hooks/:connection', (request, reply) => receive(context, request, reply));
  };
}

async function receive(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { connection } = request.params as { connection: string };
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const call = { headers: singly(request.headers), body };
  // An account that tells of candidates tells of no employees.
  const isTaken =
    (await receiveCall(context, connection, call)) ?? (await receiveHint(context, connection, call));
  return reply.code(isTaken ? 200 : 401).send();
}

function singly(headers: FastifyRequest['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Sender } from './body-places.ts';

const givenUp = new WeakMap<IncomingMessage, Promise<never>>();

/** Who sends the body of a request; what reads it asks `untilGivenUp` when to stop. */
export function senderOf({ raw }: Pick<FastifyRequest, 'raw'>): Sender {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  givenUp.set(raw, promise);
  return {
    received: () => raw.socket.bytesRead ?? 0,
    isWhole: () => raw.complete,
    isGone: () => raw.destroyed,
    giveUp: reject,
  };
}

/** Fails when the sender of the body is given up; undefined for bodies that are read in any case. */
export function untilGivenUp({ raw }: Pick<FastifyRequest, 'raw'>): Promise<never> | undefined {
  return givenUp.get(raw);
}

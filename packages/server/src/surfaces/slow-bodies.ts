// Bodies that hardly come: whoever sends one is cut off long before the time that an honest upload over a
// slow line may take. Nothing is read for it, and a body that is here at once costs two steps in a map.
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface PaceLimits {
  /** So long any pace will do. */
  graceMs: number;
  bytesPerSecond: number;
  lookMs: number;
}

/** Cut off within a minute. */
const usualPace: PaceLimits = { graceMs: 50_000, bytesPerSecond: 8 * 1024, lookMs: 5_000 };

interface Coming {
  since: number;
  /** Of its connection, when it began. */
  before: number;
}

export function cutOffSlowBodies(app: FastifyInstance, limits: PaceLimits = usualPace): void {
  const coming = new Map<IncomingMessage, Coming>();
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (hasBody(raw)) coming.set(raw, { since: performance.now(), before: raw.socket.bytesRead ?? 0 });
    done();
  });
  const isOver = ({ raw }: FastifyRequest, done: () => void) => {
    coming.delete(raw);
    done();
  };
  app.addHook('preHandler', (request, _reply, done) => isOver(request, done));
  // What is left of one that was refused is cut off by who dropped it.
  app.addHook('onResponse', (request, _reply, done) => isOver(request, done));
  const looking = setInterval(() => {
    for (const [raw, one] of coming) {
      const isHere = raw.complete || raw.destroyed;
      if (!isHere && isSlow(raw, one, limits)) raw.destroy();
      if (isHere || raw.destroyed) coming.delete(raw);
    }
  }, limits.lookMs).unref();
  app.addHook('onClose', async () => clearInterval(looking));
}

/** Whether the request has a body, whatever came of it so far. */
export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isSlow(raw: IncomingMessage, one: Coming, { graceMs, bytesPerSecond }: PaceLimits): boolean {
  const tookMs = performance.now() - one.since;
  return tookMs > graceMs && ((raw.socket.bytesRead - one.before) * 1000) / tookMs < bytesPerSecond;
}

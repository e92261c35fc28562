// For those who run the server: is it alive, is it ready, what does it do.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Context } from '../../modules/context.ts';
import { isDatabaseAnswering } from '../../modules/installation/installation.service.ts';
import type { Guards } from '../guards.ts';

/** Adds `/healthz`, `/readyz` and `/metrics`; counts the requests of all surfaces. */
export function installOperations(
  app: FastifyInstance,
  context: Context,
  { isReady, guards: { robots } }: { isReady: () => boolean; guards: Pick<Guards, 'robots'> },
): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'joinery_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer.',
    labelNames: ['method', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  new Counter({
    name: 'joinery_careers_robots_total',
    help: 'Forms of careers pages that were thanked for and not taken, because they looked like those of programs.',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(robots)) this.inc({ reason }, count);
    },
  });
  app.addHook('onResponse', (request, reply, done) => {
    durations.observe({ method: request.method, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ready = isReady() && (await isDatabaseAnswering(context));
    const status = ready ? 'ready' : 'not ready';
    return reply.code(ready ? 200 : 503).send({ status, scanner: await scannerStatus(context) });
  });
  app.get('/metrics', async (request, reply) => {
    if (!context.config.metricsPublic && !isFromThisMachine(request))
      return reply.code(403).send({
        status: 'refused',
        detail: 'Answered to this machine only, unless JOINERY_METRICS_PUBLIC=true.',
      });
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

// Documents wait while it does not answer; everything else goes on, so the server is ready all the same.
async function scannerStatus({ scanner }: Context): Promise<string> {
  if (scanner === undefined) return 'not set up';
  return (await scanner.isAnswering()) ? 'answering' : 'not answering';
}

// What a proxy on this machine passes on comes from this machine, too, but was asked by anybody.
function isFromThisMachine({ raw, headers }: FastifyRequest): boolean {
  const peer = raw.socket.remoteAddress ?? '';
  const isPassedOn = ['x-forwarded-for', 'forwarded', 'via'].some((name) => headers[name] !== undefined);
  return !isPassedOn && ipaddr.isValid(peer) && ipaddr.process(peer).range() === 'loopback';
}

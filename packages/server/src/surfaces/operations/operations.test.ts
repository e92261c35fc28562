import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../config.ts';
import type { Context } from '../../modules/context.ts';
import { installOperations } from './index.ts';

async function askMetrics(
  metricsPublic: boolean,
  { from, headers = {} }: { from: string; headers?: Record<string, string> },
) {
  const app = Fastify();
  installOperations(app, { config: { metricsPublic } as Config } as Context, {
    isReady: () => true,
    guards: { robots: { trap: 0, token: 0 } },
  });
  const answer = await app.inject({ url: '/metrics', remoteAddress: from, headers });
  await app.close();
  return answer;
}

describe('/metrics', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])(
    'answers this machine, as %s',
    async (from) => {
      const answer = await askMetrics(false, { from });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('joinery_http_request_duration_seconds');
    },
  );

  it.each(['192.0.2.7', '10.0.0.5', '::ffff:10.0.0.5', '2001:db8::1', '0.0.0.0'])(
    'refuses %s',
    async (from) => {
      const answer = await askMetrics(false, { from });
      expect(answer.statusCode).toBe(403);
      expect(answer.body).toContain('JOINERY_METRICS_PUBLIC');
      expect(answer.body).not.toContain('joinery_http');
    },
  );

  it.each(['x-forwarded-for', 'forwarded', 'via'])(
    'refuses what a proxy on this machine passes on (%s)',
    async (name) => {
      const answer = await askMetrics(false, { from: '127.0.0.1', headers: { [name]: '127.0.0.1' } });
      expect(answer.statusCode).toBe(403);
    },
  );

  it('answers everybody when the setting says so', async () => {
    expect((await askMetrics(true, { from: '192.0.2.7' })).statusCode).toBe(200);
  });
});

import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

// Everything comes from this server: the page works without the internet and tells nobody.
const policy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'self'",
].join('; ');

/** The documentation page of the native API at /docs. */
export async function mountDocs(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', policy);
  });
  await app.register(reference, {
    routePrefix: '/docs',
    logLevel: 'silent',
    configuration: {
      url: '/v1/openapi.json',
      pageTitle: 'Joinery API',
      withDefaultFonts: false,
      telemetry: false,
      showDeveloperTools: 'never',
      hideClientButton: true,
      // It would ask a service of somebody else, which the policy forbids.
      agent: { disabled: true },
      favicon: '/favicon.svg',
    },
  });
}

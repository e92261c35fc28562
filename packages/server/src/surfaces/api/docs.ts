import Fastify, { type FastifyInstance, type RouteHandlerMethod } from 'fastify';

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
  let pages: Promise<FastifyInstance> | undefined;
  const handler: RouteHandlerMethod = async ({ url, headers: { host = 'localhost' } }, reply) => {
    pages ??= openPages();
    const { statusCode, headers, rawPayload } = await (await pages).inject({ url, headers: { host } });
    for (const name of ['content-type', 'location'])
      if (headers[name] !== undefined) reply.header(name, headers[name]);
    return reply.code(statusCode).send(rawPayload);
  };
  for (const url of ['/docs', '/docs/', '/docs/js/scalar.js'])
    app.get(url, { logLevel: 'silent', schema: { hide: true } }, handler);
}

// Of the five megabytes that this package is, most servers are asked for nothing: it is loaded for the first
// who looks, into an app of its own, for a server that listens takes no further routes.
async function openPages(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const pages = Fastify();
  await pages.register(reference, {
    routePrefix: '/docs',
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
  return pages;
}

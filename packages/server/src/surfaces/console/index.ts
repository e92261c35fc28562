// The built console as files. Addresses of its pages all get the one page; the router in it
// shows the right one.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';

const builtConsole = fileURLToPath(new URL('../../../../console/dist/', import.meta.url));

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const notBuilt = 'The console has not been built. Run: npm run build\n';

// Paths of other surfaces never get the console's page, so that a wrong API path says so.
const elsewhere = /^\/(?:v1|api|scim|mcp|careers|hooks|docs|healthz|readyz|metrics)(?:[/?]|$)/;

export function consoleSurface(folder = builtConsole): FastifyPluginAsync {
  return async (app) => {
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: true,
      // The build leaves a compressed twin beside each script and style.
      preCompressed: true,
      // Built files carry a hash of their content in their name.
      setHeaders: (reply, path) => {
        const lasting = path.startsWith(join(folder, 'assets'));
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    app.get('/', async (_request, reply) => sendPage(reply, folder));
    app.setNotFoundHandler(async (request, reply) => {
      const isPage = request.method === 'GET' && !elsewhere.test(request.url) && !/\.\w+$/.test(request.url);
      if (isPage) return sendPage(reply, folder);
      return reply.code(404).type('text/plain; charset=utf-8').send('Not found\n');
    });
  };
}

function sendPage(reply: FastifyReply, folder: string): FastifyReply {
  const page = join(folder, 'index.html');
  reply.header('content-security-policy', policy).header('cache-control', 'no-cache');
  if (!existsSync(page)) return reply.code(503).type('text/plain; charset=utf-8').send(notBuilt);
  return reply.type('text/html; charset=utf-8').send(readFileSync(page));
}

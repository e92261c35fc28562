import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { readMultipart } from './multipart.ts';

it('ends for a form whose sender hung up before it was read', async () => {
  const raw = new Readable({ read: () => undefined });
  raw.destroy();
  // As the parser does: no end is told of what ended before.
  const parts = async function* () {
    yield await new Promise(() => undefined);
  };
  const request = { raw, parts } as unknown as FastifyRequest;
  await expect(readMultipart(request)).rejects.toMatchObject({ code: 'request.invalid_form' });
});

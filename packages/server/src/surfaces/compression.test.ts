import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { gzipped, takesGzip } from './compression.ts';

describe('asking for gzip', () => {
  it.each([
    ['gzip', true],
    ['gzip, deflate, br', true],
    ['deflate, GZIP;q=0.5', true],
    ['*', true],
    ['x-gzip', true],
    [undefined, false],
    ['', false],
    ['identity', false],
    ['br', false],
    ['gzip;q=0', false],
    ['*;q=0', false],
    ['gzip;q=0, *', false],
    ['gzip;q=nonsense', false],
  ])('%s: %s', (accepted, expected) => {
    expect(takesGzip(accepted)).toBe(expected);
  });
});

const long = 'abcdefghij'.repeat(500);

async function answer(type: string, body: () => unknown, encoding = 'gzip') {
  const app = Fastify();
  app.addHook('onSend', gzipped);
  app.get('/', (_request, reply) => reply.type(type).send(body()));
  const reply = await app.inject({ url: '/', headers: { 'accept-encoding': encoding } });
  await app.close();
  return reply;
}

describe('an answer', () => {
  it('that is long text comes as gzip', async () => {
    const { headers, rawPayload } = await answer('application/json', () => Buffer.from(long));
    expect([headers['content-encoding'], headers.vary]).toEqual(['gzip', 'Accept-Encoding']);
    expect(Number(headers['content-length'])).toBe(rawPayload.length);
    expect(gunzipSync(rawPayload).toString()).toBe(long);
  });

  it('that is a stream of text comes as gzip, page by page', async () => {
    const source = () => Readable.from([long.slice(0, 2000), long.slice(2000)]);
    const { headers, rawPayload } = await answer('text/csv; charset=UTF-8', source);
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(rawPayload).toString()).toBe(long);
  });

  it.each([
    ['short', 'application/json', () => Buffer.from('{}')],
    ['a file of text', 'text/plain; charset=binary', () => Buffer.from(long)],
    ['a picture', 'image/jpeg', () => Buffer.from(long)],
    ['a stream of a PDF', 'application/pdf', () => Readable.from([long])],
  ])('that is %s goes as it is', async (_what, type, body) => {
    const { headers, rawPayload } = await answer(type, body);
    expect(headers['content-encoding']).toBeUndefined();
    const sent = body();
    expect(rawPayload.equals(Buffer.isBuffer(sent) ? sent : await buffer(sent))).toBe(true);
  });

  it('goes as it is to who does not ask, and says that others get another', async () => {
    const { headers, payload } = await answer('text/xml', () => Buffer.from(long), 'identity');
    expect([headers['content-encoding'], headers.vary, payload]).toEqual([
      undefined,
      'Accept-Encoding',
      long,
    ]);
  });
});

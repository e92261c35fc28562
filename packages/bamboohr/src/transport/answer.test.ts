import { describe, expect, test } from 'vitest';
import { ShapeError } from '../json.ts';
import { aClient, errorOf } from '../testing/client.ts';
import { scriptedServer, text } from '../testing/scripted-server.ts';
import { readAnswer, TooLargeError } from './answer.ts';

function answerOf(
  body: string | Uint8Array<ArrayBuffer>,
  contentType = 'application/json',
  maxBytes = 1_000_000,
) {
  const response = new Response(body, { headers: { 'content-type': contentType } });
  return readAnswer(response, 'http://localhost/', maxBytes);
}

describe('an answer', () => {
  test.each(['application/json', 'application/json; charset=UTF-8', 'application/problem+json'])(
    'of type %s is JSON',
    async (type) => {
      expect((await answerOf('{"a":[1]}', type)).json()).toEqual({ a: [1] });
    },
  );

  test('with a byte order mark is read without it', async () => {
    expect((await answerOf('\ufeff{"a":1}')).json()).toEqual({ a: 1 });
  });

  test.each([
    ['HTML', '<html>', 'text/html', /expected JSON, got "text\/html"/],
    ['JSON under another type', '{}', 'text/html', /expected JSON, got "text\/html"/],
    ['half of it', '{"ssn":"123', 'application/json', /does not parse/],
    ['Latin-1', Uint8Array.of(0x22, 0xe9, 0x22), 'application/json', /UTF-8/],
    ['a million levels', '['.repeat(1_000_000), 'application/json', /levels deep/],
  ] as const)('that is %s is not taken for JSON', async (_name, body, type, message) => {
    const answer = await answerOf(body, type);
    expect(() => answer.json()).toThrow(ShapeError);
    expect(() => answer.json()).toThrow(message);
  });

  test('does not repeat personal data when it does not parse', async () => {
    const answer = await answerOf('{"ssn":"123-45-6789');
    expect(() => answer.json()).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('123') }),
    );
  });

  test('counts levels outside of strings only', async () => {
    const value = { a: `\\"${'['.repeat(100)}`, b: [1] };
    expect((await answerOf(JSON.stringify(value))).json()).toEqual(value);
  });

  test.each(['', ' \r\n'])('that is blank (%j) is null where a body is optional', async (body) => {
    expect((await answerOf(body, 'text/html')).jsonOrEmpty()).toBeNull();
  });

  test('stops being read once it is too large', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled++;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const response = { status: 200, headers: new Headers(), body: endless };
    await expect(readAnswer(response, 'http://localhost/', 5000)).rejects.toThrow(TooLargeError);
    expect(pulled).toBeLessThan(10);
  });
});

describe('the size cap', () => {
  test('turns a large answer into an error that is not repeated', async () => {
    const server = await scriptedServer(text(200, 'application/json', `["${'x'.repeat(5000)}"]`));
    const error = await errorOf(aClient(server.baseUrl, { maxResponseBytes: 1000 }).meta.fields());
    expect(error).toMatchObject({ reason: 'too_large', outcome: 'ambiguous', status: 200 });
    expect(server.requests).toHaveLength(1);
  });

  test('counts bytes after decompression', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(`["${'x'.repeat(1_000_000)}"]`);
    expect(bomb.length).toBeLessThan(2000);
    const server = await scriptedServer(text(200, 'application/json', bomb, { 'content-encoding': 'gzip' }));
    const error = await errorOf(aClient(server.baseUrl, { maxResponseBytes: 100_000 }).meta.fields());
    expect(error.reason).toBe('too_large');
  });
});

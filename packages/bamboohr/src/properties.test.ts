// Rules that hold for any input, tried on generated ones.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BambooHr } from './client.ts';
import { ShapeError } from './json.ts';
import type { FetchLike } from './options.ts';
import { apiKey, errorOf } from './testing/client.ts';
import { readLocation, resolveAddress } from './transport/address.ts';
import { readAnswer } from './transport/answer.ts';
import { encodeMultipart } from './transport/multipart.ts';
import { cleanMessage } from './transport/provider-message.ts';
import { readRetryAfter, retryDelayMs } from './transport/retry.ts';
import { normaliseValue, toMoney } from './values.ts';

const runs = { numRuns: 200 };
const anyText = fc.string({ unit: 'binary' });

describe('whatever a create is answered with', () => {
  const headers = fc.record(
    {
      'content-type': fc.constantFrom(
        'application/json',
        'text/html',
        'text/plain',
        'application/problem+json',
      ),
      location: fc.constantFrom('/v1/employees/7', 'https://evil.example/7', 'x', ''),
      'retry-after': fc.constantFrom('1', '0', 'soon'),
      'x-bamboohr-error-message': fc.constantFrom('No', ''),
      'www-authenticate': fc.constant('Basic'),
    },
    { requiredKeys: [] },
  );
  const bodies = fc.constantFrom(
    '',
    '{}',
    '{"id":"7"}',
    '{"id":"8"}',
    '<html>',
    '{"error":{"message":"No"}}',
    '{"',
  );
  const answers = fc.record({ status: fc.integer({ min: 200, max: 599 }), headers, body: bodies });

  test('it is sent once, and is done only with 201 and an id of ours', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async ({ status, headers, body }) => {
        const { result, sent } = await createAnsweredWith(status, headers, body);
        expect(sent).toBe(1);
        if (result !== 'done') return;
        expect(status).toBe(201);
        expect(headers.location).toBe('/v1/employees/7');
        expect(['', '{}', '{"id":"7"}', '{"error":{"message":"No"}}']).toContain(body);
      }),
      runs,
    );
  });

  test('it is refused only below 500 and with a reason of the provider’s', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async ({ status, headers, body }) => {
        const { result } = await createAnsweredWith(status, headers, body);
        expect(result).not.toBe('not_sent');
        if (result === 'throttled') expect([429, 503]).toContain(status);
        if (result !== 'refused') return;
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        expect([408, 429]).not.toContain(status);
        const named = (headers['x-bamboohr-error-message'] ?? '') !== '';
        expect(named || body !== '' || headers['www-authenticate'] !== undefined).toBe(true);
      }),
      runs,
    );
  });
});

test('a form comes out of another parser as it went in', async () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/["\r\n\\%]/.test(text));
  await fc.assert(
    fc.asyncProperty(name, anyText, fc.uint8Array(), async (fileName, value, bytes) => {
      fc.pre(value.isWellFormed());
      const content = Uint8Array.from(bytes);
      const form = encodeMultipart([
        ['text', value],
        ['file', { bytes: content, fileName }],
      ]);
      const read = await new Response(form.body, {
        headers: { 'content-type': form.contentType },
      }).formData();
      const file = read.get('file');
      expect(read.get('text')).toBe(value);
      expect(file).toMatchObject({ name: fileName });
      expect(file instanceof Blob && new Uint8Array(await file.arrayBuffer())).toEqual(content);
    }),
    runs,
  );
});

test('JSON within the depth reads as any parser reads it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 5 }), async (text) => {
      const response = new Response(text, { headers: { 'content-type': 'application/json' } });
      const answer = await readAnswer(response, 'http://localhost/', 1_000_000);
      expect(answer.json()).toEqual(JSON.parse(text));
    }),
    runs,
  );
});

test('text that is no JSON is a ShapeError, never another error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), async (bytes) => {
      const body = Uint8Array.from(bytes);
      const response = new Response(body, { headers: { 'content-type': 'application/json' } });
      const answer = await readAnswer(response, 'http://localhost/', 1_000_000);
      try {
        answer.json();
      } catch (error) {
        expect(error).toBeInstanceOf(ShapeError);
      }
    }),
    runs,
  );
});

test('a provider message is one short line without control characters', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const message = cleanMessage(text);
      expect(message === null || /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,500}$/u.test(message)).toBe(true);
    }),
    runs,
  );
});

test('a wait is never zero, negative, fractional or longer than an hour', () => {
  const header = fc.oneof(
    anyText,
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((at) => at.toUTCString()),
  );
  fc.assert(
    fc.property(header, (text) => {
      const seconds = readRetryAfter(text, Date.parse('2026-06-01T12:00:00Z')) ?? 1;
      expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600).toBe(true);
    }),
    runs,
  );
});

test('a back-off stays between half its ceiling and its ceiling', () => {
  const options = { limit: 9, baseDelayMs: 500, maxDelayMs: 30_000 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, random) => {
        const wait = retryDelayMs(attempt, null, options, () => random);
        const ceiling = Math.min(500 * 2 ** (attempt - 1), 30_000);
        expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
        expect(wait).toBeLessThanOrEqual(ceiling);
      },
    ),
    runs,
  );
});

test('a Location of another host is never believed', () => {
  const address = resolveAddress({ company: 'acme' });
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), fc.nat(), (url, id) => {
      expect(readLocation(`${url}/${id}`, 'https://api.bamboohr.com/', address)).toHaveProperty('problem');
    }),
    runs,
  );
});

test('an amount keeps its digits and its currency', () => {
  const digits = fc.tuple(fc.bigInt({ min: 0n }), fc.integer({ min: 0, max: 99 }));
  const currency = fc.constantFrom('USD', 'EUR', 'JPY');
  fc.assert(
    fc.property(digits, currency, ([whole, cents], code) => {
      const value = `${whole}.${String(cents).padStart(2, '0')}`;
      expect(toMoney(`${value} ${code}`)).toEqual({ value, currency: code });
      expect(toMoney({ value, currency: code })).toEqual({ value, currency: code });
    }),
    runs,
  );
});

test('no value makes normalising fail', () => {
  const type = fc.constantFrom('date', 'timestamp', 'currency', 'bool', 'text', undefined);
  fc.assert(
    fc.property(fc.json(), type, (text, of) => {
      expect(normaliseValue(JSON.parse(text), of)).not.toBeUndefined();
    }),
    runs,
  );
});

async function createAnsweredWith(status: number, headers: Record<string, string>, body: string) {
  let sent = 0;
  const bodiless = status === 204 || status === 205 || status === 304;
  const fetch: FetchLike = async () => {
    sent++;
    return new Response(bodiless ? null : body, { status, headers });
  };
  const client = new BambooHr({ apiKey, baseUrl: 'http://127.0.0.1', fetch });
  const create = client.employees.create({ firstName: 'Ann' });
  const result = await create.then(
    () => 'done' as const,
    async () => (await errorOf(create)).outcome,
  );
  return { result, sent };
}

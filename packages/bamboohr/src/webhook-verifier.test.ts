import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readWebhookChanges, verifyWebhook } from './webhook-verifier.ts';

const key = '0123456789abcdef0123456789abcdef';
const now = Date.UTC(2026, 5, 1, 12);
const iso = '2026-06-01T12:00:00Z';

const sign = (body: string, timestamp: string, by = key) =>
  createHmac('sha256', by).update(`${body}${timestamp}`, 'utf8').digest('hex');

function aDelivery(parts: { body?: string; timestamp?: string; signature?: string } = {}) {
  const { body = '{"employees":[]}', timestamp = iso } = parts;
  return {
    rawBody: Buffer.from(body),
    headers: {
      'X-BambooHR-Timestamp': timestamp,
      'X-BambooHR-Signature': parts.signature ?? sign(body, timestamp),
    },
  };
}
const verify = (delivery: Parameters<typeof verifyWebhook>[0], options = {}) =>
  verifyWebhook(delivery, { privateKeys: key, now: () => now, ...options });

describe('a delivery', () => {
  test('is valid with the right signature, whatever the case of its headers and digits', () => {
    expect(verify(aDelivery())).toEqual({ valid: true, sentAt: new Date(now) });
    expect(verify(aDelivery({ signature: sign('{"employees":[]}', iso).toUpperCase() })).valid).toBe(true);
    const { rawBody, headers } = aDelivery();
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]),
    );
    expect(verify({ rawBody, headers: lower }).valid).toBe(true);
  });

  test.each([
    ['another key', { signature: sign('{"employees":[]}', iso, 'other') }],
    ['the body alone signed', { signature: sign('{"employees":[]}', '') }],
    ['half a signature', { signature: sign('{"employees":[]}', iso).slice(0, 32) }],
    ['no hex', { signature: 'z'.repeat(64) }],
    ['an empty signature', { signature: '' }],
  ])('is refused with %s', (_name, parts) => {
    expect(verify(aDelivery(parts))).toEqual({ valid: false, reason: 'signature' });
  });

  test('is refused when one byte of it changed, or its time', () => {
    const { headers } = aDelivery();
    expect(verify({ headers, rawBody: '{"employees":[ ]}' }).valid).toBe(false);
    expect(
      verify({ ...aDelivery(), headers: { ...headers, 'X-BambooHR-Timestamp': '2026-06-01T12:00:01Z' } })
        .valid,
    ).toBe(false);
  });

  test('is signed over its bytes as they came, whatever text they would make', () => {
    const rawBody = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x7d]);
    const signature = createHmac('sha256', key).update(rawBody).update(iso).digest('hex');
    const headers = { 'X-BambooHR-Timestamp': iso, 'X-BambooHR-Signature': signature };
    expect(verify({ headers, rawBody }).valid).toBe(true);
    expect(verify({ headers, rawBody: new Uint8Array(rawBody) }).valid).toBe(true);
    expect(verify({ headers, rawBody: new TextDecoder().decode(rawBody) }).valid).toBe(false);
  });

  test('is refused without signature or time', () => {
    expect(verify({ headers: {}, rawBody: '' })).toEqual({ valid: false, reason: 'unsigned' });
  });

  test('is refused when it is older than the window, or from the future', () => {
    for (const timestamp of ['2026-06-01T11:54:59Z', '2026-06-01T12:05:01Z'])
      expect(verify(aDelivery({ timestamp }))).toEqual({ valid: false, reason: 'too_old' });
    expect(verify(aDelivery({ timestamp: '2026-06-01T11:00:00Z' }), { toleranceSeconds: null }).valid).toBe(
      true,
    );
    expect(verify(aDelivery({ timestamp: '2026-06-01T11:00:00Z' }), { toleranceSeconds: 3600 }).valid).toBe(
      true,
    );
  });

  test.each([iso, '2026-06-01T12:00:00+0000', '2026-06-01 12:00:00', '1780315200', '1780315200000'])(
    'has its time read in the form %s',
    (timestamp) => {
      expect(verify(aDelivery({ timestamp }))).toEqual({ valid: true, sentAt: new Date(now) });
    },
  );

  test('without a readable time is valid only where age does not count', () => {
    expect(verify(aDelivery({ timestamp: 'noon' }))).toEqual({ valid: false, reason: 'timestamp' });
    expect(verify(aDelivery({ timestamp: 'noon' }), { toleranceSeconds: null })).toEqual({
      valid: true,
      sentAt: null,
    });
  });

  test('may be signed with either key while one replaces the other; an empty key is a mistake', () => {
    expect(verify(aDelivery(), { privateKeys: ['old', key] }).valid).toBe(true);
    expect(() => verify(aDelivery(), { privateKeys: '' })).toThrow(TypeError);
    expect(() => verify(aDelivery(), { privateKeys: [] })).toThrow(TypeError);
  });
});

describe('what a delivery names', () => {
  test('is every employee of the field-based family, with values plain or wrapped', () => {
    const body = JSON.stringify({
      employees: [
        { id: '12', action: 'Updated', changedFields: ['First Name'], fields: { 'First Name': 'Ann' } },
        { id: 13, action: 'Deleted', changedFields: [], fields: { City: { value: 'Oslo' } } },
      ],
    });
    expect(readWebhookChanges(Buffer.from(body))).toMatchObject([
      { employeeId: '12', action: 'updated', changedFields: ['First Name'], values: { 'First Name': 'Ann' } },
      { employeeId: '13', action: 'deleted', changedFields: [], values: { City: 'Oslo' } },
    ]);
  });

  test('is the one employee of the event-based family, and nobody for the company', () => {
    const event = {
      type: 'employee.updated',
      data: { companyId: '1', employeeId: '5', changedFields: ['city'] },
    };
    expect(readWebhookChanges(JSON.stringify(event))).toMatchObject([
      { employeeId: '5', action: 'updated', changedFields: ['city'] },
    ]);
    expect(readWebhookChanges('{"type":"company.updated","data":{"companyId":"1"}}')).toEqual([]);
    expect(() => readWebhookChanges('[]')).toThrow();
  });
});

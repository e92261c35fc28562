import { createHmac } from 'node:crypto';
import { ProviderError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { getConnector } from '../registry.ts';
import { type Reply, scriptedAccount } from '../testing/scripted-account.ts';

const { verifyInbound } = getConnector('bamboohr');
const privateKey = '0123456789abcdef0123456789abcdef';
const now = new Date('2026-11-25T20:00:00Z');

const signed = (body: string, timestamp = String(now.getTime() / 1000), key = privateKey) => ({
  headers: {
    'x-bamboohr-timestamp': timestamp,
    'x-bamboohr-signature': createHmac('sha256', key).update(body).update(timestamp).digest('hex'),
  },
  body: new TextEncoder().encode(body),
});
const fieldBased = JSON.stringify({
  employees: [
    { id: '12345', action: 'Updated', changedFields: ['First Name'], fields: { 'First Name': 'Ann' } },
    { id: 12346, action: 'Created', changedFields: [], fields: {} },
    { id: '12345', action: 'Updated', changedFields: [], fields: {} },
  ],
});
const eventBased = JSON.stringify({
  type: 'employee.updated',
  timestamp: '2026-01-31T18:42:00+0000',
  data: { companyId: '1', employeeId: '67890', changedFields: ['firstName'] },
});

describe('an inbound call', () => {
  it.each([
    ['by fields', fieldBased, ['12345', '12346']],
    ['by event', eventBased, ['67890']],
    ['about the company', '{"type":"company.updated","data":{"companyId":"1"}}', []],
  ])('%s names whom to read again, each once', (_, body, employeeIds) => {
    expect(verifyInbound(privateKey, signed(body), now)).toEqual({
      valid: true,
      employeeIds,
      digest: expect.stringMatching(/^[\da-f]{64}$/),
    });
  });

  it('is told by its digest when it comes twice, and a newer one is another', () => {
    const digest = (timestamp: string) => {
      const verdict = verifyInbound(privateKey, signed(fieldBased, timestamp), now);
      return verdict.valid ? verdict.digest : verdict.reason;
    };
    expect(digest('2026-11-25T19:59:00Z')).toBe(digest('2026-11-25T19:59:00Z'));
    expect(digest('2026-11-25T19:59:00Z')).not.toBe(digest('2026-11-25T19:59:01Z'));
  });

  it.each<[string, Parameters<typeof verifyInbound>[1], string]>([
    ['of another key', signed(fieldBased, undefined, 'another'), 'signature'],
    ['without a signature', { ...signed(fieldBased), headers: {} }, 'signature'],
    [
      'with one byte changed',
      { ...signed(fieldBased), body: new TextEncoder().encode(`${fieldBased} `) },
      'signature',
    ],
    ['of ten minutes ago', signed(fieldBased, String(now.getTime() / 1000 - 600)), 'stale'],
    ['of a time that cannot be read', signed(fieldBased, 'yesterday'), 'stale'],
  ])('%s is refused', (_, call, reason) => {
    expect(verifyInbound(privateKey, call, now)).toEqual({ valid: false, reason });
  });

  it.each([
    ['that is no JSON', 'employees=1'],
    ['whose ids are none', '{"employees":[{"id":"../1"}]}'],
    ['whose people have no ids', '{"employees":[{"action":"Updated"}]}'],
  ])('%s is proven and names nobody', (_, body) => {
    const digest = expect.stringMatching(/^[\da-f]{64}$/);
    expect(verifyInbound(privateKey, signed(body), now)).toEqual({ valid: true, employeeIds: [], digest });
  });
});

describe('asking to be called', () => {
  const monitored: Reply = {
    json: {
      fields: [
        { id: '1', name: 'First Name', alias: 'firstName' },
        { id: '4340', name: 'T-Shirt', alias: null },
        { id: '3', name: 'Hire Date', alias: 'hireDate' },
      ],
    },
  };
  const made: Reply = {
    status: 201,
    json: { id: '17', name: 'Joinery', url: 'https://x.test/h', privateKey },
  };
  const open = (replies: Reply[]) => {
    const { account, sent } = scriptedAccount(replies);
    return { source: getConnector('bamboohr').openSource(account), sent };
  };
  const input = (fields: string[]) => ({ name: 'Joinery', url: 'https://x.test/h', fields });

  it('names the fields whose changes can be told, and asks for no values along', async () => {
    const { source, sent } = open([monitored, made]);
    const fields = ['firstName', '4340', 'terminationDate'];
    expect(await source.registerWebhook(input(fields))).toEqual({ id: '17', privateKey });
    expect(JSON.parse(sent[1]?.body ?? '')).toEqual({
      format: 'json',
      name: 'Joinery',
      url: 'https://x.test/h',
      events: [
        'employee_with_fields.created',
        'employee_with_fields.updated',
        'employee_with_fields.deleted',
      ],
      monitorFields: ['firstName', '4340'],
    });
  });

  it('asks for everything that can be told when no fields are named', async () => {
    const { source, sent } = open([monitored, made]);
    await source.registerWebhook(input([]));
    expect(JSON.parse(sent[1]?.body ?? '').monitorFields).toEqual(['firstName', '4340', 'hireDate']);
  });

  it('makes nothing when none of the fields can be told of', async () => {
    const { source, sent } = open([monitored]);
    await expect(source.registerWebhook(input(['terminationDate']))).rejects.toThrow(ProviderError);
    expect(sent).toHaveLength(1);
  });

  it('does not pass a webhook without its key for made', async () => {
    const { source } = open([monitored, { status: 201, json: { id: '17' } }]);
    await expect(source.registerWebhook(input([]))).rejects.toMatchObject({ outcome: 'ambiguous' });
  });

  it('lists and removes', async () => {
    const { source, sent } = open([
      { json: { webhooks: [{ id: '17', name: 'Joinery', url: 'https://x.test/h' }] } },
      { text: 'Web hook has been deleted.' },
    ]);
    expect(await source.listWebhooks()).toEqual([{ id: '17', url: 'https://x.test/h' }]);
    await source.removeWebhook('17');
    expect(sent[1]).toMatchObject({ method: 'DELETE', path: expect.stringMatching(/\/webhooks\/17$/) });
  });
});

import { JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { defaultEvents } from '../../../modules/webhooks/webhooks.ts';
import { readWebhook } from './webhook-request.ts';

const least = { name: ' N ', url: 'https://example.com/x', format: 'json' };
const read = (value: Record<string, unknown>) => readWebhook({ kind: 'json', value });

function issuesOf(value: Record<string, unknown>): string[] {
  try {
    read(value);
  } catch (error) {
    if (error instanceof JoineryError) return error.issues.map(({ path }) => path);
  }
  return [];
}

describe('a described webhook', () => {
  it('has defaults for all that is optional, null counting as absent', () => {
    const expected = {
      name: 'N',
      url: 'https://example.com/x',
      format: 'json',
      events: defaultEvents,
      monitorFields: null,
      postFields: [],
      includeCompanyDomain: false,
    };
    expect(read(least)).toEqual(expected);
    const nulls = { events: null, monitorFields: null, postFields: null, includeCompanyDomain: null };
    expect(read({ ...least, ...nulls })).toEqual(expected);
  });

  it('takes ids as numbers, repeated names once, PHP’s empty map, and old keys that mean nothing', () => {
    const sent = {
      monitorFields: [4, '4', 'firstName'],
      postFields: { 4: 'Team', firstName: 'First' },
      includeCompanyDomain: '1',
      frequency: { hour: 1, minute: '*' },
      limit: { times: 5, seconds: 60 },
    };
    expect(read({ ...least, ...sent })).toMatchObject({
      monitorFields: ['4', 'firstName'],
      postFields: [
        ['4', 'Team'],
        ['firstName', 'First'],
      ],
      includeCompanyDomain: true,
    });
    expect(read({ ...least, postFields: [] }).postFields).toEqual([]);
  });

  it('names everything that is wrong at once', () => {
    expect(issuesOf({})).toEqual(['name', 'url', 'format']);
    expect(issuesOf({ name: 7, url: 'x'.repeat(3000), format: 'xml' })).toEqual(['name', 'url', 'format']);
    expect(
      issuesOf({
        ...least,
        events: ['employee.exploded'],
        monitorFields: [{ id: 4 }],
        postFields: { firstName: { as: 'x' } },
        includeCompanyDomain: 'perhaps',
      }),
    ).toEqual(['events', 'monitorFields', 'postFields', 'includeCompanyDomain']);
    expect(
      issuesOf({ ...least, events: 'employee.created', monitorFields: 'a', postFields: 'b' }),
    ).toHaveLength(3);
    expect(issuesOf({ ...least, postFields: ['firstName'] })).toEqual(['postFields']);
    expect(issuesOf({ ...least, postFields: { firstName: '' } })).toEqual(['postFields']);
  });

  it('is JSON', () => {
    const root = { name: 'webhook', attributes: {}, children: [], text: '' };
    expect(() => readWebhook({ kind: 'xml', root })).toThrow(/described/);
  });
});

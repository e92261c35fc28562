import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../modules/fields/fields.ts';
import { type FieldDefinition, standardFields } from '../../../modules/fields/standard-fields.ts';
import type { Notice } from '../../../modules/webhooks/webhooks.ts';
import { encodeNotice } from './webhook-payloads.ts';

const catalogue = catalogueOf(standardFields);
const field = (name: string): FieldDefinition => {
  const found = catalogue.find(name);
  if (found === undefined) throw new Error(`there is no field ${name}`);
  return found;
};

const company = {
  id: 'com_1',
  slug: 'acme',
  name: 'Acme',
  kind: 'live' as const,
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  clockOffsetSeconds: 0,
  peopleSource: null,
};

function aNotice(over: Partial<Notice> = {}): Notice {
  return {
    company,
    event: 'employee_with_fields.updated',
    employeeNumber: 12,
    at: new Date('2026-01-31T18:42:00.987Z'),
    changed: [field('firstName'), field('hireDate')],
    posted: [
      { shownAs: 'Given [name]', field: field('firstName'), value: 'Zoë' },
      { shownAs: 'Pay', field: field('payRate'), value: { value: '65000.00', currency: 'EUR' } },
      { shownAs: 'Middle', field: field('middleName'), value: null },
    ],
    ...over,
  };
}

const json = { format: 'json' as const, includeCompanyDomain: false, privateKey: '0'.repeat(32) };
const form = { ...json, format: 'form-encoded' as const };
const now = new Date('2026-02-01T00:00:00Z');

describe('a field webhook', () => {
  it('has shown names of posted fields and labels of the others, and values as texts', () => {
    expect(JSON.parse(encodeNotice(aNotice(), json, now).body)).toEqual({
      employees: [
        {
          id: '12',
          action: 'Updated',
          timestamp: '2026-01-31T18:42:00+0000',
          changedFields: ['Given [name]', 'Hire Date'],
          fields: { 'Given [name]': 'Zoë', Pay: '65000.00 EUR', Middle: null },
        },
      ],
    });
  });

  it('is nested by brackets in a form', () => {
    const { body, headers } = encodeNotice(aNotice(), form, now);
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect([...new URLSearchParams(body)]).toEqual([
      ['employees[0][id]', '12'],
      ['employees[0][action]', 'Updated'],
      ['employees[0][timestamp]', '2026-01-31T18:42:00+0000'],
      ['employees[0][changedFields][0]', 'Given [name]'],
      ['employees[0][changedFields][1]', 'Hire Date'],
      ['employees[0][fields][Given [name]]', 'Zoë'],
      ['employees[0][fields][Pay]', '65000.00 EUR'],
      ['employees[0][fields][Middle]', ''],
    ]);
  });

  it.each([
    ['employee_with_fields.created', 'Created'],
    ['employee_with_fields.deleted', 'Deleted'],
  ] as const)('of %s is %s, with empty lists', (event, action) => {
    const { body } = encodeNotice(aNotice({ event, changed: [], posted: [] }), json, now);
    expect(JSON.parse(body).employees[0]).toMatchObject({ action, changedFields: [], fields: {} });
  });
});

describe('an event webhook', () => {
  it('names changed fields by alias, and by number where there is none', () => {
    const changed = [field('firstName'), field('4047')];
    const { body } = encodeNotice(aNotice({ event: 'employee.updated', changed }), json, now);
    expect(body).toBe(
      '{"type":"employee.updated","timestamp":"2026-01-31T18:42:00+0000",' +
        '"data":{"companyId":"com_1","employeeId":"12","changedFields":["firstName","4047"]}}',
    );
  });

  it('has no changed fields for a created or deleted employee', () => {
    const { body } = encodeNotice(aNotice({ event: 'employee.deleted', changed: [] }), form, now);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      type: 'employee.deleted',
      timestamp: '2026-01-31T18:42:00+0000',
      'data[companyId]': 'com_1',
      'data[employeeId]': '12',
    });
  });
});

describe('the signature', () => {
  it('is lower-case hex HMAC-SHA256 over the raw body and the timestamp right behind it', () => {
    const { body, headers } = encodeNotice(aNotice(), json, now);
    const timestamp = headers['x-bamboohr-timestamp'];
    expect(timestamp).toBe('1769904000');
    const expected = createHmac('sha256', json.privateKey)
      .update(Buffer.from(`${body}${timestamp}`, 'utf8'))
      .digest('hex');
    expect(headers['x-bamboohr-signature']).toBe(expected);
  });

  it('comes with the company’s name only where that was asked for', () => {
    expect(encodeNotice(aNotice(), json, now).headers).not.toHaveProperty('company-domain');
    const named = encodeNotice(aNotice(), { ...json, includeCompanyDomain: true }, now);
    expect(named.headers['company-domain']).toBe('acme');
  });
});

import { describe, expect, it } from 'vitest';
import { type Lookups, readValue } from './field-values.ts';
import { catalogueOf } from './fields.ts';
import { standardFields } from './standard-fields.ts';

const catalogue = catalogueOf(standardFields);
const lookups: Lookups = {
  currency: 'EUR',
  findOption: (list, text) => (list === 4 && text.trim().toLowerCase() === 'sales' ? 'Sales' : undefined),
  findEmployee: (text) => (text === 'Ann Lee' ? 7 : undefined),
};

const read = (name: string, raw: unknown) => {
  const field = catalogue.find(name);
  if (field === undefined) throw new Error(`no field ${name}`);
  return readValue(field, raw, lookups);
};

describe('a value', () => {
  it.each([
    ['city', '  Lindon ', 'Lindon'],
    ['city', '', null],
    ['city', 84, '84'],
    ['firstName', 'Nguye\u0302\u0303n', 'Nguyễn'],
    ['hireDate', '2024-02-29', '2024-02-29'],
    ['hireDate', '0000-00-00', null],
    ['workEmail', "o'brien+hr@mail.example", "o'brien+hr@mail.example"],
    ['payRate', '65000', { value: '65000.00', currency: 'EUR' }],
    ['payRate', '0.1 USD', { value: '0.10', currency: 'USD' }],
    ['payRate', { value: '12.345', currency: 'GBP' }, { value: '12.345', currency: 'GBP' }],
    ['payRate', { value: 12 }, { value: '12.00', currency: 'EUR' }],
    ['payRate', ' USD', null],
    ['payRate', '999999999999999.99', { value: '999999999999999.99', currency: 'EUR' }],
    ['department', 'SALES ', 'Sales'],
    ['reportsTo', 'Ann Lee', 7],
    ['timeTrackingEnabled', 'Checkbox', true],
    ['timeTrackingEnabled', 'no', false],
    ['timeTrackingEnabled', 'maybe', false],
    ['includeInPayroll', 'Yes', true],
    ['payPeriod', 'month', 'Month'],
    ['employmentHistoryStatus', null, null],
    ['standardHoursPerWeek', '40', 40],
    ['status', 'inactive', 'Inactive'],
    ['maritalStatus', 'common law', 'Common Law'],
    ['payType', null, null],
  ])('of %s, given %j, is %j', (name, raw, value) => {
    expect(read(name, raw)).toEqual(value);
  });

  it.each([
    ['firstName', ' ', /First Name must be a value/],
    ['city', { line: 1 }, /text/],
    ['city', 'x'.repeat(5001), /5000/],
    ['hireDate', '2023-02-29', /date/],
    ['hireDate', '01/02/2023', /date/],
    ['workEmail', 'a@b', /e-mail/],
    ['workEmail', 'a@b.com\r\nBcc: x@y.zz', /e-mail/],
    ['payRate', '1e9', /amount/],
    ['payRate', '12 Euro', /amount/],
    ['payRate', '9'.repeat(16), /amount/],
    ['department', 'Marketing', /Department/],
    ['reportsTo', 'Nobody', /employee/],
    ['includeInPayroll', 'maybe', /yes or no/],
    ['standardHoursPerWeek', '4.5', /whole/],
    ['gender', 'purple', /one of/],
  ])('of %s is refused, given %j', (name, raw, message) => {
    expect(() => read(name, raw)).toThrow(message);
  });
});

describe('the standard fields', () => {
  it('have keys of their own, and only known aliases share a number', () => {
    const keys = standardFields.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const shared = [
      ...Map.groupBy(
        standardFields.filter((f) => f.number !== null),
        (f) => f.number,
      ),
    ]
      .filter(([, fields]) => fields.length > 1)
      .map(([number, fields]) => [number, fields.map((f) => f.key)]);
    expect(shared).toEqual([
      ['1358', ['preferredName', 'nickname']],
      ['387', ['status', 'employmentStatus']],
      ['4156', ['commissionDate', 'commisionDate']],
    ]);
  });

  it('are found by alias, by number, and deprecated names last', () => {
    expect(catalogue.find('1358')?.key).toBe('preferredName');
    expect(catalogue.find('-38')?.key).toBe('terminationDate');
    expect(catalogue.find('91')?.key).toBe('reportsTo');
    expect(catalogue.find('constructor')).toBeUndefined();
    expect(catalogue.column('compensation', 'paidPer')?.key).toBe('payPer');
  });
});

import { describe, expect, it } from 'vitest';
import { parseXml } from '../xml-reader.ts';
import { dependentsJson, dependentsXml } from './dependents.ts';
import { readDependent } from './dependents-input.ts';
import { documentText } from './xml.ts';

const ann = {
  id: 7,
  employeeNumber: 4,
  values: { firstName: 'Ann', ssn: 'xxx-xx-5678', state: 'UT', zipcode: null, isStudent: true },
};
const json = (value: Record<string, unknown>) => readDependent({ kind: 'json', value });

describe('a dependent', () => {
  it('stands under a name with a space, ids as text, what is hidden left out', () => {
    expect(JSON.parse(dependentsJson([ann]))).toEqual({
      'Employee Dependents': [
        {
          id: '7',
          employeeId: '4',
          firstName: 'Ann',
          maskedSSN: 'xxx-xx-5678',
          state: 'Utah',
          zipCode: null,
          isStudent: 'yes',
        },
      ],
    });
    expect(JSON.parse(dependentsJson([]))).toEqual({ 'Employee Dependents': [] });
  });

  it('is an element with an id in XML', () => {
    const text = documentText(dependentsXml([ann]));
    expect(text).toContain('<employeeDependents>');
    expect(text).toContain('<employeeDependent id="7">');
    expect(text).toContain('<maskedSSN>xxx-xx-5678</maskedSSN>');
  });

  it('is read by the names that are shown, and whole numbers by their own', () => {
    expect(json({ employeeId: 4, firstName: 'Ann', zipCode: '1', ssn: '912-34-5678', shoe: 4 })).toEqual({
      employeeNumber: 4,
      values: { firstName: 'Ann', zipcode: '1', ssn: '912-34-5678' },
    });
  });

  it('comes from a country by its code or its name', () => {
    const country = (value: unknown) => json({ employeeId: '4', country: value }).values.country;
    expect(['us', 'CA', 'France', 'QX', null].map(country)).toEqual([
      'United States',
      'Canada',
      'France',
      'QX',
      null,
    ]);
  });

  it('is read from XML of fields or of elements', () => {
    const xml = (text: string) => readDependent({ kind: 'xml', root: parseXml(text) });
    const read = { employeeNumber: 4, values: { firstName: 'Ann' } };
    expect(xml('<d><employeeId>4</employeeId><firstName>Ann</firstName></d>')).toEqual(read);
    expect(xml('<d><field id="employeeId">4</field><field id="firstName">Ann</field></d>')).toEqual(read);
  });

  it.each([undefined, '', 'x', -1, {}])('of employee %j is refused', (employeeId) => {
    expect(() => json({ employeeId })).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});

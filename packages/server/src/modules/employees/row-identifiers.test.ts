import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../fields/fields.ts';
import { standardFields } from '../fields/standard-fields.ts';
import { assertShown, splitIdentifiers } from './row-identifiers.ts';

const catalogue = catalogueOf(standardFields);
const split = (values: Record<string, string>) => splitIdentifiers(catalogue, 'dependents', values);
const invalid = expect.objectContaining({ code: 'employees.invalid_value' });

describe('identification numbers of a row', () => {
  it('are shown by their last digits only', () => {
    expect(split({ firstName: 'Ann', ssn: '912 34 5678', sin: '912345678' })).toEqual({
      shown: { firstName: 'Ann', ssn: 'xxx-xx-5678', sin: 'xxx-xxx-678' },
      columns: expect.arrayContaining(['ssn', 'sin']),
      numbers: { ssn: '912-34-5678', sin: '912-345-678' },
      kept: [],
    });
  });

  it.each(['1234', '12345678901', 'none'])('%s is none, and the error does not repeat it', (ssn) => {
    let refused: unknown;
    try {
      split({ ssn });
    } catch (error) {
      refused = error;
    }
    expect(refused).toEqual(invalid);
    expect(String((refused as Error).message)).not.toContain(ssn);
  });

  it('stay when they come back masked, and only as they were shown', () => {
    const sent = split({ ssn: 'xxx-xx-5678' });
    expect(sent).toMatchObject({ numbers: {}, kept: ['ssn'] });
    expect(() => assertShown(sent, new Map([['ssn', 'xxx-xx-5678']]))).not.toThrow();
    expect(() => assertShown(sent, new Map([['ssn', 'xxx-xx-1111']]))).toThrow(invalid);
    expect(() => assertShown(sent, new Map())).toThrow(invalid);
  });

  it('are in no other table', () => {
    const values = { homePhone: '912345678' };
    expect(splitIdentifiers(catalogue, 'emergencyContacts', values)).toMatchObject({
      shown: values,
      columns: [],
    });
  });
});

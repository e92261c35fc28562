import { describe, expect, it } from 'vitest';
import { readBody } from '../body.ts';
import { readDisplayName, readIndustryCodes, readInformation } from './company.ts';

const body = (value: unknown) => readBody(Buffer.from(JSON.stringify(value)), 'application/json');
const invalid = expect.objectContaining({ code: 'request.invalid' });

describe('the company’s record', () => {
  it('is patched: null clears, also the address as a whole', () => {
    expect(readInformation(body({ legalName: ' Acme ', phone: null }))).toEqual({
      legalName: 'Acme',
      phone: null,
    });
    expect(readInformation(body({ address: { city: '' } }))).toEqual({ address: { city: null } });
    const cleared = { line1: null, line2: null, city: null, state: null, zip: null, country: null };
    expect(readInformation(body({ address: null }))).toEqual({ address: cleared });
  });

  it.each([
    { legalName: 4 },
    { phone: 'x'.repeat(300) },
    { address: [] },
    { address: { street: 'x' } },
    { colour: 'red' },
  ])('is refused as %j', (value) => {
    expect(() => readInformation(body(value))).toThrow(invalid);
  });

  it('has a name and codes', () => {
    expect(readDisplayName(body({ displayName: 'Acme' }))).toEqual({ displayName: 'Acme' });
    expect(() => readDisplayName(body({}))).toThrow(invalid);
    expect(readIndustryCodes(body({ industryCodes: [541511, '54.1'] }))).toEqual({
      industryCodes: ['541511', '54.1'],
    });
    expect(() => readIndustryCodes(body({ industryCodes: 'x' }))).toThrow(invalid);
    expect(() => readIndustryCodes(body({ industryCodes: [null] }))).toThrow(invalid);
  });
});

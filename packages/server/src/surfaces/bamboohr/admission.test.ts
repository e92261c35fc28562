import { describe, expect, it } from 'vitest';
import { readKey } from './admission.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the key of a request', () => {
  it.each([
    [basic('jnr_key:x')],
    [basic('jnr_key:')],
    [basic('jnr_key')],
    [basic('jnr_key:a:b:c')],
    [basic('jnr_key:x').replace('Basic', 'basic')],
    [basic('jnr_key:x').replace('Basic', 'BASIC ')],
    ['Bearer jnr_key'],
    ['bearer  jnr_key '],
  ])('in %s is the user name, whatever the password', (header) => {
    expect(readKey(header)).toBe('jnr_key');
  });

  it.each([undefined, '', 'Basic', 'Digest abc', 'Bearer', 'Bearer a b'])('in %s is none', (header) => {
    expect(readKey(header)).toBeUndefined();
  });

  it('of rubbish is rubbish, which no company has', () => {
    expect(readKey('Basic %%%')).toBe('');
    expect(readKey(basic(':password'))).toBe('');
  });
});

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openSecrets } from './seal.ts';

const place = { companyId: 'com_1', table: 'connections', row: 'con_1', column: 'sealed_credentials' };
const key = randomBytes(32).toString('base64');

describe('sealed values', () => {
  it('open again in their own place', () => {
    const secrets = openSecrets(key);
    expect(secrets.open(secrets.seal('naïve 秘密', place), place)).toBe('naïve 秘密');
  });

  it.each([
    ['company', { ...place, companyId: 'com_2' }],
    ['table', { ...place, table: 'users' }],
    ['row', { ...place, row: 'con_2' }],
    ['column', { ...place, column: 'settings' }],
  ])('do not open in another %s', (_, elsewhere) => {
    const secrets = openSecrets(key);
    expect(() => secrets.open(secrets.seal('secret', place), elsewhere)).toThrow();
  });

  it('do not open with another key, nor when one character was changed', () => {
    const secrets = openSecrets(key);
    const sealed = secrets.seal('secret', place);
    expect(() => openSecrets(randomBytes(32).toString('base64')).open(sealed, place)).toThrow();
    const last = sealed.at(-2) === 'A' ? 'B' : 'A';
    expect(() => secrets.open(sealed.slice(0, -2) + last + sealed.slice(-1), place)).toThrow();
  });

  it('differ each time, and hashes do not depend on the sealing key', () => {
    const secrets = openSecrets(key);
    expect(secrets.seal('secret', place)).not.toBe(secrets.seal('secret', place));
    expect(secrets.hash('jnr_x')).toBe(openSecrets(key).hash('jnr_x'));
    expect(secrets.hash('jnr_x')).not.toBe(secrets.hash('jnr_y'));
  });
});

import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import {
  type AddressRules,
  assertAllowed,
  assertBelow,
  guardedLookup,
  isPublicAddress,
  type Reach,
} from './address.ts';

const rules: AddressRules = {
  allow: ['hr.inside.test', '10.1.2.3:8443', '[fd00::5]:8080', 'Mixed.Inside.Test.'],
  publicPorts: [443],
};

const judge = (url: string) => {
  try {
    return assertAllowed(new URL(url), rules);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a URL is judged by what it says', () => {
  it.each<[string, Reach | 'egress.address_not_allowed']>([
    ['https://api.bamboohr.com/api/gateway.php/acme', 'public'],
    ['https://93.184.216.34/', 'public'],
    ['https://[2606:4700::1111]/', 'public'],
    ['http://hr.inside.test/', 'listed'],
    ['http://hr.inside.test.:9999/', 'listed'],
    ['https://mixed.inside.test/', 'listed'],
    ['http://10.1.2.3:8443/', 'listed'],
    ['http://[fd00::5]:8080/', 'listed'],
    ['http://10.1.2.3:8444/', 'egress.address_not_allowed'],
    ['http://10.1.2.3/', 'egress.address_not_allowed'],
    ['http://localhost:8420/api/gateway.php/acme', 'egress.address_not_allowed'],
    ['http://[::1]:8420/', 'egress.address_not_allowed'],
    ['http://acme.localhost:8420/', 'egress.address_not_allowed'],
    ['https://localhost/', 'egress.address_not_allowed'],
    ['http://127.0.0.2:8420/', 'egress.address_not_allowed'],
    ['http://api.bamboohr.com/', 'egress.address_not_allowed'],
    ['https://api.bamboohr.com:22/', 'egress.address_not_allowed'],
    ['https://api.bamboohr.com:6379/', 'egress.address_not_allowed'],
    ['https://user@api.bamboohr.com/', 'egress.address_not_allowed'],
    ['https://:secret@api.bamboohr.com/', 'egress.address_not_allowed'],
    ['http://user:secret@localhost:8420/', 'egress.address_not_allowed'],
    ['ftp://api.bamboohr.com/', 'egress.address_not_allowed'],
    ['file:///etc/passwd', 'egress.address_not_allowed'],
    ['data:text/plain,x', 'egress.address_not_allowed'],
    ['gopher://api.bamboohr.com:70/', 'egress.address_not_allowed'],
  ])('%s is %s', (url, expected) => {
    expect(judge(url)).toBe(expected);
  });
});

describe('an address of a sandbox company of this server', () => {
  const base = 'http://localhost:8420/api/gateway.php/acme';
  const isBelow = (url: string, at = base) => {
    try {
      assertBelow(new URL(url), new URL(at));
      return true;
    } catch (error) {
      expect((error as { code: string }).code).toBe('egress.address_not_allowed');
      return false;
    }
  };

  it.each<[string, boolean]>([
    [`${base}/v1/employees?limit=1`, true],
    [base, false],
    [`${base}-two/v1/employees`, false],
    [`${base}/../other/v1/employees`, false],
    [`${base}/%2e%2e/other/v1/employees`, false],
    [`${base}\\..\\..\\v1`, false],
    ['http://localhost:8420/v1/candidates', false],
    ['http://localhost:8421/api/gateway.php/acme/v1/employees', false],
    ['http://127.0.0.1:8420/api/gateway.php/acme/v1/employees', false],
    ['https://localhost:8420/api/gateway.php/acme/v1/employees', false],
    ['http://user@localhost:8420/api/gateway.php/acme/v1/employees', false],
  ])('%s: %s', (url, expected) => {
    expect(isBelow(url)).toBe(expected);
  });

  it.each(['http://10.0.0.1:8420/x', 'https://localhost:8420/x', 'http://localhost.evil.test:8420/x'])(
    'is never below %s',
    (elsewhere) => {
      expect(isBelow(`${elsewhere}/v1`, elsewhere)).toBe(false);
    },
  );
});

describe('a numeric address', () => {
  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'nonsense',
    '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450::1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('is never public inside the ranges that are not for the internet', () => {
    const inside = fc.constantFrom(
      '10.0.0.0/8',
      '127.0.0.0/8',
      '169.254.0.0/16',
      '192.168.0.0/16',
      'fc00::/7',
    );
    fc.assert(
      fc.property(inside, fc.uint8Array({ minLength: 16, maxLength: 16 }), (range, random) => {
        const [network, prefix] = ipaddr.parseCIDR(range);
        const bytes = network.toByteArray().map((byte, at) => {
          const fixedBits = Math.min(8, Math.max(0, prefix - at * 8));
          const mask = (0xff << (8 - fixedBits)) & 0xff;
          return (byte & mask) | ((random[at] ?? 0) & ~mask & 0xff);
        });
        expect(isPublicAddress(ipaddr.fromByteArray(bytes).toString())).toBe(false);
      }),
    );
  });
});

describe('a name is judged by what it resolves to', () => {
  const address = (text: string): LookupAddress => ({ address: text, family: text.includes(':') ? 6 : 4 });
  const ask = (lookup: LookupFunction, all = true) =>
    new Promise<unknown>((resolve) => {
      lookup('name.test', { all }, (error, answer) =>
        resolve(error === null ? answer : ((error as { code?: string }).code ?? error)),
      );
    });

  it('hands on every address when all are public', async () => {
    const found = [address('93.184.216.34'), address('2606:4700::1111')];
    const lookup = guardedLookup('public', async () => found);
    expect(await ask(lookup)).toEqual(found);
    expect(await ask(lookup, false)).toBe('93.184.216.34');
  });

  it('refuses the name when one of its addresses is private', async () => {
    const lookup = guardedLookup('public', async () => [address('93.184.216.34'), address('127.0.0.1')]);
    expect(await ask(lookup)).toBe('egress.address_not_allowed');
  });

  it('refuses the second answer of a name that turns private, and resolves once for each connection', async () => {
    const answers = [[address('93.184.216.34')], [address('169.254.169.254')]];
    let asked = 0;
    const lookup = guardedLookup('public', async () => answers[asked++] ?? []);
    expect(await ask(lookup)).toEqual([address('93.184.216.34')]);
    expect(asked).toBe(1);
    expect(await ask(lookup)).toBe('egress.address_not_allowed');
  });

  it('lets this server’s own name lead to the loopback only', async () => {
    expect(await ask(guardedLookup('own', async () => [address('127.0.0.1')]))).toHaveLength(1);
    expect(await ask(guardedLookup('own', async () => [address('93.184.216.34')]))).toBe(
      'egress.address_not_allowed',
    );
  });

  it('lets a listed name lead anywhere', async () => {
    expect(await ask(guardedLookup('listed', async () => [address('10.0.0.9')]))).toHaveLength(1);
  });

  it('passes on what the resolver says of an unknown name', async () => {
    const unknown = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    expect(await ask(guardedLookup('public', () => Promise.reject(unknown)))).toBe('ENOTFOUND');
    expect(await ask(guardedLookup('public', async () => []))).toBe('ENOTFOUND');
  });
});

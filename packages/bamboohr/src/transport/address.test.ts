import { describe, expect, test } from 'vitest';
import { readLocation, resolveAddress } from './address.ts';

const gateway = resolveAddress({ company: 'acme' });
const requestUrl = 'https://api.bamboohr.com/api/gateway.php/acme/v1/employees';

describe('urls', () => {
  test('take the gateway form by default', () => {
    expect(gateway.url('v1', ['employees', '4'])).toBe(
      'https://api.bamboohr.com/api/gateway.php/acme/v1/employees/4',
    );
  });

  test('take the company host on request', () => {
    const address = resolveAddress({ company: 'Acme', urlForm: 'company-host' });
    expect(address.url('v1_1', ['employees'])).toBe('https://acme.bamboohr.com/api/v1_1/employees');
  });

  test.each(['http://127.0.0.1:8420/api/gateway.php/acme', 'http://127.0.0.1:8420/api/gateway.php/acme//'])(
    'take everything before the version from %s',
    (baseUrl) => {
      const url = resolveAddress({ baseUrl }).url('v1', ['meta', 'fields']);
      expect(url).toBe('http://127.0.0.1:8420/api/gateway.php/acme/v1/meta/fields');
    },
  );

  test('escape the plus of a zone and leave the commas of a list', () => {
    const url = gateway.url('v1', ['x'], {
      since: '2026-05-29T14:29:44+02:00',
      fields: 'a,b c',
      type: undefined,
    });
    expect(url).toMatch(/\?since=2026-05-29T14%3A29%3A44%2B02%3A00&fields=a,b%20c$/);
  });

  test('keep odd names inside their segment', () => {
    expect(gateway.url('v1', ['tables', 'custom/Assets?#'])).toMatch(/tables\/custom%2FAssets%3F%23$/);
  });

  test.each(['', '.', '..'])('refuse the path segment "%s"', (segment) => {
    expect(() => gateway.url('v1', ['employees', segment])).toThrow(TypeError);
  });

  test.each(['', 'acme.evil', 'acme/../other', 'a b', '-acme', 'acme@evil'])(
    'refuse the company "%s"',
    (company) => {
      expect(() => resolveAddress({ company })).toThrow(/"company" must be a subdomain/);
    },
  );

  test.each(['acme', 'ftp://x/api', 'https://u:p@x/api', 'https://x/api?a=1', 'https://x/api#a'])(
    'refuse the base URL %s',
    (baseUrl) => {
      expect(() => resolveAddress({ baseUrl })).toThrow(/"baseUrl" must/);
    },
  );
});

describe('Location', () => {
  test.each([
    'https://api.bamboohr.com/api/gateway.php/acme/v1/employees/121',
    'https://api.bamboohr.com/api/gateway.php/Acme/v1/employees/121/',
    'https://acme.bamboohr.com/api/v1/employees/121',
    '/api/gateway.php/acme/v1/employees/121',
  ])('gives the last segment of %s', (location) => {
    expect(readLocation(location, requestUrl, gateway)).toMatchObject({ id: '121' });
  });

  test('of the gateway is believed in an answer of the company host', () => {
    const address = resolveAddress({ company: 'acme', urlForm: 'company-host' });
    const location = 'https://api.bamboohr.com/api/gateway.php/acme/v1/employees/121';
    expect(readLocation(location, 'https://acme.bamboohr.com/api/v1/employees', address)).toMatchObject({
      id: '121',
      url: location,
    });
  });

  test.each([
    [null, 'has no Location'],
    [' ', 'has no Location'],
    ['https://api.bamboohr.com.evil.example/api/gateway.php/acme/v1/employees/121', 'outside this company'],
    ['https://other.bamboohr.com/api/v1/employees/121', 'outside this company'],
    ['https://api.bamboohr.com/api/gateway.php/acme2/v1/employees/121', 'outside this company'],
    ['https://api.bamboohr.com/api/gateway.php/acme/../other/v1/employees/121', 'outside this company'],
    ['http://api.bamboohr.com/api/gateway.php/acme/v1/employees/121', 'outside this company'],
    ['https://api.bamboohr.com:8443/api/gateway.php/acme/v1/employees/121', 'outside this company'],
    ['http://[', 'outside this company'],
    ['https://acme.bamboohr.com/employees/employee.php?id=121', 'does not end in a number'],
    ['https://api.bamboohr.com/api/gateway.php/acme/v1/employees/', 'does not end in a number'],
    ['https://api.bamboohr.com/api/gateway.php/acme/v1/employees/0', 'does not end in a number'],
    ['https://api.bamboohr.com/api/gateway.php/acme/v1/employees/12x', 'does not end in a number'],
  ])('%s proves nothing', (location, problem) => {
    const read = readLocation(location, requestUrl, gateway);
    expect(read).toEqual({ problem: expect.stringContaining(problem) });
  });

  test.each([
    ['http://127.0.0.1:8420/api/gateway.php/acme/v1/employees/5', true],
    ['http://127.0.0.1:8421/api/gateway.php/acme/v1/employees/5', false],
    ['http://localhost:8420/api/gateway.php/acme/v1/employees/5', false],
    ['http://127.0.0.1:8420/api/gateway.php/other/v1/employees/5', false],
  ])('%s under an overridden base URL is believed: %s', (location, believed) => {
    const address = resolveAddress({ baseUrl: 'http://127.0.0.1:8420/api/gateway.php/acme' });
    expect('id' in readLocation(location, 'http://127.0.0.1:8420/', address)).toBe(believed);
  });
});

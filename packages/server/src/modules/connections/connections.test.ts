import { describe, expect, it } from 'vitest';
import { movedUrl, nextBaseUrl } from './connections.ts';

const settings = (subdomain: string) => ({ subdomain, markerField: null });
const defaultUrl = ({ subdomain }: { subdomain: string }) => `https://api.test/${subdomain}`;

describe('the address after a change', () => {
  it.each<[string, string, string | undefined, string]>([
    [
      'follows the subdomain when it was the provider’s own',
      'https://api.test/one',
      undefined,
      'https://api.test/two',
    ],
    ['stays when it was another', 'https://proxy.test/x', undefined, 'https://proxy.test/x'],
    [
      'is what was given, without a slash at its end',
      'https://api.test/one',
      'https://proxy.test/x/',
      'https://proxy.test/x',
    ],
  ])('%s', (_, before, given, expected) => {
    const from = { baseUrl: before, settings: settings('one') };
    expect(nextBaseUrl(from, { baseUrl: given, settings: settings('two') }, defaultUrl)).toBe(expected);
  });
});

describe('an address on this server', () => {
  it.each<[string, string | undefined]>([
    ['http://localhost:8420/api/gateway.php/acme', 'http://localhost:9000/api/gateway.php/acme'],
    ['http://localhost:8420', 'http://localhost:9000'],
    ['http://localhost:84201/api/gateway.php/acme', undefined],
    ['https://api.bamboohr.com/api/gateway.php/acme', undefined],
  ])('%s moves with it to %s', (url, expected) => {
    expect(movedUrl(url, 'http://localhost:8420/', 'http://localhost:9000')).toBe(expected);
  });
});

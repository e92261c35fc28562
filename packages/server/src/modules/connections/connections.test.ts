import { describe, expect, it } from 'vitest';
import { companyAt, isSamePlace, nextBaseUrl, shownUrl } from './connections.ts';

const settings = (subdomain: string) => ({ subdomain, markerField: null });
const defaultUrl = ({ subdomain }: { subdomain: string }) => `https://api.test/${subdomain}`;

describe('the address after a change of settings', () => {
  it.each<[string, string, string]>([
    ['follows the subdomain when it was the provider’s own', 'https://api.test/one', 'https://api.test/two'],
    ['stays when it was another', 'https://proxy.test/x', 'https://proxy.test/x'],
  ])('%s', (_, baseUrl, expected) => {
    expect(nextBaseUrl({ baseUrl, settings: settings('one') }, settings('two'), defaultUrl)).toBe(expected);
  });
});

describe('the company that an address of this server leads to', () => {
  const path = '/api/gateway.php';

  it.each<[string, string | undefined]>([
    [`http://hr.lan:18475${path}/acme`, 'acme'],
    [`http://HR.lan:18475${path}/ACME`, 'acme'],
    [`http://localhost:8420${path}/acme`, 'acme'],
    [`http://127.0.0.1:8420${path}/acme`, 'acme'],
    [`http://[::1]:8420${path}/acme`, 'acme'],
    [`https://hr.lan:18475${path}/acme`, undefined],
    [`http://hr.lan${path}/acme`, undefined],
    [`https://localhost:8420${path}/acme`, undefined],
    [`http://localhost:8421${path}/acme`, undefined],
    [`http://127.0.0.2:8420${path}/acme`, undefined],
    [`http://localhost:8420${path}/acme/v1`, undefined],
    [`http://localhost:8420${path}/`, undefined],
    [`http://localhost:8420${path}/acme%2fother`, undefined],
    [`http://localhost:8420${path}/acme?x=1`, undefined],
    [`http://user:secret@localhost:8420${path}/acme`, undefined],
    ['http://localhost:8420/v1/acme', undefined],
    ['https://api.bamboohr.com/api/gateway.php/acme', undefined],
  ])('%s is %s', (url, expected) => {
    expect(companyAt(url, { url: 'http://hr.lan:18475', port: 8420 })).toBe(expected);
  });

  it('is found below a public address with a path', () => {
    const own = { url: 'https://example.test/people', port: undefined };
    expect(companyAt(`https://example.test/people${path}/acme`, own)).toBe('acme');
    expect(companyAt(`https://example.test${path}/acme`, own)).toBeUndefined();
    expect(companyAt(`https://example.test/peoples${path}/acme`, own)).toBeUndefined();
    expect(companyAt(`http://localhost:8420${path}/acme`, own)).toBeUndefined();
  });

  it('is found at the address that is shown for it', () => {
    const url = 'https://people.example';
    const shown = shownUrl({ sandboxCompany: 'acme' }, url);
    expect(companyAt(shown, { url, port: undefined })).toBe('acme');
  });
});

describe('a key may go on', () => {
  const [one, two] = ['https://api.test/one', 'https://api.test/two'].map((baseUrl) => ({ baseUrl }));
  const [acme, other] = ['acme', 'other'].map((sandboxCompany) => ({ sandboxCompany }));

  it.each([
    ['to the same origin', one, two, true],
    ['to the same sandbox', acme, acme, true],
    ['not to another sandbox', acme, other, false],
    ['not from an address to a sandbox', one, acme, false],
    ['not from a sandbox to an address', acme, one, false],
  ])('%s', (_, from, to, expected) => {
    expect(from && to && isSamePlace(from, to)).toBe(expected);
  });
});

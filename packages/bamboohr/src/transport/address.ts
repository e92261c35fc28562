import { oauthTokenUrl } from '../oauth.ts';
import type { BambooHrOptions } from '../options.ts';

export type QueryValue = string | number | boolean | undefined;

/** Where a company's API lives, and which `Location` headers may be believed. */
export interface Address {
  url(version: string, segments: readonly string[], query?: Readonly<Record<string, QueryValue>>): string;
  /** Whether a URL points into this company's part of the API. */
  owns(url: URL): boolean;
}

const gatewayHost = 'api.bamboohr.com';
const gatewayPath = '/api/gateway.php';

export function resolveAddress(options: Pick<BambooHrOptions, 'company' | 'urlForm' | 'baseUrl'>): Address {
  if (options.baseUrl !== undefined) return overriddenAddress(options.baseUrl);
  const company = options.company?.toLowerCase() ?? '';
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(company)) {
    throw new TypeError('BambooHr: "company" must be a subdomain such as "acme", or give "baseUrl"');
  }
  return officialAddress(company, options.urlForm ?? 'gateway');
}

// Both live forms name the same company, and answers mix them: a create over the company host is answered
// with a gateway Location.
function officialAddress(company: string, form: 'gateway' | 'company-host'): Address {
  const companyHost = `${company}.bamboohr.com`;
  const base =
    form === 'gateway' ? `https://${gatewayHost}${gatewayPath}/${company}` : `https://${companyHost}/api`;
  return {
    url: urlBuilder(base),
    owns: (url) =>
      url.protocol === 'https:' &&
      url.port === '' &&
      (url.hostname === companyHost ||
        (url.hostname === gatewayHost && hasPathPrefix(url, `${gatewayPath}/${company}`))),
  };
}

function overriddenAddress(baseUrl: string): Address {
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (base === undefined || (base.protocol !== 'https:' && base.protocol !== 'http:')) {
    throw new TypeError('BambooHr: "baseUrl" must be an http or https URL');
  }
  if (base.username !== '' || base.password !== '' || base.search !== '' || base.hash !== '') {
    throw new TypeError('BambooHr: "baseUrl" must hold no credentials, query or fragment');
  }
  const path = base.pathname.replace(/\/+$/, '');
  return {
    url: urlBuilder(base.origin + path),
    owns: (url) => url.origin === base.origin && hasPathPrefix(url, path),
  };
}

interface TokenPlace extends Pick<BambooHrOptions, 'company' | 'baseUrl'> {
  readonly tokenUrl?: string | undefined;
}

/** The token endpoint, whatever path is asked for. */
export function tokenAddress(options: TokenPlace): Address {
  const { company, baseUrl, tokenUrl } = options;
  const url = tokenUrl ?? (baseUrl === undefined ? oauthTokenUrl(company ?? '') : besideApi(baseUrl));
  if (!URL.canParse(url)) throw new TypeError('BambooHr: "tokenUrl" must be a URL');
  return { url: () => url, owns: () => false };
}

// https://acme.example/api and https://hr.example/api/gateway.php/acme both have it at the end of what
// stands before the API's versions.
function besideApi(baseUrl: string): string {
  return `${baseUrl.replace(/\/+$/, '').replace(/\/api$/i, '')}/token.php?request=token`;
}

function hasPathPrefix(url: URL, prefix: string): boolean {
  return url.pathname.toLowerCase().startsWith(`${prefix.toLowerCase()}/`);
}

function urlBuilder(base: string): Address['url'] {
  return (version, segments, query = {}) => {
    const path = [version, ...segments].map(encodeSegment).join('/');
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeQueryValue(value)}`],
    );
    return `${base}/${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
  };
}

function encodeSegment(segment: string): string {
  // URL parsers resolve "." and ".." even when percent-encoded, which would address another resource.
  if (segment === '' || segment === '.' || segment === '..') {
    throw new TypeError(`BambooHr: "${segment}" cannot be part of a path`);
  }
  return encodeURIComponent(segment);
}

// Commas separate names in lists and stay readable; everything else, the plus of a time zone above all,
// must be escaped.
function encodeQueryValue(value: string | number | boolean): string {
  return encodeURIComponent(String(value)).replaceAll('%2C', ',');
}

/** The id of a thing just created, or why `Location` does not prove one. */
export function readLocation(
  location: string | null,
  requestUrl: string,
  address: Address,
): { readonly id: string; readonly url: string } | { readonly problem: string } {
  if (location === null || location.trim() === '') return { problem: 'has no Location' };
  const url = URL.canParse(location, requestUrl) ? new URL(location, requestUrl) : undefined;
  if (url === undefined || !address.owns(url)) return { problem: 'has a Location outside this company' };
  const id = url.pathname.replace(/\/+$/, '').split('/').at(-1) ?? '';
  if (!/^[1-9]\d*$/.test(id)) return { problem: 'has a Location that does not end in a number' };
  return { id, url: url.href };
}

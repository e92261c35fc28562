// The two live URL forms of one API: `/api/gateway.php/{company}/{version}/…`, and
// `/api/{version}/…` on a host whose first label is the company. Pure.

export interface Address {
  /** Lower case: companies are matched in any case. */
  slug: string;
  version: string;
  /** What follows the version, decoded, without the empty segment of a trailing slash. */
  segments: string[];
  /** The path up to the version as the caller wrote it; `Location` headers start with it. */
  prefix: string;
}

// With `/api` once more it is what clients of the host form reach when they are given
// `…/api/gateway.php/{company}` for their `https://{company}.bamboohr.com`.
const gatewayForm = /^(\/api\/gateway\.php\/([^/]+)(?:\/api)?\/(v\d+(?:_\d+)?))(\/.*)?$/i;
const hostForm = /^(\/api\/(v\d+(?:_\d+)?))(\/.*)?$/i;
const companyLabel = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Undefined when the URL is in neither form or cannot be decoded. */
export function readAddress(url: string, host: string | undefined): Address | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const gateway = gatewayForm.exec(path);
  if (gateway !== null) {
    const [, prefix = '', company = '', version = '', rest = ''] = gateway;
    return toAddress(company, version, rest, prefix);
  }
  const [, prefix = '', version = '', rest = ''] = hostForm.exec(path) ?? [];
  if (prefix === '') return undefined;
  return toAddress(companyOfHost(host), version, rest, prefix);
}

/** `scheme://host/prefix` of the caller's own request, or undefined when the host is not usable in a header. */
export function baseUrlOf(address: Address, scheme: string, host: string): string | undefined {
  if (!/^[A-Za-z0-9._:[\]-]{1,255}$/.test(host)) return undefined;
  return `${scheme}://${host}${address.prefix}`;
}

/** The first label of a host that has several; else empty. */
export function companyOfHost(host: string | undefined): string {
  const [label = '', next] = (host ?? '').split('.');
  return next === undefined ? '' : label;
}

function toAddress(company: string, version: string, rest: string, prefix: string): Address | undefined {
  const slug = company.toLowerCase();
  const segments = decodeSegments(rest);
  if (!companyLabel.test(slug) || segments === undefined) return undefined;
  return { slug, version: version.toLowerCase(), segments, prefix };
}

function decodeSegments(rest: string): string[] | undefined {
  try {
    return rest
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

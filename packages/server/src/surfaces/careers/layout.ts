// The frame of every page: head, policy, header and footer.
import { createHash } from 'node:crypto';
import type { CareersPage } from '../../modules/careers/careers.service.ts';
import { themeOf } from './colors.ts';
import { asData, html, type Markup } from './html.ts';
import { pageScript } from './scripts.ts';
import { styleOf } from './style.ts';

/** A careers page as it is asked for. */
export interface Site extends CareersPage {
  /** Its address, without anything behind it. */
  url: string;
  /** The same without scheme and host. */
  path: string;
  isEmbedded: boolean;
}

export interface Page {
  title: string;
  body: Markup;
  status?: number;
  /** What is said about it where it is linked. */
  description?: string;
  /** Its own address, where it is to be found under. */
  canonical?: string;
  structured?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export const scriptVersion = hashOf(pageScript);

export function styleFor({ color }: Pick<CareersPage, 'color'>): { text: string; version: string } {
  const text = styleOf(themeOf(color));
  return { text, version: hashOf(text) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** The address of a page here, which stays in a frame where it is shown in one. */
export function linkTo({ path, isEmbedded }: Site, rest: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams({ ...query, ...(isEmbedded ? { embed: '1' } : {}) }).toString();
  return `${path}${rest}${search === '' ? '' : `?${search}`}`;
}

export function pageOf(site: Site, page: Page): Answer {
  return {
    status: page.status ?? 200,
    headers: { ...headersFor(site), ...page.headers },
    body: documentOf(site, page).text,
  };
}

function headersFor({ isEmbedded, embedOrigins }: Pick<Site, 'isEmbedded' | 'embedOrigins'>) {
  const ancestors = isEmbedded ? ["'self'", ...embedOrigins].join(' ') : "'none'";
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      `frame-ancestors ${ancestors}`,
    ].join('; '),
    ...(isEmbedded ? {} : { 'x-frame-options': 'DENY' }),
    'cache-control': 'no-cache',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  };
}

function documentOf(site: Site, page: Page): Markup {
  const { company, path, isEmbedded, privacyUrl, logoFileId } = site;
  const title = `${page.title} · ${company.name}`;
  const home = html`${logoFileId === null ? company.name : html`<img src="${path}/logo?v=${logoFileId}" alt="${company.name}">`}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${page.description !== undefined && html`<meta name="description" content="${page.description}"><meta property="og:description" content="${page.description}">`}
<meta property="og:title" content="${title}">
${page.canonical === undefined || isEmbedded ? html`<meta name="robots" content="noindex">` : html`<link rel="canonical" href="${page.canonical}"><meta property="og:url" content="${page.canonical}">`}
<link rel="stylesheet" href="${path}/careers.css?v=${styleFor(site).version}">
<link rel="alternate" type="application/feed+json" title="Jobs at ${company.name}" href="${path}/feed.json">
<script defer src="${path}/careers.js?v=${scriptVersion}"></script>
${page.structured !== undefined && html`<script type="application/ld+json">${asData(page.structured)}</script>`}
</head>
<body${isEmbedded && html` class="embedded"`}>
${!isEmbedded && html`<a class="skip" href="#main">Skip to content</a><header class="top"><div class="wrap"><a href="${path}">${home}</a></div></header>`}
<main id="main" class="wrap">
${page.body}
</main>
${!isEmbedded && html`<footer><div class="wrap">${privacyUrl !== null && html`<a href="${privacyUrl}" rel="noopener">Privacy notice</a>`}<a href="${path}/feed.json">Job feed</a></div></footer>`}
</body>
</html>
`;
}

const bareStyle = html`body{margin:0;padding:3rem 1.25rem;background:#f6f7f8;color:#1b1d22;font:17px/1.55 system-ui,sans-serif}main{max-width:52rem;margin:0 auto}h1{font-size:1.9rem;line-height:1.2;margin:0 0 12px}`;
const bareStyleHash = createHash('sha256').update(bareStyle.text).digest('base64');

/** For who asks for a careers page that there is not. */
export function barePage(status: number, { title, text }: { title: string; text: string }): Answer {
  const body = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${bareStyle}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>
`;
  const policy = `default-src 'none'; style-src 'sha256-${bareStyleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
    },
    body: body.text,
  };
}

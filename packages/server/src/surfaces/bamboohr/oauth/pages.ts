// The pages that people see when an application asks for access. Plain HTML and one style: they
// work without scripts, and their policy allows none.
import { createHash } from 'node:crypto';
import { oauthScopes } from '@joinery/sdk';
import type { Answer } from '../answer.ts';

const style = `
:root{color-scheme:light dark;--ink:#1c1d21;--dim:#5c6068;--line:#d9dbe0;--paper:#fff;--ground:#f4f5f7;--strong:#0f7b80;--onstrong:#fff;--warn:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#eceef2;--dim:#a3a8b3;--line:#3a3d45;--paper:#1f2126;--ground:#141519;--strong:#53b1b4;--onstrong:#062b2d;--warn:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;min-height:100vh;display:grid;place-items:center;padding:16px}
main{width:100%;max-width:30rem;background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:28px}
h1{font-size:1.3rem;line-height:1.3;margin:0 0 12px;overflow-wrap:anywhere}
h2{font-size:1rem;margin:20px 0 6px}
p{margin:0 0 12px;overflow-wrap:anywhere}
ul{margin:0 0 16px;padding:0 0 0 1.2em}
li{margin:4px 0}
.dim{color:var(--dim);font-size:.9rem}
.alert{color:var(--warn);border-left:3px solid;padding-left:10px}
.who{border:1px solid var(--line);border-radius:8px;padding:10px 12px;display:flex;flex-wrap:wrap;gap:8px;justify-content:space-between;align-items:center;margin:0 0 12px}
.who span{min-width:0;overflow-wrap:anywhere}
label{display:block;font-weight:600;margin:12px 0 4px}
input{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--dim);border-radius:8px;padding:9px 11px}
.buttons{display:flex;flex-wrap:wrap;gap:10px;margin-top:20px}
button,.button{font:inherit;font-weight:600;border-radius:8px;padding:10px 18px;border:1px solid var(--dim);background:transparent;color:inherit;cursor:pointer;flex:1 1 8rem;text-align:center;text-decoration:none}
button.strong{background:var(--strong);border-color:var(--strong);color:var(--onstrong)}
button.small{flex:none;padding:4px 10px;font-size:.85rem}
:focus-visible{outline:3px solid var(--strong);outline-offset:2px}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

interface Document {
  title: string;
  body: string;
  status?: number;
  head?: string;
  /** Where a form may lead besides this server. */
  leadsTo?: string | undefined;
  headers?: Record<string, string>;
}

function page({ title, body, status = 200, head = '', leadsTo = '', headers = {} }: Document): Answer {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action 'self' ${leadsTo}`.trim(),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      // The address holds the application's state: it is told to nobody else. Forms still say where they are from.
      'referrer-policy': 'same-origin',
      ...headers,
    },
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escaped(title)} · Joinery</title>${head}<style>${style}</style></head>
<body><main>${body}</main></body>
</html>
`,
  };
}

export function messagePage({
  status,
  title,
  text,
}: {
  status: number;
  title: string;
  text: string;
}): Answer {
  return page({ status, title, body: `<h1>${escaped(title)}</h1><p>${escaped(text)}</p>` });
}

interface Asking {
  /** Path and query of this very page. */
  self: string;
  appName: string;
  companyName: string;
}

/**
 * Opens the same page once more, from here. Browsers leave the session's cookie out when they come
 * from another site, and send it when they come from this one.
 */
export function hopPage({ self }: Pick<Asking, 'self'>): Answer {
  return page({
    title: 'One moment',
    head: `<meta http-equiv="refresh" content="0;url=${escaped(self)}">`,
    body: `<h1>One moment</h1><div class="buttons"><a class="button" href="${escaped(self)}">Go on</a></div>`,
  });
}

interface SignInPage extends Asking {
  status?: number;
  problem?: string;
  email?: string;
  headers?: Record<string, string>;
}

export function signInPage({ self, appName, companyName, problem, email = '', ...rest }: SignInPage): Answer {
  const alert = problem === undefined ? '' : `<p class="alert" role="alert">${escaped(problem)}</p>`;
  return page({
    ...rest,
    title: `Sign in to ${companyName}`,
    body: `<h1>Sign in to ${escaped(companyName)}</h1>
<p class="dim"><b>${escaped(appName)}</b> asks for access. You decide on the next page.</p>${alert}
<form method="post" action="${escaped(self)}">
<label for="email">E-mail address</label><input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${escaped(email)}">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required maxlength="200">
<div class="buttons"><button class="strong" name="intent" value="sign_in">Sign in</button></div>
</form>`,
  });
}

interface ConsentPage extends Asking {
  scopes: readonly string[];
  person: string;
  redirectUri: string;
  /** Proves that this page was made for this session and this request. */
  proof: string;
}

export function consentPage(about: ConsentPage): Answer {
  const { self, appName, companyName, scopes, person, redirectUri, proof } = about;
  const items = scopes.map((scope) => `<li>${escaped(oauthScopes[scope] ?? scope)}</li>`).join('');
  const form = (inner: string) =>
    `<form method="post" action="${escaped(self)}"><input type="hidden" name="proof" value="${escaped(proof)}">${inner}</form>`;
  return page({
    title: `${appName} asks for access`,
    leadsTo: formTarget(redirectUri),
    body: `<h1>${escaped(appName)} asks for access to ${escaped(companyName)}</h1>
${form(`<div class="who"><span>Signed in as <b>${escaped(person)}</b></span><button class="small" name="intent" value="sign_out">Use another account</button></div>`)}
<h2>It wants to</h2>
<ul>${items}</ul>
<p class="dim">In your name, and never more than you may do yourself: your access level decides at every request which people and which of their details it gets. The access can be revoked at any time.</p>
<p class="dim">Afterwards you are sent to <b>${escaped(placeOf(redirectUri))}</b>. Allow this only if you know who that is.</p>
${form(`<div class="buttons"><button name="intent" value="deny">Deny</button><button class="strong" name="intent" value="allow">Allow</button></div>`)}`,
  });
}

/** Browsers hold redirects after a form to the policy, too. It has no form for IPv6 addresses. */
function formTarget(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return /^https?:$/.test(protocol) && !host.startsWith('[') ? `${protocol}//${host}` : protocol;
}

function placeOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return /^https?:$/.test(protocol) ? host : protocol;
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

// A browser without scripts: keeps cookies as a browser does, says where a navigation comes from,
// submits the forms that a page has.

export interface Page {
  status: number;
  headers: Headers;
  html: string;
  /** Where it would go next; redirects of other hosts are not followed. */
  location: string | undefined;
}

export interface Browser {
  /** Goes to an address from another site's page, as applications send people. */
  arrive(url: string): Promise<Page>;
  /** Submits a form of the last page by the button with this intent. */
  submit(intent: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Page>;
  /** Takes the cookie of another browser. */
  cookie: string | undefined;
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

export function openBrowser(): Browser {
  let current = '';
  let page: Page | undefined;
  const browser: Browser = {
    cookie: undefined,
    arrive: (url) => go(url, 'cross-site'),
    submit: async (intent, fields = {}, headers = {}) => {
      const form = formWith(page?.html ?? '', intent);
      const hidden = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
      const body = new URLSearchParams({
        ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, unescaped(value)])),
        ...fields,
        intent,
      });
      const action = unescaped(/ action="([^"]*)"/.exec(form)?.[1] ?? '');
      return send(new URL(action, current).href, {
        method: 'POST',
        body,
        headers: { 'sec-fetch-site': 'same-origin', origin: new URL(current).origin, ...headers },
      });
    },
  };
  return browser;

  async function go(url: string, site: string): Promise<Page> {
    const reached = await send(url, { headers: { 'sec-fetch-site': site } });
    const refresh = /http-equiv="refresh" content="0;url=([^"]*)"/.exec(reached.html)?.[1];
    return refresh === undefined ? reached : go(new URL(unescaped(refresh), url).href, 'same-origin');
  }

  async function send(url: string, init: RequestInit): Promise<Page> {
    const headers = new Headers(init.headers);
    // The cookie is Strict: it stays at home when another site sends somebody here.
    if (browser.cookie !== undefined && headers.get('sec-fetch-site') !== 'cross-site')
      headers.set('cookie', browser.cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) browser.cookie = /Max-Age=0/.test(set) ? undefined : set.split(';', 1)[0];
    current = url;
    const location = response.headers.get('location') ?? undefined;
    page = { status: response.status, headers: response.headers, html: await response.text(), location };
    const isHere = location !== undefined && new URL(location, url).origin === new URL(url).origin;
    return isHere ? go(new URL(location, url).href, 'same-origin') : page;
  }
}

function formWith(html: string, intent: string): string {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((text) => text.includes(`name="intent" value="${intent}"`));
  if (form === undefined) throw new Error(`the page has no form with ${intent}: ${html.slice(-600)}`);
  return form;
}

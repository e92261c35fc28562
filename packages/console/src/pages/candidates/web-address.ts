/** Where a text leads that a stranger gave as an address in the web; undefined where it must not be followed. */
export function webAddress(text: string): string | undefined {
  const address = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text) ? text : `https://${text}`;
  const url = URL.parse(address);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

// Apart from the schemas: the console asks it too, and needs no zod for that.
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** https; http on the same machine; or an application's own scheme with a dot, as `com.example.app:/cb`. */
export function isRedirectUri(text: string): boolean {
  if (/[#\s\\]|[^\x21-\x7e]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:') return true;
  if (protocol === 'http:') return loopback.includes(hostname);
  // No scheme that a browser itself would run or open has a dot.
  return protocol.includes('.');
}

// For unit tests: an account whose network answers from a list, or by what is asked.
import type { Account, ConnectionSettings, ProviderAnswer, ProviderRequest } from '../connector.ts';

export interface Sent {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: string;
  streamed: boolean;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** Breaks the connection after so many bytes of the body. */
  cutAt?: number;
}
export type Reply = Answer | Error;

export interface Script {
  account: Account;
  sent: Sent[];
}

/** An Error in place of an answer is what the network throws. */
export function scriptedAccount(
  replies: Reply[] | ((sent: Sent) => Reply),
  over: Partial<ConnectionSettings> & Partial<Pick<Account, 'baseUrl' | 'onCall' | 'now'>> = {},
): Script {
  const { baseUrl = 'https://api.bamboohr.com/api/gateway.php/acme', onCall, now, ...settings } = over;
  const sent: Sent[] = [];
  const left = Array.isArray(replies) ? [...replies] : undefined;
  const next = (one: Sent) => (typeof replies === 'function' ? replies(one) : left?.shift());
  return {
    sent,
    account: {
      baseUrl,
      settings: { subdomain: 'acme', markerField: null, ...settings },
      credentials: { apiKey: 'the-key' },
      fetch: async (url, request) => {
        const one = toSent(url, request);
        sent.push(one);
        const reply = next(one);
        if (reply === undefined) throw new Error(`no answer is planned for ${request.method} ${url}`);
        if (reply instanceof Error) throw reply;
        return toAnswer(reply);
      },
      fetchDocument: async (url) => {
        const { pathname, search } = new URL(url);
        const one = { method: 'GET', path: `${pathname}${search}`, headers: {}, body: '', streamed: false };
        sent.push(one);
        const reply = next(one);
        if (reply === undefined) throw new Error(`no answer is planned for the document ${url}`);
        if (reply instanceof Error) throw reply;
        return toAnswer(reply);
      },
      ...(onCall === undefined ? {} : { onCall }),
      ...(now === undefined ? {} : { now }),
    },
  };
}

function toSent(url: string, { method, headers, body, streamed = false }: ProviderRequest): Sent {
  const { pathname, search } = new URL(url);
  return { method, path: `${pathname}${search}`, headers, body: new TextDecoder().decode(body), streamed };
}

function toAnswer({ status = 200, headers = {}, json, text, cutAt }: Answer): ProviderAnswer {
  const all: Record<string, string> = {
    'content-type': json === undefined ? 'text/html; charset=UTF-8' : 'application/json',
    ...headers,
  };
  const body = new TextEncoder().encode(json === undefined ? (text ?? '') : JSON.stringify(json));
  return {
    status,
    headers: { get: (name) => all[name.toLowerCase()] ?? null },
    body: (async function* () {
      yield cutAt === undefined ? body : body.subarray(0, cutAt);
      if (cutAt !== undefined)
        throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
    })(),
  };
}

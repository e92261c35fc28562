// What can go wrong on the way of a request, as acts of a fault lane.
import { gzipSync } from 'node:zlib';
import { type Act, altered, type Exchange, plain, rewritten } from './fault-lane.ts';

/** Nothing is handed on and nothing comes back. */
export const silence: Act = () => undefined;

export const resetBefore: Act = ({ socket }) => void socket.resetAndDestroy();

export const resetAfter: Act = async (exchange) => {
  await exchange.upstream();
  exchange.socket.resetAndDestroy();
};

/** The answer as it is, after something happened elsewhere. */
export function after(work: () => Promise<unknown>): Act {
  return async (exchange) => {
    const { status: code, headers, body } = await exchange.upstream();
    await work();
    exchange.reply({ status: code, headers: plain(headers), body });
  };
}

export const silentAfter: Act = async (exchange) => {
  await exchange.upstream();
};

/** Half of the body, then `end` is done to the socket. */
function half(end: (exchange: Exchange) => void, { chunked = false } = {}): Act {
  return async (exchange) => {
    const { status, headers, body: real } = await exchange.upstream();
    const body = real.length > 1 ? real : made;
    const length: Record<string, string | number> = chunked ? {} : { 'content-length': body.length };
    // What says where something was made comes with what is cut off.
    const { location: _, ...others } = plain(headers);
    const type = { 'content-type': 'application/json' };
    exchange.response.writeHead(status, { ...type, ...others, ...length });
    exchange.response.write(body.subarray(0, body.length >> 1), () => end(exchange));
  };
}

/** In the place of an answer that has no body. */
const made = Buffer.from('{"id":"1","status":"made"}');

export const resetMidway = half(({ socket }) => socket.resetAndDestroy());
export const cutLength = half(({ socket }) => socket.end());
export const cutChunks = half(({ socket }) => socket.end(), { chunked: true });
export const silentMidway = half(() => undefined);

/** Whole answers that end too early, though the connection says that they are whole. */
export const halfText: Act = rewritten(
  (body) => (body.length > 1 ? body.subarray(0, body.length >> 1) : '{"id":'),
  { 'content-type': 'application/json' },
);

/** One byte each tenth of a second. */
export function drip(part: 'headers' | 'body'): Act {
  return async (exchange) => {
    const { headers, body } = await exchange.upstream();
    const type = headers['content-type'] ?? 'application/json';
    const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`;
    const { socket } = exchange;
    if (part === 'body') socket.write(head);
    const slow = part === 'headers' ? Buffer.from(head) : body;
    for (const byte of slow) {
      if (socket.destroyed) return;
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 100).unref());
    }
    if (part === 'headers') socket.write(body);
    socket.end();
  };
}

export function status(code: number, headers: Record<string, string> = {}, body = 'no'): Act {
  return ({ reply }) => reply({ status: code, headers: { 'content-type': 'text/plain', ...headers }, body });
}

const page =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Password</form></body></html>';
export const webPage: Act = ({ reply }) =>
  reply({ status: 200, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: page });
export const webPageAsJson: Act = ({ reply }) =>
  reply({ status: 200, headers: { 'content-type': 'application/json' }, body: page });
export const nothing: Act = ({ reply }) =>
  reply({ status: 200, headers: { 'content-type': 'application/json' }, body: '' });

export const typeOfPage: Act = rewritten((body) => body, { 'content-type': 'text/html; charset=UTF-8' });
export const withMark: Act = rewritten((body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]));
/** Names beyond ASCII are no UTF-8 any more. */
export const latin1: Act = rewritten((body) =>
  Buffer.concat([Buffer.from(body.toString().replace(/(?<=:\s*")(?=[^"]*")/, '\u00fc'), 'latin1')]),
);
export const gzipLie: Act = rewritten((body) => body, { 'content-encoding': 'gzip' });
export const gzipCut: Act = rewritten((body) => gzipSync(body).subarray(0, 40), {
  'content-encoding': 'gzip',
});
/** Small on the wire, too large when it is unpacked. */
export const gzipBomb: Act = rewritten(
  () => gzipSync(Buffer.concat([Buffer.from('['), Buffer.alloc(60 * 2 ** 20, 0x20), Buffer.from(']')])),
  { 'content-encoding': 'gzip' },
);
export const deepJson: Act = rewritten(() => '['.repeat(1_000_000) + ']'.repeat(1_000_000));

/** Ten million records, made while they are sent, as long as somebody reads. */
export const endless: Act = async ({ response, socket }) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const piece = Buffer.from(`{"id":"1","firstName":"${'x'.repeat(2 ** 16)}"},`);
  response.write('{"employees":[');
  const gone = new Promise((resolve) => socket.once('close', resolve));
  for (let sent = 0; sent < 2 ** 30 && !socket.destroyed; sent += piece.length)
    if (!response.write(piece)) {
      const drained = new Promise((resolve) => response.once('drain', resolve));
      await Promise.race([drained, gone]);
    }
  socket.destroy();
};

export const hugeHeader: Act = ({ socket }) => {
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-long: ');
  socket.write('a'.repeat(2 ** 20));
  socket.end('\r\ncontent-length: 2\r\n\r\n{}');
};

export function redirect(location: string, code = 302): Act {
  return ({ reply }) => reply({ status: code, headers: { location } });
}

type Entries = Record<string, unknown>;
const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every list of records in an answer, whatever operation it is of, by what `alter` makes of it. */
export function lists(alter: (records: Entries[]) => unknown[]): Act {
  const walk = (value: unknown, key?: string): unknown => {
    if (Array.isArray(value))
      return value.length > 0 && value.every(isEntries) && key !== 'fields' ? alter(value) : value;
    if (!isEntries(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]));
  };
  return altered((value) => walk(value));
}

/** Every record, by what `alter` makes of it; a row of the dataset is a record within one. */
export function records(alter: (record: Entries) => Entries): Act {
  return lists((all) =>
    all.map((record) =>
      isEntries(record.fields) ? { ...record, fields: alter(record.fields) } : alter(record),
    ),
  );
}

export const emptyList: Act = lists(() => []);
export const halfList: Act = lists((all) => all.slice(0, all.length >> 1));
export const twice: Act = lists((all) => [...all, ...all]);

export function without(fields: readonly string[]): Act {
  return records((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !fields.includes(name))),
  );
}

/** Every entry of a map of people by their id, as the list of changes is one. */
export function mapsOfPeople(alter: (id: string, entry: Entries) => Entries): Act {
  return altered((value) => {
    if (!isEntries(value) || !isEntries(value.employees)) return value;
    const employees = Object.entries(value.employees).map(([id, entry]) => [
      id,
      isEntries(entry) ? alter(id, entry) : entry,
    ]);
    return { ...value, employees: Object.fromEntries(employees) };
  });
}

/** Reports are refused, and the dataset says that it has half as many again as it shows. */
export const wrongTotal: Act = async (exchange) => {
  if (exchange.path.includes('/reports/')) {
    await status(403)(exchange);
    return;
  }
  await altered((value) => {
    if (!isEntries(value) || !isEntries(value.meta)) return value;
    const meta = Object.entries(value.meta).map(([name, item]) =>
      /^total/.test(name) && typeof item === 'number' ? [name, Math.ceil(item * 1.5)] : [name, item],
    );
    return { ...value, meta: Object.fromEntries(meta) };
  })(exchange);
};

/** The provider's clock is behind: what it calls an instant is later here. */
export function clockBehind(minutes: number): Act {
  return async (exchange) => {
    const url = new URL(exchange.path, 'http://lane');
    const since = url.searchParams.get('since');
    if (since !== null)
      url.searchParams.set('since', new Date(Date.parse(since) + minutes * 60_000).toISOString());
    const { status: code, headers, body } = await exchange.upstream(url.pathname + url.search);
    exchange.reply({ status: code, headers: plain(headers), body });
  };
}

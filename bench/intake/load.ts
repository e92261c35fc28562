// Applicants, in a process of their own: over a few connections as fast as these are answered, or so
// many a second whatever the answers take. Bare sockets: what this costs is taken from the server.
import { connect, type Socket } from 'node:net';
import { crc32 } from 'node:zlib';

export interface Order {
  port: number;
  path: string;
  headers: Record<string, string>;
  connections: number;
  /** Everybody in it is somebody else. */
  run: string;
  sends: 'json' | 'pdf';
  /** Each with a key of its own. */
  keys?: boolean;
  /** Of each applicant, beside name and address. */
  fields: Record<string, string>;
  /** In base64. */
  pdf?: string;
  ends: { seconds: number } | { amount: number };
  perSecond?: number;
}

export interface Answered {
  accepted: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were none of 201, the first of them. */
  failed: number;
  example: string;
}

process.once('message', async (message) => {
  process.send?.(await load(message as Order));
  process.disconnect();
});

async function load(order: Order): Promise<Answered> {
  const latencies: number[] = [];
  const waiting: number[] = [];
  let sent = 0;
  let failed = 0;
  let example = '';
  const beganAt = performance.now();
  const endsAt = 'seconds' in order.ends ? beganAt + order.ends.seconds * 1000 : Number.POSITIVE_INFINITY;
  const amount = 'amount' in order.ends ? order.ends.amount : Number.POSITIVE_INFINITY;
  const isOver = () => performance.now() >= endsAt || sent >= amount;
  const idle: Line[] = [];
  const next = async (line: Line, dueAt: number): Promise<void> => {
    sent += 1;
    const { status, text } = await line.send(requestOf(order, sent));
    latencies.push(performance.now() - dueAt);
    if (status === 201) return;
    failed += 1;
    example ||= `${status} ${text.slice(0, 300)}`;
  };
  const lines = await Promise.all(Array.from({ length: order.connections }, () => open(order.port)));
  if (order.perSecond === undefined)
    await Promise.all(
      lines.map(async (line) => {
        while (!isOver()) await next(line, performance.now());
      }),
    );
  else {
    // Somebody comes when they come; who finds no free connection waits, and the wait counts.
    idle.push(...lines);
    const serve = async (line: Line): Promise<void> => {
      for (let due = waiting.shift(); due !== undefined; due = waiting.shift()) await next(line, due);
      idle.push(line);
    };
    const working = new Set<Promise<void>>();
    for (let coming = 0; !isOver(); ) {
      const now = performance.now();
      for (; beganAt + (coming * 1000) / order.perSecond <= now; coming += 1) {
        waiting.push(beganAt + (coming * 1000) / order.perSecond);
        // In turn: the server closes one that nobody uses.
        const line = idle.shift();
        if (line === undefined) continue;
        const work = serve(line);
        working.add(work);
        void work.then(() => working.delete(work));
      }
      await new Promise((go) => setTimeout(go, 1));
    }
    await Promise.all(working);
  }
  const seconds = (performance.now() - beganAt) / 1000;
  for (const line of lines) line.end();
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return {
    accepted: latencies.length - failed,
    seconds,
    p50Ms: at(0.5) ?? 0,
    p99Ms: at(0.99) ?? 0,
    failed,
    example,
  };
}

function requestOf(order: Order, number: number): Buffer[] {
  const person = `${order.run}-${number}`;
  const fields = { ...personOf(person, number), ...order.fields };
  const key = order.keys === true ? { 'idempotency-key': person } : {};
  const [type, parts] =
    order.sends === 'json'
      ? ['application/json', [Buffer.from(JSON.stringify(fields))]]
      : [`multipart/form-data; boundary=${boundary}`, formOf(fields, order.pdf ?? '')];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const headers = {
    host: '127.0.0.1',
    ...order.headers,
    ...key,
    'content-type': type,
    'content-length': String(length),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return [Buffer.from(`POST ${order.path} HTTP/1.1\r\n${lines.join('')}\r\n`), ...parts];
}

const givenNames = ['Ada', 'Grace', 'Emmy', 'Katherine', 'Sofia', 'Lise', 'Maria', 'Rosa', 'Ida', 'Hedy'];
const beginnings = ['By', 'Hop', 'Noe', 'John', 'Kowa', 'Mei', 'Goe', 'Par', 'Rho', 'Lam', 'Franke', 'Curi'];
const middles = ['ro', 'pe', 'ther', 'son', 'lev', 'tne', 'ppert', 'ks', 'des', 'arr'];
const ends = ['n', 'r', 'va', 'sky', 'nig', 'us', 'tti', 'en', 'ic', 'ova', 'dottir'];

/** With an address and a phone of their own; of a name there are as many as there are in a town. */
function personOf(person: string, number: number) {
  const hash = crc32(person);
  const pick = (list: string[], by: number) => list[Math.floor(hash / by) % list.length] ?? '';
  const family = `${pick(beginnings, 10)}${pick(middles, 120)}${pick(ends, 1200)}`;
  return {
    name: `${pick(givenNames, 1)} ${family}-${pick(beginnings, 13_200)}${pick(ends, 158_400)}`,
    email: `${person}@mail.example`,
    phone: `+4930${String((hash + number) % 100_000_000).padStart(8, '0')}`,
  };
}

const boundary = 'joinery-bench-boundary';
let pdf: { base64: string; bytes: Buffer } | undefined;

function formOf(fields: Record<string, string>, base64: string): Buffer[] {
  if (pdf?.base64 !== base64) pdf = { base64, bytes: Buffer.from(base64, 'base64') };
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="resume"; filename="cv.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
  return [Buffer.from(texts.join('') + file), pdf.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)];
}

interface Line {
  send(parts: Buffer[]): Promise<{ status: number; text: string }>;
  end(): void;
}

async function open(port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return {
    send: (parts) => {
      socket.cork();
      for (const part of parts) socket.write(part);
      socket.uncork();
      return answerOn(socket);
    },
    end: () => socket.destroy(),
  };
}

/** One answer at a time, with a length. */
function answerOn(socket: Socket): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    const stop = (): void => {
      socket.off('data', read).off('close', lost).off('error', lost);
    };
    const lost = (): void => {
      stop();
      reject(new Error('The server closed a connection.'));
    };
    const read = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
      if (text.length < head + 4 + length) return;
      stop();
      resolve({ status: Number(text.slice(9, 12)), text: text.slice(head + 4) });
    };
    socket.on('data', read).on('close', lost).on('error', lost);
  });
}

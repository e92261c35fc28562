// ClamAV's daemon, spoken to on its socket: one connection for each document, which is streamed in
// pieces. Whatever is not a clear answer is none, so that nothing passes by mistake.
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';

export type ScanVerdict = { kind: 'clean' } | { kind: 'infected'; name: string };

export interface Scanner {
  /** @throws JoineryError `files.scanner_unavailable` */
  scan(bytes: Uint8Array): Promise<ScanVerdict>;
  isAnswering(): Promise<boolean>;
}

export interface ClamdOptions {
  /** `host:port`, or the path of a socket. */
  address: string;
  timeoutMs?: number;
}

const pieceBytes = 64 * 1024;
const maxAnswerBytes = 4096;

export function createClamdScanner({ address, timeoutMs = 60_000 }: ClamdOptions): Scanner {
  return {
    scan: async (bytes) => verdictOf(await ask(address, timeoutMs, instream(bytes))),
    isAnswering: async () => {
      const answer = await ask(address, Math.min(timeoutMs, 2_000), [Buffer.from('zPING\0')]).catch(() => '');
      return answer === 'PONG';
    },
  };
}

function* instream(bytes: Uint8Array): Generator<Uint8Array> {
  yield Buffer.from('zINSTREAM\0');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.subarray(at, at + pieceBytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    yield length;
    yield piece;
  }
  yield Buffer.alloc(4);
}

function verdictOf(answer: string): ScanVerdict {
  if (answer === 'stream: OK') return { kind: 'clean' };
  const name = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (name !== undefined) return { kind: 'infected', name: name.slice(0, 200) };
  throw unavailable(new Error(`unexpected answer: ${answer.slice(0, 200)}`));
}

function ask(address: string, timeoutMs: number, parts: Iterable<Uint8Array>): Promise<string> {
  const socket = open(address);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (cause: Error): void => {
    socket.destroy();
    reject(unavailable(cause));
  };
  const timer = setTimeout(() => fail(new Error('no answer in time')), timeoutMs);
  let answer = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    answer += text;
    if (answer.length > maxAnswerBytes) fail(new Error('the answer is too long'));
    else if (answer.includes('\0')) socket.end();
  });
  socket.on('error', fail);
  socket.on('close', () => {
    // An answer that was cut short is none.
    if (answer.includes('\0')) resolve(answer.slice(0, answer.indexOf('\0')).trim());
    else reject(unavailable(new Error('the connection was closed')));
  });
  Readable.from(parts).pipe(socket, { end: false });
  return promise.finally(() => clearTimeout(timer));
}

function open(address: string): Socket {
  if (address.startsWith('/')) return connect({ path: address });
  const at = address.lastIndexOf(':');
  return connect({ host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) });
}

function unavailable(cause: Error): JoineryError {
  return new JoineryError('files.scanner_unavailable', 'The scanner of viruses does not answer.', { cause });
}

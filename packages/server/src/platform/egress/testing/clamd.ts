// A small speaker of clamd's protocol, for tests: it finds what holds the words of EICAR.
import { createServer, type Socket } from 'node:net';

export interface FakeClamd {
  /** `host:port`, or the path it was given. */
  address: string;
  /** How many documents were looked at. */
  scanned(): number;
  /** Says nothing more, or something else, from now on. */
  answer(text: string | undefined): void;
  close(): Promise<void>;
}

/** The test file of the makers of scanners, in two parts so that this file is none. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

export async function startFakeClamd(path?: string): Promise<FakeClamd> {
  let scanned = 0;
  let given: string | undefined;
  let silent = false;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    let all = Buffer.alloc(0);
    socket.on('data', (piece: Buffer) => {
      all = Buffer.concat([all, piece]);
      const reply = replyTo(all);
      if (reply === undefined || silent) return;
      if (reply !== 'PONG') scanned += 1;
      socket.end(`${given ?? reply}\0`);
    });
  });
  await new Promise<void>((go) =>
    path === undefined ? server.listen(0, '127.0.0.1', go) : server.listen(path, go),
  );
  const at = server.address();
  return {
    address: typeof at === 'object' && at !== null ? `127.0.0.1:${at.port}` : (path ?? ''),
    scanned: () => scanned,
    answer: (text) => {
      given = text;
      silent = text === '';
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((go) => server.close(() => go()));
    },
  };
}

function replyTo(all: Buffer): string | undefined {
  const start = 'zINSTREAM\0';
  const head = all.toString('latin1', 0, start.length);
  if (head === 'zPING\0') return 'PONG';
  if (head !== start || all.readUInt32BE(all.length - 4) !== 0) return undefined;
  const pieces: Buffer[] = [];
  for (let at = start.length; at + 4 <= all.length; ) {
    const length = all.readUInt32BE(at);
    if (length === 0)
      return Buffer.concat(pieces).includes(eicar) ? 'stream: Win.Test.EICAR_HDB-1 FOUND' : 'stream: OK';
    pieces.push(all.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

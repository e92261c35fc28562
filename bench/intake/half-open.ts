// Senders of requests that never end, in a process of their own: each begins a request and sends one byte
// more of its headers every ten seconds, until it is cut off.
import { connect } from 'node:net';

export interface HalfOpenOrder {
  port: number;
  amount: number;
}

export interface HalfOpen {
  opened: number;
  /** Of those that were cut off, the longest. */
  longestSeconds: number;
  /** Not cut off when it was asked. */
  left: number;
}

interface Sender {
  openedAt: number;
  closedAt?: number;
}

const senders: Sender[] = [];

process.on('message', (message: HalfOpenOrder | 'report') => {
  if (message !== 'report') return void open(message);
  const spans = senders.flatMap(({ openedAt, closedAt }) =>
    closedAt === undefined ? [] : [closedAt - openedAt],
  );
  const report: HalfOpen = {
    opened: senders.length,
    longestSeconds: spans.reduce((most, span) => Math.max(most, span), 0) / 1000,
    left: senders.length - spans.length,
  };
  process.send?.(report);
});
process.once('disconnect', () => process.exit());

/** Says how many are open, once they all are. */
async function open({ port, amount }: HalfOpenOrder): Promise<void> {
  for (let at = 0; at < amount; at += 100)
    await Promise.all(Array.from({ length: Math.min(100, amount - at) }, () => openOne(port)));
  process.send?.(senders.filter(({ closedAt }) => closedAt === undefined).length);
}

function openOne(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const sender: Sender = { openedAt: performance.now() };
    const drip = setInterval(() => socket.writable && socket.write('x'), 10_000);
    socket.once('connect', () => {
      sender.openedAt = performance.now();
      senders.push(sender);
      socket.write('POST /v1/candidates HTTP/1.1\r\nx');
      socket.off('error', reject);
      resolve();
    });
    socket.once('error', reject);
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', () => {
      clearInterval(drip);
      sender.closedAt = performance.now();
    });
  });
}

// One reading by one reader, in a process of its own, measured from the first request to the last
// byte parsed. Programs are loaded before.
import { readFileSync, writeFileSync } from 'node:fs';
import { loadN8nRouter, loadNangoPages } from './peers.ts';
import { type Ask, type Order, readers } from './readers.ts';
import { openWaitingClock } from './waiting-clock.ts';

export interface Figures {
  requests: number;
  bytes: number;
  cpuSeconds: number;
  /** Worked, without what the limit would have made it wait. */
  seconds: number;
  waitedSeconds: number;
  peakMegabytes: number;
}

process.once('message', async (message) => {
  const order = message as Order;
  if (order.reader.startsWith('n8n')) loadN8nRouter();
  if (order.reader === 'nango') await loadNangoPages();
  const clock = openWaitingClock(order.perMinute);
  let requests = 0;
  let bytes = 0;
  const ask: Ask = async (path, body) => {
    clock.admit();
    requests += 1;
    const [base, below] = path.startsWith('/../')
      ? [order.door.baseUrl.replace(/\/v1$/, ''), path.slice('/..'.length)]
      : [order.door.baseUrl, path];
    const response = await fetch(base + below, {
      headers: { ...order.door.headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    bytes += Buffer.byteLength(text);
    if (response.status !== 200)
      throw new Error(`${order.reader}: ${base}${below} answers ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const read = await readers[order.reader](ask, order);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  writeFileSync(order.out, JSON.stringify(read));
  const figures: Figures = {
    requests,
    bytes,
    cpuSeconds: (user + system) / 1e6,
    seconds,
    waitedSeconds: clock.waitedMs() / 1000,
    peakMegabytes: Math.round(peak),
  };
  process.send?.(figures);
  process.disconnect();
});

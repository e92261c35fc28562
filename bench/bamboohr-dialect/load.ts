// One burst of requests against one server, in a process of its own. It ends by itself.
import { pathToFileURL } from 'node:url';
import type { Burst, Load } from './measure.ts';

interface Autocannon {
  default(options: object): Promise<{
    requests: { total: number };
    throughput: { total: number };
    duration: number;
    non2xx: number;
    errors: number;
    latency: { p50: number; p99: number };
  }>;
}

process.once('message', async (message) => {
  const { autocannon, door, paths, seconds, connections } = message as Load;
  const { default: cannon }: Autocannon = await import(pathToFileURL(autocannon).href);
  const prefix = new URL(door.baseUrl).pathname.replace(/\/$/, '');
  const result = await cannon({
    url: door.baseUrl,
    headers: door.headers,
    requests: paths.map((path) => ({ method: 'GET', path: prefix + path })),
    duration: seconds,
    connections,
  });
  const burst: Burst = {
    requestsPerSecond: result.requests.total / result.duration,
    bytesPerSecond: result.throughput.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
  process.send?.(burst);
  process.disconnect();
});

// Loads servers in turns, so that a slow minute of the machine hits all of them alike, and compares
// what was measured in the same turn.

import { said, script } from '../lib/processes.ts';
import { median } from '../lib/record.ts';
import { autocannonPath } from './peers.ts';
import type { Door } from './scene.ts';

export interface Load {
  /** Where the load generator stands. */
  autocannon: string;
  door: Door;
  paths: string[];
  seconds: number;
  connections: number;
}

export interface Burst {
  requestsPerSecond: number;
  bytesPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  failed: number;
}

export interface Contest {
  rounds: number;
  seconds: number;
  connections: number;
}

export interface Contender {
  name: string;
  door: Door;
  paths: string[];
}

/** The bursts of each contender, one for each round, after one of each that does not count. */
export async function compete(
  contenders: readonly Contender[],
  { rounds, seconds, connections }: Contest,
): Promise<Map<string, Burst[]>> {
  const bursts = new Map<string, Burst[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const { name, door, paths } of contenders) {
      const burst = await load({ autocannon: autocannonPath(), door, paths, seconds, connections });
      if (burst.failed > 0) throw new Error(`${name} failed to answer ${burst.failed} requests.`);
      if (round > 0) bursts.get(name)?.push(burst);
    }
  return bursts;
}

async function load(order: Load): Promise<Burst> {
  const generator = script(new URL('load.ts', import.meta.url));
  generator.send(order);
  return said<Burst>(generator);
}

/** The median of the ratios within each round. */
export function ratio(
  bursts: Map<string, Burst[]>,
  [a, b]: readonly [string, string],
  figure: 'requestsPerSecond' | 'bytesPerSecond',
): number {
  const others = bursts.get(b) ?? [];
  const ratios = (bursts.get(a) ?? []).map((burst, round) => burst[figure] / (others[round]?.[figure] ?? 0));
  return median(ratios);
}

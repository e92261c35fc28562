// Kills processes with SIGKILL while rows are being acknowledged, starts again, and looks for
// every acknowledged row. This shows what dead processes lose, not what a power cut does:
// against that stands fsync, which the launcher checks at each start.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../../platform/log.ts';
import { startEmbeddedPostgres } from '../embedded.ts';
import { killCluster, startHolder } from './processes.ts';

export interface KillCycles {
  cycles: number;
  acknowledged: number;
  lost: number;
  slowestStartMs: number;
}

/** What dies: the writing process, the database under a living writer, or both. */
const victims = ['writer', 'database', 'both'] as const;

export async function runKillCycles(options: {
  cycles: number;
  dataDir: string;
  log: Log;
  writeMs?: number;
}): Promise<KillCycles> {
  const { dataDir, log } = options;
  const acknowledged = new Set<number>();
  const result: KillCycles = { cycles: 0, acknowledged: 0, lost: 0, slowestStartMs: 0 };
  await withDatabase(dataDir, log, (client) =>
    client.query('create table acknowledged (id bigint primary key)'),
  );
  while (result.cycles < options.cycles) {
    const victim = victims[result.cycles % victims.length] ?? 'both';
    const numbers = await writeAndKill(
      dataDir,
      victim,
      1 + result.cycles * 1_000_000,
      options.writeMs ?? 300,
    );
    for (const number of numbers) acknowledged.add(number);
    const startedAt = performance.now();
    const found = await withDatabase(dataDir, log, (client) => {
      result.slowestStartMs = Math.max(result.slowestStartMs, Math.round(performance.now() - startedAt));
      return client.query<{ id: string }>('select id from acknowledged');
    });
    const present = new Set(found.rows.map(({ id }) => Number(id)));
    result.lost = [...acknowledged].filter((number) => !present.has(number)).length;
    result.acknowledged = acknowledged.size;
    result.cycles += 1;
  }
  return result;
}

async function writeAndKill(
  dataDir: string,
  victim: (typeof victims)[number],
  firstNumber: number,
  writeMs: number,
): Promise<number[]> {
  const writer = startHolder(dataDir, { firstNumber });
  const { place } = await writer.ready;
  await sleep(writeMs * (0.5 + Math.random()));
  if (victim !== 'writer') await killCluster(place);
  if (victim === 'database') await writesAgain(writer.lines);
  await writer.kill();
  return writer.lines.map(Number).filter((number) => Number.isInteger(number));
}

/** The living writer brings the database back by itself. */
async function writesAgain(lines: string[]): Promise<void> {
  const before = lines.length;
  for (const deadline = Date.now() + 60_000; lines.length < before + 50; await sleep(20))
    if (Date.now() > deadline) throw new Error('the writer did not bring the database back in 60 s');
}

async function withDatabase<T>(
  dataDir: string,
  log: Log,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { connection, stop } = await startEmbeddedPostgres({ dataDir, log });
  const client = new pg.Client(connection);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
    await stop();
  }
}

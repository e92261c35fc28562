// What a bench found out, as it is printed and kept. `npm run gen` makes docs/reference/benchmarks.md
// from the kept records; a figure on that page can only come from a run.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Goal {
  what: string;
  measured: number;
  unit: string;
  /** A measured value keeps the goal when it is not on the wrong side of it. */
  goal: { atLeast: number } | { atMost: number };
}

export interface Table {
  title: string;
  columns: string[];
  rows: (string | number)[][];
}

export interface BenchRecord {
  bench: string;
  command: string;
  at: string;
  commit: string;
  machine: Machine;
  /** Sentences that a reader of the figures needs. */
  notes: string[];
  goals: Goal[];
  tables: Table[];
}

interface Machine {
  processor: string;
  cores: number;
  memoryGigabytes: number;
  system: string;
  node: string;
  /** Null for what needs no database. */
  postgres: string | null;
}

export function isMet({ measured, goal }: Goal): boolean {
  return 'atLeast' in goal ? measured >= goal.atLeast : measured <= goal.atMost;
}

export function wordsOf({ goal }: Goal): string {
  return 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
}

export function machine(postgres: string | null): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres,
  };
}

/** The commit that was measured, with a plus where files differ from it. */
export function measuredCommit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--', 'packages', 'bench') !== '';
    return git('rev-parse', '--short', 'HEAD') + (isChanged ? '+' : '');
  } catch {
    return 'unknown';
  }
}

/** Prints a record, keeps it when asked to, and ends the bench with status 1 where a goal is missed. */
export function conclude(record: BenchRecord): void {
  const missed = record.goals.filter((goal) => !isMet(goal));
  if (process.argv.includes('--json')) console.log(JSON.stringify(record));
  else {
    for (const { title, columns, rows } of record.tables) {
      console.log(`\n${title}`);
      console.table(rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]]))));
    }
    for (const goal of record.goals)
      console.log(
        `${isMet(goal) ? 'met   ' : 'MISSED'} ${goal.what}: ${goal.measured} ${goal.unit} (goal: ${wordsOf(goal)})`,
      );
  }
  if (process.argv.includes('--record')) keep(record);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function keep(record: BenchRecord): void {
  const file = fileURLToPath(
    new URL(`../../docs/reference/benchmarks/${record.bench}.json`, import.meta.url),
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export function round(value: number, digits = 0): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

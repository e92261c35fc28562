// What must be true of a journal, whatever happened to the processes that wrote it.
import type { JournalRow } from './harness.ts';

/**
 * Of each partition, the entries of one run form one block, and the blocks stand in the order
 * of `expected`: so no two runs overlapped and none overtook. Returns what contradicts that.
 */
export function findDisorder(rows: JournalRow[], expected: Map<string, string[]>): string[] {
  return [...expected].flatMap(([partition, runs]) => {
    const blocks = rows
      .filter((row) => row.partition === partition)
      .map((row) => row.run)
      .filter((run, i, all) => run !== all[i - 1]);
    return blocks.join() === runs.join()
      ? []
      : [`${partition} ran ${blocks.join(', ')} instead of ${runs.join(', ')}`];
  });
}

/**
 * Every run closed with three results, each the last trace that its step left: a step that ran
 * again after its result was recorded would have left a later one.
 */
export function findRepeats(rows: JournalRow[], runs: string[]): string[] {
  const byRun = Map.groupBy(rows, (row) => row.run);
  return runs.flatMap((run) => {
    const entries = byRun.get(run) ?? [];
    const closed = new Set(entries.filter((row) => row.kind === 'closed').map((row) => row.mark));
    const last = new Map(entries.filter((row) => row.kind === 'effect').map((row) => [row.step, row.mark]));
    const marks = [...last.values()].join(' ');
    return closed.size === 1 && closed.has(marks) && last.size === 3
      ? []
      : [`${run} closed with ${[...closed].join(' and ') || 'nothing'}; its steps left ${marks}`];
  });
}

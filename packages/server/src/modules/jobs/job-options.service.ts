// Options of lists as jobs have them: by name.
import type { Transaction } from '../../db/database.ts';
import * as repository from './jobs.repository.ts';

/** Jobs keep the department and the place that they are in, whatever it is called from now on. */
export async function renameOptionOfJobs(
  tx: Transaction,
  listNumber: number,
  names: { from: string; to: string },
): Promise<void> {
  const column = repository.columnsOfLists[listNumber];
  if (column !== undefined) await repository.renameOption(tx, column, names);
}

/** Whether any job, open or not, is there. */
export async function isOptionOfJobs(tx: Transaction, listNumber: number, name: string): Promise<boolean> {
  const column = repository.columnsOfLists[listNumber];
  return column !== undefined && (await repository.hasJobWith(tx, column, name));
}

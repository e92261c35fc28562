import type { Transaction } from '../../db/database.ts';
import { insertCategories } from './employee-files.repository.ts';
import { defaultCategories } from './file-categories.ts';

/** What a new company starts with. Apart from the files' own service, which needs companies itself. */
export async function seedFileCategories(tx: Transaction, companyId: string): Promise<void> {
  await insertCategories(tx, companyId, defaultCategories);
}

import type { Transaction } from '../../db/database.ts';

/** The category that résumés of hires go into. */
export const resumeCategory = 'Resumes and Applications';

const standardCategories = [
  'Workflow Attachments',
  'Tasklist Attachments',
  'Signed Documents',
  resumeCategory,
];

/** What a new company starts with. */
export async function seedFileCategories(tx: Transaction, companyId: string): Promise<void> {
  await tx
    .insertInto('file_categories')
    .values(standardCategories.map((name) => ({ company_id: companyId, name })))
    .execute();
}

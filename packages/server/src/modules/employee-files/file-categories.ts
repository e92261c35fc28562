/** The categories of employee files that a new company starts with, as recorded. */
export const defaultCategories = [
  'Workflow Attachments',
  'Tasklist Attachments',
  'Signed Documents',
  'Resumes and Applications',
];

import { z } from 'zod';
import { instant } from './paging.ts';

const reportCondition = z.strictObject({
  /** A field by alias or number. */
  field: z.string().min(1).max(200),
  operator: z.enum([
    'contains',
    'does_not_contain',
    'equal',
    'not_equal',
    'empty',
    'not_empty',
    'lt',
    'lte',
    'gt',
    'gte',
    'last',
    'next',
    'range',
    'checked',
    'not_checked',
    'includes',
    'does_not_include',
  ]),
  /** A text, number or date; a list of options; `{start, end}` for range; `{duration, unit}` for last and next. */
  value: z.unknown(),
});

/** Who is in a report: those for whom all, or any, of the conditions hold. */
export const reportFilter = z.strictObject({
  match: z.enum(['all', 'any']),
  conditions: z.array(reportCondition).max(50),
});
export type ReportFilter = z.infer<typeof reportFilter>;

export const savedReportInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** Fields by alias or number, in the order of the columns. */
  fields: z.array(z.string().min(1).max(200)).min(1).max(400),
  filter: reportFilter.nullable().default(null),
  sort: z
    .array(z.strictObject({ field: z.string().min(1).max(200), descending: z.boolean().default(false) }))
    .max(10)
    .default([]),
  /** False: only whoever made it sees it. */
  shared: z.boolean().default(true),
});
export type SavedReportInput = z.infer<typeof savedReportInput>;

export const savedReport = savedReportInput
  .extend({ number: z.number().int(), createdAt: instant })
  .meta({ id: 'SavedReport' });
export type SavedReport = z.infer<typeof savedReport>;

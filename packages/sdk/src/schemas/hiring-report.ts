import { z } from 'zod';
import { stageKind } from './jobs.ts';
import { calendarDate } from './paging.ts';

/** Of applications that came in within these days, in the company's time zone; a year up to today unless given. */
export const hiringReportQuery = z.strictObject({
  from: calendarDate.optional(),
  to: calendarDate.optional(),
  jobId: z.string().max(100).optional(),
});
export type HiringReportQuery = z.infer<typeof hiringReportQuery>;

export const hiringReportPart = z.enum(['jobs', 'sources', 'recruiters', 'stages']);
export type HiringReportPart = z.infer<typeof hiringReportPart>;

/**
 * How far applications came. Whoever came further counts for what is before it, and counts still when
 * they were rejected afterwards.
 */
export const hiringFunnel = z.object({
  applied: z.number().int(),
  /** Beyond the stages of kind `new`. */
  considered: z.number().int(),
  offered: z.number().int(),
  hired: z.number().int(),
  /** Where they stand now. */
  rejected: z.number().int(),
  withdrawn: z.number().int(),
});
export type HiringFunnel = z.infer<typeof hiringFunnel>;

const group = <S extends z.ZodRawShape>(shape: S) => z.object({ ...shape, ...hiringFunnel.shape });
/** The largest ones, and in one line all that are not among them. */
const groups = <S extends z.ZodType>(items: S) =>
  z.object({ items: z.array(items), others: hiringFunnel.extend({ count: z.number().int() }).nullable() });

export const hiringReport = z
  .object({
    from: calendarDate,
    to: calendarDate,
    total: hiringFunnel,
    jobs: groups(group({ jobId: z.string(), number: z.number().int(), title: z.string() })),
    /** Null for those who said nothing. */
    sources: groups(group({ source: z.string().nullable() })),
    /** Who added the person; null for those who came by themselves. */
    recruiters: groups(group({ userId: z.string().nullable(), name: z.string().nullable() })),
    /** In the order of their pipeline. */
    stages: z.array(
      z.object({
        stageId: z.string(),
        name: z.string(),
        kind: stageKind,
        pipeline: z.string(),
        /** How often it was entered. */
        entered: z.number().int(),
        /** How many of them stand there now; their time does not count yet. */
        standing: z.number().int(),
        /** Of those who left it, in hours; null when nobody did. */
        medianHours: z.number().nullable(),
        p90Hours: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'HiringReport' });
export type HiringReport = z.infer<typeof hiringReport>;

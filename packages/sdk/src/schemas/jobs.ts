import { z } from 'zod';
import { instant } from './paging.ts';

export const stageKind = z.enum(['new', 'active', 'offer', 'hired', 'rejected', 'withdrawn']);
export type StageKind = z.infer<typeof stageKind>;

export const stage = z
  .object({
    id: z.string(),
    number: z.number().int(),
    pipelineId: z.string(),
    name: z.string(),
    kind: stageKind,
    position: z.number().int(),
  })
  .meta({ id: 'Stage' });
export type Stage = z.infer<typeof stage>;

export const stageInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  kind: stageKind,
  /** Where it stands in the pipeline, from 0; at the end when absent. */
  position: z.number().int().min(0).max(1000).optional(),
});
export type StageInput = z.infer<typeof stageInput>;
export const stagePatch = stageInput.partial();
export type StagePatch = z.infer<typeof stagePatch>;

export const jobStatus = z.enum(['draft', 'open', 'on_hold', 'filled', 'canceled']);
export type JobStatus = z.infer<typeof jobStatus>;

export const job = z
  .object({
    id: z.string(),
    number: z.number().int(),
    title: z.string(),
    status: jobStatus,
    department: z.string().nullable(),
    location: z.string().nullable(),
    employmentType: z.string().nullable(),
    description: z.string(),
    hiringLeadEmployeeNumber: z.number().int().nullable(),
    pipelineId: z.string(),
    applicationCount: z.number().int(),
    postedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof job>;

const text = (max: number) => z.string().trim().max(max);
export const jobInput = z.strictObject({
  title: text(200).min(1),
  status: jobStatus.default('open'),
  department: text(200).nullish(),
  location: text(200).nullish(),
  employmentType: text(200).nullish(),
  description: text(50_000).default(''),
  hiringLeadEmployeeNumber: z.number().int().positive().nullish(),
});
export type JobInput = z.infer<typeof jobInput>;
export const jobPatch = z.strictObject({
  title: text(200).min(1).optional(),
  status: jobStatus.optional(),
  department: text(200).nullish(),
  location: text(200).nullish(),
  employmentType: text(200).nullish(),
  description: text(50_000).optional(),
  hiringLeadEmployeeNumber: z.number().int().positive().nullish(),
});
export type JobPatch = z.infer<typeof jobPatch>;

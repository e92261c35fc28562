import { z } from 'zod';
import { stage, stageInput } from './jobs.ts';
import { boundedText } from './texts.ts';

/** Stages that applications of one or more jobs go through. */
export const pipeline = z
  .object({
    id: z.string(),
    name: z.string(),
    /** New jobs get it. */
    isDefault: z.boolean(),
    /** How many jobs use it, deleted ones too. */
    jobCount: z.number().int(),
    stages: z.array(stage),
  })
  .meta({ id: 'Pipeline' });
export type Pipeline = z.infer<typeof pipeline>;

const name = boundedText(100).min(1);

/** Begins with these stages, with those of `copyOf`, or with the usual ones. */
export const pipelineInput = z
  .strictObject({
    name,
    stages: z
      .array(stageInput.omit({ position: true, pipelineId: true }))
      .min(1)
      .max(50)
      .optional(),
    copyOf: z.string().max(100).optional(),
  })
  .refine(({ stages, copyOf }) => stages === undefined || copyOf === undefined, {
    message: 'expected stages or copyOf, not both',
  });
export type PipelineInput = z.infer<typeof pipelineInput>;

export const pipelinePatch = z
  .strictObject({ name: name.optional(), isDefault: z.literal(true).optional() })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'expected name or isDefault' });
export type PipelinePatch = z.infer<typeof pipelinePatch>;

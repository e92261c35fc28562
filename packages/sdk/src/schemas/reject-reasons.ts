import { z } from 'zod';
import { boundedText } from './texts.ts';

/** Why a company rejects somebody. */
export const rejectReason = z
  .object({
    id: z.string(),
    label: z.string(),
    position: z.number().int(),
    /** Since when it is offered no more; applications that name it keep it. */
    archivedAt: z.string().nullable(),
  })
  .meta({ id: 'RejectReason' });
export type RejectReason = z.infer<typeof rejectReason>;

const label = boundedText(200).min(1);
export const rejectReasonInput = z.strictObject({ label });
export type RejectReasonInput = z.infer<typeof rejectReasonInput>;
export const rejectReasonPatch = z
  .strictObject({
    label: label.optional(),
    position: z.number().int().min(0).max(1000).optional(),
    archived: z.boolean().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'expected something to change' });
export type RejectReasonPatch = z.infer<typeof rejectReasonPatch>;

/** Into the pipeline's first stage of kind rejected, unless another one of that kind is named. */
export const rejectInput = z.strictObject({
  reasonId: z.string().max(100).nullish(),
  note: boundedText(2_000).nullish(),
  stageId: z.string().max(100).optional(),
});
export type RejectInput = z.infer<typeof rejectInput>;

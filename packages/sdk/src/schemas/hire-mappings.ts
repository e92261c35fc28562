import { z } from 'zod';
import { hireFields, hireFile, someHireFields } from './hires.ts';
import { instant } from './paging.ts';

/** Fields of a hire that a rule can fill, beside `other.` and the alias of a further one. */
export const mappingTargets = hireFields.omit({ other: true }).keyof();
export type MappingTarget = z.infer<typeof mappingTargets>;

const line = (max: number) => z.string().max(max);

/** Where a value comes from. The names in a template stand in braces. */
export const mappingSource = z.union([
  z.strictObject({ field: line(100) }),
  z.strictObject({ constant: line(2000) }),
  z.strictObject({ template: line(2000) }),
]);
export type MappingSource = z.infer<typeof mappingSource>;

export const countryForm = z.enum(['name', 'alpha2', 'alpha3']);
export const caseForm = z.enum(['upper', 'lower', 'title']);

/** How a value is written. `from` says how a date is read that is not `YYYY-MM-DD` already. */
export const mappingFormat = z.union([
  z.strictObject({ date: line(40), from: line(40).optional() }),
  z.strictObject({ country: countryForm }),
  /** `region`: the country (two letters) of numbers without a prefix; else that of the candidate. */
  z.strictObject({ phone: z.literal('e164'), region: line(2).optional() }),
  z.strictObject({ case: caseForm }),
]);
export type MappingFormat = z.infer<typeof mappingFormat>;

export const mappingRule = z.strictObject({
  /** A field of the hire, or `other.` and the alias of a further one. */
  to: line(110),
  /** The first that is not blank counts. A template is blank while one of its names is. */
  from: z.array(mappingSource).min(1).max(10),
  /** What to send instead of a value, whatever its case. A value is looked up as it came, then as it was written. */
  values: z.record(line(2000), line(2000)).optional(),
  format: mappingFormat.optional(),
});
export type MappingRule = z.infer<typeof mappingRule>;

export const mappingFile = z.strictObject({
  kind: hireFile.shape.kind,
  /** Name of the category at the provider; null: one whose name fits the kind. */
  category: z.string().trim().min(1).max(200).nullable(),
});
export type MappingFile = z.infer<typeof mappingFile>;

/** What of candidate, application, offer and job goes where. */
export const mappingDefinition = z
  .strictObject({
    rules: z.array(mappingRule).max(100),
    /** Kinds of documents that are sent along, and into which category. */
    files: z.array(mappingFile).max(8),
  })
  .meta({ id: 'HireMappingDefinition' });
export type MappingDefinition = z.infer<typeof mappingDefinition>;

export const hireMapping = z
  .object({
    connectionId: z.string(),
    /** 0: the mapping that every connection begins with. */
    version: z.number().int(),
    definition: mappingDefinition,
    /** Null for the one that every connection begins with. */
    createdBy: z.string().nullable(),
    createdAt: instant.nullable(),
  })
  .meta({ id: 'HireMapping' });
export type HireMapping = z.infer<typeof hireMapping>;

export const hireMappingPut = z.strictObject({
  /** The version that was changed: a newer one is never overwritten unseen. */
  basedOn: z.number().int().min(0),
  definition: mappingDefinition,
});
export type HireMappingPut = z.infer<typeof hireMappingPut>;

/** One difference between a version and the one before. */
export const mappingChange = z.object({
  /** `rules.jobTitle`, `files.resume`. */
  part: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  before: z.union([mappingRule, mappingFile]).nullable(),
  after: z.union([mappingRule, mappingFile]).nullable(),
});
export type MappingChange = z.infer<typeof mappingChange>;

/** Who made a version, and what is different from the one before. */
export const hireMappingVersion = z
  .object({
    version: z.number().int(),
    createdBy: z.string(),
    createdAt: instant,
    definition: mappingDefinition,
    changes: z.array(mappingChange),
  })
  .meta({ id: 'HireMappingVersion' });
export type HireMappingVersion = z.infer<typeof hireMappingVersion>;

/** “Map for ever”: what the provider knows a value of ours by. */
export const valueMappingInput = z.strictObject({
  field: line(110).min(1),
  given: z.string().trim().min(1).max(2000),
  sent: z.string().trim().min(1).max(2000),
});
export type ValueMappingInput = z.infer<typeof valueMappingInput>;

export const mappingProblem = z.object({
  /** The field that gets nothing by it. */
  field: z.string(),
  /** `blank`: none of the sources says anything. `unfit`: there is a value, and it cannot be sent. */
  kind: z.enum(['blank', 'unfit']),
  message: z.string(),
});
export type MappingProblem = z.infer<typeof mappingProblem>;

export const hireMappingPreviewInput = z.strictObject({
  applicationId: z.string().min(1).max(100),
  /** Absent: the latest version. */
  definition: mappingDefinition.optional(),
});
export type HireMappingPreviewInput = z.infer<typeof hireMappingPreviewInput>;

/** What a mapping makes of an application; nothing is asked of the provider, nothing is sent. */
export const hireMappingPreview = z
  .object({
    applicationId: z.string(),
    /** Null for a definition that is not saved. */
    version: z.number().int().nullable(),
    fields: someHireFields,
    /** Where each field comes from, for people. */
    from: z.record(z.string(), z.string()),
    problems: z.array(mappingProblem),
    /** What there is to read; null where nothing is known. */
    sources: z.record(z.string(), z.string().nullable()),
  })
  .meta({ id: 'HireMappingPreview' });
export type HireMappingPreview = z.infer<typeof hireMappingPreview>;

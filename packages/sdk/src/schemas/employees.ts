import { z } from 'zod';

/**
 * An employee as the caller may see it. `values` holds the asked fields by alias; a field that
 * the caller may not see is absent there and named in `withheld`.
 */
export const employee = z
  .object({
    id: z.string(),
    number: z.number().int(),
    values: z.record(z.string(), z.unknown()),
    withheld: z.array(z.string()),
  })
  .meta({ id: 'Employee' });
export type Employee = z.infer<typeof employee>;

export const employeeQuery = z.object({
  /** Comma list of field aliases; a default set when absent. */
  fields: z.string().max(8000).optional(),
});

/** Values by field alias. */
export const employeeInput = z.strictObject({ values: z.record(z.string().min(1).max(200), z.unknown()) });
export type EmployeeInput = z.infer<typeof employeeInput>;

export const employeeRow = z
  .object({ id: z.number().int(), values: z.record(z.string(), z.unknown()) })
  .meta({ id: 'EmployeeRow' });
export type EmployeeRow = z.infer<typeof employeeRow>;

export const field = z
  .object({
    key: z.string(),
    number: z.string().nullable(),
    alias: z.string().nullable(),
    name: z.string(),
    type: z.string(),
    table: z.string().nullable(),
    readOnly: z.boolean(),
    sensitive: z.boolean(),
    custom: z.boolean(),
  })
  .meta({ id: 'Field' });
export type Field = z.infer<typeof field>;

const customAlias = z
  .string()
  .regex(
    /^custom[A-Z0-9][^\s/?]{0,190}$/,
    'expected custom followed by a capital letter, such as customShoeSize',
  );

/** A field of a company's own. Lists get the given options. */
export const customFieldInput = z.strictObject({
  alias: customAlias,
  name: z.string().trim().min(1).max(200),
  type: z.enum([
    'text',
    'textarea',
    'date',
    'int',
    'list',
    'multilist',
    'email',
    'phone',
    'currency',
    'percentage',
    'checkbox',
    'employee',
    'ssn',
  ]),
  options: z.array(z.string().trim().min(1).max(200)).max(1000).optional(),
  /** Sensitive fields are seen only by levels that name them. */
  sensitive: z.boolean().optional(),
});
export type CustomFieldInput = z.infer<typeof customFieldInput>;

/** A table of a company's own. Names of columns need not begin with custom. */
export const customTableInput = z.strictObject({
  alias: customAlias,
  name: z.string().trim().min(1).max(200),
  dateColumn: z.string().max(200).optional(),
  columns: z
    .array(
      customFieldInput.extend({
        alias: z.string().regex(/^[A-Za-z][^\s/?]{0,195}$/, 'expected a name without blanks'),
      }),
    )
    .min(1)
    .max(100),
});
export type CustomTableInput = z.infer<typeof customTableInput>;

const optionName = z
  .string()
  .max(255)
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => text !== '', 'expected a text');

/** Options that a field of type list or multilist may have; archived ones stay with who has them. */
export const list = z
  .object({
    number: z.number().int(),
    alias: z.string().nullable(),
    name: z.string(),
    manageable: z.boolean(),
    multiple: z.boolean(),
    options: z.array(
      z.object({
        id: z.number().int(),
        name: z.string(),
        archived: z.boolean(),
        manageable: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'List' });
export type List = z.infer<typeof list>;

/** Changes in order, all or none: with an id of that option, without one a new option. */
export const listPatch = z.strictObject({
  options: z
    .array(
      z.union([
        z.strictObject({
          id: z.number().int().positive().max(2_147_483_647),
          name: optionName.optional(),
          archived: z.boolean().optional(),
        }),
        z.strictObject({ name: optionName, archived: z.boolean().optional() }),
      ]),
    )
    .min(1)
    .max(2_000),
});
export type ListPatch = z.infer<typeof listPatch>;

export const employeeTable = z
  .object({ alias: z.string(), fields: z.array(field) })
  .meta({ id: 'EmployeeTable' });
export type EmployeeTable = z.infer<typeof employeeTable>;

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

import { z } from 'zod';

/** The photo of an employee, and whether the caller may upload another. */
export const employeePhoto = z
  .object({
    /** Path and query on this server, good for a day; null where there is no photo. */
    url: z.string().nullable(),
    mayUpload: z.boolean(),
  })
  .meta({ id: 'EmployeePhoto' });
export type EmployeePhoto = z.infer<typeof employeePhoto>;

export const employeeFile = z
  .object({
    number: z.number().int(),
    name: z.string(),
    originalName: z.string(),
    /** These three are null where the provider that has the file does not tell. */
    bytes: z.number().int().nullable(),
    createdAt: z.string().nullable(),
    createdBy: z.string().nullable(),
    /** Whether the employee sees it too. */
    shared: z.boolean(),
  })
  .meta({ id: 'EmployeeFile' });
export type EmployeeFile = z.infer<typeof employeeFile>;

/** Files by category, empty categories too. */
export const employeeFiles = z
  .object({
    /** Whether the caller may add and remove files. */
    canEdit: z.boolean(),
    categories: z.array(z.object({ id: z.number().int(), name: z.string(), files: z.array(employeeFile) })),
    /** When BambooHR was asked for them, in a company that mirrors an account; null elsewhere. */
    asOf: z.string().nullable(),
  })
  .meta({ id: 'EmployeeFiles' });
export type EmployeeFiles = z.infer<typeof employeeFiles>;

/** The fields of the form that goes with a file. */
export const employeeFileInput = z.strictObject({
  categoryId: z
    .string()
    .regex(/^[0-9]{1,9}$/, 'expected the id of a category')
    .transform(Number),
  /** What people will call it; the file's own name when absent. */
  name: z.string().max(200).optional(),
  shared: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
});

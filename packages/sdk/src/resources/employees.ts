import type { CallOptions, Http } from '../http.ts';
import type { EmployeeFiles, EmployeePhoto } from '../schemas/employee-files.ts';
import type { Employee, EmployeeInput, EmployeeRow } from '../schemas/employees.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';
import type { EmployeeLineage } from '../schemas/syncs.ts';

export interface EmployeeListQuery extends PageOptions {
  /** Aliases of the wanted fields; a default set when absent. */
  fields?: string[];
}

export function employeesResource(http: Http) {
  return {
    list: ({ fields, ...page }: EmployeeListQuery = {}, options?: CallOptions) =>
      http.call<Page<Employee>>('GET', '/employees', {
        ...options,
        query: { ...page, fields: fields?.join(',') },
      }),
    /** Number 0 is the employee that the caller is. */
    get: (number: number, { fields }: Pick<EmployeeListQuery, 'fields'> = {}, options?: CallOptions) =>
      http.call<Employee>('GET', `/employees/${number}`, {
        ...options,
        query: { fields: fields?.join(',') },
      }),
    create: (body: EmployeeInput, options?: CallOptions) =>
      http.call<{ id: string; number: number }>('POST', '/employees', { ...options, body }),
    /** Fields that the caller may not write are skipped and named. */
    update: (number: number, body: EmployeeInput, options?: CallOptions) =>
      http.call<{ written: string[]; skipped: string[] }>('PATCH', `/employees/${number}`, {
        ...options,
        body,
      }),
    rows: (number: number, table: string, options?: CallOptions) =>
      http.call<Page<EmployeeRow>>(
        'GET',
        `/employees/${number}/tables/${encodeURIComponent(table)}`,
        options,
      ),
    /** Where the values of a mirrored employee came from. */
    lineage: (number: number, options?: CallOptions) =>
      http.call<EmployeeLineage>('GET', `/employees/${number}/lineage`, options),
    photo: (number: number, options?: CallOptions) =>
      http.call<EmployeePhoto>('GET', `/employees/${number}/photo`, options),
    /** Square, at least 150 x 150; JPEG, PNG, GIF or WebP. */
    uploadPhoto: (number: number, file: File, options?: CallOptions) =>
      http.call<EmployeePhoto>('PUT', `/employees/${number}/photo`, { ...options, form: formOf({ file }) }),
    removePhoto: (number: number, options?: CallOptions) =>
      http.call<void>('DELETE', `/employees/${number}/photo`, options),
    files: (number: number, options?: CallOptions) =>
      http.call<EmployeeFiles>('GET', `/employees/${number}/files`, options),
    /** Answers with the number of the file. */
    addFile: (number: number, { file, ...fields }: NewEmployeeFile, options?: CallOptions) =>
      http.call<{ number: number }>('POST', `/employees/${number}/files`, {
        ...options,
        form: formOf({ ...fields, file }),
      }),
    /** For links. */
    fileUrl: (number: number, fileNumber: number) => http.urlOf(`/employees/${number}/files/${fileNumber}`),
    removeFile: (number: number, fileNumber: number, options?: CallOptions) =>
      http.call<void>('DELETE', `/employees/${number}/files/${fileNumber}`, options),
  };
}

export interface NewEmployeeFile {
  file: File;
  categoryId: number;
  name?: string;
  shared?: boolean;
}

function formOf(fields: Record<string, File | string | number | boolean | undefined>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof File) form.append(name, value);
    else if (value !== undefined) form.append(name, String(value));
  }
  return form;
}

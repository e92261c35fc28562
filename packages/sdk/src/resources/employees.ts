import type { CallOptions, Http } from '../http.ts';
import type { Employee, EmployeeInput, EmployeeRow } from '../schemas/employees.ts';
import type { Page } from '../schemas/paging.ts';

export interface EmployeeListQuery {
  /** Aliases of the wanted fields; a default set when absent. */
  fields?: string[];
  limit?: number;
  cursor?: string;
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
  };
}

import type { CallOptions, Http } from '../http.ts';
import type {
  CustomFieldInput,
  CustomTableInput,
  EmployeeTable,
  Field,
  List,
  ListPatch,
} from '../schemas/employees.ts';
import type { Page } from '../schemas/paging.ts';

export function fieldsResource(http: Http) {
  return {
    list: (options?: CallOptions) => http.call<Page<Field>>('GET', '/fields', options),
    /** Adds a field of the company's own. */
    create: (body: CustomFieldInput, options?: CallOptions) =>
      http.call<Field>('POST', '/fields', { ...options, body }),
    /** Lists of the fields that the caller may see. */
    listLists: (options?: CallOptions) => http.call<Page<List>>('GET', '/lists', options),
    /** Adds, renames and archives options; employees follow a new name. */
    updateList: (number: number, body: ListPatch, options?: CallOptions) =>
      http.call<List>('PATCH', `/lists/${number}`, { ...options, body }),
    /** Tables of employees with their columns. */
    listTables: (options?: CallOptions) => http.call<Page<EmployeeTable>>('GET', '/tables', options),
    /** Adds a table of the company's own. */
    createTable: (body: CustomTableInput, options?: CallOptions) =>
      http.call<EmployeeTable>('POST', '/tables', { ...options, body }),
  };
}

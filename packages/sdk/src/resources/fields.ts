import type { CallOptions, Http } from '../http.ts';
import type { Field } from '../schemas/employees.ts';
import type { Page } from '../schemas/paging.ts';

export function fieldsResource(http: Http) {
  return { list: (options?: CallOptions) => http.call<Page<Field>>('GET', '/fields', options) };
}

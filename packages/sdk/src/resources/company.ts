import type { CallOptions, Http } from '../http.ts';
import type { Company } from '../schemas/access.ts';

export function companyResource(http: Http) {
  return { get: (options?: CallOptions) => http.call<Company>('GET', '/company', options) };
}

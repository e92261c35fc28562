import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { Company, setup } from '../schemas/access.ts';

export function setupResource(http: Http) {
  return {
    get: (options?: CallOptions) => http.call<{ needed: boolean }>('GET', '/setup', options),
    /** Makes the first company and its Account Owner. Works once. */
    create: (body: z.input<typeof setup>, options?: CallOptions) =>
      http.call<Company>('POST', '/setup', { ...options, body }),
  };
}

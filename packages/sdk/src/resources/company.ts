import type { CallOptions, Http } from '../http.ts';
import type { Company, CompanyProfile, CompanyProfilePatch } from '../schemas/access.ts';

export function companyResource(http: Http) {
  return {
    get: (options?: CallOptions) => http.call<Company>('GET', '/company', options),
    getProfile: (options?: CallOptions) => http.call<CompanyProfile>('GET', '/company/profile', options),
    /** Changes what is named; null clears. */
    updateProfile: (body: CompanyProfilePatch, options?: CallOptions) =>
      http.call<CompanyProfile>('PATCH', '/company/profile', { ...options, body }),
  };
}

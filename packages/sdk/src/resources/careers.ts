import type { CallOptions, Http } from '../http.ts';
import type { CareersSettings, CareersSettingsPatch } from '../schemas/careers.ts';

export function careersResource(http: Http) {
  return {
    get: (options?: CallOptions) => http.call<CareersSettings>('GET', '/careers', options),
    update: (body: CareersSettingsPatch, options?: CallOptions) =>
      http.call<CareersSettings>('PATCH', '/careers', { ...options, body }),
    /** PNG, JPEG, GIF or WebP. It is kept as a picture made anew. */
    setLogo: (logo: Blob, options?: CallOptions) => {
      const form = new FormData();
      form.append('logo', logo, 'logo');
      return http.call<CareersSettings>('PUT', '/careers/logo', { ...options, form });
    },
    removeLogo: (options?: CallOptions) => http.call<CareersSettings>('DELETE', '/careers/logo', options),
  };
}

import type { CallOptions, Http } from '../http.ts';

export function filesResource(http: Http) {
  const at = (id: string) => `/files/${encodeURIComponent(id)}`;
  return {
    download: (id: string, options?: CallOptions) => http.download(at(id), options),
    /** For links; with `view` a PDF is shown instead of saved. */
    urlOf: (id: string, { view = false }: { view?: boolean } = {}) =>
      http.urlOf(at(id), view ? { view: 1 } : {}),
  };
}

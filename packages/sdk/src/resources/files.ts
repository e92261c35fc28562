import type { CallOptions, Http } from '../http.ts';
import type { DocumentView } from '../schemas/candidates.ts';

export function filesResource(http: Http) {
  const at = (id: string) => `/files/${encodeURIComponent(id)}`;
  return {
    /** The cleaned copy; with `original` what came, to be opened with care. */
    download: (id: string, { original = false, ...options }: CallOptions & { original?: boolean } = {}) =>
      http.download(at(id), { ...options, query: original ? { original: 1 } : {} }),
    /** For links to the cleaned copy; with `original` to what came. */
    urlOf: (id: string, { original = false }: { original?: boolean } = {}) =>
      http.urlOf(at(id), original ? { original: 1 } : {}),
    /** What a document says and hides. Strangers wrote it. */
    text: (id: string, options?: CallOptions) => http.call<DocumentView>('GET', `${at(id)}/text`, options),
  };
}

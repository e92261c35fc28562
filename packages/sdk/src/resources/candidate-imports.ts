import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type {
  CandidateImport,
  CandidateImportRow,
  candidateImportPatch,
  ImportMending,
  ImportRowState,
} from '../schemas/candidate-imports.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export function candidateImportsResource(http: Http) {
  const at = (id: string) => `/candidate-imports/${encodeURIComponent(id)}`;
  const fileForm = (file: File) => {
    const form = new FormData();
    form.append('file', file);
    return form;
  };
  return {
    list: (query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<CandidateImport>>('GET', '/candidate-imports', { ...options, query: { ...query } }),
    get: (id: string, options?: CallOptions) => http.call<CandidateImport>('GET', at(id), options),
    /** A table in CSV or XLSX; its columns are guessed, its rows checked, and nobody is added yet. */
    upload: (file: File, options?: CallOptions) =>
      http.call<CandidateImport>('POST', '/candidate-imports', { ...options, form: fileForm(file) }),
    update: (id: string, body: z.input<typeof candidateImportPatch>, options?: CallOptions) =>
      http.call<CandidateImport>('PATCH', at(id), { ...options, body }),
    rows: (id: string, query: PageOptions & { state?: ImportRowState } = {}, options?: CallOptions) =>
      http.call<Page<CandidateImportRow>>('GET', `${at(id)}/rows`, { ...options, query: { ...query } }),
    start: (id: string, options?: CallOptions) =>
      http.call<CandidateImport>('POST', `${at(id)}/start`, options),
    /** Goes on where a check or run stopped: with the rows that are left. */
    restart: (id: string, options?: CallOptions) =>
      http.call<CandidateImport>('POST', `${at(id)}/restart`, options),
    /** The bad rows alone, with a column that says why. */
    errors: (id: string, options?: CallOptions) => http.download(`${at(id)}/errors`, options),
    errorsUrl: (id: string) => http.urlOf(`${at(id)}/errors`),
    /** The mended table of the bad rows; they are checked again. */
    mend: (id: string, file: File, options?: CallOptions) =>
      http.call<ImportMending>('POST', `${at(id)}/mended`, { ...options, form: fileForm(file) }),
    /** Gives up the rows that are still bad. */
    finish: (id: string, options?: CallOptions) =>
      http.call<CandidateImport>('POST', `${at(id)}/finish`, options),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
  };
}

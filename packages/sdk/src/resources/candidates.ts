import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type {
  Application,
  Attachment,
  applicationInput,
  Candidate,
  CandidatePut,
  candidateInput,
  TimelineEntry,
} from '../schemas/candidates.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export interface CandidateListQuery extends PageOptions {
  /** Part of a name or an e-mail address. */
  q?: string;
  jobId?: string;
  talentPool?: boolean;
}

/** Documents by the form field that they go in; the name of a File is what people see. */
export interface CandidateDocuments {
  resume?: File;
  coverLetter?: File;
  /** Seen by those only who may see hires. */
  offer?: File;
  file?: File;
  /** Answers to the job's own questions that are files. */
  [question: `q_${number}`]: File | undefined;
}

export function candidatesResource(http: Http) {
  const at = (id: string) => `/candidates/${encodeURIComponent(id)}`;
  return {
    list: (query: CandidateListQuery = {}, options?: CallOptions) =>
      http.call<Page<Candidate>>('GET', '/candidates', { ...options, query: { ...query } }),
    get: (id: string, options?: CallOptions) => http.call<Candidate>('GET', at(id), options),
    /** All or nothing: the person, the application and the documents. */
    create: (
      body: z.input<typeof candidateInput>,
      { documents, ...options }: CallOptions & { documents?: CandidateDocuments } = {},
    ) =>
      http.call<Candidate>('POST', '/candidates', {
        ...options,
        ...(documents === undefined ? { body } : { form: toForm(body, documents) }),
      }),
    /** Replaces the named fields. */
    update: (id: string, body: CandidatePut, options?: CallOptions) =>
      http.call<Candidate>('PUT', at(id), { ...options, body }),
    /** What is known of the person is not asked again. */
    apply: (
      id: string,
      body: z.input<typeof applicationInput>,
      { documents, ...options }: CallOptions & { documents?: CandidateDocuments } = {},
    ) =>
      http.call<Application>('POST', `${at(id)}/applications`, {
        ...options,
        ...(documents === undefined ? { body } : { form: toForm(body, documents) }),
      }),
    timeline: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<TimelineEntry>>('GET', `${at(id)}/timeline`, { ...options, query: { ...query } }),
    attach: (id: string, documents: CandidateDocuments, options?: CallOptions) =>
      http.call<{ items: Attachment[] }>('POST', `${at(id)}/attachments`, {
        ...options,
        form: toForm({}, documents),
      }),
  };
}

function toForm(fields: Record<string, unknown>, documents: CandidateDocuments): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && value !== null)
      form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  for (const [name, file] of Object.entries(documents)) if (file !== undefined) form.append(name, file);
  return form;
}

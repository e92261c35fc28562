import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { BulkCandidate, BulkEnd, BulkResult } from '../schemas/candidate-bulk.ts';
import type { CandidateNote, CandidateNoteInput } from '../schemas/candidate-notes.ts';
import type {
  Application,
  Attachment,
  applicationInput,
  Candidate,
  CandidateActionResults,
  CandidateFilter,
  CandidatePatch,
  CandidatePut,
  candidateActions,
  candidateInput,
  candidateMove,
  RecruiterChoice,
  TagCount,
  TimelineEntry,
} from '../schemas/candidates.ts';
import type { Consent, ConsentInput, ConsentWithdrawal } from '../schemas/consents.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export interface CandidateListQuery extends PageOptions, CandidateFilter {
  talentPool?: boolean | undefined;
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
    /** Merges: tags are added, fields set one by one. */
    patch: (id: string, body: CandidatePatch, options?: CallOptions) =>
      http.call<Candidate>('PATCH', at(id), { ...options, body }),
    /** To another job, or to the talent pool. */
    move: (id: string, body: z.input<typeof candidateMove>, options?: CallOptions) =>
      http.call<Candidate>('POST', `${at(id)}/move`, { ...options, body }),
    /** The same for many; one that fails holds up no other. */
    act: (body: z.input<typeof candidateActions>, options?: CallOptions) =>
      http.call<CandidateActionResults>('POST', '/candidates/actions', { ...options, body }),
    /**
     * Adds up to 10,000 people and yields what became of each, in their order; at last a summary, without
     * which the answer was cut short. With an `idempotencyKey`, or with keys of the lines, all of it can be
     * sent again: who was added is not added twice.
     */
    bulk: (people: Iterable<BulkCandidate>, options?: CallOptions) =>
      http.lines<BulkResult | BulkEnd>('/candidates/bulk', {
        ...options,
        lines: Array.from(people, (person) => JSON.stringify(person)).join('\n'),
      }),
    /** Users who brought somebody whom the caller sees, by name. */
    recruiters: (options?: CallOptions) =>
      http.call<Page<RecruiterChoice>>('GET', '/candidates/recruiters', options),
    tags: (options?: CallOptions) => http.call<Page<TagCount>>('GET', '/candidates/tags', options),
    notes: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<CandidateNote>>('GET', `${at(id)}/notes`, { ...options, query: { ...query } }),
    addNote: (id: string, body: CandidateNoteInput, options?: CallOptions) =>
      http.call<CandidateNote>('POST', `${at(id)}/notes`, { ...options, body }),
    updateNote: (id: string, noteId: string, body: CandidateNoteInput, options?: CallOptions) =>
      http.call<CandidateNote>('PATCH', `${at(id)}/notes/${encodeURIComponent(noteId)}`, {
        ...options,
        body,
      }),
    removeNote: (id: string, noteId: string, options?: CallOptions) =>
      http.call<void>('DELETE', `${at(id)}/notes/${encodeURIComponent(noteId)}`, options),
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
    /** For good, with what was read of it. */
    removeAttachment: (id: string, fileId: string, options?: CallOptions) =>
      http.call<void>('DELETE', `${at(id)}/attachments/${encodeURIComponent(fileId)}`, options),
    consents: (id: string, options?: CallOptions) =>
      http.call<Page<Consent>>('GET', `${at(id)}/consents`, options),
    /** What somebody agreed to elsewhere. */
    consent: (id: string, body: ConsentInput, options?: CallOptions) =>
      http.call<Consent>('POST', `${at(id)}/consents`, { ...options, body }),
    withdrawConsent: (id: string, consentId: string, body: ConsentWithdrawal = {}, options?: CallOptions) =>
      http.call<Consent>('POST', `${at(id)}/consents/${encodeURIComponent(consentId)}/withdraw`, {
        ...options,
        body,
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

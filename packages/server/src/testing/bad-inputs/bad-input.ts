// What a bad input is: what is sent, and what every way in should answer.

/** Fields of an application, by the names of the native API. */
export type Field =
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'phone'
  | 'source'
  | 'addressLine1'
  | 'addressLine2'
  | 'city'
  | 'state'
  | 'zipCode'
  | 'country'
  | 'twitterUsername'
  | 'linkedinUrl'
  | 'websiteUrl'
  | 'educationLevel'
  | 'educationInstitution'
  | 'desiredSalary'
  | 'referredBy'
  | 'references'
  | 'availableOn';

/** How a refusal is called here; each way in has its own status and words for it. */
export type Refusal =
  | 'invalid'
  | 'name_missing'
  | 'invalid_json'
  | 'invalid_text'
  | 'not_open'
  | 'unsupported_media'
  | 'too_large'
  | 'unauthenticated'
  | 'invalid_key'
  | 'precondition_failed'
  | 'method_not_allowed'
  | 'not_found';

export type Expected = 'taken' | Refusal;
export type Way = 'native' | 'bamboohr' | 'public';

export interface BadInput {
  row: number;
  what: string;
  sent: Sent;
  /** One for all ways; a way that is not named does not have the case. The public one is as the native one. */
  expected: Expected | Partial<Record<Way, Expected>>;
  /** Fields that the answer has to name, where it names any. */
  issues?: string[];
}

export type Sent =
  /** Beside name and job, in JSON; undefined leaves one out. */
  | {
      fields: Partial<Record<Field, unknown>>;
      more?: Record<string, unknown>;
      job?: JobName;
      headers?: Headers;
    }
  | { body: string | Buffer; headers?: Headers }
  | { request: { method: string; path: string; headers?: Headers; body?: string } }
  /** Bytes on the wire; PATH and AUTH stand for what the way has. Answers that will do. */
  | { wire: string; statuses: number[] };

export type Headers = Record<string, string | undefined>;
export type JobName = 'open' | 'closed' | 'draft' | 'unknown' | 'stranger';

/** Text that people write freely. */
export const freeTexts = [
  'source',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'zipCode',
  'country',
  'twitterUsername',
  'educationLevel',
  'educationInstitution',
  'desiredSalary',
  'referredBy',
  'references',
] as const satisfies Field[];

export const quote = (text: string): string =>
  text.length > 60 ? `${JSON.stringify(text.slice(0, 60))} and so on, ${text.length}` : JSON.stringify(text);
export const inAll = (text: unknown): Partial<Record<Field, unknown>> =>
  Object.fromEntries(freeTexts.map((name) => [name, text]));

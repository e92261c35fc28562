// The contract between the server and the providers' connectors. A connector speaks for one
// account: it asks, writes once and classifies. It never repeats, waits or remembers; whether
// to try again is decided by the workflow that keeps the receipts.
import type { ConnectionTest } from '@joinery/sdk';
import type { z } from 'zod';
import type { KnownAccount, PeopleSource, ProviderCall, VerifyInbound } from './people-source.ts';
import type { PeopleWrites } from './people-writes.ts';

/** What the server knows of a provider before it calls it. */
export interface ConnectorManifest {
  /** Stored with each connection; never renamed. */
  readonly id: string;
  readonly name: string;
  /** Settings that are not secret, as a connection stores them. */
  readonly settings: z.ZodType<ConnectionSettings>;
  /** Secrets, as a connection seals them. */
  readonly credentials: z.ZodType<ConnectionCredentials>;
  /** Where the account's API is when a connection names no address. */
  readonly defaultBaseUrl: (settings: ConnectionSettings) => string;
  /** An employee's page for people; null when the provider has none at this address. */
  readonly employeeUrl: (address: AccountAddress, id: string) => string | null;
}

/** Settings that every connection to an HRIS has. */
export interface ConnectionSettings {
  /** The account's name at the provider. */
  readonly subdomain: string;
  /** The field of an employee that carries the marker of a hire; null when the account has none. */
  readonly markerField: string | null;
}

export interface ConnectionCredentials {
  readonly apiKey: string;
}

/** The request as a provider's client hands it to the network. Redirects are never to be followed. */
export interface ProviderRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** The answer is read while it comes, and may be far larger than what is held in memory. */
  readonly streamed?: boolean;
  /** For a `fetch` that lets the request wait before it is sent: its time limit stands still meanwhile. */
  readonly waiting?: <T>(wait: Promise<T>) => Promise<T>;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/**
 * The only way out. It judges addresses, and fails with errors that still tell whether a byte was
 * sent. A ProviderError of its own says so itself, and comes out as it is.
 */
export type ProviderFetch = (url: string, request: ProviderRequest) => Promise<ProviderAnswer>;

/** Which account it is, and where. */
export interface AccountAddress {
  readonly baseUrl: string;
  readonly settings: ConnectionSettings;
}

/** One account at a provider, with what is needed to call it. */
export interface Account extends AccountAddress {
  readonly credentials: ConnectionCredentials;
  readonly fetch: ProviderFetch;
  /** Told of each request when its answer has been read, or did not come. Must not throw. */
  readonly onCall?: (call: ProviderCall) => void;
  /** Default: the real clock. */
  readonly now?: () => Date;
}

export interface Connector {
  readonly manifest: ConnectorManifest;
  /** Makes the account's actions. Nothing is sent. */
  open(account: Account): HrisActions;
  /** Makes the account's reading half. Nothing is sent. What `discover` finds replaces what is known. */
  openSource(account: Account, known?: KnownAccount): PeopleSource;
  /** Makes the writing half of a mirror. Nothing is sent. */
  openWrites(account: Account): PeopleWrites;
  readonly verifyInbound: VerifyInbound;
}

/** What a hire writes into a new employee. Dates are `YYYY-MM-DD`; list values are names of options. */
export interface NewEmployee {
  readonly firstName: string;
  readonly lastName: string;
  readonly hireDate: string;
  readonly workEmail?: string;
  readonly homeEmail?: string;
  readonly mobilePhone?: string;
  readonly middleName?: string;
  readonly preferredName?: string;
  readonly homePhone?: string;
  readonly dateOfBirth?: string;
  readonly address1?: string;
  readonly address2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zipcode?: string;
  readonly country?: string;
  readonly jobTitle?: string;
  readonly department?: string;
  readonly division?: string;
  readonly location?: string;
}

/**
 * A write that is ready to be sent.
 *
 * Made before it is recorded and sent after, so that the record says exactly what went out.
 */
export interface PreparedWrite<Result> {
  /** The whole request as text, the same for the same request. To be hashed; it holds personal data. */
  readonly canonical: string;
  /** Method, path and names of fields, without values. */
  readonly summary: string;
  /**
   * Sends it, once.
   *
   * @throws ProviderError whose `outcome` says what may have happened on the other side. Sending
   * again after `ambiguous` may do everything twice.
   */
  send(): Promise<Result>;
}

/**
 * The answer to one question of a search. `unknown` means that the provider did not let us look
 * properly; it must never be read as `absent`.
 */
export type Finding =
  | { readonly answer: 'found'; readonly employees: readonly FoundEmployee[] }
  | { readonly answer: 'absent' }
  | { readonly answer: 'unknown'; readonly reason: string };

export interface FoundEmployee {
  /** The provider's id, in digits. */
  readonly id: string;
  /** True when e-mail, last name and hire date are all those of the hire; null when one could not be seen. */
  readonly identical: boolean | null;
}

export interface EmployeeSearch {
  /** Who carries the marker; null when the connection has no marker field. */
  readonly marker: Finding | null;
  /** Who has one of the hire's e-mail addresses, at work or at home. */
  readonly email: Finding;
  /** Who has exactly the hire's first and last name. */
  readonly name: Finding;
  /** How many employees were looked at. */
  readonly scanned: number;
}

/** What reading an employee back proves. Holds no values. */
export interface EmployeeProof {
  readonly id: string;
  /** Whether it carries the marker; `withheld` when the field did not come back, null without a marker field. */
  readonly marker: 'ours' | 'other' | 'empty' | 'withheld' | null;
  /** Fields whose value is not what the hire says, or did not come back. */
  readonly different: readonly string[];
}

export interface EmploymentStatusRow {
  readonly id: string;
  readonly date: string | null;
  readonly status: string | null;
}

export interface NewEmploymentStatus {
  readonly date: string;
  readonly status: string;
}

export interface FileCategory {
  readonly id: string;
  readonly name: string;
  readonly canUpload: boolean;
  readonly files: readonly { readonly id: string; readonly name: string; readonly bytes: number | null }[];
}

export interface NewFile {
  readonly categoryId: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Values that the provider knows, for choosing. */
export interface EmployeeOptions {
  readonly employmentStatus: readonly string[];
  readonly jobTitle: readonly string[];
  readonly department: readonly string[];
  readonly division: readonly string[];
  readonly location: readonly string[];
}

export interface AccountReport {
  readonly health: ConnectionTest['health'];
  readonly checks: ConnectionTest['checks'];
}

/**
 * The actions of one account of an HRIS.
 *
 * Reads throw ProviderError when they fail; a read that succeeds in part says so in its answer.
 * Ids of employees are the provider's, as text.
 */
export interface HrisActions {
  /** Looks at what a hire will need. Writes nothing and throws nothing: a failure is a check that failed. */
  testConnection(): Promise<AccountReport>;
  /**
   * Looks through all employees that the account shows, inactive and future ones included, in a
   * full listing: never in an index that may lag behind a write.
   */
  searchEmployees(marker: string, employee: NewEmployee): Promise<EmployeeSearch>;
  /** The marker goes into the create itself, so that whoever finds the employee knows whose it is. */
  prepareCreate(marker: string, employee: NewEmployee): PreparedWrite<{ readonly id: string }>;
  proveEmployee(id: string, marker: string, employee: NewEmployee): Promise<EmployeeProof>;
  listEmploymentStatus(employeeId: string): Promise<EmploymentStatusRow[]>;
  /** A row added twice is two rows: list and compare first. */
  prepareEmploymentStatus(employeeId: string, row: NewEmploymentStatus): PreparedWrite<null>;
  /** None when the account has no categories that can be seen. */
  listFileCategories(employeeId: string): Promise<FileCategory[]>;
  /** A file uploaded twice is two files: list and compare first. */
  prepareUpload(employeeId: string, file: NewFile): PreparedWrite<{ readonly id: string }>;
  listOptions(): Promise<EmployeeOptions>;
}

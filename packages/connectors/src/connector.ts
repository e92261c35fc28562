// The contract between the server and the providers' connectors. A connector speaks for one
// account: it asks, writes once and classifies. It never repeats, waits or remembers; whether
// to try again is decided by the workflow that keeps the receipts.
import type { z } from 'zod';
import type { HrisActions } from './hris-actions.ts';
import type { KnownAccount, PeopleSource, ProviderCall, VerifyInbound } from './people-source.ts';
import type { PeopleWrites } from './people-writes.ts';
import type { Recruiting, VerifyCall } from './recruiting.ts';

/** What the server knows of a provider before it calls it. */
export interface ConnectorManifest {
  /** Stored with each connection; never renamed. */
  readonly id: string;
  readonly name: string;
  /** Settings that are not secret, as a connection stores them. */
  readonly settings: z.ZodType<ConnectionSettings>;
  /** Secrets, as a connection seals them. */
  readonly credentials: z.ZodType<ConnectionCredentials>;
  /** Where the account's API is when a connection names no address; null: it has to name one. */
  readonly defaultBaseUrl: (settings: ConnectionSettings) => string | null;
  /**
   * Absent where an account's API cannot differ.
   *
   * @throws ZodError for what is no difference that there can be
   */
  readonly checkWire?: (wire: Readonly<Record<string, unknown>>) => void;
  /** An employee's page for people; null when the provider has none at this address. */
  readonly employeeUrl: (address: AccountAddress, id: string) => string | null;
}

/** Settings that every connection has. */
export interface ConnectionSettings {
  /** The account's name at the provider. */
  readonly subdomain: string;
  /** The field of an employee that carries the marker of a hire; null when the account has none. */
  readonly markerField: string | null;
  /** How this account's API differs from what is known of the provider, as the connector's schema has it. */
  readonly wire?: Readonly<Record<string, unknown>> | undefined;
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
  /** Reads from an address that an answer names, which may be anybody's. Absent: such documents are left out. */
  readonly fetchDocument?: (url: string) => Promise<ProviderAnswer>;
  /** Told of each request when its answer has been read, or did not come. Must not throw. */
  readonly onCall?: (call: ProviderCall) => void;
  /** Default: the real clock. */
  readonly now?: () => Date;
}

/** A provider with recruiting: applications are read from it, and candidates are sent to it. */
export interface RecruitingConnector {
  readonly manifest: ConnectorManifest;
  /** Makes the account's recruiting. Nothing is sent. */
  openRecruiting(account: Account): Recruiting;
  /** Absent where the provider tells nothing of its recruiting by itself. */
  readonly verifyCall?: VerifyCall;
}

/** A provider that keeps employees. */
export interface Connector extends RecruitingConnector {
  /** Makes the account's actions. Nothing is sent. */
  open(account: Account): HrisActions;
  /** Makes the account's reading half. Nothing is sent. What `discover` finds replaces what is known. */
  openSource(account: Account, known?: KnownAccount): PeopleSource;
  /** Makes the writing half of a mirror. Nothing is sent. */
  openWrites(account: Account): PeopleWrites;
  readonly verifyInbound: VerifyInbound;
}

// The reading half of a connector: how the server mirrors an account's people. Every call of a
// method with a network behind it says how many requests it makes; nothing is repeated here.
// Values travel as the provider gave them, with ids as text: what they mean is the server's to decide.
import type { ProbeReport as StoredProbeReport } from '@joinery/sdk';
import type { ProviderRequest } from './connector.ts';

/**
 * A value nearly as it came. Told the same way whatever the strategy: every blank is null, numbers are
 * text, amounts are `{value, currency}`. What does not look like its type is left as it came.
 */
export type SourceValue = unknown;

export interface SourceField {
  /** The provider's number of the field. */
  readonly id: string;
  /** The name that it is asked for by, when it has one beside its number. */
  readonly alias: string | null;
  readonly name: string;
  /** The provider's type, as `meta/fields` names it. */
  readonly type: string;
  readonly deprecated: boolean;
}

export interface SourceTable {
  readonly alias: string;
  readonly columns: readonly SourceField[];
}

export interface SourceList {
  /** The number of the field whose list it is. */
  readonly fieldId: string;
  readonly alias: string | null;
  readonly name: string;
  readonly manageable: boolean;
  readonly multiple: boolean;
  readonly options: readonly { readonly id: string; readonly name: string; readonly archived: boolean }[];
}

/** Somebody who can sign in at the provider. */
export interface SourceUser {
  readonly id: string;
  readonly employeeId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly enabled: boolean;
  readonly lastLogin: string | null;
}

/** What an account has, as far as the key sees it. A part that the key may not see is null: unknown, not empty. */
export interface SourceCatalogue {
  readonly fields: readonly SourceField[];
  readonly tables: readonly SourceTable[] | null;
  readonly lists: readonly SourceList[] | null;
  readonly users: readonly SourceUser[] | null;
}

/** Where a place is. Countries and their parts by their codes of ISO 3166: `US`, `UT`. */
export interface SourceAddress {
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zipcode: string | null;
  readonly country: string | null;
  readonly timezone: string | null;
  readonly remote: boolean;
}

export interface SourceLocation {
  readonly id: string;
  /** The name of its option in the list of locations. */
  readonly label: string;
  readonly archived: boolean;
  readonly address: SourceAddress;
}

/**
 * What is known of the account already, so that its own fields and columns are asked for by the right
 * names and read by their types. What is not known is read as it comes.
 */
export interface KnownAccount {
  readonly fields: readonly SourceField[];
  readonly tables: readonly SourceTable[];
}

/**
 * How all people are read: `report` is one streamed call for any number of people; `datasets` is
 * pages of 1,000 in a stable order, each read again alone when it is cut.
 */
export type ReadStrategy = 'report' | 'datasets';

export interface SourcePerson {
  /** The provider's id, in digits. */
  readonly id: string;
  /** By the names that were asked for. A name that is not a key was not told: it is unknown, not empty. */
  readonly values: Readonly<Record<string, SourceValue>>;
}

export interface SourceRow {
  readonly employeeId: string;
  /** Null where the provider does not tell. */
  readonly id: string | null;
  /** By column. A column that is not a key was not told. */
  readonly values: Readonly<Record<string, SourceValue>>;
}

export interface PeopleQuestion {
  readonly strategy: ReadStrategy;
  /** At most 400 aliases or numbers of fields. */
  readonly fields: readonly string[];
  /** From 1. */
  readonly page: number;
  /** Only these people; strategy `report` only. */
  readonly ids?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface PeoplePage {
  /** Read once. Ends with an error when the answer was cut: what came before it is not the page. */
  readonly people: AsyncIterable<SourcePerson>;
  /** Asked fields that no person of this answer has: unknown to the account, or hidden from the key. */
  readonly missing: readonly string[];
  /** How many people the provider says there are in all; null where it does not say. */
  readonly announced: number | null;
  /** The next page, or null after the last one. */
  readonly next: number | null;
}

export interface SourceChange {
  readonly employeeId: string;
  readonly action: 'inserted' | 'updated' | 'deleted';
  /** ISO 8601, as told. */
  readonly at: string | null;
}

/** What a key sees and may do, against what is needed; all but what the server adds. Holds names, never values. */
export type ProbeReport = Omit<StoredProbeReport, 'probedAt' | 'purpose' | 'lost'>;

/** What an organisation wants from a connection; decides what the key needs. */
export interface Capabilities {
  /** Mirror employees: all fields of the mirror, these tables. */
  readonly mirror: { readonly fields: readonly string[]; readonly tables: readonly string[] } | null;
  /** Send hires: create employees, employment status rows, files. */
  readonly hires: boolean;
  /** Write changes of mirrored employees back. */
  readonly writeThrough: boolean;
  /** Read applications of the account's own recruiting. */
  readonly recruiting: boolean;
}

export interface RegisteredWebhook {
  readonly id: string;
  /** Told once, when it is made. */
  readonly privateKey: string;
}

export interface SourceWebhook {
  readonly id: string;
  /** Null where the provider does not tell. */
  readonly url: string | null;
}

/** An inbound call as it came, before anything of it is believed. */
export interface InboundCall {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export type VerifiedCall =
  /** `employeeIds` is empty when the call is proven and does not say, or not in a way that is understood, who changed. */
  | { readonly valid: true; readonly employeeIds: readonly string[]; readonly digest: string }
  | { readonly valid: false; readonly reason: 'signature' | 'stale' };

/** A file of an employee as it is listed; what the provider does not tell is null. */
export interface SourceFile {
  readonly id: string;
  readonly name: string | null;
  readonly originalName: string | null;
  readonly bytes: number | null;
  /** ISO 8601. */
  readonly createdAt: string | null;
  readonly createdBy: string | null;
  /** With the employee it is about. */
  readonly shared: boolean;
}

export interface SourceFileCategory {
  readonly id: string;
  readonly name: string | null;
  readonly files: readonly SourceFile[];
}

/** Bytes on their way. */
export interface SourceContent {
  readonly contentType: string | null;
  /** As announced, of what `chunks` brings; null when it was not. */
  readonly bytes: number | null;
  /** Read once, or left by `return`. Ends with an error when the answer was cut. */
  readonly chunks: AsyncIterableIterator<Uint8Array>;
}

/** Sizes that photos come in; `original` is as it was uploaded. */
export type SourcePhotoSize = 'original' | 'large' | 'medium' | 'small' | 'xs' | 'tiny';

/** Somebody who changed, with all of their rows of a table. */
export interface ChangedPerson {
  readonly employeeId: string;
  readonly rows: readonly SourceRow[];
}

/** Reads of one account's people. All throw ProviderError when they fail. */
export interface PeopleSource {
  /** Fields and what they mean here; 4 requests (fields, tables, lists, users). */
  discover(signal?: AbortSignal): Promise<SourceCatalogue>;
  /** Writes nothing and throws nothing for what the provider refuses: that is its report. */
  probe(capabilities: Capabilities): Promise<ProbeReport>;
  /** One request; with `datasets` one more for the first page that a source is asked for. */
  openPeople(question: PeopleQuestion): Promise<PeoplePage>;
  /** All rows of a table, of inactive people too; one request. In no promised order. */
  openRows(table: string, signal?: AbortSignal): Promise<AsyncIterable<SourceRow>>;
  /** What happened to people at or after an instant; one request. */
  listChanges(
    since: Date,
    signal?: AbortSignal,
  ): Promise<{ readonly latest: string | null; readonly changes: readonly SourceChange[] }>;
  /** All rows of one table of each person who changed at or after an instant; one request. */
  openChangedRows(table: string, since: Date, signal?: AbortSignal): Promise<AsyncIterable<ChangedPerson>>;
  /** Rows of one table of one person; one request. */
  listRows(employeeId: string, table: string, signal?: AbortSignal): Promise<readonly SourceRow[]>;
  /** Files of one person by category; one request. */
  listFiles(employeeId: string, signal?: AbortSignal): Promise<readonly SourceFileCategory[]>;
  /** The bytes of a file; one request. Its answer is seen to be a file before this resolves. */
  openFile(employeeId: string, fileId: string, signal?: AbortSignal): Promise<SourceContent>;
  /** The bytes of a person's photo, null without one or without the person; one request. The cut holds for small and tiny ones. */
  readPhoto(
    employeeId: string,
    size: SourcePhotoSize,
    cut?: { readonly width?: number; readonly height?: number },
  ): Promise<Uint8Array | null>;
  /** The places of the company, archived ones too; two requests, and one for each country with states. */
  listLocations(signal?: AbortSignal): Promise<readonly SourceLocation[]>;
  /** Whether a strategy can bring all of these fields as they are kept; no request. */
  covers(strategy: ReadStrategy, fields: readonly string[], catalogue: SourceCatalogue): boolean;
  /**
   * Asks to be called when one of the fields changes; without fields, when anything changes that can be
   * told of. Fields whose changes cannot be told are left out. Two requests, of which one writes: after
   * an ambiguous failure list them before making another.
   */
  registerWebhook(input: {
    readonly name: string;
    readonly url: string;
    readonly fields: readonly string[];
  }): Promise<RegisteredWebhook>;
  listWebhooks(): Promise<readonly SourceWebhook[]>;
  removeWebhook(id: string): Promise<void>;
}

/** Judges an inbound webhook by its key, without asking anybody. `now` decides about replays. */
export type VerifyInbound = (privateKey: string, call: InboundCall, now: Date) => VerifiedCall;

/** What a request to the provider was, for counting and for lineage. */
export interface ProviderCall {
  readonly at: Date;
  readonly operation: string;
  readonly method: ProviderRequest['method'];
  /** Without host and query. */
  readonly path: string;
  readonly status: number | null;
  /** Of the answer's body, as it was read. */
  readonly bytes: number;
  readonly ms: number;
}

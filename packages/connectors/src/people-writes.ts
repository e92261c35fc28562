// The writing half of a mirror: what people change here, sent to the account that the people come
// from. Nothing is repeated here and nothing is decided: a write may be looked for, and what was
// seen is told.
import type { PreparedWrite } from './hris-actions.ts';
import type { SourceAddress, SourceFileCategory } from './people-source.ts';

/**
 * A value to be written: text, amounts with their currency, flags, names of options, people by
 * their display name. Null clears.
 */
export type SentValue =
  | string
  | number
  | boolean
  | null
  | { readonly value: string; readonly currency: string }
  | readonly string[];

/** By alias or number of a field, or by column of a table. */
export type SentValues = Readonly<Record<string, SentValue>>;

/** How what the account shows compares with what was to be written. */
export type Comparison = 'same' | 'different' | 'unknown' | 'gone';

/** An employee who may be the one that a create made. */
export interface CreatedCandidate {
  readonly id: string;
  /** Null when the account shows no marker, or none was sent. */
  readonly marker: boolean | null;
  /** Whether one of the sent addresses is theirs; null when none was sent. */
  readonly email: boolean | null;
  /** Whether first and last name are those that were sent. */
  readonly name: boolean;
  /** Null when none was sent. */
  readonly hireDate: boolean | null;
}

export interface CreatedSearch {
  /** Those who have the marker, an address or the name. */
  readonly candidates: readonly CreatedCandidate[];
  /** Columns that had to be compared and were not shown: nobody found says nothing then. */
  readonly hidden: readonly string[];
  readonly scanned: number;
}

/** A row of a table beside what was to be written. */
export interface ComparedRow {
  readonly id: string;
  /**
   * `equal` in all that was sent; `near` where the account left a part blank, as it does with
   * texts that no list knows, and contradicts nothing.
   */
  readonly fit: 'equal' | 'near' | 'other';
}

/** What to do with one option of a list: without an id it is added. */
export type SentOption =
  | { readonly name: string }
  | { readonly id: string; readonly name?: string | undefined; readonly archived?: boolean | undefined };

/** A file to be filed with an employee. */
export interface SentFile {
  readonly categoryId: string;
  /** What people will call it. */
  readonly name: string;
  readonly originalName: string;
  readonly contentType: string;
  readonly share: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What of a file is to be changed; what is absent stays. */
export interface SentFileChange {
  readonly name?: string | undefined;
  readonly categoryId?: string | undefined;
  readonly share?: boolean | undefined;
}

export interface NewPhoto {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type SentAddress = SourceAddress;

/** A place of the company. Without an address the one that is there stays. */
export interface SentLocation {
  readonly label: string;
  readonly address?: SentAddress | undefined;
}

type Written = PreparedWrite<null>;

/**
 * Writes to one account's people. Ids are the provider's, as text. Reads throw ProviderError when
 * they fail.
 */
export interface PeopleWrites {
  /** The marker is sent where the account has a field for it and the values name none of their own. */
  prepareCreate(values: SentValues, marker: string): PreparedWrite<{ readonly id: string }>;
  /** Looks through everybody, inactive and future people included; one request. */
  searchCreated(values: SentValues, marker: string): Promise<CreatedSearch>;
  prepareUpdate(employeeId: string, values: SentValues): Written;
  /** One request. A field that the account does not show is unknown. */
  compareFields(employeeId: string, values: SentValues): Promise<Comparison>;
  prepareDelete(employeeId: string): Written;
  /** One request. */
  hasEmployee(employeeId: string): Promise<boolean>;
  /** All rows of a table of somebody, in order of their ids; one request. */
  compareRows(employeeId: string, table: string, values: SentValues): Promise<readonly ComparedRow[]>;
  /** Added twice it is two rows. */
  prepareAddRow(employeeId: string, table: string, values: SentValues): Written;
  prepareUpdateRow(employeeId: string, table: string, rowId: string, values: SentValues): Written;
  prepareRemoveRow(employeeId: string, table: string, rowId: string): Written;
  prepareListChange(fieldId: string, options: readonly SentOption[]): Written;
  /** Whether the list has all that was to be written; one request. */
  compareList(fieldId: string, options: readonly SentOption[]): Promise<Comparison>;
  /** All files of somebody that the key sees, by category; one request. */
  listFiles(employeeId: string): Promise<readonly SourceFileCategory[]>;
  /** Uploaded twice it is two files. */
  prepareUpload(employeeId: string, file: SentFile): PreparedWrite<{ readonly id: string }>;
  prepareFileChange(employeeId: string, fileId: string, change: SentFileChange): Written;
  prepareFileRemoval(employeeId: string, fileId: string): Written;
  preparePhoto(employeeId: string, photo: NewPhoto): Written;
  /** Of all employees' files. All of them or none: a name that is there already is refused. */
  prepareFileCategories(names: readonly string[]): Written;
  /** One request for each page of 500. */
  listLocations(): Promise<readonly { readonly id: string; readonly label: string }[]>;
  /** Whether a place is as it was to be; at most two requests more than the list. */
  compareLocation(id: string, location: SentLocation): Promise<Comparison>;
  /** At most two requests before the one that writes, as with `prepareLocationChange`. */
  prepareLocation(location: SentLocation): Promise<PreparedWrite<{ readonly id: string }>>;
  prepareLocationChange(id: string, location: SentLocation): Promise<Written>;
  prepareLocationRemoval(id: string): Written;
}

// The half of the contract that hires are sent through: what is looked for, compared and written.
import type { ConnectionTest, OptionField } from '@joinery/sdk';
import type { Comparison, SentValues } from './people-writes.ts';

/** What a hire writes into a new employee. Dates are `YYYY-MM-DD`; list values are names of options. */
export interface NewEmployee {
  readonly firstName: string;
  readonly lastName: string;
  readonly hireDate: string;
  readonly middleName?: string;
  readonly preferredName?: string;
  readonly workEmail?: string;
  readonly homeEmail?: string;
  readonly mobilePhone?: string;
  readonly homePhone?: string;
  readonly dateOfBirth?: string;
  readonly address1?: string;
  readonly address2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zipcode?: string;
  readonly country?: string;
  // Hires that an older build planned have no row for these, and say them here.
  readonly jobTitle?: string;
  readonly department?: string;
  readonly division?: string;
  readonly location?: string;
}

/** What a write will send, for a person who decides on it. Holds personal data: shown, never recorded. */
export interface WritePreview {
  readonly method: string;
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
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
  readonly preview: WritePreview;
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

/** Somebody who may be the person, with what people tell them apart by. Null: blank there, or not shown. */
export interface FoundEmployee {
  /** The provider's id, in digits. */
  readonly id: string;
  /** True when e-mail, last name and hire date are all those of the hire; null when one could not be seen. */
  readonly identical: boolean | null;
  readonly name: string;
  readonly workEmail: string | null;
  readonly homeEmail: string | null;
  readonly phone: string | null;
  readonly status: string | null;
  readonly hireDate: string | null;
  readonly jobTitle: string | null;
  /** Null when one of the two dates is not known. */
  readonly dateOfBirthMatches: boolean | null;
}

export interface EmployeeSearch {
  /** Who carries the marker; null when the connection has no marker field. */
  readonly marker: Finding | null;
  /** Who has one of the hire's e-mail addresses, at work or at home. */
  readonly email: Finding;
  /** Who has one of the hire's phone numbers, however it is written. */
  readonly phone: Finding;
  /** Who was born on the day and has the name, however it is spelled. */
  readonly birthDate: Finding;
  /** Who has exactly the hire's first and last name. */
  readonly name: Finding;
  /** How many employees were looked at. */
  readonly scanned: number;
}

/** Whom a search looks for. */
export interface WantedEmployee {
  readonly marker: string;
  readonly employee: NewEmployee;
}

/** What reading an employee back proves. Holds no values. */
export interface EmployeeProof {
  readonly id: string;
  /** Whether it carries the marker; `withheld` when the field did not come back, null without a marker field. */
  readonly marker: 'ours' | 'other' | 'empty' | 'withheld' | null;
  /** Fields whose value is not what the hire says, or did not come back. */
  readonly different: readonly string[];
}

/** A former employee's record beside the hire that takes it up. Holds no values. */
export interface ComparedRecord {
  /** Of marker and hire date alone. Written in one request with the rest, they prove that it arrived. */
  readonly own: Comparison;
  /** Of all that the hire says. */
  readonly all: Comparison;
  /** What is to be written: other there, blank, not shown, or not to be compared. */
  readonly toWrite: readonly (keyof NewEmployee)[];
}

/** Rows of a hire, by table. Names as people read them. */
export interface HireRows {
  readonly employmentStatus: { readonly date: string; readonly status: string };
  readonly jobInfo: {
    readonly date: string;
    readonly jobTitle?: string | undefined;
    readonly department?: string | undefined;
    readonly division?: string | undefined;
    readonly location?: string | undefined;
    readonly reportsTo?: string | undefined;
  };
  readonly compensation: {
    readonly date: string;
    readonly rate?: { readonly value: string; readonly currency: string } | undefined;
    readonly type?: string | undefined;
    readonly per?: string | undefined;
    readonly schedule?: string | undefined;
    readonly reason?: string | undefined;
    readonly exempt?: string | undefined;
  };
}

export type HireTable = keyof HireRows;

/** A row that is there, beside the one that a hire wants. */
export interface ListedRow {
  readonly id: string;
  /**
   * `equal` in all that is wanted; of the same date, `near` where parts of it are blank there, `blank`
   * where all of it is, and `clash` where one says something else; `other` for another date.
   */
  readonly fit: 'equal' | 'near' | 'blank' | 'clash' | 'other';
  /** Columns that are not as wanted. */
  readonly different: readonly string[];
}

/** A row of an employee under the names of a hire's fields. Null: blank. */
export interface HiredRow {
  readonly id: string;
  readonly date: string | null;
  readonly values: Readonly<Record<string, string | null>>;
}

/** What the account shows of an employee who was made for a hire, under the names of a hire's fields. */
export interface HiredValues {
  /** By alias. Absent: not shown. Null: blank. */
  readonly values: Readonly<Record<string, string | null>>;
  /** Of the tables that were asked for, by date and then id. */
  readonly rows: { readonly [T in HireTable]?: readonly HiredRow[] };
}

/** Everybody whom the account shows, with the marker that they carry. */
export interface MarkerList {
  /** False when the account does not show the marker field: nothing is known of any marker. Null: it has none. */
  readonly shown: boolean | null;
  /** Null: blank there. Read once, while it comes. */
  readonly employees: AsyncIterable<{ readonly id: string; readonly marker: string | null }>;
}

/** Everybody whom the account shows, by the names that a row may name them with. */
export interface NameList {
  /** False when the account does not show names: nothing is known of anybody. */
  readonly shown: boolean;
  /** Read once, while it comes. */
  readonly employees: AsyncIterable<{
    readonly id: string;
    readonly firstName: string | null;
    readonly preferredName: string | null;
    readonly lastName: string | null;
  }>;
}

/** A field under all names that a write may give it. */
export interface FieldNames {
  readonly id: string;
  readonly alias: string | null;
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
export interface EmployeeOptions extends Readonly<Record<OptionField, readonly string[]>> {
  /** Absent: what it takes is not known. */
  readonly payType?: readonly string[];
  readonly payPer?: readonly string[];
  readonly paySchedule?: readonly string[];
  /** Lists that the provider lets options be added to, by what it says; the key may still not be allowed to. */
  readonly open: readonly OptionField[];
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
   * full listing: never in an index that may lag behind a write. One request, all questions.
   */
  searchEmployees(marker: string, employee: NewEmployee): Promise<EmployeeSearch>;
  /**
   * As `searchEmployees`, for many at once: still one request. Answers stand in the order of what was
   * asked; of the listing only those found are kept.
   */
  searchTogether(wanted: readonly WantedEmployee[]): Promise<EmployeeSearch[]>;
  /**
   * Lists all employees that the account shows, as `searchEmployees` looks through them. One request.
   * Whoever is not on the list may still be there: `hasEmployee` tells.
   */
  listMarkers(): Promise<MarkerList>;
  /** Lists the names of all employees that the account shows, former ones included. One request. */
  listNames(): Promise<NameList>;
  /** The account's fields, by the names that a write may give them. */
  listFields(): Promise<readonly FieldNames[]>;
  /** Asks for the employee itself. */
  hasEmployee(id: string): Promise<boolean>;
  /** The marker goes into the create itself, so that whoever finds the employee knows whose it is. */
  prepareCreate(marker: string, employee: NewEmployee): PreparedWrite<{ readonly id: string }>;
  proveEmployee(id: string, marker: string, employee: NewEmployee): Promise<EmployeeProof>;
  /** Whether a former employee's record has become the hire's, and what of it is not as the hire says. */
  compareReactivation(id: string, marker: string, employee: NewEmployee): Promise<ComparedRecord>;
  /**
   * Makes a former employee's record the hire's: its marker, its hire date, and the values of these
   * names. What the hire does not say stays as it is. The status is a row.
   */
  prepareReactivation(
    id: string,
    marker: string,
    employee: NewEmployee,
    names: readonly (keyof NewEmployee)[],
  ): PreparedWrite<null>;
  /** Rows of a table, in order of their ids. */
  listRows<T extends HireTable>(employeeId: string, table: T, wanted: HireRows[T]): Promise<ListedRow[]>;
  /** A row added twice is two rows: list and compare first. */
  prepareRow<T extends HireTable>(employeeId: string, table: T, row: HireRows[T]): PreparedWrite<null>;
  /** `unknown` when one of the fields is not shown. */
  compareFields(employeeId: string, values: SentValues): Promise<Comparison>;
  prepareUpdate(employeeId: string, values: SentValues): PreparedWrite<null>;
  /** None when the account has no categories that can be seen. */
  /** One request for the fields and one for each table; null when there is no such employee. */
  readHired(
    employeeId: string,
    asked: { readonly fields: readonly string[]; readonly tables: readonly HireTable[] },
  ): Promise<HiredValues | null>;
  /** Changes the row, or adds one where `rowId` is null; an amount is given with its currency. */
  prepareHiredRow(
    employeeId: string,
    table: HireTable,
    rowId: string | null,
    values: Readonly<Record<string, string>>,
  ): PreparedWrite<null>;
  listFileCategories(employeeId: string): Promise<FileCategory[]>;
  /** A file uploaded twice is two files: list and compare first. */
  prepareUpload(employeeId: string, file: NewFile): PreparedWrite<{ readonly id: string }>;
  listOptions(): Promise<EmployeeOptions>;
  /** Whether a list has the option, ready to be chosen. `gone`: the account shows no such list. */
  compareOption(field: OptionField, name: string): Promise<Comparison>;
  /** Adds the option to its list, or brings it back where it was archived. Reads the list first. */
  prepareOption(field: OptionField, name: string): Promise<PreparedWrite<null>>;
}

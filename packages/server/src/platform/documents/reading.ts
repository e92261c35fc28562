// What is said of a document between the server and the process that opens it.

export type DocumentKind = 'pdf' | 'docx' | 'odt' | 'rtf' | 'txt' | 'image';

/** What people are told before they trust a document. */
export type DocumentFlag = 'active_content' | 'hidden_text' | 'metadata';

export type RefusalReason = 'mismatch' | 'too_large' | 'encrypted' | 'macros' | 'too_slow';

/** Thrown by whatever opens a document, and told to the server. `what` is words for people. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  readonly what: string | undefined;
  constructor(reason: RefusalReason, what?: string) {
    super(what ?? reason);
    this.reason = reason;
    this.what = what;
  }
}

export type Judgement = { kind: 'sound'; contentType?: string } | Refused;

export interface Refused {
  kind: 'refused';
  reason: RefusalReason;
  what?: string | undefined;
}

/** What a document says, and a copy of it that does nothing and tells nothing about its making. */
export interface Reading {
  kind: 'read';
  /** What somebody sees who opens it. */
  text: string;
  /** What is in it and nobody sees. */
  hiddenText: string;
  flags: DocumentFlag[];
  /** Absent where the document itself is as good, as plain text is. */
  cleaned?: Uint8Array;
}

/** The first sheet of a workbook. */
export interface TableReading {
  kind: 'table';
  rows: string[][];
}

export interface ReaderTask {
  id: number;
  task: 'judge' | 'read' | 'table';
  kind: DocumentKind | 'xlsx';
  bytes: Uint8Array;
}

export interface ReaderAnswer {
  id: number;
  result: Judgement | Reading | TableReading;
  cpuMs: number;
}

/** More than a thousand pages' worth of a life are not searched. */
export const maxTextLength = 100_000;

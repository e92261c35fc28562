// The form of a route table. A handler parses nothing and writes nothing: it calls one service
// function and returns a value, or a value with headers.
import type { Readable } from 'node:stream';
import type { Page, PageQuery } from '@joinery/sdk';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Principal } from '../../modules/access/principal.ts';
import type { Context } from '../../modules/context.ts';
import type { Upload } from '../../modules/files/files.ts';
import { fromCursor, toCursor } from '../../platform/crypto/cursor.ts';
import type { Slice, Sliced } from '../../platform/page.ts';
import type { Spool } from '../../platform/spool.ts';

export interface Call<P = unknown, Q = unknown, B = unknown> {
  context: Context;
  principal: Principal;
  params: P;
  query: Q;
  body: B;
  /** Files of a multipart form; empty for any other body. */
  files: Upload[];
  request: FastifyRequest;
  /** What was sent to a route that takes lines. */
  lines: Spool | undefined;
}

export interface RouteSpec<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under /v1, with parameters as `:name`. */
  url: string;
  /** What it does, in one line, for the API's documentation. */
  summary: string;
  tag: string;
  params?: P;
  query?: Q;
  body?: B;
  /** The answer's form: what it does not name is not sent. Absent: no content. */
  answer?: A;
  /** 200, or 204 without an answer, unless given. */
  status?: number;
  /** Takes multipart forms too: names of their file fields. */
  forms?: string[];
  /** Fields of such a form whose text is JSON, because they are no texts. */
  jsonFields?: string[];
  /** A field of its JSON that may hold a document, as `{ base64, name }`, which becomes one of its files. */
  base64?: string;
  /** Refuses who may not call it, before anything of a body is read or a file opened. */
  assertMayCall?: (principal: Principal) => void;
  /** The same for an open one. */
  assertMaySend?: (request: FastifyRequest) => void;
  /** Waits until there is room for its body; answers with how to make room again. */
  waitToSend?: (request: FastifyRequest) => Promise<() => void>;
  /** What its files are checked for before the handler; documents of candidates unless given. */
  checkFile?: (upload: Upload) => Promise<Upload>;
  /** Of each file; that of candidates' documents unless given. */
  maxFileBytes?: number;
  /** Takes lines of JSON (`application/x-ndjson`) instead of a body, and looks after the Idempotency-Key itself. */
  takesLines?: true;
  /** Anybody may call it. The handler gets no principal that it may use. */
  open?: true;
  /** Of an open one: a publishable key is sent, which the handler asks for. */
  publishable?: true;
  /** Answers with a file instead of a value. */
  sendsFile?: true;
  /**
   * Runs outside a transaction because it asks somebody else; to run it twice does no harm. Its
   * answer is kept under an Idempotency-Key as soon as it is there.
   */
  repeatable?: true;
  /** Can be done in one transaction with other requests, and keeps its answer under an Idempotency-Key there. */
  together?: true;
  /** What of its answer is kept under an Idempotency-Key; all of it unless given. */
  kept?: (answer: z.output<A>) => z.output<A>;
  /**
   * Changes people. Where these come from a provider it runs outside a transaction too, and a second
   * call with the Idempotency-Key finds the first one's write.
   */
  writesPeople?: true;
  handle(
    call: Call<z.output<P>, z.output<Q>, z.output<B>>,
  ): Promise<z.output<A> | WithHeaders<z.output<A>> | FileAnswer | undefined>;
}

export type Route = RouteSpec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** Checks a row of a table against its own schemas. */
export function route<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<P, Q, B, A>): Route {
  return spec as unknown as Route;
}

/** An answer with headers of its own. */
export class WithHeaders<T> {
  readonly value: T;
  readonly headers: Record<string, string>;
  constructor(value: T, headers: Record<string, string>) {
    this.value = value;
    this.headers = headers;
  }
}

/** An answer that is a file. */
export class FileAnswer {
  readonly headers: Record<string, string>;
  readonly open: () => Promise<Readable>;
  constructor(headers: Record<string, string>, open: () => Promise<Readable>) {
    this.headers = headers;
    this.open = open;
  }
}

/** Reads one page of a list; the cursor is good for this list, this filter and this company only. */
export async function page<T>(
  { context, principal, query }: Pick<Call<unknown, PageQuery>, 'context' | 'principal' | 'query'>,
  list: string,
  read: (slice: Slice) => Promise<Sliced<T>>,
): Promise<Page<T>> {
  const { limit, cursor, ...filter } = query as PageQuery & Record<string, unknown>;
  const name = JSON.stringify([principal.companyId, list, filter]);
  const after = cursor === undefined ? undefined : fromCursor(context.secrets, name, cursor);
  const sliced = await read({ limit, after });
  return {
    items: sliced.items,
    nextCursor: sliced.after === null ? null : toCursor(context.secrets, name, sliced.after),
  };
}

// An answer whose body is read while it comes. Its deadline is for each wait on the provider, not for the
// whole: a file of any size may take its time, but not stand still.
import type { BambooHrError } from '../error.ts';
import { ShapeError } from '../json.ts';
import type { FetchAnswer } from '../options.ts';
import type { Deadline } from './deadline.ts';
import { isJsonType } from './provider-message.ts';

export interface OpenAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly requestId: string | null;
  header(name: string): string | null;
  /**
   * Reads the body once, through `read`. Whatever goes wrong while it comes is a `BambooHrError`. Leaving
   * the loop early closes the connection; an answer that nobody reads is closed when its deadline ends.
   */
  through<R>(
    read: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<R>,
  ): AsyncGenerator<R, void, undefined>;
}

/** What is told of an answer while it is read. */
export interface Reading {
  readonly deadline: Deadline;
  translate(error: unknown): BambooHrError;
  /** Called once: when the body was read to its end, or left, or broke, or nobody came to read it. */
  onEnd(error: BambooHrError | undefined): void;
}

export function openAnswer(response: FetchAnswer, { deadline, translate, onEnd }: Reading): OpenAnswer {
  const header = (name: string) => response.headers.get(name);
  let isRead = false;
  const onUnread = () => {
    if (!isRead) onEnd(translate(deadline.signal.reason));
  };
  deadline.signal.addEventListener('abort', onUnread, { once: true });
  async function* through<R>(read: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<R>) {
    isRead = true;
    let failure: BambooHrError | undefined;
    try {
      yield* read(paced(response.body, deadline));
    } catch (error) {
      failure = translate(error);
      throw failure;
    } finally {
      deadline.close();
      onEnd(failure);
    }
  }
  return {
    status: response.status,
    contentType: header('content-type') ?? '',
    requestId: header('x-request-id'),
    header,
    through,
  };
}

// The clock stands while the caller works on a chunk: only the provider's time counts.
async function* paced(body: FetchAnswer['body'], deadline: Deadline): AsyncGenerator<Uint8Array> {
  for await (const chunk of body ?? []) {
    deadline.pause();
    yield chunk;
    deadline.restart();
  }
}

/** The chunks of an answer that has to be JSON. Called inside `through`, so that its error is told as one. */
export function assertJson(
  { contentType }: OpenAnswer,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  if (isJsonType(contentType)) return chunks;
  throw new ShapeError(`expected JSON, got "${contentType.slice(0, 80)}"`);
}

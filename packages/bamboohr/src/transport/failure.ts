import { BambooHrError, type BambooHrErrorParts, type ErrorReason, type Outcome } from '../error.ts';
import { ShapeError } from '../json.ts';
import type { Answer } from './answer.ts';
import { TooLargeError } from './answer.ts';
import { handshakeProblem, ownFault, readFault } from './faults.ts';
import { cleanMessage, readProviderMessage } from './provider-message.ts';
import { readRetryAfter } from './retry.ts';
import type { Redactor } from './secrets.ts';

const excerptLength = 200;

/** Thrown by decoders of writes: the provider accepted, but the id that proves it is not there. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
}

/** Thrown by decoders of writes: the provider says, with a status of success, that it did not do it. */
export class NotDoneError extends Error {
  override readonly name = 'NotDoneError';
}

/** Thrown by decoders: the provider says, with a status of success, that there were too many requests. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
}

/** What is known of the request when it fails. */
export interface Attempted {
  readonly operation: string;
  readonly attempt: number;
  /** Undefined until an answer was read to its end. */
  readonly answer: Answer | undefined;
  readonly requestId: string | null;
  /** Set as soon as the head of an answer arrived. */
  readonly status: number | undefined;
  readonly firedBy: 'timeout' | 'aborted' | undefined;
  /** Whether `fetch` was called at all. */
  readonly started: boolean;
}

/** Turns whatever a request ended with into the one error that callers see. */
export interface Translator {
  /** An answer with a status that the operation does not end in success with. */
  ofStatus(answer: Answer, attempted: Attempted): BambooHrError;
  /** An error thrown while sending, reading or decoding. */
  ofThrown(error: unknown, attempted: Attempted): BambooHrError;
}

export function createTranslator(
  redactor: Redactor,
  now: () => number,
  isNotSent: ((error: unknown) => boolean) | undefined,
): Translator {
  const build = (what: string, attempted: Attempted, parts: Omit<BambooHrErrorParts, 'operation'>) =>
    new BambooHrError(redactor.text(`${attempted.operation}: ${what}`), {
      operation: attempted.operation,
      attempts: attempted.attempt,
      status: attempted.status ?? null,
      requestId: attempted.requestId,
      ...parts,
    });

  return {
    ofStatus(answer, attempted) {
      // Redacted before it is cut: a cut could leave the first half of a credential.
      const header = (name: string) => redactor.text(answer.header(name) ?? '') || null;
      const said = readProviderMessage({ ...answer, header, text: redactor.text(answer.text()) });
      const outcome = outcomeOfStatus(answer, said.isProviderForm);
      return build(describeStatus(answer.status, outcome, said.message), attempted, {
        outcome,
        reason: answer.status >= 300 && answer.status < 400 ? 'redirect' : 'http',
        providerMessage: said.message,
        providerCode: said.code,
        retryAfterSeconds: readRetryAfter(answer.header('retry-after'), now()),
        excerpt: said.isProviderForm ? null : excerptOf(answer, redactor),
      });
    },
    ofThrown(error, attempted) {
      const { reason, outcome, what } = describeThrown(error, attempted, isNotSent);
      return build(what, attempted, {
        outcome,
        reason,
        ...saidUnderSuccess(error, redactor),
        excerpt: reason === 'unexpected_content' ? excerptOf(attempted.answer, redactor) : null,
        // Whoever made it knows it by what it is, and a key may be a word of it.
        cause: ownFault(error, isNotSent) ?? redactor.cause(error),
      });
    },
  };
}

/** The outcome of an answer that is no success. Nothing is taken for a refusal but the provider's own words. */
function outcomeOfStatus(answer: Pick<Answer, 'status' | 'header'>, isProviderForm: boolean): Outcome {
  const { status } = answer;
  if (status === 429) return 'throttled';
  if (status === 503 && answer.header('retry-after') !== null) return 'throttled';
  const declined = status >= 400 && status < 500 && status !== 408;
  return declined && isProviderForm ? 'refused' : 'ambiguous';
}

function describeStatus(status: number, outcome: Outcome, message: string | null): string {
  if (message !== null) return `the provider answered ${status}: ${message}`;
  if (status >= 300 && status < 400)
    return `expected an answer, got a redirect (${status}) that is not followed`;
  const own = outcome === 'refused' || outcome === 'throttled';
  return own
    ? `the provider answered ${status} without saying why`
    : `expected success, got ${status} that is not in the provider's error form`;
}

interface Thrown {
  readonly reason: ErrorReason;
  readonly outcome: Outcome;
  readonly what: string;
}

function describeThrown(
  error: unknown,
  attempted: Attempted,
  isNotSent: ((error: unknown) => boolean) | undefined,
): Thrown {
  const ambiguous = (reason: ErrorReason, what: string): Thrown => ({ reason, outcome: 'ambiguous', what });
  if (error instanceof NotDoneError)
    return { reason: 'not_done', outcome: 'refused', what: `not done: ${cleanMessage(error.message) ?? ''}` };
  if (error instanceof ThrottledError)
    return {
      reason: 'http',
      outcome: 'throttled',
      what: `too many requests: ${cleanMessage(error.message) ?? ''}`,
    };
  if (error instanceof ProofError) return ambiguous('no_proof', error.message);
  if (error instanceof ShapeError) return ambiguous('unexpected_content', error.message);
  if (error instanceof TooLargeError) return ambiguous('too_large', error.message);
  const fault = readFault(error, isNotSent);
  if (attempted.firedBy !== undefined)
    return describeFired(
      attempted.firedBy,
      attempted.started && !(fault.notSent && attempted.status === undefined),
    );
  if (attempted.answer !== undefined) return ambiguous('unexpected_content', 'the answer could not be read');
  if (attempted.status !== undefined)
    return ambiguous('connection_lost', 'the connection broke during the answer');
  return {
    reason: fault.reason,
    outcome: fault.notSent ? 'not_sent' : 'ambiguous',
    what: faultText(fault.reason, handshakeProblem(error)),
  };
}

// The wait stands in the sentence: "please try again in 60 seconds".
function saidUnderSuccess(error: unknown, redactor: Redactor): Partial<BambooHrErrorParts> {
  if (!(error instanceof NotDoneError || error instanceof ThrottledError)) return {};
  const providerMessage = cleanMessage(redactor.text(error.message));
  if (error instanceof NotDoneError) return { providerMessage };
  const [, seconds = null] = /in (\d{1,4}) seconds/.exec(error.message) ?? [];
  return { providerMessage, retryAfterSeconds: readRetryAfter(seconds, 0) };
}

function describeFired(firedBy: 'timeout' | 'aborted', started: boolean): Thrown {
  const what = firedBy === 'timeout' ? 'no complete answer within the deadline' : 'aborted by the caller';
  return { reason: firedBy, outcome: started ? 'ambiguous' : 'not_sent', what };
}

function faultText(reason: ErrorReason, problem: string | undefined): string {
  if (reason === 'dns') return 'the host name was not found';
  if (reason === 'connect') return 'no connection could be made';
  if (reason === 'tls') return ['the TLS handshake failed', problem].filter(Boolean).join(': ');
  return reason === 'timeout' ? 'no complete answer in time' : 'the connection broke before the answer';
}

function excerptOf(answer: Answer | undefined, redactor: Redactor): string | null {
  if (answer === undefined) return null;
  const head = new TextDecoder().decode(answer.bytes.subarray(0, 4096));
  return cleanMessage(redactor.text(head), excerptLength);
}

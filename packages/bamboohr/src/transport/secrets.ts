import { inspect } from 'node:util';

/** Removes the credential from whatever leaves the client, wherever an answer or an error repeats it. */
export interface Redactor {
  text(text: string): string;
  /** The error itself, or a bare copy of its message when the credential is anywhere in it. */
  cause(error: unknown): unknown;
}

/** `secrets` is asked each time: tokens are replaced while a client works. */
export function createRedactor(secrets: () => readonly string[]): Redactor {
  const text = (input: string) =>
    secrets().reduce((result, secret) => result.replaceAll(secret, '[secret]'), input);
  return {
    text,
    cause(error) {
      const shown = inspect(error, {
        depth: 8,
        showHidden: true,
        maxStringLength: null,
        maxArrayLength: null,
      });
      if (!secrets().some((secret) => shown.includes(secret))) return error;
      return new Error(error instanceof Error ? text(error.message) : 'the cause held a credential');
    },
  };
}

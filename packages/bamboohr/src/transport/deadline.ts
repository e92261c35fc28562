/** Joins the caller's signal with a time limit, and remembers which of the two fired. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Which one ended the request; undefined while neither has. */
  readonly firedBy: () => 'timeout' | 'aborted' | undefined;
  /** Stops the clock until `restart`, which gives the whole limit again. */
  pause(): void;
  restart(): void;
  close(): void;
}

export function openDeadline(ms: number, signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let firedBy: 'timeout' | 'aborted' | undefined;
  const fire = (by: 'timeout' | 'aborted', reason: unknown) => {
    firedBy ??= by;
    controller.abort(reason);
  };
  const onAbort = () => fire('aborted', signal?.reason);
  const startTimer = () =>
    setTimeout(() => fire('timeout', new Error(`no complete answer within ${ms} ms`)), ms);
  let timer = startTimer();
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    firedBy: () => firedBy,
    pause: () => clearTimeout(timer),
    restart() {
      clearTimeout(timer);
      timer = startTimer();
    },
    close() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

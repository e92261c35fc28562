import type { Outcome } from './outcome.ts';

/** A recorded step as DBOS lists it. */
export interface RecordedStep {
  functionID: number;
  name: string;
  output: unknown;
}

/**
 * The place in the record from which failed work runs again: the first attempt of the step that
 * failed last, so that it has all its attempts again; after the last step when none failed.
 */
export function findRetryStep(steps: RecordedStep[]): number {
  const ordered = [...steps].sort((a, b) => a.functionID - b.functionID);
  const failed = ordered.findLastIndex((step) => isFailure(step.output));
  const last = ordered[failed];
  if (last === undefined) return (ordered.at(-1)?.functionID ?? -1) + 1;
  let first = failed;
  while (isWait(ordered[first - 1]) && isEarlierAttempt(ordered[first - 2], last.name)) first -= 2;
  return ordered[first]?.functionID ?? last.functionID;
}

function isFailure(output: unknown): output is Outcome<unknown> & { ok: false } {
  return typeof output === 'object' && output !== null && 'ok' in output && output.ok === false;
}

function isWait(step: RecordedStep | undefined): boolean {
  return step?.name === 'DBOS.sleep';
}

function isEarlierAttempt(step: RecordedStep | undefined, name: string): boolean {
  return step?.name === name && isFailure(step.output) && step.output.retryInMs !== undefined;
}

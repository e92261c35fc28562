// What came of an act on many candidates, for people. Pure.
import type { CandidateActionResults } from '@joinery/sdk';

type Result = CandidateActionResults['results'][number];

/** Those to whom the same could not be done, for one reason. */
export interface FailedFor {
  message: string;
  names: string[];
  /** Beside those who are named. */
  more: number;
}

const mostNames = 10;

export function failuresOf(results: readonly Result[]): Result[] {
  return results.filter(({ ok }) => !ok);
}

export function reasonsOf(
  failures: readonly Result[],
  nameOf: (candidateId: string) => string | undefined,
): FailedFor[] {
  const byMessage = new Map<string, Result[]>();
  for (const failure of failures) {
    const message = failure.message ?? 'It was not possible.';
    byMessage.set(message, [...(byMessage.get(message) ?? []), failure]);
  }
  return [...byMessage].map(([message, ones]) => {
    const known = ones.flatMap(({ candidateId }) => nameOf(candidateId) ?? []);
    const names = known.slice(0, mostNames);
    return { message, names, more: ones.length - names.length };
  });
}

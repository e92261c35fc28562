import type { HireStep } from '@joinery/sdk';
import { formatExactInstant } from '../../ui/dates.ts';
import { stepTitles } from '../../ui/states.ts';

export interface Progress {
  done: number;
  total: number;
  /** Title of the step that is worked on. */
  current: string | null;
}

const isFinished = (step: HireStep): boolean => step.state === 'done' || step.state === 'skipped';

export function progressOf(steps: HireStep[]): Progress {
  const current = steps.find((step) => step.state === 'sending' || step.state === 'prepared');
  const next = current ?? steps.find((step) => step.state === 'pending');
  return {
    done: steps.filter(isFinished).length,
    total: steps.length,
    current: next ? stepTitles[next.name].title : null,
  };
}

const outcomes: Record<NonNullable<HireStep['outcome']>, string> = {
  not_sent: 'Nothing was sent',
  done: 'Confirmed by BambooHR',
  refused: 'Refused by BambooHR',
  throttled: 'BambooHR asked to wait',
  ambiguous: 'The answer was lost; it may have happened',
};

export const outcomeWords = (outcome: HireStep['outcome']): string | null =>
  outcome ? outcomes[outcome] : null;

/** A proof as lines to read: entries of a list by their number, nested values as JSON, nothing left out. */
export function proofLines(proof: Record<string, unknown> | null): { name: string; value: string }[] {
  return Object.entries(proof ?? {}).flatMap(([name, value]) =>
    isDated(value)
      ? value.map((entry, index) => ({ name: `${name} ${index + 1}`, value: datedWords(entry) }))
      : [{ name, value: textOf(value) }],
  );
}

type Dated = Record<string, unknown> & { at: string };

function isDated(value: unknown): value is Dated[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => typeof (entry as { at?: unknown } | null)?.at === 'string')
  );
}

function datedWords({ at, ...rest }: Dated): string {
  const parts = Object.entries(rest).map(([name, value]) => `${name} ${textOf(value)}`);
  return [formatExactInstant(at), parts.join(', ')].filter((part) => part !== '').join(': ');
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));

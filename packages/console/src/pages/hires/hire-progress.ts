import type { HireStep } from '@joinery/sdk';
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

/** A proof as lines to read: nested values as JSON, nothing left out. */
export function proofLines(proof: Record<string, unknown> | null): { name: string; value: string }[] {
  return Object.entries(proof ?? {}).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)),
  }));
}

import { describe, expect, it } from 'vitest';
import { findRetryStep, type RecordedStep } from './retry-step.ts';

const ok = { ok: true, value: 1 };
const final = { ok: false, error: { name: 'Error', message: 'x' } };
const again = { ...final, retryInMs: 5 };

const record = (...steps: [string, unknown][]): RecordedStep[] =>
  steps.map(([name, output], functionID) => ({ functionID, name, output }));

describe('failed work runs again from', () => {
  it('the step that failed', () => {
    expect(findRetryStep(record(['a', ok], ['b', final]))).toBe(1);
  });

  it('the first attempt of that step', () => {
    const steps = record(
      ['a', ok],
      ['DBOS.sleep', 9],
      ['b', again],
      ['DBOS.sleep', 9],
      ['b', again],
      ['DBOS.sleep', 9],
      ['b', final],
    );
    expect(findRetryStep(steps)).toBe(2);
    expect(findRetryStep(steps.toReversed())).toBe(2);
  });

  it('the last of two failures, leaving an earlier one of the same name alone', () => {
    expect(findRetryStep(record(['b', final], ['DBOS.sleep', 9], ['b', final]))).toBe(2);
  });

  it('the failure, though the workflow went on after it', () => {
    expect(findRetryStep(record(['a', final], ['cleanup', ok]))).toBe(0);
  });

  it('the end of the record when no step failed, the beginning when there is none', () => {
    expect(findRetryStep(record(['a', ok], ['DBOS.now', 5]))).toBe(2);
    expect(findRetryStep([])).toBe(0);
  });
});

import { expect, it } from 'vitest';
import { phasesOf } from './hire-phases.ts';
import { stepOrder } from './hires.repository.ts';

it.each([true, false])(
  'the parts of a hand-off stand in the order of its steps (somebody new: %s)',
  (isNew) => {
    const steps = phasesOf(isNew).map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => stepOrder.indexOf(a) - stepOrder.indexOf(b)));
    expect(new Set(steps).size).toBe(steps.length);
  },
);

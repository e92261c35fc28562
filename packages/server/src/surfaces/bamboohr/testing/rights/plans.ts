// Which levels a walk is made with, in short and at length.
import { fieldLevels, type LevelPlan, randomLevels, scopeLevels } from './levels.ts';
import type { World } from './world.ts';

export interface WalkSize {
  /** How many fields one level hides; every field is hidden by one of them. */
  fieldsTogether: number;
  randomLevels: number;
  seed: number;
  /** Which part of what can be asked of an operation each level asks; 1 is all of it. */
  oneOf: number;
  /** Which part of the operations each level asks, the next one those after it; 1 is all of them. */
  operationsOneOf: number;
}

export function plansFor(world: World, size: WalkSize): LevelPlan[] {
  return [
    ...scopeLevels(world),
    ...fieldLevels(world, size.fieldsTogether),
    ...randomLevels(world, size.seed, size.randomLevels),
  ];
}

/** What \`npm test\` walks. */
export const shortWalk: WalkSize = {
  fieldsTogether: 64,
  randomLevels: 2,
  seed: 20260401,
  oneOf: 12,
  operationsOneOf: 2,
};

export const longWalk: WalkSize = {
  fieldsTogether: 1,
  randomLevels: 150,
  seed: 20260401,
  oneOf: 1,
  operationsOneOf: 1,
};
export const quickWalk: WalkSize = {
  ...longWalk,
  fieldsTogether: 16,
  randomLevels: 20,
  oneOf: 2,
};

import type { StageKind } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { placeFor } from './stage-place.ts';

const stages = (['new', 'active', 'active', 'hired', 'rejected', 'withdrawn'] as const).map(
  (kind: StageKind) => ({ kind }),
);

it.each([
  ['new', 1],
  ['active', 3],
  ['offer', 3],
  ['hired', 4],
  ['rejected', 5],
  ['withdrawn', 6],
] as const)('a new stage of kind %s stands before what comes later', (kind, place) => {
  expect(placeFor(kind, stages)).toBe(place);
});

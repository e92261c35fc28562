import type { Stage, StageKind } from '@joinery/sdk';

const order: readonly StageKind[] = ['new', 'active', 'offer', 'hired', 'rejected', 'withdrawn'];

/** Where a new stage stands: behind the last that is not later in the course of an application. */
export function placeFor(kind: StageKind, stages: readonly Pick<Stage, 'kind'>[]): number {
  return stages.findLastIndex((stage) => order.indexOf(stage.kind) <= order.indexOf(kind)) + 1;
}

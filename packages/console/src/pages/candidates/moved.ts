import { ApiError } from '@joinery/sdk';

/** Where somebody is who was merged into another candidate, by the answer at their old address. */
export function movedToOf(error: unknown): string | undefined {
  return error instanceof ApiError && error.code === 'candidates.merged' ? error.movedTo : undefined;
}

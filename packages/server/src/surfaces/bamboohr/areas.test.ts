import { describe, expect, it } from 'vitest';
import { areas, findRoute } from './areas.ts';
import { operations } from './operations.ts';

describe('the handlers', () => {
  it('are there for exactly the operations that the list calls done or partial', () => {
    for (const { id, state } of operations) expect(findRoute(id) !== undefined, id).toBe(state !== 'not_yet');
  });

  it('are all for operations of the list', () => {
    const known = new Set(operations.map(({ id }) => id));
    for (const area of areas) for (const id of Object.keys(area.handlers)) expect(known, id).toContain(id);
  });
});

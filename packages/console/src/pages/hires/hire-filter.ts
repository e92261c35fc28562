// Which hires a list shows, as its address says it. Pure.
import type { HireCounts, HireState } from '@joinery/sdk';
import { hireStates } from '../../ui/states.ts';

export interface HireSearch {
  /** Several with commas between. */
  state?: string | undefined;
  connection?: string | undefined;
  q?: string | undefined;
}

const isState = (value: string): value is HireState => value in hireStates;

/** Unknown names in the address are left out: the list shows the rest. */
export const statesOf = ({ state }: HireSearch): HireState[] => (state ?? '').split(',').filter(isState);

/** What is asked for, without the states where all of them are counted. */
export function toFilter({ connection, q }: HireSearch): { connectionId?: string; q?: string } {
  return { ...(connection && { connectionId: connection }), ...(q && { q }) };
}

export interface StateChip {
  state: HireState;
  label: string;
  count: number;
}

/** The states that there are hires in, in the order of a hire’s life, and those that were chosen. */
export function chipsOf({ items }: HireCounts, chosen: readonly HireState[]): StateChip[] {
  const counts = new Map(items.map(({ state, count }) => [state, count]));
  return (Object.keys(hireStates) as HireState[])
    .filter((state) => counts.has(state) || chosen.includes(state))
    .map((state) => ({ state, label: hireStates[state].label, count: counts.get(state) ?? 0 }));
}

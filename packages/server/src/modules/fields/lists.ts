// What may be done to the options of a list. Pure.
import type { SentOption } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';

export interface OptionView {
  id: number;
  name: string;
  archived: boolean;
  manageable: boolean;
  adpCode: string | null;
  createdAt: Date;
  archivedAt: Date | null;
}

export interface ListView {
  number: number;
  alias: string | null;
  name: string;
  manageable: boolean;
  multiple: boolean;
  options: OptionView[];
}

/** One change: with an id of that option, without one a new option of this name. */
export interface OptionChange {
  id?: number | undefined;
  name?: string | undefined;
  archived?: boolean | undefined;
  adpCode?: string | null | undefined;
}

/** Numbers of the lists that filters of access levels name options of. */
export const scopedLists = { 4: 'departments', 1355: 'divisions', 18: 'locations' } as const;

export const locationList = 18;

// What the server itself goes by, and what was recorded as fixed.
const fixedOptions: Record<number, readonly string[]> = { 16: ['Terminated', 'Contractor'] };

export function isFixedOption(listNumber: number, name: string): boolean {
  return fixedOptions[listNumber]?.includes(name) ?? false;
}

type Known = Pick<OptionView, 'id' | 'name' | 'adpCode' | 'archivedAt'>;

export interface Step {
  /** Null for a new option. */
  before: Known | null;
  after: Pick<Known, 'name' | 'adpCode' | 'archivedAt'>;
}

/**
 * What the changes come to, one after the other; those that change nothing are left out.
 *
 * @throws JoineryError `lists.option_not_found`, `lists.option_taken`, `lists.not_manageable`
 */
export function stepsFor(
  listNumber: number,
  options: readonly Known[],
  changes: readonly OptionChange[],
  now: Date,
): Step[] {
  const state: Known[] = [...options];
  return changes.flatMap((change) => {
    const index = change.id === undefined ? -1 : state.findIndex(({ id }) => id === change.id);
    const before = state[index] ?? null;
    if (change.id !== undefined && before === null)
      throw new JoineryError('lists.option_not_found', `The list has no option ${change.id}.`);
    const after = applied(before, change, now);
    if (before !== null && isSame(before, after)) return [];
    assertFree(state, before, after.name);
    if (before !== null && isFixedOption(listNumber, before.name))
      throw new JoineryError('lists.not_manageable', `The option ${before.name} cannot be changed.`);
    if (before === null) state.push({ id: 0, ...after });
    else state[index] = { ...before, ...after };
    return [{ before, after }];
  });
}

/**
 * The same as it goes to the provider, whose options are found by the names that they have here.
 * A text where it cannot be said to it: what its API offers no way to do.
 */
export function sentOptions(
  steps: readonly Step[],
  theirs: readonly { readonly id: string; readonly name: string }[],
): SentOption[] | string {
  const sent = new Map<number | Step, SentOption>();
  const known = new Map(theirs.map(({ id, name }) => [name.trim().toLowerCase(), id]));
  const first = new Map<number, Known>();
  for (const step of steps) {
    const { before, after } = step;
    if (before === null) {
      if (after.adpCode !== null) return codes;
      if (after.archivedAt !== null) return 'add an option that is archived from the first';
      sent.set(step, { name: after.name });
      continue;
    }
    const origin = first.get(before.id) ?? before;
    first.set(before.id, origin);
    const id = known.get(origin.name.toLowerCase());
    if (after.adpCode !== origin.adpCode) return codes;
    if (id === undefined) return 'change an option that it does not show';
    sent.set(before.id, {
      id,
      ...(after.name === origin.name ? {} : { name: after.name }),
      ...((after.archivedAt === null) === (origin.archivedAt === null)
        ? {}
        : { archived: after.archivedAt !== null }),
    });
  }
  return [...sent.values()];
}

const codes = 'read ADP codes of options back';

function applied(before: Known | null, change: OptionChange, now: Date): Step['after'] {
  const wasArchived = before?.archivedAt ?? null;
  const archivedAt =
    change.archived === undefined ? wasArchived : change.archived ? (wasArchived ?? now) : null;
  const adpCode = change.adpCode === undefined ? (before?.adpCode ?? null) : change.adpCode;
  return { name: change.name ?? before?.name ?? '', adpCode, archivedAt };
}

function isSame(before: Known, after: Step['after']): boolean {
  return (
    before.name === after.name && before.adpCode === after.adpCode && before.archivedAt === after.archivedAt
  );
}

function assertFree(state: readonly Known[], before: Known | null, name: string): void {
  const taken = state.find((one) => one !== before && one.name.toLowerCase() === name.toLowerCase());
  if (taken !== undefined)
    throw new JoineryError('lists.option_taken', `The list has an option of the name ${taken.name} already.`);
}

// The provider's lists, kept for a minute: a hundred hires in a row do not read them a hundred times.
// What is missing in them is looked up anew before anybody is told that it is unknown.
import type { EmployeeOptions } from '@joinery/connectors';
import type { Context } from '../context.ts';

interface Kept {
  options: EmployeeOptions;
  readAt: number;
}

const kept = new WeakMap<Context['db'], Map<string, Kept>>();
const freshMs = 60_000;
const mostKept = 1_000;

type Caller = { id: string; actions: { listOptions(): Promise<EmployeeOptions> } };

/**
 * The lists, from memory where they know everything that `isEnough` asks for.
 *
 * @throws ProviderError when they have to be read and cannot be
 */
export async function readOptions(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { id, actions }: Caller,
  isEnough: (options: EmployeeOptions) => boolean,
): Promise<EmployeeOptions> {
  const lists = kept.get(db) ?? new Map<string, Kept>();
  kept.set(db, lists);
  const last = lists.get(id);
  const age = last === undefined ? Number.POSITIVE_INFINITY : clock.now().getTime() - last.readAt;
  if (last !== undefined && age >= 0 && age < freshMs && isEnough(last.options)) return last.options;
  const options = await actions.listOptions();
  lists.delete(id);
  lists.set(id, { options, readAt: clock.now().getTime() });
  const oldest = lists.keys().next().value;
  if (lists.size > mostKept && oldest !== undefined) lists.delete(oldest);
  return options;
}

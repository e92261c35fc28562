// The search before a create lists everybody whom the account shows. Hires that wait for one at the same
// time share it: one listing for each hire would be quadratic in the number of hires.
//
// A listing answers only those who asked before it began, so each hire is judged by one that is as new as
// its own would have been; a failing or partly blind one is so for all of them. They share within a
// process: that is where they wait, nobody has to trust what another process saw, and a process that dies
// leaves no claim behind. Each further process adds a listing at a time at most.
import type { EmployeeSearch, WantedEmployee } from '@joinery/connectors';
import { gathered } from '../../platform/gather.ts';
import { newId } from '../../platform/ids.ts';
import { openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';

export interface SharedSearch {
  search: EmployeeSearch;
  /** The same for all who were answered by one listing. */
  listing: string;
}

type Ask = (wanted: WantedEmployee) => Promise<SharedSearch>;
type Place = { companyId: string; connectionId: string };

const asking = new WeakMap<Context['db'], Map<string, Ask>>();
const mostKept = 1_000;

/**
 * Looks for somebody in a listing that begins after this was called.
 *
 * @throws JoineryError as `openConnection` and the search of the connection do
 */
export function searchTogether(
  context: Context,
  place: Place,
  wanted: WantedEmployee,
): Promise<SharedSearch> {
  return askOf(context, place)(wanted);
}

function askOf(context: Context, place: Place): Ask {
  const all = asking.get(context.db) ?? new Map<string, Ask>();
  asking.set(context.db, all);
  // What a listing waited for its turn cost nobody anything: where the limit is what is short, a rest after
  // that would leave unused what there is of it.
  const list = (wanted: readonly WantedEmployee[], held: (ms: number) => void) =>
    listFor(context, place, wanted, held);
  const ask = all.get(place.connectionId) ?? gathered(list, restAfter);
  all.delete(place.connectionId);
  all.set(place.connectionId, ask);
  const oldest = all.keys().next().value;
  // Whoever waits there is still answered: two listings at once are not wrong.
  if (all.size > mostKept && oldest !== undefined) all.delete(oldest);
  return ask;
}

// A large company is listed for a fifth of the time at most; in a small one nobody notices the rest.
function restAfter(tookMs: number): number {
  return Math.min(4 * tookMs, 15_000);
}

// Opened for each listing: it goes by the key and the marker field that the connection has then.
async function listFor(
  context: Context,
  { companyId, connectionId }: Place,
  wanted: readonly WantedEmployee[],
  held: (ms: number) => void,
): Promise<SharedSearch[]> {
  const { actions } = await context.db.reading(companyId, (tx) =>
    openConnection(context, tx, companyId, connectionId, { urgency: 'person', staysInLine: true, held }),
  );
  const listing = newId('lst');
  const found = await actions.searchTogether(wanted);
  return found.map((search) => ({ search, listing }));
}

// Syncs of which each tells something else that is not so: people gone, inactive, terminated, deleted,
// at random and together. Nobody may leave past the brake by any of them, and when the source tells
// the truth again, everything is as it is there.
import fc from 'fast-check';
import { sql } from 'kysely';
import type { Act } from './fault-lane.ts';
import type { Arena } from './mirror-arena.ts';
import { compareStored, readStored } from './stored-people.ts';
import * as wire from './wire-faults.ts';

export interface BadSyncs {
  syncs: number;
  held: number;
  /** Of all syncs together. */
  leavers: number;
  pastTheBrake: number;
  /** Where the mirror differs from the source in the end, beyond who left. */
  different: string[];
}

interface Lie {
  kind: 'full' | 'incremental';
  how: 'gone' | 'inactive' | 'terminated' | 'deleted' | 'garbled';
  /** Of people, in percent. */
  share: number;
  salt: number;
}

const lie: fc.Arbitrary<Lie> = fc.record({
  kind: fc.constantFrom('full' as const, 'incremental' as const),
  how: fc.constantFrom('gone', 'inactive', 'terminated', 'deleted', 'garbled'),
  share: fc.constantFrom(5, 15, 40, 100),
  salt: fc.nat(1_000_000),
});

const day = new Date().toISOString().slice(0, 10);

/** At most this many may leave in 24 hours from a company as small as those here. */
const brake = 5;

export async function runBadSyncs(
  arena: Arena,
  { count, seed }: { count: number; seed: number },
): Promise<BadSyncs> {
  const lane = await arena.openLane();
  const mirror = await arena.aMirror({
    slug: 'lied-to',
    lane,
    timing: { giveUpMs: 500 },
    tables: ['jobInfo', 'employmentStatus'],
  });
  await mirror.first();
  const before = await mirror.stored();
  let held = 0;
  for (const one of fc.sample(lie, { seed, numRuns: count })) {
    lane.clear();
    lane.add({ on: /./, act: lying(one) });
    const { state } = await mirror.sync(one.kind);
    if (state === 'held') held += 1;
    await refillBudget(arena, mirror.connectionId, mirror.owner.companyId);
  }
  const after = await mirror.stored();
  const stopped = [...before.values()].filter(({ number, status, rows }) => {
    const is = after.get(number);
    if (status !== 'Active') return false;
    const hadLeft = rows.some(isTermination);
    return is === undefined || is.status !== 'Active' || (!hadLeft && is.rows.some(isTermination));
  });
  lane.clear();
  await mirror.sync('full');
  const source = await readStored(arena.context, arena.source.company.id);
  const { lost, invented, different } = compareStored(source, await mirror.stored(), {
    without: arena.unlisted,
    tables: ['jobInfo', 'employmentStatus'],
  });
  return {
    syncs: count,
    held,
    leavers: stopped.length,
    pastTheBrake: Math.max(0, stopped.length - brake),
    different: [...lost.map((number) => `${number} is lost`), ...invented.map(String), ...different],
  };
}

const isTermination = ({ values }: { values: Record<string, unknown> }) =>
  values.employmentStatus === 'Terminated';

function lying({ how, share, salt }: Lie): Act {
  const isHit = (id: unknown) => (Number(id) * 7919 + salt) % 100 < share;
  const idOf = (record: Record<string, unknown>) => record.employeeId ?? record.id ?? record.eeid;
  switch (how) {
    case 'gone':
      return wire.lists((all) => all.filter((record) => !isHit(idOf(record))));
    case 'inactive':
      return wire.records((record) => (isHit(idOf(record)) ? { ...record, status: 'Inactive' } : record));
    case 'terminated':
      return wire.lists((all) =>
        all.flatMap((record) =>
          record.employmentStatus !== undefined && record.employeeId !== undefined && isHit(idOf(record))
            ? [record, { ...record, id: `9${record.id}`, date: day, employmentStatus: 'Terminated' }]
            : [record],
        ),
      );
    case 'deleted':
      return wire.mapsOfPeople((id, change) =>
        isHit(id) ? { ...change, action: 'Deleted', lastChanged: new Date().toISOString() } : change,
      );
    case 'garbled':
      return wire.records((record) =>
        isHit(idOf(record)) ? { ...record, hireDate: { not: 'a date' } } : record,
      );
  }
}

/** A thousand syncs in a minute are more than any provider lets through. */
async function refillBudget({ context }: Arena, connectionId: string, companyId: string): Promise<void> {
  await context.db.inCompany(companyId, (tx) =>
    sql`update connection_gates set used = array_fill(0, array[62]) where connection_id = ${connectionId}`.execute(
      tx,
    ),
  );
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { rollForward } from '../employees/roll-forward.service.ts';
import { aToldCompany, row, type Told, type ToldCompany, type ToldPerson } from './testing/told-people.ts';

let test: TestContext;

beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());

const person = (id: number): ToldPerson => ({
  id: String(id),
  values: { firstName: `First${id}`, lastName: `Last${id}` },
  status: 'Active',
  rows: { employmentStatus: [row('2020-01-01', { employmentStatus: 'Full-Time' }, id)] },
});
const roster = (count: number) => Array.from({ length: count }, (_, at) => person(at + 1));
const inactive = (one: ToldPerson): ToldPerson => ({ ...one, status: 'Inactive' });
const terminated = (one: ToldPerson, on: string): ToldPerson => ({
  ...one,
  rows: {
    employmentStatus: [
      ...(one.rows?.employmentStatus ?? []),
      row(on, { employmentStatus: 'Terminated' }, 10_000 + Number(one.id)),
    ],
  },
});
const all = (people: ToldPerson[], change: (one: ToldPerson) => ToldPerson, count: number) =>
  people.map((one, at) => (at < count ? change(one) : one));

const holdsOf = (told: ToldCompany) =>
  told.ask((tx) =>
    tx
      .selectFrom('holds')
      .select(['id', 'kind', 'state', 'approvals_needed', 'figures', 'content_hash'])
      .orderBy('id')
      .execute(),
  );
const activeIn = (told: ToldCompany) =>
  told.ask(async (tx) =>
    Number(
      (
        await tx
          .selectFrom('employees')
          .select((eb) => eb.fn.countAll().as('count'))
          .where('status', '=', 'Active')
          .executeTakeFirstOrThrow()
      ).count,
    ),
  );
const decide = (told: ToldCompany, id: string, state: 'approved' | 'rejected') =>
  told.ask((tx) => tx.updateTable('holds').set({ state }).where('id', '=', id).execute());

async function mirrored(count: number) {
  const told = await aToldCompany(test);
  const people = roster(count);
  await told.sync({ people });
  return { told, people };
}

describe('leavers', () => {
  it('within the limit leave, and are counted for a day', async () => {
    const { told, people } = await mirrored(60);
    await told.sync({ people: all(people, inactive, 3) });
    expect(await activeIn(told)).toBe(57);
    const { ended, counts } = await told.sync({ people: all(people, inactive, 6) });
    expect([ended, counts.withheld]).toEqual(['apply', 3]);
    expect(await activeIn(told)).toBe(57);
    test.setNow(new Date(Date.now() + 24 * 3_600_000 + 60_000));
    await told.sync({ people: all(people, inactive, 6) });
    test.setNow(undefined);
    expect(await activeIn(told)).toBe(54);
    expect((await holdsOf(told)).map(({ state }) => state)).toEqual(['superseded']);
  });

  it('beyond it keep their whole record while everybody else is applied', async () => {
    const { told, people } = await mirrored(60);
    const moved = (one: ToldPerson) => ({ ...one, values: { ...one.values, city: 'Oslo' } });
    const { counts } = await told.sync({ people: all(people.map(moved), inactive, 6) });
    expect(counts).toEqual({ withheld: 6, changed: 54 });
    const cities = await told.ask((tx) =>
      tx.selectFrom('employees').select(['number', 'values', 'status']).execute(),
    );
    for (const { number, values, status } of cities)
      expect([status, (values as Record<string, string>).city]).toEqual([
        'Active',
        number <= 6 ? undefined : 'Oslo',
      ]);
    expect(await holdsOf(told)).toMatchObject([
      { kind: 'leavers', state: 'open', approvals_needed: 1, figures: { affected: 6, limit: 5, active: 60 } },
    ]);
  });

  it('wait in the same hold as long as they are the same, and in a new one when they are others', async () => {
    const { told, people } = await mirrored(60);
    await told.sync({ people: all(people, inactive, 6) });
    await told.sync({ people: all(people, inactive, 6) });
    expect(await holdsOf(told)).toHaveLength(1);
    await told.sync({ people: all(people, inactive, 7) });
    expect((await holdsOf(told)).map(({ state, approvals_needed }) => [state, approvals_needed])).toEqual([
      ['superseded', 1],
      ['open', 2],
    ]);
    const events = await told.ask((tx) =>
      tx.selectFrom('events').select('type').where('type', '=', 'holds.opened').execute(),
    );
    expect(events).toHaveLength(2);
  });

  it('of any kind count: rows of today and later, deletions, and all of them together', async () => {
    const { told, people } = await mirrored(60);
    const [one, two, three, four, five, six, ...rest] = people;
    if (!one || !two || !three || !four || !five || !six) throw new Error('people are missing');
    const mixed: Told = {
      kind: 'incremental',
      people: [
        inactive(one),
        inactive(two),
        terminated(three, '2020-02-01'),
        terminated(four, '2099-01-01'),
        terminated(five, '2099-06-01'),
        ...rest,
      ],
      deleted: ['6'],
    };
    expect((await told.sync(mixed)).counts.withheld).toBe(6);
    expect(await activeIn(told)).toBe(60);
    const { people: shown, deleted } = mixed;
    const [, ...fewer] = shown;
    await told.sync({ kind: 'incremental', people: [one, ...fewer], deleted: deleted ?? [] });
    expect(await activeIn(told)).toBe(58);
    const leavers = await told.ask((tx) =>
      tx.selectFrom('sync_leavers').select(['employee_number', 'how']).orderBy('employee_number').execute(),
    );
    expect(leavers.map(({ employee_number, how }) => [employee_number, how])).toEqual([
      [2, 'inactive'],
      [3, 'terminated'],
      [4, 'terminated'],
      [5, 'terminated'],
      [6, 'deleted'],
    ]);
  });

  it('never leave by the first sync of a connection', async () => {
    const { told, people } = await mirrored(10);
    await told.ask((tx) => tx.updateTable('connections').set({ full_synced_at: null }).execute());
    await told.sync({ people: all(people, inactive, 1) });
    expect(await activeIn(told)).toBe(10);
    expect(await holdsOf(told)).toMatchObject([{ figures: { limit: 0, affected: 1 } }]);
  });

  it('that were approved leave, and only as they were shown', async () => {
    const { told, people } = await mirrored(60);
    await told.sync({ people: all(people, inactive, 7) });
    const [hold] = await holdsOf(told);
    await decide(told, hold?.id ?? '', 'approved');
    const shown = [...all(people, inactive, 6), inactive(person(30))];
    const now = [...all(shown.slice(0, 60), inactive, 6)].map((one) =>
      ['7', '30'].includes(one.id) ? { ...one, status: 'Active' as const } : one,
    );
    const other = now.map((one) => (one.id === '30' ? inactive(one) : one));
    await told.sync({ kind: 'records', people: other, allowHoldId: hold?.id ?? '' });
    expect(await activeIn(told)).toBe(54);
    const left = await told.ask((tx) =>
      tx
        .selectFrom('employees')
        .select('number')
        .where('status', '=', 'Inactive')
        .orderBy('number')
        .execute(),
    );
    expect(left.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await holdsOf(told)).map(({ state }) => state)).toEqual(['applied', 'open']);
  });

  it('that were refused stay, without another question, until the provider says something else', async () => {
    const { told, people } = await mirrored(60);
    await told.sync({ people: all(people, inactive, 7) });
    const [hold] = await holdsOf(told);
    await decide(told, hold?.id ?? '', 'rejected');
    const again = await told.sync({ people: all(people, inactive, 7) });
    expect(again.counts).toEqual({ withheld: 7 });
    expect(await holdsOf(told)).toHaveLength(1);
    const syncs = await told.ask((tx) => tx.selectFrom('syncs').select('warnings').execute());
    expect(syncs.flatMap(({ warnings }) => warnings)).toEqual([
      expect.objectContaining({
        code: 'refused_leavers',
        names: [1, 2, 3, 4, 5, 6, 7].map((number) => `employee ${number}`),
      }),
    ]);
    const changed = { ...inactive(person(1)), values: { firstName: 'Other', lastName: 'Name' } };
    await told.sync({ people: [changed, ...all(people, inactive, 7).slice(1)] });
    expect(await activeIn(told)).toBe(59);
  });

  it('that were deleted and refused are asked about anew when they were back meanwhile', async () => {
    const { told, people } = await mirrored(60);
    const fewer: Told = { people: people.slice(6), deleted: ['1', '2', '3', '4', '5', '6'] };
    await told.sync(fewer);
    const [hold] = await holdsOf(told);
    await decide(told, hold?.id ?? '', 'rejected');
    await told.sync(fewer);
    expect(await holdsOf(told)).toHaveLength(1);
    await told.sync({ people });
    expect((await told.sync(fewer)).counts).toEqual({ withheld: 6 });
    expect((await holdsOf(told)).map(({ state }) => state)).toEqual(['rejected', 'open']);
    expect(await activeIn(told)).toBe(60);
  });
});

describe('a roster', () => {
  it('that shrank by more than a tenth is held as a whole, and goes on when it is back', async () => {
    const { told, people } = await mirrored(60);
    const moved = people.map((one) => ({ ...one, values: { ...one.values, city: 'Oslo' } }));
    const short = await told.sync({ people: moved.slice(7) });
    expect(short.ended).toBe('held');
    expect(await holdsOf(told)).toMatchObject([
      { kind: 'shrink', state: 'open', approvals_needed: 2, figures: { affected: 7, seen: 53 } },
    ]);
    await told.sync({ people: moved.slice(7) });
    expect(await holdsOf(told)).toHaveLength(1);
    const back = await told.sync({ people: moved });
    expect([back.ended, back.counts.changed]).toEqual(['apply', 60]);
    expect((await holdsOf(told)).map(({ state }) => state)).toEqual(['superseded']);
  });

  it('that was approved is applied; who is missing stays, who is deleted goes', async () => {
    const { told, people } = await mirrored(60);
    const short: Told = { people: people.slice(10), deleted: ['1', '2', '3', '4', '5', '6', '7'] };
    expect((await told.sync(short)).ended).toBe('held');
    const [hold] = await holdsOf(told);
    await decide(told, hold?.id ?? '', 'approved');
    const { ended, counts } = await told.sync({ ...short, allowHoldId: hold?.id ?? '' });
    expect([ended, counts.deleted]).toEqual(['apply', 7]);
    expect(await activeIn(told)).toBe(53);
    expect((await holdsOf(told)).map(({ state }) => state)).toEqual(['applied']);
  });

  it('that was refused is held without another question, until its people were back', async () => {
    const { told, people } = await mirrored(60);
    const short: Told = { people: people.slice(10) };
    await told.sync(short);
    const [hold] = await holdsOf(told);
    await decide(told, hold?.id ?? '', 'rejected');
    expect((await told.sync(short)).ended).toBe('held');
    expect((await holdsOf(told)).map(({ state }) => state)).toEqual(['rejected']);
    expect((await told.sync({ people })).ended).toBe('apply');
    expect((await told.sync(short)).ended).toBe('held');
    expect((await holdsOf(told)).map(({ state }) => state)).toEqual(['rejected', 'open']);
  });

  it('that is empty is held, also when somebody approved it', async () => {
    const { told } = await mirrored(60);
    expect((await told.sync({ people: [] })).ended).toBe('held');
    const [hold] = await holdsOf(told);
    expect(hold).toMatchObject({ kind: 'empty', approvals_needed: 2 });
    await decide(told, hold?.id ?? '', 'approved');
    expect((await told.sync({ people: [], allowHoldId: hold?.id ?? '' })).ended).toBe('held');
    expect(await activeIn(told)).toBe(60);
  });

  it('of which too much cannot be read is held, and passes when exactly that was approved', async () => {
    const { told, people } = await mirrored(60);
    const broken = all(people, (one) => ({ ...one, problem: 'hireDate is no date' }), 2);
    const held = await told.sync({ people: broken });
    expect([held.ended, held.counts.quarantined]).toEqual(['held', 2]);
    const [hold] = await holdsOf(told);
    expect(hold).toMatchObject({ kind: 'quarantine', approvals_needed: 1, figures: { quarantined: 2 } });
    await decide(told, hold?.id ?? '', 'approved');
    const more = all(people, (one) => ({ ...one, problem: 'hireDate is no date' }), 3);
    expect((await told.sync({ people: more, allowHoldId: hold?.id ?? '' })).ended).toBe('held');
    await told.ask((tx) =>
      tx.updateTable('holds').set({ state: 'superseded' }).where('state', '=', 'open').execute(),
    );
    await decide(told, hold?.id ?? '', 'approved');
    expect((await told.sync({ people: broken, allowHoldId: hold?.id ?? '' })).ended).toBe('apply');
    // One record alone is no reason to stop.
    expect((await told.sync({ people: broken.slice(1), kind: 'incremental' })).ended).toBe('apply');
  });
});

describe('a hold of changed people who cannot be read', () => {
  it('is put aside by a later look at all changes, not by one at somebody else', async () => {
    const { told, people } = await mirrored(60);
    const broken = people.slice(0, 2).map((one) => ({ ...one, problem: 'hireDate is no date' }));
    expect((await told.sync({ people: broken, kind: 'incremental' })).ended).toBe('held');
    const states = async () => (await holdsOf(told)).map(({ state }) => state);
    await told.sync({ people: [], kind: 'records' });
    await told.sync({ people: people.slice(5, 6), kind: 'records' });
    expect(await states()).toEqual(['open']);
    await told.sync({ people: people.slice(0, 2), kind: 'incremental' });
    expect(await states()).toEqual(['superseded']);
  });
});

describe('a judge who is killed', () => {
  it('comes to the same the second time', async () => {
    const { told, people } = await mirrored(60);
    const syncId = await told.stage({ people: all(people, inactive, 7) });
    await told.judge(syncId);
    await told.judge(syncId);
    expect(await holdsOf(told)).toHaveLength(1);
    await told.apply(syncId);
    expect(await activeIn(told)).toBe(60);
    const short = await told.stage({ people: people.slice(10) });
    expect([await told.judge(short), await told.judge(short)]).toEqual(['held', 'held']);
  });

  it('does not decide for people who became active after it', async () => {
    const { told, people } = await mirrored(60);
    await told.ask((tx) =>
      tx.updateTable('employees').set({ status: 'Inactive' }).where('number', '<=', 7).execute(),
    );
    const syncId = await told.stage({ people: all(people, inactive, 7) });
    expect(await told.judge(syncId)).toBe('apply');
    await told.ask((tx) => tx.updateTable('employees').set({ status: 'Active' }).execute());
    await told.apply(syncId);
    expect(await activeIn(told)).toBe(60);
  });
});

// Bad syncs at random against a model of its own: what it knows of the brake is the rule itself.
describe('simulated bad syncs', () => {
  it('terminate nobody past the brake', { timeout: 120_000 }, async () => {
    const seeds = Number(process.env.JOINERY_BAD_SYNCS ?? 60);
    let at = Date.now();
    let terminations = 0;
    let heldBack = 0;
    for (let done = 0; done < seeds; ) {
      const size = 60;
      const random = randomOf(done + 1);
      const { told, people } = await mirrored(size);
      let provider = people;
      const applied: { at: number; count: number }[] = [];
      const passed = new Set<number>();
      for (let step = 0; step < 20 && done < seeds; step += 1, done += 1) {
        at += Math.floor(random() * 10) * 3_600_000;
        test.setNow(new Date(at));
        // Rows of the future come into force as days pass.
        const eve = await states(told);
        await rollForward(test.context, told.company);
        const before = await states(told);
        // Whoever ends by a row was let pass on the day that the row came.
        expect(leftOf(eve, before).filter((number) => !passed.has(number))).toEqual([]);
        const { bad, next } = worsen(provider, random, new Date(at).toISOString().slice(0, 10));
        provider = next;
        const hold = (await holdsOf(told)).find(({ state }) => state === 'open');
        const approves = hold !== undefined && random() < 0.2;
        if (approves) await decide(told, hold.id, 'approved');
        const shown = approves ? await peopleOf(told, hold.id) : new Set<number>();
        await told.sync({ ...bad, ...(approves && { kind: 'full', allowHoldId: hold.id }) });
        const left = leftOf(before, await states(told));
        const free = left.filter((number) => !shown.has(number)).length;
        const active = [...before.values()].filter(({ status }) => status === 'Active').length;
        const recent = applied.filter((one) => one.at > at - 24 * 3_600_000);
        const sum = recent.reduce((total, { count }) => total + count, 0);
        expect(free === 0 || sum + left.length <= limitOf(active)).toBe(true);
        for (const number of left) passed.add(number);
        applied.push({ at, count: left.length });
        terminations += left.length;
        if (bad.badness > limitOf(active) && free === 0) heldBack += 1;
      }
      test.setNow(undefined);
    }
    // Neither did the brake stop everything, nor was there nothing to stop.
    expect(terminations).toBeGreaterThan(seeds / 20);
    expect(heldBack).toBeGreaterThan(seeds / 10);
  });
});

// Said once more, for the brake not to judge itself.
const limitOf = (active: number) => Math.max(5, Math.min(200, Math.trunc(active / 50)));

interface State {
  status: string;
  ends: string;
}

const states = (told: ToldCompany) =>
  told.ask(async (tx) => {
    const employees = await tx.selectFrom('employees').select(['id', 'number', 'status']).execute();
    const rows = await tx
      .selectFrom('employee_rows')
      .select(['employee_id', 'effective_on', 'values'])
      .where('table_alias', '=', 'employmentStatus')
      .execute();
    return new Map(
      employees.map(({ id, number, status }): [number, State] => {
        const ends = rows
          .filter(
            (one) =>
              one.employee_id === id &&
              (one.values as Record<string, string>).employmentStatus === 'Terminated',
          )
          .map(({ effective_on }) => effective_on ?? '');
        return [number, { status, ends: ends.sort().join() }];
      }),
    );
  });

/** Who was active and is not, will not be by a row that was not there, or is gone. */
function leftOf(before: Map<number, State>, after: Map<number, State>): number[] {
  return [...before].flatMap(([number, { status, ends }]) => {
    if (status !== 'Active') return [];
    const now = after.get(number);
    const isFreshEnd = now?.ends.split(',').some((date) => date !== '' && !ends.split(',').includes(date));
    return now === undefined || now.status !== 'Active' || isFreshEnd === true ? [number] : [];
  });
}

const peopleOf = (told: ToldCompany, holdId: string) =>
  told.ask(
    async (tx) =>
      new Set(
        (
          await tx.selectFrom('hold_people').select('employee_number').where('hold_id', '=', holdId).execute()
        ).map(({ employee_number }) => employee_number),
      ),
  );

function worsen(
  people: ToldPerson[],
  random: () => number,
  today: string,
): { bad: Told & { badness: number }; next: ToldPerson[] } {
  // Mostly near the limit.
  const count = random() < 0.6 ? 1 + Math.floor(random() * 7) : Math.floor(random() * people.length);
  const from = Math.floor(random() * people.length);
  const hit = new Set(
    people.filter((_, index) => (index - from + people.length) % people.length < count).map(({ id }) => id),
  );
  const later = new Date(Date.parse(today) + Math.floor(random() * 5) * 86_400_000)
    .toISOString()
    .slice(0, 10);
  const change = (how: (one: ToldPerson) => ToldPerson) =>
    people.map((one) => (hit.has(one.id) ? how(one) : one));
  const rest = people.filter(({ id }) => !hit.has(id));
  const kind = Math.floor(random() * 8);
  const keep = random() < 0.5;
  const isFull = random() < 0.5;
  const flipped = kind < 3 ? change(inactive) : change((one) => terminated(one, later));
  switch (kind) {
    case 5:
      return { bad: { people: rest, badness: 0 }, next: people };
    case 6:
      return { bad: { people: [], badness: 0 }, next: people };
    case 7:
      return {
        bad: { kind: isFull ? 'full' : 'incremental', people: rest, deleted: [...hit], badness: count },
        next: people,
      };
    default: {
      const shown = isFull ? flipped : flipped.filter(({ id }) => hit.has(id));
      return {
        bad: { kind: isFull ? 'full' : 'incremental', people: shown, badness: count },
        next: keep ? flipped : people,
      };
    }
  }
}

function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_769;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

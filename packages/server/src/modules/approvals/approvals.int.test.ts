import type { Approval } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canonicalHash } from '../../platform/canonical-json.ts';
import {
  type ApprovalBench,
  aHiresLevel,
  aPerson,
  levelId,
  type Person,
  startApprovalBench,
} from '../../testing/approval-bench.ts';
import { actingUser } from '../access/principal.ts';
import { listApprovals } from './approvals.service.ts';
import { tendApprovals } from './tend-approvals.service.ts';

let bench: ApprovalBench;
let asker: Person;
let ann: Person;
let ben: Person;
let cat: Person;
beforeAll(async () => {
  bench = await startApprovalBench();
  [asker, ann, ben, cat] = (await Promise.all(
    Array.from({ length: 4 }, () => aPerson(bench.context, bench.owner)),
  )) as [Person, Person, Person, Person];
});
afterEach(() => {
  bench.subject.decisions = [];
  bench.subject.also = undefined;
  bench.setNow(undefined);
});
afterAll(() => bench.close());

const idsOf = (...people: Person[]) => people.map(({ userId }) => userId);
const code = (expected: string) => expect.objectContaining({ code: expected });
const actions = (approval: Approval) => approval.trail.map(({ action }) => action);

describe('a question', () => {
  it('waits for as many people as it needs, and then what follows is told once', async () => {
    const approval = await bench.ask(
      { userIds: idsOf(ann, ben, cat), quorum: 2 },
      { by: asker.userId, exact: { rate: '5000.00' } },
    );
    expect(approval).toMatchObject({
      state: 'open',
      version: 1,
      quorum: 2,
      askedBy: { id: asker.userId },
      diff: [{ label: 'Pay', before: null, after: '5,000.00 EUR' }],
      answers: [],
      decidedAt: null,
    });
    const first = await bench.answer(ann, approval, 'approve', 'Fine.');
    expect(first).toMatchObject({ state: 'open', answers: [{ note: 'Fine.', counts: true }] });
    expect(bench.subject.decisions).toEqual([]);
    const second = await bench.answer(ben, approval);
    expect(second).toMatchObject({ state: 'approved', standing: 'closed' });
    expect(second.decidedAt).not.toBeNull();
    expect(bench.subject.decisions).toEqual([
      {
        companyId: bench.owner.companyId,
        approvalId: approval.id,
        subject: approval.subject,
        exactHash: canonicalHash({ rate: '5000.00' }),
        outcome: 'approved',
        by: { userId: ben.userId, name: (await ben.principal()).userName },
        note: null,
      },
    ]);
    expect(actions(second)).toEqual(['asked', 'answered_approve', 'answered_approve', 'approved']);
    expect(second.trail[0]).toMatchObject({
      user: { id: asker.userId },
      contentHash: approval.contentHash,
      asked: { question: approval.question, diff: approval.diff },
    });
  });

  it('tells what happens in events that hold ids and no values', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann) }, { by: asker.userId });
    const edited = await bench.edit(approval, { question: 'Hire Ada King?' });
    await bench.answer(ann, edited);
    const events = await bench.eventsOf(approval.id);
    const { subject } = approval;
    const toWhom = { subject, userIds: idsOf(ann), accessLevelIds: [] };
    expect(events).toEqual([
      { type: 'approvals.asked', payload: { ...toWhom, version: 1 } },
      { type: 'approvals.edited', payload: { ...toWhom, version: 2 } },
      { type: 'approvals.answered', payload: { subject, version: 2, userId: ann.userId, answer: 'approve' } },
      {
        type: 'approvals.decided',
        payload: { subject, version: 2, decision: 'approved', userId: ann.userId },
      },
    ]);
  });

  it('is asked by a user, or by nobody where the server acts by itself', async () => {
    const rules = { userIds: idsOf(ann) };
    const byUser = await bench.ask(rules, { by: actingUser(await asker.principal()) });
    expect(byUser.askedBy?.id).toBe(asker.userId);
    const byServer = await bench.ask(rules, { by: actingUser(bench.owner) });
    expect(byServer).toMatchObject({ askedBy: null, trail: [{ user: null }] });
  });

  it('is one of its subject at a time', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann) });
    const again = () => bench.ask({ userIds: idsOf(ann) }, { subject: approval.subject });
    await expect(again()).rejects.toEqual(code('approvals.exists'));
    await bench.answer(ann, approval, 'reject');
    expect((await again()).state).toBe('open');
  });

  it('is refused when fewer people may answer than have to', async () => {
    const robot = await aPerson(bench.context, bench.owner, { kind: 'service' });
    const blind = await aPerson(bench.context, bench.owner, {
      level: await aHiresLevel(bench.context, bench.owner, 'Blind', 'none'),
    });
    for (const [people, quorum] of [
      [[ann], 2],
      [[asker], 1],
      [[robot], 1],
      [[blind], 1],
    ] as const) {
      const asked = bench.ask({ userIds: idsOf(...people), quorum }, { by: asker.userId });
      await expect(asked).rejects.toEqual(code('approvals.too_few_approvers'));
    }
    await expect(bench.ask({ userIds: ['usr_none'] })).rejects.toEqual(code('users.not_found'));
    const unknown = bench.ask({ accessLevelIds: ['lvl_none'] });
    await expect(unknown).rejects.toEqual(code('access_levels.not_found'));
  });

  it('ends with one rejection', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann, ben, cat), quorum: 2 });
    await bench.answer(ann, approval);
    const rejected = await bench.answer(ben, approval, 'reject', 'Too much.');
    expect(rejected.state).toBe('rejected');
    expect(bench.subject.decisions).toMatchObject([{ outcome: 'rejected', note: 'Too much.' }]);
    await expect(bench.answer(cat, approval)).rejects.toEqual(code('approvals.closed'));
  });

  it('is taken back by its subject, which is not told of it', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann) }, { by: asker.userId });
    expect(await bench.cancel(approval, asker.userId)).toBe(true);
    expect(await bench.cancel(approval)).toBe(false);
    await expect(bench.answer(ann, approval)).rejects.toEqual(code('approvals.closed'));
    await expect(bench.edit(approval, { question: 'And now?' })).rejects.toEqual(code('approvals.closed'));
    const seen = await bench.look(approval.id);
    expect(seen.trail.at(-1)).toMatchObject({
      action: 'cancelled',
      user: { id: asker.userId },
      note: 'Not wanted.',
    });
    expect(bench.subject.decisions).toEqual([]);
  });
});

describe('an answer', () => {
  it('is given by whoever may, and never by who asked', async () => {
    const approval = await bench.ask({ userIds: idsOf(asker, ann) }, { by: asker.userId });
    await expect(bench.answer(asker, approval)).rejects.toEqual(code('approvals.own_question'));
    await expect(bench.answer(asker, approval, 'reject')).rejects.toEqual(code('approvals.own_question'));
    await expect(bench.answer(ben, approval)).rejects.toEqual(code('approvals.not_approver'));
    expect((await bench.look(approval.id)).answers).toEqual([]);
  });

  it('is not given by who edited the question, either', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann, ben) }, { by: asker.userId });
    const edited = await bench.edit(approval, { by: ann.userId, question: 'Hire Ada, for more?' });
    await expect(bench.answer(ann, edited)).rejects.toEqual(code('approvals.own_question'));
    // With nobody left to answer, the edit itself is refused.
    const again = bench.edit(edited, { by: ben.userId, question: 'Hire Ada, for less?' });
    await expect(again).rejects.toEqual(code('approvals.too_few_approvers'));
    expect((await bench.answer(ben, edited)).state).toBe('approved');
  });

  it('counts once: sent again it is refused', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann, ben), quorum: 2 });
    await bench.answer(ann, approval);
    await expect(bench.answer(ann, approval)).rejects.toEqual(code('approvals.already_answered'));
    expect((await bench.look(approval.id, await ann.principal())).standing).toBe('answered');
    const { answers, state } = await bench.look(approval.id);
    expect(answers.length).toBe(1);
    expect(state).toBe('open');
  });

  it('is about what is asked now: that to an earlier version is refused, also when the words are the same again', async () => {
    const first = await bench.ask({ userIds: idsOf(ann, ben), quorum: 2 });
    await bench.answer(ann, first);
    const second = await bench.edit(first, { question: 'Hire somebody else?' });
    expect(second).toMatchObject({ version: 2, answers: [] });
    await expect(bench.answer(ben, first)).rejects.toEqual(code('approvals.changed'));
    const third = await bench.edit(second, { question: first.question });
    expect(third.question).toBe(first.question);
    await expect(bench.answer(ann, first)).rejects.toEqual(code('approvals.changed'));
    await expect(bench.answer(ann, second)).rejects.toEqual(code('approvals.changed'));
    await bench.answer(ann, third);
    expect((await bench.answer(ben, third)).state).toBe('approved');
    expect(actions(await bench.look(first.id))).toEqual([
      'asked',
      'answered_approve',
      'answer_voided',
      'edited',
      'edited',
      'answered_approve',
      'answered_approve',
      'approved',
    ]);
  });

  it('stays where an edit changes nothing', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann, ben), quorum: 2 }, { exact: { a: 1, b: 2 } });
    await bench.answer(ann, approval);
    const same = await bench.edit(approval, { by: ben.userId, exact: { b: 2, a: 1 } });
    expect(same).toMatchObject({ version: 1, answers: [{ userId: ann.userId, counts: true }] });
    const other = await bench.edit(approval, { exact: { a: 1, b: 3 } });
    expect(other).toMatchObject({ version: 2, answers: [] });
    expect(other.contentHash).not.toBe(approval.contentHash);
  });

  it('is not taken to what was changed behind its back', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann) });
    await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update approvals set diff = '[{"label":"Pay","before":null,"after":"9,000.00 EUR"}]' where id = ${approval.id}`.execute(
        tx,
      ),
    );
    await expect(bench.answer(ann, approval)).rejects.toEqual(code('approvals.changed'));
  });

  it('may be turned into a rejection by who approved', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann, ben), quorum: 2 });
    await bench.answer(ann, approval);
    const rejected = await bench.answer(ann, approval, 'reject', 'I missed the rate.');
    expect(rejected.state).toBe('rejected');
    expect(actions(rejected)).toEqual([
      'asked',
      'answered_approve',
      'answer_lapsed',
      'answered_reject',
      'rejected',
    ]);
  });

  it('stops counting when its user is disabled or gets another level, and may be given again', async () => {
    const boss = await aHiresLevel(bench.context, bench.owner, 'Bosses');
    const other = await aHiresLevel(bench.context, bench.owner, 'Others');
    const [one, two, three] = await Promise.all(
      Array.from({ length: 3 }, () => aPerson(bench.context, bench.owner, { level: boss })),
    );
    if (one === undefined || two === undefined || three === undefined) throw new Error('three are needed');
    const approval = await bench.ask({ accessLevelIds: [boss], quorum: 2 });
    await bench.answer(one, approval);
    await one.moveTo(other);
    expect((await bench.look(approval.id)).answers).toMatchObject([{ counts: false }]);
    await expect(bench.answer(one, approval)).rejects.toEqual(code('approvals.not_approver'));
    expect((await bench.answer(two, approval)).state).toBe('open');
    await two.disable();
    await one.moveTo(boss);
    // Their answer lapsed when it was looked at: coming back does not bring it back.
    expect((await bench.answer(three, approval)).state).toBe('open');
    const done = await bench.answer(one, approval);
    expect(done.state).toBe('approved');
    expect(done.answers.filter(({ counts }) => counts).map(({ userId }) => userId)).toEqual(
      idsOf(three, one),
    );
  });

  it('of a disabled user is refused, though the request had come in before', async () => {
    const dan = await aPerson(bench.context, bench.owner);
    const approval = await bench.ask({ userIds: idsOf(dan) });
    await dan.principal();
    await dan.disable();
    await expect(bench.answer(dan, approval)).rejects.toEqual(code('approvals.not_approver'));
  });

  it('and what follows from it are one: where that fails, nobody answered', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann) });
    bench.subject.also = async () => {
      throw new Error('the subject is in trouble');
    };
    await expect(bench.answer(ann, approval)).rejects.toThrow('the subject is in trouble');
    const after = await bench.look(approval.id);
    expect(after).toMatchObject({ state: 'open', answers: [] });
    expect(actions(after)).toEqual(['asked']);
    expect((await bench.eventsOf(approval.id)).map(({ type }) => type)).toEqual(['approvals.asked']);
    bench.subject.also = undefined;
    expect((await bench.answer(ann, approval)).state).toBe('approved');
  });
});

describe('time', () => {
  const at = (iso: string) => bench.setNow(new Date(iso));
  const times = { expiresAfterHours: 72, remindAfterHours: 24 };
  const remindersOf = async (id: string) =>
    (await bench.eventsOf(id)).filter(({ type }) => type === 'approvals.reminded').length;

  it('reminds again and again, ends what nobody decided, and tells the subject once', async () => {
    at('2027-01-04T10:00:00Z');
    const approval = await bench.ask({ userIds: idsOf(ann), ...times }, { by: asker.userId });
    expect(approval).toMatchObject({
      expiresAt: '2027-01-07T10:00:00.000Z',
      remindAt: '2027-01-05T10:00:00.000Z',
    });
    at('2027-01-05T09:59:59Z');
    await tendApprovals(bench.context);
    expect(await remindersOf(approval.id)).toBe(0);
    at('2027-01-05T10:00:30Z');
    await tendApprovals(bench.context);
    await tendApprovals(bench.context);
    expect(await remindersOf(approval.id)).toBe(1);
    expect((await bench.look(approval.id)).remindAt).toBe('2027-01-06T10:00:30.000Z');
    at('2027-01-06T10:00:30Z');
    await tendApprovals(bench.context);
    expect(await remindersOf(approval.id)).toBe(2);
    at('2027-01-07T10:00:00Z');
    await Promise.all([tendApprovals(bench.context), tendApprovals(bench.context)]);
    const ended = await bench.look(approval.id);
    expect(ended).toMatchObject({ state: 'expired', remindAt: null });
    expect(actions(ended)).toEqual(['asked', 'reminded', 'reminded', 'expired']);
    expect(bench.subject.decisions).toMatchObject([{ outcome: 'expired', by: null }]);
    await expect(bench.answer(ann, approval)).rejects.toEqual(code('approvals.closed'));
  });

  it('is over when it is over, also where nobody has looked yet', async () => {
    at('2027-01-04T10:00:00Z');
    const approval = await bench.ask({ userIds: idsOf(ann), ...times });
    at('2027-01-07T10:00:00Z');
    await expect(bench.answer(ann, approval)).rejects.toEqual(code('approvals.expired'));
    expect((await bench.look(approval.id, await ann.principal())).standing).toBe('closed');
    at('2027-01-07T09:59:59Z');
    expect((await bench.answer(ann, approval)).state).toBe('approved');
  });

  it('is looked at after the wait for whoever works on the subject', async () => {
    at('2027-01-04T10:00:00Z');
    const approval = await bench.ask({ userIds: idsOf(ann), ...times });
    const answered = await bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
      await bench.subject.lock(tx, approval.subject.id);
      const answering = bench.answer(ann, approval).catch((error: unknown) => error);
      await untilSomebodyWaits();
      at('2027-01-08T10:00:00Z');
      return () => answering;
    });
    expect(await answered()).toEqual(code('approvals.expired'));
  });

  it('begins anew with an edit', async () => {
    at('2027-01-04T10:00:00Z');
    const approval = await bench.ask({ userIds: idsOf(ann), ...times });
    at('2027-01-06T10:00:00Z');
    const edited = await bench.edit(approval, { question: 'Hire Ada later?' });
    expect(edited).toMatchObject({
      expiresAt: '2027-01-09T10:00:00.000Z',
      remindAt: '2027-01-07T10:00:00.000Z',
    });
  });

  it('keeps one whose subject is in trouble, and goes on with the others', async () => {
    at('2027-01-04T10:00:00Z');
    const first = await bench.ask({ userIds: idsOf(ann), ...times });
    const second = await bench.ask({ userIds: idsOf(ann), ...times });
    at('2027-02-01T10:00:00Z');
    bench.subject.also = async (_tx, { subject }) => {
      if (subject.id === first.subject.id) throw new Error('the subject is in trouble');
    };
    await tendApprovals(bench.context);
    expect((await bench.look(first.id)).state).toBe('open');
    expect((await bench.look(second.id)).state).toBe('expired');
    bench.subject.also = undefined;
    await tendApprovals(bench.context);
    expect((await bench.look(first.id)).state).toBe('expired');
  });
});

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await bench.context.db.outside((tx) =>
      sql<{ count: number }>`select count(*)::int as count from pg_locks
        where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`.execute(tx),
    );
    if ((rows[0]?.count ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the trail', () => {
  it('is never changed', async () => {
    const approval = await bench.ask({ userIds: idsOf(ann) });
    const change = bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update approval_trail set action = 'approved' where approval_id = ${approval.id}`.execute(tx),
    );
    await expect(change).rejects.toThrow('never changed');
  });
});

describe('who sees it', () => {
  it('is whoever it has to do with, and whoever sees all of its kind', async () => {
    const level = await levelId(bench.context, bench.owner, 'manager');
    const own = await aPerson(bench.context, bench.owner, {
      level: await anAssignedLevel(),
    });
    const nobody = await aPerson(bench.context, bench.owner, { level });
    const named = await bench.ask({ userIds: idsOf(own) }, { by: asker.userId });
    const other = await bench.ask({ userIds: idsOf(ann) }, { by: asker.userId });
    await expect(bench.look(named.id, await nobody.principal())).rejects.toEqual(code('approvals.not_found'));
    await expect(bench.look(other.id, await own.principal())).rejects.toEqual(code('approvals.not_found'));
    expect((await bench.look(named.id, await own.principal())).standing).toBe('may_answer');
    expect((await bench.look(named.id, await ben.principal())).standing).toBe('not_asked');
    expect((await bench.look(named.id, await asker.principal())).standing).toBe('own');
    const page = { limit: 200 };
    const seen = await listApprovals(bench.context, await own.principal(), {}, page);
    expect(seen.items.map(({ id }) => id)).toEqual([named.id]);
    const nothing = await listApprovals(bench.context, await nobody.principal(), {}, page);
    expect(nothing.items).toEqual([]);
    const stranger = (await bench.aCompany()).owner;
    await expect(bench.look(named.id, stranger)).rejects.toEqual(code('approvals.not_found'));
  });
});

async function anAssignedLevel(): Promise<string> {
  const id = await aHiresLevel(bench.context, bench.owner, 'Assigned');
  await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    sql`update access_levels set definition = jsonb_set(definition, '{hiring,assignedJobsOnly}', 'true')
      where id = ${id}`.execute(tx),
  );
  return id;
}

// Random courses of an approval: people answer what they saw (a moment or an edit ago), send answers
// again, edit and take back the question, get other levels, are disabled and let in again, and time
// passes; several at once, in two processes' worth of servers. Judged by what people were shown and
// told, and by who may answer in the transaction of the decision; never by the module's own tables.
import {
  type Approval,
  type ApprovalVerdict,
  approvalRules,
  type ErrorCode,
  JoineryError,
} from '@joinery/sdk';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Transaction } from '../../db/database.ts';
import {
  type ApprovalBench,
  aHiresLevel,
  aPerson,
  aSubject,
  type Person,
  startApprovalBench,
} from '../../testing/approval-bench.ts';
import { openOwnContext, type TestContext } from '../../testing/own-context.ts';
import { updateAccessLevel } from '../access/access-levels.service.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { updateUser } from '../users/users.service.ts';
import { answerApproval, getApproval } from './approvals.service.ts';
import { askApproval, cancelApproval, editApproval } from './ask-approvals.service.ts';
import { tendApprovals } from './tend-approvals.service.ts';

const runs = 60;

let bench: ApprovalBench;
let other: TestContext;
let servers: [Context, Context];
/** The first asks; the last two are users of one employee. */
let people: Person[];
/** As they came in: what they may do may have changed since. */
let principals: Principal[];
let approving: string;
let elsewhere: string;
let levelDefinition: Parameters<typeof updateAccessLevel>[3]['definition'];
let now: Date;

beforeAll(async () => {
  bench = await startApprovalBench();
  other = openOwnContext(bench.database.connection);
  servers = [bench.context, other.context];
  approving = await aHiresLevel(bench.context, bench.owner, 'Approving');
  elsewhere = await aHiresLevel(bench.context, bench.owner, 'Elsewhere');
  const { number: employeeNumber } = await createEmployee(bench.context, bench.owner, {
    firstName: 'Twice',
    lastName: 'Here',
    hireDate: '2020-01-06',
  });
  people = [];
  for (let count = 0; count < 6; count += 1)
    people.push(
      await aPerson(bench.context, bench.owner, {
        level: approving,
        ...(count > 3 ? { employeeNumber } : {}),
      }),
    );
  principals = await Promise.all(people.map((person) => person.principal()));
  levelDefinition = (principals[0] as Principal).access;
});
afterAll(async () => {
  await other.close();
  await bench.close();
});

type Action =
  | { kind: 'answer'; person: number; verdict: ApprovalVerdict; stale: boolean }
  | { kind: 'replay'; nth: number }
  | { kind: 'edit'; person: number; question: number }
  | { kind: 'cancel' }
  | { kind: 'move'; person: number; there: boolean }
  | { kind: 'status'; person: number; enabled: boolean }
  | { kind: 'level'; sees: boolean }
  | { kind: 'time'; hours: number; tends: boolean };

const person = fc.nat(5);
const answer = fc.record({
  kind: fc.constant('answer' as const),
  person,
  verdict: fc.nat(11).map((nth): ApprovalVerdict => (nth === 0 ? 'reject' : 'approve')),
  stale: fc.boolean(),
});
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: answer },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('replay' as const), nth: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), person: fc.nat(2), question: fc.nat(1) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), person, there: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('status' as const), person, enabled: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('level' as const), sees: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      hours: fc.constantFrom(6, 20, 50),
      tends: fc.boolean(),
    }),
  },
);

const course = fc.record({
  quorum: fc.constantFrom(1, 2, 2, 2, 3),
  byName: fc.boolean(),
  /** What happens at once, in order of time. */
  moments: fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 14 }),
});

/** What is told of an answer: by whom, to what was shown, and how it ended. */
interface Told {
  person: number;
  seen: Approval;
  verdict: ApprovalVerdict;
  refused: ErrorCode | null;
}

interface Decided {
  outcome: string;
  by: string | null;
  /** Users who may answer, read in the decision's transaction. */
  may: string[];
}

interface Course {
  id: string;
  subject: Approval['subject'];
  seen: Approval[];
  told: Told[];
  editors: { person: number; version: number }[];
  decided: Decided[];
}

const refusals = new Map<string, number>();
const ends = new Map<string, number>();

it('never approves without the people it needs, each of whom answered exactly what is asked', async () => {
  await fc.assert(
    fc.asyncProperty(course, async ({ quorum, byName, moments }) => {
      const run = await begin(quorum, byName);
      for (const actions of moments) {
        await Promise.all(actions.map((one, index) => act(run, one, servers[index % 2] as Context)));
        const wasOver = run.seen.at(-1)?.state !== 'open';
        run.seen.push(await bench.look(run.id));
        // One more moment after the end says enough.
        if (wasOver) break;
      }
      await judge(run, quorum);
      // So that it does not end in the course of another.
      await cancel(run, bench.context);
    }),
    { numRuns: runs, endOnFailure: true },
  );
  // Otherwise it would prove little.
  for (const end of ['approved', 'rejected'])
    expect([end, ends.get(end) ?? 0]).toEqual([end, expect.toSatisfy((count: number) => count > 0)]);
  for (const code of [
    'approvals.closed',
    'approvals.changed',
    'approvals.already_answered',
    'approvals.own_question',
    'approvals.not_approver',
  ])
    expect([code, refusals.get(code) ?? 0]).toEqual([code, expect.toSatisfy((count: number) => count > 0)]);
}, 240_000);

let courses = 0;

async function begin(quorum: number, byName: boolean): Promise<Course> {
  now = new Date('2027-01-04T10:00:00Z');
  bench.setNow(now);
  other.setNow(now);
  await see(true);
  for (const one of people) {
    await updateUser(bench.context, bench.owner, one.userId, { status: 'enabled', accessLevelId: approving });
  }
  courses += 1;
  const run: Course = {
    id: '',
    subject: { kind: 'hire', id: `hir_course_${courses}` },
    seen: [],
    told: [],
    editors: [],
    decided: [],
  };
  for (const server of servers) server.approvalSubjects.hire = watching(run);
  const rules = approvalRules.parse({
    ...(byName ? { userIds: people.map(({ userId }) => userId) } : { accessLevelIds: [approving] }),
    quorum,
    expiresAfterHours: 48,
    remindAfterHours: 12,
  });
  run.id = await inSubject(bench.context, run, (tx) =>
    askApproval(bench.context, tx, { ...asked(run, 0), by: userOf(0), rules }),
  );
  run.seen.push(await bench.look(run.id));
  return run;
}

const asked = ({ subject }: Course, question: number) => ({
  companyId: bench.owner.companyId,
  subject,
  question: `Hire Ada in variant ${question}?`,
  diff: [{ label: 'Pay', before: null, after: `${question}` }],
  exact: { pay: question },
});

const userOf = (index: number): string => people[index]?.userId ?? '';

async function inSubject<T>(
  server: Context,
  { subject }: Course,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return server.db.inCompany(bench.owner.companyId, async (tx) => {
    await server.approvalSubjects.hire?.lock(tx, subject.id);
    return work(tx);
  });
}

/** A subject that reads for itself who may answer, where the decision is made. */
function watching(run: Course) {
  const subject = aSubject();
  subject.also = async (tx, { approvalId, outcome, by }) => {
    // Whoever does not hold them has time to lose a right here.
    await new Promise((resolve) => setTimeout(resolve, 3));
    const { rows } = await sql<{ id: string }>`
      select u.id from users u join access_levels l on l.id = u.access_level_id
      join approvals a on a.id = ${approvalId}
      where u.status = 'enabled' and u.kind = 'person' and l.definition #>> '{hiring,hires}' <> 'none'
        and (u.id = any(a.approver_users) or u.access_level_id = any(a.approver_levels))`.execute(tx);
    run.decided.push({ outcome, by: by?.userId ?? null, may: rows.map(({ id }) => id) });
  };
  return subject;
}

async function act(run: Course, one: Action, server: Context): Promise<void> {
  switch (one.kind) {
    case 'answer': {
      const latest = run.seen.at(-1) as Approval;
      const seen = one.stale ? (run.seen.at(-2) ?? latest) : await lookOr(server, run, one.person, latest);
      return tell(run, { person: one.person, seen, verdict: one.verdict }, server);
    }
    case 'replay': {
      const earlier = run.told[one.nth % Math.max(1, run.told.length)];
      return earlier && tell(run, earlier, server);
    }
    case 'edit':
      return edit(run, one, server);
    case 'cancel':
      // Rarely: it ends the course.
      if (run.seen.length < 4) return;
      return cancel(run, server);
    case 'move':
      return change(server, whoLoses(run, one), { accessLevelId: one.there ? elsewhere : approving });
    case 'status':
      return change(server, whoLoses(run, one), { status: one.enabled ? 'enabled' : 'disabled' });
    case 'level':
      return see(one.sees, server);
    case 'time':
      now = new Date(now.getTime() + one.hours * 3_600_000);
      bench.setNow(now);
      other.setNow(now);
      return one.tends ? tendApprovals(server) : undefined;
  }
}

/** Half of the time somebody whose approval was taken: there it matters. */
function whoLoses({ told }: Course, one: Extract<Action, { kind: 'move' | 'status' }>): number {
  const taken = told.findLast(({ refused }) => refused === null);
  return one.person % 2 === 0 && taken !== undefined ? taken.person : one.person;
}

async function cancel(run: Course, server: Context): Promise<void> {
  const taken = { companyId: bench.owner.companyId, subject: run.subject, by: null };
  await inSubject(server, run, (tx) => cancelApproval(server, tx, taken));
}

async function change(
  server: Context,
  index: number,
  patch: Parameters<typeof updateUser>[3],
): Promise<void> {
  await updateUser(server, bench.owner, userOf(index), patch);
}

async function see(sees: boolean, server = bench.context): Promise<void> {
  const hiring = { ...levelDefinition.hiring, hires: sees ? ('view' as const) : ('none' as const) };
  const definition = { ...levelDefinition, hiring };
  await updateAccessLevel(server, bench.owner, approving, { name: 'Approving', definition });
}

async function lookOr(server: Context, run: Course, index: number, latest: Approval): Promise<Approval> {
  return getApproval(server, principals[index] as Principal, run.id).catch(() => latest);
}

async function tell(run: Course, said: Omit<Told, 'refused'>, server: Context): Promise<void> {
  const { person: index, seen, verdict } = said;
  const input = { answer: verdict, contentHash: seen.contentHash };
  const refused = await codeOf(answerApproval(server, principals[index] as Principal, run.id, input));
  if (refused !== null) refusals.set(refused, (refusals.get(refused) ?? 0) + 1);
  run.told.push({ person: index, seen, verdict, refused });
}

async function edit(run: Course, one: Extract<Action, { kind: 'edit' }>, server: Context): Promise<void> {
  const question = { ...asked(run, one.question), by: userOf(one.person) };
  await codeOf(
    inSubject(server, run, (tx) => editApproval(server, tx, question)).then((version) => {
      run.editors.push({ person: one.person, version });
    }),
  );
}

/** The code that it is refused with. Anything else that fails fails the test. */
async function codeOf(work: Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof JoineryError && error.code.startsWith('approvals.')) return error.code;
    throw error;
  }
}

/** Two users of one employee are one person. */
const personOf = (index: number): number => (index === 5 ? 4 : index);

async function judge(run: Course, quorum: number): Promise<void> {
  const end = await bench.look(run.id);
  ends.set(end.state, (ends.get(end.state) ?? 0) + 1);
  const taken = run.told.filter(({ refused }) => refused === null);
  assertTrail(end, taken);
  const authors = new Set([0, ...editorsOf(run, end)].map(personOf));
  expect(run.decided.length).toBe(end.state === 'open' || end.state === 'cancelled' ? 0 : 1);
  const exactly = taken.filter(({ seen }) => isAsked(seen, end));
  const [decided] = run.decided;
  if (end.state === 'rejected') expect(exactly.some(({ verdict }) => verdict === 'reject')).toBe(true);
  if (end.state === 'expired') expect(now.getTime()).toBeGreaterThanOrEqual(Date.parse(end.expiresAt ?? ''));
  if (end.state !== 'approved' || decided === undefined) return;
  const mayAnswer = new Set(decided.may);
  const approving = exactly.filter(
    (told) =>
      told.verdict === 'approve' && mayAnswer.has(userOf(told.person)) && !authors.has(personOf(told.person)),
  );
  expect(new Set(approving.map((told) => personOf(told.person))).size).toBeGreaterThanOrEqual(quorum);
  expect(exactly.every(({ verdict }) => verdict === 'approve')).toBe(true);
  expect(Date.parse(end.decidedAt ?? '')).toBeLessThan(Date.parse(end.expiresAt ?? ''));
  expect(exactly.some((told) => userOf(told.person) === decided.by)).toBe(true);
}

/** Who made each version: of all who were told that it is theirs, also by an edit that changed nothing. */
function editorsOf({ editors }: Course, { trail }: Approval): number[] {
  return trail
    .filter(({ action }) => action === 'edited')
    .map(({ user, version }) => {
      const told = editors.filter((editor) => editor.version === version).map((editor) => editor.person);
      const editor = people.findIndex(({ userId }) => userId === user?.id);
      expect(told).toContain(editor);
      return editor;
    });
}

/** What was shown is what was decided: not by its hash alone. */
function isAsked(seen: Approval, end: Approval): boolean {
  const isSame = seen.contentHash === end.contentHash;
  expect(isSame).toBe(seen.version === end.version);
  if (isSame) expect([seen.question, seen.diff]).toEqual([end.question, end.diff]);
  return isSame;
}

/** The trail tells of every answer that was taken, and of nothing else. */
function assertTrail({ trail, state, version }: Approval, taken: readonly Told[]): void {
  const answers = trail.filter(({ action }) => action.startsWith('answered_'));
  const said = ({ person: index, verdict, seen }: Told) => `${userOf(index)} ${verdict} ${seen.contentHash}`;
  const kept = answers.map(
    ({ user, action, contentHash }) => `${user?.id} ${action.replace('answered_', '')} ${contentHash}`,
  );
  expect(kept.sort()).toEqual(taken.map(said).sort());
  expect(trail.filter(({ action }) => action === 'edited').length).toBe(version - 1);
  if (state !== 'open') expect(trail.at(-1)?.action).toBe(state);
}

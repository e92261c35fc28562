// For integration tests: a company with people of different levels, and a subject of approvals that
// keeps what was decided in the company's own database.
import {
  type Approval,
  type ApprovalRulesInput,
  type ApprovalVerdict,
  approvalRules,
  type UserInput,
} from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../db/database.ts';
import { createAccessLevel, listAccessLevels } from '../modules/access/access-levels.service.ts';
import { builtinLevels } from '../modules/access/levels.ts';
import type { Principal } from '../modules/access/principal.ts';
import type { ApprovalDecision, ApprovalSubject } from '../modules/approvals/approval-subjects.ts';
import { answerApproval, getApproval } from '../modules/approvals/approvals.service.ts';
import {
  askApproval,
  cancelApproval,
  editApproval,
  type Question,
} from '../modules/approvals/ask-approvals.service.ts';
import type { Context } from '../modules/context.ts';
import { createKey } from '../modules/keys/keys.service.ts';
import { createUser, findPrincipal, updateUser } from '../modules/users/users.service.ts';
import { createTestContext, type TestContext } from './context.ts';

export interface Person {
  userId: string;
  /** As the user is at this moment, or was when it was enabled last. */
  principal(): Promise<Principal>;
  apiKey(): Promise<string>;
  disable(): Promise<void>;
  enable(): Promise<void>;
  moveTo(accessLevelId: string): Promise<void>;
}

let people = 0;

/** A person of the company with a built-in level (its lasting name) or another one (its id). */
export async function aPerson(
  context: Context,
  owner: Principal,
  { level = 'full_admin', ...over }: { level?: string } & Partial<UserInput> = {},
): Promise<Person> {
  people += 1;
  const number = people;
  const accessLevelId = await levelId(context, owner, level);
  const { id: userId } = await createUser(context, owner, {
    kind: 'person',
    firstName: 'Pat',
    lastName: `Number ${number}`,
    email: `pat.${number}.${process.pid}@acme.example`,
    accessLevelId,
    ...over,
  });
  let last: Principal | undefined;
  const principal = async () => {
    const now = await context.db.inCompany(owner.companyId, (tx) =>
      findPrincipal(tx, userId, owner.company, 'session'),
    );
    last = now ?? last;
    if (last === undefined) throw new Error('the user was never enabled');
    return last;
  };
  await principal();
  return {
    userId,
    principal,
    apiKey: async () => (await createKey(context, await principal(), { name: 'Test' })).key,
    disable: async () => void (await updateUser(context, owner, userId, { status: 'disabled' })),
    enable: async () => void (await updateUser(context, owner, userId, { status: 'enabled' })),
    moveTo: async (id) => void (await updateUser(context, owner, userId, { accessLevelId: id })),
  };
}

export async function levelId(context: Context, owner: Principal, level: string): Promise<string> {
  const levels = await listAccessLevels(context, owner);
  return levels.find(({ id, builtin }) => id === level || builtin === level)?.id ?? '';
}

/** A level of the company's own that may look at hires, and nothing else. */
export async function aHiresLevel(
  context: Context,
  owner: Principal,
  name: string,
  hires: 'none' | 'view' = 'view',
): Promise<string> {
  const nothing = builtinLevels.no_access?.definition;
  if (nothing === undefined) throw new Error('the built-in level without access is missing');
  const definition = { ...nothing, hiring: { ...nothing.hiring, hires } };
  return (await createAccessLevel(context, owner, { name, definition })).id;
}

export interface TestSubject extends ApprovalSubject {
  /** What it was told, in order. */
  decisions: ApprovalDecision[];
  /** What else it does in the transaction of a decision. */
  also?: ((tx: Transaction, decision: ApprovalDecision) => Promise<void>) | undefined;
}

/** Sees hires as they are seen: those of assigned jobs only where one has to do with them. */
export function aSubject(): TestSubject {
  const subject: TestSubject = {
    decisions: [],
    sees: ({ hiring }) => {
      if (hiring.hires === 'none') return 'none';
      return hiring.assignedJobsOnly ? 'own' : 'all';
    },
    lock: async (tx, id) => {
      const key = `subject ${id}`;
      await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
    },
    decided: async (tx, decision) => {
      await subject.also?.(tx, decision);
      subject.decisions.push(decision);
    },
  };
  return subject;
}

export interface ApprovalBench extends TestContext {
  owner: Principal;
  subject: TestSubject;
  /** Asks about a new subject. */
  ask(rules: ApprovalRulesInput, over?: Partial<Question>): Promise<Approval>;
  edit(approval: Approval, over: Partial<Question> & { rules?: ApprovalRulesInput }): Promise<Approval>;
  cancel(approval: Approval, by?: string): Promise<boolean>;
  look(id: string, as?: Principal): Promise<Approval>;
  /** Answers what was seen. */
  answer(person: Person, seen: Approval, answer?: ApprovalVerdict, note?: string): Promise<Approval>;
  eventsOf(approvalId: string): Promise<{ type: string; payload: Record<string, unknown> }[]>;
}

let subjects = 0;

export async function startApprovalBench(): Promise<ApprovalBench> {
  const test = await createTestContext();
  const { context } = test;
  const subject = aSubject();
  context.approvalSubjects.hire = subject;
  const { owner } = await test.aCompany();
  const { companyId } = owner;
  const look = (id: string, as = owner) => getApproval(context, as, id);
  const inSubject = <T>(id: string, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    context.db.inCompany(companyId, async (tx) => {
      await subject.lock(tx, id);
      return work(tx);
    });
  return {
    ...test,
    owner,
    subject,
    look,
    ask: async (rules, over = {}) => {
      subjects += 1;
      const asked: Question = {
        companyId,
        by: null,
        subject: { kind: 'hire', id: `hir_${subjects}` },
        question: 'Hire Ada Byron?',
        diff: [{ label: 'Pay', before: null, after: '5,000.00 EUR' }],
        ...over,
      };
      const id = await inSubject(asked.subject.id, (tx) =>
        askApproval(context, tx, { ...asked, rules: approvalRules.parse(rules) }),
      );
      return look(id);
    },
    edit: async ({ id, subject: about, question, diff }, { rules, ...over }) => {
      const asked = { companyId, by: null, subject: about, question, diff, ...over };
      const changed = rules === undefined ? {} : { rules: approvalRules.parse(rules) };
      await inSubject(about.id, (tx) => editApproval(context, tx, { ...asked, ...changed }));
      return look(id);
    },
    cancel: ({ subject: about }, by) =>
      inSubject(about.id, (tx) =>
        cancelApproval(context, tx, { companyId, subject: about, by: by ?? null, reason: 'Not wanted.' }),
      ),
    answer: async (person, { id, contentHash }, answer = 'approve', note) =>
      answerApproval(context, await person.principal(), id, {
        answer,
        contentHash,
        ...(note === undefined ? {} : { note }),
      }),
    eventsOf: (approvalId) =>
      context.db.inCompany(companyId, async (tx) => {
        const { rows } = await sql<{ type: string; payload: Record<string, unknown> }>`
          select type, payload from events where payload ->> 'id' = ${approvalId} or subject_id = ${approvalId}
          order by id`.execute(tx);
        return rows;
      }),
  };
}

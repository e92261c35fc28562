// A hire that others have to agree to: what they are asked, and what follows from what they decide.
import type { ApprovalDifference, ApprovalRules, HireStepName, SomeHireFields } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { canonicalHash } from '../../platform/canonical-json.ts';
import type { ApprovalDecision, ApprovalSubject } from '../approvals/approval-subjects.ts';
import {
  askApproval,
  cancelApproval,
  editApproval,
  tellApprovers,
} from '../approvals/ask-approvals.service.ts';
import type { Context } from '../context.ts';
import { recordHireAction } from './hire-log.service.ts';
import { isLeftOut } from './hire-plan.ts';
import { beginNextRun } from './hire-runs.service.ts';
import { fieldLabel, stepWords } from './hire-words.ts';
import * as repository from './hires.repository.ts';

type Deps = Pick<Context, 'clock' | 'approvalSubjects'>;

/** Who acts: the name for the log, and the user who then cannot approve. */
export interface Actor {
  name: string;
  userId: string | null;
  /** The server by a rule: nobody is there to be told what is wrong. */
  unattended?: true;
}

interface Asked {
  companyId: string;
  hire: Pick<repository.HireRow, 'id' | 'request'>;
  /** For people: candidate and account. */
  title: { candidateName: string; connectionName: string };
  rules: ApprovalRules;
  by: Actor;
}

/** @throws JoineryError `approvals.too_few_approvers`, `users.not_found`, `access_levels.not_found` */
export async function askForHire(deps: Deps, tx: Transaction, asked: Asked): Promise<string> {
  return askApproval(deps, tx, { ...(await questionOf(tx, asked)), rules: asked.rules });
}

/** Asks about the hire as it is now; all answers to what it was are void. */
export async function askForMendedHire(deps: Deps, tx: Transaction, asked: Asked): Promise<void> {
  await editApproval(deps, tx, { ...(await questionOf(tx, asked)), rules: asked.rules });
}

export async function takeBackQuestion(
  deps: Pick<Deps, 'clock'>,
  tx: Transaction,
  companyId: string,
  { hireId, by, reason }: { hireId: string; by: Actor; reason: string },
): Promise<void> {
  const subject = { kind: 'hire' as const, id: hireId };
  await cancelApproval(deps, tx, { companyId, subject, by: by.userId, reason });
}

/** Who approved the hire is told that one of its steps is not done after all. */
export async function tellOfLeftOut(
  deps: Pick<Deps, 'clock'>,
  tx: Transaction,
  told: { companyId: string; approvalId: string; by: Actor; step: HireStepName; reason: string },
): Promise<void> {
  const { companyId, approvalId, by, step, reason } = told;
  const note = `The step ${stepWords(step)} stopped and is left out. ${reason}`;
  await tellApprovers(deps, tx, { companyId, approvalId, by: by.userId, note });
}

async function questionOf(tx: Transaction, { companyId, hire, title, by }: Asked) {
  const leftOut = await readLeftOut(tx, hire.id);
  return {
    companyId,
    by: by.userId,
    subject: { kind: 'hire' as const, id: hire.id },
    question: `Send ${title.candidateName} to ${title.connectionName}?`,
    diff: [
      ...differencesOf(hire.request),
      ...leftOut.map((step) => ({ label: 'Left out', before: null, after: stepWords(step) })),
    ],
    exact: exactOf(hire.request, leftOut),
  };
}

/** Steps that a person left out; what the hire does not need is none of them. */
async function readLeftOut(tx: Transaction, hireId: string): Promise<HireStepName[]> {
  const steps = await repository.getSteps(tx, hireId);
  return [...steps.values()].filter(isLeftOut).map(({ name }) => name);
}

/** Everything that decides what is sent. What was asked before steps could be left out has none. */
function exactOf(
  { fields, person, without, createOptions, files }: repository.HireRequest,
  leftOut: readonly HireStepName[],
): unknown {
  const decided = { fields, person, without, createOptions, files };
  return leftOut.length === 0 ? decided : { ...decided, leftOut };
}

/** Exactly what would be sent, for people. */
function differencesOf(request: repository.HireRequest): ApprovalDifference[] {
  const { fields, person, without, createOptions, files, uncheckedBecause } = request;
  return [
    { label: 'Employee', before: null, after: personWords(person) },
    ...(uncheckedBecause === null
      ? []
      : [{ label: 'Lists', before: null, after: 'its values are not compared with those of the account' }]),
    ...linesOf(fields),
    ...createOptions.map((field) => ({
      label: `New option for ${fieldLabel(field).toLowerCase()}`,
      before: null,
      after: fields[field] ?? null,
    })),
    ...without.map((field) => ({ label: fieldLabel(field), before: null, after: 'not sent' })),
    ...(files ?? []).map(({ kind, attachmentId, categoryId }) => ({
      label: `File (${kind.replace('_', ' ')})`,
      before: null,
      after: categoryId === null ? attachmentId : `${attachmentId} into category ${categoryId}`,
    })),
  ];
}

function personWords(person: repository.HireRequest['person']): string {
  switch (person?.as) {
    case 'rehire':
      return `employee ${person.employeeNumber} is hired again`;
    case 'existing':
      return `employee ${person.employeeNumber} is linked`;
    default:
      return 'a new one';
  }
}

function linesOf({ other = {}, ...fields }: SomeHireFields): ApprovalDifference[] {
  const texts = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const lines = [...texts, ...Object.entries(other)];
  return lines.map(([name, after]) => ({ label: fieldLabel(name), before: null, after }));
}

/** Which approvals about hires a level shows. */
export const sightOfHires: ApprovalSubject['sees'] = ({ hiring }) => {
  if (hiring.hires === 'none') return 'none';
  return hiring.assignedJobsOnly || hiring.ownCandidatesOnly === true ? 'own' : 'all';
};

/** What follows from the answers to a hire's question. */
export function hireApprovals(context: Pick<Context, 'engine' | 'clock'>): ApprovalSubject {
  return {
    sees: sightOfHires,
    lock: async (tx, id) => void (await repository.lockHire(tx, id)),
    decided: (tx, decision) => followDecision(context, tx, decision),
  };
}

async function followDecision(
  context: Pick<Context, 'engine' | 'clock'>,
  tx: Transaction,
  decision: ApprovalDecision,
): Promise<void> {
  const { companyId, outcome, by, note, exactHash } = decision;
  const hire = await repository.lockHire(tx, decision.subject.id);
  if (hire?.state !== 'awaiting_approval' || hire.approvalId !== decision.approvalId) return;
  const actor = by?.name ?? 'Joinery';
  const entry = { hireId: hire.id, actor, action: `approval_${outcome}`, reason: note };
  await recordHireAction(tx, companyId, { ...entry, detail: { approvalId: decision.approvalId } });
  if (outcome !== 'approved') {
    const problem = describeRefusal(decision);
    await repository.updateHire(tx, hire.id, { state: 'draft', problem, actor });
    return;
  }
  if (exactHash !== canonicalHash(exactOf(hire.request, await readLeftOut(tx, hire.id))))
    throw new Error('a hire was changed behind its approval');
  if ((await repository.findHiredJob(tx, hire.applicationId)) === undefined) {
    await repository.updateHire(tx, hire.id, { state: 'draft', problem: notHired, actor });
    return;
  }
  await beginNextRun(context, tx, companyId, hire, { actor });
}

const notHired =
  'It was approved, but the application is not in a stage of kind hired any more: nothing was sent. Cancel it, or move the application back and send it again.';

function describeRefusal({ outcome, by, note }: ApprovalDecision): string {
  if (outcome === 'expired') return 'Nobody approved this in time. Send it again to ask anew.';
  const who = by === null ? 'Rejected.' : `Rejected by ${by.name}.`;
  return note === null ? who : `${who} ${note}`;
}

// What people do about changes of employees who were made for hires: look, let through, dismiss.
import {
  type ApprovalDifference,
  type HireChange,
  type HireChangeApproval,
  type HireChangeQuery,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { canonicalHash, canonicalJson } from '../../platform/canonical-json.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import { actingUser, type Principal } from '../access/principal.ts';
import type { ApprovalDecision, ApprovalSubject } from '../approvals/approval-subjects.ts';
import { askApproval, cancelApproval } from '../approvals/ask-approvals.service.ts';
import type { Context } from '../context.ts';
import type { EmployeeDeps } from '../employees/employee-scene.ts';
import { hiringScope } from '../jobs/jobs.ts';
import { sightOfHires } from './hire-approval.service.ts';
import * as repository from './hire-changes.repository.ts';
import { tableFields } from './hire-changes.ts';
import { assertNotBlocked } from './hire-findings.service.ts';
import { recordHireAction } from './hire-log.service.ts';
import { maskChanges } from './hire-sight.service.ts';
import { findHireTrigger } from './hire-triggers.service.ts';
import { fieldLabel } from './hire-words.ts';
import * as hires from './hires.repository.ts';

export const sendHireChangeName = 'send-hire-change';

/** Kept in the workflow tables, so ids only. */
export interface SendHireChangeInput {
  companyId: string;
  changeId: string;
}

type ActingDeps = EmployeeDeps & Pick<Context, 'engine' | 'approvalSubjects' | 'secrets'>;

/** Newest first. Pages go on after the id of the last change. */
export async function listHireChanges(
  context: EmployeeDeps,
  principal: Principal,
  query: HireChangeQuery,
  page: Slice,
): Promise<Sliced<HireChange>> {
  assertArea(principal, 'hiring.hires', 'view');
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listChanges(tx, hiringScope(principal), query, page),
  );
  const { items, after } = toSliced(rows, page.limit, ({ id }) => id);
  return { items: await maskChanges(context, principal, items.map(toChange)), after };
}

export async function getHireChange(
  context: EmployeeDeps,
  principal: Principal,
  id: string,
): Promise<HireChange> {
  assertArea(principal, 'hiring.hires', 'view');
  const change = await context.db.inCompany(principal.companyId, (tx) => viewChange(tx, principal, id));
  return maskChange(context, principal, change);
}

export async function maskChange(
  context: EmployeeDeps,
  principal: Principal,
  change: HireChange,
): Promise<HireChange> {
  const [masked = change] = await maskChanges(context, principal, [change]);
  return masked;
}

/**
 * With all that the provider shows, for whoever masks it before it is told.
 *
 * @throws JoineryError `hire_changes.not_found`
 */
export async function viewChange(tx: Transaction, principal: Principal, id: string): Promise<HireChange> {
  const [row] = await repository.listChanges(tx, hiringScope(principal), { id });
  if (row === undefined) throw notFound();
  return toChange(row);
}

/**
 * Lets exactly this change through: others are asked first where a trigger or the caller says so, else it
 * is sent once this has committed.
 *
 * @throws JoineryError `hire_changes.not_found`, `hire_changes.closed`, `hire_changes.changed`,
 * `hires.blocked`, `approvals.too_few_approvers`
 */
export async function approveHireChange(
  context: ActingDeps,
  principal: Principal,
  id: string,
  approval: HireChangeApproval,
): Promise<HireChange> {
  return letThrough(context, principal, id, approval, {
    states: ['proposed', 'failed'],
    action: 'change_approved',
  });
}

/**
 * Sends a change that failed again, by the same rules as it was let through: exactly what is shown now,
 * and only what is not done yet. What others have agreed to once they are not asked again.
 *
 * @throws JoineryError `hire_changes.not_found`, `hire_changes.closed`, `hire_changes.changed`,
 * `hires.blocked`, `approvals.too_few_approvers`
 */
export async function retryHireChange(
  context: ActingDeps,
  principal: Principal,
  id: string,
  approval: HireChangeApproval,
): Promise<HireChange> {
  return letThrough(context, principal, id, approval, { states: ['failed'], action: 'change_retried' });
}

async function letThrough(
  context: ActingDeps,
  principal: Principal,
  id: string,
  { contentHash, approval }: HireChangeApproval,
  { states, action }: { states: readonly repository.ChangeRow['state'][]; action: string },
): Promise<HireChange> {
  return act(context, principal, id, states, async (tx, change, hire) => {
    if (change.contentHash !== contentHash)
      throw new JoineryError(
        'hire_changes.changed',
        'Something else would be changed now. Look at it again.',
      );
    await assertNotBlocked(tx, hire.id);
    const { companyId, userName } = principal;
    const at = context.clock.now();
    const jobId = await hires.readJobId(tx, hire.applicationId);
    const rules = (await findHireTrigger(tx, hire.connectionId, jobId))?.approval ?? approval ?? null;
    // What others have agreed to once is sent again without asking them again.
    const isAgreed = change.state === 'failed' && change.approvalId !== null;
    if (rules === null || isAgreed) {
      await recordAct(tx, companyId, change, { actor: userName, action });
      return begin(context, tx, companyId, { change, hire, by: userName });
    }
    const title = await hires.readTitle(tx, hire.id);
    const approvalId = await askApproval(context, tx, {
      companyId,
      by: actingUser(principal),
      subject: { kind: 'hire_change', id },
      question: questionOf(change, title, hire),
      diff: linesOf(change),
      exact: exactOf(context, change),
      rules,
    });
    await repository.updateChange(tx, id, { state: 'awaiting_approval', approvalId, problem: null }, at);
    await recordAct(tx, companyId, change, { actor: userName, action: 'change_approval_asked' });
  });
}

/**
 * Nothing is sent, and the same difference is not proposed again.
 *
 * @throws JoineryError `hire_changes.not_found`, `hire_changes.closed`
 */
export async function dismissHireChange(
  context: EmployeeDeps,
  principal: Principal,
  id: string,
  reason: string,
): Promise<HireChange> {
  return act(context, principal, id, ['proposed', 'awaiting_approval', 'failed'], async (tx, change) => {
    const { companyId, userName } = principal;
    const subject = { kind: 'hire_change' as const, id };
    await cancelApproval(context, tx, { companyId, subject, by: actingUser(principal), reason });
    const closing = { state: 'dismissed' as const, problem: reason, decidedBy: userName };
    await repository.updateChange(tx, id, closing, context.clock.now());
    await recordAct(tx, companyId, change, { actor: userName, action: 'change_dismissed', reason });
  });
}

async function act(
  context: EmployeeDeps,
  principal: Principal,
  id: string,
  states: readonly repository.ChangeRow['state'][],
  work: (tx: Transaction, change: repository.ChangeRow, hire: hires.HireRow) => Promise<void>,
): Promise<HireChange> {
  assertArea(principal, 'hiring.hires', 'edit');
  const acted = await context.db.inCompany(principal.companyId, async (tx) => {
    const { hireId } = await viewChange(tx, principal, id);
    const { change, hire } = await lockBoth(tx, { id, hireId });
    if (!states.includes(change.state))
      throw new JoineryError(
        'hire_changes.closed',
        `The change is ${change.state.replaceAll('_', ' ')}; this can be done while it is ${states.join(' or ').replaceAll('_', ' ')}.`,
      );
    await work(tx, change, hire);
    return viewChange(tx, principal, id);
  });
  return maskChange(context, principal, acted);
}

/** The hire first: whoever compares holds it, too. */
async function lockBoth(tx: Transaction, { id, hireId }: { id: string; hireId: string }) {
  const hire = await hires.lockHire(tx, hireId);
  const change = await repository.lockChange(tx, id);
  if (hire === undefined || change === undefined) throw notFound();
  return { hire, change };
}

/** The caller holds change and hire. */
async function begin(
  { engine, clock }: Pick<Context, 'engine' | 'clock'>,
  tx: Transaction,
  companyId: string,
  { change, hire, by }: { change: repository.ChangeRow; hire: hires.HireRow; by: string },
): Promise<void> {
  const attempt = change.attempt + 1;
  const beginning = { state: 'sending' as const, attempt, problem: null, decidedBy: by };
  await repository.updateChange(tx, change.id, beginning, clock.now());
  await engine.enqueue<SendHireChangeInput>(tx, {
    workflow: sendHireChangeName,
    id: `${change.id}:${attempt}`,
    partition: hire.connectionId,
    input: { companyId, changeId: change.id },
  });
}

/** What follows from the answers to a change's question. */
export function hireChangeApprovals(context: Pick<Context, 'engine' | 'clock' | 'secrets'>): ApprovalSubject {
  return {
    sees: sightOfHires,
    lock: async (tx, id) => {
      const change = await repository.findChange(tx, id);
      if (change !== undefined) await lockBoth(tx, change);
    },
    decided: (tx, decision) => followDecision(context, tx, decision),
  };
}

async function followDecision(
  context: Pick<Context, 'engine' | 'clock' | 'secrets'>,
  tx: Transaction,
  { companyId, approvalId, subject, outcome, exactHash, by, note }: ApprovalDecision,
): Promise<void> {
  const found = await repository.findChange(tx, subject.id);
  if (found === undefined) return;
  const { change, hire } = await lockBoth(tx, found);
  if (change.state !== 'awaiting_approval' || change.approvalId !== approvalId) return;
  const actor = by?.name ?? 'Joinery';
  await recordAct(tx, companyId, change, { actor, action: `change_${outcome}`, reason: note });
  const at = context.clock.now();
  if (outcome === 'expired') {
    const problem = 'Nobody approved this in time.';
    return repository.updateChange(tx, change.id, { state: 'proposed', problem }, at);
  }
  if (outcome === 'rejected') {
    const closing = { state: 'dismissed' as const, problem: note, decidedBy: actor };
    return repository.updateChange(tx, change.id, closing, at);
  }
  if (exactHash !== canonicalHash(exactOf(context, change)))
    throw new Error('a change of a hire was changed behind its approval');
  await assertNotBlocked(tx, hire.id);
  await begin(context, tx, companyId, { change, hire, by: actor });
}

async function recordAct(
  tx: Transaction,
  companyId: string,
  { id, hireId }: repository.ChangeRow,
  entry: { actor: string; action: string; reason?: string | null },
): Promise<void> {
  await recordHireAction(tx, companyId, { hireId, ...entry, detail: { changeId: id } });
}

/**
 * With a key: whoever may not see what the employee has now is shown the hash all the same, and would
 * find a salary by trying.
 */
export function hashOfChange(
  { secrets }: Pick<Context, 'secrets'>,
  { kind, diff, plan }: Pick<repository.ChangeRow, 'kind' | 'diff' | 'plan'>,
): string {
  return secrets.mac('hire change', canonicalJson({ kind, diff, plan }));
}

function exactOf(context: Pick<Context, 'secrets'>, change: repository.ChangeRow): unknown {
  return { contentHash: change.contentHash, now: hashOfChange(context, change) };
}

function questionOf(
  { kind, plan }: repository.ChangeRow,
  { candidateName, connectionName }: { candidateName: string; connectionName: string },
  { employeeNumber, request }: hires.HireRow,
): string {
  const { hireDate } = request.fields;
  const who = `${candidateName} (employee ${employeeNumber ?? ''} of ${connectionName})`;
  // A withdrawal that came after the first day ends on a later one.
  const end = plan[0]?.values.date;
  if (kind === 'withdrawal' && end !== undefined && end !== hireDate)
    return `End the employment of ${who} as of ${end}? The application was withdrawn or rejected after the first day.`;
  if (kind === 'patch') return `Change ${who} to what the hired application says?`;
  return `End the employment of ${who}, who ${kind === 'no_show' ? 'did' : 'does'} not come?`;
}

const payFields: readonly string[] = tableFields.compensation;

// The same lines are shown to all who may answer, and not all of them see what others earn: of pay they
// say what was sent. Who may see more looks at the change itself.
function linesOf({ diff, plan }: repository.ChangeRow): ApprovalDifference[] {
  const terms = diff.map(({ field, was, here, there }) => {
    const isPay = payFields.includes(field);
    return {
      label: isPay ? `${fieldLabel(field)} (before: as it was sent)` : fieldLabel(field),
      before: isPay || there === undefined ? was : there,
      after: here,
    };
  });
  const ends = plan.filter(({ step }) => step === 'terminate');
  return [
    ...terms,
    ...ends.map(({ values }) => ({ label: 'As of', before: null, after: values.date ?? null })),
  ];
}

function toChange(row: repository.ChangeView): HireChange {
  const { plan, attempt: _attempt, createdAt, updatedAt, ...rest } = row;
  return {
    ...rest,
    writes: plan,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

function notFound(): JoineryError {
  return new JoineryError('hire_changes.not_found', 'There is no such change.');
}

import { JoineryError, type RejectReason, type RejectReasonPatch } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { assertSeesOpinions } from '../jobs/jobs.ts';
import { reorder } from '../stages/stages.ts';
import * as repository from './reject-reasons.repository.ts';
import { noReason, type ReasonRow, toRejectReason, usualReasons } from './reject-reasons.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Makes the reasons that a new company starts with. */
export async function seedRejectReasons(tx: Transaction, companyId: string): Promise<void> {
  const reasons = usualReasons.map((label, position) => ({
    id: newId('rjr'),
    label,
    position,
    archivedAt: null,
  }));
  await repository.insertReasons(tx, companyId, reasons);
}

/** Those that are offered, in their order; with `archived` the others after them. */
export async function listRejectReasons(
  context: Scope,
  principal: Principal,
  { archived = false }: { archived?: boolean | undefined } = {},
): Promise<RejectReason[]> {
  assertArea(principal, 'hiring.candidates', 'view');
  assertSeesOpinions(principal);
  const rows = await context.db.inCompany(principal.companyId, (tx) => repository.listReasons(tx));
  return rows.filter(({ archivedAt }) => archived || archivedAt === null).map(toRejectReason);
}

/** @throws JoineryError `reject_reasons.label_taken` */
export async function createRejectReason(
  context: Scope,
  principal: Principal,
  { label }: { label: string },
): Promise<RejectReason> {
  return editing(context, principal, async (tx, reasons) => {
    const position = reasons.filter(({ archivedAt }) => archivedAt === null).length;
    const made = { id: newId('rjr'), label, position, archivedAt: null };
    await repository.insertReasons(tx, principal.companyId, [made]);
    return made;
  });
}

/** @throws JoineryError `reject_reasons.not_found`, `reject_reasons.label_taken` */
export async function updateRejectReason(
  context: Scope,
  principal: Principal,
  id: string,
  { label, position, archived }: RejectReasonPatch,
): Promise<RejectReason> {
  return editing(context, principal, async (tx, reasons) => {
    const before = reasons.find((reason) => reason.id === id);
    if (before === undefined) throw noReason();
    const since = before.archivedAt ?? context.clock.now();
    const archivedAt = archived === undefined ? before.archivedAt : archived ? since : null;
    const after = { ...before, label: label ?? before.label, archivedAt };
    const others = reasons.filter((reason) => reason.id !== id && reason.archivedAt === null);
    const ids = others.map((reason) => reason.id);
    const order = archivedAt === null ? reorder([...ids, id], id, position ?? before.position) : ids;
    for (const reason of [after, ...others]) {
      const place = order.indexOf(reason.id);
      await repository.updateReason(tx, { ...reason, position: place === -1 ? reason.position : place });
    }
    return { ...after, position: Math.max(order.indexOf(id), 0) };
  });
}

/** @throws JoineryError `reject_reasons.not_found` unless the reason is offered. */
export async function assertOffered(tx: Transaction, id: string): Promise<ReasonRow> {
  const found = (await repository.listReasons(tx)).find((reason) => reason.id === id);
  if (found === undefined || found.archivedAt !== null) throw noReason();
  return found;
}

async function editing(
  context: Scope,
  principal: Principal,
  work: (tx: Transaction, reasons: ReasonRow[]) => Promise<ReasonRow>,
): Promise<RejectReason> {
  assertArea(principal, 'hiring.jobs', 'edit');
  assertSeesOpinions(principal);
  const { companyId } = principal;
  try {
    return await context.db.inCompany(companyId, async (tx) => {
      await repository.lockReasons(tx, companyId);
      return toRejectReason(await work(tx, await repository.listReasons(tx)));
    });
  } catch (cause) {
    if (brokenConstraint(cause) !== 'reject_reasons_label') throw cause;
    throw new JoineryError(
      'reject_reasons.label_taken',
      'There is a reason with this label; choose another.',
      {
        cause,
      },
    );
  }
}

// What time does to open approvals: they end, or are told again. A time that passed while no server
// ran is caught up with once.
import type { Transaction } from '../../db/database.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { note, settle, subjectOf } from './approval-course.service.ts';
import { approvalReminded } from './approvals.events.ts';
import * as repository from './approvals.repository.ts';
import { timesFrom } from './approvals.ts';

type Deps = Pick<Context, 'db' | 'clock' | 'log' | 'approvalSubjects'>;

/** Ends what expired and reminds of what waits. Repeating it does nothing more. */
export async function tendApprovals(deps: Deps): Promise<void> {
  for (const { id } of await listCompanies(deps))
    await tendCompany(deps, id).catch((err: unknown) =>
      deps.log.warn({ err, companyId: id }, 'approvals of a company could not be looked after'),
    );
}

const batch = 200;

async function tendCompany(deps: Deps, companyId: string): Promise<void> {
  for (let after = '', more = true; more; ) {
    const due = await deps.db.reading(companyId, (tx) =>
      repository.listDue(tx, deps.clock.now(), after, batch),
    );
    // One whose subject is in trouble keeps none of the others waiting.
    for (const approvalId of due)
      await deps.db
        .inCompany(companyId, (tx) => tend(deps, tx, companyId, approvalId))
        .catch((err: unknown) =>
          deps.log.warn({ err, companyId, approvalId }, 'an approval could not be looked after'),
        );
    after = due.at(-1) ?? after;
    more = due.length === batch;
  }
}

async function tend(deps: Deps, tx: Transaction, companyId: string, id: string): Promise<void> {
  const seen = await repository.findApproval(tx, id);
  if (seen === undefined) return;
  await subjectOf(deps, seen.subject).lock(tx, seen.subject.id);
  const row = await repository.findApproval(tx, id, 'lock');
  if (row?.state !== 'open') return;
  const at = deps.clock.now();
  if (row.expiresAt !== null && row.expiresAt <= at)
    return settle(deps, tx, row, 'expired', { companyId, at, by: null, note: null });
  if (row.remindAt === null || row.remindAt > at) return;
  await repository.updateReminder(tx, id, timesFrom(at, row.rules).remindAt);
  await note(tx, companyId, row, { at, action: 'reminded', userId: null });
  await insertEvents(tx, companyId, [approvalReminded(row)]);
}

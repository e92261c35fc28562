// What people see of findings, and what those stop.
import { type HireFinding, type HireFindingQuery, type HireReconcile, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { employeeUrlOf } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './hire-findings.repository.ts';
import { describeFinding } from './hire-findings.ts';

type Deps = Pick<Context, 'config' | 'egress'>;

/** Newest first. Pages go on after the id of the last finding. */
export async function listFindings(
  context: Deps & Pick<Context, 'db'>,
  principal: Principal,
  query: HireFindingQuery,
  page: Slice,
): Promise<Sliced<HireFinding>> {
  assertArea(principal, 'hiring.hires', 'view');
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listFindings(tx, hiringScope(principal), query, page),
  );
  const { items, after } = toSliced(rows, page.limit, ({ id }) => id);
  return { items: items.map((row) => toFinding(context, row)), after };
}

/** When connections that have hires were last looked through. Oldest connection first. */
export async function listReconciles(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
): Promise<{ items: HireReconcile[] }> {
  assertArea(principal, 'hiring.hires', 'view');
  const rows = await db.inCompany(principal.companyId, (tx) => repository.listReconciled(tx, new Date(0)));
  return { items: rows.map(toReconcile) };
}

export function toReconcile(row: repository.ReconcileRow): HireReconcile {
  const { connectionId, connectionName, lookedAt, fullAt, problem } = row;
  return {
    connectionId,
    connectionName,
    lookedAt: lookedAt?.toISOString() ?? null,
    fullAt: fullAt?.toISOString() ?? null,
    problem,
  };
}

/**
 * For whatever is about to be written for a hire.
 *
 * @throws JoineryError `hires.blocked` while somebody may be doubled, or is gone there.
 */
export async function assertNotBlocked(tx: Transaction, hireId: string): Promise<void> {
  const [finding] = await repository.listBlocking(tx, hireId);
  if (finding === undefined) return;
  throw new JoineryError('hires.blocked', describeFinding(finding.kind, finding.employeeIds, true));
}

function toFinding(context: Deps, row: repository.FindingView): HireFinding {
  const { id, kind, state, connectionId, connectionName, hireId, applicationId, candidateName } = row;
  return {
    id,
    kind,
    state,
    connectionId,
    connectionName,
    hireId,
    applicationId,
    candidateName,
    marker: kind === 'missing_there' ? null : row.key,
    employees: row.employeeIds.map((employeeNumber) => ({
      employeeNumber,
      url: employeeUrlOf(context, row, employeeNumber),
    })),
    summary: describeFinding(kind, row.employeeIds, hireId !== null),
    foundAt: row.foundAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}

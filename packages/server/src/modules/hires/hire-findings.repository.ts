import type { HireFindingQuery } from '@joinery/sdk';
import { hireFindingKind } from '@joinery/sdk';
import { sql } from 'kysely';
import { rowsOf, type Transaction } from '../../db/database.ts';
import { seesApplication } from '../../db/hiring-sight.ts';
import type { Slice } from '../../platform/page.ts';
import { type AccountPlace, toPlace } from '../connections/connections.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import type { Found, KnownHire, OpenFinding } from './hire-findings.ts';

/** A finding as people see it. */
export interface FindingView extends OpenFinding {
  state: 'open' | 'resolved';
  applicationId: string | null;
  connectionId: string;
  connectionName: string;
  connectionProvider: string;
  connectionPlace: AccountPlace;
  connectionSettings: unknown;
  candidateName: string | null;
  foundAt: Date;
  resolvedAt: Date | null;
}

export interface ReconcileRow {
  connectionId: string;
  connectionName: string;
  lookedAt: Date | null;
  fullAt: Date | null;
  problem: string | null;
}

/** Connections that are on and have hires, with what is needed to know whether they are due. */
export async function listReconciled(
  tx: Transaction,
  recentSince: Date,
): Promise<(ReconcileRow & { enabled: boolean; isRecent: boolean })[]> {
  const answer = await sql<{
    id: string;
    name: string;
    enabled: boolean;
    looked_at: Date | null;
    full_at: Date | null;
    problem: string | null;
    is_recent: boolean;
  }>`
    select c.id, c.name, c.enabled, r.looked_at, r.full_at, r.problem,
           exists (select from hires h where h.company_id = c.company_id and h.connection_id = c.id
                    and (h.updated_at >= ${recentSince} or h.state not in ('done', 'cancelled')))
           or exists (select from hire_findings f where f.company_id = c.company_id
                       and f.connection_id = c.id and f.state = 'open') as is_recent
      from connections c
      left join hire_reconciles r on r.company_id = c.company_id and r.connection_id = c.id
     where exists (select from hires h where h.company_id = c.company_id and h.connection_id = c.id)
     order by c.id`.execute(tx);
  return answer.rows.map((row) => ({
    connectionId: row.id,
    connectionName: row.name,
    enabled: row.enabled,
    lookedAt: row.looked_at,
    fullAt: row.full_at,
    problem: row.problem,
    isRecent: row.is_recent,
  }));
}

/** Hires whose employee should be there; without `since` all of them. */
export async function listDone(
  tx: Transaction,
  connectionId: string,
  since: Date | undefined,
): Promise<KnownHire[]> {
  let query = selectKnown(tx)
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'done')
    .where('employee_number', 'is not', null);
  if (since !== undefined) query = query.where('updated_at', '>=', since);
  return (await query.orderBy('id').execute()).map(toKnown);
}

/** Hires by their markers. Of those on several connections the one on this connection counts. */
export async function findByMarkers(
  tx: Transaction,
  connectionId: string,
  markers: readonly string[],
): Promise<Map<string, KnownHire>> {
  const rows = await selectKnown(tx)
    .where('marker', '=', sql<string>`any(${sql.val([...markers])})`)
    .orderBy(sql`connection_id = ${connectionId}`)
    .execute();
  return new Map(rows.map((row) => [row.marker, toKnown(row)]));
}

/** Markers of employees that were added here and made there because the company mirrors the account. */
export async function findWriteMarkers(tx: Transaction, markers: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('provider_writes')
    .select('marker')
    .where('marker', '=', sql<string>`any(${sql.val([...markers])})`)
    .execute();
  return new Set(rows.map(({ marker }) => marker));
}

/** Applications that are or were hired and have no hire: a marker without a hire may be theirs. */
export async function listUnsent(tx: Transaction): Promise<string[]> {
  const rows = await tx
    .selectFrom('applications')
    .select('applications.id')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('hires').select('hires.id').whereRef('hires.application_id', '=', 'applications.id'),
        ),
      ),
    )
    .execute();
  return rows.map(({ id }) => id);
}

/** The number of a look that begins now. */
export async function beginLook(tx: Transaction, companyId: string, connectionId: string): Promise<number> {
  const row = await tx
    .insertInto('hire_reconciles')
    .values({ company_id: companyId, connection_id: connectionId, begun: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['company_id', 'connection_id'])
        .doUpdateSet({ begun: sql<number>`hire_reconciles.begun + 1` }),
    )
    .returning('begun')
    .executeTakeFirstOrThrow();
  return Number(row.begun);
}

/** Until the transaction ends nobody else makes a look of this connection count. */
export async function lockReconcile(
  tx: Transaction,
  connectionId: string,
): Promise<{ counted: number; fullAt: Date | null }> {
  const row = await tx
    .selectFrom('hire_reconciles')
    .select(['counted', 'full_at'])
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { counted: Number(row.counted), fullAt: row.full_at };
}

export async function updateReconcile(
  tx: Transaction,
  connectionId: string,
  change: { counted: number; lookedAt: Date; fullAt: Date | null; problem: string | null },
): Promise<void> {
  const { counted, lookedAt, fullAt, problem } = change;
  await tx
    .updateTable('hire_reconciles')
    .set({ counted, looked_at: lookedAt, full_at: fullAt, problem })
    .where('connection_id', '=', connectionId)
    .execute();
}

export async function listOpen(tx: Transaction, connectionId: string): Promise<OpenFinding[]> {
  const rows = await tx
    .selectFrom('hire_findings')
    .select(['id', 'kind', 'key', 'hire_id', 'employee_ids'])
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'open')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: hireFindingKind.parse(row.kind),
    key: row.key,
    hireId: row.hire_id,
    employeeIds: row.employee_ids,
  }));
}

/** Open findings that stop all writes for a hire: about itself, or about its employee. */
export async function listBlocking(tx: Transaction, hireId: string): Promise<OpenFinding[]> {
  const blocking = sql<{
    id: string;
    kind: string;
    key: string;
    hire_id: string | null;
    employee_ids: string[];
  }>`
    select f.id, f.kind, f.key, f.hire_id, f.employee_ids
      from hires h
      join hire_findings f on f.company_id = h.company_id and f.connection_id = h.connection_id
       and f.state = 'open' and f.kind in ('marker_twice', 'missing_there')
       and (f.hire_id = h.id or h.employee_number = any(f.employee_ids))
     where h.id = ${hireId} order by f.id`;
  const rows = await rowsOf(tx, { compile: () => blocking.compile(tx) });
  return rows.map((row) => ({
    id: row.id,
    kind: hireFindingKind.parse(row.kind),
    key: row.key,
    hireId: row.hire_id,
    employeeIds: row.employee_ids,
  }));
}

export async function insertFinding(
  tx: Transaction,
  companyId: string,
  finding: OpenFinding & { connectionId: string; applicationId: string | null; foundAt: Date },
): Promise<void> {
  await tx
    .insertInto('hire_findings')
    .values({
      id: finding.id,
      company_id: companyId,
      connection_id: finding.connectionId,
      kind: finding.kind,
      key: finding.key,
      hire_id: finding.hireId,
      application_id: finding.applicationId,
      employee_ids: finding.employeeIds,
      found_at: finding.foundAt,
    })
    .execute();
}

export async function updateFinding(
  tx: Transaction,
  id: string,
  { employeeIds, hireId }: Pick<Found, 'employeeIds' | 'hireId'>,
): Promise<void> {
  await tx
    .updateTable('hire_findings')
    .set({ employee_ids: employeeIds, hire_id: hireId })
    .where('id', '=', id)
    .execute();
}

export async function resolveFinding(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx
    .updateTable('hire_findings')
    .set({ state: 'resolved', resolved_at: at })
    .where('id', '=', id)
    .execute();
}

/** Newest first. Who sees only some jobs sees no markers of unknown hires. */
export async function listFindings(
  tx: Transaction,
  scope: HiringScope,
  filter: HireFindingQuery & { hireIds?: readonly string[] },
  slice?: Slice,
): Promise<FindingView[]> {
  let query = tx
    .selectFrom('hire_findings')
    .innerJoin('connections', 'connections.id', 'hire_findings.connection_id')
    .leftJoin('hires', 'hires.id', 'hire_findings.hire_id')
    .leftJoin('applications', (join) =>
      join.on(sql<boolean>`applications.id = coalesce(hires.application_id, hire_findings.application_id)`),
    )
    .leftJoin('candidates', 'candidates.id', 'applications.candidate_id')
    .leftJoin('jobs', 'jobs.id', 'applications.job_id')
    .selectAll('hire_findings')
    .select([
      sql<string | null>`trim(candidates.first_name || ' ' || candidates.last_name)`.as('candidate_name'),
      sql<string | null>`coalesce(hires.application_id, hire_findings.application_id)`.as(
        'about_application',
      ),
      'connections.name as connection_name',
      'connections.provider as connection_provider',
      'connections.base_url as connection_base_url',
      'connections.sandbox_company as connection_sandbox_company',
      'connections.settings as connection_settings',
    ]);
  if (scope.sight !== undefined) query = query.where(seesApplication(scope.sight));
  if (filter.state !== undefined) query = query.where('hire_findings.state', '=', filter.state);
  if (filter.connectionId !== undefined)
    query = query.where('hire_findings.connection_id', '=', filter.connectionId);
  if (filter.hireId !== undefined) query = query.where('hire_findings.hire_id', '=', filter.hireId);
  if (filter.hireIds !== undefined)
    query = query.where('hire_findings.hire_id', '=', sql<string>`any(${sql.val([...filter.hireIds])})`);
  if (slice?.after !== undefined) query = query.where('hire_findings.id', '<', slice.after);
  if (slice !== undefined) query = query.limit(slice.limit + 1);
  const rows = await query.orderBy('hire_findings.id', 'desc').execute();
  return rows.map((row) => ({
    id: row.id,
    kind: hireFindingKind.parse(row.kind),
    key: row.key,
    hireId: row.hire_id,
    employeeIds: row.employee_ids,
    state: row.state === 'open' ? 'open' : 'resolved',
    applicationId: row.about_application,
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    connectionProvider: row.connection_provider,
    connectionPlace: toPlace(row.connection_base_url, row.connection_sandbox_company),
    connectionSettings: row.connection_settings,
    candidateName: row.candidate_name,
    foundAt: row.found_at,
    resolvedAt: row.resolved_at,
  }));
}

function selectKnown(tx: Transaction) {
  return tx.selectFrom('hires').select(['id', 'marker', 'state', 'employee_number']);
}

function toKnown(row: {
  id: string;
  marker: string;
  state: string;
  employee_number: string | null;
}): KnownHire {
  const { id, marker, state, employee_number: employeeNumber } = row;
  return { id, marker, isDone: state === 'done', employeeNumber };
}

import type { HoldFigures, HoldKind, HoldPerson, HoldState } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Holds } from '../../db/types.generated.ts';

export interface HoldRow {
  id: string;
  connectionId: string;
  syncId: string;
  kind: HoldKind;
  state: HoldState;
  contentHash: string;
  figures: HoldFigures;
  approvalsNeeded: number;
  createdAt: Date;
  decidedAt: Date | null;
}

export interface HeldPerson {
  providerId: string;
  employeeNumber: number;
  how: HoldPerson['how'];
  effectiveOn: string | null;
  /** A hash of what the provider said of the person. */
  content: string;
}

export type NewHold = Omit<HoldRow, 'state' | 'decidedAt'>;

export async function insertHold(
  tx: Transaction,
  companyId: string,
  hold: NewHold,
  people: readonly HeldPerson[],
): Promise<void> {
  await tx
    .insertInto('holds')
    .values({
      id: hold.id,
      company_id: companyId,
      connection_id: hold.connectionId,
      sync_id: hold.syncId,
      kind: hold.kind,
      content_hash: hold.contentHash,
      figures: JSON.stringify(hold.figures),
      approvals_needed: hold.approvalsNeeded,
      created_at: hold.createdAt,
    })
    .execute();
  if (people.length === 0) return;
  await sql`
    insert into hold_people (company_id, hold_id, provider_id, employee_number, how, effective_on, content)
    select ${companyId}, ${hold.id}, "providerId", "employeeNumber", how, "effectiveOn", content
    from json_to_recordset(${JSON.stringify(people)}::json)
      as p ("providerId" text, "employeeNumber" int, how text, "effectiveOn" date, content text)`.execute(tx);
}

export async function findOpenHold(
  tx: Transaction,
  connectionId: string,
  kind: HoldKind,
): Promise<HoldRow | undefined> {
  const row = await tx
    .selectFrom('holds')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('kind', '=', kind)
    .where('state', '=', 'open')
    .forUpdate()
    .executeTakeFirst();
  return row && toHold(row);
}

/** Whether a sync asked a person something that nobody was asked before. */
export async function hasOpenedHold(tx: Transaction, syncId: string): Promise<boolean> {
  const query = tx.selectFrom('holds').select('id').where('sync_id', '=', syncId).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function findHold(
  tx: Transaction,
  id: string,
  mode: 'read' | 'lock' = 'read',
): Promise<HoldRow | undefined> {
  let query = tx.selectFrom('holds').selectAll().where('id', '=', id);
  if (mode === 'lock') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row && toHold(row);
}

export interface HoldView extends HoldRow {
  connectionName: string;
}

export interface HoldFilter {
  id?: string;
  connectionId?: string;
  state?: HoldState;
}

/** Newest first; one more than asked for when there are more. */
export async function listHolds(
  tx: Transaction,
  filter: HoldFilter,
  { after, limit }: { after?: string | undefined; limit: number } = { limit: 1 },
): Promise<HoldView[]> {
  let query = tx
    .selectFrom('holds')
    .innerJoin('connections', (join) =>
      join
        .onRef('connections.company_id', '=', 'holds.company_id')
        .onRef('connections.id', '=', 'holds.connection_id'),
    )
    .selectAll('holds')
    .select('connections.name as connection_name')
    .orderBy('holds.id', 'desc')
    .limit(limit + 1);
  if (filter.id !== undefined) query = query.where('holds.id', '=', filter.id);
  if (filter.connectionId !== undefined) query = query.where('connection_id', '=', filter.connectionId);
  if (filter.state !== undefined) query = query.where('holds.state', '=', filter.state);
  if (after !== undefined) query = query.where('holds.id', '<', after);
  return (await query.execute()).map((row) => ({ ...toHold(row), connectionName: row.connection_name }));
}

export interface DecisionRow {
  holdId: string;
  userId: string;
  userName: string;
  decision: 'approve' | 'reject';
  note: string | null;
  at: Date;
}

/** In order of time. */
export async function listDecisions(tx: Transaction, holdIds: readonly string[]): Promise<DecisionRow[]> {
  if (holdIds.length === 0) return [];
  const { rows } = await sql<DecisionRow>`
    select d.hold_id as "holdId", d.user_id as "userId", d.decision, d.note, d.at,
      coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.email, 'Service user') as "userName"
    from hold_decisions d join users u on u.company_id = d.company_id and u.id = d.user_id
    where d.hold_id = any(${[...holdIds]}::text[]) order by d.at, d.user_id`.execute(tx);
  return rows;
}

/** A later decision of the same user takes the place of the earlier one. */
export async function putDecision(
  tx: Transaction,
  companyId: string,
  decision: Omit<DecisionRow, 'userName'> & { contentHash: string },
): Promise<void> {
  const { holdId, userId, decision: verdict, contentHash, note, at } = decision;
  await sql`
    insert into hold_decisions (company_id, hold_id, user_id, decision, content_hash, note, at)
    values (${companyId}, ${holdId}, ${userId}, ${verdict}, ${contentHash}, ${note}, ${at})
    on conflict (company_id, hold_id, user_id) do update set decision = excluded.decision,
      content_hash = excluded.content_hash, note = excluded.note, at = excluded.at`.execute(tx);
}

/** Whether exactly this was refused, and nobody of it has come back since. */
export async function isRefused(
  tx: Transaction,
  { connectionId, kind, contentHash }: Pick<HoldRow, 'connectionId' | 'kind' | 'contentHash'>,
): Promise<boolean> {
  const row = await tx
    .selectFrom('holds')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('kind', '=', kind)
    .where('content_hash', '=', contentHash)
    .where('state', '=', 'rejected')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('hold_people')
            .select('provider_id')
            .whereRef('hold_people.hold_id', '=', 'holds.id')
            .where('returned_at', 'is not', null),
        ),
      ),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateHoldState(
  tx: Transaction,
  id: string,
  state: HoldState,
  decidedAt?: Date,
): Promise<void> {
  await tx
    .updateTable('holds')
    .set({ state, ...(decidedAt && { decided_at: decidedAt }) })
    .where('id', '=', id)
    .execute();
}

const personColumns = sql`p.provider_id as "providerId", p.employee_number as "employeeNumber", p.how,
  p.effective_on as "effectiveOn", p.content`;

/** In order of the employees' numbers. */
export async function listHeldPeople(
  tx: Transaction,
  holdId: string,
  page: { afterNumber?: number; limit?: number } = {},
): Promise<HeldPerson[]> {
  const { rows } = await sql<HeldPerson>`
    select ${personColumns} from hold_people p
    where p.hold_id = ${holdId} and p.employee_number > ${page.afterNumber ?? -1}
    order by p.employee_number limit ${page.limit ?? null}`.execute(tx);
  return rows;
}

/** Of a hold, those who are still active here. */
export async function listStillActive(tx: Transaction, holdId: string): Promise<HeldPerson[]> {
  const { rows } = await sql<HeldPerson>`
    select ${personColumns} from hold_people p
    join employees e on e.number = p.employee_number and e.status = 'Active'
    where p.hold_id = ${holdId} order by p.employee_number`.execute(tx);
  return rows;
}

/** What was refused of these people, without who has come back since. */
export async function listRefused(
  tx: Transaction,
  connectionId: string,
  providerIds: readonly string[],
): Promise<HeldPerson[]> {
  if (providerIds.length === 0) return [];
  const { rows } = await sql<HeldPerson>`
    select ${personColumns} from hold_people p join holds h on h.id = p.hold_id
    where h.connection_id = ${connectionId} and h.state = 'rejected' and p.returned_at is null
      and p.provider_id = any(${[...providerIds]}::text[])`.execute(tx);
  return rows;
}

/** People who were gone, stayed here because that was refused, and have not come back so far. */
export async function listRefusedGone(tx: Transaction, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct p.provider_id as id from hold_people p join holds h on h.id = p.hold_id
    where h.connection_id = ${connectionId} and h.state = 'rejected' and p.returned_at is null
      and p.how in ('deleted', 'missing')`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The provider shows them again. What was refused of their being gone says nothing of the next time. */
export async function markReturned(
  tx: Transaction,
  connectionId: string,
  providerIds: readonly string[],
  at: Date,
): Promise<void> {
  if (providerIds.length === 0) return;
  await sql`
    update hold_people p set returned_at = ${at} from holds h
    where h.id = p.hold_id and h.connection_id = ${connectionId} and h.state = 'rejected'
      and p.returned_at is null and p.how in ('deleted', 'missing')
      and p.provider_id = any(${[...providerIds]}::text[])`.execute(tx);
}

function toHold(row: Selectable<Holds>): HoldRow {
  return {
    id: row.id,
    connectionId: row.connection_id,
    syncId: row.sync_id,
    kind: row.kind as HoldKind,
    state: row.state as HoldState,
    contentHash: row.content_hash,
    figures: row.figures as unknown as HoldFigures,
    approvalsNeeded: row.approvals_needed,
    createdAt: row.created_at,
    decidedAt: row.decided_at,
  };
}

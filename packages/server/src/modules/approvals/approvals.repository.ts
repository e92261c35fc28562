import type {
  AccessDefinition,
  ApprovalAction,
  ApprovalDifference,
  ApprovalQuery,
  ApprovalRules,
  ApprovalState,
  ApprovalSubjectKind,
  ApprovalVerdict,
} from '@joinery/sdk';
import { type Expression, type Selectable, type SqlBool, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Approvals } from '../../db/types.generated.ts';

export interface ApprovalRow {
  id: string;
  subject: { kind: ApprovalSubjectKind; id: string };
  question: string;
  diff: ApprovalDifference[];
  exactHash: string | null;
  contentHash: string;
  version: number;
  state: ApprovalState;
  askedBy: string | null;
  /** Who asked and who edited since. */
  authors: string[];
  rules: ApprovalRules;
  expiresAt: Date | null;
  remindAt: Date | null;
  createdAt: Date;
  decidedAt: Date | null;
}

/** @returns false when an approval of the same subject is open. */
export async function insertApproval(
  tx: Transaction,
  companyId: string,
  row: Omit<ApprovalRow, 'state' | 'decidedAt'>,
): Promise<boolean> {
  const inserted = await tx
    .insertInto('approvals')
    .values({
      id: row.id,
      company_id: companyId,
      subject_kind: row.subject.kind,
      subject_id: row.subject.id,
      asked_by: row.askedBy,
      created_at: row.createdAt,
      ...toColumns(row),
    })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'subject_kind', 'subject_id']).where('state', '=', 'open').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** What an edit changes. */
export async function updateApproval(tx: Transaction, row: ApprovalRow): Promise<void> {
  await tx.updateTable('approvals').set(toColumns(row)).where('id', '=', row.id).execute();
}

function toColumns(
  row: Pick<
    ApprovalRow,
    | 'question'
    | 'diff'
    | 'exactHash'
    | 'contentHash'
    | 'version'
    | 'authors'
    | 'rules'
    | 'expiresAt'
    | 'remindAt'
  >,
) {
  return {
    question: row.question,
    diff: JSON.stringify(row.diff),
    exact_hash: row.exactHash,
    content_hash: row.contentHash,
    version: row.version,
    authors: row.authors,
    approver_users: row.rules.userIds,
    approver_levels: row.rules.accessLevelIds,
    quorum: row.rules.quorum,
    expires_after_hours: row.rules.expiresAfterHours,
    remind_after_hours: row.rules.remindAfterHours,
    expires_at: row.expiresAt,
    remind_at: row.remindAt,
  };
}

export async function updateState(
  tx: Transaction,
  id: string,
  state: Exclude<ApprovalState, 'open'>,
  decidedAt: Date,
): Promise<void> {
  await tx.updateTable('approvals').set({ state, decided_at: decidedAt }).where('id', '=', id).execute();
}

export async function updateReminder(tx: Transaction, id: string, remindAt: Date | null): Promise<void> {
  await tx.updateTable('approvals').set({ remind_at: remindAt }).where('id', '=', id).execute();
}

export async function findApproval(
  tx: Transaction,
  id: string,
  mode: 'read' | 'lock' = 'read',
): Promise<ApprovalRow | undefined> {
  let query = tx.selectFrom('approvals').selectAll().where('id', '=', id);
  if (mode === 'lock') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row && toApproval(row);
}

export async function lockOpenApproval(
  tx: Transaction,
  subject: ApprovalRow['subject'],
): Promise<ApprovalRow | undefined> {
  const row = await tx
    .selectFrom('approvals')
    .selectAll()
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .where('state', '=', 'open')
    .forUpdate()
    .executeTakeFirst();
  return row && toApproval(row);
}

/** Open ones whose time ran out, or which are to be told again; by id. */
export async function listDue(tx: Transaction, now: Date, after: string, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('approvals')
    .select('id')
    .where('state', '=', 'open')
    .where('id', '>', after)
    .where((eb) => eb.or([eb('expires_at', '<=', now), eb('remind_at', '<=', now)]))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Who looks: of kinds in `all` it sees everything, of those in `own` what it has to do with. */
export interface Viewer {
  userId: string;
  levelId: string;
  all: readonly ApprovalSubjectKind[];
  own: readonly ApprovalSubjectKind[];
}

/** Newest first; one more than asked for when there are more. */
export async function listApprovals(
  tx: Transaction,
  viewer: Viewer,
  filter: ApprovalQuery & { id?: string; now: Date },
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<ApprovalRow[]> {
  let query = tx
    .selectFrom('approvals')
    .selectAll()
    .where(visibleTo(viewer))
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (filter.id !== undefined) query = query.where('id', '=', filter.id);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.subject !== undefined) query = query.where('subject_id', '=', filter.subject);
  if (filter.mine !== undefined) query = query.where(mine[filter.mine](viewer, filter.now));
  if (after !== undefined) query = query.where('id', '<', after);
  return (await query.execute()).map(toApproval);
}

export async function countWaiting(tx: Transaction, viewer: Viewer, now: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('approvals')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where(visibleTo(viewer))
    .where(waitingFor(viewer, now))
    .executeTakeFirstOrThrow();
  return Number(count);
}

const isAuthor = ({ userId }: Viewer) => sql<boolean>`(asked_by = ${userId} or ${userId} = any(authors))`;
const isNamed = ({ userId, levelId }: Viewer) =>
  sql<boolean>`(${userId} = any(approver_users) or ${levelId} = any(approver_levels))`;
const hasAnswered = ({ userId }: Viewer) =>
  sql<boolean>`exists (select from approval_answers a
    where a.company_id = approvals.company_id and a.approval_id = approvals.id and a.user_id = ${userId})`;

function visibleTo(viewer: Viewer): Expression<SqlBool> {
  return sql<boolean>`(subject_kind = any(${[...viewer.all]}::text[]) or (subject_kind = any(${[...viewer.own]}::text[])
    and (${isAuthor(viewer)} or ${isNamed(viewer)} or ${hasAnswered(viewer)})))`;
}

function waitingFor(viewer: Viewer, now: Date): Expression<SqlBool> {
  return sql<boolean>`(state = 'open' and (expires_at is null or expires_at > ${now})
    and ${isNamed(viewer)} and not ${isAuthor(viewer)}
    and exists (select from users u where u.id = ${viewer.userId} and u.kind = 'person')
    and not exists (select from approval_answers a where a.company_id = approvals.company_id
      and a.approval_id = approvals.id and a.version = approvals.version
      and a.user_id = ${viewer.userId} and a.lapsed_at is null))`;
}

const mine: Record<NonNullable<ApprovalQuery['mine']>, (viewer: Viewer, now: Date) => Expression<SqlBool>> = {
  waiting: waitingFor,
  answered: hasAnswered,
  asked: isAuthor,
};

export interface AnswerRow {
  id: string;
  approvalId: string;
  version: number;
  userId: string;
  answer: ApprovalVerdict;
  contentHash: string;
  note: string | null;
  at: Date;
  isLapsed: boolean;
}

export async function insertAnswer(
  tx: Transaction,
  companyId: string,
  answer: Omit<AnswerRow, 'id' | 'isLapsed'>,
): Promise<void> {
  await tx
    .insertInto('approval_answers')
    .values({
      company_id: companyId,
      approval_id: answer.approvalId,
      version: answer.version,
      user_id: answer.userId,
      answer: answer.answer,
      content_hash: answer.contentHash,
      note: answer.note,
      at: answer.at,
    })
    .execute();
}

/** To the present version of each, in order of time; also those that lapsed. */
export async function listAnswers(tx: Transaction, approvalIds: readonly string[]): Promise<AnswerRow[]> {
  if (approvalIds.length === 0) return [];
  const { rows } = await sql<AnswerRow>`
    select a.id::text, a.approval_id as "approvalId", a.version, a.user_id as "userId", a.answer,
      a.content_hash as "contentHash", a.note, a.at, a.lapsed_at is not null as "isLapsed"
    from approval_answers a
    join approvals p on p.company_id = a.company_id and p.id = a.approval_id and p.version = a.version
    where a.approval_id = any(${[...approvalIds]}::text[]) order by a.id`.execute(tx);
  return rows;
}

export async function lapseAnswers(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
  await sql`update approval_answers set lapsed_at = ${at} where id = any(${[...ids]}::bigint[])`.execute(tx);
}

export interface TrailRow {
  at: Date;
  action: ApprovalAction;
  userId: string | null;
  version: number;
  contentHash: string;
  note: string | null;
  asked: { question: string; diff: ApprovalDifference[] } | null;
}

/** The approval's row is locked by whoever adds to its trail, or is its own. */
export async function insertTrail(
  tx: Transaction,
  companyId: string,
  approvalId: string,
  { at, action, userId, version, contentHash, note, asked }: TrailRow,
): Promise<void> {
  await sql`
    insert into approval_trail
      (company_id, approval_id, number, at, action, user_id, version, content_hash, note, asked)
    select ${companyId}, ${approvalId}, 1 + coalesce(max(number), 0), ${at}::timestamptz, ${action}, ${userId},
      ${version}::int, ${contentHash}, ${note}, ${asked && JSON.stringify(asked)}::jsonb
    from approval_trail where approval_id = ${approvalId}`.execute(tx);
}

export async function listTrail(tx: Transaction, approvalId: string): Promise<TrailRow[]> {
  const { rows } = await sql<TrailRow>`
    select at, action, user_id as "userId", version, content_hash as "contentHash", note, asked
    from approval_trail where approval_id = ${approvalId} order by number`.execute(tx);
  return rows;
}

export interface UserRow {
  userId: string;
  name: string;
  employeeId: string | null;
  levelId: string;
  isEnabled: boolean;
  isService: boolean;
  access: AccessDefinition;
}

export async function listUsers(
  tx: Transaction,
  { ids, levelIds = [] }: { ids: readonly string[]; levelIds?: readonly string[] },
): Promise<UserRow[]> {
  if (ids.length + levelIds.length === 0) return [];
  const { rows } = await sql<UserRow>`
    select u.id as "userId", u.employee_id as "employeeId", u.access_level_id as "levelId",
      u.status = 'enabled' as "isEnabled", u.kind = 'service' as "isService", l.definition as access,
      coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.email, 'Service user') as name
    from users u join access_levels l on l.company_id = u.company_id and l.id = u.access_level_id
    where u.id = any(${[...ids]}::text[]) or u.access_level_id = any(${[...levelIds]}::text[])
    order by u.number`.execute(tx);
  return rows;
}

/** Until the transaction ends nobody disables these users, or changes their level or what it shows. */
export async function holdUsers(tx: Transaction, ids: readonly string[]): Promise<void> {
  const users = [...ids];
  await sql`select id from users where id = any(${users}::text[]) order by id for share`.execute(tx);
  // A statement of its own: it sees the levels that the held users have now.
  await sql`
    select id from access_levels
    where id in (select access_level_id from users where id = any(${users}::text[]))
    order by id for share`.execute(tx);
}

export interface NamedRow {
  id: string;
  name: string;
}

export async function listLevels(tx: Transaction, ids: readonly string[]): Promise<NamedRow[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('access_levels')
    .select(['id', 'name'])
    .where((eb) => eb('id', '=', eb.fn.any(eb.val([...ids]))))
    .orderBy('name')
    .execute();
}

function toApproval(row: Selectable<Approvals>): ApprovalRow {
  return {
    id: row.id,
    subject: { kind: row.subject_kind as ApprovalSubjectKind, id: row.subject_id },
    question: row.question,
    diff: row.diff as unknown as ApprovalDifference[],
    exactHash: row.exact_hash,
    contentHash: row.content_hash,
    version: row.version,
    state: row.state as ApprovalState,
    askedBy: row.asked_by,
    authors: row.authors,
    rules: {
      userIds: row.approver_users,
      accessLevelIds: row.approver_levels,
      quorum: row.quorum,
      expiresAfterHours: row.expires_after_hours,
      remindAfterHours: row.remind_after_hours,
    },
    expiresAt: row.expires_at,
    remindAt: row.remind_at,
    createdAt: row.created_at,
    decidedAt: row.decided_at,
  };
}

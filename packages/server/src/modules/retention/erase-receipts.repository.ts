// What stays of a hand-off when the person is erased: that it happened, when, by whom, to which account
// and employee, with the names of fields, hashes and ids of its receipts. Values and free words go.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

const decisions = ['approved', 'person', 'without', 'createOptions', 'unchecked', 'approval'];

/** For hires that something was sent of; those of which nothing was are removed before. */
export async function emptyReceipts(tx: Transaction, applicationIds: string[], at: Date): Promise<void> {
  const hireIds = await idsOf(
    tx,
    sql`select id from hires where application_id = any(${applicationIds}) order by id`,
  );
  if (hireIds.length === 0) return;
  const changeIds = await idsOf(
    tx,
    sql`select id from hire_changes where hire_id = any(${hireIds}) order by id`,
  );
  await sql`update hires h set problem = null, request = '{"fields": {}}'::jsonb || coalesce((
      select jsonb_object_agg(key, value) from jsonb_each(h.request) where key = any(${decisions})), '{}')
    where h.id = any(${hireIds})`.execute(tx);
  await sql`update hire_steps set note = null where hire_id = any(${hireIds})`.execute(tx);
  await sql`update hire_log set reason = null where hire_id = any(${hireIds}) and reason is not null`.execute(
    tx,
  );
  await emptyChanges(tx, changeIds, at);
  await emptyApprovals(tx, [...hireIds, ...changeIds], at);
}

/** What was not let through by now would be sent without its values. */
async function emptyChanges(tx: Transaction, changeIds: string[], at: Date): Promise<void> {
  if (changeIds.length === 0) return;
  await sql`update hire_changes c set problem = null, updated_at = ${at},
      state = case when state in ('proposed', 'awaiting_approval', 'failed') then 'superseded' else state end,
      diff = coalesce((select jsonb_agg(jsonb_build_object('field', line ->> 'field', 'was', null, 'here', '')
        order by place) from jsonb_array_elements(c.diff) with ordinality as lines (line, place)), '[]'),
      plan = coalesce((select jsonb_agg(jsonb_build_object('step', write ->> 'step', 'rowId', write -> 'rowId',
        'values', '{}'::jsonb, 'before', null) order by place)
        from jsonb_array_elements(c.plan) with ordinality as writes (write, place)), '[]')
    where c.id = any(${changeIds})`.execute(tx);
  await sql`update hire_change_steps set note = null where change_id = any(${changeIds})`.execute(tx);
}

async function emptyApprovals(tx: Transaction, subjectIds: string[], at: Date): Promise<void> {
  const ids = await idsOf(
    tx,
    sql`select id from approvals where subject_id = any(${subjectIds}) order by id`,
  );
  if (ids.length === 0) return;
  await sql`update approvals a set question = 'About somebody who was erased',
      state = case when state = 'open' then 'cancelled' else state end, decided_at = coalesce(decided_at, ${at}),
      diff = coalesce((select jsonb_agg(jsonb_build_object('label', line ->> 'label', 'before', null, 'after', null)
        order by place) from jsonb_array_elements(a.diff) with ordinality as lines (line, place)), '[]')
    where a.id = any(${ids})`.execute(tx);
  await sql`update approval_answers set note = null where approval_id = any(${ids})`.execute(tx);
  await sql`update approval_trail set note = null, asked = null where approval_id = any(${ids})`.execute(tx);
}

async function idsOf(tx: Transaction, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await query.execute(tx);
  return (rows as { id: string }[]).map(({ id }) => id);
}

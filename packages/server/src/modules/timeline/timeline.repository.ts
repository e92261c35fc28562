import type { TimelineEntry } from '@joinery/sdk';
import { sql } from 'kysely';
import { asRows, prepare, sendPrepared, type Transaction } from '../../db/database.ts';
import {
  type HiringSight,
  isToldOf,
  seesApplication,
  seesDocument,
  worksInside,
} from '../../db/hiring-sight.ts';
import { newId } from '../../platform/ids.ts';
import type { Slice } from '../../platform/page.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import {
  type NewTimelineEntry,
  ofHires,
  ofWholePerson,
  opinions,
  opinionsOfApplication,
  summaryOf,
} from './timeline.ts';

// The time of the first is that of the clock. They are shown by their times, so that each gets its own.
const insertRows = prepare(
  'insert-timeline-entries',
  `with moment as materialized (select company_time(clock_timestamp()) as at)
   insert into timeline_entries (company_id, id, candidate_id, application_id, kind, actor, detail, at)
   select $1, r.id, r.candidate_id, r.application_id, r.kind, r.actor, r.detail,
     moment.at + (r.place - 1) * interval '1 microsecond'
   from moment, rows from (jsonb_to_recordset($2::jsonb) as (
       id text, candidate_id text, application_id text, kind text, actor text, detail jsonb))
     with ordinality as r (id, candidate_id, application_id, kind, actor, detail, place)
   order by r.place`,
);

export async function insertEntries(
  tx: Transaction,
  companyId: string,
  entries: NewTimelineEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    id: newId('tln'),
    candidate_id: entry.candidateId,
    application_id: entry.applicationId ?? null,
    kind: entry.kind,
    actor: entry.actor,
    detail: entry.detail,
  }));
  await sendPrepared(tx, insertRows(companyId, asRows(rows)));
}

/** Newest first. The key of an entry is its instant in microseconds and its id. */
export async function listEntries(
  tx: Transaction,
  { sight, seesHires }: HiringScope,
  candidateId: string,
  slice: Slice,
): Promise<(TimelineEntry & { key: string })[]> {
  const key = sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || id`;
  let query = tx
    .selectFrom('timeline_entries')
    .select(['id', 'kind', 'actor', 'application_id', 'detail', 'at', key.as('key')])
    .where('candidate_id', '=', candidateId)
    .$if(seesHires !== true, (q) => q.where('kind', 'not in', ofHires))
    .$if(sight !== undefined, (q) =>
      q
        .where(ofSeenApplication(sight as HiringSight))
        .where('kind', 'not in', ofWholePerson)
        .where(isTold(sight as HiringSight)),
    );
  if (slice.after !== undefined) {
    const [at, id] = slice.after.split(' ');
    query = query.where(sql<boolean>`(at, id) < (${at}::timestamptz, ${id})`);
  }
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(({ application_id: applicationId, at, detail, ...row }) => {
    const known = sight === undefined ? (detail as Detail) : withoutElsewhere(detail as Detail);
    const summary = summaryOf(row.kind, known);
    return { ...row, applicationId, detail: known, summary, at: at.toISOString() };
  });
}

type Detail = Record<string, unknown>;

// The job that they were taken from may be one that is not seen.
function withoutElsewhere({ fromJobTitle: _title, ...detail }: Detail): Detail {
  return detail;
}

/** What the company thinks, and documents that others added, only for those who are told. Own comments stay. */
function isTold(sight: HiringSight) {
  const ofPerson = sql`exists (
    select from candidates where candidates.id = timeline_entries.candidate_id and ${isToldOf(sight)})`;
  const ofApplication = sql`exists (
    select from applications a join jobs j on j.id = a.job_id
    where a.id = timeline_entries.application_id and ${worksInside(sight, 'j')})`;
  const own = sql`(kind = 'commented' and exists (
    select from application_comments c
    where c.number = (timeline_entries.detail ->> 'number')::int and c.user_id = ${sight.userId}))`;
  const seenDocument = sql`exists (
    select from attachments join candidates on candidates.id = attachments.candidate_id
    where attachments.file_id = timeline_entries.detail ->> 'fileId' and ${seesDocument(sight)})`;
  const seenFetch = sql`exists (
    select from resume_fetches join candidates on candidates.id = resume_fetches.candidate_id
    where resume_fetches.candidate_id = timeline_entries.candidate_id
      and resume_fetches.host = timeline_entries.detail ->> 'host'
      and ${seesDocument(sight, { attachments: 'resume_fetches' })})`;
  return sql<boolean>`(case
    when kind = any(${opinions}::text[]) then ${ofPerson}
    when kind = any(${opinionsOfApplication}::text[]) then ${ofApplication} or ${own}
    when kind in ('file_added', 'file_infected') then ${seenDocument}
    when kind in ('resume_requested', 'resume_not_fetched') then ${seenFetch}
    else true end)`;
}

function ofSeenApplication(sight: HiringSight) {
  return sql<boolean>`(timeline_entries.application_id is null or exists (
    select from applications a join jobs j on j.id = a.job_id
    where a.id = timeline_entries.application_id
      and ${seesApplication(sight, { jobs: 'j', applications: 'a' })}))`;
}

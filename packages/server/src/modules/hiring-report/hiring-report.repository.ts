// The applications of a period, as far as they are seen, counted in the database: what comes here is a
// few hundred lines at most.
import type { HiringFunnel, HiringReport, StageKind } from '@joinery/sdk';
import { type RawBuilder, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { seesApplication } from '../../db/hiring-sight.ts';
import type { HiringScope } from '../jobs/jobs.ts';

export interface ReportFilter {
  from: string;
  to: string;
  timeZone: string;
  job: { id: string } | { number: number } | undefined;
}

const maxGroups = 200;

/** With how far each came: a later kind of stage counts for the earlier ones. */
function seenApplications({ sight }: HiringScope, { from, to, timeZone, job }: ReportFilter) {
  const day = (text: string) => sql`(${text}::date)::timestamp`;
  const seen = sight === undefined ? sql`true` : seesApplication(sight, { jobs: 'j', applications: 'a' });
  const ofJob =
    job === undefined ? sql`true` : 'id' in job ? sql`j.id = ${job.id}` : sql`j.number = ${job.number}`;
  return sql`
    seen as materialized (
      select a.company_id, a.id, a.job_id, a.candidate_id, a.stage_id, a.applied_at, s.kind,
             (select array_agg(distinct entered.kind) from stage_changes c
                join stages entered on entered.company_id = c.company_id
                 and entered.id in (c.from_stage_id, c.to_stage_id)
               where c.company_id = a.company_id and c.application_id = a.id) as kinds
        from applications a
        -- Row-level security keeps who is restricted from sight, and so from every count.
        join candidates seen_people on seen_people.company_id = a.company_id and seen_people.id = a.candidate_id
        join jobs j on j.company_id = a.company_id and j.id = a.job_id
        join stages s on s.company_id = a.company_id and s.id = a.stage_id
        -- Whoever is restricted is in no count: row-level security hides them, and not their applications.
        join candidates p on p.company_id = a.company_id and p.id = a.candidate_id
       where a.applied_at >= ${day(from)} at time zone ${timeZone}
         and a.applied_at < (${day(to)} + interval '1 day') at time zone ${timeZone}
         and ${ofJob} and ${seen}),
    reached as (
      select *,
             kind = 'hired' or coalesce('hired' = any (kinds), false) as hired,
             kind in ('offer', 'hired') or coalesce(kinds && '{offer,hired}', false) as offered,
             kind in ('active', 'offer', 'hired') or coalesce(kinds && '{active,offer,hired}', false) as considered
        from seen)`;
}

const counts = sql`
  count(*)::int as applied, (count(*) filter (where r.considered))::int as considered,
  (count(*) filter (where r.offered))::int as offered, (count(*) filter (where r.hired))::int as hired,
  (count(*) filter (where r.kind = 'rejected'))::int as rejected,
  (count(*) filter (where r.kind = 'withdrawn'))::int as withdrawn`;

export async function countAll(
  tx: Transaction,
  scope: HiringScope,
  filter: ReportFilter,
): Promise<HiringFunnel> {
  const { rows } = await sql<HiringFunnel>`
    with ${seenApplications(scope, filter)} select ${counts} from reached r`.execute(tx);
  return rows[0] ?? { applied: 0, considered: 0, offered: 0, hired: 0, rejected: 0, withdrawn: 0 };
}

type Grouped<K> = HiringFunnel & K & { rest: number };
type Groups<K> = {
  items: (HiringFunnel & K)[];
  others: (HiringFunnel & { count: number }) | null;
};

const sums = sql`
  sum(applied)::int as applied, sum(considered)::int as considered, sum(offered)::int as offered,
  sum(hired)::int as hired, sum(rejected)::int as rejected, sum(withdrawn)::int as withdrawn`;

/** @param names of the columns that `columns` selects, by which it is grouped */
async function countGroups<K>(
  tx: Transaction,
  seen: RawBuilder<unknown>,
  { columns, names, from }: { columns: RawBuilder<unknown>; names: string[]; from: RawBuilder<unknown> },
): Promise<Groups<K>> {
  const named = sql.join(names.map((name) => sql.ref(name)));
  const { rows } = await sql<Grouped<K>>`
    with ${seen},
    grouped as (
      select ${columns}, ${counts} from ${from}
       group by ${sql.join(names.map((_, at) => sql.lit(at + 1)))}),
    placed as (select *, row_number() over (order by applied desc, hired desc, ${named}) as place from grouped)
    select ${named}, applied, considered, offered, hired, rejected, withdrawn, 0 as rest
      from placed where place <= ${sql.lit(maxGroups)}
    union all
    select ${sql.join(names.map(() => sql`null`))}, ${sums}, count(*)::int
      from placed where place > ${sql.lit(maxGroups)} having count(*) > 0
    order by rest, applied desc, hired desc, ${named}`.execute(tx);
  const others = rows.find(({ rest }) => rest > 0);
  return {
    items: rows.filter(({ rest }) => rest === 0).map(({ rest: _, ...row }) => row as HiringFunnel & K),
    others: others === undefined ? null : { ...others, count: others.rest },
  };
}

export async function countByJob(tx: Transaction, scope: HiringScope, filter: ReportFilter) {
  return countGroups<{ jobId: string; number: number; title: string }>(tx, seenApplications(scope, filter), {
    columns: sql`j.id as "jobId", j.number, j.title`,
    names: ['jobId', 'number', 'title'],
    from: sql`reached r join jobs j on j.company_id = r.company_id and j.id = r.job_id`,
  });
}

export async function countBySource(tx: Transaction, scope: HiringScope, filter: ReportFilter) {
  return countGroups<{ source: string | null }>(tx, seenApplications(scope, filter), {
    columns: sql`p.source`,
    names: ['source'],
    from: sql`reached r join candidates p on p.company_id = r.company_id and p.id = r.candidate_id`,
  });
}

export async function countByRecruiter(tx: Transaction, scope: HiringScope, filter: ReportFilter) {
  return countGroups<{ userId: string | null; name: string | null }>(tx, seenApplications(scope, filter), {
    columns: sql`u.id as "userId", nullif(trim(u.first_name || ' ' || u.last_name), '') as name`,
    names: ['userId', 'name'],
    from: sql`reached r join candidates p on p.company_id = r.company_id and p.id = r.candidate_id
      left join users u on u.company_id = p.company_id and u.id = p.brought_by_user_id`,
  });
}

/**
 * How long applications stood in each stage. Where an application began is where its first change says
 * it came from. A change into the stage where it stands is none.
 */
export async function timesInStages(
  tx: Transaction,
  scope: HiringScope,
  filter: ReportFilter,
): Promise<HiringReport['stages']> {
  const { rows } = await sql<HiringReport['stages'][number]>`
    with ${seenApplications(scope, filter)},
    moves as (
      select c.application_id, c.from_stage_id, c.to_stage_id, c.at, c.number
        from stage_changes c join seen on seen.company_id = c.company_id and seen.id = c.application_id
       where c.from_stage_id <> c.to_stage_id),
    firsts as (select distinct on (application_id) * from moves order by application_id, at, number),
    entries as (
      select seen.id as application_id, coalesce(f.from_stage_id, seen.stage_id) as stage_id,
             seen.applied_at as at, 0 as number
        from seen left join firsts f on f.application_id = seen.id
      union all
      select application_id, to_stage_id, at, number from moves),
    stays as (
      select stage_id, at, lead(at) over (partition by application_id order by at, number) as left_at
        from entries),
    hours as (select *, extract(epoch from left_at - at) / 3600 as hours from stays)
    select s.id as "stageId", s.name, s.kind, p.name as pipeline, count(*)::int as entered,
           (count(*) filter (where h.left_at is null))::int as standing,
           round((percentile_cont(0.5) within group (order by h.hours))::numeric, 2)::float8 as "medianHours",
           round((percentile_cont(0.9) within group (order by h.hours))::numeric, 2)::float8 as "p90Hours"
      from hours h
      join stages s on s.id = h.stage_id
      join pipelines p on p.company_id = s.company_id and p.id = s.pipeline_id
     group by s.id, s.name, s.kind, p.name, s.position, p.is_default
     order by p.is_default desc, p.name, s.position, s.id
     limit ${sql.lit(maxStages)}`.execute(tx);
  return rows.map((row) => ({ ...row, kind: row.kind as StageKind }));
}

/** Of all pipelines; a pipeline has a few dozen at most. */
const maxStages = 2000;

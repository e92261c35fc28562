// Who applied, how far they came and how long it took: counted from applications and their history, as
// far as the caller sees them.
import type { HiringReport, HiringReportPart, HiringReportQuery } from '@joinery/sdk';
import { dateIn } from '../../platform/clock.ts';
import { csvMark } from '../../platform/csv.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { hiringScope, parseJobReference } from '../jobs/jobs.ts';
import * as repository from './hiring-report.repository.ts';
import { periodOf, toCsv } from './hiring-report.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** @throws JoineryError `request.invalid` for days that end before they begin */
export async function readHiringReport(
  context: Scope,
  principal: Principal,
  query: HiringReportQuery,
): Promise<HiringReport> {
  assertArea(principal, 'hiring.candidates', 'view');
  const { timeZone } = principal.company;
  const period = periodOf(query, dateIn(timeZone, context.clock.now()));
  const job = query.jobId === undefined ? undefined : parseJobReference(query.jobId);
  const scope = hiringScope(principal);
  const filter = { ...period, timeZone, job };
  return context.db.reading(principal.companyId, async (tx) => ({
    ...period,
    total: await repository.countAll(tx, scope, filter),
    jobs: await repository.countByJob(tx, scope, filter),
    sources: await repository.countBySource(tx, scope, filter),
    recruiters: await repository.countByRecruiter(tx, scope, filter),
    stages: await repository.timesInStages(tx, scope, filter),
  }));
}

export async function exportHiringReport(
  context: Scope,
  principal: Principal,
  part: HiringReportPart,
  query: HiringReportQuery,
): Promise<{ name: string; text: string }> {
  const report = await readHiringReport(context, principal, query);
  return { name: `hiring-${part}-${report.from}-${report.to}.csv`, text: csvMark + toCsv(report, part) };
}

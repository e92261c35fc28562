// Reports that a company keeps. Making one is a right over the company's settings; what a report
// shows is decided by the rights of whoever asks for it.
import { JoineryError, type SavedReport, type SavedReportInput } from '@joinery/sdk';
import { brokenConstraint } from '../../db/violations.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { describeColumns } from '../employees/employee-pages.service.ts';
import type { EmployeeDeps } from '../employees/employee-scene.ts';
import { compileFilter } from './employee-query.ts';
import { invalid } from './query-values.ts';
import * as repository from './reports.repository.ts';

type Deps = Pick<Context, 'db'>;

/**
 * Keeps a report.
 *
 * @throws JoineryError `access.forbidden`, `reports.field_not_found`, `reports.invalid_filter`,
 * `request.invalid` when the name is taken.
 */
export async function createSavedReport(
  deps: EmployeeDeps,
  principal: Principal,
  input: SavedReportInput,
): Promise<SavedReport> {
  assertArea(principal, 'settings.company', 'edit');
  await assertAskable(deps, principal, input);
  try {
    const report = { ...input, ownerUserId: principal.userId };
    return withoutOwner(
      await deps.db.inCompany(principal.companyId, (tx) =>
        repository.insertReport(tx, principal.companyId, report),
      ),
    );
  } catch (cause) {
    if (brokenConstraint(cause) !== 'saved_reports_name') throw cause;
    throw new JoineryError('request.invalid', `There is a report ${input.name} already.`, {
      issues: [{ path: 'name', message: 'is taken' }],
      cause,
    });
  }
}

/** Reports that the principal may ask for, by name. */
export async function listSavedReports(deps: Deps, principal: Principal): Promise<SavedReport[]> {
  const reports = await deps.db.inCompany(principal.companyId, repository.listReports);
  return reports.filter((report) => maySee(principal, report)).map(withoutOwner);
}

/** @throws JoineryError `reports.not_found`; `access.forbidden` for what somebody keeps for themselves. */
export async function getSavedReport(deps: Deps, principal: Principal, number: number): Promise<SavedReport> {
  const report = await deps.db.inCompany(principal.companyId, (tx) => repository.findReport(tx, number));
  if (report === undefined) throw new JoineryError('reports.not_found', 'There is no such report.');
  if (!maySee(principal, report))
    throw new JoineryError('access.forbidden', 'This report is not shared with you.');
  return withoutOwner(report);
}

/** @throws JoineryError `access.forbidden`, `reports.not_found`. */
export async function deleteSavedReport(deps: Deps, principal: Principal, number: number): Promise<void> {
  assertArea(principal, 'settings.company', 'edit');
  await getSavedReport(deps, principal, number);
  await deps.db.inCompany(principal.companyId, (tx) => repository.removeReport(tx, number));
}

async function assertAskable(
  deps: EmployeeDeps,
  principal: Principal,
  { fields, filter, sort }: SavedReportInput,
): Promise<void> {
  const conditions = filter?.conditions ?? [];
  const names = [...fields, ...conditions.map(({ field }) => field), ...sort.map(({ field }) => field)];
  const columns = await describeColumns(deps, principal, names);
  const types = new Map(columns.map(({ name, field }) => [name, field.type]));
  const unknown = names.find((name) => !types.has(name));
  if (unknown !== undefined)
    throw new JoineryError('reports.field_not_found', `There is no field ${unknown}.`, {
      issues: [{ path: 'fields', message: `there is no field ${unknown}` }],
    });
  const columnOf = (name: string) => ({ index: 0, type: types.get(name) ?? 'text' });
  if (filter !== null) {
    if (conditions.length === 0) throw invalid('a filter needs a condition');
    compileFilter(filter, columnOf, '2000-01-01');
  }
}

function maySee(principal: Principal, { shared, ownerUserId }: repository.OwnedReport): boolean {
  return shared || ownerUserId === principal.userId;
}

function withoutOwner({ ownerUserId: _, ...report }: repository.OwnedReport): SavedReport {
  return report;
}

import { JoineryError, type SavedReport } from '@joinery/sdk';
import type { Line } from '../../modules/employees/employee-pages.service.ts';
import { describeColumns } from '../../modules/employees/employee-pages.service.ts';
import {
  type EmployeeQuery,
  findMatches,
  readMatches,
} from '../../modules/reports/employee-queries.service.ts';
import { getSavedReport, listSavedReports } from '../../modules/reports/reports.service.ts';
import { type Answer, jsonText } from './answer.ts';
import type { Body } from './body.ts';
import { type Area, type Call, isFalse } from './call.ts';
import { clampedPage, paginationOf } from './format/pagination.ts';
import { jsonRow, reportColumn } from './format/reports.ts';
import { readFieldNames, readInstant, toNumber } from './params.ts';
import { linesOf, reportAnswer, reportFormat } from './report-answer.ts';
import { readReportRequest } from './report-request.ts';

export const reports: Area = {
  style: 'plain',
  handlers: {
    'POST /v1/reports/custom': postCustomReport,
    'GET /v1/reports/{id}': getReport,
  },
};

/** The same reports in their newer form, with errors of its own. */
export const customReports: Area = {
  style: 'custom-reports',
  handlers: {
    'GET /v1/custom-reports': getCustomReports,
    'GET /v1/custom-reports/{reportId}': getCustomReport,
  },
};

async function postCustomReport(call: Call): Promise<Answer> {
  const format = reportFormat(call);
  const body: Body = call.body();
  const { title, fields, changedSince, employees, filterDuplicates } = readReportRequest(body);
  const names = readFieldNames(fields);
  const since =
    changedSince === undefined ? undefined : readInstant('filters.lastChanged.value', changedSince);
  return reportAnswer(call, format, {
    title,
    names,
    lines: (visible) =>
      linesOf(call, visible, {
        onlyCurrent: !isFalse(call.query.onlyCurrent),
        numbers: employees,
        changedSince: since,
        // Rows of a report that asks for nothing are all the same, and same rows are collapsed into one.
        once: names.length === 0 && filterDuplicates,
      }),
  });
}

async function getReport(call: Call): Promise<Answer> {
  const format = reportFormat(call);
  const report = await savedReport(call, call.params.id);
  const query = queryOf(report, !isFalse(call.query.onlyCurrent));
  return reportAnswer(call, format, {
    title: report.name,
    names: report.fields,
    lines: (visible) => savedLines(call, query, visible),
  });
}

const pageOfLines = 500;

async function* savedLines(
  call: Call,
  query: EmployeeQuery,
  names: readonly string[],
): AsyncGenerator<readonly Line[], void, undefined> {
  const { matches } = await findMatches(call.context, call.principal, query);
  for (let from = 0; from < matches.length; from += pageOfLines)
    yield await readMatches(
      call.context,
      call.principal,
      names,
      matches.slice(from, from + pageOfLines),
      query,
    );
}

async function getCustomReports(call: Call): Promise<Answer> {
  const all = await listSavedReports(call.context, call.principal);
  const page = clampedPage(call.query, all.length);
  const listed = all
    .slice(page.from, page.from + page.size)
    .map(({ number, name }) => ({ id: number, name }));
  return jsonText(
    JSON.stringify({ reports: listed, pagination: paginationOf(page, `${call.baseUrl}/custom-reports`) }),
  );
}

async function getCustomReport(call: Call): Promise<Answer> {
  const report = await savedReport(call, call.params.reportId);
  const { matches } = await findMatches(call.context, call.principal, queryOf(report, true));
  const page = clampedPage(call.query, matches.length);
  const asked = await describeColumns(call.context, call.principal, report.fields);
  const columns = asked
    .filter(({ visible }) => visible)
    .map(({ name, field }) => reportColumn(name, field, call.principal.company.currency, call.photoUrl));
  const lines = await readMatches(
    call.context,
    call.principal,
    columns.map(({ name }) => name),
    matches.slice(page.from, page.from + page.size),
    { onlyCurrent: true },
  );
  const rows = lines.map(jsonRow(columns)).join(',');
  const pagination = JSON.stringify(paginationOf(page, `${call.baseUrl}/custom-reports/${report.number}`));
  return jsonText(`{"data":[${rows}],"aggregations":[],"pagination":${pagination}}`);
}

async function savedReport(call: Call, id: string | undefined): Promise<SavedReport> {
  const number = toNumber(id);
  if (number === undefined) throw new JoineryError('reports.not_found', 'There is no such report.');
  return getSavedReport(call.context, call.principal, number);
}

function queryOf({ fields, filter, sort }: SavedReport, onlyCurrent: boolean): EmployeeQuery {
  return { filter: filter ?? undefined, sort, shown: fields, onlyCurrent };
}

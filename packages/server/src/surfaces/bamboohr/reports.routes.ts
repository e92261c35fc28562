import { JoineryError } from '@joinery/sdk';
import { type EmployeeView, listChanges, listEmployees } from '../../modules/employees/employees.service.ts';
import { type Answer, jsonText, xml } from './answer.ts';
import type { Body } from './body.ts';
import { type Area, type Call, isFalse } from './call.ts';
import { fieldsFor } from './catalogue.ts';
import { reportJson, reportXml } from './format/reports.ts';
import { documentText } from './format/xml.ts';
import { negotiateReport } from './negotiation.ts';
import { readFieldNames, readInstant } from './params.ts';
import { type ReportRequest, readReportRequest } from './report-request.ts';

export const reports: Area = {
  style: 'plain',
  handlers: { 'POST /v1/reports/custom': postCustomReport },
};

async function postCustomReport(call: Call): Promise<Answer> {
  const format = negotiateReport(call.accept, call.query.format);
  if (format === undefined)
    throw new JoineryError(
      'request.not_found',
      'There is no such report format; use json, xml, csv, xls or pdf.',
    );
  if (format !== 'json' && format !== 'xml')
    throw new JoineryError('request.not_implemented', `Reports as ${format} are not written here yet.`);
  const body: Body = call.body();
  const request = readReportRequest(body);
  const names = readFieldNames(request.fields);
  const views = await readPeople(call, request, names);
  const shape = {
    names,
    fieldOf: await fieldsFor(call, names),
    place: 'report' as const,
    currency: call.principal.company.currency,
  };
  return format === 'json'
    ? jsonText(reportJson(request.title, views, shape))
    : xml(documentText(reportXml(request.title, views, shape)));
}

async function readPeople(call: Call, request: ReportRequest, names: string[]): Promise<EmployeeView[]> {
  const changed = await changedSince(call, request.changedSince);
  const people = await listEmployees(call.context, call.principal, names, {
    onlyCurrent: !isFalse(call.query.onlyCurrent),
    // Employees out of scope are absent, so the length of a page does not tell whether more follow.
    limit: Number.MAX_SAFE_INTEGER,
  });
  const wanted = people.filter(
    ({ number }) =>
      (changed === undefined || changed.has(number)) &&
      (request.employees === undefined || request.employees.has(number)),
  );
  // Rows of a report that asks for nothing are all the same, and same rows are collapsed into one.
  return names.length === 0 ? wanted.slice(0, 1) : wanted;
}

async function changedSince(call: Call, since: string | undefined): Promise<Set<number> | undefined> {
  if (since === undefined) return undefined;
  const at = readInstant('filters.lastChanged.value', since);
  const { changes } = await listChanges(call.context, call.principal, at, 'all');
  return new Set(changes.map(({ number }) => number));
}

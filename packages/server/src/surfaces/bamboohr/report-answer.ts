// Reports on their way out: five formats, streamed. The first page is read before the answer
// begins, so that what goes wrong until then is still told by a status.
import { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';
import {
  describeColumns,
  type Line,
  type PagesOptions,
  readLines,
} from '../../modules/employees/employee-pages.service.ts';
import type { Answer } from './answer.ts';
import { begun } from './begun.ts';
import type { Call } from './call.ts';
import { type ReportWriter, reportColumn, writeCsv, writeJson, writeXml } from './format/reports.ts';
import { writePdf } from './format/reports-pdf.ts';
import { writeXls } from './format/reports-xls.ts';
import { negotiateReport, type ReportFormat } from './negotiation.ts';

interface Form {
  type: string;
  write: ReportWriter;
}

const forms: Record<ReportFormat, Form> = {
  json: { type: 'application/json', write: writeJson },
  xml: { type: 'text/xml; charset=UTF-8', write: writeXml },
  csv: { type: 'text/csv; charset=UTF-8', write: writeCsv },
  xls: { type: 'application/vnd.ms-excel', write: writeXls },
  pdf: { type: 'application/pdf', write: writePdf },
};

const reportHeaders = {
  expires: '0',
  pragma: 'public',
  'cache-control': 'must-revalidate, post-check=0,pre-check=0',
};

/** @throws JoineryError `request.not_found` for a format that reports do not have. */
export function reportFormat(call: Call): ReportFormat {
  const format = negotiateReport(call.accept, call.query.format);
  if (format === undefined)
    throw new JoineryError(
      'request.not_found',
      'There is no such report format; use json, xml, csv, xls or pdf.',
    );
  return format;
}

export interface ReportSource {
  title: string;
  /** Asked names; those that are no field or hidden from the caller are left out. */
  names: readonly string[];
  lines(names: readonly string[]): AsyncGenerator<readonly Line[], void, undefined>;
}

export async function reportAnswer(call: Call, format: ReportFormat, source: ReportSource): Promise<Answer> {
  const asked = await describeColumns(call.context, call.principal, source.names);
  const visible = asked.filter(({ visible: seen }) => seen);
  const { currency } = call.principal.company;
  const columns = visible.map(({ name, field }) => reportColumn(name, field, currency, call.photoUrl));
  const rows = (await begun(source.lines(columns.map(({ name }) => name)))) ?? noRows();
  const { type, write } = forms[format];
  return {
    status: 200,
    headers: { ...reportHeaders, 'content-type': type, ...attachment(format, source.title) },
    body: Readable.from(write(source.title, columns, rows)),
  };
}

/** Lines of everybody whom the options let through; with `once` only the first of them. */
export async function* linesOf(
  call: Call,
  names: readonly string[],
  options: PagesOptions & { once: boolean },
): AsyncGenerator<readonly Line[], void, undefined> {
  for await (const lines of readLines(call.context, call.principal, names, options)) {
    yield options.once ? lines.slice(0, 1) : lines;
    if (options.once) return;
  }
}

async function* noRows(): AsyncGenerator<readonly Line[], void, undefined> {}

// What a person would open is offered as a file.
function attachment(format: ReportFormat, title: string): Record<string, string> {
  if (format === 'json' || format === 'xml') return {};
  const name =
    title
      .replace(/[^A-Za-z0-9 _-]/g, '')
      .trim()
      .slice(0, 100) || 'report';
  return { 'content-disposition': `attachment; filename="${name}.${format}"` };
}

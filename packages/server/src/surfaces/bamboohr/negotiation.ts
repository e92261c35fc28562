// Which form a caller gets. Evidence: facts 1.3, recorded traffic first.

export type Form = 'json' | 'xml';
export type ReportFormat = 'json' | 'xml' | 'csv' | 'xls' | 'pdf';

/**
 * XML unless JSON is asked for: by `?format=json`, or by an Accept header that is, or begins
 * with, `application/json`. A list that begins so is what common HTTP libraries send when their
 * user wants JSON. Tables are recorded to answer such a list in XML: there `lists` is `xml`.
 */
export function negotiate(
  accept: string | undefined,
  format: string | undefined,
  lists: Form = 'json',
): Form {
  if (format?.toLowerCase() === 'json') return 'json';
  if (format?.toLowerCase() === 'xml') return 'xml';
  const [first, ...others] = mediaTypes(accept);
  if (first !== 'application/json') return 'xml';
  return others.length === 0 ? 'json' : lists;
}

const reportTypes: Record<string, ReportFormat> = {
  'application/json': 'json',
  'text/xml': 'xml',
  'text/csv': 'csv',
  'application/pdf': 'pdf',
  'application/vnd.ms-excel': 'xls',
};

/** A report's format by its query, else by five exact media types. Undefined: there is no such report. */
export function negotiateReport(
  accept: string | undefined,
  format: string | undefined,
): ReportFormat | undefined {
  if (format !== undefined && format !== '') {
    const wanted = format.toLowerCase();
    return Object.values(reportTypes).find((known) => known === wanted);
  }
  return reportTypes[mediaTypes(accept)[0] ?? ''];
}

function mediaTypes(accept: string | undefined): string[] {
  return (accept ?? '').split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase() ?? '');
}

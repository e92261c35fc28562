// What a custom report is asked to hold, in JSON or XML: facts 4.2. Pure.
import { JoineryError } from '@joinery/sdk';
import type { Body } from './body.ts';
import { isFalse } from './call.ts';
import { toNumber } from './params.ts';
import type { XmlNode } from './xml-reader.ts';

export interface ReportRequest {
  title: string;
  fields: string[];
  /** As it came. Absent: everybody, whenever they changed. */
  changedSince: string | undefined;
  employees: number[] | undefined;
  /** Whether rows that say the same become one; yes unless it is refused. */
  filterDuplicates: boolean;
}

/** @throws JoineryError `request.invalid` for parts of another type than they should have. */
export function readReportRequest(body: Body): ReportRequest {
  return body.kind === 'json' ? fromJson(body.value) : fromXml(body.root);
}

function fromJson(value: Record<string, unknown>): ReportRequest {
  const filters = objectOr(value.filters, 'filters');
  // A filter that says only what to do with blanks filters nothing: recorded so.
  const since = objectOr(filters.lastChanged, 'filters.lastChanged').value;
  return {
    title: typeof value.title === 'string' ? value.title : '',
    fields: listOr(value.fields, 'fields').map((name) => textOf(name, 'fields')),
    changedSince: since === undefined || since === null ? undefined : textOf(since, 'filters.lastChanged'),
    employees: idsOf(
      filters.employeeIds === undefined
        ? undefined
        : listOr(filters.employeeIds, 'filters.employeeIds').map((id) => textOf(id, 'filters.employeeIds')),
    ),
    filterDuplicates: !isNo(value.filterDuplicates),
  };
}

function fromXml(root: XmlNode): ReportRequest {
  const child = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
    node?.children.find((c) => c.name === name);
  const filters = child(root, 'filters');
  const since = child(filters, 'lastChanged')?.text;
  return {
    title: child(root, 'title')?.text ?? '',
    fields: (child(root, 'fields')?.children ?? []).flatMap(({ attributes }) =>
      attributes.id === undefined ? [] : [attributes.id],
    ),
    changedSince: since === '' ? undefined : since,
    employees: idsOf(child(filters, 'employeeIds')?.children.map(({ text }) => text)),
    filterDuplicates: !isNo(root.attributes.filterDuplicates ?? child(root, 'filterDuplicates')?.text),
  };
}

// What is no number is nobody's.
function idsOf(texts: string[] | undefined): number[] | undefined {
  return texts && [...new Set(texts.flatMap((text) => toNumber(text.trim()) ?? []))];
}

function isNo(value: unknown): boolean {
  return value === false || (typeof value === 'string' && isFalse(value));
}

function objectOr(value: unknown, path: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  // PHP writes an empty object as an empty array.
  if (Array.isArray(value) && value.length === 0) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(path, 'an object');
  return value as Record<string, unknown>;
}

function listOr(value: unknown, path: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong(path, 'a list');
  return value;
}

function textOf(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw wrong(path, 'text');
}

function wrong(path: string, expected: string): JoineryError {
  return new JoineryError('request.invalid', `Malformed request: ${path} must be ${expected}.`);
}

// Datasets as they were recorded: facts 4.4. Pure.
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import type { AggregationResult } from '../../../modules/reports/employee-query.ts';
import type { DatasetField } from './datasets-fields.ts';
import { showInstant } from './values.ts';

export const datasetList = { datasets: [{ name: 'employee', label: 'Employee' }] };

export function describeField({ name, label, parent, entity }: DatasetField) {
  return { name, label, parentType: 'page', parentName: parent, entityName: entity };
}

type Row = Record<string, string | boolean | null>;

/** A blank is null here whatever the type is, and so is what is hidden. */
export function datasetRow(
  fields: readonly DatasetField[],
  types: readonly string[],
  values: readonly (FieldValue | undefined)[],
): Row {
  return Object.fromEntries(
    fields.map(({ name, part }, index) => [name, show(values[index] ?? null, part, types[index] ?? 'text')]),
  );
}

function show(value: FieldValue, part: DatasetField['part'], type: string): string | boolean | null {
  if (value === null || value === '') return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') return part === 'currency' ? value.currency : value.value;
  return type === 'timestamp' ? showInstant(value) : value;
}

export function aggregationView({ field, aggregation, all, groups }: AggregationResult) {
  return { field, aggregationType: aggregation, groups, all };
}

export interface RowsPage {
  page: number;
  pageSize: number;
  totalItems: number;
}

/** Links are an empty list where there is nothing to link: recorded so. */
export function rowsLinks({ page, pageSize, totalItems }: RowsPage, url: string) {
  const pages = Math.ceil(totalItems / pageSize);
  const link = (to: number) => `${url}?page=${to}&pageSize=${pageSize}`;
  const links = {
    ...(page < pages ? { next: link(page + 1) } : {}),
    ...(page > 1 && pages > 0 ? { prev: link(Math.min(page - 1, pages)) } : {}),
  };
  return Object.keys(links).length === 0 ? [] : links;
}

export function rowsMeta({ page, pageSize, totalItems }: RowsPage) {
  return { page, pageSize, totalPages: Math.ceil(totalItems / pageSize), totalItems };
}

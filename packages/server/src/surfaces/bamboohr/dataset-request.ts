// What is asked of a dataset, in the words of v1 and of v2, as a question about employees. Pure.
import { JoineryError } from '@joinery/sdk';
import type { Aggregation, AggregationRequest, SortRequest } from '../../modules/reports/employee-query.ts';
import {
  type Condition,
  type FilterRequest,
  mapConditions,
  operatorsOf,
} from '../../modules/reports/query-fields.ts';
import type { Values } from './body.ts';
import type { DatasetField } from './format/datasets-fields.ts';
import { parseFilter } from './format/datasets-filter.ts';
import { readFieldNames } from './params.ts';

/** The fields of a dataset that a caller can use, and their types in the catalogue. */
export interface DatasetFields {
  find(name: string): DatasetField | undefined;
  typeOf(field: DatasetField): string;
}

export interface DatasetRequest {
  fields: DatasetField[];
  filter: FilterRequest | undefined;
  sort: SortRequest[];
}

export interface RowsRequest extends DatasetRequest {
  page: number;
  pageSize: number;
}

/** @throws JoineryError `request.invalid`, `reports.*` */
export function readRowsRequest(body: Values, known: DatasetFields): RowsRequest {
  const fields = readFields(body.fields, known);
  const text = body.filter ?? '';
  if (typeof text !== 'string') throw malformed('filter', 'a text');
  const filter = parseFilter(text, (name) => known.typeOf(get(known, name)));
  return {
    fields,
    filter: filter && mapConditions(filter, (one) => inCatalogue(one, known)),
    sort: readOrder(body.orderBy ?? '', fields, known),
    page: readWhole('page', body.page ?? 1, 1_000_000),
    pageSize: readWhole('pageSize', body.pageSize ?? 100, 1000),
  };
}

function readFields(value: unknown, known: DatasetFields): DatasetField[] {
  if (!Array.isArray(value) || value.length === 0) throw malformed('fields', 'a list of names of fields');
  return readFieldNames(value.map((name) => textOf(name, 'fields'))).map((name) => get(known, name));
}

function get(known: DatasetFields, name: string): DatasetField {
  const field = known.find(name);
  if (field === undefined)
    throw new JoineryError('reports.field_not_found', `The dataset has no field ${name}.`, {
      issues: [{ path: 'fields', message: `there is no field ${name}` }],
    });
  return field;
}

/** The field of the catalogue behind a name that decides something. */
function deciding(known: DatasetFields, name: string): string {
  const { field, part } = get(known, name);
  if (part === 'currency') throw new JoineryError('reports.invalid_filter', `${name} can be shown only.`);
  return field;
}

function inCatalogue(condition: Condition, known: DatasetFields): Condition {
  return { ...condition, field: deciding(known, condition.field) };
}

function readOrder(value: unknown, fields: DatasetField[], known: DatasetFields): SortRequest[] {
  if (typeof value !== 'string') throw malformed('orderBy', 'a text');
  const rules = value.split(',').map((rule) => rule.trim());
  return rules
    .filter((rule) => rule !== '')
    .map((rule) => {
      const [name = '', direction = 'asc', ...rest] = rule.split(/\s+/);
      if (!/^(asc|desc)$/i.test(direction) || rest.length > 0)
        throw new JoineryError('reports.invalid_filter', 'orderBy is a list of "field asc" or "field desc".');
      if (!fields.some((field) => field.name === name))
        throw new JoineryError(
          'reports.sort_not_selected',
          `${name} is sorted by, so it has to be in fields.`,
        );
      return { field: deciding(known, name), descending: direction.toLowerCase() === 'desc' };
    });
}

function readWhole(name: string, value: unknown, most: number): number {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > most)
    throw new JoineryError('reports.invalid_page', `${name} is a whole number from 1 to ${most}.`);
  return number;
}

export interface DataRequest extends DatasetRequest {
  groupBy: string | undefined;
  aggregations: AggregationRequest[];
  /** Names that answers tell aggregations by, in order of the aggregations. */
  aggregated: string[];
  showHistory: string[];
}

/** @throws JoineryError `request.invalid`, `reports.*` */
export function readDataRequest(body: Values, known: DatasetFields): DataRequest {
  const fields = readFields(body.fields, known);
  const [groupBy, ...more] = listOf(body.groupBy, 'groupBy').map((name) => textOf(name, 'groupBy'));
  if (more.length > 0) throw malformed('groupBy', 'one field');
  const asked = readAggregations(body.aggregations, fields);
  return {
    fields,
    filter: readFilters(body.filters, known),
    sort: listOf(body.sortBy, 'sortBy').map((rule) => readSort(rule, known)),
    groupBy: groupBy === undefined ? undefined : deciding(known, groupBy),
    aggregations: asked.map(({ field, aggregation }) => ({ field: deciding(known, field), aggregation })),
    aggregated: asked.map(({ field }) => field),
    showHistory: listOf(body.showHistory, 'showHistory').map((name) => textOf(name, 'showHistory')),
  };
}

const operators: ReadonlySet<string> = new Set(Object.values(operatorsOf).flat());

/** @throws JoineryError `request.invalid`, `reports.*` */
export function readFilters(value: unknown, known: DatasetFields): FilterRequest | undefined {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  const { match = 'all', filters } = objectOf(value, 'filters');
  if (match !== 'all' && match !== 'any') throw malformed('filters.match', 'all or any');
  const conditions = listOf(filters, 'filters.filters').map((item) => {
    const { field, operator, value: wanted } = objectOf(item, 'filters.filters');
    if (typeof operator !== 'string' || !operators.has(operator))
      throw new JoineryError('reports.invalid_filter', 'There is no such operator.');
    const named = textOf(field, 'filters.filters.field');
    return { field: deciding(known, named), operator: operator as Condition['operator'], value: wanted };
  });
  if (conditions.length > 100) throw malformed('filters.filters', 'at most 100 filters');
  return conditions.length === 0 ? undefined : { match, conditions };
}

function readSort(rule: unknown, known: DatasetFields): SortRequest {
  const { field, sort = 'asc' } = objectOf(rule, 'sortBy');
  if (typeof sort !== 'string' || !/^(asc|desc)$/i.test(sort)) throw malformed('sortBy.sort', 'asc or desc');
  return { field: deciding(known, textOf(field, 'sortBy.field')), descending: sort.toLowerCase() === 'desc' };
}

const aggregationNames = ['count', 'min', 'max', 'sum', 'avg'] as const satisfies Aggregation[];

/** `{defaultAggregation, overridingAggregations}`, or as it was before a list of `{field: aggregation}`. */
function readAggregations(value: unknown, fields: DatasetField[]): AggregationRequest[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(readOverrides);
  const { defaultAggregation, overridingAggregations } = objectOf(value, 'aggregations');
  const own = Array.isArray(overridingAggregations)
    ? overridingAggregations.flatMap(readOverrides)
    : readOverrides(overridingAggregations ?? {});
  if (defaultAggregation === undefined || defaultAggregation === null) return own;
  const rest = fields.filter(({ name }) => !own.some(({ field }) => field === name));
  return [
    ...rest.map(({ name }) => ({ field: name, aggregation: readAggregation(defaultAggregation) })),
    ...own,
  ];
}

function readOverrides(value: unknown): AggregationRequest[] {
  return Object.entries(objectOf(value, 'aggregations')).map(([field, aggregation]) => ({
    field,
    aggregation: readAggregation(aggregation),
  }));
}

function readAggregation(value: unknown): Aggregation {
  const found = aggregationNames.find((name) => name === value);
  if (found === undefined) throw malformed('aggregations', 'count, min, max, sum or avg');
  return found;
}

function listOf(value: unknown, path: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) throw malformed(path, 'a list');
  return value;
}

function objectOf(value: unknown, path: string): Record<string, unknown> {
  if (Array.isArray(value) && value.length === 0) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path, 'an object');
  return value as Record<string, unknown>;
}

function textOf(value: unknown, path: string): string {
  if (typeof value !== 'string') throw malformed(path, 'text');
  return value;
}

function malformed(path: string, expected: string): JoineryError {
  return new JoineryError('request.invalid', `Malformed request: ${path} must be ${expected}.`, {
    issues: [{ path, message: `must be ${expected}` }],
  });
}

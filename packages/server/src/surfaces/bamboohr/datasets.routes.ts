import { JoineryError } from '@joinery/sdk';
import { describeColumns } from '../../modules/employees/employee-pages.service.ts';
import type { FieldValue } from '../../modules/fields/field-values.ts';
import { listFields } from '../../modules/fields/fields.service.ts';
import { listLists } from '../../modules/fields/lists.service.ts';
import {
  type EmployeeQuery,
  findMatches,
  type Match,
  readMatches,
} from '../../modules/reports/employee-queries.service.ts';
import type { FilterRequest } from '../../modules/reports/query-fields.ts';
import { type Answer, json } from './answer.ts';
import type { Area, Call } from './call.ts';
import { type DatasetFields, readDataRequest, readFilters, readRowsRequest } from './dataset-request.ts';
import {
  aggregationView,
  datasetList,
  datasetRow,
  describeField,
  rowsLinks,
  rowsMeta,
} from './format/datasets.ts';
import { customFields, type DatasetField, employeeFields, historyTable } from './format/datasets-fields.ts';
import { clampedPage, paginationOf } from './format/pagination.ts';
import { readFieldNames } from './params.ts';

/** v1 tells that it is old, and its errors are plain text. */
export const datasetsV1: Area = {
  style: 'dataset-text',
  handlers: {
    'GET /v1/datasets': async (call) => outdated(call, await getDatasets(call)),
    'GET /v1/datasets/{datasetName}/fields': async (call) => outdated(call, await getFields(call)),
    'POST /v1/datasets/{datasetName}': async (call) => outdated(call, await postData(call)),
  },
};

export const datasetOptionsV1: Area = {
  style: 'dataset-options',
  handlers: {
    'POST /v1/datasets/{datasetName}/field-options': async (call) => outdated(call, await postOptions(call)),
  },
};

export const datasetsV12: Area = {
  style: 'dataset-problem',
  handlers: {
    'GET /v1_2/datasets': getDatasets,
    'GET /v1_2/datasets/{datasetName}/fields': getFields,
    'POST /v1_2/datasets/{datasetName}/field-options': postOptions,
  },
};

export const datasetsV2: Area = {
  style: 'dataset-rows',
  handlers: { 'POST /v2/datasets/{datasetName}/data': postRows },
};

async function getDatasets(call: Call): Promise<Answer> {
  assertAccess(call);
  return json(datasetList);
}

async function getFields(call: Call): Promise<Answer> {
  const { listed } = await openDataset(call);
  const page = clampedPage(call.query, listed.length);
  return json({
    pagination: paginationOf(page, `${call.baseUrl}/datasets/employee/fields`),
    ...datasetList.datasets[0],
    fields: listed.slice(page.from, page.from + page.size).map(describeField),
  });
}

async function postRows(call: Call): Promise<Answer> {
  const dataset = await openDataset(call, 'reports.dataset_not_found');
  const { fields, filter, sort, page, pageSize } = readRowsRequest(call.values(), dataset);
  const { matches } = await findMatches(call.context, call.principal, queryFor(fields, { filter, sort }));
  const asked = matches.slice((page - 1) * pageSize, page * pageSize);
  const rows = await rowsOf(call, dataset, fields, asked);
  const meta = { page, pageSize, totalItems: matches.length };
  const links = rowsLinks(meta, `${call.baseUrl}/datasets/employee/data`);
  return json({ data: rows.map(({ row }) => ({ fields: row })), links, meta: rowsMeta(meta) });
}

async function postData(call: Call): Promise<Answer> {
  const dataset = await openDataset(call);
  const { fields, filter, sort, groupBy, aggregations, aggregated, showHistory } = readDataRequest(
    call.values(),
    dataset,
  );
  const history = showHistory.map((entity) => dataset.historyOf(entity));
  const query = queryFor(fields, { filter, sort, groupBy, aggregations, history });
  const found = await findMatches(call.context, call.principal, query);
  const page = clampedPage(call.query, found.matches.length);
  const asked = found.matches.slice(page.from, page.from + page.size);
  const rows = await rowsOf(call, dataset, fields, asked, history);
  return json({
    data: groupBy === undefined ? rows.map(({ row }) => row) : grouped(rows),
    aggregations: found.aggregations.map((result, index) =>
      aggregationView({ ...result, field: aggregated[index] ?? result.field }),
    ),
    pagination: paginationOf(page, `${call.baseUrl}/datasets/employee`),
  });
}

async function postOptions(call: Call): Promise<Answer> {
  const dataset = await openDataset(call);
  const body = call.values();
  if (!Array.isArray(body.fields) || !body.fields.every((name) => typeof name === 'string'))
    throw new JoineryError('request.invalid', 'fields must be a list of names of fields.');
  const names = readFieldNames(body.fields).slice(0, 50);
  const filter = readFilters(body.filters, dataset);
  const options = await optionsByField(call);
  const answer: [string, { id: string; value: string }[]][] = [];
  for (const name of names) {
    const field = dataset.find(name);
    if (field === undefined)
      throw new JoineryError('reports.field_not_found', `The dataset has no field ${name}.`);
    const used = filter && (await valuesInUse(call, field, filter));
    const all = options(field, dataset.typeOf(field));
    const kept = all.filter((option) => used === undefined || used.has(option));
    answer.push([name, kept.map((option) => ({ id: option, value: option }))]);
  }
  return json(Object.fromEntries(answer));
}

async function valuesInUse(call: Call, { field }: DatasetField, filter: FilterRequest): Promise<Set<string>> {
  const query = { filter, sort: [], groupBy: field, shown: [], onlyCurrent: true };
  const { matches } = await findMatches(call.context, call.principal, query);
  return new Set(matches.map(({ group }) => group ?? ''));
}

const fixedOptions: Record<string, string[]> = {
  status: ['Active', 'Inactive'],
  gender: ['Female', 'Male'],
  marital_status: ['Common Law', 'Domestic Partnership', 'Married', 'Single'],
};

async function optionsByField(call: Call): Promise<(field: DatasetField, type: string) => string[]> {
  const lists = await listLists(call.context, call.principal);
  const standard = await describeColumns(
    call.context,
    call.principal,
    employeeFields.map(({ field }) => field),
  );
  const listNumbers = new Map(standard.map(({ name, field }) => [name, field.listNumber]));
  return ({ field }, type) => {
    const number = listNumbers.get(field) ?? Number(field);
    const list = lists.find((one) => one.number === number);
    if (list === undefined) return fixedOptions[type] ?? [];
    return list.options.filter(({ archived }) => !archived).map(({ name }) => name);
  };
}

type Refusal = 'access.forbidden' | 'reports.dataset_not_found';

interface Dataset extends DatasetFields {
  /** Fields that the caller may see of somebody. */
  listed: DatasetField[];
  /** @throws JoineryError `reports.field_not_found` */
  historyOf(entity: string): string;
}

/**
 * Fields that are hidden from the caller can be named like the others: their values are null, and
 * whoever decides something by them finds nobody.
 */
async function openDataset(call: Call, refusal?: Refusal): Promise<Dataset> {
  assertAccess(call, refusal);
  if (call.params.datasetName !== 'employee')
    throw new JoineryError('reports.dataset_not_found', 'There is no such dataset.');
  const own = customFields(await listFields(call.context, call.principal));
  const all = [...(await standardFieldsFor(call)), ...own];
  const columns = await describeColumns(
    call.context,
    call.principal,
    all.map(({ field }) => field),
  );
  const types = new Map(columns.map(({ name, field }) => [name, field.type]));
  const seen = new Set(columns.filter(({ visible }) => visible).map(({ name }) => name));
  const byName = new Map(all.filter(({ field }) => types.has(field)).map((field) => [field.name, field]));
  return {
    listed: all.filter(({ field }) => seen.has(field)),
    find: (name) => byName.get(name),
    typeOf: ({ field }) => types.get(field) ?? 'text',
    historyOf: (entity) => {
      const table = historyTable(
        entity,
        own.map((field) => field.entity),
      );
      if (table === undefined)
        throw new JoineryError('reports.field_not_found', `There is no history of ${entity}.`);
      return table;
    },
  };
}

// Whose hire dates are hidden cannot be told apart by them: then the status as it is kept is shown.
async function standardFieldsFor({ context, principal }: Call): Promise<DatasetField[]> {
  const [today] = await describeColumns(context, principal, ['statusToday']);
  return employeeFields.map((field) =>
    field.field === 'statusToday' && today?.visible !== true ? { ...field, field: 'status' } : field,
  );
}

// To whoever may see nothing of anybody the newest version does not say that there is a dataset.
function assertAccess({ principal }: Call, code: Refusal = 'access.forbidden'): void {
  const any = principal.access.employees.some(({ fields }) =>
    Object.values(fields).some((right) => right !== 'none'),
  );
  if (!any) throw new JoineryError(code, 'There is no dataset for your access level.');
}

function queryFor(
  fields: readonly DatasetField[],
  query: Pick<EmployeeQuery, 'filter' | 'sort' | 'groupBy' | 'aggregations' | 'history'>,
): EmployeeQuery {
  return { ...query, shown: fields.map(({ field }) => field), onlyCurrent: true };
}

interface ShownRow {
  row: ReturnType<typeof datasetRow>;
  group: string;
}

async function rowsOf(
  call: Call,
  dataset: Dataset,
  fields: readonly DatasetField[],
  matches: readonly Match[],
  history: readonly string[] = [],
): Promise<ShownRow[]> {
  const names = fields.map(({ field }) => field);
  const types = fields.map((field) => dataset.typeOf(field));
  const lines = await readMatches(call.context, call.principal, names, matches, {
    onlyCurrent: true,
    history,
  });
  const groups = new Map(matches.map(({ number, variant, group }) => [`${number}/${variant}`, group ?? '']));
  return lines.map(({ number, variant, values }) => ({
    row: datasetRow(fields, types, withPhotoUrls(call, fields, values)),
    group: groups.get(`${number}/${variant}`) ?? '',
  }));
}

function withPhotoUrls(
  { photoUrl }: Call,
  fields: readonly DatasetField[],
  values: readonly (FieldValue | undefined)[],
): (FieldValue | undefined)[] {
  return values.map((value, index) =>
    value !== undefined && fields[index]?.field === 'photoUrl' ? photoUrl(value) : value,
  );
}

function grouped(rows: readonly ShownRow[]): Record<string, ShownRow['row'][]> {
  const groups = new Map<string, ShownRow['row'][]>();
  for (const { row, group } of rows) groups.set(group, [...(groups.get(group) ?? []), row]);
  return Object.fromEntries(groups);
}

function outdated(call: Call, answer: Answer): Answer {
  const successor = call.baseUrl.replace(/v1$/i, 'v1_2');
  answer.headers.deprecation = 'true';
  answer.headers.link = `<${successor}/datasets>; rel="successor-version"`;
  return answer;
}

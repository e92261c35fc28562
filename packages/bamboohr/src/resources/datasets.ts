import {
  asArray,
  asId,
  asMap,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalNumber,
  optionalText,
  ShapeError,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Transport } from '../transport/transport.ts';
import { maxFields } from './arguments.ts';
import { reading } from './calls.ts';
import { joinPages, partsOf } from './dataset-parts.ts';
import { type JudgePage, type PageOf, readPages } from './pages.ts';

export interface Dataset {
  readonly name: string;
  readonly label: string | null;
  readonly raw: JsonObject;
}

/** A column of a dataset. Its names are not the aliases of employees and reports. */
export interface DatasetField {
  readonly name: string;
  readonly label: string | null;
  readonly entityName: string | null;
  readonly raw: JsonObject;
}

export interface DatasetQuery extends CallOptions {
  /** `eeid` is the employee's id. A page has at most 400, the provider's limit; `rows` reads more in parts. */
  readonly fields: readonly string[];
  /** In the provider's filter language, as in `status eq 'Active' and hireDate ge 2026-01-01`. */
  readonly filter?: string;
  /** As in `lastName asc`; each column must be among `fields`. */
  readonly orderBy?: string;
  /** 1 to 1000. Default 1000: the fewest requests. */
  readonly pageSize?: number;
}

export interface DatasetPage {
  readonly rows: readonly JsonObject[];
  readonly page: number;
  readonly totalPages: number;
  /** How many rows the provider says there are. */
  readonly totalItems: number;
  /** Fields that were asked for and that no row of the page has; of a page without rows none. */
  readonly missing: readonly string[];
  readonly raw: JsonObject;
}

export type Aggregation = 'count' | 'min' | 'max' | 'sum' | 'avg';

/** A question in the words of the older version, which can group, calculate and show history. */
export interface DatasetSummaryQuery extends CallOptions {
  /** At most 400. `eeid` is the employee's id. */
  readonly fields: readonly string[];
  readonly filters?: {
    readonly match: 'all' | 'any';
    /** Operators depend on the field's type, as `equal`, `contains`, `gte`, `includes` or `checked`. */
    readonly filters: readonly { readonly field: string; readonly operator: string; readonly value?: Json }[];
  };
  readonly sortBy?: readonly { readonly field: string; readonly sort?: 'asc' | 'desc' }[];
  /** One field, by whose values the rows are put into groups. */
  readonly groupBy?: string;
  readonly aggregations?: Readonly<Record<string, Aggregation>>;
  /** Names of entities, as in `jobInformation`: one row for each row of their history. */
  readonly showHistory?: readonly string[];
}

export interface DatasetAggregation {
  readonly field: string;
  readonly aggregation: string | null;
  readonly all: Json;
  /** By the group's value; empty without `groupBy`. */
  readonly groups: JsonObject;
  readonly raw: JsonObject;
}

export interface DatasetSummary {
  readonly rows: readonly JsonObject[];
  /** The same rows by the value of `groupBy`; empty without. */
  readonly groups: Readonly<Record<string, readonly JsonObject[]>>;
  /** Over all rows, not only those of this page. */
  readonly aggregations: readonly DatasetAggregation[];
  readonly page: number;
  readonly totalPages: number;
  readonly totalItems: number;
  readonly raw: JsonObject;
}

export interface DatasetOption {
  readonly id: string;
  readonly value: string | null;
}

/**
 * Datasets: columns of many employees, filtered and sorted by the provider, page by page.
 *
 * Evidence: recorded; `summary` and `history` are documented.
 */
export class Datasets {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists the datasets there are; `employee` is the one of everybody. */
  async list(options: CallOptions = {}): Promise<Dataset[]> {
    return this.#transport.send(
      reading(
        { operation: 'datasets.list', version: 'v1_2', path: ['datasets'] },
        (answer) => asArray(asObject(answer.json(), 'the datasets').datasets, 'the datasets').map(toDataset),
        options,
      ),
    );
  }

  /** Lists the columns of a dataset that the key's user may see. */
  async fields(dataset: string, options: CallOptions = {}): Promise<DatasetField[]> {
    const fields = readPages<DatasetField>(1, (page, judge) =>
      this.#transport.send(
        reading(
          {
            operation: 'datasets.fields',
            version: 'v1_2',
            path: ['datasets', dataset, 'fields'],
            query: { page, page_size: 1000 },
          },
          (answer) => judge(decodeFields(answer, page)),
          options,
        ),
      ),
    );
    const all: DatasetField[] = [];
    for await (const field of fields) all.push(field);
    return all;
  }

  /** Reads one page, counted from 1. */
  async page(dataset: string, query: DatasetQuery & { readonly page?: number }): Promise<DatasetPage> {
    return this.#page('datasets.page', dataset, query, query.page ?? 1, (found) => found);
  }

  /**
   * Reads all rows, page after page. Give `orderBy` with a unique column: pages of an unordered or changing
   * dataset can repeat and skip rows.
   *
   * More than 400 fields, with `eeid` among them, are read in several requests for each page and joined by
   * employee, in the order of `eeid` when no other is given.
   *
   * @throws BambooHrError `unexpected_content` when the number of rows that the provider announced changes on
   * the way, or is not what came: a list that was cut short is not the whole.
   */
  async *rows(dataset: string, query: DatasetQuery): AsyncGenerator<JsonObject, void, undefined> {
    yield* readPages<JsonObject>(1, async (page, judge) => {
      const found = await this.#joined(dataset, query, page, judge);
      return pageOf(found, page);
    });
  }

  /**
   * Groups and calculates: one page of rows, counted from 1, with the sums of all. By the older version of
   * datasets, which BambooHR calls deprecated and has not replaced for this.
   */
  async summary(
    dataset: string,
    query: DatasetSummaryQuery & {
      readonly page?: number;
      /** 1 to 1000. Default 1000. */
      readonly pageSize?: number;
    },
  ): Promise<DatasetSummary> {
    return this.#summary('datasets.summary', dataset, query, (found) => found);
  }

  /**
   * Reads the rows of history tables of everybody, page after page: a row for each row of the entities in
   * `showHistory`.
   *
   * @throws BambooHrError `unexpected_content` when other rows came than were announced.
   */
  async *history(
    dataset: string,
    query: Omit<DatasetSummaryQuery, 'groupBy' | 'aggregations' | 'showHistory'> & {
      readonly showHistory: readonly string[];
    },
  ): AsyncGenerator<JsonObject, void, undefined> {
    yield* readPages<JsonObject>(1, async (page, judge) => {
      const asked = { ...query, page };
      const found = await this.#summary('datasets.history', dataset, asked, (one) => {
        judge(pageOf(one, page));
        return one;
      });
      return pageOf(found, page);
    });
  }

  async #summary(
    operation: string,
    dataset: string,
    query: DatasetSummaryQuery & { readonly page?: number; readonly pageSize?: number },
    judge: (found: DatasetSummary) => DatasetSummary,
  ): Promise<DatasetSummary> {
    assertQuery(query);
    const { page = 1, pageSize = 1000, signal, groupBy, aggregations, ...body } = query;
    const json = {
      ...body,
      ...(groupBy === undefined ? {} : { groupBy: [groupBy] }),
      ...(aggregations === undefined ? {} : { aggregations: { overridingAggregations: aggregations } }),
    };
    return this.#transport.send({
      operation,
      effect: 'read',
      method: 'POST',
      path: ['datasets', dataset],
      query: { page, page_size: pageSize },
      json,
      expect: [200],
      decode: (answer) => judge(decodeSummary(answer, page)),
      signal,
    });
  }

  /** Lists the values that columns of a dataset can be filtered by. */
  async options(
    dataset: string,
    fields: readonly string[],
    options: CallOptions = {},
  ): Promise<Readonly<Record<string, readonly DatasetOption[]>>> {
    return this.#transport.send({
      operation: 'datasets.options',
      effect: 'read',
      method: 'POST',
      version: 'v1_2',
      path: ['datasets', dataset, 'field-options'],
      json: { fields },
      expect: [200],
      decode: decodeOptions,
      signal: options.signal,
    });
  }

  /** One page with all fields, however many requests that takes. */
  async #joined(
    dataset: string,
    query: DatasetQuery,
    page: number,
    judge: JudgePage<JsonObject>,
  ): Promise<DatasetPage> {
    let whole: DatasetPage | undefined;
    for (const part of partsOf(query))
      whole = await this.#page('datasets.rows', dataset, part, page, (one) => {
        judge(pageOf(one, page));
        return joinPages(whole, one);
      });
    if (whole === undefined) throw new Error('a query has at least one part');
    return whole;
  }

  // Judged inside the call, so that what is wrong with a page is an error of this client.
  async #page(
    operation: string,
    dataset: string,
    query: DatasetQuery,
    page: number,
    judge: (found: DatasetPage) => DatasetPage,
  ): Promise<DatasetPage> {
    assertQuery(query);
    const { fields, filter, orderBy, pageSize = 1000 } = query;
    return this.#transport.send({
      operation,
      effect: 'read',
      method: 'POST',
      version: 'v2',
      path: ['datasets', dataset, 'data'],
      json: { fields, filter, orderBy, page, pageSize },
      expect: [200],
      decode: (answer) => judge(decodePage(answer, page, fields)),
      signal: query.signal,
    });
  }
}

type CountedPage = Pick<DatasetPage, 'rows' | 'page' | 'totalPages' | 'totalItems'>;

// Some answer a page past the last with the last one.
function pageOf(found: CountedPage, asked: number): PageOf<JsonObject> {
  if (found.page !== asked) throw new ShapeError(`expected page ${asked}, got page ${found.page}`);
  return { items: found.rows, total: found.totalItems, isLast: asked >= found.totalPages };
}

function assertQuery({ fields, pageSize }: Pick<DatasetQuery, 'fields' | 'pageSize'>): void {
  if (fields.length === 0 || fields.length > maxFields)
    throw new RangeError(`BambooHr: a page of a dataset has 1 to ${maxFields} fields`);
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= 1000))
    throw new RangeError('BambooHr: "pageSize" must be a whole number from 1 to 1000');
}

function toDataset(value: Json): Dataset {
  const raw = asObject(value, 'a dataset');
  return { name: asId(raw.name, 'the name of a dataset'), label: optionalText(raw.label), raw };
}

function decodeFields(answer: Answer, asked: number): PageOf<DatasetField> {
  const body = asObject(answer.json(), 'the fields of the dataset');
  const items = asArray(body.fields, 'the fields of the dataset').map((value) => {
    const raw = asObject(value, 'a field of the dataset');
    return {
      name: asId(raw.name, 'the name of a field'),
      label: optionalText(raw.label),
      entityName: optionalText(raw.entityName),
      raw,
    };
  });
  const pagination = isObject(body.pagination) ? body.pagination : {};
  const isLast = asked >= (optionalNumber(pagination.total_pages) ?? 1);
  return { items, total: optionalNumber(pagination.total_records), isLast };
}

function decodePage(answer: Answer, asked: number, fields: readonly string[]): DatasetPage {
  const raw = asObject(answer.json(), 'the page of the dataset');
  const meta = asObject(raw.meta, 'the meta of the page');
  const totalItems = optionalNumber(meta.totalItems);
  const totalPages = optionalNumber(meta.totalPages);
  if (totalItems === null || totalPages === null)
    throw new ShapeError('expected the number of rows and pages, got none');
  const rows = asArray(raw.data, 'the rows of the page').map((value) =>
    asMap(asObject(value, 'a row of the page').fields, 'the fields of a row'),
  );
  const missing = fields.filter((name) => rows.length > 0 && !rows.some((row) => Object.hasOwn(row, name)));
  return { rows, page: optionalNumber(meta.page) ?? asked, totalPages, totalItems, missing, raw };
}

function decodeSummary(answer: Answer, asked: number): DatasetSummary {
  const raw = asObject(answer.json(), 'the page of the dataset');
  const pagination = asObject(raw.pagination, 'the pagination');
  const totalItems = optionalNumber(pagination.total_records);
  const totalPages = optionalNumber(pagination.total_pages);
  if (totalItems === null || totalPages === null)
    throw new ShapeError('expected the number of rows and pages, got none');
  const page = optionalNumber(pagination.current_page) ?? asked;
  const groups = isObject(raw.data) ? Object.entries(raw.data).map(toGroup) : [];
  const rows = isObject(raw.data)
    ? groups.flatMap(([, members]) => members)
    : asArray(raw.data, 'the rows of the page').map(toRow);
  const aggregations = asArray(raw.aggregations ?? [], 'the aggregations').map(toAggregation);
  return { rows, groups: Object.fromEntries(groups), aggregations, page, totalPages, totalItems, raw };
}

function toGroup([group, members]: [string, Json]): [string, JsonObject[]] {
  return [group, asArray(members, 'the rows of a group').map(toRow)];
}

function toRow(value: Json): JsonObject {
  return asMap(value, 'a row of the page');
}

function toAggregation(value: Json): DatasetAggregation {
  const raw = asObject(value, 'an aggregation');
  return {
    field: asId(raw.field, 'the field of an aggregation'),
    aggregation: optionalText(raw.aggregationType),
    all: raw.all ?? null,
    groups: asMap(raw.groups ?? {}, 'the groups of an aggregation'),
    raw,
  };
}

function decodeOptions(answer: Answer): Record<string, DatasetOption[]> {
  const byField = Object.entries(asMap(answer.json(), 'the options')).map(([field, values]) => [
    field,
    asArray(values, 'the options of a field').map((value) => {
      const raw = asObject(value, 'an option');
      return { id: asId(raw.id, 'the id of an option'), value: optionalText(raw.value) };
    }),
  ]);
  return Object.fromEntries(byField);
}

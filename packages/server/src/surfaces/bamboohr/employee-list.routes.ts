import { JoineryError } from '@joinery/sdk';
import { listLists } from '../../modules/fields/lists.service.ts';
import { findMatches, type Match, readMatches } from '../../modules/reports/employee-queries.service.ts';
import type { SortRequest } from '../../modules/reports/employee-query.ts';
import type { Condition, FilterRequest } from '../../modules/reports/query-fields.ts';
import { type Answer, json } from './answer.ts';
import type { Area, Call } from './call.ts';
import {
  cursorTo,
  listColumns,
  listedEmployee,
  type OptionId,
  readCursor,
  sortFields,
} from './format/employee-list.ts';
import { toNumber } from './params.ts';

export const employeeList: Area = {
  style: 'employee-list',
  handlers: { 'GET /v1/employees': getEmployees },
};

const limits = { usual: 250, most: 2500 };

async function getEmployees(call: Call): Promise<Answer> {
  const columns = listColumns(textsOf(call, 'fields'));
  const limit = readLimit(call.query['page[limit]']);
  const sort = readSort(call.query.sort ?? '');
  const query = { filter: readFilter(call), sort, numbers: readIds(call), shown: [], onlyCurrent: true };
  const { matches } = await findMatches(call.context, call.principal, query);
  const from = startOf(call, matches, sort.length === 0);
  const lines = await readMatches(
    call.context,
    call.principal,
    columns.map(({ field }) => field),
    matches.slice(from, from + limit),
    { onlyCurrent: true },
  );
  const optionId = columns.some(({ option }) => option === true) ? await optionIds(call) : () => undefined;
  const nextCursor = cursorAt(matches, 'nextEmployee', from + limit);
  const prevCursor = from === 0 ? null : cursorAt(matches, 'prevEmployee', Math.max(0, from - limit));
  return json({
    data: lines.map(({ number, values }) =>
      listedEmployee(number, columns, values, { optionId, photoUrl: call.photoUrl }),
    ),
    meta: { total: matches.length, page: { limit, nextCursor, prevCursor } },
    _links: {
      self: { href: linkTo(call) },
      ...(nextCursor === null ? {} : { next: { href: linkTo(call, ['page[after]', nextCursor]) } }),
      ...(prevCursor === null ? {} : { prev: { href: linkTo(call, ['page[before]', prevCursor]) } }),
    },
  });
}

function cursorAt(
  matches: readonly Match[],
  direction: 'nextEmployee' | 'prevEmployee',
  index: number,
): string | null {
  const match = matches[index];
  return match === undefined ? null : cursorTo(direction, match.number);
}

function readLimit(text: string | undefined): number {
  if (text === undefined || text === '') return limits.usual;
  const limit = toNumber(text);
  if (limit === undefined || limit < 1 || limit > limits.most)
    throw new JoineryError('request.invalid', `page[limit] is a whole number from 1 to ${limits.most}.`);
  return limit;
}

/** Where the asked page begins. Who is gone is replaced by the next one, where the order allows it. */
function startOf({ query }: Call, matches: readonly Match[], byNumber: boolean): number {
  const [after, before] = [query['page[after]'], query['page[before]']];
  if (after !== undefined && before !== undefined)
    throw new JoineryError('reports.invalid_page', 'Send page[after] or page[before], not both.');
  const cursor = after ?? before;
  if (cursor === undefined) return 0;
  const number = readCursor(cursor);
  const index = matches.findIndex((match) =>
    byNumber ? match.number >= (number ?? Number.POSITIVE_INFINITY) : match.number === number,
  );
  if (index < 0) throw new JoineryError('reports.invalid_page', 'There is no page at this cursor.');
  return index;
}

const contained: Record<string, string> = {
  'filter[firstName]': 'firstName',
  'filter[lastName]': 'lastName',
};

function readFilter({ query }: Call): FilterRequest | undefined {
  const conditions: Condition[] = Object.entries(contained).flatMap(([name, field]) => {
    const value = query[name];
    return value === undefined || value === '' ? [] : [{ field, operator: 'contains', value }];
  });
  const title = query['filter[jobTitleName]'];
  if (title !== undefined && title !== '')
    conditions.push({ field: 'jobTitle', operator: 'contains', value: title });
  const status = query['filter[status]'];
  if (status !== undefined && status !== '') conditions.push(readStatus(status));
  return conditions.length === 0 ? undefined : { match: 'all', conditions };
}

function readStatus(text: string): Condition {
  if (!/^(active|inactive)$/i.test(text))
    throw new JoineryError('request.invalid', 'filter[status] is active or inactive.');
  return { field: 'status', operator: 'includes', value: [text] };
}

function readIds(call: Call): number[] | undefined {
  const texts = textsOf(call, 'filter[ids]');
  return texts.length === 0 ? undefined : texts.flatMap((text) => toNumber(text) ?? []);
}

function readSort(text: string): SortRequest[] {
  const names = text.split(',').filter((name) => name.trim() !== '');
  return names.map((asked) => {
    const descending = asked.trim().startsWith('-');
    const name = asked.trim().replace(/^-/, '');
    const field = Object.hasOwn(sortFields, name) ? sortFields[name] : undefined;
    if (field === undefined)
      throw new JoineryError('request.invalid', `sort knows ${Object.keys(sortFields).join(', ')}.`);
    return { field, descending };
  });
}

/** `name=a,b`, `name[]=a&name[]=b`, or both. */
function textsOf({ queryAll }: Call, name: string): string[] {
  return [...(queryAll[name] ?? []), ...(queryAll[`${name}[]`] ?? [])]
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

async function optionIds(call: Call): Promise<OptionId> {
  const lists = await listLists(call.context, call.principal);
  const byAlias = new Map(
    lists.map(({ number, options }) => [number, new Map(options.map(({ name, id }) => [name, id]))]),
  );
  return (alias, option) => byAlias.get(listNumbers[alias] ?? -1)?.get(option);
}

const listNumbers: Record<string, number> = {
  jobTitle: 17,
  department: 4,
  division: 1355,
  location: 18,
  employmentHistoryStatus: 16,
};

/**
 * The list's own address, with another cursor. Recorded on the company's host even when the call
 * came through the gateway; anywhere but at the real names that host would be somebody else's, so
 * there the caller's own form is kept.
 */
function linkTo({ baseUrl, principal, queryAll }: Call, cursor?: [string, string]): string {
  const url = new URL(`${baseUrl}/employees`);
  if (url.hostname === 'api.bamboohr.com') {
    url.hostname = `${principal.company.slug}.bamboohr.com`;
    url.pathname = '/api/v1/employees';
  }
  for (const [name, values] of Object.entries(queryAll))
    if (cursor === undefined || (name !== 'page[after]' && name !== 'page[before]'))
      for (const value of values) url.searchParams.append(name, value);
  if (cursor !== undefined) url.searchParams.set(...cursor);
  return url.href;
}

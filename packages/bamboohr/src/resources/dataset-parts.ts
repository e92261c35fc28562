// Rows of more columns than one request takes are asked for in parts, page by page, which are joined here.
import { ShapeError } from '../json.ts';
import { inParts, maxFields } from './arguments.ts';
import type { DatasetPage, DatasetQuery } from './datasets.ts';

const key = 'eeid';

// Every part has the key and the columns that it is ordered by, so that all parts stand in one order.
export function partsOf(query: DatasetQuery): DatasetQuery[] {
  const { orderBy = `${key} asc` } = query;
  const fields = [...new Set(query.fields)];
  if (fields.length <= maxFields) return [{ ...query, fields }];
  if (!fields.includes(key))
    throw new RangeError(
      `BambooHr: more than ${maxFields} fields are read in parts, and "${key}" must be among them to join these`,
    );
  const ordered = orderBy.split(',').map((rule) => rule.trim().split(/\s+/)[0] ?? '');
  const shared = [...new Set([key, ...ordered])].filter((name) => fields.includes(name));
  const rest = fields.filter((name) => !shared.includes(name));
  return inParts(rest, maxFields - shared.length).map((part) => ({
    ...query,
    orderBy,
    fields: [...shared, ...part],
  }));
}

/** Joins another part of a page to what is there of it. */
export function joinPages(whole: DatasetPage | undefined, part: DatasetPage): DatasetPage {
  if (whole === undefined) return part;
  const rows = whole.rows.map((row, at) => ({ ...row, ...part.rows[at] }));
  const isSame = whole.rows.every((row, at) => row[key] !== undefined && row[key] === part.rows[at]?.[key]);
  const isOnce = new Set(rows.map((row) => row[key])).size === rows.length;
  if (!isSame || !isOnce || rows.length !== part.rows.length || whole.totalItems !== part.totalItems)
    throw new ShapeError('expected the same rows in every part of the page, got others');
  return { ...whole, rows, missing: [...new Set([...whole.missing, ...part.missing])] };
}

import type { LocationType, PublicJobFilter } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Slice } from '../../platform/page.ts';
import type { parseJobReference } from './jobs.ts';

/** An open job that is published, with what everybody may know of it. */
export interface OpenJob {
  id: string;
  number: number;
  title: string;
  department: string | null;
  location: string | null;
  locationType: LocationType;
  employmentType: string | null;
  minimumExperience: string | null;
  compensation: string | null;
  description: string;
  publishedAt: string;
  updatedAt: string;
}

/** Newest first. */
export async function listPublic(tx: Transaction, filter: PublicJobFilter, slice: Slice): Promise<OpenJob[]> {
  let query = selectPublic(tx);
  for (const [name, column] of facetColumns) {
    const wanted = filter[name];
    if (wanted) query = query.where(column, '=', wanted);
  }
  if (filter.q) {
    const pattern = `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(sql<boolean>`(title ilike ${pattern} or description ilike ${pattern})`);
  }
  if (slice.after !== undefined) query = query.where('id', '<', slice.after);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toOpenJob);
}

/** Newest first. */
export async function listNumbers(
  tx: Transaction,
  limit: number,
): Promise<Pick<OpenJob, 'number' | 'updatedAt'>[]> {
  const rows = await tx
    .selectFrom('jobs')
    .select(['number', 'updated_at'])
    .where('status', '=', 'open')
    .where('published_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ number, updated_at }) => ({ number, updatedAt: updated_at.toISOString() }));
}

export async function findPublic(
  tx: Transaction,
  reference: ReturnType<typeof parseJobReference>,
): Promise<OpenJob | undefined> {
  const query = selectPublic(tx);
  const row = await ('id' in reference
    ? query.where('id', '=', reference.id)
    : query.where('number', '=', reference.number)
  ).executeTakeFirst();
  return row && toOpenJob(row);
}

const facetColumns = [
  ['department', 'department'],
  ['location', 'location'],
  ['employmentType', 'employment_type'],
] as const;
type Facet = (typeof facetColumns)[number][0];
export type Facets = Record<Facet, string[]>;

/** What open jobs can be filtered by, each in order of the alphabet. */
export async function listFacets(tx: Transaction): Promise<Facets> {
  const found = await Promise.all(
    facetColumns.map(async ([name, column]) => {
      const rows = await tx
        .selectFrom('jobs')
        .select(column)
        .distinct()
        .where('status', '=', 'open')
        .where('published_at', 'is not', null)
        .where(column, 'is not', null)
        .orderBy(column)
        .limit(200)
        .execute();
      return [name, rows.map((row) => String(Object.values(row)[0])).filter((text) => text !== '')];
    }),
  );
  return Object.fromEntries(found) as Facets;
}

function selectPublic(tx: Transaction) {
  return tx
    .selectFrom('jobs')
    .select([
      'id',
      'number',
      'title',
      'department',
      'location',
      'location_type',
      'employment_type',
      'minimum_experience',
      'compensation',
      'description',
      'published_at',
      'updated_at',
    ])
    .where('status', '=', 'open')
    .where('published_at', 'is not', null);
}

function toOpenJob(
  row: Awaited<ReturnType<ReturnType<typeof selectPublic>['executeTakeFirstOrThrow']>>,
): OpenJob {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    department: row.department,
    location: row.location,
    locationType: row.location_type as LocationType,
    employmentType: row.employment_type,
    minimumExperience: row.minimum_experience,
    compensation: row.compensation,
    description: row.description,
    publishedAt: (row.published_at ?? row.updated_at).toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

import { type MappingDefinition, mappingDefinition } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { HireMappings } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';

export interface MappingVersion {
  version: number;
  definition: MappingDefinition;
  createdBy: string;
  createdAt: Date;
}

/** Makes others who would save a version of this connection's mapping wait until the transaction ends. */
export async function lockMapping(tx: Transaction, connectionId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`hire mapping of ${connectionId}`}, 0))`.execute(
    tx,
  );
}

export async function findLatest(tx: Transaction, connectionId: string): Promise<MappingVersion | undefined> {
  const [latest] = await listVersions(tx, connectionId, { limit: 0 });
  return latest;
}

/** Newest first, and one more than asked for. */
export async function listVersions(
  tx: Transaction,
  connectionId: string,
  { after, limit }: Slice,
): Promise<MappingVersion[]> {
  let query = tx.selectFrom('hire_mappings').selectAll().where('connection_id', '=', connectionId);
  if (after !== undefined) query = query.where('version', '<', Number(after));
  const rows = await query
    .orderBy('version', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toVersion);
}

export async function insertVersion(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  { version, definition, createdBy, createdAt }: MappingVersion,
): Promise<void> {
  await tx
    .insertInto('hire_mappings')
    .values({
      company_id: companyId,
      connection_id: connectionId,
      version,
      definition: JSON.stringify(definition),
      created_by: createdBy,
      created_at: createdAt,
    })
    .execute();
}

function toVersion(row: Selectable<HireMappings>): MappingVersion {
  return {
    version: row.version,
    definition: mappingDefinition.parse(row.definition),
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

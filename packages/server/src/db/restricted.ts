import { sql } from 'kysely';
import type { Transaction } from './database.ts';

/** For what means those too who are restricted: their erasure, their export, a copy of the whole company. */
export async function showRestricted(tx: Transaction): Promise<void> {
  await sql`select set_config('joinery.sees_restricted', 'on', true)`.execute(tx);
}

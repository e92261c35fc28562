// Which tables hold the state of a company. The catalogue of the database is asked, so that a table
// that somebody adds is part of every snapshot by itself; the exceptions stand here.

/** Who may come in, and the snapshots themselves: no snapshot holds them, restoring leaves them alone. */
export const keptTables: readonly string[] = [
  'users',
  'access_levels',
  'api_keys',
  'publishable_keys',
  'sessions',
  'oauth_apps',
  'oauth_grants',
  'oauth_codes',
  'oauth_tokens',
  'oauth_signing_keys',
  'file_holds',
  'sandbox_snapshots',
  'sandbox_snapshot_rows',
];

/**
 * Emptied by restoring: answers that are remembered speak of what is not there any more, and how a
 * provider takes requests is learned again.
 */
export const forgottenTables: readonly string[] = [
  'idempotency_keys',
  'intake_submissions',
  'bulk_lines',
  'careers_forms',
  'connection_gates',
];

export interface CompanyTable {
  name: string;
  columns: string[];
  /** Tables with company_id that its foreign keys point to. */
  references: string[];
}

export function isState({ name }: Pick<CompanyTable, 'name'>): boolean {
  return !keptTables.includes(name) && !forgottenTables.includes(name);
}

/** Every table behind those that it refers to: what happens to a row's parent happens first. */
export function parentsFirst(tables: readonly CompanyTable[]): CompanyTable[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<CompanyTable>();
  const add = (table: CompanyTable, path: readonly string[]): void => {
    if (ordered.has(table) || path.includes(table.name)) return;
    for (const parent of table.references) {
      const found = byName.get(parent);
      if (found !== undefined) add(found, [...path, table.name]);
    }
    ordered.add(table);
  };
  for (const table of tables) add(table, []);
  return [...ordered];
}

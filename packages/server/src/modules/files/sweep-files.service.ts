// Takes away what is left over: rows of files that nothing refers to any more (an employee was
// deleted), and bytes that no row names (the server was killed between storing them and the
// commit). An upload under way has bytes without a row for seconds; what is swept is a day old.
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import * as repository from './files.repository.ts';
import { discardFiles } from './files.service.ts';

type Deps = Pick<Context, 'db' | 'clock' | 'storage' | 'log'>;

const dayMs = 86_400_000;
const batchSize = 1000;
/** So many may always go; more only as long as they are the smaller part of what is stored. */
const alwaysAllowed = 100;

export interface Swept {
  rows: number;
  bytes: number;
}

/** Repeating it does no harm, nor does a stop at any instant: what is left over then goes the next time. */
export async function sweepFiles(deps: Deps): Promise<Swept> {
  const swept = { rows: await sweepRows(deps), bytes: await sweepBytes(deps) };
  if (swept.rows + swept.bytes > 0) deps.log.info(swept, 'files without an owner were removed');
  return swept;
}

async function sweepRows(deps: Deps): Promise<number> {
  const createdBefore = dayAgo(deps);
  let count = 0;
  for (const { id } of await listCompanies(deps))
    for (let removed = batchSize; removed === batchSize; ) {
      const files = await deps.db.inCompany(id, (tx) =>
        repository.removeUnnamed(tx, { createdBefore, limit: batchSize }),
      );
      await discardFiles(deps, files);
      removed = files.length;
      count += removed;
    }
  return count;
}

async function sweepBytes(deps: Deps): Promise<number> {
  const { nameless, seen } = await findNameless(deps);
  // A database that knows so little of what is stored here is more likely the wrong one.
  if (nameless.length > Math.max(alwaysAllowed, seen / 2)) {
    deps.log.error(
      { nameless: nameless.length, seen },
      'most stored files have no row in this database; none was removed. Is it the right database?',
    );
    return 0;
  }
  await discardFiles(
    deps,
    nameless.map((storageKey) => ({ storageKey })),
  );
  return nameless.length;
}

async function findNameless(deps: Deps): Promise<{ nameless: string[]; seen: number }> {
  const storedBefore = dayAgo(deps);
  const nameless: string[] = [];
  let seen = 0;
  let batch: string[] = [];
  const judge = async () => {
    seen += batch.length;
    nameless.push(...(await withoutRow(deps, batch)));
    batch = [];
  };
  for await (const { key, storedAt } of deps.storage.list()) {
    if (storedAt >= storedBefore) continue;
    batch.push(key);
    if (batch.length === batchSize) await judge();
  }
  await judge();
  return { nameless, seen };
}

async function withoutRow(deps: Deps, keys: string[]): Promise<string[]> {
  const left = new Set(keys);
  // Read anew for each batch: a company may have come since the last one.
  for (const { id } of await listCompanies(deps)) {
    if (left.size === 0) break;
    const named = await deps.db.inCompany(id, (tx) => repository.listNamedKeys(tx, [...left]));
    for (const key of named) left.delete(key);
  }
  return [...left];
}

function dayAgo({ clock }: Deps): Date {
  return new Date(clock.now().getTime() - dayMs);
}

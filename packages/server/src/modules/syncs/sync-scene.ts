// What every step of a sync begins with, read afresh: none of it may be kept by the engine.
import { type Company, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { getCompany } from '../companies/companies.service.ts';
import { getCatalogue, listOptions } from '../fields/fields.service.ts';
import type { Catalogue } from '../fields/fields.ts';
import { knownCatalogue } from './mirror-catalogue.service.ts';
import type { KnownCatalogue } from './mirror-plan.ts';
import type { KnownOptions } from './mirror-values.ts';
import { findMirror, type Mirror } from './mirrors.repository.ts';
import type { SyncRun } from './sync-run.ts';
import { findSync, type SyncRow } from './syncs.repository.ts';
import { type SyncCursor, startOf } from './syncs.ts';

export interface Scene {
  company: Company;
  sync: SyncRow;
  cursor: SyncCursor;
  mirror: Mirror;
  /** Ours. */
  catalogue: Catalogue;
  /** The account's, as it was discovered last. */
  account: KnownCatalogue | undefined;
}

/** Runs `work` in a transaction that commits only while this process still owns the run. */
export async function owned<T>(run: SyncRun, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return run.context.db.inCompany(run.companyId, async (tx) => {
    await run.ctx.assertStillOwner(tx);
    return work(tx);
  });
}

/** @throws JoineryError `connections.disabled`, `syncs.not_mirrored` */
export async function readScene(tx: Transaction, run: SyncRun): Promise<Scene> {
  const { companyId, connectionId, syncId } = run;
  const sync = await findSync(tx, syncId);
  const mirror = await findMirror(tx, connectionId);
  if (sync === undefined || mirror === undefined)
    throw new JoineryError('syncs.not_found', 'The sync is gone.');
  if (!mirror.peopleSource)
    throw new JoineryError(
      'syncs.not_mirrored',
      `${mirror.connectionName} mirrors nobody any more. Switch “Mirror people” on there to read the account again.`,
    );
  if (!mirror.enabled)
    throw new JoineryError(
      'connections.disabled',
      `The connection ${mirror.connectionName} is switched off. Switch it on to go on.`,
    );
  return {
    company: await getCompany(tx, companyId),
    sync,
    cursor: sync.cursor ?? startOf('discover'),
    mirror,
    catalogue: await getCatalogue(tx, companyId),
    account: knownCatalogue(mirror),
  };
}

export async function readOptions(tx: Transaction): Promise<KnownOptions> {
  const names = new Map<number, string[]>();
  const known = new Map<number, Set<string>>();
  for (const { listNumber, name } of await listOptions(tx)) {
    (names.get(listNumber) ?? set(names, listNumber, [])).push(name);
    (known.get(listNumber) ?? set(known, listNumber, new Set())).add(name.toLowerCase());
  }
  return {
    has: (list, text) => known.get(list)?.has(text.trim().toLowerCase()) === true,
    names: (list) => names.get(list) ?? [],
  };
}

function set<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}

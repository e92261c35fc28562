// What an account has, in our catalogue: fields, tables, lists, and who can sign in there.
import { createHash } from 'node:crypto';
import type { SourceCatalogue, SourceField, SourceList } from '@joinery/connectors';
import type { Transaction } from '../../db/database.ts';
import { storableJson } from '../../platform/storable-text.ts';
import { mirrorFields, mirrorLists } from '../fields/mirrored-fields.service.ts';
import type { OptionNames } from '../fields/mirrored-fields.ts';
import type { KnownCatalogue } from './mirror-plan.ts';
import { findMirror, type Mirror, updateMirror } from './mirrors.repository.ts';
import { replaceProviderUsers } from './provider-users.repository.ts';

interface Discovered extends KnownCatalogue {
  hash: string;
}

export function knownCatalogue({ discovered }: Pick<Mirror, 'discovered'>): KnownCatalogue | undefined {
  return (discovered as Discovered | null) ?? undefined;
}

/** Brings our catalogue where the account's is. An unchanged one writes nothing but when it was looked at. */
export async function followCatalogue(
  tx: Transaction,
  companyId: string,
  mirror: Mirror,
  told: SourceCatalogue,
  now: Date,
): Promise<void> {
  const { users, ...found } = storableJson(told);
  const before = mirror.discovered as Discovered | null;
  const catalogue = withVanished(before, found);
  if (users !== null) await replaceProviderUsers(tx, companyId, mirror.connectionId, users, now);
  const hash = createHash('sha256').update(JSON.stringify(catalogue)).digest('base64url');
  if (before?.hash === hash) {
    await updateMirror(tx, mirror.connectionId, { discoveredAt: now });
    return;
  }
  await mirrorFields(tx, companyId, catalogue);
  if (found.lists !== null)
    await mirrorLists(tx, companyId, found.lists, { before: optionNames(before), now });
  await updateMirror(tx, mirror.connectionId, { discovered: { hash, ...catalogue }, discoveredAt: now });
}

/**
 * What a key may not see any more is still there, and is asked for: otherwise nobody would notice that
 * it does not come. Whoever removed it at the provider leaves it out.
 */
function withVanished(before: KnownCatalogue | null, found: KnownCatalogue): KnownCatalogue {
  const { fields, tables, lists } = found;
  const tablesBefore = before?.tables ?? null;
  const tablesNow = (tables ?? []).map((table) => {
    const known = tablesBefore?.find(({ alias }) => alias === table.alias);
    return { ...table, columns: fieldsWith(known?.columns ?? [], table.columns) };
  });
  const shown = new Set(tablesNow.map(({ alias }) => alias));
  const vanished = (tablesBefore ?? []).filter(({ alias }) => !shown.has(alias));
  return {
    fields: fieldsWith(before?.fields ?? [], fields),
    tables: tables === null ? tablesBefore : [...tablesNow, ...vanished],
    lists: lists ?? before?.lists ?? null,
  };
}

function fieldsWith(before: readonly SourceField[], now: readonly SourceField[]): SourceField[] {
  const ids = new Set(now.map(({ id }) => id));
  const aliases = new Set(now.map(({ alias }) => alias));
  const vanished = before.filter(({ id, alias }) => !ids.has(id) && (alias === null || !aliases.has(alias)));
  return [...now, ...vanished];
}

/** A list as the provider had it when its catalogue was read last. */
export async function readSourceList(
  tx: Transaction,
  connectionId: string,
  fieldId: string,
): Promise<SourceList | undefined> {
  const mirror = await findMirror(tx, connectionId);
  return mirror && knownCatalogue(mirror)?.lists?.find((list) => list.fieldId === fieldId);
}

function optionNames(before: Discovered | null): Record<string, OptionNames> {
  return Object.fromEntries(
    (before?.lists ?? []).map(({ fieldId, options }) => [
      fieldId,
      Object.fromEntries(options.map(({ id, name }) => [id, name.trim()])),
    ]),
  );
}

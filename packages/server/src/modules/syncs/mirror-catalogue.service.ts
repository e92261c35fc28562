// What an account has, in our catalogue: fields, tables, lists, and who can sign in there.
import { createHash } from 'node:crypto';
import type { SourceCatalogue } from '@joinery/connectors';
import type { Transaction } from '../../db/database.ts';
import { mirrorFields, mirrorLists } from '../fields/mirrored-fields.service.ts';
import type { OptionNames } from '../fields/mirrored-fields.ts';
import type { KnownCatalogue } from './mirror-plan.ts';
import { type Mirror, updateMirror } from './mirrors.repository.ts';
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
  { users, ...found }: SourceCatalogue,
  now: Date,
): Promise<void> {
  const before = mirror.discovered as Discovered | null;
  // What a key may not see any more is still there.
  const catalogue: KnownCatalogue = {
    fields: found.fields,
    tables: found.tables ?? before?.tables ?? null,
    lists: found.lists ?? before?.lists ?? null,
  };
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

function optionNames(before: Discovered | null): Record<string, OptionNames> {
  return Object.fromEntries(
    (before?.lists ?? []).map(({ fieldId, options }) => [
      fieldId,
      Object.fromEntries(options.map(({ id, name }) => [id, name.trim()])),
    ]),
  );
}

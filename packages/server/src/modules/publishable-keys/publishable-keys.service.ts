// Keys that stand in web pages. They open one thing, which is to send an application, and only from
// the pages that the company names: whoever copies one can do no more than apply.
import {
  type Company,
  JoineryError,
  type PublishableKey,
  type PublishableKeyInput,
  type PublishableKeyPatch,
} from '@joinery/sdk';
import { isSecret, newSecret } from '../../platform/crypto/api-key.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import * as repository from './publishable-keys.repository.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

export async function listPublishableKeys(
  context: Pick<Scope, 'db'>,
  principal: Principal,
): Promise<PublishableKey[]> {
  assertArea(principal, 'settings.company', 'view');
  return context.db.inCompany(principal.companyId, repository.listKeys);
}

export async function createPublishableKey(
  context: Scope,
  principal: Principal,
  input: PublishableKeyInput,
): Promise<PublishableKey> {
  assertArea(principal, 'settings.company', 'edit');
  const id = newId('pky');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const key = { ...input, id, key: newSecret('pk'), createdAt: context.clock.now() };
    await repository.insertKey(tx, principal.companyId, key);
    return repository.getKey(tx, id);
  });
}

/** @throws JoineryError `publishable_keys.not_found` */
export async function updatePublishableKey(
  context: Scope,
  principal: Principal,
  id: string,
  patch: PublishableKeyPatch,
): Promise<PublishableKey> {
  assertArea(principal, 'settings.company', 'edit');
  const change = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return context.db.inCompany(principal.companyId, async (tx) => {
    await repository.updateKey(tx, id, change);
    return repository.getKey(tx, id);
  });
}

/** @throws JoineryError `publishable_keys.not_found` */
export async function removePublishableKey(context: Scope, principal: Principal, id: string): Promise<void> {
  assertArea(principal, 'settings.company', 'edit');
  await context.db.inCompany(principal.companyId, (tx) => repository.removeKey(tx, id));
}

/** Who sends from a web page: what the key is for, and nobody's rights. */
export interface PublicCaller {
  keyId: string;
  name: string;
  company: Company;
  origins: readonly string[];
  maxPerHour: number;
}

/** Undefined for what is no enabled key. */
export async function findPublicCaller(
  context: Pick<Context, 'db' | 'clock'>,
  key: string,
): Promise<PublicCaller | undefined> {
  if (!isSecret('pk', key)) return undefined;
  const row = await context.db.lookingUp(key, (tx) => repository.findByKey(tx, key));
  if (row === undefined) return undefined;
  const now = context.clock.now();
  const company = await context.db.inCompany(row.companyId, async (tx) => {
    // Not for each application: their transactions would wait for each other at this row.
    const isNoted = now.getTime() - Date.parse(row.lastUsedAt ?? '1970-01-01') < 60_000;
    if (!isNoted) await repository.noteUse(tx, row.id, now);
    return getCompany(tx, row.companyId);
  });
  return { keyId: row.id, name: row.name, company, origins: row.origins, maxPerHour: row.maxPerHour };
}

/** @throws JoineryError `publishable_keys.origin_refused` */
export function assertOrigin(caller: PublicCaller, origin: string | undefined): void {
  if (origin !== undefined && caller.origins.includes(origin)) return;
  throw new JoineryError(
    'publishable_keys.origin_refused',
    'This key is for pages whose origins are listed with it, in a browser. List the origin, or send from a server with an API key.',
  );
}

/** Whether an enabled key lists the page: of the company, or of any where none is given. */
export async function isOriginListed(
  context: Pick<Context, 'db'>,
  origin: string,
  company?: Company,
): Promise<boolean> {
  const look = (tx: Parameters<typeof repository.isOriginListed>[0]) => repository.isOriginListed(tx, origin);
  return company === undefined ? context.db.lookingUp(origin, look) : context.db.inCompany(company.id, look);
}

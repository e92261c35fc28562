import type { ApiKey, ApiKeyInput, Company, CreatedApiKey } from '@joinery/sdk';
import { isApiKey, newApiKey, previewOf } from '../../platform/crypto/api-key.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { assertMayManageUser, findPrincipal, getUser } from '../users/users.service.ts';
import * as repository from './keys.repository.ts';

// A key's last use is written at most this often, so that reading does not become writing.
const lastUseResolutionMs = 60_000;

/**
 * The principal whose key this is, with the rights that its user has at this moment. Undefined
 * for anything that is not a live key of an enabled user.
 */
export async function authenticateKey(
  context: Pick<Context, 'db' | 'secrets' | 'clock'>,
  key: string,
): Promise<Principal | undefined> {
  if (!isApiKey(key)) return undefined;
  const hash = context.secrets.hash(key);
  const holder = await repository.findKeyHolder(context.db, hash);
  if (holder === undefined) return undefined;
  await noteUse(context, holder);
  const kept = principals.get(hash);
  if (kept?.stamp === holder.stamp) return kept.principal;
  const principal = await readPrincipal(context, holder);
  if (principal !== undefined) keep(hash, { stamp: holder.stamp, principal });
  return principal;
}

export interface Guess {
  principal: Principal;
  /** For the work that is begun; its first quick read takes the question along. */
  db: Context['db'];
  /** Whether the key still is theirs, with these rights. What the work has read counts only then. */
  holds(): Promise<boolean>;
}

/** Whose key this was when it was last used, for work that is begun while the database is asked. */
export function guessHolder(
  context: Pick<Context, 'db' | 'secrets' | 'clock'>,
  key: string,
): Guess | undefined {
  if (!isApiKey(key)) return undefined;
  const hash = context.secrets.hash(key);
  const kept = principals.get(hash);
  if (kept === undefined) return undefined;
  const { db, holder } = repository.besideKeyHolder(context.db, hash);
  const holds = async () => {
    const found = await holder();
    if (found?.stamp !== kept.stamp) return false;
    await noteUse(context, found);
    return true;
  };
  return { principal: kept.principal, db, holds };
}

/** Whether a key that lets nobody in would, were its user of this company not disabled. */
export async function isKeyOfDisabledUser(
  { db, secrets }: Pick<Context, 'db' | 'secrets'>,
  { id }: Pick<Company, 'id'>,
  key: string,
): Promise<boolean> {
  if (!isApiKey(key)) return false;
  return db.reading(id, (tx) => repository.isOfDisabledUser(tx, secrets.hash(key)));
}

interface KeptPrincipal {
  stamp: string;
  principal: Principal;
}

// Asked of the database at each request is whether they still hold, not what they are.
const principals = new Map<string, KeptPrincipal>();
const maxPrincipals = 1000;

function keep(hash: string, kept: KeptPrincipal): void {
  principals.delete(hash);
  const [oldest] = principals.keys();
  if (principals.size >= maxPrincipals && oldest !== undefined) principals.delete(oldest);
  principals.set(hash, kept);
}

async function readPrincipal(
  { db }: Pick<Context, 'db'>,
  { keyId, companyId, userId, fieldsVersion }: repository.KeyHolder,
): Promise<Principal | undefined> {
  return db.reading(companyId, async (tx) => {
    const principal = await findPrincipal(tx, userId, await getCompany(tx, companyId), 'key');
    const keyMaker = await repository.findMaker(tx, keyId);
    return principal && Object.freeze({ ...principal, fieldsVersion, keyMaker });
  });
}

/** Keys whose use is being written down: one of many requests at once does it for all. */
const noting = new Set<string>();

async function noteUse(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { keyId, companyId, lastUsedAt }: repository.KeyHolder,
): Promise<void> {
  const now = clock.now();
  if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() <= lastUseResolutionMs) return;
  if (noting.has(keyId)) return;
  noting.add(keyId);
  try {
    await db.inCompany(companyId, (tx) => repository.updateLastUse(tx, keyId, now));
  } finally {
    noting.delete(keyId);
  }
}

/**
 * Makes a key for oneself, or for a user whose rights one has. The answer holds the only copy. A key
 * that another person made does all that its user may do, but it answers no approvals.
 *
 * @throws JoineryError `users.not_found`, `access.forbidden`.
 */
export async function createKey(
  context: Pick<Context, 'db' | 'secrets'>,
  principal: Principal,
  input: ApiKeyInput,
): Promise<CreatedApiKey> {
  const userId = input.userId ?? principal.userId;
  if (userId !== principal.userId) assertArea(principal, 'settings.users', 'edit');
  const key = newApiKey();
  return context.db.inCompany(principal.companyId, async (tx) => {
    const owner = await getUser(tx, userId);
    if (userId !== principal.userId) await assertMayManageUser(tx, principal, owner);
    const id = newId('key');
    const hash = context.secrets.hash(key);
    await repository.insertKey(tx, principal.companyId, {
      id,
      userId,
      name: input.name,
      preview: previewOf(key),
      hash,
      // Whoever made the key that this one is made with has this one, too.
      madeBy: principal.via === 'key' ? (principal.keyMaker ?? 'unknown') : principal.userId,
    });
    return { ...(await repository.getKey(tx, id)), key };
  });
}

/** All keys for those who manage users, one's own for everybody else. */
export async function listKeys(context: Pick<Context, 'db'>, principal: Principal): Promise<ApiKey[]> {
  const onlyOwn = hasArea(principal, 'settings.users', 'view') ? undefined : principal.userId;
  return context.db.inCompany(principal.companyId, (tx) => repository.listKeys(tx, onlyOwn));
}

/** Stops a key from the next request on. Revoking twice is no error. */
export async function revokeKey(
  context: Pick<Context, 'db'>,
  principal: Principal,
  id: string,
): Promise<ApiKey> {
  return context.db.inCompany(principal.companyId, async (tx) => {
    const key = await repository.getKey(tx, id);
    if (key.owner.id !== principal.userId) assertArea(principal, 'settings.users', 'edit');
    await repository.revokeKey(tx, id);
    return repository.getKey(tx, id);
  });
}

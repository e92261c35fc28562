import type { ApiKey, ApiKeyInput, CreatedApiKey } from '@joinery/sdk';
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
  const owner = await context.db.lookingUp(hash, (tx) => repository.findKeyOwner(tx, hash));
  if (owner === undefined) return undefined;
  return context.db.inCompany(owner.companyId, async (tx) => {
    const now = context.clock.now();
    if (owner.lastUsedAt === null || now.getTime() - owner.lastUsedAt.getTime() > lastUseResolutionMs)
      await repository.updateLastUse(tx, owner.keyId, now);
    return findPrincipal(tx, owner.userId, await getCompany(tx, owner.companyId), 'key');
  });
}

/**
 * Makes a key for oneself, or for a user whose rights one has. The answer holds the only copy.
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

// Applications that may ask a company's people for access. To register one is a right over users:
// it decides who may ask, and nothing about what anybody allows.
import {
  type CreatedOauthApp,
  JoineryError,
  type OauthApp,
  type OauthAppInput,
  type OauthAppPatch,
} from '@joinery/sdk';
import { isSecret, newSecret, previewOf } from '../../platform/crypto/api-key.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import * as repository from './oauth-apps.repository.ts';

type Deps = Pick<Context, 'db' | 'secrets' | 'clock'>;

export async function listOauthApps(deps: Pick<Deps, 'db'>, principal: Principal): Promise<OauthApp[]> {
  assertArea(principal, 'settings.users', 'view');
  return deps.db.inCompany(principal.companyId, repository.listApps);
}

/**
 * Registers an application. The answer holds the only copy of its secret.
 *
 * @throws JoineryError `access.forbidden`.
 */
export async function createOauthApp(
  deps: Deps,
  principal: Principal,
  input: OauthAppInput,
): Promise<CreatedOauthApp> {
  assertArea(principal, 'settings.users', 'edit');
  const id = newId('oap');
  const isAsking = input.kind === 'oauth';
  const secret = isAsking ? newSecret('jns') : null;
  return deps.db.inCompany(principal.companyId, async (tx) => {
    await repository.insertApp(tx, principal.companyId, {
      id,
      kind: input.kind,
      name: input.name,
      clientId: newSecret('jni'),
      redirectUris: isAsking ? input.redirectUris : [],
      scopes: isAsking ? input.scopes : [],
      secret: secret === null ? null : storable(deps, secret),
    });
    return { ...(await repository.getApp(tx, id)), clientSecret: secret };
  });
}

/** @throws JoineryError `access.forbidden`, `oauth.app_not_found`, `request.invalid`. */
export async function updateOauthApp(
  deps: Deps,
  principal: Principal,
  id: string,
  patch: OauthAppPatch,
): Promise<OauthApp> {
  assertArea(principal, 'settings.users', 'edit');
  return deps.db.inCompany(principal.companyId, async (tx) => {
    const { kind } = await repository.getApp(tx, id);
    if (kind !== 'oauth' && (patch.redirectUris !== undefined || patch.scopes !== undefined))
      throw asksNobody();
    const change = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    await repository.updateApp(tx, id, change, deps.clock.now());
    return repository.getApp(tx, id);
  });
}

/** Makes a new secret; the old one stops at once. @throws JoineryError as {@link updateOauthApp}. */
export async function rotateSecret(deps: Deps, principal: Principal, id: string): Promise<CreatedOauthApp> {
  assertArea(principal, 'settings.users', 'edit');
  const secret = newSecret('jns');
  return deps.db.inCompany(principal.companyId, async (tx) => {
    const { kind } = await repository.getApp(tx, id);
    if (kind !== 'oauth') throw asksNobody();
    await repository.updateApp(tx, id, { secret: storable(deps, secret) }, deps.clock.now());
    return { ...(await repository.getApp(tx, id)), clientSecret: secret };
  });
}

/** Removes an application with all grants and tokens. @throws JoineryError as {@link updateOauthApp}. */
export async function removeOauthApp(deps: Deps, principal: Principal, id: string): Promise<void> {
  assertArea(principal, 'settings.users', 'edit');
  await deps.db.inCompany(principal.companyId, async (tx) => {
    await repository.getApp(tx, id);
    await repository.removeApp(tx, id);
  });
}

/** The application with this client id, of any kind. */
export async function findOauthApp(
  deps: Pick<Deps, 'db'>,
  companyId: string,
  clientId: string,
): Promise<OauthApp | undefined> {
  if (!isSecret('jni', clientId)) return undefined;
  return deps.db.inCompany(companyId, (tx) => repository.findAppByClient(tx, clientId));
}

function storable({ secrets }: Pick<Deps, 'secrets'>, secret: string): repository.AppSecret {
  return { hash: secrets.hash(secret), preview: previewOf(secret) };
}

function asksNobody(): JoineryError {
  return new JoineryError(
    'request.invalid',
    'Only an application that asks in the browser has a secret, redirect addresses and scopes.',
  );
}

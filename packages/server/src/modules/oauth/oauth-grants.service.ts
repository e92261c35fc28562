import type { OauthGrant } from '@joinery/sdk';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import * as repository from './oauth-grants.repository.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

/** All grants for those who manage users, one's own for everybody else. */
export async function listOauthGrants(
  deps: Deps,
  principal: Principal,
  { appId }: { appId?: string | undefined },
): Promise<OauthGrant[]> {
  const userId = hasArea(principal, 'settings.users', 'view') ? undefined : principal.userId;
  return deps.db.inCompany(principal.companyId, (tx) =>
    repository.listGrants(tx, { userId, appId }, deps.clock.now()),
  );
}

/**
 * Stops every token of a grant from the next request on. Revoking twice is no error.
 *
 * @throws JoineryError `oauth.grant_not_found`, `access.forbidden`.
 */
export async function revokeOauthGrant(deps: Deps, principal: Principal, id: string): Promise<void> {
  const now = deps.clock.now();
  await deps.db.inCompany(principal.companyId, async (tx) => {
    const grant = await repository.getGrant(tx, id, now);
    if (grant.user.id !== principal.userId) assertArea(principal, 'settings.users', 'edit');
    await repository.revokeGrant(tx, id, now);
  });
}

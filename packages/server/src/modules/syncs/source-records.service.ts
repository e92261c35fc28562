import type { ProviderUser, Quarantined } from '@joinery/sdk';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import * as repository from './source-records.repository.ts';

type Reading = Pick<Context, 'config' | 'db' | 'clock' | 'secrets' | 'egress'>;

/**
 * Records of the account that cannot be read.
 *
 * @throws JoineryError `connections.not_found`
 */
export async function listQuarantine(
  context: Reading,
  principal: Principal,
  connectionId: string,
  slice: Slice,
): Promise<Sliced<Quarantined>> {
  await getConnection(context, principal, connectionId);
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listQuarantine(tx, connectionId, slice),
  );
  const { items, after } = toSliced(rows, slice.limit, repository.placeAfter);
  return { items: items.map((row) => ({ ...row, since: row.since.toISOString() })), after };
}

/**
 * Who can sign in at the provider. They are users there: whoever may not see users here does not see them.
 *
 * @throws JoineryError `connections.not_found`
 */
export async function listProviderUsers(
  context: Reading,
  principal: Principal,
  connectionId: string,
  slice: Slice,
): Promise<Sliced<ProviderUser>> {
  assertArea(principal, 'settings.users', 'view');
  await getConnection(context, principal, connectionId);
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listProviderUsers(tx, connectionId, slice),
  );
  const { items, after } = toSliced(rows, slice.limit, ({ id }) => id);
  return { items: items.map((row) => ({ ...row, seenAt: row.seenAt.toISOString() })), after };
}

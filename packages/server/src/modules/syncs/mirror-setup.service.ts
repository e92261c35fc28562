// Making a connection the people source of its company, and the reverse.
import { type Connection, JoineryError, type MirrorSettings } from '@joinery/sdk';
import { holdWriters, type Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { forgetElsewhere } from '../employee-files/mirrored-files.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { dropSourceWebhook } from '../source-webhooks/source-webhooks.service.ts';
import { nextAt, nextChangesAt } from './mirror-schedule.ts';
import * as repository from './mirrors.repository.ts';
import { requestSync } from './syncs.service.ts';

/**
 * Sets up what is mirrored of an account, and when. With `peopleSource` the company's employees are
 * the account's from now on, and all of them are read at once. Without, mirrored employees become
 * the company's own records. Of several with the same work e-mail only one can: the others stay
 * marked as mirrored until their addresses differ.
 *
 * @throws JoineryError `connections.not_found`, `connections.company_not_empty`, `connections.disabled`
 */
export async function setUpMirror(
  context: Context,
  principal: Principal,
  connectionId: string,
  input: MirrorSettings,
): Promise<Connection> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId, company } = principal;
  await context.db.outside(async (tx) => {
    // Whoever is writing an employee finishes first, and whoever begins later sees where people are kept.
    await holdWriters(tx, companyId);
    const mirror = await getMirror(tx, connectionId);
    const now = context.clock.now();
    if (input.peopleSource && !mirror.peopleSource) await begin(tx, companyId, mirror);
    if (!input.peopleSource && mirror.peopleSource) {
      await end(tx, companyId, connectionId);
      await dropSourceWebhook(context, tx, { companyId, connectionId });
    }
    await repository.updateMirror(tx, connectionId, {
      peopleSource: input.peopleSource,
      settings: input,
      nextSyncAt: input.peopleSource ? nextChangesAt(now, input.changesEveryMinutes, Math.random()) : null,
      nextFullSyncAt: input.peopleSource ? nextAt(now, company.timeZone, input.fullSyncAt) : null,
    });
    await insertEvents(tx, companyId, [
      { type: 'connections.updated', subjectId: connectionId, payload: { changed: ['mirror'] } },
    ]);
    if (input.peopleSource && isReadingDue(mirror, input))
      await requestSync(context, tx, {
        companyId,
        connectionId,
        kind: 'full',
        reason: mirror.peopleSource ? 'manual' : 'first',
      });
  });
  return getConnection(context, principal, connectionId);
}

function isReadingDue(before: repository.Mirror, { tables, leaveOut }: MirrorSettings): boolean {
  if (!before.peopleSource || before.settings === null) return true;
  const { settings } = before;
  return JSON.stringify([settings.tables, settings.leaveOut]) !== JSON.stringify([tables, leaveOut]);
}

async function begin(tx: Transaction, companyId: string, mirror: repository.Mirror): Promise<void> {
  const { connectionId, enabled, connectionName } = mirror;
  if (!enabled)
    throw new JoineryError(
      'connections.disabled',
      `The connection ${connectionName} is switched off. Switch it on before people are read by it.`,
    );
  const [other] = await repository.listMirrors(tx);
  if (other !== undefined)
    throw new JoineryError(
      'connections.company_not_empty',
      `The employees of this company come from ${other.connectionName}. Switch that off first.`,
    );
  if (await repository.hasOtherEmployees(tx, connectionId))
    throw new JoineryError(
      'connections.company_not_empty',
      'This company has employees of its own. Only a company without them can mirror an account: make a new one for it.',
    );
  await repository.takeEmployeesBack(tx, connectionId);
  await repository.updateMirror(tx, connectionId, {
    syncedTo: null,
    fullSyncedAt: null,
    tablesSyncedTo: null,
  });
  await repository.raiseNumbers(tx, companyId);
}

async function end(tx: Transaction, companyId: string, connectionId: string): Promise<void> {
  await repository.releaseEmployees(tx);
  await forgetElsewhere(tx, connectionId);
  await repository.raiseNumbers(tx, companyId);
  await repository.updateMirror(tx, connectionId, {
    syncedTo: null,
    fullSyncedAt: null,
    tablesSyncedTo: null,
  });
}

async function getMirror(tx: Transaction, connectionId: string): Promise<repository.Mirror> {
  await repository.lockMirrors(tx, connectionId);
  const mirror = await repository.findMirror(tx, connectionId);
  if (mirror === undefined) throw new JoineryError('connections.not_found', 'There is no such connection.');
  return mirror;
}

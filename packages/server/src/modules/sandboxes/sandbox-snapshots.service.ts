// The whole state of a sandbox company, put away under a name and put back. Users, access levels and
// keys are not part of it: who could come in can still come in. Workflows are left alone: one whose
// record is gone ends by finding nothing, and what webhooks were still to be told is told again.
import { type Company, JoineryError, type SandboxRestored, type SandboxSnapshot } from '@joinery/sdk';
import { holdWriters, type Transaction } from '../../db/database.ts';
import { showRestricted } from '../../db/restricted.ts';
import type { Principal } from '../access/principal.ts';
import { type CompanyState, lockCompany, updateCompanyState } from '../companies/companies.service.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import type { EventPlace } from '../events/events.service.ts';
import { afterRemoving, discardFiles, holdFiles, releaseFiles } from '../files/files.service.ts';
import { findRelayPlace, relayFrom } from '../webhooks/webhook-relay.service.ts';
import { forgottenTables, isState, parentsFirst } from './company-tables.ts';
import * as repository from './sandbox-snapshots.repository.ts';
import { assertSandboxOwner } from './sandboxes.ts';

/** Taken by itself when a sandbox is made. */
export const seedSnapshot = 'seed';

interface KeptCompany extends CompanyState {
  webhooks?: EventPlace;
}

export async function listSnapshots(
  context: Pick<Context, 'db'>,
  principal: Principal,
): Promise<SandboxSnapshot[]> {
  assertSandboxOwner(principal);
  return context.db.inCompany(principal.companyId, repository.listSnapshots);
}

/** @throws JoineryError `sandbox.snapshot_exists`; `access.forbidden` outside a sandbox company. */
export async function takeSnapshot(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<SandboxSnapshot> {
  assertSandboxOwner(principal);
  const takenAt = context.clock.now();
  return context.db.outside(async (tx) => {
    await holdWriters(tx, principal.companyId);
    await showRestricted(tx);
    const company = await companyState(tx, principal.company);
    if (!(await repository.insertSnapshot(tx, principal.companyId, { name, company, takenAt })))
      throw new JoineryError(
        'sandbox.snapshot_exists',
        `There is a snapshot ${name} already. Remove it first, or choose another name.`,
      );
    const tables = (await repository.listCompanyTables(tx)).filter(isState);
    const rows = await repository.insertSnapshotRows(tx, principal.companyId, name, tables);
    await holdFiles(tx, principal.companyId, holderOf(name));
    return { name, rows, takenAt: takenAt.toISOString() };
  });
}

async function companyState(tx: Transaction, company: Pick<Company, 'id'>): Promise<KeptCompany> {
  const { timeZone, currency, clockOffsetSeconds, rolledTo } = await lockCompany(tx, company.id);
  const webhooks = await findRelayPlace(tx, company.id);
  return { timeZone, currency, clockOffsetSeconds, rolledTo, ...(webhooks && { webhooks }) };
}

/**
 * Makes the company what it was, as one transaction: rows that differ are taken away and put back.
 * Requests to it wait meanwhile.
 *
 * @throws JoineryError `sandbox.snapshot_not_found`; `access.forbidden` outside a sandbox company.
 */
export async function restoreSnapshot(
  context: Pick<Context, 'db' | 'clock' | 'storage' | 'log'>,
  principal: Principal,
  name: string,
): Promise<SandboxRestored> {
  assertSandboxOwner(principal);
  const counts = { removed: 0, added: 0 };
  const unneeded = await context.db.outside(async (tx) => {
    await holdWriters(tx, principal.companyId);
    await showRestricted(tx);
    const kept = (await repository.findSnapshotCompany(tx, name)) as KeptCompany | undefined;
    if (kept === undefined) throw notFound(name);
    const { webhooks, ...state } = kept;
    const current = await lockCompany(tx, principal.companyId);
    const files = await afterRemoving(tx, async () => {
      Object.assign(counts, await putBack(tx, name));
    });
    await updateCompanyState(tx, principal.companyId, state);
    await relayFrom(tx, principal.companyId, webhooks, companyNow(context, { ...current, ...state }));
    return files;
  });
  await discardFiles(context, unneeded);
  return { name, ...counts };
}

async function putBack(tx: Transaction, name: string): Promise<{ removed: number; added: number }> {
  const tables = parentsFirst((await repository.listCompanyTables(tx)).filter(isState));
  const links = await repository.listUserLinks(tx);
  await repository.deferReferences(tx);
  let [removed, added] = [0, 0];
  // All of the old goes before any of the new comes: names and numbers may have changed hands.
  for (const table of tables) removed += await repository.removeOthers(tx, name, table);
  for (const table of tables) added += await repository.insertMissing(tx, name, table);
  for (const table of forgottenTables) await repository.emptyTable(tx, { name: table });
  await repository.restoreUserLinks(tx, links);
  await repository.checkReferences(tx);
  return { removed, added };
}

/** @throws JoineryError `sandbox.snapshot_not_found`; `access.forbidden` outside a sandbox company. */
export async function removeSnapshot(
  context: Pick<Context, 'db' | 'storage' | 'log'>,
  principal: Principal,
  name: string,
): Promise<void> {
  assertSandboxOwner(principal);
  const unneeded = await context.db.inCompany(principal.companyId, async (tx) => {
    if (!(await repository.removeSnapshot(tx, name))) throw notFound(name);
    return releaseFiles(tx, holderOf(name));
  });
  await discardFiles(context, unneeded);
}

function holderOf(name: string): string {
  return `snapshot ${name}`;
}

function notFound(name: string): JoineryError {
  return new JoineryError('sandbox.snapshot_not_found', `There is no snapshot ${name}.`);
}

// What begins hires by themselves on a connection, and who has to agree before one is sent.
import { type HireTriggers, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { assertReachable } from '../approvals/ask-approvals.service.ts';
import { assertConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import * as repository from './hire-triggers.repository.ts';

/** @throws JoineryError `connections.not_found` */
export async function getHireTriggers(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
  connectionId: string,
): Promise<HireTriggers> {
  assertArea(principal, 'hiring.hires', 'view');
  return db.inCompany(principal.companyId, async (tx) => {
    await assertConnection(tx, connectionId);
    return { items: await repository.listTriggers(tx, connectionId) };
  });
}

/**
 * Replaces all triggers of a connection. What has begun already goes on as it began.
 *
 * @throws JoineryError `connections.not_found`, `jobs.not_found`, `request.invalid`,
 * `approvals.too_few_approvers`, `users.not_found`, `access_levels.not_found`
 */
export async function putHireTriggers(
  deps: Pick<Context, 'db' | 'approvalSubjects'>,
  principal: Principal,
  connectionId: string,
  { items }: HireTriggers,
): Promise<HireTriggers> {
  assertArea(principal, 'hiring.hires', 'edit');
  assertArea(principal, 'settings.connections', 'edit');
  assertOnePerJob(items);
  return deps.db.inCompany(principal.companyId, async (tx) => {
    await assertConnection(tx, connectionId);
    const jobIds = items.flatMap(({ jobId }) => jobId ?? []);
    if (!(await repository.hasJobs(tx, jobIds)))
      throw new JoineryError('jobs.not_found', 'A trigger names a job that does not exist.');
    const subject = { kind: 'hire' as const };
    for (const { approval: rules } of items)
      if (rules !== null) await assertReachable(deps, tx, { subject, rules, authors: [] });
    await repository.replaceTriggers(tx, principal.companyId, connectionId, items);
    return { items: await repository.listTriggers(tx, connectionId) };
  });
}

/** What holds for hires of a job on a connection: the job's own trigger, or the one for all. */
export async function findHireTrigger(
  tx: Transaction,
  connectionId: string,
  jobId: string,
): Promise<HireTriggers['items'][number] | undefined> {
  const triggers = await repository.listTriggers(tx, connectionId);
  return triggers.find((trigger) => trigger.jobId === jobId) ?? triggers.find(({ jobId: id }) => id === null);
}

function assertOnePerJob(items: HireTriggers['items']): void {
  const jobs = items.map(({ jobId }) => jobId ?? '');
  const twice = jobs.findIndex((job, index) => jobs.indexOf(job) !== index);
  if (twice === -1) return;
  throw new JoineryError('request.invalid', 'Each job has one trigger, and all others share one.', {
    issues: [{ path: `items.${twice}.jobId`, message: 'is named twice' }],
  });
}

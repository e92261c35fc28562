import { type JobStatus, JoineryError } from '@joinery/sdk';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { jobClosed, jobPublished, jobUpdated } from './jobs.events.ts';
import * as repository from './jobs.repository.ts';
import { findJobInScope, lockJobInScope } from './jobs.service.ts';
import type { JobView } from './jobs.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/**
 * Opens the job and shows it to everybody. What is published already stays as it is.
 *
 * @throws JoineryError `jobs.deleted`
 */
export async function publishJob(context: Scope, principal: Principal, reference: string): Promise<JobView> {
  assertArea(principal, 'hiring.jobs', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { id, status } = await lockJobInScope(tx, principal, reference);
    if (status === 'deleted')
      throw new JoineryError('jobs.deleted', 'The job was deleted. Give it another status first.');
    const before = await findJobInScope(tx, principal, id);
    if (before.publishedAt !== null) return before;
    const at = context.clock.now();
    await repository.updateJob(tx, id, { status: 'open' }, at);
    await repository.setPublished(tx, id, at);
    const changed = [...(status === 'open' ? [] : ['status']), 'publishedAt'];
    await insertEvents(tx, principal.companyId, [jobUpdated(id, changed), jobPublished(id)]);
    return findJobInScope(tx, principal, id);
  });
}

/** Takes no applications any more, and is shown no more. What is closed already changes only its status. */
export async function closeJob(
  context: Scope,
  principal: Principal,
  reference: string,
  { status }: { status: Exclude<JobStatus, 'open' | 'draft' | 'deleted'> },
): Promise<JobView> {
  assertArea(principal, 'hiring.jobs', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const before = await lockJobInScope(tx, principal, reference);
    if (before.status !== status) {
      await repository.updateJob(tx, before.id, { status }, context.clock.now());
      const closed = before.status === 'open' ? [jobClosed(before.id)] : [];
      await insertEvents(tx, principal.companyId, [jobUpdated(before.id, ['status']), ...closed]);
    }
    return findJobInScope(tx, principal, before.id);
  });
}

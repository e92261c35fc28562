// A connection whose key the provider refuses: it stops at once, one request every quarter of an hour
// tries whether the key works again, and when it does, what waited goes on. Told once each.
import type { Transaction } from '../../db/database.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import * as repository from './connection-stops.repository.ts';
import { connectionResumed, connectionStopped } from './connections.events.ts';

type Deps = Pick<Context, 'clock' | 'engine'>;

/** Names of workflows, which are stored. */
export const probeConnectionName = 'probe-connection';
export const resumeConnectionName = 'resume-connection';

/** Wakes a workflow that waits for the next probe: there is something new to try. */
export const newKeyTopic = 'new-key';

/** Kept in the workflow tables, so ids only. */
export interface ConnectionInput {
  companyId: string;
  connectionId: string;
}

export function probeRun(connectionId: string, stops: number): string {
  return `${probeConnectionName}/${connectionId}/${stops}`;
}

interface Refused {
  companyId: string;
  id: string;
  /** With which key it was called: an answer about an older one counts no more. */
  sealedCredentials: string;
}

export async function stopConnection(
  { clock, engine }: Deps,
  tx: Transaction,
  { companyId, id, sealedCredentials, probeMs }: Refused & { probeMs: number },
): Promise<void> {
  const stop = await repository.lockStop(tx, id);
  if (stop === undefined || stop.sealedCredentials !== sealedCredentials) return;
  const now = clock.now();
  const nextProbeAt = new Date(now.getTime() + probeMs);
  if (stop.stoppedAt !== null) {
    await repository.updateStop(tx, id, { nextProbeAt, health: 'unauthorized' });
    return;
  }
  const stops = stop.stops + 1;
  await repository.updateStop(tx, id, { stoppedAt: now, nextProbeAt, stops, health: 'unauthorized' });
  await insertEvents(tx, companyId, [connectionStopped(id)]);
  await engine.enqueue<ConnectionInput>(tx, {
    workflow: probeConnectionName,
    id: probeRun(id, stops),
    partition: id,
    input: { companyId, connectionId: id },
  });
}

export async function resumeConnection(
  { engine }: Deps,
  tx: Transaction,
  { companyId, id, sealedCredentials }: Refused,
): Promise<void> {
  const stop = await repository.lockStop(tx, id);
  if (stop === undefined || stop.stoppedAt === null || stop.sealedCredentials !== sealedCredentials) return;
  await repository.updateStop(tx, id, { stoppedAt: null, nextProbeAt: null, health: 'unknown' });
  await insertEvents(tx, companyId, [connectionResumed(id)]);
  await engine.enqueue<ConnectionInput>(tx, {
    workflow: resumeConnectionName,
    id: `${resumeConnectionName}/${id}/${stop.stops}`,
    partition: id,
    input: { companyId, connectionId: id },
  });
  // It waits for a probe that is not needed any more.
  await engine.signal({ workflowId: probeRun(id, stop.stops), topic: newKeyTopic, message: null }, tx);
}

/** There is another key: it is tried at once. Nothing happens when the connection is not stopped. */
export async function hurryProbe({ clock, engine }: Deps, tx: Transaction, id: string): Promise<void> {
  const stop = await repository.lockStop(tx, id);
  if (stop === undefined || stop.stoppedAt === null) return;
  await repository.updateStop(tx, id, { nextProbeAt: clock.now() });
  await engine.signal({ workflowId: probeRun(id, stop.stops), topic: newKeyTopic, message: null }, tx);
}

/** Whether the provider refuses the key. Nobody stops or resumes the connection until `tx` ends. */
export async function isStopped(tx: Transaction, id: string): Promise<boolean> {
  return repository.isStopped(tx, id);
}

/** How long until the next probe; undefined when none is needed any more. */
export async function nextProbeMs(
  { clock }: Pick<Deps, 'clock'>,
  tx: Transaction,
  id: string,
): Promise<number | undefined> {
  const stop = await repository.lockStop(tx, id);
  if (stop === undefined || stop.stoppedAt === null) return undefined;
  return Math.max(0, (stop.nextProbeAt?.getTime() ?? 0) - clock.now().getTime());
}

/**
 * Takes the probe that is due, so that no other is made before the next one is due, whoever dies.
 * False when it is not due, or not wanted.
 */
export async function claimProbe(
  { clock }: Pick<Deps, 'clock'>,
  tx: Transaction,
  id: string,
  probeMs: number,
): Promise<boolean> {
  const stop = await repository.lockStop(tx, id);
  const now = clock.now();
  if (stop === undefined || stop.stoppedAt === null) return false;
  if (stop.nextProbeAt !== null && stop.nextProbeAt > now) return false;
  await repository.updateStop(tx, id, { nextProbeAt: new Date(now.getTime() + probeMs) });
  return stop.enabled;
}

// Who was known and did not come: asked for among the deleted, and staged as gone or missing.
import type { Transaction } from '../../db/database.ts';
import type { SyncRun } from './sync-run.ts';
import { owned, type Scene } from './sync-scene.ts';
import * as staging from './sync-staging.repository.ts';
import { settle, type Turn } from './sync-turn.service.ts';
import * as repository from './syncs.repository.ts';
import { startOf } from './syncs.ts';

const hourMs = 3_600_000;

export async function findGone(turn: Turn): Promise<undefined> {
  const { run, reader, scene, signal, now } = turn;
  const { sync, mirror } = scene;
  const missing = await run.context.db.inCompany(run.companyId, (tx) => listMissing(tx, run, scene));
  const seen = await run.context.db.inCompany(run.companyId, (tx) =>
    staging.countSeen(tx, run.syncId, 'people:0'),
  );
  // What is missing since longer would have been told as deleted by the lists of changes.
  const isAsking =
    missing.some(({ missingSince }) => missingSince === null) && (seen > 0 || sync.kind !== 'full');
  const deleted = new Set<string>();
  if (isAsking) {
    const from = new Date(Math.min(now.getTime(), mirror.fullSyncedAt?.getTime() ?? 0) - 24 * hourMs);
    const { changes } = await (await reader.source()).listChanges(from, signal);
    for (const { employeeId, action } of changes) if (action === 'deleted') deleted.add(employeeId);
  }
  await owned(run, async (tx) => {
    // The list of changes does not go back to who has waited for a decision since.
    const ids = missing.map(({ providerId }) => providerId);
    for (const id of await staging.listHeldDeletions(tx, run, ids)) deleted.add(id);
    const gone = missing.map(({ providerId }): [string, 'deleted' | 'missing'] => [
      providerId,
      deleted.has(providerId) ? 'deleted' : 'missing',
    ]);
    await stageGone(tx, run, gone, turn.callId);
    await settle(tx, turn);
    await staging.removeRowsOfNobody(tx, run);
    const changed = await staging.countStagedPeople(tx, run.syncId);
    await repository.setCounts(tx, run.syncId, { seen, unchanged: Math.max(0, seen - changed) });
    await repository.updateSync(tx, run.syncId, {
      cursor: startOf('read'),
      problem: null,
      waitingUntil: null,
    });
  });
}

async function listMissing(
  tx: Transaction,
  run: SyncRun,
  { sync }: Scene,
): Promise<{ providerId: string; missingSince: Date | null }[]> {
  const ids = sync.plan?.ids;
  // An incremental sync without changes has read nobody.
  if (sync.kind !== 'full' && (ids === undefined || ids.length === 0)) return [];
  const unseen = await staging.listUnseen(tx, run, 'people:0');
  if (ids === undefined) return unseen;
  const wanted = new Set(ids);
  return unseen.filter(({ providerId }) => wanted.has(providerId));
}

export async function stageGone(
  tx: Transaction,
  run: SyncRun,
  gone: readonly [string, 'deleted' | 'missing'][],
  callId: string | null,
): Promise<void> {
  const records = gone.map(([providerId, how]) => ({
    providerId,
    hash: how,
    payload: { kind: 'gone', how } as const,
  }));
  await staging.stage(tx, run, { stream: 'gone', callId }, records);
}

// A job gets another pipeline, and its applications go along.
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import { applicationMoved } from '../applications/applications.events.ts';
import { insertEvents } from '../events/events.service.ts';
import { matchStages, noPipeline } from '../pipelines/pipelines.ts';
import { holdStages, listStagesIn } from '../stages/stages.service.ts';
import * as repository from './jobs.repository.ts';

/**
 * The caller holds the job, so nobody applies meanwhile; nor does anybody move.
 *
 * @throws JoineryError `pipelines.not_found`, `pipelines.no_stage`
 */
export async function changePipeline(
  tx: Transaction,
  { companyId }: Principal,
  job: { id: string; pipelineId: string },
  { pipelineId, at }: { pipelineId: string; at: Date },
): Promise<void> {
  if (job.pipelineId === pipelineId) return;
  const target = await holdStages(tx, pipelineId);
  if (target.length === 0) throw noPipeline();
  const occupied = await repository.holdOccupiedStages(tx, job.id);
  const before = (await listStagesIn(tx, job.pipelineId)).filter(({ id }) => occupied.has(id));
  const matched = matchStages(before, target);
  const moved = await repository.moveApplications(tx, { jobId: job.id, pipelineId, matched, at });
  await repository.setPipeline(tx, job.id, pipelineId);
  const kinds = new Map(target.map(({ id, kind }) => [id, kind]));
  await insertEvents(
    tx,
    companyId,
    moved.map(({ fromStageId, toStageId, ...application }) =>
      applicationMoved(application, { fromStageId, toStageId, toKind: kinds.get(toStageId) ?? 'active' }),
    ),
  );
}

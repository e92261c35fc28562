import { JoineryError, type Stage, type StageInput, type StagePatch } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import * as repository from './stages.repository.ts';
import { defaultStages, neededKinds, noStage, reorder } from './stages.ts';

type Scope = Pick<Context, 'db'>;

/** Makes the pipeline that a new company starts with. */
export async function seedPipeline(tx: Transaction, companyId: string): Promise<void> {
  const pipelineId = newId('pip');
  await repository.insertPipeline(tx, companyId, pipelineId);
  const stages = defaultStages.map((stage, position) => ({
    ...stage,
    id: newId('stg'),
    pipelineId,
    position,
  }));
  await repository.insertStages(tx, companyId, stages);
}

/** Stages of one pipeline, or of all, in their order. */
export async function listStages(
  context: Scope,
  principal: Principal,
  pipelineId?: string,
): Promise<repository.StageRow[]> {
  assertArea(principal, 'hiring.jobs', 'view');
  return context.db.inCompany(principal.companyId, (tx) => repository.listStages(tx, pipelineId));
}

export async function createStage(context: Scope, principal: Principal, input: StageInput): Promise<Stage> {
  assertArea(principal, 'hiring.jobs', 'edit');
  const id = newId('stg');
  const { stages: number } = await takeNumbers(context, principal.companyId, { stages: 1 });
  return changing(context, principal, async (tx) => {
    const pipelineId = input.pipelineId ?? (await repository.getDefaultPipelineId(tx));
    const stages = await repository.lockStages(tx, pipelineId);
    if (stages.length === 0) throw new JoineryError('pipelines.not_found', 'There is no such pipeline.');
    const stage = { id, number, pipelineId, name: input.name, kind: input.kind, position: stages.length };
    await repository.insertStages(tx, principal.companyId, [stage]);
    await repository.updateStageOrder(
      tx,
      reorder(
        stages.map((s) => s.id),
        id,
        input.position,
      ),
    );
    return getStage(tx, id);
  });
}

/** @throws JoineryError `stages.in_use` for another kind while applications stand in the stage. */
export async function updateStage(
  context: Scope,
  principal: Principal,
  id: string,
  patch: StagePatch,
): Promise<Stage> {
  assertArea(principal, 'hiring.jobs', 'edit');
  return changing(context, principal, async (tx) => {
    const { stage, stages } = await lockWithSiblings(tx, id);
    const kind = patch.kind ?? stage.kind;
    // Otherwise a whole column of people would be hired or rejected without a move of theirs.
    if (kind !== stage.kind) await assertReplaceable(tx, stage, stages);
    await repository.updateStage(tx, id, { name: patch.name ?? stage.name, kind });
    if (patch.position !== undefined)
      await repository.updateStageOrder(
        tx,
        reorder(
          stages.map((s) => s.id),
          id,
          patch.position,
        ),
      );
    return getStage(tx, id);
  });
}

/** @throws JoineryError `stages.in_use`, `stages.needed` */
export async function deleteStage(context: Scope, principal: Principal, id: string): Promise<void> {
  assertArea(principal, 'hiring.jobs', 'edit');
  await changing(context, principal, async (tx) => {
    const { stage, stages } = await lockWithSiblings(tx, id);
    await assertReplaceable(tx, stage, stages);
    await repository.removeStage(tx, id);
    await repository.updateStageOrder(
      tx,
      stages.map((s) => s.id).filter((other) => other !== id),
    );
  });
}

/** Stages of a new pipeline, in their order. @throws JoineryError `stages.needed`, `stages.name_taken` */
export async function insertStages(
  tx: Transaction,
  companyId: string,
  pipelineId: string,
  stages: readonly { number: number; name: string; kind: Stage['kind'] }[],
): Promise<void> {
  const lacking = neededKinds.find((kind) => !stages.some((stage) => stage.kind === kind));
  if (lacking !== undefined)
    throw new JoineryError('stages.needed', `A pipeline needs a stage of kind ${lacking}.`);
  if (new Set(stages.map(({ name }) => name.toLowerCase())).size < stages.length) throw nameTaken();
  const rows = stages.map((stage, position) => ({ ...stage, id: newId('stg'), pipelineId, position }));
  await repository.insertStages(tx, companyId, rows);
}

/** For services that have checked the rights: of one pipeline or of all, in their order. */
export async function listStagesIn(tx: Transaction, pipelineId?: string): Promise<Stage[]> {
  return repository.listStages(tx, pipelineId);
}

/** The stages of a pipeline, held as they are until the transaction ends. */
export async function holdStages(tx: Transaction, pipelineId: string): Promise<Stage[]> {
  const stages = await repository.listStages(tx, pipelineId);
  const held = await Promise.all(stages.map(({ id }) => repository.lockStage(tx, id)));
  return held.filter((stage) => stage !== undefined);
}

/** The pipeline that new jobs get. */
export async function getDefaultPipelineId(tx: Transaction): Promise<string> {
  return repository.getDefaultPipelineId(tx);
}

/** The stage that a new application for a job enters, held as it is until the transaction ends. */
export async function lockEntryStage(tx: Transaction, jobId: string): Promise<Stage | undefined> {
  return repository.lockFirstNew(tx, jobId);
}

/** A stage of this pipeline, held as it is until the transaction ends. */
export async function lockStageOf(tx: Transaction, pipelineId: string, id: string): Promise<Stage> {
  const stage = await repository.lockStage(tx, id);
  if (stage === undefined || stage.pipelineId !== pipelineId) throw noStage();
  return stage;
}

/** All stages of the pipeline that this stage is of. */
export async function listStagesLike(tx: Transaction, id: string): Promise<Stage[]> {
  return repository.listStages(tx, (await getStage(tx, id)).pipelineId);
}

/** The same by its number. @throws JoineryError `stages.not_found` */
export async function lockStageNumbered(tx: Transaction, pipelineId: string, number: number): Promise<Stage> {
  const stages = await repository.listStages(tx, pipelineId);
  const found = stages.find((stage) => stage.number === number);
  if (found === undefined) throw noStage();
  return lockStageOf(tx, pipelineId, found.id);
}

async function lockWithSiblings(
  tx: Transaction,
  id: string,
): Promise<{ stage: repository.StageRow; stages: repository.StageRow[] }> {
  const found = await repository.findStage(tx, id);
  const stages = found === undefined ? [] : await repository.lockStages(tx, found.pipelineId);
  const stage = stages.find((s) => s.id === id);
  if (stage === undefined) throw noStage();
  return { stage, stages };
}

async function assertReplaceable(
  tx: Transaction,
  stage: repository.StageRow,
  stages: repository.StageRow[],
): Promise<void> {
  if (await repository.isStageUsed(tx, stage.id))
    throw new JoineryError(
      'stages.in_use',
      'Applications stand in this stage; move them to another one first.',
    );
  const last = stages.filter((other) => other.kind === stage.kind).length === 1;
  if (last && neededKinds.includes(stage.kind))
    throw new JoineryError('stages.needed', `This is the pipeline’s only stage of kind ${stage.kind}.`);
}

async function changing<T>(
  context: Scope,
  principal: Principal,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await context.db.inCompany(principal.companyId, work);
  } catch (cause) {
    if (brokenConstraint(cause) !== 'stages_name') throw cause;
    throw nameTaken(cause);
  }
}

function nameTaken(cause?: unknown): JoineryError {
  return new JoineryError('stages.name_taken', 'The pipeline has a stage with this name; choose another.', {
    cause,
  });
}

async function getStage(tx: Transaction, id: string): Promise<Stage> {
  const stage = await repository.findStage(tx, id);
  if (stage === undefined) throw noStage();
  return stage;
}

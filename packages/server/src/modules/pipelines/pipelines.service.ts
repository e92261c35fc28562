import { JoineryError, type Pipeline, type PipelineInput, type PipelinePatch } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { hiringScope } from '../jobs/jobs.ts';
import { insertStages, listStages, listStagesIn } from '../stages/stages.service.ts';
import { defaultStages } from '../stages/stages.ts';
import { pipelineCreated, pipelineRemoved, pipelineUpdated } from './pipelines.events.ts';
import * as repository from './pipelines.repository.ts';
import { noPipeline } from './pipelines.ts';

type Scope = Pick<Context, 'db'>;

/** The default one first. Whoever sees only assigned jobs sees the pipelines of these. */
export async function listPipelines(context: Scope, principal: Principal): Promise<Pipeline[]> {
  assertArea(principal, 'hiring.jobs', 'view');
  return context.db.inCompany(principal.companyId, (tx) => listIn(tx, principal));
}

export async function getPipeline(context: Scope, principal: Principal, id: string): Promise<Pipeline> {
  assertArea(principal, 'hiring.jobs', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getIn(tx, principal, id));
}

/** @throws JoineryError `pipelines.name_taken`, `pipelines.not_found` for `copyOf`, `stages.needed` */
export async function createPipeline(
  context: Scope,
  principal: Principal,
  { name, stages, copyOf }: PipelineInput,
): Promise<Pipeline> {
  assertMayEditAll(principal);
  const { companyId } = principal;
  const copied = copyOf === undefined ? undefined : await listStages(context, principal, copyOf);
  if (copied?.length === 0) throw noPipeline();
  const wanted = (stages ?? copied ?? defaultStages).map(({ name, kind }) => ({ name, kind }));
  const { stages: first } = await takeNumbers(context, companyId, { stages: wanted.length });
  const id = newId('pip');
  return naming(context, principal, async (tx) => {
    await repository.insertPipeline(tx, companyId, { id, name });
    await insertStages(
      tx,
      companyId,
      id,
      wanted.map((stage, index) => ({ ...stage, number: first + index })),
    );
    await insertEvents(tx, companyId, [pipelineCreated(id)]);
    return getIn(tx, principal, id);
  });
}

/** @throws JoineryError `pipelines.name_taken`, `pipelines.not_found` */
export async function updatePipeline(
  context: Scope,
  principal: Principal,
  id: string,
  { name, isDefault }: PipelinePatch,
): Promise<Pipeline> {
  assertMayEditAll(principal);
  return naming(context, principal, async (tx) => {
    if (isDefault) await repository.lockDefault(tx, principal.companyId);
    if ((await repository.lockPipeline(tx, id)) === undefined) throw noPipeline();
    if (name !== undefined) await repository.renamePipeline(tx, id, name);
    if (isDefault) await repository.setDefault(tx, id);
    const changed = [...(name === undefined ? [] : ['name']), ...(isDefault ? ['isDefault'] : [])];
    await insertEvents(tx, principal.companyId, [pipelineUpdated(id, changed)]);
    return getIn(tx, principal, id);
  });
}

/** @throws JoineryError `pipelines.in_use` for the default one and while a job uses it. */
export async function removePipeline(context: Scope, principal: Principal, id: string): Promise<void> {
  assertMayEditAll(principal);
  try {
    await context.db.inCompany(principal.companyId, async (tx) => {
      const pipeline = await repository.lockPipeline(tx, id);
      if (pipeline === undefined) throw noPipeline();
      if (pipeline.isDefault || (await repository.isPipelineUsed(tx, id))) throw inUse();
      await repository.removePipeline(tx, id);
      await insertEvents(tx, principal.companyId, [pipelineRemoved(id)]);
    });
  } catch (cause) {
    if (brokenConstraint(cause) === undefined) throw cause;
    throw inUse(cause);
  }
}

// A pipeline may be that of jobs that somebody with assigned jobs only does not see.
function assertMayEditAll(principal: Principal): void {
  assertArea(principal, 'hiring.jobs', 'edit');
  if (hiringScope(principal).sight === undefined) return;
  throw new JoineryError(
    'access.forbidden',
    'Your access level shows assigned jobs only; pipelines are changed by those who see all jobs.',
  );
}

async function listIn(tx: Transaction, principal: Principal): Promise<Pipeline[]> {
  const rows = await repository.listPipelines(tx, hiringScope(principal));
  const stages = Map.groupBy(await listStagesIn(tx), ({ pipelineId }) => pipelineId);
  return rows.map((row) => ({ ...row, stages: stages.get(row.id) ?? [] }));
}

async function getIn(tx: Transaction, principal: Principal, id: string): Promise<Pipeline> {
  const found = (await listIn(tx, principal)).find((pipeline) => pipeline.id === id);
  if (found === undefined) throw noPipeline();
  return found;
}

async function naming<T>(
  context: Scope,
  principal: Principal,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await context.db.inCompany(principal.companyId, work);
  } catch (cause) {
    if (brokenConstraint(cause) !== 'pipelines_name') throw cause;
    throw new JoineryError('pipelines.name_taken', 'There is a pipeline with this name; choose another.', {
      cause,
    });
  }
}

function inUse(cause?: unknown): JoineryError {
  return new JoineryError(
    'pipelines.in_use',
    'The pipeline is the default one, or jobs use it: give them another one first.',
    { cause },
  );
}

// Who completed which training.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene, seesEverybody } from '../employees/employee-scene.ts';
import { listPeople } from '../employees/employees.service.ts';
import type { VisibleEmployee } from '../employees/visible-employees.service.ts';
import { insertEvents } from '../events/events.service.ts';
import * as repository from './training-records.repository.ts';
import { recorded, removed } from './trainings.events.ts';
import { findType, listTypes, lockType } from './trainings.repository.ts';
import type { RecordDetails, TrainingRecord } from './trainings.ts';
import { getForTraining, trainingPart } from './trainings-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

/** @throws JoineryError `employees.not_found`, `access.forbidden`. */
export async function listRecords(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
): Promise<TrainingRecord[]> {
  return inScene(deps, principal, async (scene) => {
    const employee = await getForTraining(scene, employeeNumber, 'view');
    return repository.listRecords(scene.tx, employee.id);
  });
}

/**
 * Records a completed training. Employees may do so for themselves where the type lets them.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `request.invalid` for an unknown type.
 */
export async function recordTraining(
  deps: Deps,
  principal: Principal,
  employeeNumber: number,
  { typeId, ...details }: RecordDetails & { typeId: number },
): Promise<TrainingRecord> {
  return inScene(deps, principal, async (scene) => {
    // What is missing here must not tell that an employee exists, or which types there are.
    await getForTraining(scene, employeeNumber, 'complete');
    await lockType(scene.tx, typeId, 'use');
    const type = await findType(scene.tx, typeId);
    const need = type?.selfCompletion === true ? 'complete' : 'edit';
    const employee = await getForTraining(scene, employeeNumber, need);
    if (type === undefined) throw new JoineryError('request.invalid', `There is no training type ${typeId}.`);
    const record = { employeeId: employee.id, typeId, ...details };
    const [id] = await repository.insertRecords(scene.tx, principal.companyId, [record]);
    if (id === undefined) throw new Error('a record that was inserted has no id');
    await insertEvents(scene.tx, principal.companyId, [recorded(employee, id, typeId)]);
    return { ...record, id, employeeNumber: employee.number };
  });
}

/**
 * Says everything of a record anew, but for whose and of which type it is.
 *
 * @throws JoineryError `trainings.record_not_found`, `access.forbidden`.
 */
export async function replaceRecord(
  deps: Deps,
  principal: Principal,
  id: number,
  details: RecordDetails,
): Promise<TrainingRecord> {
  return inScene(deps, principal, async (scene) => {
    const { record, employee } = await getForEdit(scene, id);
    await repository.updateRecord(scene.tx, id, details);
    await insertEvents(scene.tx, principal.companyId, [recorded(employee, id, record.typeId)]);
    return { ...record, ...details };
  });
}

/** @throws JoineryError `trainings.record_not_found`, `access.forbidden`. */
export async function removeRecord(deps: Deps, principal: Principal, id: number): Promise<void> {
  await inScene(deps, principal, async (scene) => {
    const { employee } = await getForEdit(scene, id);
    await repository.removeRecord(scene.tx, id);
    await insertEvents(scene.tx, principal.companyId, [removed(employee, id)]);
  });
}

async function getForEdit(
  scene: Scene,
  id: number,
): Promise<{ record: TrainingRecord; employee: VisibleEmployee }> {
  const found = await repository.findRecord(scene.tx, id);
  if (found === undefined) throw noRecord(id);
  const employee = await getForTraining(scene, found.employeeNumber, 'edit');
  // Read again, now that writes to the employee queue up behind this one.
  const record = await repository.findRecord(scene.tx, id);
  if (record === undefined) throw noRecord(id);
  return { record, employee };
}

function noRecord(id: number): JoineryError {
  return new JoineryError('trainings.record_not_found', `There is no training record ${id}.`);
}

export interface ImportedTraining {
  employeeNumber: number;
  typeName: string;
  details: RecordDetails;
}

/**
 * Adds records of many employees, for seeding and moving in. Of unknown types and people there are
 * none. All or nothing; no events are written.
 *
 * @throws JoineryError `access.forbidden`.
 */
export async function importTrainings(
  deps: Deps,
  principal: Principal,
  trainings: ImportedTraining[],
): Promise<void> {
  await inScene(deps, principal, async ({ tx, projection }) => {
    if (!seesEverybody(principal) || projection.widestRightTo(trainingPart) !== 'edit')
      throw new JoineryError('access.forbidden', 'Your access level does not let you import trainings.');
    const numbers = [...new Set(trainings.map(({ employeeNumber }) => employeeNumber))];
    const people = new Map((await listPeople(tx, { numbers })).map(({ number, id }) => [number, id]));
    const types = new Map((await listTypes(tx)).map(({ name, id }) => [name, id]));
    const records = trainings.flatMap(({ employeeNumber, typeName, details }) => {
      const [employeeId, typeId] = [people.get(employeeNumber), types.get(typeName)];
      return employeeId === undefined || typeId === undefined ? [] : [{ employeeId, typeId, ...details }];
    });
    await repository.insertRecords(tx, principal.companyId, records);
  });
}

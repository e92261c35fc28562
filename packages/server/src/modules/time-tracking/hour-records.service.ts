// Hour records: worked time that other systems push under ids of their own, for payroll. They are
// no entries of timesheets.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import { insertEvents } from '../events/events.service.ts';
import * as repository from './hour-records.repository.ts';
import { chooseProject, type ProjectChoice } from './projects.service.ts';
import { recorded, removed } from './time-tracking.events.ts';
import { checkHours, type HourRecord } from './time-tracking.ts';
import { getForTimeTracking } from './time-tracking-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

export type HourRecordInput = Pick<
  HourRecord,
  'id' | 'employeeNumber' | 'date' | 'rateType' | 'hours' | 'details' | 'projectId' | 'taskId'
>;

/** @throws JoineryError `time_tracking.record_not_found`, `access.forbidden`. */
export async function readRecord(deps: Deps, principal: Principal, id: string): Promise<HourRecord> {
  return inScene(deps, principal, (scene) => getRecord(scene, id, 'view'));
}

/**
 * Records hours under the sender's id. An id that is known already changes its record with
 * `replace`, and is refused without.
 *
 * @throws JoineryError `request.invalid`, `employees.not_found`, `access.forbidden`.
 */
export async function recordHours(
  deps: Deps,
  principal: Principal,
  input: HourRecordInput,
  { replace }: { replace: boolean },
): Promise<void> {
  await inScene(deps, principal, async (scene) => {
    const employee = await getForTimeTracking(scene, input.employeeNumber, 'record');
    await chooseProject(scene, employee, input);
    const record = {
      ...input,
      hours: checkHours(input.hours),
      employeeId: employee.id,
      adjustedHours: null,
      adjustedAt: null,
    };
    if (!(await repository.insertRecord(scene.tx, principal.companyId, record))) {
      if (!replace)
        throw new JoineryError('request.invalid', 'There is an hour record with this timeTrackingId.');
      // Whose record it is decides too: an id must not be a way to other people's hours.
      await getRecord(scene, input.id, 'record');
      await repository.updateRecord(scene.tx, record);
    }
    await insertEvents(scene.tx, principal.companyId, [recorded(employee, { recordId: input.id })]);
  });
}

/** @throws JoineryError `time_tracking.record_not_found`, `request.invalid`, `access.forbidden`. */
export async function adjustHours(
  deps: Deps,
  principal: Principal,
  id: string,
  { hours, projectId, taskId }: Partial<ProjectChoice> & { hours: number },
): Promise<void> {
  await inScene(deps, principal, async (scene) => {
    const record = await getRecord(scene, id, 'record');
    // What is not named stays; another project has other tasks.
    const isMoved = projectId !== undefined && projectId !== record.projectId;
    const booked = {
      projectId: projectId ?? record.projectId,
      taskId: taskId ?? (isMoved ? null : record.taskId),
    };
    await chooseProject(scene, { number: record.employeeNumber }, booked);
    await repository.updateRecord(scene.tx, {
      ...record,
      ...booked,
      adjustedHours: checkHours(hours),
      adjustedAt: deps.clock.now(),
    });
    const employee = { id: record.employeeId, number: record.employeeNumber };
    await insertEvents(scene.tx, principal.companyId, [recorded(employee, { recordId: id })]);
  });
}

/** @throws JoineryError `time_tracking.record_not_found`, `access.forbidden`. */
export async function removeRecord(deps: Deps, principal: Principal, id: string): Promise<void> {
  await inScene(deps, principal, async (scene) => {
    const record = await getRecord(scene, id, 'record');
    await repository.removeRecord(scene.tx, id);
    const employee = { id: record.employeeId, number: record.employeeNumber };
    await insertEvents(scene.tx, principal.companyId, [removed(employee, { recordId: id })]);
  });
}

async function getRecord(scene: Scene, id: string, need: 'view' | 'record'): Promise<HourRecord> {
  const record = await repository.findRecord(scene.tx, id);
  if (record === undefined)
    throw new JoineryError(
      'time_tracking.record_not_found',
      'There is no hour record with this timeTrackingId.',
    );
  await getForTimeTracking(scene, record.employeeNumber, need);
  return record;
}

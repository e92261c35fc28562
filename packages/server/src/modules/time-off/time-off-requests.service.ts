// Requests for time off: asking, deciding, taking back.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import {
  listVisibleEmployees,
  namePeople,
  type VisibleEmployee,
} from '../employees/visible-employees.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { balanceOn, kindOn, type PolicyKind } from './balances.ts';
import { isDay } from './days.ts';
import { readLedgers, useOf } from './ledger.service.ts';
import { requestRecorded, statusChanged } from './time-off.events.ts';
import { listTypes } from './time-off.repository.ts';
import {
  actionsOn,
  invalid,
  type NewRequest,
  type RequestActions,
  type RequestStatus,
  splitAmount,
  type TimeOffRequest,
} from './time-off.ts';
import * as repository from './time-off-requests.repository.ts';
import { forbidden, getForTimeOff, standingIn, type TimeOffEmployee } from './time-off-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

/** A request as a principal may see it. */
export interface RequestView extends TimeOffRequest {
  /** Of the employee; empty where it is hidden. */
  name: string;
  actions: RequestActions;
}

export interface RequestQuery {
  from: string;
  to: string;
  id: number | undefined;
  employeeNumber: number | undefined;
  typeIds: number[] | undefined;
  statuses: RequestStatus[] | undefined;
  /** `approve` leaves what the principal can approve now, `mine` what the principal asked for. */
  only: 'view' | 'approve' | 'mine';
}

/**
 * Requests that have a day in common with the span, of everybody whose time off the principal sees.
 *
 * @throws JoineryError `request.invalid`.
 */
export async function listRequests(
  deps: Deps,
  principal: Principal,
  query: RequestQuery,
): Promise<RequestView[]> {
  if (!isDay(query.from) || !isDay(query.to)) throw invalid('start and end must be days, as YYYY-MM-DD.');
  return inScene(deps, principal, async (scene) => {
    const { id, employeeNumber, typeIds, statuses } = query;
    const found = await repository.listRequests(scene.tx, {
      from: query.from,
      to: query.to,
      ...(id !== undefined && { ids: [id] }),
      ...(employeeNumber !== undefined && { employeeNumber }),
      ...(typeIds !== undefined && { typeIds }),
      ...(statuses !== undefined && { statuses }),
    });
    const employees = await listVisibleEmployees(
      scene,
      found.map((request) => request.employeeNumber),
    );
    return found.flatMap((request) => {
      const employee = employees.get(request.employeeNumber);
      return employee === undefined ? [] : viewOf(scene, request, employee, query.only);
    });
  });
}

function viewOf(
  scene: Scene,
  request: TimeOffRequest,
  employee: VisibleEmployee,
  only: RequestQuery['only'],
): RequestView[] {
  const standing = standingIn(scene, employee);
  const actions = actionsOn(request, standing, scene.today);
  const isLeftOut =
    !standing.mayView || (only === 'mine' && !standing.isSelf) || (only === 'approve' && !actions.approve);
  return isLeftOut ? [] : [{ ...request, name: employee.name, actions }];
}

/** A request just made, with what it does to the balance. */
export interface RecordedRequest extends RequestView {
  policyKind: PolicyKind | null;
  /** At the end of its last day, the request itself counted in. */
  balance: number;
  usedYearToDate: number;
  /** The manager's users, where the principal may see who the manager is. */
  approvers: Approver[];
}

export interface Approver extends repository.Approver {
  /** Which photo there is of them, as far as the principal may see it. */
  photo: string | null;
}

/**
 * Records a request. Asking is for the employee, the manager and who may edit; a request that is
 * decided already can be recorded by who could decide it. A balance may become negative.
 *
 * @throws JoineryError `request.invalid`, `employees.not_found`, `access.forbidden`.
 */
export async function createRequest(
  deps: Deps,
  principal: Principal,
  number: number,
  input: NewRequest,
): Promise<RecordedRequest> {
  return inScene(deps, principal, async (scene) => {
    const employee = await getForTimeOff(scene, number, input.status === 'requested' ? 'request' : 'decide');
    const type = (await listTypes(scene.tx)).find(({ id }) => id === input.typeId);
    if (type === undefined) throw invalid('timeOffTypeId must name a time off type.');
    const days = splitAmount(input, type.units);
    if (input.previousRequest !== undefined) await supersede(deps, scene, employee, input.previousRequest);
    const now = deps.clock.now();
    const made = {
      employeeId: employee.id,
      status: input.status,
      startsOn: input.startsOn,
      endsOn: input.endsOn,
      days,
      notes: input.notes,
      createdAt: now,
      statusChangedAt: now,
      statusChangedByUserNumber: principal.userNumber,
    };
    const [id = 0] = await repository.insertRequests(scene.tx, principal.companyId, [
      { ...made, typeId: type.id },
    ]);
    await insertEvents(scene.tx, principal.companyId, [requestRecorded(employee, id, input.status)]);
    const request: TimeOffRequest = { ...made, id, employeeNumber: employee.number, type };
    return {
      ...request,
      name: employee.name,
      actions: actionsOn(request, employee.standing, scene.today),
      ...(await outlook(scene, employee, request)),
      approvers: await approversOf(scene, employee),
    };
  });
}

async function outlook(
  scene: Scene,
  employee: TimeOffEmployee,
  request: TimeOffRequest,
): Promise<Pick<RecordedRequest, 'policyKind' | 'balance' | 'usedYearToDate'>> {
  const ledger = (await readLedgers(scene.tx, employee.id)).get(request.type.id);
  const known = ledger ?? { assignments: [], entries: [] };
  // An approved request stands in the ledger already.
  const entries = request.status === 'requested' ? [...known.entries, ...useOf(request)] : known.entries;
  const policyKind = kindOn(known, request.endsOn) ?? null;
  return { policyKind, ...balanceOn({ ...known, entries }, request.endsOn) };
}

async function approversOf(scene: Scene, { subject }: TimeOffEmployee): Promise<Approver[]> {
  const field = scene.catalogue.find('supervisor');
  const isShown = field !== undefined && scene.projection.rightTo(subject, field) !== 'none';
  if (subject.supervisorId === null || !isShown) return [];
  const approvers = await repository.listApprovers(scene.tx, subject.supervisorId);
  const numbers = approvers.map(({ employeeNumber }) => employeeNumber);
  const people = await namePeople(scene, numbers);
  return approvers.map((one) => ({ ...one, photo: people.get(one.employeeNumber)?.photo ?? null }));
}

async function supersede(deps: Deps, scene: Scene, employee: TimeOffEmployee, id: number): Promise<void> {
  const previous = await repository.lockRequest(scene.tx, id);
  if (previous === undefined || previous.employeeId !== employee.id)
    throw invalid('previousRequest must name a request of the same employee.');
  if (previous.status !== 'requested' && previous.status !== 'approved')
    throw invalid(`previousRequest is ${previous.status} and cannot be replaced.`);
  if (!actionsOn(previous, employee.standing, scene.today).cancel && !employee.standing.isManager)
    throw forbidden();
  await setStatus(deps, scene, previous, 'superceded', null);
}

/**
 * Approves, denies or takes back a request; what it is already, it stays without an event.
 *
 * @throws JoineryError `time_off.request_not_found`, `access.forbidden`, `request.invalid` for a
 * request that is canceled or superseded.
 */
export async function changeRequestStatus(
  deps: Deps,
  principal: Principal,
  id: number,
  change: { status: 'approved' | 'denied' | 'canceled'; note: string | null },
): Promise<void> {
  await inScene(deps, principal, async (scene) => {
    const request = await repository.lockRequest(scene.tx, id);
    if (request === undefined)
      throw new JoineryError('time_off.request_not_found', 'There is no such request for time off.');
    const employee = await getForTimeOff(scene, request.employeeNumber, 'view');
    if (request.status === change.status) return;
    if (request.status === 'canceled' || request.status === 'superceded')
      throw invalid(`The request is ${request.status} and stays so.`);
    assertMayChange(scene, request, employee, change.status);
    await setStatus(deps, scene, request, change.status, change.note);
  });
}

function assertMayChange(
  scene: Scene,
  request: TimeOffRequest,
  employee: TimeOffEmployee,
  status: 'approved' | 'denied' | 'canceled',
): void {
  const actions = actionsOn(request, employee.standing, scene.today);
  const action = { approved: actions.approve, denied: actions.deny, canceled: actions.cancel }[status];
  if (action) return;
  if (status === 'canceled' && request.status === 'denied' && employee.standing.mayEdit)
    throw invalid('The request is denied: there is nothing to cancel.');
  throw forbidden();
}

async function setStatus(
  deps: Deps,
  scene: Scene,
  request: TimeOffRequest,
  status: RequestStatus,
  note: string | null,
): Promise<void> {
  const { principal, tx } = scene;
  await repository.updateStatus(tx, request.id, {
    status,
    at: deps.clock.now(),
    byUserNumber: principal.userNumber,
    note,
  });
  const employee = { id: request.employeeId, number: request.employeeNumber };
  await insertEvents(tx, principal.companyId, [statusChanged(employee, request.id, status)]);
}

// Types, policies, who has which, adjustments, balances, and who is out.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import { listVisibleEmployees } from '../employees/visible-employees.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { balanceOn, kindOn, type PolicyKind } from './balances.ts';
import { addDays, isDay } from './days.ts';
import { holidaysBetween } from './holidays.ts';
import { readLedgers } from './ledger.service.ts';
import { workingHours } from './standard-time-off.ts';
import { adjusted } from './time-off.events.ts';
import * as repository from './time-off.repository.ts';
import { amountOf, invalid, type TimeOffPolicy, type TimeOffType } from './time-off.ts';
import * as requests from './time-off-requests.repository.ts';
import { getForTimeOff, standingIn, type TimeOffEmployee, timeOffPart } from './time-off-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

/**
 * Types of time off and the hours of an ordinary week. `requestable` leaves only what the principal
 * can ask for: nothing, for somebody who is no employee and changes nobody's time off.
 */
export async function listTypes(
  deps: Deps,
  principal: Principal,
  { requestable = false } = {},
): Promise<{ types: TimeOffType[]; workingHours: typeof workingHours }> {
  return inScene(deps, principal, async (scene) => {
    const asks = principal.employeeId !== null || scene.projection.widestRightTo(timeOffPart) === 'edit';
    const types = requestable && !asks ? [] : await repository.listTypes(scene.tx);
    return { types, workingHours };
  });
}

/** @throws JoineryError `access.forbidden` for who sees nobody's time off. */
export async function listPolicies(deps: Deps, principal: Principal): Promise<TimeOffPolicy[]> {
  return inScene(deps, principal, async (scene) => {
    if (principal.employeeId === null && scene.projection.widestRightTo(timeOffPart) === 'none')
      throw new JoineryError('access.forbidden', 'Your access level does not show policies of time off.');
    return repository.listPolicies(scene.tx);
  });
}

export interface AssignedPolicy {
  policyId: number;
  typeId: number;
  kind: PolicyKind;
  startsOn: string | null;
}

/** The policies that an employee has today. */
export async function listAssignedPolicies(
  deps: Deps,
  principal: Principal,
  number: number,
): Promise<AssignedPolicy[]> {
  return inScene(deps, principal, async (scene) => {
    const employee = await getForTimeOff(scene, number, 'view');
    return assignedTo(scene, employee);
  });
}

async function assignedTo(scene: Scene, employee: TimeOffEmployee): Promise<AssignedPolicy[]> {
  const assignments = await repository.listAssignments(scene.tx, employee.id);
  return assignments.filter(({ endedOn }) => endedOn === null);
}

export interface PolicyChange {
  policyId: number;
  /** Null takes the policy away. */
  startsOn: string | null;
}

/**
 * Gives policies to an employee and takes them away. With `replace`, a policy of the same type ends
 * the day before the new one starts; without, that is refused.
 *
 * @throws JoineryError `request.invalid`, `employees.not_found`, `access.forbidden`.
 */
export async function assignPolicies(
  deps: Deps,
  principal: Principal,
  number: number,
  changes: PolicyChange[],
  options: { replace: boolean },
): Promise<AssignedPolicy[]> {
  return inScene(deps, principal, async (scene) => {
    const employee = await getForTimeOff(scene, number, 'edit');
    const policies = new Map((await repository.listPolicies(scene.tx)).map((policy) => [policy.id, policy]));
    for (const { policyId, startsOn } of changes) {
      const policy = policies.get(policyId);
      if (policy === undefined) throw invalid(`There is no time off policy ${policyId}.`);
      if (startsOn === null) await takeAway(scene, employee, policy);
      else await give(scene, employee, { policy, startsOn, replace: options.replace });
    }
    const policyIds = changes.map(({ policyId }) => policyId);
    await insertEvents(scene.tx, principal.companyId, [adjusted(employee, { policyIds })]);
    return assignedTo(scene, employee);
  });
}

async function takeAway(scene: Scene, employee: TimeOffEmployee, policy: TimeOffPolicy): Promise<void> {
  const current = inForce(await assignmentsOf(scene, employee, policy.typeId));
  if (current?.policyId === policy.id)
    await repository.endAssignment(scene.tx, current.id, addDays(scene.today, -1));
}

async function give(
  scene: Scene,
  employee: TimeOffEmployee,
  { policy, startsOn, replace }: { policy: TimeOffPolicy; startsOn: string; replace: boolean },
): Promise<void> {
  assertStart(employee, startsOn);
  const assignments = await assignmentsOf(scene, employee, policy.typeId);
  const current = inForce(assignments);
  if (current?.policyId === policy.id) {
    if (current.startsOn === startsOn || current.startsOn === null) return;
    throw invalid('The policy is assigned with another start. Take it away first.');
  }
  if (current !== undefined && !replace)
    throw invalid('The employee has another policy of this type. Take it away first.');
  // No day accrues twice, also when a policy starts again before an earlier one had ended.
  for (const { id, endedOn } of assignments)
    if (endedOn === null || endedOn >= startsOn)
      await repository.endAssignment(scene.tx, id, addDays(startsOn, -1));
  const { id: policyId, typeId, kind } = policy;
  await repository.insertAssignments(scene.tx, scene.principal.companyId, [
    { employeeId: employee.id, policyId, typeId, startsOn: kind === 'accruing' ? startsOn : null },
  ]);
}

async function assignmentsOf(
  scene: Scene,
  employee: TimeOffEmployee,
  typeId: number,
): Promise<repository.AssignmentRow[]> {
  const assignments = await repository.listAssignments(scene.tx, employee.id);
  return assignments.filter((assignment) => assignment.typeId === typeId);
}

function inForce(assignments: repository.AssignmentRow[]): repository.AssignmentRow | undefined {
  return assignments.find(({ endedOn }) => endedOn === null);
}

// Accruals are calculated from their start, so it must be near enough to be a person's.
const earliestStart = '1950-01-01';

function assertStart({ hireDate }: TimeOffEmployee, startsOn: string): void {
  if (!isDay(startsOn) || startsOn < earliestStart || startsOn > '2199-12-31')
    throw invalid('accrualStartDate must be a day, written YYYY-MM-DD.');
  if (hireDate === null) throw invalid('Only employees with a hire date can have a time off policy.');
  if (startsOn < hireDate) throw invalid('Accruals cannot start before the hire date.');
}

export interface TypeBalance {
  type: TimeOffType;
  policyKind: PolicyKind;
  balance: number;
  usedYearToDate: number;
}

const furthestYears = 30;

/**
 * Balances of all types of which the employee has a policy, at the end of a day; today if none is given.
 *
 * @throws JoineryError `request.invalid`, `employees.not_found`, `access.forbidden`.
 */
export async function readBalances(
  deps: Deps,
  principal: Principal,
  number: number,
  on: string | undefined,
): Promise<{ on: string; balances: TypeBalance[] }> {
  return inScene(deps, principal, async (scene) => {
    const day = on ?? scene.today;
    const furthest = `${Number(scene.today.slice(0, 4)) + furthestYears}-12-31`;
    if (!isDay(day) || day > furthest) throw invalid(`end must be a day up to ${furthest}, as YYYY-MM-DD.`);
    const employee = await getForTimeOff(scene, number, 'view');
    const ledgers = await readLedgers(scene.tx, employee.id);
    const balances = (await repository.listTypes(scene.tx)).flatMap((type): TypeBalance[] => {
      const ledger = ledgers.get(type.id);
      if (ledger === undefined || !ledger.isAssigned) return [];
      const kind = kindOn(ledger, day) ?? ledger.assignments.at(-1)?.kind ?? 'manual';
      return [{ type, policyKind: kind, ...balanceOn(ledger, day) }];
    });
    return { on: day, balances };
  });
}

export interface HistoryInput {
  kind: 'used' | 'override';
  date: string;
  typeId: number | undefined;
  amount: number | undefined;
  requestId: number | undefined;
  note: string | null;
}

/**
 * Adds an entry to the history: how an approved request was used, or an adjustment of a balance.
 *
 * @throws JoineryError `request.invalid`, `time_off.already_recorded`, `employees.not_found`,
 * `access.forbidden`.
 */
export async function addHistory(
  deps: Deps,
  principal: Principal,
  number: number,
  input: HistoryInput,
): Promise<{ id: number; employeeNumber: number }> {
  return inScene(deps, principal, async (scene) => {
    const employee = await getForTimeOff(scene, number, 'edit');
    if (!isDay(input.date)) throw invalid('date must be a day, written YYYY-MM-DD.');
    const entry =
      input.kind === 'used'
        ? await useEntry(scene, employee, input)
        : await overrideEntry(scene, employee, input);
    const id = await repository.insertHistory(scene.tx, principal.companyId, {
      ...entry,
      kind: input.kind,
      date: input.date,
      employeeId: employee.id,
      note: input.note,
      createdAt: deps.clock.now(),
    });
    if (id === undefined)
      throw new JoineryError('time_off.already_recorded', 'The request has its history entry already.');
    await insertEvents(scene.tx, principal.companyId, [adjusted(employee, { historyId: id })]);
    return { id, employeeNumber: employee.number };
  });
}

type EntryOfHistory = Pick<repository.HistoryRow, 'typeId' | 'amount' | 'requestId'>;

async function useEntry(
  scene: Scene,
  employee: TimeOffEmployee,
  { requestId }: HistoryInput,
): Promise<EntryOfHistory> {
  const request = requestId === undefined ? undefined : await requests.lockRequest(scene.tx, requestId);
  if (request === undefined || request.employeeId !== employee.id || request.status !== 'approved')
    throw invalid('timeOffRequestId must name an approved request of this employee.');
  return { typeId: request.type.id, amount: -amountOf(request), requestId: request.id };
}

const largestAdjustment = 99_999;

async function overrideEntry(
  scene: Scene,
  employee: TimeOffEmployee,
  { typeId, amount, date }: HistoryInput,
): Promise<EntryOfHistory> {
  const types = await repository.listTypes(scene.tx);
  if (typeId === undefined || !types.some(({ id }) => id === typeId))
    throw invalid('timeOffTypeId must name a time off type.');
  if (amount === undefined || !Number.isFinite(amount) || Math.abs(amount) > largestAdjustment)
    throw invalid('amount must be a number.');
  const ledger = (await readLedgers(scene.tx, employee.id)).get(typeId);
  if (ledger !== undefined && kindOn(ledger, date) === 'discretionary')
    throw invalid('A discretionary policy has no balance that could be adjusted.');
  return { typeId, amount, requestId: null };
}

export type OutItem =
  | { kind: 'timeOff'; id: number; employeeNumber: number; name: string; startsOn: string; endsOn: string }
  | { kind: 'holiday'; id: number; name: string; startsOn: string; endsOn: string };

const longestSpanYears = 300;

/**
 * Who is out, and holidays, by date: approved time off of those whose time off the principal sees.
 * Without dates it is today and the two weeks that follow.
 *
 * @throws JoineryError `request.invalid`.
 */
export async function listWhosOut(
  deps: Deps,
  principal: Principal,
  span: { from: string | undefined; to: string | undefined },
): Promise<OutItem[]> {
  return inScene(deps, principal, async (scene) => {
    const from = span.from ?? scene.today;
    if (!isDay(from)) throw invalid('start must be a day, written YYYY-MM-DD.');
    const to = span.to ?? addDays(from, 14);
    if (!isDay(to)) throw invalid('end must be a day, written YYYY-MM-DD.');
    if (Number(to.slice(0, 4)) - Number(from.slice(0, 4)) > longestSpanYears)
      throw invalid(`start and end may be at most ${longestSpanYears} years apart.`);
    const holidays = holidaysBetween(await repository.listHolidays(scene.tx), from, to).map(
      ({ id, name, date }): OutItem => ({ kind: 'holiday', id, name, startsOn: date, endsOn: date }),
    );
    return [...(await absences(scene, from, to)), ...holidays].sort((a, b) =>
      a.startsOn < b.startsOn ? -1 : a.startsOn > b.startsOn ? 1 : 0,
    );
  });
}

async function absences(scene: Scene, from: string, to: string): Promise<OutItem[]> {
  const approved = await requests.listRequests(scene.tx, { from, to, statuses: ['approved'] });
  const numbers = approved.map(({ employeeNumber }) => employeeNumber);
  const employees = await listVisibleEmployees(scene, numbers);
  return approved.flatMap(({ id, employeeNumber, startsOn, endsOn }): OutItem[] => {
    const employee = employees.get(employeeNumber);
    if (employee === undefined || !standingIn(scene, employee).mayView) return [];
    return [{ kind: 'timeOff', id, employeeNumber, name: employee.name, startsOn, endsOn }];
  });
}

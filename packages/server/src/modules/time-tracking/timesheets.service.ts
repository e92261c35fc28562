// Timesheets: clocking in and out, entries written afterwards, lists of them.
import { JoineryError } from '@joinery/sdk';
import { dateIn } from '../../platform/clock.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import { listVisibleEmployees, type VisibleEmployee } from '../employees/visible-employees.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { chooseProject, type ProjectChoice } from './projects.service.ts';
import { recorded, removed } from './time-tracking.events.ts';
import { checkHours, hoursBetween, instantAt, isTimeZone, type TimesheetEntry } from './time-tracking.ts';
import { getForTimeTracking, mayView } from './time-tracking-scene.ts';
import * as repository from './timesheet-entries.repository.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

/** A moment as clocks show it; the server's own when the day or the time is missing. */
export interface Moment {
  date: string | undefined;
  /** `HH:MM` */
  time: string | undefined;
  timeZone: string | undefined;
}

/**
 * Clocks an employee in, now or at a moment that has passed.
 *
 * @throws JoineryError `time_tracking.clocked_in`, `time_tracking.overlap`, `time_tracking.in_future`,
 * `request.invalid`, `employees.not_found`, `access.forbidden`.
 */
export async function clockIn(
  deps: Deps,
  principal: Principal,
  number: number,
  { note, projectId, taskId, ...moment }: Moment & ProjectChoice & { note: string | null },
): Promise<TimesheetEntry> {
  return inScene(deps, principal, async (scene) => {
    const employee = await getForTimeTracking(scene, number, 'record');
    const timeZone = zoneOf(scene, moment.timeZone);
    const { at, now } = resolve(deps, moment, timeZone);
    if ((await repository.findOpenEntry(scene.tx, employee.id)) !== undefined) throw clockedIn();
    const projectInfo = await chooseProject(scene, employee, { projectId, taskId });
    const entry = {
      employeeId: employee.id,
      kind: 'clock' as const,
      projectInfo,
      date: dateIn(timeZone, at),
      startedAt: at,
      endedAt: null,
      timeZone,
      hours: null,
      note,
      createdAt: now,
      updatedAt: null,
    };
    // What is open goes on until now at the least, and must leave room for what was recorded since.
    await assertFree(scene, employee, { startedAt: at, endedAt: now > at ? now : null });
    const id = await repository.insertEntry(scene.tx, principal.companyId, entry);
    if (id === undefined) throw clockedIn();
    await insertEvents(scene.tx, principal.companyId, [recorded(employee, { entryIds: [id] })]);
    return { ...entry, id, employeeNumber: employee.number };
  });
}

function clockedIn(): JoineryError {
  return new JoineryError('time_tracking.clocked_in', 'The employee is clocked in. Clock out first.');
}

/**
 * Clocks an employee out, now or at a moment that has passed.
 *
 * @throws JoineryError `time_tracking.not_clocked_in`, `time_tracking.overlap`,
 * `time_tracking.in_future`, `request.invalid`, `employees.not_found`, `access.forbidden`.
 */
export async function clockOut(
  deps: Deps,
  principal: Principal,
  number: number,
  moment: Moment,
): Promise<TimesheetEntry> {
  return inScene(deps, principal, async (scene) => {
    const employee = await getForTimeTracking(scene, number, 'record');
    const open = await repository.findOpenEntry(scene.tx, employee.id);
    if (open === undefined || open.startedAt === null)
      throw new JoineryError('time_tracking.not_clocked_in', 'The employee is not clocked in.');
    const { at, now } = resolve(deps, moment, zoneOf(scene, moment.timeZone ?? open.timeZone ?? undefined));
    if (at <= open.startedAt) throw invalid('The end must be after the start.');
    const entry = { ...open, endedAt: at, hours: hoursBetween(open.startedAt, at), updatedAt: now };
    await assertFree(scene, employee, { startedAt: open.startedAt, endedAt: at }, open.id);
    await repository.updateEntry(scene.tx, open.id, entry);
    await insertEvents(scene.tx, principal.companyId, [recorded(employee, { entryIds: [open.id] })]);
    return entry;
  });
}

function zoneOf({ principal }: Scene, timeZone: string | undefined): string {
  const zone = timeZone ?? principal.company.timeZone;
  if (!isTimeZone(zone)) throw invalid('timezone must be a time zone, such as America/Denver.');
  return zone;
}

function resolve(deps: Deps, { date, time }: Moment, timeZone: string): { at: Date; now: Date } {
  const now = deps.clock.now();
  if (date === undefined && time === undefined) return { at: now, now };
  if (time === undefined) throw invalid('A date needs a time of day.');
  const at = instantAt(date ?? dateIn(timeZone, now), time, timeZone);
  assertPassed(at, now);
  return { at, now };
}

// Clocks of senders may be somewhat ahead.
const toleranceMs = 5 * 60_000;

function assertPassed(at: Date, now: Date): void {
  if (at.getTime() > now.getTime() + toleranceMs)
    throw new JoineryError('time_tracking.in_future', 'Time cannot be clocked before it has passed.');
}

async function assertFree(
  { tx }: Scene,
  employee: VisibleEmployee,
  span: repository.ClockSpan,
  exceptId?: number,
): Promise<void> {
  if (await repository.hasOverlap(tx, employee.id, span, exceptId))
    throw new JoineryError('time_tracking.overlap', 'The employee has another entry at this time.');
}

export interface ClockEntryInput extends ProjectChoice {
  /** Of an entry to change; a new one without. */
  id: number | undefined;
  employeeNumber: number;
  date: string;
  start: string;
  end: string;
  note: string | null;
}

export interface HourEntryInput extends ProjectChoice {
  id: number | undefined;
  employeeNumber: number;
  date: string;
  hours: number;
  note: string | null;
}

/**
 * Adds and changes entries with a start and an end, in the company's time zone. All or nothing.
 *
 * @throws JoineryError `time_tracking.overlap`, `time_tracking.in_future`,
 * `time_tracking.entry_not_found`, `request.invalid`, `employees.not_found`, `access.forbidden`.
 */
export async function storeClockEntries(
  deps: Deps,
  principal: Principal,
  inputs: ClockEntryInput[],
): Promise<TimesheetEntry[]> {
  const { timeZone } = principal.company;
  const now = deps.clock.now();
  return storeAll(deps, principal, 'clock', inputs, async (scene, employee, input) => {
    const startedAt = instantAt(input.date, input.start, timeZone);
    const endedAt = instantAt(input.date, input.end, timeZone);
    if (endedAt <= startedAt) throw invalid('end must be after start.');
    assertPassed(startedAt, now);
    await assertFree(scene, employee, { startedAt, endedAt }, input.id);
    return { startedAt, endedAt, timeZone, hours: hoursBetween(startedAt, endedAt) };
  });
}

/**
 * Adds and changes entries of hours on a day. All or nothing.
 *
 * @throws JoineryError as `storeClockEntries`.
 */
export async function storeHourEntries(
  deps: Deps,
  principal: Principal,
  inputs: HourEntryInput[],
): Promise<TimesheetEntry[]> {
  return storeAll(deps, principal, 'hour', inputs, async (_scene, _employee, input) => ({
    startedAt: null,
    endedAt: null,
    timeZone: null,
    hours: checkHours(input.hours),
  }));
}

interface StoredInput extends ProjectChoice {
  id: number | undefined;
  employeeNumber: number;
  date: string;
  note: string | null;
}

type Worked = Pick<TimesheetEntry, 'startedAt' | 'endedAt' | 'timeZone' | 'hours'>;

async function storeAll<I extends StoredInput>(
  deps: Deps,
  principal: Principal,
  kind: TimesheetEntry['kind'],
  inputs: I[],
  read: (scene: Scene, employee: VisibleEmployee, input: I) => Promise<Worked>,
): Promise<TimesheetEntry[]> {
  return inScene(deps, principal, async (scene) => {
    await lockInOrder(scene, inputs);
    const stored: TimesheetEntry[] = [];
    for (const input of inputs) {
      const employee = await getForTimeTracking(scene, input.employeeNumber, 'record');
      const known = input.id === undefined ? undefined : await getEntry(scene, input.id, kind, employee);
      const worked = await read(scene, employee, input);
      const projectInfo = await chooseProject(scene, employee, input);
      stored.push(
        await store(deps, scene, employee, {
          known,
          kind,
          date: input.date,
          note: input.note,
          projectInfo,
          ...worked,
        }),
      );
    }
    return stored;
  });
}

// Two bulk requests over the same people must not wait for each other in a circle.
async function lockInOrder(scene: Scene, inputs: StoredInput[]): Promise<void> {
  const numbers = [...new Set(inputs.map(({ employeeNumber }) => employeeNumber))].sort((a, b) => a - b);
  for (const number of numbers) await getForTimeTracking(scene, number, 'record');
}

async function store(
  deps: Deps,
  scene: Scene,
  employee: VisibleEmployee,
  input: Worked &
    Pick<TimesheetEntry, 'kind' | 'date' | 'note' | 'projectInfo'> & { known: TimesheetEntry | undefined },
): Promise<TimesheetEntry> {
  const { known, ...written } = input;
  const now = deps.clock.now();
  const entry = {
    ...written,
    employeeId: employee.id,
    createdAt: known?.createdAt ?? now,
    updatedAt: known === undefined ? null : now,
  };
  const id = known?.id ?? (await repository.insertEntry(scene.tx, scene.principal.companyId, entry));
  if (id === undefined) throw new Error('a finished entry met the rule for open ones');
  if (known !== undefined) await repository.updateEntry(scene.tx, id, entry);
  await insertEvents(scene.tx, scene.principal.companyId, [recorded(employee, { entryIds: [id] })]);
  return { ...entry, id, employeeNumber: employee.number };
}

async function getEntry(
  scene: Scene,
  id: number,
  kind: TimesheetEntry['kind'],
  employee: VisibleEmployee,
): Promise<TimesheetEntry> {
  const [entry] = await repository.listEntries(scene.tx, { ids: [id], kind, employeeId: employee.id });
  if (entry === undefined)
    throw new JoineryError('time_tracking.entry_not_found', `The employee has no ${kind} entry ${id}.`);
  return entry;
}

/**
 * Removes entries of one kind; ids that no entry has are no problem, so that it can be repeated.
 *
 * @throws JoineryError `time_tracking.clocked_in` for an entry that is still open, `access.forbidden`.
 */
export async function removeEntries(
  deps: Deps,
  principal: Principal,
  kind: TimesheetEntry['kind'],
  ids: number[],
): Promise<void> {
  await inScene(deps, principal, async (scene) => {
    const entries = await repository.listEntries(scene.tx, { ids, kind });
    for (const [number, own] of Map.groupBy(entries, ({ employeeNumber }) => employeeNumber)) {
      const employee = await getForTimeTracking(scene, number, 'record');
      // After the right: who is clocked in is told to nobody else.
      if (own.some((entry) => entry.kind === 'clock' && entry.endedAt === null)) throw clockedIn();
      const entryIds = own.map(({ id }) => id);
      await repository.removeEntries(scene.tx, entryIds);
      await insertEvents(scene.tx, principal.companyId, [removed(employee, { entryIds })]);
    }
  });
}

const reachDays = 365;

/**
 * Entries from one day to another, of everybody whose worked time the principal sees.
 *
 * @throws JoineryError `request.invalid` for days more than a year ago.
 */
export async function listEntries(
  deps: Deps,
  principal: Principal,
  query: { from: string; to: string; employeeNumbers: number[] | undefined },
): Promise<TimesheetEntry[]> {
  return inScene(deps, principal, async (scene) => {
    const { from, to, employeeNumbers } = query;
    const earliest = dateIn(
      principal.company.timeZone,
      new Date(deps.clock.now().getTime() - reachDays * 86_400_000),
    );
    if (from < earliest) throw invalid(`start must lie within the last ${reachDays} days.`);
    if (to < from) throw invalid('end must not be before start.');
    const entries = await repository.listEntries(scene.tx, {
      from,
      to,
      ...(employeeNumbers !== undefined && { employeeNumbers }),
    });
    const employees = await listVisibleEmployees(
      scene,
      entries.map(({ employeeNumber }) => employeeNumber),
    );
    return entries.filter(({ employeeNumber }) => {
      const employee = employees.get(employeeNumber);
      return employee !== undefined && mayView(scene, employee);
    });
  });
}

function invalid(message: string): JoineryError {
  return new JoineryError('request.invalid', message);
}

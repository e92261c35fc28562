// Looks through accounts for hires that should not be as they are: a create that was carried out after
// nobody waited for it any more, an employee who is gone. What is found is told and stops further
// writes for the person; nothing is mended or removed. A look that could not see everything adds what
// it did see, and calls nobody missing.

import type { HrisActions } from '@joinery/connectors';
import { type HireReconcile, JoineryError, ProviderError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea, assertEveryJob } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Passing } from '../connections/connection-gate.service.ts';
import { openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { nextAt } from '../syncs/mirror-schedule.ts';
import * as repository from './hire-findings.repository.ts';
import { toReconcile } from './hire-findings.service.ts';
import {
  type Found,
  isOver,
  isSightLost,
  judgeMarkers,
  type KnownHire,
  listAbsent,
  listUnseen,
  type OpenFinding,
  readSight,
  type Sight,
  toMissing,
} from './hire-findings.ts';
import { recordHireAction } from './hire-log.service.ts';
import { findingOpened, findingResolved } from './hires.events.ts';
import { markerOf } from './hires.ts';

export const reconcileHiresName = 'reconcile-hires';

/** Kept in the workflow tables, so ids only. */
export interface ReconcileInput {
  companyId: string;
  connectionId: string;
  full: boolean;
}

const recentDays = 30;
const fullAtNight = '02:45';

/** Asks for a look through every account that has hires which are young, unfinished or in doubt; each night through all. */
export async function requestReconciles(
  context: Pick<Context, 'db' | 'clock' | 'engine' | 'log'>,
  tick: Date,
): Promise<void> {
  for (const { id, timeZone } of await listCompanies(context))
    await requestOf(context, { companyId: id, timeZone, tick }).catch((err: unknown) =>
      context.log.warn({ err, companyId: id }, 'looks for doubled hires could not be asked for'),
    );
}

async function requestOf(
  { db, clock, engine }: Pick<Context, 'db' | 'clock' | 'engine'>,
  { companyId, timeZone, tick }: { companyId: string; timeZone: string; tick: Date },
): Promise<void> {
  const now = clock.now();
  await db.inCompany(companyId, async (tx) => {
    for (const connection of await repository.listReconciled(tx, recentSince(now))) {
      const { connectionId, enabled, isRecent, fullAt } = connection;
      const full = fullAt === null || nextAt(fullAt, timeZone, fullAtNight) <= now;
      if (!enabled || !(full || isRecent)) continue;
      await engine.enqueue<ReconcileInput>(tx, {
        workflow: reconcileHiresName,
        id: `${reconcileHiresName}/${connectionId}/${tick.getTime()}`,
        partition: connectionId,
        input: { companyId, connectionId, full },
      });
    }
  });
}

/**
 * Looks through an account now, in full.
 *
 * @throws JoineryError `access.forbidden`, `connections.not_found`, `connections.disabled`
 */
export async function reconcileNow(
  context: Context,
  principal: Principal,
  connectionId: string,
): Promise<HireReconcile> {
  assertArea(principal, 'hiring.hires', 'edit');
  assertEveryJob(principal);
  const { companyId } = principal;
  await reconcile(context, { companyId, connectionId, full: true }, { urgency: 'person' });
  const rows = await context.db.inCompany(companyId, (tx) => repository.listReconciled(tx, new Date(0)));
  const row = rows.find((one) => one.connectionId === connectionId);
  if (row === undefined)
    throw new JoineryError('connections.not_found', 'There is no such connection with hires.');
  return toReconcile(row);
}

/** What was seen of an account, with those of whom the provider itself says that they are gone. */
interface Look {
  number: number;
  startedAt: Date;
  sight: Sight | null;
  missing: KnownHire[];
  gone: Set<string>;
  problem: string | null;
}

export async function reconcile(context: Context, input: ReconcileInput, passing: Passing): Promise<void> {
  const { companyId, connectionId, full } = input;
  const startedAt = context.clock.now();
  // Read before the list: whoever becomes an employee meanwhile is not expected on it.
  const { number, actions, expected, open } = await context.db.inCompany(companyId, async (tx) => ({
    actions: (await openConnection(context, tx, companyId, connectionId, passing)).actions,
    number: await repository.beginLook(tx, companyId, connectionId),
    expected: await repository.listDone(tx, connectionId, full ? undefined : recentSince(startedAt)),
    open: await repository.listOpen(tx, connectionId),
  }));
  const look = { number, startedAt, ...(await lookThrough(actions, expected, open)) };
  await context.db.inCompany(companyId, async (tx) => {
    await passing.confirm?.();
    await applyLook(context, tx, input, look);
  });
}

async function lookThrough(
  actions: HrisActions,
  expected: readonly KnownHire[],
  open: readonly OpenFinding[],
): Promise<Omit<Look, 'number' | 'startedAt'>> {
  const nothing = { missing: [], gone: new Set<string>() };
  try {
    const sight = await readSight(await actions.listMarkers());
    if (sight.present.size === 0)
      return { sight: null, ...nothing, problem: 'The account shows this API key no employees at all.' };
    const absent = listAbsent(sight, expected).filter(
      ({ id }) => !open.some(({ kind, key }) => kind === 'missing_there' && key === id),
    );
    if (isSightLost(absent.length, expected.length)) {
      const problem = `The account shows ${absent.length} of the ${expected.length} employees of hires no more: the API key may have lost the sight of them.`;
      return { sight, ...nothing, problem };
    }
    return { sight, ...(await confirmAbsent(actions, sight, { absent, open })) };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { sight: null, ...nothing, problem: error.message };
  }
}

// One request each: more wait for the next look.
const mostConfirmed = 25;

/** The list alone makes nobody missing: it may have been cut. */
async function confirmAbsent(
  actions: HrisActions,
  sight: Sight,
  { absent, open }: { absent: readonly KnownHire[]; open: readonly OpenFinding[] },
): Promise<Pick<Look, 'missing' | 'gone' | 'problem'>> {
  const numbers = absent.map(({ employeeNumber }) => employeeNumber ?? '');
  const asked = [...new Set([...numbers, ...listUnseen(sight, open)])].slice(0, mostConfirmed);
  const gone = new Set<string>();
  for (const number of asked) {
    if (await actions.hasEmployee(number)) {
      const problem = `Employee ${number} is there and was not on the account’s list, so others may be, too.`;
      return { missing: [], gone: new Set(), problem };
    }
    gone.add(number);
  }
  const missing = absent.filter(({ employeeNumber }) => gone.has(employeeNumber ?? ''));
  return {
    missing,
    gone,
    problem: sight.shown === false ? 'Markers of hires are not shown to this API key.' : null,
  };
}

async function applyLook(
  context: Pick<Context, 'clock'>,
  tx: Transaction,
  { companyId, connectionId, full }: ReconcileInput,
  { number, startedAt, sight, missing, gone, problem }: Look,
): Promise<void> {
  const { counted, fullAt } = await repository.lockReconcile(tx, connectionId);
  // Somebody looked later, and was done earlier.
  if (counted > number) return;
  await repository.updateReconcile(tx, connectionId, {
    counted: number,
    lookedAt: startedAt,
    fullAt: full && problem === null ? startedAt : fullAt,
    problem,
  });
  if (sight === null) return;
  const { found, applications } = await judge(tx, { companyId, connectionId }, sight);
  // A key that sees less than it did calls nobody missing.
  const all = [...found, ...(problem === null ? missing.map(toMissing) : [])];
  const scene = { companyId, connectionId, at: context.clock.now() };
  const open = await repository.listOpen(tx, connectionId);
  for (const one of all) {
    const known = open.find(({ kind, key }) => kind === one.kind && key === one.key);
    if (known === undefined) await openFinding(tx, scene, one, applications.get(one.key) ?? null);
    else if (known.employeeIds.join() !== one.employeeIds.join() || known.hireId !== one.hireId)
      await repository.updateFinding(tx, known.id, one);
  }
  for (const known of open) {
    if (all.some(({ kind, key }) => kind === known.kind && key === known.key)) continue;
    if (isOver(known, sight, gone)) await closeFinding(tx, scene, known);
  }
}

/** What the markers say, and of unknown ones the application that they derive from. */
async function judge(
  tx: Transaction,
  { companyId, connectionId }: Pick<ReconcileInput, 'companyId' | 'connectionId'>,
  sight: Sight,
): Promise<{ found: Found[]; applications: Map<string, string> }> {
  if (sight.shown !== true) return { found: [], applications: new Map() };
  const markers = [...sight.byMarker.keys()];
  const hires = await repository.findByMarkers(tx, connectionId, markers);
  const others = await repository.findWriteMarkers(tx, markers);
  const found = judgeMarkers(sight, { hires, others });
  const isUnknown = found.some(({ hireId }) => hireId === null);
  const unsent = isUnknown ? await repository.listUnsent(tx) : [];
  return { found, applications: new Map(unsent.map((id) => [markerOf(companyId, id), id])) };
}

interface Applying {
  companyId: string;
  connectionId: string;
  at: Date;
}

async function openFinding(
  tx: Transaction,
  { companyId, connectionId, at }: Applying,
  found: Found,
  applicationId: string | null,
): Promise<void> {
  const id = newId('hfi');
  await repository.insertFinding(tx, companyId, { ...found, id, connectionId, applicationId, foundAt: at });
  await insertEvents(tx, companyId, [findingOpened({ ...found, id, connectionId })]);
  await note(tx, companyId, found, 'finding_opened');
}

async function closeFinding(
  tx: Transaction,
  { companyId, connectionId, at }: Applying,
  finding: OpenFinding,
): Promise<void> {
  await repository.resolveFinding(tx, finding.id, at);
  await insertEvents(tx, companyId, [findingResolved({ ...finding, connectionId })]);
  await note(tx, companyId, finding, 'finding_resolved');
}

async function note(
  tx: Transaction,
  companyId: string,
  { hireId, kind, employeeIds }: Found,
  action: string,
): Promise<void> {
  if (hireId === null) return;
  const detail = { kind, employees: employeeIds };
  await recordHireAction(tx, companyId, { hireId, actor: 'Joinery', action, detail });
}

function recentSince(now: Date): Date {
  return new Date(now.getTime() - recentDays * 86_400_000);
}

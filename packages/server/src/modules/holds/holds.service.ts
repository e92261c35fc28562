// Holds as people meet them: looked at, approved, rejected. A decision is about exactly what was
// shown, and an approval applies nothing that was read before: it starts a reading.
import {
  type Hold,
  type HoldDecisionInput,
  type HoldPerson,
  type HoldQuery,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { seesEverybody } from '../employees/employee-scene.ts';
import { listEmployees } from '../employees/employees.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { readSyncKind, requestSync } from '../syncs/syncs.service.ts';
import { summaryOf } from './hold-words.ts';
import { holdDecided } from './holds.events.ts';
import * as repository from './holds.repository.ts';

/** Newest first. */
export async function listHolds(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
  { connection, state }: HoldQuery,
  slice: Slice,
): Promise<Sliced<Hold>> {
  assertArea(principal, 'settings.connections', 'view');
  const filter = {
    ...(connection === undefined ? {} : { connectionId: connection }),
    ...(state === undefined ? {} : { state }),
  };
  return db.inCompany(principal.companyId, async (tx) => {
    const rows = await repository.listHolds(tx, filter, slice);
    const { items, after } = toSliced(rows, slice.limit, ({ id }) => id);
    return { items: await viewAll(tx, items), after };
  });
}

/** @throws JoineryError `holds.not_found` */
export async function getHold({ db }: Pick<Context, 'db'>, principal: Principal, id: string): Promise<Hold> {
  assertArea(principal, 'settings.connections', 'view');
  return db.inCompany(principal.companyId, (tx) => getView(tx, id));
}

/**
 * Who is held, by employee number. Of people whom the principal may not see, only the number and
 * what would happen is told.
 *
 * @throws JoineryError `holds.not_found`
 */
export async function listHoldPeople(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  id: string,
  { after, limit }: Slice,
): Promise<Sliced<HoldPerson>> {
  assertArea(principal, 'settings.connections', 'view');
  const rows = await context.db.inCompany(principal.companyId, async (tx) => {
    await getView(tx, id);
    const page = { limit: limit + 1, ...(after === undefined ? {} : { afterNumber: Number(after) }) };
    return repository.listHeldPeople(tx, id, page);
  });
  const sliced = toSliced(rows, limit, ({ employeeNumber }) => String(employeeNumber));
  const numbers = sliced.items.map(({ employeeNumber }) => employeeNumber);
  const shown = await namesOf(context, principal, numbers);
  return {
    items: sliced.items.map(({ employeeNumber, providerId, how, effectiveOn }) => ({
      employeeNumber,
      providerId,
      how,
      ...nobodyShown,
      ...(shown.has(employeeNumber) && { effectiveOn }),
      ...shown.get(employeeNumber),
    })),
    after: sliced.after,
  };
}

const nobodyShown = { effectiveOn: null, name: null, jobTitle: null, department: null };

type Shown = Pick<HoldPerson, 'name' | 'jobTitle' | 'department'>;

async function namesOf(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  numbers: number[],
): Promise<Map<number, Shown>> {
  if (numbers.length === 0) return new Map();
  const names = ['displayName', 'jobTitle', 'department'];
  const options = { onlyCurrent: true, numbers, limit: numbers.length };
  const employees = await listEmployees(context, principal, names, options);
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return new Map(
    employees.map(({ number, values }) => [
      number,
      {
        name: text(values.displayName),
        jobTitle: text(values.jobTitle),
        department: text(values.department),
      },
    ]),
  );
}

// More are read faster all at once.
const mostRecords = 500;

/**
 * Approves what a hold showed. With the last approval that is needed the account is read again, and
 * what the hold showed may pass.
 *
 * @throws JoineryError `holds.not_found`, `holds.decided`, `holds.changed`,
 * `holds.second_person_needed`, `syncs.not_mirrored`
 */
export async function approveHold(
  context: Context,
  principal: Principal,
  id: string,
  input: HoldDecisionInput,
): Promise<Hold> {
  return decide(context, principal, id, input, async (tx, hold) => {
    const approvals = (await repository.listDecisions(tx, [id])).filter(
      ({ decision }) => decision === 'approve',
    );
    if (approvals.some(({ userId }) => userId === principal.userId))
      throw new JoineryError(
        'holds.second_person_needed',
        'You approved this already. Another person has to approve it, too.',
      );
    await put(context, tx, principal, id, 'approve', input);
    if (approvals.length + 1 < hold.approvalsNeeded) return;
    await settle(context, tx, principal.companyId, hold, 'approved');
    await readAgain(context, tx, principal.companyId, hold);
  });
}

/**
 * Nothing of it happens, as long as the provider says the same.
 *
 * @throws JoineryError `holds.not_found`, `holds.decided`, `holds.changed`
 */
export async function rejectHold(
  context: Context,
  principal: Principal,
  id: string,
  input: HoldDecisionInput,
): Promise<Hold> {
  return decide(context, principal, id, input, async (tx, hold) => {
    await put(context, tx, principal, id, 'reject', input);
    await settle(context, tx, principal.companyId, hold, 'rejected');
  });
}

async function decide(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
  id: string,
  { contentHash }: HoldDecisionInput,
  act: (tx: Transaction, hold: repository.HoldRow) => Promise<void>,
): Promise<Hold> {
  assertMayDecide(principal);
  return db.inCompany(principal.companyId, async (tx) => {
    const hold = await repository.findHold(tx, id, 'lock');
    if (hold === undefined) throw notFound();
    if (hold.state !== 'open')
      throw new JoineryError(
        'holds.decided',
        `This hold is ${hold.state} already. What a later sync holds is a hold of its own: look at those that are open.`,
      );
    if (hold.contentHash !== contentHash)
      throw new JoineryError(
        'holds.changed',
        'The decision is about something else than this hold shows. Read it again.',
      );
    await act(tx, hold);
    return getView(tx, id);
  });
}

/** Who decides must be somebody, and able to see whom it is about. */
function assertMayDecide(principal: Principal): void {
  assertArea(principal, 'settings.connections', 'edit');
  if (principal.via === 'system')
    throw new JoineryError('access.forbidden', 'Only a user decides about a hold.');
  if (!seesEverybody(principal))
    throw new JoineryError(
      'access.forbidden',
      'Your access level does not show all employees, so you cannot decide about who may leave.',
    );
}

async function put(
  { clock }: Pick<Context, 'clock'>,
  tx: Transaction,
  { companyId, userId }: Principal,
  holdId: string,
  decision: 'approve' | 'reject',
  { contentHash, note }: HoldDecisionInput,
): Promise<void> {
  const made = { holdId, userId, decision, contentHash, note: note || null, at: clock.now() };
  await repository.putDecision(tx, companyId, made);
}

async function settle(
  { clock }: Pick<Context, 'clock'>,
  tx: Transaction,
  companyId: string,
  hold: repository.HoldRow,
  state: 'approved' | 'rejected',
): Promise<void> {
  await repository.updateHoldState(tx, hold.id, state, clock.now());
  await insertEvents(tx, companyId, [holdDecided(hold, state)]);
}

async function readAgain(
  context: Context,
  tx: Transaction,
  companyId: string,
  { id, connectionId, kind, syncId }: repository.HoldRow,
): Promise<void> {
  const people = await repository.listHeldPeople(tx, id, { limit: mostRecords + 1 });
  const wanted = people.map(({ providerId }) => providerId);
  const isFew = kind === 'leavers' && wanted.length <= mostRecords;
  await requestSync(context, tx, {
    companyId,
    connectionId,
    reason: 'approval',
    allowHoldId: id,
    ...(isFew ? { kind: 'records', wanted } : { kind: await widthOf(tx, kind, syncId) }),
  });
}

/** Records that cannot be read are compared with exactly those that were shown: by an equally wide reading. */
async function widthOf(
  tx: Transaction,
  kind: repository.HoldRow['kind'],
  syncId: string,
): Promise<'full' | 'incremental'> {
  const isNarrow = kind === 'quarantine' && (await readSyncKind(tx, syncId)) === 'incremental';
  return isNarrow ? 'incremental' : 'full';
}

async function getView(tx: Transaction, id: string): Promise<Hold> {
  const [view] = await viewAll(tx, (await repository.listHolds(tx, { id })).slice(0, 1));
  if (view === undefined) throw notFound();
  return view;
}

async function viewAll(tx: Transaction, holds: readonly repository.HoldView[]): Promise<Hold[]> {
  const decisions = await repository.listDecisions(
    tx,
    holds.map(({ id }) => id),
  );
  return holds.map((hold) => ({
    ...hold,
    summary: summaryOf(hold.kind, hold.figures),
    decisions: decisions
      .filter(({ holdId }) => holdId === hold.id)
      .map(({ holdId: _, ...made }) => ({ ...made, at: made.at.toISOString() })),
    createdAt: hold.createdAt.toISOString(),
    decidedAt: hold.decidedAt?.toISOString() ?? null,
  }));
}

function notFound(): JoineryError {
  return new JoineryError('holds.not_found', 'There is no such hold.');
}

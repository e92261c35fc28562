// Finds what a hired application says otherwise than its hire was sent, and proposes the change. Nothing
// is sent here: a person lets a proposal through (hire-changes.service.ts).
import type { HrisActions } from '@joinery/connectors';
import {
  type HireChange,
  type HireChangeKind,
  type HireComparison,
  JoineryError,
  ProviderError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { canonicalHash } from '../../platform/canonical-json.ts';
import { dateIn } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { cancelApproval } from '../approvals/ask-approvals.service.ts';
import { getHiringFile } from '../candidates/candidates.service.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import type { Passing } from '../connections/connection-gate.service.ts';
import { openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { mapApplication } from '../hire-mappings/hire-mappings.service.ts';
import { findOffer } from '../offers/offers.service.ts';
import * as repository from './hire-changes.repository.ts';
import { hashOfChange, maskChange, viewChange } from './hire-changes.service.ts';
import {
  type FlatFields,
  flatten,
  localChanges,
  type Proposal,
  propose,
  proposeEnd,
  readingOf,
} from './hire-changes.ts';
import { recordHireAction } from './hire-log.service.ts';
import { changeProposed } from './hires.events.ts';
import * as hires from './hires.repository.ts';
import { getView } from './hires.service.ts';

const comparedDays = 30;

/** Hires of a connection that are compared with their applications. */
export async function listCompared(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { companyId, connectionId }: { companyId: string; connectionId: string },
): Promise<string[]> {
  const since = new Date(clock.now().getTime() - comparedDays * 86_400_000);
  return db.reading(companyId, (tx) => repository.listComparable(tx, connectionId, since));
}

/** Hires of an application that are done. */
export async function listComparedOf(
  { db }: Pick<Context, 'db'>,
  { companyId, applicationId }: { companyId: string; applicationId: string },
): Promise<string[]> {
  return db.reading(companyId, (tx) => repository.listDoneOf(tx, applicationId));
}

/**
 * Compares now, and answers with the change that is open.
 *
 * @throws JoineryError `hires.not_found`, `hires.not_sent`, `connections.disabled`
 */
export async function compareNow(
  context: Context,
  principal: Principal,
  hireId: string,
): Promise<HireComparison> {
  assertArea(principal, 'hiring.hires', 'edit');
  const { companyId } = principal;
  await context.db.inCompany(companyId, (tx) => getView(context, tx, principal, hireId));
  const problem = await compareHire(context, { companyId, hireId, isFull: true }, { urgency: 'person' });
  const change = await context.db.inCompany(companyId, (tx) => viewOpen(tx, principal, hireId));
  return { change: change && (await maskChange(context, principal, change)), problem };
}

async function viewOpen(tx: Transaction, principal: Principal, hireId: string): Promise<HireChange | null> {
  const open = (await repository.listOfHire(tx, hireId)).find(repository.isOpen);
  return open === undefined ? null : viewChange(tx, principal, open.id);
}

/**
 * Somebody says that the person did not come: ending the employment is proposed.
 *
 * @throws JoineryError `hires.not_found`, `hires.not_sent`, `hire_changes.open`, `connections.disabled`
 */
export async function reportNoShow(
  context: Context,
  principal: Principal,
  hireId: string,
  reason: string,
): Promise<HireComparison> {
  assertArea(principal, 'hiring.hires', 'edit');
  const { companyId, userName } = principal;
  await context.db.inCompany(companyId, (tx) => getView(context, tx, principal, hireId));
  const scene = await openHire(context, { companyId, hireId }, { urgency: 'person' });
  if (scene.changes.some((change) => change.state === 'sending')) throw changeOpen();
  const hired = await scene.actions.readHired(scene.employeeNumber, {
    fields: [],
    tables: ['employmentStatus'],
  });
  if (hired === null) throw employeeGone();
  const proposal = proposeEnd(scene.sent, hired);
  const by = { name: userName, reason };
  const change = await context.db.inCompany(companyId, async (tx) => {
    await hires.lockHire(tx, hireId);
    await settleProposal(context, tx, { companyId, hireId, kind: 'no_show', proposal, by });
    return viewOpen(tx, principal, hireId);
  });
  return { change: change && (await maskChange(context, principal, change)), problem: null };
}

interface Scene {
  hire: hires.HireRow;
  employeeNumber: string;
  principal: Principal;
  actions: HrisActions;
  /** What was sent, with what was changed since. */
  sent: FlatFields;
  changes: repository.ChangeRow[];
}

async function openHire(
  context: Context,
  { companyId, hireId }: { companyId: string; hireId: string },
  passing: Passing,
): Promise<Scene> {
  return context.db.inCompany(companyId, async (tx) => {
    const hire = await hires.lockHire(tx, hireId);
    if (hire === undefined) throw new JoineryError('hires.not_found', 'There is no such hire.');
    if (hire.state !== 'done' || hire.employeeNumber === null)
      throw new JoineryError('hires.not_sent', 'The hire is not done. Mend the hire itself, or cancel it.');
    const changes = await repository.listOfHire(tx, hireId);
    return {
      hire,
      employeeNumber: hire.employeeNumber,
      principal: systemPrincipal(await getCompany(tx, companyId)),
      actions: (await openConnection(context, tx, companyId, hire.connectionId, passing)).actions,
      sent: sentSince(hire, changes),
      changes,
    };
  });
}

/** What the employee was told last: the hire, and every change of it that was carried out. */
function sentSince({ request }: hires.HireRow, changes: readonly repository.ChangeRow[]): FlatFields {
  const done = changes.filter(({ state, kind }) => state === 'done' && kind === 'patch');
  const later = done.flatMap(({ diff }) => diff.map(({ field, here }) => [field, here] as const));
  return { ...flatten(request.fields), ...Object.fromEntries(later) };
}

/**
 * Compares one hire. The provider is asked only where the application says something that it did not
 * say at the last look, or with `isFull`. Returns why it could not be told, or null.
 */
export async function compareHire(
  context: Context,
  { companyId, hireId, isFull }: { companyId: string; hireId: string; isFull: boolean },
  passing: Passing,
): Promise<string | null> {
  const scene = await openHire(context, { companyId, hireId }, passing);
  const { changes } = scene;
  // What is under way is finished first. Who is not an employee any more has no terms to change.
  const isEnded = changes.some(({ kind, state }) => kind !== 'patch' && state === 'done');
  if (
    isEnded ||
    changes.some(
      ({ state, kind }) => state === 'sending' || (kind === 'no_show' && repository.isOpen({ state })),
    )
  )
    return null;
  // A stub says nothing, least of all that the employee has another name now.
  if (await context.db.reading(companyId, (tx) => hires.isOfErased(tx, hireId)))
    return 'The candidate was erased: nothing is left that it could be compared with.';
  const local = await localStand(context, scene);
  const localHash = canonicalHash(local);
  const known = await context.db.reading(companyId, (tx) => repository.findLocalHash(tx, hireId));
  if (known === localHash && !isFull) return null;
  try {
    const proposal = await proposalFor(scene, local);
    if (proposal === null) return 'The employee is not in BambooHR any more.';
    await context.db.inCompany(companyId, async (tx) => {
      await passing.confirm?.();
      const hire = await hires.lockHire(tx, hireId);
      if (hire?.state !== 'done') return;
      await repository.upsertLocalHash(tx, companyId, hireId, localHash);
      await settleProposal(context, tx, {
        companyId,
        hireId,
        kind: local.kind,
        proposal,
        by: { name: 'Joinery', reason: null },
      });
    });
    return null;
  } catch (error) {
    if (error instanceof ProviderError) return error.message;
    throw error;
  }
}

interface LocalStand {
  kind: 'patch' | 'withdrawal';
  changes: ReturnType<typeof localChanges>;
  /** Of a withdrawal that was seen after the first day: when the employment would end. */
  endsOn?: string;
}

async function localStand(context: Context, { hire, principal, sent, changes }: Scene): Promise<LocalStand> {
  const { applicationId, connectionId, request } = hire;
  const { companyId, company } = principal;
  const file = await getHiringFile(context, principal, applicationId);
  const offer = await context.db.reading(companyId, (tx) => findOffer(tx, applicationId));
  const isOff = ['rejected', 'withdrawn'].includes(file.stageKind) || offer?.state === 'withdrawn';
  const today = dateIn(company.timeZone, context.clock.now());
  if (isOff) return { kind: 'withdrawal', changes: [], ...endOf(sent.hireDate ?? '', today, changes) };
  const { mapped } = request;
  const now = await mapApplication(context, principal, connectionId, file, mapped?.version);
  const here = flatten(now.fields);
  // Older hires did not keep what the mapping had made of the application.
  const base = mapped === undefined ? here : flatten(mapped.fields);
  const given = flatten(mapped === undefined ? {} : (request.given ?? {}));
  return { kind: 'patch', changes: localChanges({ sent, given, without: request.without, base, here }) };
}

/** The day on which it was seen first stays, so that each day does not propose another end. */
function endOf(
  hireDate: string,
  today: string,
  changes: readonly repository.ChangeRow[],
): Pick<LocalStand, 'endsOn'> {
  if (hireDate > today) return {};
  const earlier = changes.find(({ kind, state }) => kind === 'withdrawal' && state !== 'superseded');
  return { endsOn: earlier?.plan[0]?.values.date ?? today };
}

async function proposalFor(
  { actions, employeeNumber, sent }: Scene,
  { kind, changes, endsOn }: LocalStand,
): Promise<Proposal | null> {
  if (kind === 'withdrawal') {
    const hired = await actions.readHired(employeeNumber, { fields: [], tables: ['employmentStatus'] });
    return hired && proposeEnd(sent, hired, endsOn);
  }
  if (changes.length === 0) return { diff: [], plan: [] };
  const hired = await actions.readHired(employeeNumber, readingOf(changes));
  return hired && propose(changes, sent, hired);
}

/** Under the lock of the hire: what is proposed now takes the place of what was, unless it is the same. */
async function settleProposal(
  context: Pick<Context, 'clock' | 'secrets'>,
  tx: Transaction,
  asked: {
    companyId: string;
    hireId: string;
    kind: HireChangeKind;
    proposal: Proposal;
    by: { name: string; reason: string | null };
  },
): Promise<void> {
  const { companyId, hireId, kind, proposal, by } = asked;
  const contentHash = hashOfChange(context, { kind, ...proposal });
  const changes = await repository.listOfHire(tx, hireId);
  const open = changes.find(repository.isOpen);
  const isNothing = proposal.plan.length === 0;
  if (open?.state === 'sending' || (!isNothing && open?.contentHash === contentHash)) return;
  if (open !== undefined) await supersede(context, tx, companyId, open);
  const isDismissed = changes.some(
    (change) => change.state === 'dismissed' && change.contentHash === contentHash,
  );
  if (isNothing || (isDismissed && kind !== 'no_show')) return;
  const id = newId('hch');
  await repository.insertChange(tx, companyId, {
    id,
    hireId,
    kind,
    ...proposal,
    contentHash,
    proposedBy: by.name,
    at: context.clock.now(),
  });
  const fields = proposal.diff.map(({ field }) => field);
  await insertEvents(tx, companyId, [changeProposed({ id, hireId, kind, fields })]);
  const entry = { hireId, actor: by.name, reason: by.reason, detail: { changeId: id, kind, fields } };
  await recordHireAction(tx, companyId, { ...entry, action: 'change_proposed' });
}

async function supersede(
  context: Pick<Context, 'clock'>,
  tx: Transaction,
  companyId: string,
  { id, hireId }: repository.ChangeRow,
): Promise<void> {
  const subject = { kind: 'hire_change' as const, id };
  await cancelApproval(context, tx, {
    companyId,
    subject,
    by: null,
    reason: 'Something else is different now.',
  });
  await repository.updateChange(tx, id, { state: 'superseded' }, context.clock.now());
  const detail = { changeId: id };
  await recordHireAction(tx, companyId, { hireId, actor: 'Joinery', action: 'change_superseded', detail });
}

function changeOpen(): JoineryError {
  return new JoineryError(
    'hire_changes.open',
    'A change of this person is being sent. Wait until it has ended.',
  );
}

function employeeGone(): JoineryError {
  return new JoineryError('hires.not_sent', 'The employee is not in BambooHR any more.');
}

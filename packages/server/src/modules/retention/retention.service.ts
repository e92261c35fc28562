// Rules of how long candidates are kept, and what becomes of one: kept on, held, restricted, erased.
// Whoever restricts and erases may change the company's settings: they answer for it.
import {
  type CandidatePrivacy,
  JoineryError,
  type PrivacyReason,
  type privacyQuery,
  type Retention,
  type RetentionInput,
  type RetentionRule,
} from '@joinery/sdk';
import type { z } from 'zod';
import { holdWriters, type Transaction } from '../../db/database.ts';
import { findMergedInto } from '../../db/merged-ids.ts';
import { showRestricted } from '../../db/restricted.ts';
import { dateIn } from '../../platform/clock.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea, assertEveryJob } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { mergedInto } from '../candidates/moved.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { discardFiles, forgetFiles } from '../files/files.service.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { candidateErased, candidateRestricted } from './retention.events.ts';
import * as repository from './retention.repository.ts';
import { addMonths, regionOf, ruleFor, usualRules } from './retention.ts';

export type RetentionScope = Pick<Context, 'db' | 'clock' | 'storage' | 'log'>;
type Actor = Pick<Principal, 'companyId' | 'userName' | 'company'>;

/** The usual rules, switched off, until the company has chosen. */
export async function getRetention(context: Pick<Context, 'db'>, principal: Principal): Promise<Retention> {
  assertArea(principal, 'settings.company', 'view');
  return context.db.inCompany(principal.companyId, readRetention);
}

export async function setRetention(
  context: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  input: RetentionInput,
): Promise<Retention> {
  assertArea(principal, 'settings.company', 'edit');
  const { companyId, userName: by } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    await repository.replaceSettings(tx, companyId, input, { by, at: context.clock.now() });
    return readRetention(tx);
  });
}

export async function readRetention(tx: Transaction): Promise<Retention> {
  const settings = await repository.findSettings(tx);
  if (settings === undefined) return { enabled: false, rules: usualRules, changedBy: null, changedAt: null };
  const { enabled, changedBy, changedAt } = settings;
  return { enabled, rules: await repository.listRules(tx), changedBy, changedAt: changedAt.toISOString() };
}

/** @throws JoineryError `candidates.not_found`, `candidates.merged` */
export async function getPrivacy(
  context: RetentionScope,
  principal: Principal,
  id: string,
): Promise<CandidatePrivacy> {
  assertAnswers(principal, 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await showRestricted(tx);
    return privacyOf(tx, principal, id);
  });
}

export async function listPrivacy(
  context: RetentionScope,
  principal: Principal,
  { state }: z.output<typeof privacyQuery>,
  page: Slice,
): Promise<Sliced<CandidatePrivacy>> {
  assertAnswers(principal, 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await showRestricted(tx);
    const { rules } = await readRetention(tx);
    const { items, after } = toSliced(
      await repository.listStates(tx, { kind: state }, page),
      page.limit,
      ({ id }) => id,
    );
    return { items: items.map((row) => toPrivacy(row, rules, principal)), after };
  });
}

/** Somebody said that they are to be kept: their time begins anew. */
export async function renewCandidate(
  context: RetentionScope,
  principal: Principal,
  id: string,
  { reason }: PrivacyReason,
): Promise<CandidatePrivacy> {
  return acting(context, principal, id, async (tx, row) => {
    if (row.restrictedAt !== null) throw isRestricted();
    const change = { renewed_at: context.clock.now(), renewed_by: principal.userName, reminded_at: null };
    await repository.changePrivacy(tx, principal.companyId, id, change);
    await note(tx, principal, id, 'retention_renewed', { reason });
  });
}

/** A suit or a charge: nothing is erased until it is released. */
export async function holdForLaw(
  context: RetentionScope,
  principal: Principal,
  id: string,
  { reason }: PrivacyReason,
): Promise<CandidatePrivacy> {
  return acting(context, principal, id, async (tx) => {
    const change = { held_at: context.clock.now(), held_by: principal.userName, held_reason: reason };
    await repository.changePrivacy(tx, principal.companyId, id, change);
    await note(tx, principal, id, 'retention_held', { reason });
  });
}

export async function releaseFromLaw(
  context: RetentionScope,
  principal: Principal,
  id: string,
  { reason }: PrivacyReason,
): Promise<CandidatePrivacy> {
  return acting(context, principal, id, async (tx) => {
    await repository.changePrivacy(tx, principal.companyId, id, {
      held_at: null,
      held_by: null,
      held_reason: null,
    });
    await note(tx, principal, id, 'retention_released', { reason });
  });
}

/** Keeps somebody from everybody's sight, but for those who answer for it. */
export async function restrictCandidate(
  context: RetentionScope,
  principal: Principal,
  id: string,
  { reason }: PrivacyReason,
): Promise<CandidatePrivacy> {
  return acting(context, principal, id, async (tx, row) => {
    if (row.restrictedAt === null) await restrict(tx, context, principal, row, { reason, eraseOn: null });
  });
}

export async function liftRestriction(
  context: RetentionScope,
  principal: Principal,
  id: string,
  { reason }: PrivacyReason,
): Promise<CandidatePrivacy> {
  return acting(context, principal, id, async (tx, row) => {
    if (row.restrictedAt === null) return;
    await repository.setRestricted(tx, id, null);
    const change = { restricted_by: null, restricted_reason: null, erase_on: null };
    await repository.changePrivacy(tx, principal.companyId, id, change);
    await note(tx, principal, id, 'restriction_lifted', { reason });
    await insertEvents(tx, principal.companyId, [candidateRestricted(id, false)]);
  });
}

/**
 * Erases for good. Inside the time that the law wants them kept they are restricted instead, and
 * erased when it is over.
 *
 * @throws JoineryError `candidates.on_hold`, `candidates.hire_under_way`
 */
export async function eraseCandidate(
  context: RetentionScope,
  principal: Principal,
  id: string,
  { reason }: PrivacyReason,
): Promise<CandidatePrivacy> {
  return acting(context, principal, id, async (tx, row, { rule, unneeded }) => {
    assertErasable(row);
    const eraseOn = rule === undefined ? null : floorOf(row, rule, principal, context.clock.now());
    if (eraseOn === null) {
      unneeded.push(...(await erase(tx, context, principal, row, reason)));
      return;
    }
    if (row.restrictedAt === null) await restrict(tx, context, principal, row, { reason, eraseOn });
    else await repository.changePrivacy(tx, principal.companyId, id, { erase_on: eraseOn });
  });
}

/** @throws JoineryError `candidates.on_hold`, `candidates.hire_under_way` */
export function assertErasable({ heldReason, isUnderWay }: repository.StateRow): void {
  if (heldReason !== null)
    throw new JoineryError(
      'candidates.on_hold',
      'Nothing of this candidate is erased while they are on hold.',
    );
  if (isUnderWay) throw underWay();
}

/** Takes them out of the company, in a transaction in which nobody else writes. What it returns is discarded after. */
export async function erase(
  tx: Transaction,
  { clock }: Pick<Context, 'clock'>,
  actor: Actor,
  { id }: repository.StateRow,
  reason: string,
): Promise<{ storageKey: string }[]> {
  const files = await repository.eraseRows(tx, id, clock.now());
  // A cleaned copy is named by what was read of the document, and that goes with the document.
  const unneeded = [...(await forgetFiles(tx, files)), ...(await forgetFiles(tx, files))];
  const change = {
    erased_by: actor.userName,
    erased_reason: reason,
    erase_on: null,
    restricted_by: null,
    restricted_reason: null,
    held_reason: null,
    held_at: null,
    held_by: null,
    reminded_at: null,
  };
  await repository.changePrivacy(tx, actor.companyId, id, change);
  await note(tx, actor, id, 'erased', { reason });
  await insertEvents(tx, actor.companyId, [candidateErased(id)]);
  return unneeded;
}

/** Keeps them from sight, in a transaction that shows those who are. */
export async function restrict(
  tx: Transaction,
  { clock }: Pick<Context, 'clock'>,
  actor: Actor,
  { id, isUnderWay }: repository.StateRow,
  { reason, eraseOn }: { reason: string; eraseOn: string | null },
): Promise<void> {
  // Its work would not find them any more.
  if (isUnderWay) throw underWay();
  await repository.setRestricted(tx, id, clock.now());
  const change = { restricted_by: actor.userName, restricted_reason: reason, erase_on: eraseOn };
  await repository.changePrivacy(tx, actor.companyId, id, change);
  await note(tx, actor, id, 'restricted', { reason, ...(eraseOn !== null && { eraseOn }) });
  await insertEvents(tx, actor.companyId, [candidateRestricted(id, true)]);
}

/** Whoever answers for how the company keeps people. */
export function assertAnswers(principal: Principal, need: 'view' | 'edit'): void {
  assertArea(principal, 'settings.company', need);
  assertArea(principal, 'hiring.candidates', need);
  assertEveryJob(principal);
}

interface Follows {
  rule: RetentionRule | undefined;
  /** To be discarded after the commit. */
  unneeded: { storageKey: string }[];
}

async function acting(
  context: RetentionScope,
  principal: Principal,
  id: string,
  work: (tx: Transaction, row: repository.StateRow, follows: Follows) => Promise<void>,
): Promise<CandidatePrivacy> {
  assertAnswers(principal, 'edit');
  const unneeded: { storageKey: string }[] = [];
  const privacy = await context.db.outside(async (tx) => {
    await holdWriters(tx, principal.companyId);
    await showRestricted(tx);
    const { rules } = await readRetention(tx);
    const row = await getState(tx, id);
    if (row.erasedAt === null) await work(tx, row, { rule: ruleFor(rules, regionOf(row)), unneeded });
    return privacyOf(tx, principal, id);
  });
  await discardFiles(context, unneeded);
  return privacy;
}

async function privacyOf(tx: Transaction, principal: Principal, id: string): Promise<CandidatePrivacy> {
  const { rules } = await readRetention(tx);
  return toPrivacy(await getState(tx, id), rules, principal);
}

export async function getState(tx: Transaction, id: string): Promise<repository.StateRow> {
  const [row] = await repository.listStates(tx, { id }, { limit: 1, after: undefined });
  if (row !== undefined) return row;
  const movedTo = await findMergedInto(tx, id);
  if (movedTo !== undefined) throw mergedInto('candidate', movedTo);
  throw new JoineryError('candidates.not_found', 'There is no such candidate.');
}

function toPrivacy(
  row: repository.StateRow,
  rules: readonly RetentionRule[],
  { company: { timeZone } }: Pick<Principal, 'company'>,
): CandidatePrivacy {
  const rule = ruleFor(rules, regionOf(row)) ?? null;
  const isBound = rule !== null && !row.isHired && row.erasedAt === null;
  return {
    candidateId: row.id,
    name: row.name,
    state: row.erasedAt !== null ? 'erased' : row.restrictedAt !== null ? 'restricted' : 'open',
    rule,
    lastContactAt: row.lastContactAt.toISOString(),
    dueOn: isBound ? addMonths(dateIn(timeZone, row.lastContactAt), rule.keepMonths) : null,
    remindedAt: row.remindedAt?.toISOString() ?? null,
    heldReason: row.heldReason,
    restrictedAt: row.restrictedAt?.toISOString() ?? null,
    restrictedReason: row.restrictedReason,
    eraseOn: row.eraseOn,
    erasedAt: row.erasedAt?.toISOString() ?? null,
    erasedReason: row.erasedReason,
  };
}

/** Until when the law wants them kept; null when that is over. */
function floorOf(
  { lastContactAt }: repository.StateRow,
  { floorMonths }: RetentionRule,
  { company: { timeZone } }: Actor,
  now: Date,
): string | null {
  const floor = addMonths(dateIn(timeZone, lastContactAt), floorMonths);
  return floorMonths > 0 && floor > dateIn(timeZone, now) ? floor : null;
}

async function note(
  tx: Transaction,
  actor: Actor,
  candidateId: string,
  kind: string,
  detail: Record<string, unknown>,
) {
  await addTimelineEntries(tx, actor.companyId, [{ candidateId, kind, actor: actor.userName, detail }]);
}

function isRestricted(): JoineryError {
  return new JoineryError(
    'candidates.restricted',
    'This candidate is restricted; lift the restriction first.',
  );
}

function underWay(): JoineryError {
  return new JoineryError(
    'candidates.hire_under_way',
    'A hire of this candidate, or what is sent of them to an account, is under way. Finish or cancel it first.',
  );
}

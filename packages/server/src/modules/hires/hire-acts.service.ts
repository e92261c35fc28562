// What people do to a hire that is not being sent: mend it, send it, end it.
import { isDeepStrictEqual } from 'node:util';
import { type Hire, type HirePatch, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getHiringFile, type HiringFile } from '../candidates/candidates.service.ts';
import { openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { takeBackQuestion } from './hire-approval.service.ts';
import { assertOwnDocuments } from './hire-documents.service.ts';
import { type Evaluation, evaluateHire } from './hire-evaluation.service.ts';
import { keepWhatWentOut } from './hire-keeping.service.ts';
import { recordHireAction } from './hire-log.service.ts';
import { describeOpenPoints } from './hire-preflight.ts';
import { wakeEndedHire } from './hire-runs.service.ts';
import { mendHireIn, settleHire } from './hire-settling.service.ts';
import { hireCancelled } from './hires.events.ts';
import * as repository from './hires.repository.ts';
import { actorOf, assertHired, assertNotOfErased, getHire, getView } from './hires.service.ts';

/**
 * Changes what a hire would send. Nothing is sent by it; what waits for approval is asked anew, and
 * all answers to what it was are void.
 *
 * @throws JoineryError `hires.not_found`, `hires.not_editable`, `hires.written`, `files.not_found`,
 * `connections.disabled`
 */
export async function mendHire(
  context: Context,
  principal: Principal,
  id: string,
  patch: HirePatch,
): Promise<Hire> {
  const mended = (hire: repository.HireRow) => applyPatch(hire.request, patch);
  const way = { mended, states: mendable, asked: patch };
  return withEvaluation(context, principal, id, way, async (tx, found) => {
    const { companyId } = principal;
    assertOwnDocuments(patch.files, found.file.attachments);
    const { hire, evaluation } = found;
    const names = Object.keys(patch);
    const detail = { parts: names, fields: Object.keys(patch.fields ?? {}) };
    const by = actorOf(principal);
    await recordHireAction(tx, companyId, { hireId: id, actor: by.name, action: 'mended', detail });
    await mendHireIn(context, tx, hire, { companyId, by, evaluation });
    return getView(context, tx, principal, id);
  });
}

const mendable = ['draft', 'awaiting_approval', 'failed', 'needs_attention'] as const;
const cancellable = [...mendable, 'queued', 'running', 'waiting'] as const;
const sendable = ['draft', 'failed', 'needs_attention'] as const;

/**
 * Goes on with a draft, or with a hand-off that stopped: to the approval, where somebody has to
 * agree, else to the provider.
 *
 * @throws JoineryError `hires.not_found`, `hires.not_editable`, `hires.field_missing`,
 * `hires.option_unknown`, `hires.not_checked`, `hires.not_hired`, `connections.disabled`, `approvals.too_few_approvers`
 */
export async function sendHire(context: Context, principal: Principal, id: string): Promise<Hire> {
  const way = { mended: (hire: repository.HireRow) => hire.request, states: sendable, asked: {} };
  return withEvaluation(context, principal, id, way, async (tx, { hire, file, evaluation }) => {
    assertHired(file);
    assertNothingOpen(evaluation);
    const { companyId, userName } = principal;
    await recordHireAction(tx, companyId, { hireId: id, actor: userName, action: 'sent' });
    const by = actorOf(principal);
    await settleHire(context, tx, hire, { companyId, by, evaluation, requestedBy: userName });
    return getView(context, tx, principal, id);
  });
}

/**
 * Ends a hire of which nothing was written at the provider, also while it waits or is looked for:
 * nothing of it is sent any more. It can be asked for again later.
 *
 * @throws JoineryError `hires.not_found`, `hires.not_editable`, `hires.written`
 */
export async function cancelHire(
  context: Context,
  principal: Principal,
  id: string,
  reason: string,
): Promise<Hire> {
  assertArea(principal, 'hiring.hires', 'edit');
  const { companyId } = principal;
  return context.db.inCompany(companyId, async (tx) => {
    const seen = await getView(context, tx, principal, id);
    if (seen.state === 'cancelled') return seen;
    const hire = assertIn(await repository.lockHire(tx, id), cancellable);
    if (await repository.hasWritten(tx, id))
      throw new JoineryError(
        'hires.written',
        'Something of this hire was sent to the provider, or may have been. Finish it, or undo it there.',
      );
    const by = actorOf(principal);
    await recordHireAction(tx, companyId, { hireId: id, actor: by.name, action: 'cancelled', reason });
    await takeBackQuestion(context, tx, companyId, { hireId: id, by, reason });
    await endLook(tx, id);
    await repository.updateHire(tx, id, { state: 'cancelled', problem: reason, actor: by.name });
    if (hire.state === 'waiting') await wakeEndedHire(context, tx, hire);
    await insertEvents(tx, companyId, [hireCancelled(hire)]);
    return getView(context, tx, principal, id);
  });
}

/** Whoever looks has no say in it any more. */
async function endLook(tx: Transaction, id: string): Promise<void> {
  const search = (await repository.getSteps(tx, id)).get('search');
  if (search?.state === 'sending') await repository.updateStep(tx, id, 'search', { state: 'pending' });
}

interface Way {
  mended(hire: repository.HireRow): repository.HireRequest;
  states: readonly repository.HireRow['state'][];
  asked: HirePatch;
}

interface Found {
  hire: repository.HireRow;
  file: HiringFile;
  evaluation: Evaluation;
}

const tries = 5;

/** Looks at what the hire would send, then works on it unless somebody mended it meanwhile. */
async function withEvaluation<T>(
  context: Context,
  principal: Principal,
  id: string,
  { mended, states, asked }: Way,
  work: (tx: Transaction, found: Found) => Promise<T>,
): Promise<T> {
  assertArea(principal, 'hiring.hires', 'edit');
  const { companyId } = principal;
  for (let left = tries; left > 0; left -= 1) {
    const { applicationId, connectionId } = await getHire(context, principal, id);
    const file = await getHiringFile(context, principal, applicationId);
    const { before, connection } = await context.db.inCompany(companyId, async (tx) => ({
      before: await lockIn(tx, id, states),
      connection: await openConnection(context, tx, companyId, connectionId, { urgency: 'person' }),
    }));
    const request = mended(before);
    const evaluation = await evaluateHire(context, principal, file, connection, withGiven(request));
    const answer = await context.db.inCompany(companyId, async (tx) => {
      const hire = await lockIn(tx, id, states);
      if (!isDeepStrictEqual(hire.request, before.request)) return undefined;
      const kept = await keepWhatWentOut(tx, hire, { asked, request, evaluation });
      return { done: await work(tx, { hire: { ...hire, request }, file, evaluation: kept }) };
    });
    if (answer !== undefined) return answer.done;
  }
  throw new JoineryError('hires.not_editable', 'Others keep changing this hire. Look at it and try again.');
}

// Older rows kept only what was sent in the end.
function withGiven(request: repository.HireRequest): repository.HireRequest {
  return { ...request, given: request.given ?? request.fields };
}

function applyPatch(request: repository.HireRequest, patch: HirePatch): repository.HireRequest {
  const { given = {} } = withGiven(request);
  const { fields = {}, person, without, createOptions, files, unchecked } = patch;
  const other = { ...given.other, ...fields.other };
  return {
    ...request,
    ...(without && { without }),
    ...(createOptions && { createOptions }),
    ...(files && { files }),
    ...(unchecked !== undefined && { unchecked }),
    given: { ...given, ...fields, ...(Object.keys(other).length > 0 && { other }) },
    ...(person !== undefined && { person, approved: person.as === 'new' }),
  };
}

async function lockIn(tx: Transaction, id: string, states: Way['states']): Promise<repository.HireRow> {
  const hire = assertIn(await repository.lockHire(tx, id), states);
  await assertNotOfErased(tx, id);
  return hire;
}

function assertIn(
  hire: repository.HireRow | undefined,
  states: readonly repository.HireRow['state'][],
): repository.HireRow {
  if (hire === undefined) throw new JoineryError('hires.not_found', 'There is no such hire.');
  if (states.includes(hire.state)) return hire;
  const why = `The hire is ${hire.state.replaceAll('_', ' ')}`;
  throw new JoineryError('hires.not_editable', `${why}; this can be done while it is ${listed(states)}.`);
}

function listed(states: readonly string[]): string {
  const words = states.map((state) => state.replaceAll('_', ' '));
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

const pathOf = (field: string): string => (field.startsWith('files.') ? field : `fields.${field}`);

function assertNothingOpen({ missing, unknownOptions, unread }: Evaluation): void {
  const words = describeOpenPoints({ missing, unknownOptions, unread });
  if (words === null) return;
  const issues = [
    ...missing.map(({ field, message }) => ({ path: pathOf(field), message })),
    ...unknownOptions.map(({ field, nearest }) => ({
      path: `fields.${field}`,
      message: nearest.length === 0 ? 'is no option of the list' : `nearest: ${nearest.join(', ')}`,
    })),
  ];
  if (missing.length > 0) throw new JoineryError('hires.field_missing', words, { issues });
  if (unknownOptions.length > 0) throw new JoineryError('hires.option_unknown', words, { issues });
  throw new JoineryError('hires.not_checked', words);
}

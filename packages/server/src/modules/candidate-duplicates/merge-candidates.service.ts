// Two candidates become one, and two again. While it happens nobody else writes in the company, so
// that an application which comes at this moment is there before, and goes along, or comes after, and
// is told where its candidate went.
import {
  type CandidateMerge,
  type CandidateMergeAnswer,
  type candidateMergeInput,
  JoineryError,
} from '@joinery/sdk';
import type { z } from 'zod';
import { holdWriters, type Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea, assertEveryJob } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { compareHires } from '../applications/applications.service.ts';
import { candidateUpdated } from '../candidates/candidates.events.ts';
import { assertCandidateSeen, getCandidateIn, holdCandidate } from '../candidates/candidates.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { candidatesMerged, mergeUndone } from './candidate-duplicates.events.ts';
import * as repository from './candidate-merges.repository.ts';
import { type Fold, foldsOf, mergeRows, type Row, unmergeRow, unsaidBringer } from './merging.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'engine'>;

/** Not moved: keys are written anew, and pairs outlive a merge. */
const leftAlone = new Set(['candidate_match_keys']);

/**
 * Everything of the other goes to this candidate. To ask for it again changes nothing.
 *
 * @throws JoineryError `candidates.merge_conflict`, `candidates.not_found`, `candidates.merged`,
 * `candidates.erased`, `candidates.on_hold`, `candidates.hire_under_way`, `request.invalid`
 */
export async function mergeCandidates(
  context: Scope,
  principal: Principal,
  keptId: string,
  input: z.output<typeof candidateMergeInput>,
): Promise<CandidateMergeAnswer> {
  return alone(context, principal, async (tx) => {
    await holdCandidate(tx, principal, keptId);
    const mergedId = input.with;
    if (mergedId === keptId)
      throw new JoineryError('request.invalid', 'A candidate cannot be merged with themselves.', {
        issues: [{ path: 'with', message: 'expected the id of another candidate' }],
      });
    const [done] = await repository.listMerges(tx, { merged: mergedId, kept: keptId });
    if (done !== undefined) return answer(tx, principal, done.id, keptId);
    await holdCandidate(tx, principal, mergedId);
    if (await repository.isHeld(tx, [keptId, mergedId]))
      throw new JoineryError('candidates.on_hold', 'One of them is on hold: both stay as they are.');
    if (await repository.isBeingSent(tx, [keptId, mergedId]))
      throw new JoineryError(
        'candidates.hire_under_way',
        'One of them is being sent to an account. Merge them once that has ended.',
      );
    const id = await merge(tx, context, principal, { keptId, mergedId, input });
    return answer(tx, principal, id, keptId);
  });
}

/** Newest first. */
export async function listMerges(
  context: Pick<Context, 'db'>,
  principal: Principal,
  candidateId: string,
): Promise<CandidateMerge[]> {
  assertArea(principal, 'hiring.candidates', 'view');
  assertEveryJob(principal);
  return context.db.inCompany(principal.companyId, async (tx) => {
    await assertCandidateSeen(tx, principal, candidateId);
    return repository.listMerges(tx, { candidateId });
  });
}

/**
 * Makes two of them again. What the merge changed and nobody since is what it was; what was written
 * since stays with whom it was written to, or goes with its application.
 *
 * @throws JoineryError `candidates.merge_not_found`, `candidates.merge_final`
 */
export async function undoMerge(
  context: Scope,
  principal: Principal,
  { candidateId, id }: { candidateId: string; id: string },
): Promise<CandidateMergeAnswer> {
  return alone(context, principal, async (tx) => {
    const [found] = await repository.listMerges(tx, { id });
    if (found === undefined || ![found.keptId, found.mergedId].includes(candidateId))
      throw new JoineryError('candidates.merge_not_found', 'This candidate has no such merge.');
    if (found.undoneAt !== null) return answer(tx, principal, id, found.keptId);
    const record = found.canUndo ? await repository.findRecord(tx, id) : undefined;
    if (record === undefined)
      throw new JoineryError(
        'candidates.merge_final',
        'This merge cannot be undone: a later one builds on it (undo that first), or the person was erased.',
      );
    await undo(tx, context, principal, found, record).catch((error: unknown) => {
      throw brokenConstraint(error) === undefined ? error : noPlace(error);
    });
    return answer(tx, principal, id, found.keptId);
  });
}

function noPlace(cause: unknown): JoineryError {
  return new JoineryError(
    'candidates.merge_final',
    'This merge cannot be undone: something of the other has no place any more, such as a stage that was removed since, or another application for the same job.',
    { cause },
  );
}

async function alone<T>(
  context: Scope,
  principal: Principal,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertEveryJob(principal);
  return context.db.outside(async (tx) => {
    await holdWriters(tx, principal.companyId);
    return work(tx);
  });
}

async function answer(
  tx: Transaction,
  principal: Principal,
  mergeId: string,
  keptId: string,
): Promise<CandidateMergeAnswer> {
  const [merge] = await repository.listMerges(tx, { id: mergeId });
  return { merge: merge as CandidateMerge, candidate: await getCandidateIn(tx, principal, keptId) };
}

interface Asked {
  keptId: string;
  mergedId: string;
  input: z.output<typeof candidateMergeInput>;
}

async function merge(
  tx: Transaction,
  context: Scope,
  principal: Principal,
  { keptId, mergedId, input }: Asked,
): Promise<string> {
  const { companyId, userName } = principal;
  const [before, merged] = [await getRow(tx, keptId), await getRow(tx, mergedId)];
  const values = mergeRows(before, merged, input.fields);
  await assertBringerSaid(tx, unsaidBringer(before, merged, input.fields));
  const applications = await repository.listApplications(tx, [keptId, mergedId]);
  const folds = await foldAll(tx, foldsOf({ keptId, applications }, input.applications));
  const moves = await moveAll(tx, { from: mergedId, to: keptId });
  await repository.removeRow(tx, 'candidates', mergedId);
  await repository.replaceRow(tx, 'candidates', {
    ...values.row,
    updated_at: context.clock.now().toISOString(),
  });
  await repository.setDue(tx, [keptId]);
  const pair = await repository.findPair(tx, [keptId, mergedId]);
  const decided = { decided_at: context.clock.now().toISOString(), decided_by: userName };
  if (pair !== null)
    await repository.replaceRow(tx, 'candidate_duplicates', { ...pair, state: 'merged', ...decided });
  const id = newId('mrg');
  const folded = folds.map(({ row, into, jobTitle }) => ({ id: String(row.id), intoId: into, jobTitle }));
  await repository.insertMerge(tx, companyId, {
    id,
    keptId,
    mergedId,
    names: { kept: nameOf(before), merged: nameOf(merged) },
    choices: { taken: values.taken, folded },
    before: { kept: { before, after: await getRow(tx, keptId) }, merged, folds, moves, pair },
    mergedAt: context.clock.now(),
    mergedBy: userName,
  });
  const detail = {
    mergeId: id,
    mergedId,
    name: nameOf(merged),
    fields: values.taken,
    folded: folded.map(({ jobTitle }) => jobTitle),
  };
  await addTimelineEntries(tx, companyId, [{ candidateId: keptId, kind: 'merged', actor: userName, detail }]);
  await insertEvents(tx, companyId, [
    candidatesMerged(keptId, { mergedId, mergeId: id }),
    candidateUpdated(keptId, values.taken),
  ]);
  await compareAll(tx, context, principal, [keptId]);
  return id;
}

// Whoever sees only some people, and brought the one that stays, comes to see what was the other's.
async function assertBringerSaid(tx: Transaction, bringerId: string | undefined): Promise<void> {
  if (bringerId === undefined || !(await repository.seesOnlySome(tx, bringerId))) return;
  throw new JoineryError(
    'request.invalid',
    'The candidate who stays was brought by somebody who sees only some people, and who would see what was the other’s. Say whether they are to: `this` keeps who brought them, `other` takes who brought the other, or nobody.',
    { issues: [{ path: 'fields.broughtBy', message: 'expected this or other' }] },
  );
}

async function foldAll(tx: Transaction, folds: Fold[]): Promise<repository.MergeRecord['folds']> {
  if (folds.length === 0) return [];
  const references = await repository.listReferences(tx, 'applications');
  const done: repository.MergeRecord['folds'] = [];
  for (const { from, into } of folds) {
    const moves: repository.MovedRows[] = [];
    for (const reference of references)
      moves.push(await repository.moveRows(tx, reference, { from: from.id, to: into.id }));
    const row = await repository.findRow(tx, 'applications', from.id);
    if (row === undefined) continue;
    await repository.removeRow(tx, 'applications', from.id);
    done.push({ row, into: into.id, jobTitle: into.jobTitle, moves: moves.filter(isSomething) });
  }
  return done;
}

async function moveAll(tx: Transaction, way: { from: string; to: string }): Promise<repository.MovedRows[]> {
  await repository.forgetKeys(tx, way.from);
  const moves: repository.MovedRows[] = [];
  for (const reference of await repository.listReferences(tx, 'candidates'))
    if (!leftAlone.has(reference.child)) moves.push(await repository.moveRows(tx, reference, way));
  return moves.filter(isSomething);
}

function isSomething({ moved, removed }: repository.MovedRows): boolean {
  return moved.length + removed.length > 0;
}

async function undo(
  tx: Transaction,
  context: Scope,
  principal: Principal,
  { id, keptId, mergedId }: CandidateMerge,
  { kept, merged, folds, moves, pair }: repository.MergeRecord,
): Promise<void> {
  const { companyId, userName } = principal;
  await repository.insertRow(tx, 'candidates', merged);
  for (const rows of moves) await repository.moveBack(tx, rows);
  // An application that comes back needs its place for the job: the one that has it is back by now.
  for (const { row } of folds) await repository.insertRow(tx, 'applications', row);
  for (const rows of folds.flatMap((fold) => fold.moves)) await repository.moveBack(tx, rows);
  for (const { child, removed } of [...folds.flatMap((fold) => fold.moves), ...moves])
    for (const row of removed) await repository.insertRow(tx, child, row);
  for (const table of await listOfBoth(tx))
    await repository.alignWithApplications(tx, table, [keptId, mergedId]);
  const restored = unmergeRow({ ...kept, now: await getRow(tx, keptId) });
  await repository.replaceRow(tx, 'candidates', restored);
  await repository.setDue(tx, [keptId, mergedId]);
  if (pair !== null) await repository.replaceRow(tx, 'candidate_duplicates', pair);
  await repository.endMerge(tx, id, { at: context.clock.now(), by: userName });
  const detail = { mergeId: id };
  await addTimelineEntries(
    tx,
    companyId,
    [keptId, mergedId].map((candidateId) => ({ candidateId, kind: 'merge_undone', actor: userName, detail })),
  );
  await insertEvents(tx, companyId, [mergeUndone(keptId, { mergedId, mergeId: id })]);
  await compareAll(tx, context, principal, [keptId, mergedId]);
}

/** Tables whose rows name both a candidate and an application. */
async function listOfBoth(tx: Transaction) {
  const applications = await repository.listReferences(tx, 'applications');
  return (await repository.listReferences(tx, 'candidates')).flatMap(({ child, col: candidate }) =>
    applications
      .filter((reference) => reference.child === child)
      .map(({ col: application }) => ({ child, candidate, application })),
  );
}

/** What was sent of hires may say something else than the candidate does now. */
async function compareAll(
  tx: Transaction,
  context: Scope,
  principal: Principal,
  candidateIds: string[],
): Promise<void> {
  for (const { id, hasHires } of await repository.listApplications(tx, candidateIds))
    if (hasHires) await compareHires(tx, context, principal, id);
}

async function getRow(tx: Transaction, id: string): Promise<Row> {
  const row = await repository.findRow(tx, 'candidates', id);
  if (row === undefined) throw new JoineryError('candidates.not_found', 'There is no such candidate.');
  return row;
}

function nameOf(row: Row): string {
  return `${row.first_name} ${row.last_name}`.trim();
}

// What people of the company write about a candidate. External recruiters see only their own notes.
import { type CandidateNote, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import { actingUser, type Principal } from '../access/principal.ts';
import {
  assertCandidateSeen,
  holdCandidate,
  isToldOf,
  tellOfChange,
} from '../candidates/candidates.service.ts';
import type { Context } from '../context.ts';
import * as repository from './candidate-notes.repository.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Newest first. Pages go on after the id of the last note. */
export async function listCandidateNotes(
  context: Scope,
  principal: Principal,
  candidateId: string,
  page: Slice,
): Promise<Sliced<CandidateNote>> {
  assertArea(principal, 'hiring.candidates', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const only = (await isToldOf(tx, principal, candidateId)) ? {} : { userId: principal.userId };
    const rows = await repository.listNotes(tx, candidateId, only, page);
    const { items, after } = toSliced(rows, page.limit, ({ id }) => id);
    return { items: items.map((row) => toNote(principal, row)), after };
  });
}

export async function createCandidateNote(
  context: Scope,
  principal: Principal,
  candidateId: string,
  { text }: { text: string },
): Promise<CandidateNote> {
  assertArea(principal, 'hiring.candidates', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await holdCandidate(tx, principal, candidateId);
    const at = context.clock.now();
    const userId = actingUser(principal);
    const author = principal.userName;
    const note = { id: newId('not'), candidateId, userId, author, text, createdAt: at, updatedAt: at };
    await repository.insertNote(tx, principal.companyId, note);
    // What it says stands in the note alone, which can be changed and removed.
    const entry = { kind: 'noted', noteId: note.id };
    await tellOfChange(tx, principal, candidateId, ['notes'], entry);
    return toNote(principal, note);
  });
}

/** @throws JoineryError `candidates.note_not_found` also for a note of somebody else. */
export async function updateCandidateNote(
  context: Scope,
  principal: Principal,
  which: { candidateId: string; noteId: string },
  { text }: { text: string },
): Promise<CandidateNote> {
  assertArea(principal, 'hiring.candidates', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const note = await findOwn(tx, principal, which);
    const updatedAt = context.clock.now();
    await repository.updateNote(tx, note.id, text, updatedAt);
    return toNote(principal, { ...note, text, updatedAt });
  });
}

/** @throws JoineryError `candidates.note_not_found` also for a note of somebody else. */
export async function removeCandidateNote(
  context: Scope,
  principal: Principal,
  which: { candidateId: string; noteId: string },
): Promise<void> {
  assertArea(principal, 'hiring.candidates', 'edit');
  await context.db.inCompany(principal.companyId, async (tx) => {
    const { id } = await findOwn(tx, principal, which);
    await repository.removeNote(tx, id);
  });
}

async function findOwn(
  tx: Transaction,
  principal: Principal,
  { candidateId, noteId }: { candidateId: string; noteId: string },
): Promise<repository.NoteRow> {
  await assertCandidateSeen(tx, principal, candidateId);
  const note = await repository.findNote(tx, candidateId, noteId);
  if (note !== undefined && isOwn(principal, note)) return note;
  throw new JoineryError('candidates.note_not_found', 'There is no such note of yours.');
}

function isOwn({ via, userId }: Principal, note: repository.NoteRow): boolean {
  return via !== 'system' && note.userId === userId;
}

function toNote(principal: Principal, note: repository.NoteRow): CandidateNote {
  const { id, author, text } = note;
  const [createdAt, updatedAt] = [note.createdAt.toISOString(), note.updatedAt.toISOString()];
  return { id, author, text, own: isOwn(principal, note), createdAt, updatedAt };
}

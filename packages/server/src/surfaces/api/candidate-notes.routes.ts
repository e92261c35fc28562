import { candidateNote, candidateNoteInput, pageOf, pageQuery } from '@joinery/sdk';
import {
  createCandidateNote,
  listCandidateNotes,
  removeCandidateNote,
  updateCandidateNote,
} from '../../modules/candidate-notes/candidate-notes.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Candidates';
const noteParams = idParams.extend({ note: idParams.shape.id });

export const candidateNotesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/candidates/:id/notes',
    tag,
    summary: 'Notes about a candidate, newest first',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(candidateNote),
    handle: (call) =>
      page(call, `notes ${call.params.id}`, (slice) =>
        listCandidateNotes(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/candidates/:id/notes',
    tag,
    summary: 'Write a note about a candidate',
    params: idParams,
    body: candidateNoteInput,
    answer: candidateNote,
    status: 201,
    handle: ({ context, principal, params, body }) =>
      createCandidateNote(context, principal, params.id, body),
  }),
  route({
    method: 'PATCH',
    url: '/candidates/:id/notes/:note',
    tag,
    summary: 'Change a note of your own',
    params: noteParams,
    body: candidateNoteInput,
    answer: candidateNote,
    handle: ({ context, principal, params, body }) =>
      updateCandidateNote(context, principal, { candidateId: params.id, noteId: params.note }, body),
  }),
  route({
    method: 'DELETE',
    url: '/candidates/:id/notes/:note',
    tag,
    summary: 'Remove a note of your own',
    params: noteParams,
    handle: async ({ context, principal, params }) => {
      await removeCandidateNote(context, principal, { candidateId: params.id, noteId: params.note });
      return undefined;
    },
  }),
];

import { Readable } from 'node:stream';
import {
  application,
  applicationInput,
  attachment,
  attachmentsInput,
  type BulkEnd,
  type BulkResult,
  bulkEnd,
  bulkLimits,
  bulkResult,
  candidate,
  candidateActionResults,
  candidateActions,
  candidateInput,
  candidateMove,
  candidatePatch,
  candidatePut,
  candidateQuery,
  JoineryError,
  pageOf,
  pageQuery,
  recruiterChoice,
  tagCount,
  timelineEntry,
} from '@joinery/sdk';
import { z } from 'zod';
import { assertArea } from '../../modules/access/areas.ts';
import type { Principal } from '../../modules/access/principal.ts';
import { actOnCandidates } from '../../modules/candidates/candidate-acts.service.ts';
import { removeAttachment } from '../../modules/candidates/candidate-documents.service.ts';
import {
  addApplication,
  attachFiles,
  getCandidate,
  listCandidates,
  listRecruiters,
  listTags,
  listTimeline,
  patchCandidate,
  updateCandidate,
} from '../../modules/candidates/candidates.service.ts';
import { moveCandidate } from '../../modules/candidates/move-candidate.service.ts';
import { parseIdempotencyKey } from '../../modules/idempotency/idempotency.ts';
import { takeInBulk } from '../../modules/intake/bulk-intake.service.ts';
import { createCandidate } from '../../modules/intake/intake.service.ts';
import { type Line, linesOf, type Spool } from '../../platform/spool.ts';
import { idParams, whole } from './params.ts';
import { FileAnswer, page, type Route, route } from './routes.ts';

const tag = 'Candidates';
const documents = ['resume', 'coverLetter', 'file'];
const laterDocuments = [...documents, 'offer'];

function assertMayEdit(principal: Principal): void {
  assertArea(principal, 'hiring.candidates', 'edit');
}

function sentLines(lines: Spool | undefined): AsyncIterable<Line> {
  if (lines === undefined)
    throw new JoineryError('request.unsupported_media', 'Send lines of JSON as application/x-ndjson.');
  return linesOf(lines.read(), bulkLimits.lineBytes);
}

async function* toLines(results: AsyncIterable<BulkResult | BulkEnd>): AsyncGenerator<string> {
  for await (const result of results) yield `${JSON.stringify(result)}\n`;
}

export const candidatesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/candidates',
    tag,
    summary: 'Candidates, newest first',
    query: pageQuery.extend(candidateQuery.shape).strict(),
    answer: pageOf(candidate),
    handle: (call) =>
      page(call, 'candidates', (slice) => listCandidates(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'POST',
    url: '/candidates',
    tag,
    summary: 'Add a person, with an application when a job is named, and with documents',
    body: candidateInput,
    forms: documents,
    assertMayCall: assertMayEdit,
    base64: 'resume',
    jsonFields: ['answers', 'consents', 'demographics', 'byHand', 'tags', 'rating', 'customFields'],
    answer: candidate,
    status: 201,
    together: true,
    handle: ({ context, principal, body, files }) => createCandidate(context, principal, body, files),
  }),
  route({
    method: 'GET',
    url: '/candidates/:id',
    tag,
    summary: 'One candidate',
    params: idParams,
    answer: candidate,
    handle: ({ context, principal, params }) => getCandidate(context, principal, params.id),
  }),
  route({
    method: 'PUT',
    url: '/candidates/:id',
    tag,
    summary: 'Replace the fields that are named',
    params: idParams,
    body: candidatePut,
    answer: candidate,
    handle: ({ context, principal, params, body }) => updateCandidate(context, principal, params.id, body),
  }),
  route({
    method: 'PATCH',
    url: '/candidates/:id',
    tag,
    summary: 'Merge: tags are added or taken off, fields set one by one',
    params: idParams,
    body: candidatePatch,
    answer: candidate,
    handle: ({ context, principal, params, body }) => patchCandidate(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/candidates/:id/move',
    tag,
    summary: 'Move a candidate to another job, or to the talent pool',
    params: idParams,
    body: candidateMove,
    answer: candidate,
    handle: ({ context, principal, params, body }) => moveCandidate(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/candidates/actions',
    tag,
    summary: 'Tag, move or reject many candidates; one that fails holds up no other',
    body: candidateActions,
    answer: candidateActionResults,
    handle: ({ context, principal, body }) => actOnCandidates(context, principal, body),
  }),
  route({
    method: 'POST',
    url: '/candidates/bulk',
    tag,
    summary: 'Add up to 10,000 people, a line of JSON for each, and answer with a line for each',
    takesLines: true,
    assertMayCall: assertMayEdit,
    answer: z.union([bulkResult, bulkEnd]),
    handle: async ({ context, principal, request, lines }) => {
      const key = request.headers['idempotency-key'];
      const requestKey = key === undefined ? undefined : parseIdempotencyKey(key);
      const results = takeInBulk(context, principal, sentLines(lines), requestKey);
      const headers = { 'content-type': 'application/x-ndjson; charset=utf-8' };
      return new FileAnswer(headers, async () => Readable.from(toLines(results), { objectMode: false }));
    },
  }),
  route({
    method: 'GET',
    url: '/candidates/recruiters',
    tag,
    summary: 'Users who brought candidates, by name',
    answer: pageOf(recruiterChoice),
    handle: async ({ context, principal }) => whole(await listRecruiters(context, principal)),
  }),
  route({
    method: 'GET',
    url: '/candidates/tags',
    tag,
    summary: 'Tags of candidates, most used first',
    answer: pageOf(tagCount),
    handle: async ({ context, principal }) => whole(await listTags(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/candidates/:id/applications',
    tag,
    summary: 'Apply for a job',
    params: idParams,
    body: applicationInput,
    forms: documents,
    assertMayCall: assertMayEdit,
    base64: 'resume',
    jsonFields: ['answers', 'consents', 'demographics', 'byHand'],
    answer: application,
    status: 201,
    handle: ({ context, principal, params, body, files }) =>
      addApplication(context, principal, params.id, body, files),
  }),
  route({
    method: 'GET',
    url: '/candidates/:id/timeline',
    tag,
    summary: 'What happened to a candidate, newest first',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(timelineEntry),
    handle: (call) =>
      page(call, `timeline ${call.params.id}`, (slice) =>
        listTimeline(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/candidates/:id/attachments',
    tag,
    summary: 'Add documents to a candidate',
    params: idParams,
    body: attachmentsInput,
    forms: laterDocuments,
    assertMayCall: assertMayEdit,
    base64: 'resume',
    answer: z.object({ items: z.array(attachment) }),
    status: 201,
    handle: async ({ context, principal, params, body, files }) => ({
      items: await attachFiles(context, principal, params.id, files, body.resume),
    }),
  }),
  route({
    method: 'DELETE',
    url: '/candidates/:id/attachments/:file',
    tag,
    summary: 'Remove a document, for good; one of an offer needs the right to edit hires',
    params: idParams.extend({ file: z.string() }),
    handle: async ({ context, principal, params }) => {
      await removeAttachment(context, principal, params.id, params.file);
      return undefined;
    },
  }),
];

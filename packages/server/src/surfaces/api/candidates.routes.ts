import {
  application,
  applicationInput,
  attachment,
  attachmentsInput,
  candidate,
  candidateInput,
  candidatePut,
  candidateQuery,
  pageOf,
  pageQuery,
  timelineEntry,
} from '@joinery/sdk';
import { z } from 'zod';
import {
  addApplication,
  attachFiles,
  getCandidate,
  listCandidates,
  listTimeline,
  updateCandidate,
} from '../../modules/candidates/candidates.service.ts';
import { createCandidate } from '../../modules/intake/intake.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Candidates';
const documents = ['resume', 'coverLetter', 'file'];
const laterDocuments = [...documents, 'offer'];

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
    base64: 'resume',
    jsonFields: ['answers', 'byHand'],
    answer: candidate,
    status: 201,
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
    method: 'POST',
    url: '/candidates/:id/applications',
    tag,
    summary: 'Apply for a job',
    params: idParams,
    body: applicationInput,
    forms: documents,
    base64: 'resume',
    jsonFields: ['answers', 'byHand'],
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
    base64: 'resume',
    answer: z.object({ items: z.array(attachment) }),
    status: 201,
    handle: async ({ context, principal, params, body, files }) => ({
      items: await attachFiles(context, principal, params.id, files, body.resume),
    }),
  }),
];

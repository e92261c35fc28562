import {
  pageOf,
  pageQuery,
  recruiting,
  recruitingJob,
  recruitingJobPatch,
  recruitingJobQuery,
  recruitingRecord,
  recruitingRecordAct,
  recruitingRecordQuery,
  recruitingRecordsOfQuery,
  recruitingRun,
  recruitingSettingsInput,
  recruitingTarget,
  recruitingTargetJob,
  recruitingTargetJobQuery,
  recruitingWrite,
  recruitingWriteInput,
  recruitingWriteQuery,
  recruitingWriteResolution,
} from '@joinery/sdk';
import { z } from 'zod';
import {
  actOnRecord,
  getRecruiting,
  listRecords,
  listRecordsOf,
  listRecruitingJobs,
  listRuns,
  listTargetJobs,
  listTargets,
  putRecruiting,
  readNow,
  updateRecruitingJob,
} from '../../modules/recruiting/recruiting.service.ts';
import {
  getRecruitingWrite,
  listRecruitingWrites,
  resolveRecruitingWrite,
  sendToRecruiting,
} from '../../modules/recruiting/recruiting-writes.service.ts';
import { idParams } from './params.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Recruiting accounts';

/** Ids of an account are its own. */
const jobParams = idParams.extend({ jobId: z.string().min(1).max(100) });
const recordParams = idParams.extend({ recordId: z.string().min(1).max(100) });

export const recruitingRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/connections/:id/recruiting',
    tag,
    summary: 'What of an account’s recruiting is used, what it is able to do, and how it fares',
    params: idParams,
    answer: recruiting,
    handle: ({ context, principal, params }) => getRecruiting(context, principal, params.id),
  }),
  route({
    method: 'PUT',
    url: '/connections/:id/recruiting',
    tag,
    summary: 'Set what of an account’s recruiting is used; it is read at once',
    params: idParams,
    body: recruitingSettingsInput,
    answer: recruiting,
    handle: ({ context, principal, params, body }) => putRecruiting(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/recruiting/runs',
    tag,
    summary: 'Readings of an account’s recruiting, newest first',
    params: idParams,
    query: pageQuery.strict(),
    answer: pageOf(recruitingRun),
    handle: (call) =>
      page(call, `connections/${call.params.id}/recruiting/runs`, (slice) =>
        listRuns(call.context, call.principal, call.params.id, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/connections/:id/recruiting/runs',
    tag,
    summary: 'Read an account’s recruiting now; one that waits already is answered',
    params: idParams,
    answer: recruitingRun,
    status: 202,
    handle: ({ context, principal, params }) => readNow(context, principal, params.id),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/recruiting/jobs',
    tag,
    summary: 'Jobs of an account as last read, and which jobs here they are; open ones first',
    params: idParams,
    query: pageQuery.extend(recruitingJobQuery.shape).strict(),
    answer: pageOf(recruitingJob),
    handle: (call) =>
      page(call, `connections/${call.params.id}/recruiting/jobs`, (slice) =>
        listRecruitingJobs(call.context, call.principal, call.params.id, call.query, slice),
      ),
  }),
  route({
    method: 'PATCH',
    url: '/connections/:id/recruiting/jobs/:jobId',
    tag,
    summary: 'Say which job here a job of an account is, or what its candidates must say',
    params: jobParams,
    body: recruitingJobPatch,
    answer: recruitingJob,
    handle: ({ context, principal, params: { id, jobId }, body }) =>
      updateRecruitingJob(context, principal, { connectionId: id, jobId }, body),
  }),
  route({
    method: 'GET',
    url: '/connections/:id/recruiting/records',
    tag,
    summary: 'Applications of an account and what became of them here, newest first',
    params: idParams,
    query: pageQuery.extend(recruitingRecordQuery.shape).strict(),
    answer: pageOf(recruitingRecord),
    handle: (call) =>
      page(call, `connections/${call.params.id}/recruiting/records`, (slice) =>
        listRecords(call.context, call.principal, call.params.id, call.query, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/connections/:id/recruiting/records/:recordId',
    tag,
    summary: 'Try an application that waits again, or leave it where it is',
    params: recordParams,
    body: recruitingRecordAct,
    answer: recruitingRecord,
    handle: ({ context, principal, params: { id, recordId }, body }) =>
      actOnRecord(context, principal, { connectionId: id, id: recordId }, body),
  }),
  route({
    method: 'GET',
    url: '/recruiting-records',
    tag,
    summary: 'Applications of a candidate in connected accounts, as last read, newest first',
    query: pageQuery.extend(recruitingRecordsOfQuery.shape).strict(),
    answer: pageOf(recruitingRecord),
    handle: (call) =>
      page(call, 'recruiting-records', (slice) =>
        listRecordsOf(call.context, call.principal, call.query, slice),
      ),
  }),
  route({
    method: 'GET',
    url: '/recruiting-targets',
    tag,
    summary: 'Where candidates can be sent',
    query: pageQuery.strict(),
    answer: pageOf(recruitingTarget),
    handle: (call) =>
      page(call, 'recruiting-targets', (slice) => listTargets(call.context, call.principal, slice)),
  }),
  route({
    method: 'GET',
    url: '/recruiting-targets/:id/jobs',
    tag,
    summary: 'Open jobs of an account where candidates can be sent, by title',
    params: idParams,
    query: pageQuery.extend(recruitingTargetJobQuery.shape).strict(),
    answer: pageOf(recruitingTargetJob),
    handle: (call) =>
      page(call, `recruiting-targets/${call.params.id}/jobs`, (slice) =>
        listTargetJobs(call.context, call.principal, call.params.id, call.query, slice),
      ),
  }),
  route({
    method: 'GET',
    url: '/recruiting-writes',
    tag,
    summary: 'What was sent to recruiting of connected accounts, newest first',
    query: pageQuery.extend(recruitingWriteQuery.shape).strict(),
    answer: pageOf(recruitingWrite),
    handle: (call) =>
      page(call, 'recruiting-writes', (slice) =>
        listRecruitingWrites(call.context, call.principal, call.query, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/recruiting-writes',
    tag,
    summary:
      'Send a candidate to a job of an account, or move an application there; it goes out by itself, once',
    body: recruitingWriteInput,
    answer: recruitingWrite,
    status: 202,
    handle: ({ context, principal, body }) => sendToRecruiting(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/recruiting-writes/:id',
    tag,
    summary: 'What was sent, and how it ended',
    params: idParams,
    answer: recruitingWrite,
    handle: ({ context, principal, params }) => getRecruitingWrite(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/recruiting-writes/:id/resolve',
    tag,
    summary: 'Say what became of something that needs attention: it is there, send it, or drop it',
    params: idParams,
    body: recruitingWriteResolution,
    answer: recruitingWrite,
    handle: ({ context, principal, params, body }) =>
      resolveRecruitingWrite(context, principal, params.id, body),
  }),
];

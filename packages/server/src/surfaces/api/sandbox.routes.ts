import {
  pageOf,
  pageQuery,
  sandboxClock,
  sandboxClockInput,
  sandboxDownloadQuery,
  sandboxFault,
  sandboxFaultInput,
  sandboxLimitInput,
  sandboxLimitState,
  sandboxRequest,
  sandboxRequestQuery,
  sandboxRestored,
  sandboxSnapshot,
  sandboxSnapshotInput,
} from '@joinery/sdk';
import { z } from 'zod';
import { contentDisposition } from '../../modules/files/files.ts';
import {
  addFault,
  downloadRequests,
  getClock,
  getLimit,
  listFaults,
  listRequests,
  listSnapshots,
  moveClock,
  removeFault,
  removeFaults,
  removeLimit,
  removeRequests,
  removeSnapshot,
  restoreSnapshot,
  setLimit,
  takeSnapshot,
} from '../../modules/sandboxes/sandboxes.service.ts';
import { idParams, whole } from './params.ts';
import { FileAnswer, page, type Route, route } from './routes.ts';

const tag = 'Sandbox';
const nameParams = z.object({ name: z.string().min(1).max(100) });

export const sandboxRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/sandbox/faults',
    tag,
    summary: 'Faults that wait for a request to this sandbox company',
    answer: pageOf(sandboxFault),
    handle: async ({ context, principal }) => whole(await listFaults(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/sandbox/faults',
    tag,
    summary: 'Make requests for an operation go wrong',
    body: sandboxFaultInput,
    answer: sandboxFault,
    status: 201,
    handle: ({ context, principal, body }) => addFault(context, principal, body),
  }),
  route({
    method: 'DELETE',
    url: '/sandbox/faults',
    tag,
    summary: 'Take all faults away',
    handle: async ({ context, principal }) => {
      await removeFaults(context, principal);
      return undefined;
    },
  }),
  route({
    method: 'DELETE',
    url: '/sandbox/faults/:id',
    tag,
    summary: 'Take one fault away',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await removeFault(context, principal, params.id);
      return undefined;
    },
  }),
  route({
    method: 'GET',
    url: '/sandbox/limit',
    tag,
    summary: 'The limit of requests to this sandbox company, and how much of it is used',
    answer: sandboxLimitState,
    handle: async ({ context, principal }) => ({ limit: (await getLimit(context, principal)) ?? null }),
  }),
  route({
    method: 'PUT',
    url: '/sandbox/limit',
    tag,
    summary: 'Limit the requests to this sandbox company, counted over all processes',
    body: sandboxLimitInput,
    answer: sandboxLimitState,
    handle: async ({ context, principal, body }) => ({ limit: await setLimit(context, principal, body) }),
  }),
  route({
    method: 'DELETE',
    url: '/sandbox/limit',
    tag,
    summary: 'Take the limit away',
    handle: async ({ context, principal }) => {
      await removeLimit(context, principal);
      return undefined;
    },
  }),
  route({
    method: 'GET',
    url: '/sandbox/requests',
    tag,
    summary: 'What was asked of this sandbox company, oldest first unless asked otherwise',
    query: pageQuery.extend(sandboxRequestQuery.shape),
    answer: pageOf(sandboxRequest),
    handle: (call) => {
      const { limit: _, cursor: _cursor, ...filter } = call.query;
      return page(call, 'sandbox requests', (slice) =>
        listRequests(call.context, call.principal, filter, slice),
      );
    },
  }),
  route({
    method: 'DELETE',
    url: '/sandbox/requests',
    tag,
    summary: 'Empty the list of what was asked',
    handle: async ({ context, principal }) => {
      await removeRequests(context, principal);
      return undefined;
    },
  }),
  route({
    method: 'GET',
    url: '/sandbox/requests/download',
    tag,
    summary: 'The whole list of what was asked, one JSON document a line, or CSV',
    query: sandboxDownloadQuery,
    sendsFile: true,
    handle: async ({ context, principal, query: { format, ...filter } }) => {
      const stream = downloadRequests(context, principal, filter, format);
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
      return new FileAnswer(
        {
          'content-type': type,
          'content-disposition': contentDisposition(`sandbox-requests.${format}`),
        },
        async () => stream,
      );
    },
  }),
  route({
    method: 'GET',
    url: '/sandbox/clock',
    tag,
    summary: 'The time in this sandbox company',
    answer: sandboxClock,
    handle: ({ context, principal }) => getClock(context, principal),
  }),
  route({
    method: 'PUT',
    url: '/sandbox/clock',
    tag,
    summary: 'Move the clock of this sandbox company; what is due by the new time happens at once',
    body: sandboxClockInput,
    answer: sandboxClock,
    handle: ({ context, principal, body }) => moveClock(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/sandbox/snapshots',
    tag,
    summary: 'Snapshots of this sandbox company, oldest first',
    answer: pageOf(sandboxSnapshot),
    handle: async ({ context, principal }) => whole(await listSnapshots(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/sandbox/snapshots',
    tag,
    summary: 'Put the whole state of this sandbox company away under a name',
    body: sandboxSnapshotInput,
    answer: sandboxSnapshot,
    status: 201,
    // A transaction that has a key's answer in it would be one of the writers that it waits for.
    repeatable: true,
    handle: ({ context, principal, body }) => takeSnapshot(context, principal, body.name),
  }),
  route({
    method: 'POST',
    url: '/sandbox/snapshots/:name/restore',
    tag,
    summary: 'Make this sandbox company what it was; the snapshot seed is how it began',
    params: nameParams,
    answer: sandboxRestored,
    // Outside a transaction that has a key's answer in it: that is forgotten with the rest.
    repeatable: true,
    handle: ({ context, principal, params }) => restoreSnapshot(context, principal, params.name),
  }),
  route({
    method: 'DELETE',
    url: '/sandbox/snapshots/:name',
    tag,
    summary: 'Remove a snapshot',
    params: nameParams,
    handle: async ({ context, principal, params }) => {
      await removeSnapshot(context, principal, params.name);
      return undefined;
    },
  }),
];

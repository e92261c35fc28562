import {
  type CandidateImport,
  candidateImport,
  candidateImportPatch,
  importLimits,
  importMending,
  importRow,
  importRowQuery,
  pageOf,
  pageQuery,
} from '@joinery/sdk';
import {
  assertMayImport,
  finishImport,
  getImport,
  listImportRows,
  listImports,
  mendImport,
  openErrors,
  removeImport,
  restartImport,
  startImport,
  updateImport,
  uploadImport,
} from '../../modules/candidate-imports/candidate-imports.service.ts';
import { admitTable, type TableUpload } from '../../modules/candidate-imports/import-tables.ts';
import type { Upload } from '../../modules/files/files.ts';
import { headersOf } from './files.routes.ts';
import { idParams } from './params.ts';
import { FileAnswer, page, type Route, route } from './routes.ts';

const tag = 'Candidates';
const table = {
  forms: ['file'],
  maxFileBytes: importLimits.fileBytes,
  assertMayCall: assertMayImport,
  checkFile: admitTable,
};

/** What `checkFile` made of them. */
const tablesOf = (files: Upload[]) => files as TableUpload[];

/** Values of people have no place in an answer that is kept: no erasure would find them there. */
function withoutSamples({ columns, ...kept }: CandidateImport): CandidateImport {
  return { ...kept, columns: columns.map((column) => ({ ...column, samples: [] })) };
}

export const candidateImportsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/candidate-imports',
    tag,
    summary: 'Imports of candidates, newest first',
    query: pageQuery.strict(),
    answer: pageOf(candidateImport),
    handle: (call) =>
      page(call, 'candidate-imports', (slice) => listImports(call.context, call.principal, slice)),
  }),
  route({
    method: 'POST',
    url: '/candidate-imports',
    tag,
    summary: 'Bring a table in CSV or XLSX: columns are guessed and rows checked; nobody is added yet',
    ...table,
    answer: candidateImport,
    kept: withoutSamples,
    status: 201,
    handle: ({ context, principal, files }) => uploadImport(context, principal, tablesOf(files)),
  }),
  route({
    method: 'GET',
    url: '/candidate-imports/:id',
    tag,
    summary: 'One import, and how far it is',
    params: idParams,
    answer: candidateImport,
    handle: ({ context, principal, params }) => getImport(context, principal, params.id),
  }),
  route({
    method: 'PATCH',
    url: '/candidate-imports/:id',
    tag,
    summary: 'Say what columns mean, and what everybody gets; rows are checked again',
    params: idParams,
    body: candidateImportPatch,
    answer: candidateImport,
    kept: withoutSamples,
    handle: ({ context, principal, params, body }) => updateImport(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/candidate-imports/:id/rows',
    tag,
    summary: 'Rows of an import as they are understood, and what is wrong with them',
    params: idParams,
    query: pageQuery.extend(importRowQuery.shape).strict(),
    answer: pageOf(importRow),
    handle: (call) =>
      page(call, `import ${call.params.id}`, (slice) =>
        listImportRows(call.context, call.principal, call.params.id, call.query, slice),
      ),
  }),
  route({
    method: 'POST',
    url: '/candidate-imports/:id/start',
    tag,
    summary: 'Add the people of all good rows, in the background',
    params: idParams,
    answer: candidateImport,
    kept: withoutSamples,
    handle: ({ context, principal, params }) => startImport(context, principal, params.id),
  }),
  route({
    method: 'POST',
    url: '/candidate-imports/:id/restart',
    tag,
    summary: 'Go on where a check or run ended early or got stuck, with the rows that are left',
    params: idParams,
    answer: candidateImport,
    kept: withoutSamples,
    handle: ({ context, principal, params }) => restartImport(context, principal, params.id),
  }),
  route({
    method: 'GET',
    url: '/candidate-imports/:id/errors',
    tag,
    summary: 'The bad rows as a table to mend, with a column that says why',
    params: idParams,
    sendsFile: true,
    handle: async ({ context, principal, params }) => {
      const { name, open } = await openErrors(context, principal, params.id);
      return new FileAnswer(
        headersOf({ name, contentType: 'text/csv; charset=utf-8', bytes: null, open }),
        open,
      );
    },
  }),
  route({
    method: 'POST',
    url: '/candidate-imports/:id/mended',
    tag,
    summary: 'Bring the mended table of the bad rows; they are checked again',
    params: idParams,
    ...table,
    answer: importMending,
    kept: ({ import: kept, ...counts }) => ({ import: withoutSamples(kept), ...counts }),
    handle: ({ context, principal, params, files }) =>
      mendImport(context, principal, params.id, tablesOf(files)),
  }),
  route({
    method: 'POST',
    url: '/candidate-imports/:id/finish',
    tag,
    summary: 'Give up the rows that are still bad',
    params: idParams,
    answer: candidateImport,
    kept: withoutSamples,
    handle: ({ context, principal, params }) => finishImport(context, principal, params.id),
  }),
  route({
    method: 'DELETE',
    url: '/candidate-imports/:id',
    tag,
    summary: 'Forget the table of an import; who was added stays',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await removeImport(context, principal, params.id);
      return undefined;
    },
  }),
];

import { documentView } from '@joinery/sdk';
import { z } from 'zod';
import { openDocument, viewDocument } from '../../modules/documents/documents.service.ts';
import type { ServedFile } from '../../modules/files/files.service.ts';
import { contentDisposition } from '../../modules/files/files.ts';
import { idParams } from './params.ts';
import { FileAnswer, type Route, route } from './routes.ts';

export const filesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/files/:id',
    tag: 'Files',
    summary: 'A document, as a cleaned copy; with original=1 as it came',
    params: idParams,
    query: z.strictObject({ original: z.literal('1').optional() }),
    sendsFile: true,
    handle: async ({ context, principal, params, query }) => {
      const original = query.original === '1';
      const file = await openDocument(context, principal, params, { original });
      return new FileAnswer(headersOf(file), file.open);
    },
  }),
  route({
    method: 'GET',
    url: '/files/:id/text',
    tag: 'Files',
    summary: 'What a document says, and what it hides; strangers wrote it',
    params: idParams,
    answer: documentView,
    handle: ({ context, principal, params }) => viewDocument(context, principal, params.id),
  }),
];

// What strangers sent must never run as a page of ours, whatever it turns out to be.
export function headersOf(file: ServedFile): Record<string, string> {
  return {
    'content-type': file.contentType === 'text/plain' ? 'text/plain; charset=utf-8' : file.contentType,
    ...(file.bytes === null ? {} : { 'content-length': String(file.bytes) }),
    'content-disposition': contentDisposition(file.name),
    'content-security-policy': "default-src 'none'; sandbox",
  };
}

import { z } from 'zod';
import { openFile, type ServedFile } from '../../modules/files/files.service.ts';
import { contentDisposition } from '../../modules/files/files.ts';
import { idParams } from './params.ts';
import { FileAnswer, type Route, route } from './routes.ts';

export const filesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/files/:id',
    tag: 'Files',
    summary: 'The bytes of a document; with view=1 a PDF is for looking at instead of for saving',
    params: idParams,
    query: z.strictObject({ view: z.literal('1').optional() }),
    sendsFile: true,
    handle: async ({ context, principal, params, query }) => {
      const file = await openFile(context, principal, params.id);
      return new FileAnswer(headersOf(file, query.view === '1'), file.open);
    },
  }),
];

// What strangers sent must never run as a page of ours, whatever it turns out to be.
export function headersOf(file: ServedFile, view: boolean): Record<string, string> {
  const inline = view && file.contentType === 'application/pdf';
  return {
    'content-type': file.contentType === 'text/plain' ? 'text/plain; charset=utf-8' : file.contentType,
    ...(file.bytes === null ? {} : { 'content-length': String(file.bytes) }),
    'content-disposition': contentDisposition(inline ? 'inline' : 'attachment', file.name),
    'content-security-policy': "default-src 'none'; sandbox",
  };
}

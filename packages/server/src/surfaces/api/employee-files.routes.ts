import { employeeFileInput, employeeFiles, employeePhoto, JoineryError } from '@joinery/sdk';
import { z } from 'zod';
import {
  addEmployeeFile,
  listEmployeeFiles,
  openEmployeeFile,
  removeEmployeeFile,
} from '../../modules/employee-files/employee-files.service.ts';
import type { Upload } from '../../modules/files/files.ts';
import { checkFiledUpload, maxFiledBytes } from '../../modules/filing/filing.ts';
import { describePhoto, removePhoto, signedPath, uploadPhoto } from '../../modules/photos/photos.service.ts';
import { maxPhotoBytes } from '../../modules/photos/photos.ts';
import { headersOf } from './files.routes.ts';
import { numberParams } from './params.ts';
import { type Call, FileAnswer, type Route, route } from './routes.ts';

const tag = 'Employees';
const fileParams = numberParams.extend({ file: numberParams.shape.number });

export const employeeFilesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/employees/:number/photo',
    tag,
    summary: 'The photo of an employee, and whether the caller may upload another',
    params: numberParams,
    answer: employeePhoto,
    handle: (call) => photoOf(call, call.params.number),
  }),
  route({
    method: 'PUT',
    url: '/employees/:number/photo',
    tag,
    summary: 'Upload a photo: square, at least 150 x 150; JPEG, PNG, GIF or WebP',
    params: numberParams,
    forms: ['file'],
    maxFileBytes: maxPhotoBytes,
    // Checked where it is made anew.
    checkFile: async (upload) => upload,
    answer: employeePhoto,
    handle: async (call) => {
      await uploadPhoto(call.context, call.principal, call.params.number, fileOf(call.files));
      return photoOf(call, call.params.number);
    },
  }),
  route({
    method: 'DELETE',
    url: '/employees/:number/photo',
    tag,
    summary: 'Take the photo of an employee away',
    params: numberParams,
    handle: async ({ context, principal, params }) => {
      await removePhoto(context, principal, params.number);
      return undefined;
    },
  }),
  route({
    method: 'GET',
    url: '/employees/:number/files',
    tag,
    summary: 'Files of an employee by category',
    params: numberParams,
    answer: employeeFiles,
    handle: async ({ context, principal, params }) => {
      const { canEdit, categories, asOf } = await listEmployeeFiles(context, principal, params.number);
      return { canEdit, categories, asOf: asOf === null ? null : asOf.toISOString() };
    },
  }),
  route({
    method: 'POST',
    url: '/employees/:number/files',
    tag,
    summary: 'Add a file to an employee',
    params: numberParams,
    body: employeeFileInput,
    writesPeople: true,
    forms: ['file'],
    maxFileBytes: maxFiledBytes,
    checkFile: checkFiledUpload,
    answer: z.object({ number: z.number().int() }),
    status: 201,
    handle: async ({ context, principal, params, body, files }) => {
      const { categoryId, name = '', shared = false } = body;
      const file = { categoryId, name, shared, upload: fileOf(files) };
      return { number: await addEmployeeFile(context, principal, params.number, file) };
    },
  }),
  route({
    method: 'GET',
    url: '/employees/:number/files/:file',
    tag,
    summary: 'The bytes of a file of an employee',
    params: fileParams,
    sendsFile: true,
    handle: async ({ context, principal, params }) => {
      const file = await openEmployeeFile(context, principal, params.number, params.file);
      return new FileAnswer(headersOf(file), file.open);
    },
  }),
  route({
    method: 'DELETE',
    url: '/employees/:number/files/:file',
    tag,
    summary: 'Remove a file of an employee; one that is not there counts as removed',
    params: fileParams,
    handle: async ({ context, principal, params }) => {
      await removeEmployeeFile(context, principal, params.number, params.file);
      return undefined;
    },
  }),
];

async function photoOf({ context, principal }: Pick<Call, 'context' | 'principal'>, number: number) {
  const { photo, mayUpload } = await describePhoto(context, principal, number);
  const url = photo === undefined ? null : signedPath(context, principal.company, photo, 'medium');
  return { url, mayUpload };
}

function fileOf(files: Upload[]): Upload {
  const [file] = files;
  if (file === undefined) throw new JoineryError('request.invalid', 'The form holds no file.');
  return file;
}

import { JoineryError } from '@joinery/sdk';
import { openPhoto, uploadPhoto } from '../../modules/photos/photos.service.ts';
import { isPhotoSize } from '../../modules/photos/photos.ts';
import { type Answer, empty } from './answer.ts';
import type { Area, Call } from './call.ts';
import { uploadOf } from './file-request.ts';
import { readEmployeeNumber, toNumber } from './params.ts';

export const photos: Area = {
  style: 'photos',
  handlers: {
    'GET /v1/employees/{id}/photo': (call) => getPhoto(call, call.params.id, 'original'),
    'GET /v1/employees/{employeeId}/photo/{size}': (call) =>
      getPhoto(call, call.params.employeeId, call.params.size ?? ''),
    'POST /v1/employees/{employeeId}/photo': postPhoto,
  },
};

async function getPhoto(call: Call, employee: string | undefined, size: string): Promise<Answer> {
  if (!isPhotoSize(size)) throw new JoineryError('photos.not_found', 'There is no such size of photos.');
  const number = readEmployeeNumber(employee);
  const asked = { ...side(call, 'width'), ...side(call, 'height') };
  const { bytes, body } = await openPhoto(call.context, call.principal, number, size, asked);
  const headers = { 'content-type': 'image/jpeg', 'content-length': String(bytes) };
  return { status: 200, headers, body };
}

async function postPhoto(call: Call): Promise<Answer> {
  if (!call.isForm())
    throw new JoineryError('request.invalid', 'Send the photo as multipart/form-data, in the field "file".');
  const employee = readEmployeeNumber(call.params.employeeId);
  const { files } = await call.form();
  await uploadPhoto(call.context, call.principal, employee, uploadOf(files));
  return empty(201);
}

const largestSide = 1000;

// What is no sensible length is passed over, like every parameter that is not known.
function side({ query }: Call, name: 'width' | 'height'): { [side in 'width' | 'height']?: number } {
  const length = toNumber(query[name]);
  return length === undefined || length < 1 || length > largestSide ? {} : { [name]: length };
}

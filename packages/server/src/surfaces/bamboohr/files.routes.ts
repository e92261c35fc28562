import { JoineryError } from '@joinery/sdk';
import {
  addEmployeeFile,
  listEmployeeFiles,
  openEmployeeFile,
} from '../../modules/employee-files/employee-files.service.ts';
import { type Answer, empty } from './answer.ts';
import { type Area, type Call, inForm } from './call.ts';
import type { Form } from './form.ts';
import { attachment, filesJson, filesXml } from './format/files.ts';
import { readEmployeeNumber, toNumber } from './params.ts';

export const files: Area = {
  style: 'files',
  handlers: {
    'GET /v1/employees/{id}/files/view': getFiles,
    'POST /v1/employees/{id}/files': postFile,
    'GET /v1/employees/{id}/files/{fileId}': getFile,
  },
};

async function getFiles(call: Call): Promise<Answer> {
  const view = await listEmployeeFiles(call.context, call.principal, readEmployeeNumber(call.params.id));
  if (view.categories.length === 0)
    throw new JoineryError('employees.category_not_found', 'There are no categories of employee files.');
  return inForm(call, { json: () => filesJson(view), xml: () => filesXml(view) });
}

async function postFile(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.id);
  const { fields, upload } = readUpload(await formOf(call));
  const number = await addEmployeeFile(call.context, call.principal, employee, {
    categoryId: toNumber(fields.category) ?? -1,
    name: fields.fileName ?? '',
    shared: fields.share?.toLowerCase() === 'yes',
    upload,
  });
  return empty(201, { location: `${call.baseUrl}/employees/${employee}/files/${number}` });
}

async function getFile(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.id);
  const number = toNumber(call.params.fileId);
  if (number === undefined)
    throw new JoineryError('employees.file_not_found', 'The employee has no such file.');
  const file = await openEmployeeFile(call.context, call.principal, employee, number);
  return {
    status: 200,
    headers: {
      'content-type': `${file.contentType}; charset=binary`,
      'content-disposition': attachment(file.name),
      'content-length': String(file.bytes),
    },
    body: await file.open(),
  };
}

async function formOf(call: Call): Promise<Form> {
  if (call.isForm()) return call.form();
  throw new JoineryError('request.invalid', 'Send the file as multipart/form-data, in the field "file".');
}

function readUpload({ fields, files }: Form) {
  const upload = files.find(({ field }) => field === 'file') ?? files[0];
  if (upload === undefined) throw new JoineryError('request.invalid', 'The form holds no file.');
  return { fields, upload };
}

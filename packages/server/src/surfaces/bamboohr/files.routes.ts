import { JoineryError } from '@joinery/sdk';
import {
  addCompanyFile,
  addCompanyFileCategories,
  changeCompanyFile,
  listCompanyFiles,
  openCompanyFile,
  removeCompanyFile,
} from '../../modules/company-files/company-files.service.ts';
import {
  addEmployeeFile,
  addEmployeeFileCategories,
  changeEmployeeFile,
  listEmployeeFiles,
  openEmployeeFile,
  removeEmployeeFile,
} from '../../modules/employee-files/employee-files.service.ts';
import type { ServedFile } from '../../modules/files/files.service.ts';
import { type Answer, empty } from './answer.ts';
import { type Area, type Call, inForm, needing } from './call.ts';
import { readCategoryNames, readFileChange, readNewFile } from './file-request.ts';
import type { Form } from './form.ts';
import {
  attachment,
  companyFilesJson,
  companyFilesXml,
  employeeFilesJson,
  employeeFilesXml,
} from './format/files.ts';
import { readEmployeeNumber, toNumber } from './params.ts';

export const files: Area = {
  style: 'files',
  handlers: {
    'GET /v1/employees/{id}/files/view': getEmployeeFiles,
    'POST /v1/employees/{id}/files': postEmployeeFile,
    'GET /v1/employees/{id}/files/{fileId}': getEmployeeFile,
    'POST /v1/employees/{id}/files/{fileId}': updateEmployeeFile,
    'DELETE /v1/employees/{id}/files/{fileId}': deleteEmployeeFile,
    'POST /v1/employees/files/categories': postEmployeeCategories,
    'GET /v1/files/view': getCompanyFiles,
    'POST /v1/files': needing('settings.company', 'edit', postCompanyFile),
    'GET /v1/files/{fileId}': getCompanyFile,
    'POST /v1/files/{fileId}': needing('settings.company', 'edit', updateCompanyFile),
    'DELETE /v1/files/{fileId}': deleteCompanyFile,
    'POST /v1/files/categories': needing('settings.company', 'edit', postCompanyCategories),
  },
};

async function getEmployeeFiles(call: Call): Promise<Answer> {
  const view = await listEmployeeFiles(call.context, call.principal, readEmployeeNumber(call.params.id));
  if (view.categories.length === 0)
    throw new JoineryError('employees.category_not_found', 'There are no categories of employee files.');
  return inForm(call, { json: () => employeeFilesJson(view), xml: () => employeeFilesXml(view) });
}

async function postEmployeeFile(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.id);
  const file = readNewFile(await formOf(call));
  const number = await addEmployeeFile(call.context, call.principal, employee, file);
  return empty(201, { location: `${call.baseUrl}/employees/${employee}/files/${number}` });
}

async function getEmployeeFile(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.id);
  return fileAnswer(await openEmployeeFile(call.context, call.principal, employee, employeeFileNumber(call)));
}

async function updateEmployeeFile(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.id);
  const change = readFileChange(call.body());
  await changeEmployeeFile(call.context, call.principal, employee, employeeFileNumber(call), change);
  return empty();
}

async function deleteEmployeeFile(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.id);
  await removeEmployeeFile(call.context, call.principal, employee, employeeFileNumber(call));
  return empty();
}

async function postEmployeeCategories(call: Call): Promise<Answer> {
  const names = readCategoryNames(call.listOrXml('category'));
  await addEmployeeFileCategories(call.context, call.principal, names);
  return empty(names.length === 0 ? 200 : 201);
}

async function getCompanyFiles(call: Call): Promise<Answer> {
  const view = await listCompanyFiles(call.context, call.principal);
  return inForm(call, { json: () => companyFilesJson(view), xml: () => companyFilesXml(view) });
}

async function postCompanyFile(call: Call): Promise<Answer> {
  const file = readNewFile(await formOf(call));
  const number = await addCompanyFile(call.context, call.principal, file);
  return empty(201, { location: `${call.baseUrl}/files/${number}` });
}

async function getCompanyFile(call: Call): Promise<Answer> {
  return fileAnswer(await openCompanyFile(call.context, call.principal, companyFileNumber(call)));
}

async function updateCompanyFile(call: Call): Promise<Answer> {
  const change = readFileChange(call.body());
  await changeCompanyFile(call.context, call.principal, companyFileNumber(call), change);
  return empty();
}

async function deleteCompanyFile(call: Call): Promise<Answer> {
  await removeCompanyFile(call.context, call.principal, companyFileNumber(call));
  return empty();
}

async function postCompanyCategories(call: Call): Promise<Answer> {
  const names = readCategoryNames(call.listOrXml('category'));
  await addCompanyFileCategories(call.context, call.principal, names);
  return empty(names.length === 0 ? 200 : 201);
}

function employeeFileNumber({ params }: Call): number {
  const number = toNumber(params.fileId);
  if (number === undefined)
    throw new JoineryError('employees.file_not_found', 'The employee has no such file.');
  return number;
}

function companyFileNumber({ params }: Call): number {
  const number = toNumber(params.fileId);
  if (number === undefined) throw new JoineryError('files.not_found', 'There is no such file.');
  return number;
}

// What somebody sent must never run as a page of ours, whatever it turns out to be.
async function fileAnswer(file: ServedFile): Promise<Answer> {
  return {
    status: 200,
    headers: {
      'content-type': `${file.contentType}; charset=binary`,
      'content-disposition': attachment(file.name),
      ...(file.bytes === null ? {} : { 'content-length': String(file.bytes) }),
      'content-security-policy': "default-src 'none'; sandbox",
    },
    body: await file.open(),
  };
}

async function formOf(call: Call): Promise<Form> {
  if (call.isForm()) return call.form();
  throw new JoineryError('request.invalid', 'Send the file as multipart/form-data, in the field "file".');
}

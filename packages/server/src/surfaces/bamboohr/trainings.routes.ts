import { JoineryError } from '@joinery/sdk';
import {
  listRecords,
  recordTraining,
  removeRecord,
  replaceRecord,
} from '../../modules/trainings/training-records.service.ts';
import {
  createCategory,
  createType,
  listCategories,
  listTypes,
  removeCategory,
  removeType,
  renameCategory,
  updateType,
} from '../../modules/trainings/trainings.service.ts';
import { type Answer, empty, json, jsonText } from './answer.ts';
import { type Area, type Call, needing } from './call.ts';
import {
  categoriesJson,
  categoryValue,
  recordsJson,
  typesJson,
  typeValue,
  writtenRecord,
} from './format/trainings.ts';
import { readDetails, readName, readRecord, readType } from './format/trainings-input.ts';
import { readEmployeeNumber, toNumber } from './params.ts';

export const trainings: Area = {
  style: 'plain',
  handlers: {
    'GET /v1/training/type': getTypes,
    'POST /v1/training/type': needing('settings.company', 'edit', postType),
    'PUT /v1/training/type/{trainingTypeId}': needing('settings.company', 'edit', putType),
    'DELETE /v1/training/type/{trainingTypeId}': deleteType,
    'GET /v1/training/category': getCategories,
    'POST /v1/training/category': needing('settings.company', 'edit', postCategory),
    'PUT /v1/training/category/{trainingCategoryId}': needing('settings.company', 'edit', putCategory),
    'DELETE /v1/training/category/{trainingCategoryId}': deleteCategory,
    'GET /v1/training/record/employee/{employeeId}': getRecords,
    'POST /v1/training/record/employee/{employeeId}': postRecord,
    'PUT /v1/training/record/{employeeTrainingRecordId}': putRecord,
    'DELETE /v1/training/record/{employeeTrainingRecordId}': deleteRecord,
  },
};

async function getTypes(call: Call): Promise<Answer> {
  return jsonText(typesJson(await listTypes(call.context, call.principal)));
}

async function postType(call: Call): Promise<Answer> {
  const type = await createType(call.context, call.principal, readType(call.values()));
  return json(typeValue(type), 201);
}

async function putType(call: Call): Promise<Answer> {
  const input = readType(call.values());
  return json(typeValue(await updateType(call.context, call.principal, typeId(call), input)));
}

async function deleteType(call: Call): Promise<Answer> {
  await removeType(call.context, call.principal, typeId(call));
  return empty();
}

function typeId({ params }: Call): number {
  const id = toNumber(params.trainingTypeId);
  if (id === undefined) throw new JoineryError('trainings.type_not_found', 'There is no such training type.');
  return id;
}

async function getCategories(call: Call): Promise<Answer> {
  return jsonText(categoriesJson(await listCategories(call.context, call.principal)));
}

async function postCategory(call: Call): Promise<Answer> {
  const category = await createCategory(call.context, call.principal, readName(call.values()));
  return json(categoryValue(category), 201);
}

async function putCategory(call: Call): Promise<Answer> {
  const name = readName(call.values());
  return json(categoryValue(await renameCategory(call.context, call.principal, categoryId(call), name)));
}

async function deleteCategory(call: Call): Promise<Answer> {
  await removeCategory(call.context, call.principal, categoryId(call));
  return empty();
}

function categoryId({ params }: Call): number {
  const id = toNumber(params.trainingCategoryId);
  if (id === undefined)
    throw new JoineryError('trainings.category_not_found', 'There is no such training category.');
  return id;
}

async function getRecords(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  return jsonText(recordsJson(await listRecords(call.context, call.principal, employee)));
}

async function postRecord(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  const input = readRecord(call.values(), call.principal.company.currency);
  const record = await recordTraining(call.context, call.principal, employee, input);
  return json(writtenRecord(record, record.typeId), 201);
}

// Recorded: a change is answered like a creation.
async function putRecord(call: Call): Promise<Answer> {
  const details = readDetails(call.values(), call.principal.company.currency);
  const record = await replaceRecord(call.context, call.principal, recordId(call), details);
  return json(writtenRecord(record, String(record.typeId)), 201);
}

async function deleteRecord(call: Call): Promise<Answer> {
  await removeRecord(call.context, call.principal, recordId(call));
  return empty();
}

function recordId({ params }: Call): number {
  const id = toNumber(params.employeeTrainingRecordId);
  if (id === undefined)
    throw new JoineryError('trainings.record_not_found', 'There is no such training record.');
  return id;
}

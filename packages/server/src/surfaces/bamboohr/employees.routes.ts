import { JoineryError } from '@joinery/sdk';
import { openDirectory } from '../../modules/employees/employee-pages.service.ts';
import {
  createEmployee,
  deleteEmployee,
  listChanges,
  readEmployee,
  updateEmployee,
} from '../../modules/employees/employees.service.ts';
import { type Answer, empty, jsonText } from './answer.ts';
import { begun } from './begun.ts';
import type { Values } from './body.ts';
import { type Area, type Call, inForm, inFormPiecewise, isFalse } from './call.ts';
import { fieldsFor, isReadOnly, isStandard } from './catalogue.ts';
import { changesJson, changesXml } from './format/changes.ts';
import {
  directoryJson,
  directoryNames,
  directoryXml,
  echoText,
  employeeJson,
  employeeXml,
} from './format/employees.ts';
import { negotiate } from './negotiation.ts';
import { countingTables, readEmployeeNumber, readFieldNames, readInstant } from './params.ts';

export const employees: Area = {
  style: 'plain',
  eager: ['GET /v1/employees/{id}'],
  handlers: {
    'GET /v1/employees/directory': getDirectory,
    'GET /v1/employees/changed': getChanged,
    'GET /v1/employees/{id}': getEmployee,
    'POST /v1/employees': postEmployee,
    'POST /v1/employees/{id}': updateOne,
    'DELETE /v1/employees/{id}': deleteOne,
  },
};

async function getDirectory(call: Call): Promise<Answer> {
  const onlyCurrent = !isFalse(call.query.onlyCurrent);
  const directory = await openDirectory(call.context, call.principal, directoryNames, { onlyCurrent });
  const pages = await begun(directory.pages);
  if (pages === undefined) throw new JoineryError('employees.not_found', 'The directory is empty.');
  const shape = { fieldOf: await fieldsFor(call, directoryNames), photoUrl: call.photoUrl };
  return inFormPiecewise(call, {
    json: () => directoryJson(directory.names, pages, shape),
    xml: () => directoryXml(directory.names, pages, shape),
  });
}

async function getEmployee(call: Call): Promise<Answer> {
  const names = readFieldNames((call.query.fields ?? '').split(','));
  const number = readEmployeeNumber(call.params.id);
  const onlyCurrent = !isFalse(call.query.onlyCurrent);
  const view = await readEmployee(call.context, call.principal, number, names, { onlyCurrent });
  const shape = {
    names,
    fieldOf: await fieldsFor(call, names),
    place: 'employee' as const,
    currency: call.principal.company.currency,
    photoUrl: call.photoUrl,
  };
  return inForm(call, { json: () => employeeJson(view, shape), xml: () => employeeXml(view, shape) });
}

async function postEmployee(call: Call): Promise<Answer> {
  const values = writable(call.values());
  const { number } = await createEmployee(call.context, call.principal, values);
  // Told from what was sent: after the create has happened nothing may fail any more.
  const answer = jsonText(
    echoText(number, { status: 'Active' }, only(values, ['firstName', 'lastName', 'status'])),
    201,
  );
  answer.headers.location = `${call.baseUrl}/employees/${number}`;
  return answer;
}

// What cannot be written is left out without a word; an update of nothing else is forbidden.
const updating = { unknownFields: 'skip' } as const;

async function updateOne(call: Call): Promise<Answer> {
  const values = writable(call.values());
  const asked = readEmployeeNumber(call.params.id);
  // Read before the write: afterwards the employee may be out of the caller's scope.
  const before = await readEmployee(
    call.context,
    call.principal,
    asked,
    ['firstName', 'lastName', 'status'],
    {
      onlyCurrent: true,
    },
  );
  const { written } = await updateEmployee(call.context, call.principal, asked, values, updating);
  // Clients of XML read every body that they are given as XML; they get none.
  if (negotiate(call.accept, call.query.format) !== 'json') return empty();
  return jsonText(echoText(before.number, before.values, only(values, written)));
}

async function deleteOne(call: Call): Promise<Answer> {
  await deleteEmployee(call.context, call.principal, readEmployeeNumber(call.params.id));
  return empty(204);
}

const changeTypes = ['inserted', 'updated', 'deleted', 'all'] as const;

async function getChanged(call: Call): Promise<Answer> {
  const since = readInstant('since', call.query.since);
  const wanted = (call.query.type ?? 'all').toLowerCase();
  const type = changeTypes.find((known) => known === wanted);
  if (type === undefined)
    throw new JoineryError('request.invalid', `type must be one of ${changeTypes.join(', ')}.`);
  const changed = await listChanges(call.context, call.principal, since, type, {
    tables: countingTables,
  });
  return inForm(call, { json: () => changesJson(changed), xml: () => changesXml(changed) });
}

// Clients send whole records back, with read-only fields and nested objects that are no fields.
function writable(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      // The blank that is read means nothing when it is sent back: only a true blank clears.
      if (name === 'originalHireDate' && value === '0000-00-00') return false;
      return !isReadOnly(name) && (isStandard(name) || !isNested(value));
    }),
  );
}

// An amount of a company's own field is an object too, of a plain value and its currency.
function isNested(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !('value' in value) || typeof value.value === 'object';
}

function only(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

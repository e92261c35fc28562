import { JoineryError } from '@joinery/sdk';
import {
  addDependent,
  type Dependent,
  getDependent,
  listDependents,
  replaceDependent,
} from '../../modules/dependents/dependents.service.ts';
import { type Answer, jsonText, xml } from './answer.ts';
import { type Area, type Call, inForm } from './call.ts';
import { dependentsJson, dependentsXml } from './format/dependents.ts';
import { readDependent } from './format/dependents-input.ts';
import { documentText } from './format/xml.ts';
import { toNumber } from './params.ts';

export const dependents: Area = {
  style: 'dependents',
  handlers: {
    'GET /v1/employeedependents': getDependents,
    'POST /v1/employeedependents': postDependent,
    'GET /v1/employeedependents/{id}': getOne,
    'PUT /v1/employeedependents/{id}': putDependent,
  },
};

async function getDependents(call: Call): Promise<Answer> {
  const { employeeid: asked = '' } = call.query;
  const number = toNumber(asked);
  if (asked !== '' && number === undefined)
    throw new JoineryError('request.invalid', 'employeeid must be the id of an employee.');
  return answer(call, await listDependents(call.context, call.principal, number));
}

async function getOne(call: Call): Promise<Answer> {
  return answer(call, [await getDependent(call.context, call.principal, dependentId(call))]);
}

async function postDependent(call: Call): Promise<Answer> {
  const input = readDependent(call.body());
  return answer(call, [await addDependent(call.context, call.principal, input)]);
}

async function putDependent(call: Call): Promise<Answer> {
  const id = dependentId(call);
  const input = readDependent(call.body());
  return answer(call, [await replaceDependent(call.context, call.principal, id, input)]);
}

function dependentId({ params }: Call): number {
  const id = toNumber(params.id);
  if (id === undefined) throw new JoineryError('employees.row_not_found', 'There is no such dependent.');
  return id;
}

// The type of the request decides here, and what is accepted only where it has none.
function answer(call: Call, list: Dependent[]): Answer {
  const type = call.contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') return jsonText(dependentsJson(list));
  if (/^(application|text)\/xml$/.test(type)) return xml(documentText(dependentsXml(list)));
  return inForm(call, { json: () => dependentsJson(list), xml: () => dependentsXml(list) });
}

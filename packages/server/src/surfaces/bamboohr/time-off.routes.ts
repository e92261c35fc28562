import { JoineryError } from '@joinery/sdk';
import {
  addHistory,
  assignPolicies,
  listAssignedPolicies,
  listPolicies,
  listTypes,
  listWhosOut,
  readBalances,
} from '../../modules/time-off/time-off.service.ts';
import {
  changeRequestStatus,
  createRequest,
  listRequests,
} from '../../modules/time-off/time-off-requests.service.ts';
import { type Answer, empty, jsonText } from './answer.ts';
import { type Area, type Call, inForm, isFalse } from './call.ts';
import {
  assignedJson,
  assignedXml,
  balancesJson,
  balancesXml,
  policiesJson,
  policiesXml,
  recordedJson,
  requestsJson,
  requestsXml,
  typesJson,
  typesXml,
  whosOutJson,
  whosOutXml,
} from './format/time-off.ts';
import {
  dayPart,
  readHistory,
  readPolicies,
  readRequest,
  readRequestQuery,
  readStatusChange,
} from './format/time-off-input.ts';
import { negotiate } from './negotiation.ts';
import { readEmployeeNumber, toNumber } from './params.ts';

export const timeOff: Area = {
  style: 'plain',
  handlers: {
    'GET /v1/meta/time_off/types': getTypes,
    'GET /v1/meta/time_off/policies': getPolicies,
    'GET /v1/time_off/requests': getRequests,
    'PUT /v1/time_off/requests/{requestId}/status': putStatus,
    // What older documentation says.
    'POST /v1/time_off/requests/{requestId}/status': putStatus,
    'GET /v1/time_off/whos_out': getWhosOut,
    'PUT /v1/employees/{employeeId}/time_off/request': putRequest,
    'PUT /v1/employees/{employeeId}/time_off/history': (call) => putHistory(call, 'used'),
    'PUT /v1/employees/{employeeId}/time_off/balance_adjustment': (call) => putHistory(call, 'override'),
    'GET /v1/employees/{employeeId}/time_off/calculator': getBalances,
    'GET /v1/employees/{employeeId}/time_off/policies': (call) => getAssigned(call, { onlyAccruing: true }),
    'PUT /v1/employees/{employeeId}/time_off/policies': (call) =>
      putAssigned(call, { onlyAccruing: true, replace: false }),
    'GET /v1_1/employees/{employeeId}/time_off/policies': (call) =>
      getAssigned(call, { onlyAccruing: false }),
    'PUT /v1_1/employees/{employeeId}/time_off/policies': (call) =>
      putAssigned(call, { onlyAccruing: false, replace: true }),
  },
};

async function getTypes(call: Call): Promise<Answer> {
  const requestable = call.query.mode === 'request';
  const types = await listTypes(call.context, call.principal, { requestable });
  return inForm(call, { json: () => typesJson(types), xml: () => typesXml(types) });
}

async function getPolicies(call: Call): Promise<Answer> {
  const policies = await listPolicies(call.context, call.principal);
  return inForm(call, { json: () => policiesJson(policies), xml: () => policiesXml(policies) });
}

async function getRequests(call: Call): Promise<Answer> {
  const requests = await listRequests(call.context, call.principal, readRequestQuery(call.query));
  const { excludeNote = '' } = call.query;
  const shape = {
    timeZone: call.principal.company.timeZone,
    excludeNote: excludeNote !== '' && !isFalse(excludeNote),
  };
  return inForm(call, { json: () => requestsJson(requests, shape), xml: () => requestsXml(requests, shape) });
}

async function putRequest(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  const request = await createRequest(call.context, call.principal, employee, readRequest(call.body()));
  const location = `${call.baseUrl}/employees/${request.employeeNumber}/time_off/request/${request.id}`;
  if (negotiate(call.accept, call.query.format) === 'xml') return empty(201, { location });
  const answer = jsonText(recordedJson(request, call.principal.company.timeZone, call.photoUrl), 201);
  answer.headers.location = location;
  return answer;
}

async function putStatus(call: Call): Promise<Answer> {
  const id = toNumber(call.params.requestId);
  if (id === undefined)
    throw new JoineryError('time_off.request_not_found', 'There is no such request for time off.');
  await changeRequestStatus(call.context, call.principal, id, readStatusChange(call.body()));
  return empty();
}

async function putHistory(call: Call, kind: 'used' | 'override'): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  const input = readHistory(call.body(), kind);
  const { id, employeeNumber } = await addHistory(call.context, call.principal, employee, input);
  return empty(201, { location: `${call.baseUrl}/employees/${employeeNumber}/time_off/history/${id}` });
}

async function getBalances(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  const precision = readPrecision(call.query.precision);
  const balances = await readBalances(call.context, call.principal, employee, dayOf(call.query.end));
  return inForm(call, {
    json: () => balancesJson(balances, precision),
    xml: () => balancesXml(balances, precision),
  });
}

function readPrecision(text: string | undefined): number {
  if (text === undefined || text === '') return 2;
  if (/^[0-4]$/.test(text)) return Number(text);
  throw new JoineryError('request.invalid', 'precision must be a whole number from 0 to 4.');
}

async function getAssigned(call: Call, { onlyAccruing }: { onlyAccruing: boolean }): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  const assigned = await listAssignedPolicies(call.context, call.principal, employee);
  return assignedAnswer(call, assigned, onlyAccruing);
}

async function putAssigned(
  call: Call,
  { onlyAccruing, replace }: { onlyAccruing: boolean; replace: boolean },
): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  const changes = readPolicies(call.list());
  const assigned = await assignPolicies(call.context, call.principal, employee, changes, { replace });
  return assignedAnswer(call, assigned, onlyAccruing);
}

function assignedAnswer(
  call: Call,
  all: Awaited<ReturnType<typeof listAssignedPolicies>>,
  onlyAccruing: boolean,
): Answer {
  const assigned = all.filter(({ kind }) => !onlyAccruing || kind === 'accruing');
  return inForm(call, { json: () => assignedJson(assigned), xml: () => assignedXml(assigned) });
}

async function getWhosOut(call: Call): Promise<Answer> {
  const { start, end } = call.query;
  const items = await listWhosOut(call.context, call.principal, {
    from: dayOf(start),
    to: dayOf(end),
  });
  return inForm(call, { json: () => whosOutJson(items), xml: () => whosOutXml(items) });
}

function dayOf(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : dayPart(text);
}

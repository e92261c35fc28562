import { JoineryError } from '@joinery/sdk';
import {
  adjustHours,
  readRecord,
  recordHours,
  removeRecord,
} from '../../modules/time-tracking/hour-records.service.ts';
import {
  clockIn,
  clockOut,
  listEntries,
  removeEntries,
  storeClockEntries,
  storeHourEntries,
} from '../../modules/time-tracking/timesheets.service.ts';
import { type Answer, json, jsonText } from './answer.ts';
import type { Area, Call } from './call.ts';
import { entriesJson, entryInfo, hourRecordJson } from './format/time-tracking.ts';
import {
  checkCount,
  readAdjustment,
  readClockEntries,
  readClockIn,
  readClockOut,
  readEntryQuery,
  readHourEntries,
  readHourRecord,
  readIds,
} from './format/time-tracking-input.ts';
import { readEmployeeNumber } from './params.ts';

export const timesheets: Area = {
  style: 'problem',
  handlers: {
    'GET /v1/time_tracking/timesheet_entries': getEntries,
    'POST /v1/time_tracking/employees/{employeeId}/clock_in': postClockIn,
    'POST /v1/time_tracking/employees/{employeeId}/clock_out': postClockOut,
    'POST /v1/time_tracking/clock_entries/store': postClockEntries,
    'POST /v1/time_tracking/hour_entries/store': postHourEntries,
    'POST /v1/time_tracking/clock_entries/delete': (call) => postRemoval(call, 'clock'),
    'POST /v1/time_tracking/hour_entries/delete': (call) => postRemoval(call, 'hour'),
  },
};

/** The older part for payroll, with the older errors. */
export const hourRecords: Area = {
  style: 'plain',
  handlers: {
    'GET /v1/timetracking/record/{id}': getRecord,
    'POST /v1/timetracking/add': postRecord,
    'POST /v1/timetracking/record': postRecords,
    'PUT /v1/timetracking/adjust': putAdjustment,
    'DELETE /v1/timetracking/delete/{id}': deleteRecord,
  },
};

async function getEntries(call: Call): Promise<Answer> {
  const entries = await listEntries(call.context, call.principal, readEntryQuery(call.query));
  return jsonText(entriesJson(entries));
}

async function postClockIn(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  const entry = await clockIn(call.context, call.principal, employee, readClockIn(call.values()));
  return json(entryInfo(entry));
}

async function postClockOut(call: Call): Promise<Answer> {
  const employee = readEmployeeNumber(call.params.employeeId);
  const entry = await clockOut(call.context, call.principal, employee, readClockOut(call.values()));
  return json(entryInfo(entry));
}

async function postClockEntries(call: Call): Promise<Answer> {
  const inputs = readClockEntries(call.values());
  const entries = await storeClockEntries(call.context, call.principal, inputs);
  return json(entries.map(entryInfo), 201);
}

async function postHourEntries(call: Call): Promise<Answer> {
  const inputs = readHourEntries(call.values());
  const entries = await storeHourEntries(call.context, call.principal, inputs);
  return json(entries.map(entryInfo), 201);
}

async function postRemoval(call: Call, kind: 'clock' | 'hour'): Promise<Answer> {
  const ids = readIds(call.values(), `${kind}EntryIds`);
  await removeEntries(call.context, call.principal, kind, ids);
  return { status: 204, headers: {}, body: '' };
}

async function getRecord(call: Call): Promise<Answer> {
  return jsonText(hourRecordJson(await readRecord(call.context, call.principal, recordId(call))));
}

async function postRecord(call: Call): Promise<Answer> {
  const input = readHourRecord(call.values());
  await recordHours(call.context, call.principal, input, { replace: false });
  return json({ id: input.id }, 201);
}

// Each record stands for itself: one that is refused does not keep the others out.
async function postRecords(call: Call): Promise<Answer> {
  const outcomes = [];
  for (const item of checkCount(call.list())) outcomes.push(await recordOne(call, item));
  return json(outcomes, 201);
}

async function recordOne(call: Call, item: unknown) {
  try {
    const input = readHourRecord(item);
    await recordHours(call.context, call.principal, input, { replace: true });
    return { success: true, response: { id: input.id } };
  } catch (error) {
    if (!(error instanceof JoineryError) || error.kind === 'internal' || error.kind === 'unavailable')
      throw error;
    return { success: false, response: { message: error.message } };
  }
}

async function putAdjustment(call: Call): Promise<Answer> {
  const { id, ...change } = readAdjustment(call.values());
  await adjustHours(call.context, call.principal, id, change);
  return json({ id }, 201);
}

async function deleteRecord(call: Call): Promise<Answer> {
  await removeRecord(call.context, call.principal, recordId(call));
  return json({ status: 'success', message: 'Record removed' });
}

function recordId({ params }: Call): string {
  return (params.id ?? '').slice(0, 100);
}

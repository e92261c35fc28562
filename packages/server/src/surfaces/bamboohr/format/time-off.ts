// Time off as this dialect shows it: facts 7. Ids and amounts are texts in types, requests and
// balances, numbers in policies and in the list of who is out. Pure.
import type { listTypes, OutItem, TypeBalance } from '../../../modules/time-off/time-off.service.ts';
import { amountOf, daysOf, type TimeOffPolicy } from '../../../modules/time-off/time-off.ts';
import type { RecordedRequest, RequestView } from '../../../modules/time-off/time-off-requests.service.ts';
import { dateIn } from '../../../platform/clock.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import { element, type XmlElement } from './xml.ts';

type Types = Awaited<ReturnType<typeof listTypes>>;

export function typesJson({ types, workingHours }: Types): string {
  return JSON.stringify({
    timeOffTypes: types.map(({ id, name, units, icon }) => ({
      id: String(id),
      name,
      units,
      color: null,
      icon,
      source: 'internal',
    })),
    defaultHours: workingHours.map(({ name, amount }) => ({ name, amount: String(amount) })),
  });
}

export function typesXml({ types, workingHours }: Types): XmlElement {
  return element('types', {}, [
    element(
      'timeOffTypes',
      {},
      types.map(({ id, name, units, icon }) =>
        element('timeOffType', { id }, [
          element('name', {}, name),
          element('units', {}, units),
          element('color', {}),
          element('icon', {}, icon),
        ]),
      ),
    ),
    element(
      'defaultHours',
      {},
      workingHours.map(({ name, amount }) => element('day', { name, amount }, [])),
    ),
  ]);
}

export function policiesJson(policies: TimeOffPolicy[]): string {
  return JSON.stringify(policies.map(policyValues));
}

export function policiesXml(policies: TimeOffPolicy[]): XmlElement {
  return element(
    'policies',
    {},
    policies.map((policy) => {
      const { id, ...values } = policyValues(policy);
      return element(
        'policy',
        { id },
        Object.entries(values).map(([name, value]) => element(name, {}, value)),
      );
    }),
  );
}

function policyValues({ id, typeId, name, kind }: TimeOffPolicy) {
  return { id, timeOffTypeId: typeId, name, effectiveDate: null, type: kind };
}

interface Assigned {
  policyId: number;
  typeId: number;
  startsOn: string | null;
}

export function assignedJson(assigned: Assigned[]): string {
  return JSON.stringify(assigned.map(assignedValues));
}

export function assignedXml(assigned: Assigned[]): XmlElement {
  return element(
    'policies',
    {},
    assigned.map((one) =>
      element(
        'policy',
        {},
        Object.entries(assignedValues(one)).map(([name, value]) => element(name, {}, value)),
      ),
    ),
  );
}

function assignedValues({ policyId, typeId, startsOn }: Assigned) {
  return { timeOffPolicyId: policyId, timeOffTypeId: typeId, accrualStartDate: startsOn };
}

export interface RequestShape {
  timeZone: string;
  /** Leaves notes out altogether. */
  excludeNote: boolean;
}

export function requestsJson(requests: RequestView[], shape: RequestShape): string {
  return JSON.stringify(requests.map((request) => requestValues(request, shape)));
}

function requestValues(request: RequestView, { timeZone, excludeNote }: RequestShape) {
  return {
    id: String(request.id),
    employeeId: String(request.employeeNumber),
    status: {
      lastChanged: dateIn(timeZone, request.statusChangedAt),
      lastChangedByUserId: String(request.statusChangedByUserNumber),
      status: request.status,
    },
    name: request.name,
    start: request.startsOn,
    end: request.endsOn,
    created: dateIn(timeZone, request.createdAt),
    type: { id: String(request.type.id), name: request.type.name, icon: request.type.icon },
    amount: amountValue(request),
    actions: { view: true, ...request.actions },
    dates: datesValue(request),
    ...(excludeNote ? {} : { notes: Object.fromEntries(notesOf(request)) }),
  };
}

export function requestsXml(requests: RequestView[], shape: RequestShape): XmlElement {
  return element(
    'requests',
    {},
    requests.map((request) => requestXml(request, shape)),
  );
}

function requestXml(request: RequestView, { timeZone, excludeNote }: RequestShape): XmlElement {
  const { id, employeeNumber, name, status, startsOn, endsOn, type } = request;
  const changed = {
    lastChanged: dateIn(timeZone, request.statusChangedAt),
    lastChangedByUserId: request.statusChangedByUserNumber,
  };
  const notes = notesOf(request).map(([from, note]) => element('note', { from }, note));
  const dates = daysOf(request).map(([ymd, amount]) => element('date', { ymd, amount }, []));
  return element('request', { id }, [
    element('employee', { id: employeeNumber }, name),
    element('status', changed, status),
    element('start', {}, startsOn),
    element('end', {}, endsOn),
    element('created', {}, dateIn(timeZone, request.createdAt)),
    element('type', { id: type.id }, type.name),
    element('amount', { unit: type.units }, amountOf(request)),
    ...(excludeNote ? [] : [element('notes', {}, notes)]),
    element('dates', {}, dates),
  ]);
}

/** A request just made: no icon, the instant of the status in the company's time, an empty list for no notes. */
export function recordedJson(request: RecordedRequest, timeZone: string, photoUrl: PhotoUrl): string {
  const notes = notesOf(request);
  return JSON.stringify({
    id: String(request.id),
    employeeId: String(request.employeeNumber),
    start: request.startsOn,
    end: request.endsOn,
    created: dateIn(timeZone, request.createdAt),
    status: {
      status: request.status,
      lastChanged: localInstant(request.statusChangedAt, timeZone),
      lastChangedByUserId: String(request.statusChangedByUserNumber),
    },
    name: request.name,
    type: { id: String(request.type.id), name: request.type.name },
    amount: amountValue(request),
    notes: notes.length === 0 ? [] : Object.fromEntries(notes),
    dates: datesValue(request),
    comments: [],
    approvers: request.approvers.map(({ userNumber, name, employeeNumber, photo }) => ({
      userId: String(userNumber),
      displayName: name,
      employeeId: String(employeeNumber),
      photoUrl: photoUrl(photo),
    })),
    actions: { view: true, ...request.actions },
    policyType: request.policyKind,
    usedYearToDate: request.usedYearToDate,
    balanceOnDateOfRequest: request.balance,
  });
}

function amountValue(request: RequestView) {
  return { unit: request.type.units, amount: String(amountOf(request)) };
}

function datesValue(request: RequestView): Record<string, string> {
  return Object.fromEntries(daysOf(request).map(([day, amount]) => [day, String(amount)]));
}

function notesOf({ notes }: RequestView): [string, string][] {
  return Object.entries(notes).flatMap(([from, note]): [string, string][] =>
    note === null ? [] : [[from, note]],
  );
}

/** `2026-05-29 10:28:31` */
function localInstant(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
}

export interface Balances {
  on: string;
  balances: TypeBalance[];
}

export function balancesJson({ on, balances }: Balances, precision: number): string {
  return JSON.stringify(
    balances.map(({ type, policyKind, balance, usedYearToDate }) => ({
      timeOffType: String(type.id),
      name: type.name,
      units: type.units,
      balance: fixed(balance, precision),
      end: on,
      policyType: policyKind,
      usedYearToDate: fixed(usedYearToDate, precision),
    })),
  );
}

export function balancesXml({ on, balances }: Balances, precision: number): XmlElement {
  return element(
    'estimates',
    { end: on },
    balances.map(({ type, balance }) =>
      element(
        'estimate',
        {
          timeOffType: type.id,
          name: type.name,
          units: type.units,
          balance: fixed(balance, precision),
        },
        [],
      ),
    ),
  );
}

/** Zero has no sign. */
function fixed(amount: number, precision: number): string {
  const text = amount.toFixed(precision);
  return Number(text) === 0 ? (0).toFixed(precision) : text;
}

export function whosOutJson(items: OutItem[]): string {
  return JSON.stringify(
    items.map((item) => ({
      id: item.id,
      type: item.kind,
      ...(item.kind === 'timeOff' ? { employeeId: item.employeeNumber } : {}),
      name: item.name,
      start: item.startsOn,
      end: item.endsOn,
    })),
  );
}

export function whosOutXml(items: OutItem[]): XmlElement {
  return element(
    'calendar',
    {},
    items.map((item) =>
      element('item', { type: item.kind }, [
        item.kind === 'timeOff'
          ? element('request', { id: item.id }, [])
          : element('holiday', { id: item.id }, item.name),
        ...(item.kind === 'timeOff' ? [element('employee', { id: item.employeeNumber }, item.name)] : []),
        element('start', {}, item.startsOn),
        element('end', {}, item.endsOn),
      ]),
    ),
  );
}

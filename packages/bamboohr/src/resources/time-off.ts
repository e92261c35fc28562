import {
  asArray,
  asId,
  asMap,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalId,
  optionalNumber,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import { type Created, decodeCreated, type Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { assertDate, type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

export interface TimeOffType {
  readonly id: string;
  readonly name: string | null;
  /** `hours` or `days`. */
  readonly units: string | null;
  readonly raw: JsonObject;
}

export interface TimeOffTypes {
  readonly types: readonly TimeOffType[];
  /** Hours of a workday by its English name; `default` stands for days that are not named. */
  readonly defaultHours: Readonly<Record<string, number>>;
}

export interface TimeOffPolicy {
  readonly id: string;
  readonly timeOffTypeId: string | null;
  readonly name: string | null;
  /** `accruing`, `discretionary` or `manual`. */
  readonly type: string | null;
  readonly raw: JsonObject;
}

export type TimeOffStatus = 'approved' | 'denied' | 'superceded' | 'requested' | 'canceled';

export interface TimeOffRequest {
  readonly id: string;
  readonly employeeId: string;
  /** One of `TimeOffStatus`, misspelling included; other words are passed through. */
  readonly status: string | null;
  /** `YYYY-MM-DD`, both days included. */
  readonly start: string | null;
  readonly end: string | null;
  readonly type: { readonly id: string | null; readonly name: string | null };
  /** Decimal text as sent, in `unit`. */
  readonly amount: string | null;
  readonly unit: string | null;
  /** Amounts by day. */
  readonly dates: Readonly<Record<string, string>>;
  readonly raw: JsonObject;
}

export interface ListRequestsOptions extends CallOptions {
  /** `YYYY-MM-DD`; requests that touch a day from `start` to `end` are listed. */
  readonly start: string;
  readonly end: string;
  readonly id?: Id;
  readonly employeeId?: Id;
  readonly typeId?: Id;
  readonly statuses?: readonly TimeOffStatus[];
  /** What the key's user could do with them. */
  readonly action?: 'view' | 'approve' | 'myRequests';
  /** Leaves the notes out. Default false. */
  readonly excludeNotes?: boolean;
}

export interface NewTimeOffRequest {
  readonly status: 'approved' | 'denied' | 'declined' | 'requested';
  readonly start: string;
  readonly end: string;
  readonly timeOffTypeId: Id;
  /** Without `dates` all of it lands on the first day. */
  readonly amount?: number;
  readonly dates?: readonly { readonly ymd: string; readonly amount: number }[];
  readonly notes?: readonly { readonly from: 'employee' | 'manager'; readonly note: string }[];
  /** The request that this one takes the place of. */
  readonly previousRequest?: Id;
}

export interface Absence {
  readonly id: string;
  /** `timeOff` or `holiday`. */
  readonly kind: string | null;
  /** Null for holidays. */
  readonly employeeId: string | null;
  readonly name: string | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly raw: JsonObject;
}

export interface TimeOffBalance {
  readonly timeOffTypeId: string;
  readonly name: string | null;
  readonly units: string | null;
  /** Decimal text as sent; may be negative. */
  readonly balance: string | null;
  readonly usedYearToDate: string | null;
  readonly end: string | null;
  readonly raw: JsonObject;
}

export interface EmployeePolicy {
  readonly timeOffPolicyId: string | null;
  readonly timeOffTypeId: string | null;
  readonly accrualStartDate: string | null;
  readonly raw: JsonObject;
}

export interface PolicyAssignment {
  readonly timeOffPolicyId: Id;
  /** `YYYY-MM-DD`; null takes the policy away. */
  readonly accrualStartDate: string | null;
}

/**
 * Time off: what it is made of, who asked for it, who is out, and what is left.
 *
 * Evidence: `types`, `requests`, `request`, `setStatus` and `balances` are recorded, the rest is documented.
 */
export class TimeOff {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists the types of time off; with `requestable` only those that the key's user may ask for. */
  async types(options: CallOptions & { readonly requestable?: boolean } = {}): Promise<TimeOffTypes> {
    return this.#transport.send(
      reading(
        {
          operation: 'timeOff.types',
          path: ['meta', 'time_off', 'types'],
          query: { mode: options.requestable === true ? 'request' : undefined },
        },
        decodeTypes,
        options,
      ),
    );
  }

  /** Lists the policies by which time off is earned. */
  async policies(options: CallOptions = {}): Promise<TimeOffPolicy[]> {
    return this.#transport.send(
      reading(
        { operation: 'timeOff.policies', path: ['meta', 'time_off', 'policies'] },
        (answer) => asArray(answer.json(), 'the policies').map(toPolicy),
        options,
      ),
    );
  }

  /** Lists requests that touch a span of days. */
  async requests(options: ListRequestsOptions): Promise<TimeOffRequest[]> {
    const { start, end, id, employeeId, typeId, statuses, action, excludeNotes } = options;
    const query = {
      start: assertDate(start, 'start'),
      end: assertDate(end, 'end'),
      id: id === undefined ? undefined : idSegment(id, 'the request id'),
      employeeId: employeeId === undefined ? undefined : idSegment(employeeId, 'the employee id'),
      type: typeId === undefined ? undefined : idSegment(typeId, 'the type id'),
      status: statuses?.join(','),
      action,
      excludeNote: excludeNotes === true ? true : undefined,
    };
    return this.#transport.send(
      reading(
        { operation: 'timeOff.requests', path: ['time_off', 'requests'], query },
        (answer) => asArray(answer.json(), 'the requests').map(toRequest),
        options,
      ),
    );
  }

  /** Asks for time off, or enters it as approved. Sent exactly once. */
  async request(employeeId: Id, request: NewTimeOffRequest, options: CallOptions = {}): Promise<Created> {
    assertDate(request.start, 'start');
    assertDate(request.end, 'end');
    const json = {
      ...request,
      timeOffTypeId: Number(idSegment(request.timeOffTypeId, 'the type id')),
      ...(request.previousRequest === undefined
        ? {}
        : { previousRequest: Number(idSegment(request.previousRequest, 'the previous request')) }),
    };
    const path = [...employeePath(employeeId), 'request'];
    return this.#transport.send(
      writing(
        { operation: 'timeOff.request', method: 'PUT', path, json, expect: [201] },
        options,
        decodeCreated(this.#transport.address),
      ),
    );
  }

  /** Decides or cancels a request. Sent exactly once. */
  async setStatus(
    requestId: Id,
    status: 'approved' | 'denied' | 'canceled',
    options: CallOptions & { readonly note?: string } = {},
  ): Promise<Written> {
    const path = ['time_off', 'requests', idSegment(requestId, 'the request id'), 'status'];
    const json = { status, ...(options.note === undefined ? {} : { note: options.note }) };
    return this.#transport.send(
      writing({ operation: 'timeOff.setStatus', method: 'PUT', path, json, expect: [200] }, options),
    );
  }

  /** Lists who is out, and holidays; by default the next 14 days. */
  async whosOut(
    options: CallOptions & { readonly start?: string; readonly end?: string } = {},
  ): Promise<Absence[]> {
    const { start, end } = options;
    const query = {
      start: start === undefined ? undefined : assertDate(start, 'start'),
      end: end === undefined ? undefined : assertDate(end, 'end'),
    };
    return this.#transport.send(
      reading(
        { operation: 'timeOff.whosOut', path: ['time_off', 'whos_out'], query },
        (answer) => asArray(answer.json(), 'who is out').map(toAbsence),
        options,
      ),
    );
  }

  /** Calculates an employee's balances at the end of a day, today or later ones included. */
  async balances(
    employeeId: Id,
    end: string,
    options: CallOptions & { readonly precision?: number } = {},
  ): Promise<TimeOffBalance[]> {
    const path = [...employeePath(employeeId), 'calculator'];
    const query = { end: assertDate(end, 'end'), precision: options.precision };
    return this.#transport.send(
      reading(
        { operation: 'timeOff.balances', path, query },
        (answer) => asArray(answer.json(), 'the balances').map(toBalance),
        options,
      ),
    );
  }

  /** Lists an employee's policies, of all kinds. */
  async employeePolicies(employeeId: Id, options: CallOptions = {}): Promise<EmployeePolicy[]> {
    const path = [...employeePath(employeeId), 'policies'];
    return this.#transport.send(
      reading(
        { operation: 'timeOff.employeePolicies', version: 'v1_1', path },
        (answer) => asArray(answer.json(), 'the policies').map(toEmployeePolicy),
        options,
      ),
    );
  }

  /** Gives policies to an employee, or takes them away. Sent exactly once. */
  async assignPolicies(
    employeeId: Id,
    assignments: readonly PolicyAssignment[],
    options: CallOptions = {},
  ): Promise<Written> {
    const json = assignments.map(({ timeOffPolicyId, accrualStartDate }) => ({
      timeOffPolicyId: Number(idSegment(timeOffPolicyId, 'the policy id')),
      accrualStartDate: accrualStartDate === null ? null : assertDate(accrualStartDate, 'accrualStartDate'),
    }));
    const path = [...employeePath(employeeId), 'policies'];
    return this.#transport.send(
      writing({ operation: 'timeOff.assignPolicies', method: 'PUT', version: 'v1_1', path, json }, options),
    );
  }

  /** Enters that approved time off was used. Sent exactly once. */
  async addUse(
    employeeId: Id,
    use: { readonly requestId: Id; readonly date: string; readonly note?: string },
    options: CallOptions = {},
  ): Promise<Written> {
    const { requestId, date, note } = use;
    const json = {
      eventType: 'used',
      date: assertDate(date, 'date'),
      timeOffRequestId: Number(idSegment(requestId, 'the request id')),
      ...(note === undefined ? {} : { note }),
    };
    const path = [...employeePath(employeeId), 'history'];
    return this.#transport.send(writing({ operation: 'timeOff.addUse', method: 'PUT', path, json }, options));
  }

  /** Raises or lowers a balance. Sent exactly once. */
  async adjustBalance(
    employeeId: Id,
    adjustment: {
      readonly timeOffTypeId: Id;
      readonly date: string;
      readonly amount: number;
      readonly note?: string;
    },
    options: CallOptions = {},
  ): Promise<Written> {
    const { timeOffTypeId, date, amount, note } = adjustment;
    const json = {
      date: assertDate(date, 'date'),
      timeOffTypeId: Number(idSegment(timeOffTypeId, 'the type id')),
      amount,
      ...(note === undefined ? {} : { note }),
    };
    const path = [...employeePath(employeeId), 'balance_adjustment'];
    return this.#transport.send(
      writing({ operation: 'timeOff.adjustBalance', method: 'PUT', path, json }, options),
    );
  }
}

function employeePath(employeeId: Id): string[] {
  return ['employees', idSegment(employeeId, 'the employee id'), 'time_off'];
}

function decodeTypes(answer: Answer): TimeOffTypes {
  const body = asObject(answer.json(), 'the types of time off');
  const types = asArray(body.timeOffTypes, 'the types of time off').map((value) => {
    const raw = asObject(value, 'a type of time off');
    return {
      id: asId(raw.id, 'the id of a type'),
      name: optionalText(raw.name),
      units: optionalText(raw.units),
      raw,
    };
  });
  const hours = asArray(body.defaultHours ?? [], 'the default hours').flatMap((value): [string, number][] => {
    const day = asObject(value, 'the hours of a day');
    const amount = optionalNumber(day.amount);
    return amount === null ? [] : [[optionalText(day.name) ?? '', amount]];
  });
  return { types, defaultHours: Object.fromEntries(hours) };
}

function toPolicy(value: Json): TimeOffPolicy {
  const raw = asObject(value, 'a policy');
  return {
    id: asId(raw.id, 'the id of a policy'),
    timeOffTypeId: optionalId(raw.timeOffTypeId),
    name: optionalText(raw.name),
    type: optionalText(raw.type),
    raw,
  };
}

function toRequest(value: Json): TimeOffRequest {
  const raw = asObject(value, 'a request');
  const [status, type, amount] = [raw.status, raw.type, raw.amount].map((part) =>
    isObject(part) ? part : {},
  );
  const dates = Object.entries(asMap(raw.dates ?? {}, 'the days of a request'));
  return {
    id: asId(raw.id, 'the id of a request'),
    employeeId: asId(raw.employeeId, 'the employee id of a request'),
    status: optionalText(status?.status),
    start: optionalDate(raw.start),
    end: optionalDate(raw.end),
    type: { id: optionalId(type?.id), name: optionalText(type?.name) },
    amount: optionalText(amount?.amount),
    unit: optionalText(amount?.unit),
    dates: Object.fromEntries(dates.map(([day, hours]) => [day, optionalText(hours) ?? ''])),
    raw,
  };
}

function toAbsence(value: Json): Absence {
  const raw = asObject(value, 'an absence');
  return {
    id: asId(raw.id, 'the id of an absence'),
    kind: optionalText(raw.type),
    employeeId: optionalId(raw.employeeId),
    name: optionalText(raw.name),
    start: optionalDate(raw.start),
    end: optionalDate(raw.end),
    raw,
  };
}

function toBalance(value: Json): TimeOffBalance {
  const raw = asObject(value, 'a balance');
  return {
    timeOffTypeId: asId(raw.timeOffType, 'the type of a balance'),
    name: optionalText(raw.name),
    units: optionalText(raw.units),
    balance: optionalText(raw.balance),
    usedYearToDate: optionalText(raw.usedYearToDate),
    end: optionalDate(raw.end),
    raw,
  };
}

function toEmployeePolicy(value: Json): EmployeePolicy {
  const raw = asObject(value, 'a policy');
  return {
    timeOffPolicyId: optionalId(raw.timeOffPolicyId),
    timeOffTypeId: optionalId(raw.timeOffTypeId),
    accrualStartDate: optionalDate(raw.accrualStartDate),
    raw,
  };
}

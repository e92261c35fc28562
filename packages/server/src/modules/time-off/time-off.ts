// Requests for time off: what they are, and which way they may go. Pure.
import { JoineryError } from '@joinery/sdk';
import type { PolicyKind } from './balances.ts';
import { countDays, isDay, listDays } from './days.ts';

export interface TimeOffType {
  id: number;
  name: string;
  units: 'hours' | 'days';
  icon: string | null;
}

export interface TimeOffPolicy {
  id: number;
  typeId: number;
  name: string;
  kind: PolicyKind;
}

/** `superceded` is written as the API that we speak writes it. */
export const requestStatuses = ['requested', 'approved', 'denied', 'canceled', 'superceded'] as const;

export type RequestStatus = (typeof requestStatuses)[number];

export interface TimeOffRequest {
  id: number;
  employeeId: string;
  employeeNumber: number;
  type: TimeOffType;
  status: RequestStatus;
  startsOn: string;
  endsOn: string;
  /** Amounts by day; days that are not named have none. */
  days: Record<string, number>;
  notes: { employee: string | null; manager: string | null };
  createdAt: Date;
  statusChangedAt: Date;
  statusChangedByUserNumber: number;
}

export interface NewRequest {
  status: 'requested' | 'approved' | 'denied';
  startsOn: string;
  endsOn: string;
  typeId: number;
  /** All of it on the first day, unless `days` says otherwise. */
  amount: number | undefined;
  days: { date: string; amount: number }[] | undefined;
  notes: { employee: string | null; manager: string | null };
  previousRequest: number | undefined;
}

const maxSpanDays = 366;
const largestAmount = 9999;
const largestDay = { hours: 24, days: 1 };

/**
 * The amounts of a request by day: those that were named, else the whole amount on the first day.
 * Two requests may share a day: half a day of each of two types is ordinary.
 *
 * @throws JoineryError `request.invalid`.
 */
export function splitAmount(request: NewRequest, units: TimeOffType['units']): Record<string, number> {
  const { startsOn, endsOn, amount, days } = request;
  assertSpan(startsOn, endsOn);
  if (days === undefined || days.length === 0) {
    if (amount === undefined) throw invalid('Either an amount or dates with amounts are needed.');
    return { [startsOn]: checkAmount(amount, largestAmount) };
  }
  const split: Record<string, number> = {};
  for (const day of days) {
    if (!isDay(day.date) || day.date < startsOn || day.date > endsOn)
      throw invalid('Every date must lie between start and end.');
    if (split[day.date] !== undefined) throw invalid('Every date may be named once.');
    split[day.date] = checkAmount(day.amount, largestDay[units]);
  }
  return split;
}

function assertSpan(startsOn: string, endsOn: string): void {
  if (!isDay(startsOn) || !isDay(endsOn)) throw invalid('start and end must be days, written YYYY-MM-DD.');
  if (endsOn < startsOn) throw invalid('end must not be before start.');
  if (countDays(startsOn, endsOn) > maxSpanDays)
    throw invalid(`A request may span at most ${maxSpanDays} days.`);
}

function checkAmount(amount: number, largest: number): number {
  if (!Number.isFinite(amount) || amount < 0 || amount > largest)
    throw invalid(`An amount must be a number from 0 to ${largest}.`);
  return Math.round(amount * 10_000) / 10_000;
}

export function amountOf({ days }: Pick<TimeOffRequest, 'days'>): number {
  return Object.values(days).reduce((sum, amount) => sum + Math.round(amount * 10_000), 0) / 10_000;
}

/** Every day of the request with its amount, days without any included. */
export function daysOf(request: Pick<TimeOffRequest, 'startsOn' | 'endsOn' | 'days'>): [string, number][] {
  return listDays(request.startsOn, request.endsOn).map((day) => [day, request.days[day] ?? 0]);
}

/** What somebody is to a request. */
export interface Standing {
  /** Holds the right to change all time off of the employee. */
  mayEdit: boolean;
  isManager: boolean;
  isSelf: boolean;
}

export interface RequestActions {
  edit: boolean;
  cancel: boolean;
  approve: boolean;
  deny: boolean;
  /** Deciding without waiting for the manager. */
  bypass: boolean;
}

/**
 * What may be done to a request. The manager decides what was asked, and no request of their own;
 * whoever has the right decides everything; the employee takes back what has not begun.
 * Canceled and superseded requests stay as they are.
 */
export function actionsOn(
  { status, startsOn }: Pick<TimeOffRequest, 'status' | 'startsOn'>,
  { mayEdit, isManager, isSelf }: Standing,
  today: string,
): RequestActions {
  const isOpen = status === 'requested';
  const isFinal = status === 'canceled' || status === 'superceded';
  const decides = mayEdit || (isManager && !isSelf);
  const takesBack = isSelf && (isOpen || (status === 'approved' && startsOn > today));
  return {
    edit: !isFinal && status !== 'denied' && (mayEdit || (isSelf && isOpen)),
    cancel: !isFinal && status !== 'denied' && (mayEdit || takesBack),
    approve: (isOpen && decides) || (status === 'denied' && mayEdit),
    deny: (isOpen && decides) || (status === 'approved' && mayEdit),
    bypass: mayEdit && isOpen,
  };
}

export function invalid(message: string): JoineryError {
  return new JoineryError('request.invalid', message);
}

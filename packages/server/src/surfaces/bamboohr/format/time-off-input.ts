// What clients send about time off, in JSON or XML, as services take it. Numbers may be texts, and
// texts may be blank: clients are careless with both. Pure.
import { JoineryError } from '@joinery/sdk';
import { z } from 'zod';
import type { HistoryInput, PolicyChange } from '../../../modules/time-off/time-off.service.ts';
import { type NewRequest, type RequestStatus, requestStatuses } from '../../../modules/time-off/time-off.ts';
import type { RequestQuery } from '../../../modules/time-off/time-off-requests.service.ts';
import type { Body } from '../body.ts';
import type { XmlNode } from '../xml-reader.ts';

const blank = (value: unknown): unknown => (value === '' || value === null ? undefined : value);

const numberIn = z.union([
  z.number(),
  z
    .string()
    .trim()
    .regex(/^[+-]?\d{1,9}(\.\d{1,9})?$/)
    .transform(Number),
]);
const idIn = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .trim()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.int().max(2_147_483_647));
const textIn = z.union([z.string().max(5000), z.number().transform(String)]);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());

/** The day of what may be an instant: some clients send `2026-07-15T00:00:00` where a day is meant. */
export function dayPart(text: string): string {
  const trimmed = text.trim();
  return /^\d{4}-\d{2}-\d{2}T/.test(trimmed) ? trimmed.slice(0, 10) : trimmed;
}

const dayIn = z.string().transform(dayPart);

const noteIn = z.object({ from: z.string().optional(), note: optional(textIn) });

const requestIn = z.object({
  status: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(['requested', 'approved', 'denied', 'declined'])),
  start: dayIn,
  end: dayIn,
  timeOffTypeId: idIn,
  amount: optional(numberIn),
  notes: optional(z.union([z.array(noteIn).max(20), z.record(z.string(), textIn)])),
  dates: optional(z.array(z.object({ ymd: dayIn, amount: numberIn })).max(400)),
  previousRequest: optional(idIn),
});

/** @throws JoineryError `request.invalid`. */
export function readRequest(body: Body): NewRequest {
  const sent = check(requestIn, plainOf(body));
  return {
    status: sent.status === 'declined' ? 'denied' : sent.status,
    startsOn: sent.start,
    endsOn: sent.end,
    typeId: sent.timeOffTypeId,
    amount: sent.amount,
    days: sent.dates?.map(({ ymd, amount }) => ({ date: ymd, amount })),
    notes: notesOf(sent.notes),
    previousRequest: sent.previousRequest,
  };
}

type SentNotes = z.infer<typeof requestIn>['notes'];

// A list of notes, or an object as this dialect answers with itself.
function notesOf(notes: SentNotes): NewRequest['notes'] {
  const pairs = Array.isArray(notes)
    ? notes.map(({ from, note }): [string, string | undefined] => [from ?? 'employee', note])
    : Object.entries(notes ?? {});
  const from = (who: string): string | null => pairs.findLast(([author]) => author === who)?.[1] ?? null;
  return { employee: from('employee'), manager: from('manager') };
}

const statusIn = z.object({
  status: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(['approved', 'denied', 'declined', 'canceled', 'cancelled'])),
  note: optional(textIn),
});

/** @throws JoineryError `request.invalid`. */
export function readStatusChange(body: Body): {
  status: 'approved' | 'denied' | 'canceled';
  note: string | null;
} {
  const { status, note = null } = check(statusIn, plainOf(body));
  if (status === 'declined') return { status: 'denied', note };
  return { status: status === 'cancelled' ? 'canceled' : status, note };
}

const historyIn = z.object({
  date: dayIn,
  eventType: optional(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(['used', 'override'])),
  ),
  timeOffRequestId: optional(idIn),
  timeOffTypeId: optional(idIn),
  amount: optional(numberIn),
  note: optional(textIn),
});

/** `kind` is what the path stands for where the body does not say. @throws JoineryError `request.invalid`. */
export function readHistory(body: Body, kind: HistoryInput['kind']): HistoryInput {
  const sent = check(historyIn, plainOf(body));
  return {
    kind: sent.eventType ?? kind,
    date: sent.date,
    typeId: sent.timeOffTypeId,
    amount: sent.amount,
    requestId: sent.timeOffRequestId,
    note: sent.note ?? null,
  };
}

const policyIn = z.object({
  timeOffPolicyId: idIn,
  accrualStartDate: z.preprocess(blank, dayIn.nullish()),
});

/** @throws JoineryError `request.invalid`. */
export function readPolicies(items: unknown[]): PolicyChange[] {
  if (items.length > 100) throw new JoineryError('request.invalid', 'At most 100 policies at a time.');
  return items.map((item) => {
    const { timeOffPolicyId, accrualStartDate } = check(policyIn, item);
    const isNone =
      accrualStartDate === undefined || accrualStartDate === null || accrualStartDate === '0000-00-00';
    return { policyId: timeOffPolicyId, startsOn: isNone ? null : accrualStartDate };
  });
}

const queryIn = z.object({
  start: z.string({ error: 'is needed' }).transform(dayPart),
  end: z.string({ error: 'is needed' }).transform(dayPart),
  id: optional(idIn),
  action: optional(z.string().trim()),
  employeeId: optional(idIn),
  type: optional(z.string()),
  status: optional(z.string()),
});

/** @throws JoineryError `request.invalid`. */
export function readRequestQuery(query: Record<string, string>): RequestQuery {
  const sent = check(queryIn, query);
  return {
    from: sent.start,
    to: sent.end,
    id: sent.id,
    employeeNumber: sent.employeeId,
    typeIds: sent.type?.split(',').map((text) => check(idIn, text)),
    statuses: sent.status?.split(',').map(readStatus),
    only: onlyOf(sent.action),
  };
}

function readStatus(text: string): RequestStatus {
  const wanted = text.trim().toLowerCase();
  const spelt: Record<string, RequestStatus> = {
    superseded: 'superceded',
    cancelled: 'canceled',
    declined: 'denied',
  };
  const status = spelt[wanted] ?? requestStatuses.find((known) => known === wanted);
  if (status === undefined)
    throw new JoineryError('request.invalid', `status must be among ${requestStatuses.join(', ')}.`);
  return status;
}

function onlyOf(action: string | undefined): RequestQuery['only'] {
  switch (action?.toLowerCase()) {
    case undefined:
    case 'view':
      return 'view';
    case 'approve':
      return 'approve';
    case 'myrequests':
      return 'mine';
    default:
      throw new JoineryError('request.invalid', 'action must be view, approve or myRequests.');
  }
}

/** Names what is wrong, and where. @throws JoineryError `request.invalid`. */
export function check<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }));
  const said = issues.slice(0, 5).map(({ path, message }) => `${path || 'body'}: ${message}`);
  throw new JoineryError('request.invalid', said.join('; '), { issues });
}

function plainOf(body: Body): unknown {
  return body.kind === 'json' ? body.value : plainElement(body.root);
}

// `<notes><note from="…">…</note></notes>` and `<dates><date ymd="…" amount="…"/></dates>` are the
// only elements that hold others.
function plainElement({ children }: XmlNode): Record<string, unknown> {
  return Object.fromEntries(
    children.map((child) => {
      if (child.name === 'notes')
        return [
          child.name,
          child.children.map(({ attributes, text }) => ({ from: attributes.from, note: text })),
        ];
      if (child.name === 'dates') return [child.name, child.children.map(({ attributes }) => attributes)];
      return [child.name, child.text];
    }),
  );
}

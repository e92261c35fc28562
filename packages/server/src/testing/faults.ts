// The one table of faults: what goes wrong on the wire, with a clock, with our database or with whoever
// works, and what has to come of it where a mirror reads and where something is written. sync-faults.ts
// makes cases of it for every read, write-faults.ts for every write; fault-rows.ts says what its rows are.
import { markerField } from '../modules/sandboxes/sandboxes.service.ts';
import type { DatabaseTrouble } from './database-faults.ts';
import { type Act, type Exchange, type Lane, plain } from './fault-lane.ts';
import type { Row } from './fault-rows.ts';
import * as wire from './wire-faults.ts';

/** What is read: who is asked, and for what. */
export const reads = {
  'full: people': { kind: 'full', on: /^POST \/(v1\/reports\/custom|v2\/datasets\/)/ },
  'full: rows': { kind: 'full', on: /^GET \/v1\/employees\/all\/tables\/jobInfo/ },
  'changed: who': { kind: 'incremental', on: /^GET \/v1\/employees\/changed\/?\?/ },
  'changed: people': { kind: 'incremental', on: /^POST \/(v1\/reports\/custom|v2\/datasets\/)/ },
  'changed: rows': { kind: 'incremental', on: /^GET \/v1\/employees\/(changed|all|\d+)\/tables\/jobInfo/ },
  'hint: people': { kind: 'records', on: /^POST \/(v1\/reports\/custom|v2\/datasets\/)/ },
  'hint: rows': { kind: 'records', on: /^GET \/v1\/employees\/(changed|all|\d+)\/tables\/jobInfo/ },
} as const;
export type ReadName = keyof typeof reads;
export const readNames = Object.keys(reads) as ReadName[];

const rowsOfStatus = /^GET \/v1\/employees\/\d+\/tables\/employmentStatus/;

/** What is written: by whom, the write itself, and how it is looked for. */
export const writes = {
  create: { by: 'hire', on: /^POST \/v1\/employees\/?$/, look: /^POST \/v1\/reports\/custom/ },
  row: { by: 'hire', on: /^POST \/v1\/employees\/\d+\/tables\/employmentStatus/, look: rowsOfStatus },
  job: {
    by: 'hire',
    on: /^POST \/v1\/employees\/\d+\/tables\/jobInfo/,
    look: /^GET \/v1\/employees\/\d+\/tables\/jobInfo/,
  },
  pay: {
    by: 'hire',
    on: /^POST \/v1\/employees\/\d+\/tables\/compensation/,
    look: /^GET \/v1\/employees\/\d+\/tables\/compensation/,
  },
  file: {
    by: 'hire',
    on: /^POST \/v1\/employees\/\d+\/files\/?$/,
    look: /^GET \/v1\/employees\/\d+\/files\/view/,
  },
  update: { by: 'mirror', on: /^POST \/v1\/employees\/\d+\/?$/, look: /^GET \/v1\/employees\/\d+\/?\?/ },
  terminate: {
    by: 'mirror',
    on: /^POST \/v1\/employees\/\d+\/tables\/employmentStatus/,
    look: rowsOfStatus,
  },
} as const;
export type WriteName = keyof typeof writes;
export const writeNames = Object.keys(writes) as WriteName[];

export type Moment = 'connect' | 'during request' | 'after accepted' | 'during answer' | 'looking';

/**
 * How a sync ends that met a fault.
 *
 * `recovers`: the fault passes, and the sync ends by itself with everything that the source has.
 * `fails`: it does not pass; the sync ends as failed and nothing here has changed.
 * `harmless`: whatever the sync says, nobody and nothing is lost, and the next sync has everything.
 * `held`: it waits for a person, and nobody has left.
 * `stops`: the connection stops, is told once, and goes on with a new key.
 * `taken`: the sync is done with everything that the source has.
 * `kept`: the sync is done, and what was not told or not readable has its last value.
 */
export type Expectation = 'recovers' | 'fails' | 'harmless' | 'held' | 'stops' | 'taken' | 'kept';

/**
 * How a write ends that met a fault.
 *
 * `once`: it ends by itself as done, and what was to be written is there exactly once.
 * `refused`: it ends, says so, and nothing of the write is there.
 * `asks`: a person is asked; of the write there is one or nothing, as the fault left it.
 * `gives up`: nothing was sent, and after its time it ends and says so.
 * `stops`: it waits, visibly, until there is a key that works, and is then done once.
 * `reported`: it is there twice, which the next look through the account tells, and stops more writes.
 */
export type Ending = 'once' | 'refused' | 'asks' | 'gives up' | 'stops' | 'reported';

export interface Fault {
  row: Row;
  what: string;
  moment: Moment;
  /** Befalls the request on its way. */
  act?: Act;
  /** The same for what leads elsewhere, or needs the lane. */
  actTo?: (otherOrigin: Lane, lane: Lane) => Act;
  /** Befalls the way itself; undone when the case is over. */
  connect?: (lane: Lane) => Promise<void> | void;
  /** Nothing can be counted of connections that were never made. */
  uncounted?: true;
  /** The way is by TLS, with a certificate that `connect` replaces. */
  tls?: true;
  /** Befalls our own database for a moment: before a write is recorded, or after the provider answered. */
  database?: DatabaseTrouble;
  /** Somebody else takes the work while the answer is out. */
  takenOver?: true;
  /** Without it nothing is read through this fault. */
  reading?: Reading;
  /** Without it nothing is written through this fault. */
  writing?: Writing;
  /** What people are told has these words. */
  tells?: RegExp;
  /** Takes long by its nature, or is much like another. */
  longOnly?: true;
}

export interface Reading {
  expect: Expectation | Partial<Record<ReadName, Expectation>>;
  /** Requests that it hits; all when absent. */
  times?: number;
  /** What of one person is allowed to differ from the source afterwards. */
  keeps?: { number: number; what: RegExp };
}

export interface Writing {
  expect: Ending | Partial<Record<WriteName, Ending>>;
  /** Sendings that it hits; one when absent. */
  times?: number;
  /** Whether the provider does what it is asked before the fault; `either` makes two cases. */
  done?: 'no' | 'yes' | 'either';
  /** It is there once, where a person is asked. */
  there?: true;
  /** What goes wrong with looking, once the write went wrong. */
  look?: { act: Act; times?: number };
}

/** Who was changed at the source before each sync of a case. */
export const changedPeople = { phone: 2, job: 3, pay: 4 } as const;

// Two requests in a row: one that the sync has to ask again, and again.
const recovers: Reading = { expect: 'recovers', times: 2 };
const recoversOnce: Reading = { expect: 'recovers', times: 1 };
const once: Writing = { expect: 'once' };
const either: Writing = { expect: 'once', done: 'either' };
const doneOnce: Writing = { expect: 'once', done: 'yes' };

const everyRead = (one: Expectation): Record<ReadName, Expectation> => everywhere(readNames, one);
const everyWrite = (one: Ending): Record<WriteName, Ending> => everywhere(writeNames, one);

function everywhere<K extends string, V>(names: readonly K[], value: V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, value])) as Record<K, V>;
}

const peopleOnly = (one: Expectation): Partial<Record<ReadName, Expectation>> => ({
  'full: people': one,
  'changed: people': one,
  'hint: people': one,
});

// What is the same twice as once is simply sent again.
const onceAtMost: Record<WriteName, Ending> = { ...everyWrite('asks'), update: 'once' };

/** The provider goes on with what it was asked by a caller whom something in between has sent away. */
const late =
  (ms: number): Act =>
  async ({ taken, socket }) => {
    const handOn = await taken();
    setTimeout(() => void handOn().catch(() => undefined), ms);
    socket.end(gone);
  };

const gone = 'HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/** The same, when it was looked for twice and sent again: what comes next lets the first go on, too. */
const afterTheRepeat =
  (lane: Lane, on: RegExp): Act =>
  async ({ taken, socket }) => {
    const handOn = await taken();
    lane.add({
      on,
      times: 1,
      act: async (repeat) => {
        const answer = await repeat.upstream();
        await handOn();
        repeat.reply({ ...answer, headers: plain(answer.headers) });
      },
    });
    socket.end(gone);
  };

const cut =
  (share: number): Act =>
  async ({ received, socket }) => {
    await received(share);
    socket.resetAndDestroy();
  };

/** Success that names another place of what was made, and says nothing more. */
const placed =
  (location: (real: string) => string | undefined): Act =>
  async (exchange) => {
    const { status, headers } = await exchange.upstream();
    const place = location(String(headers.location ?? ''));
    exchange.reply({ status, ...(place === undefined ? {} : { headers: { location: place } }) });
  };

const refusal = (code: number): Act => wire.status(code, { 'x-bamboohr-error-message': 'It is not to be.' });

const later = (ms: number): string => new Date(Date.now() + ms).toUTCString();
const throttles: [string, () => Record<string, string>][] = [
  ['seconds', () => ({ 'retry-after': '1' })],
  ['a date', () => ({ 'retry-after': later(1500) })],
  [
    'a date of a clock that is ten minutes behind',
    () => ({ date: later(-600_000), 'retry-after': later(-598_500) }),
  ],
  ['zero', () => ({ 'retry-after': '0' })],
  ['a negative number', () => ({ 'retry-after': '-5' })],
  ['ten years', () => ({ 'retry-after': String(10 * 365 * 86_400) })],
  ['garbage', () => ({ 'retry-after': 'soon' })],
  ['nothing', () => ({})],
];

/** Once an answer was lost, `act` befalls the looks that have to find out. */
const lost = (
  row: Row,
  what: string,
  look: NonNullable<Writing['look']>,
  expect: Writing['expect'],
): Fault => ({
  row,
  what: `the answer is lost, and ${what}`,
  moment: 'looking',
  act: wire.resetAfter,
  writing: { expect, there: true, look },
});

/** Rows as they were: the newest is not shown. */
const hideRows: Act = wire.lists((all) => all.slice(0, -1));

/** The first list after it was made does not have who was made yet. */
const hideMade = (lane: Lane): Act =>
  async function hide(exchange: Exchange) {
    const { headers } = await exchange.upstream();
    const id = String(headers.location).split('/').at(-1);
    const hidden = wire.lists((all) => all.filter((record) => String(record.id) !== id));
    lane.add({ on: writes.create.look, times: 1, act: hidden });
    exchange.socket.resetAndDestroy();
  };

const onConnect: Fault[] = [
  {
    row: 'F1',
    what: 'the connection is refused for a while',
    moment: 'connect',
    uncounted: true,
    connect: async (lane) => {
      await lane.hangUp();
      setTimeout(() => void lane.listen(), 400).unref();
    },
    reading: { expect: 'recovers' },
    writing: once,
  },
  {
    row: 'F1',
    what: 'the connection is refused for ever',
    moment: 'connect',
    uncounted: true,
    connect: (lane) => lane.hangUp(),
    reading: { expect: 'fails' },
    writing: { expect: 'gives up' },
  },
  {
    row: 'F1',
    what: 'the connection is reset as it is made',
    moment: 'connect',
    connect: (lane) => lane.resetConnections(2),
    reading: { expect: 'recovers' },
    writing: once,
    longOnly: true,
  },
  ...(
    [
      ['expired', /certificate has expired/],
      ['of another host', /certificate is of another host/],
      ['of an unknown authority', /nobody .* vouches for the certificate/],
      ['old version', /no version of TLS/],
    ] as const
  ).map(
    ([shown, tells]): Fault => ({
      row: 'F29',
      what: shown === 'old version' ? 'TLS is of an old version' : `the certificate is ${shown}`,
      moment: 'connect',
      tls: true,
      connect: (lane) => lane.present(shown),
      reading: { expect: 'fails' },
      writing: { expect: 'gives up' },
      tells,
      ...(shown === 'expired' || shown === 'of an unknown authority' ? {} : { longOnly: true }),
    }),
  ),
  {
    row: 'F29',
    what: 'the certificate is expired until it is renewed',
    moment: 'connect',
    tls: true,
    connect: (lane) => lane.present('expired', 2),
    reading: { expect: 'recovers' },
    writing: once,
  },
];

const onRequest: Fault[] = [
  {
    row: 'F2',
    what: 'no answer comes, and it was done',
    moment: 'after accepted',
    act: wire.silentAfter,
    reading: recoversOnce,
    writing: once,
    longOnly: true,
  },
  {
    row: 'F3',
    what: 'no answer comes, and nothing was done',
    moment: 'during request',
    act: wire.silence,
    reading: recoversOnce,
    writing: once,
    longOnly: true,
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'during request',
    act: wire.resetBefore,
    reading: recovers,
    writing: once,
  },
  {
    row: 'F4',
    what: 'the connection is reset twice',
    moment: 'during request',
    act: wire.resetBefore,
    writing: { expect: onceAtMost, times: 2 },
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'after accepted',
    act: wire.resetAfter,
    reading: recovers,
    writing: once,
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'during answer',
    act: wire.resetMidway,
    reading: recovers,
    writing: doneOnce,
  },
  {
    row: 'F4',
    what: 'the connection is always reset',
    moment: 'during answer',
    act: wire.resetMidway,
    reading: { expect: 'fails' },
  },
  ...[0, 10, 20, 30, 40, 50, 60, 70, 80, 90].map(
    (percent): Fault => ({
      row: 'F5',
      what: `the connection is reset after ${percent} % of it`,
      moment: 'during request',
      act: cut(percent / 100),
      reading: { expect: { 'full: people': 'recovers', 'changed: people': 'recovers' }, times: 1 },
      writing: once,
      ...(percent === 50 ? {} : { longOnly: true }),
    }),
  ),
  {
    row: 'F6',
    what: 'it is done late, within the quiet time',
    moment: 'after accepted',
    act: late(200),
    writing: once,
  },
  {
    row: 'F6',
    what: 'it is done late, after it was sent again',
    moment: 'after accepted',
    actTo: (_, lane) => (exchange) =>
      afterTheRepeat(lane, writeAt(`${exchange.method} ${exchange.path}`))(exchange),
    writing: { expect: { create: 'reported', update: 'once' } },
  },
];

function writeAt(request: string): RegExp {
  const found = writeNames.find((name) => writes[name].on.test(request));
  if (found === undefined) throw new Error(`${request} is no write`);
  return writes[found].on;
}

const onStatus: Fault[] = [
  ...throttles.map(
    ([form, headers]): Fault => ({
      row: form === 'nothing' ? 'F8' : form.includes('clock') ? 'F28' : 'F7',
      what: `429 with Retry-After ${form}`,
      moment: 'after accepted',
      act: (exchange) => wire.status(429, headers())(exchange),
      reading: recovers,
      writing: once,
      ...(['a date', 'zero', 'a negative number', 'garbage'].includes(form) ? { longOnly: true } : {}),
    }),
  ),
  {
    row: 'F8',
    what: '429, and it was done all the same',
    moment: 'after accepted',
    act: wire.status(429, { 'retry-after': '1' }),
    writing: doneOnce,
  },
  {
    row: 'F9',
    what: '503 with Retry-After',
    moment: 'after accepted',
    act: wire.status(503, { 'retry-after': '1' }),
    reading: recovers,
    writing: either,
  },
  {
    row: 'F9',
    what: '503 without Retry-After',
    moment: 'after accepted',
    act: wire.status(503),
    reading: recovers,
    writing: either,
  },
  ...[500, 502, 504, 408, 598].map(
    (code): Fault => ({
      row: 'F10',
      what: `${code}`,
      moment: 'after accepted',
      act: wire.status(code),
      reading: recovers,
      writing: either,
      ...(code === 500 || code === 408 ? {} : { longOnly: true }),
    }),
  ),
  {
    row: 'F10',
    what: '500 for ever',
    moment: 'after accepted',
    act: wire.status(500),
    reading: { expect: 'fails' },
    longOnly: true,
  },
  {
    row: 'F10',
    what: '500 in the form of the provider three times',
    moment: 'after accepted',
    act: refusal(500),
    writing: { expect: onceAtMost, times: 3 },
  },
  {
    row: 'F18',
    what: 'a redirect to another origin',
    moment: 'after accepted',
    actTo: (other) => wire.redirect(`${other.origin}/api/gateway.php/acme/v1/employees`, 307),
    reading: recovers,
    writing: once,
  },
  {
    row: 'F18',
    what: 'a redirect to the login page of another origin',
    moment: 'after accepted',
    actTo: (other) => wire.redirect(`${other.origin}/login`, 302),
    reading: { expect: 'fails' },
    writing: doneOnce,
    longOnly: true,
  },
  {
    row: 'F19',
    what: '401',
    moment: 'after accepted',
    act: wire.status(401),
    reading: { expect: 'stops' },
    // Whoever waits is told; a hire is kept.
    writing: { expect: { ...everyWrite('stops'), update: 'refused', terminate: 'refused' } },
  },
  {
    row: 'F20',
    what: '403',
    moment: 'after accepted',
    act: refusal(403),
    reading: { expect: 'harmless' },
    writing: { expect: 'refused' },
  },
  ...[400, 404, 409, 422].map(
    (code): Fault => ({
      row: 'F20',
      what: `${code} in the form of the provider`,
      moment: 'after accepted',
      act: refusal(code),
      writing: { expect: 'refused' },
      ...(code === 409 ? {} : { longOnly: true }),
    }),
  ),
  {
    row: 'F20',
    what: '403 of somebody in between',
    moment: 'after accepted',
    act: wire.status(403, { 'content-type': 'text/html' }, '<html>Blocked</html>'),
    reading: { expect: 'harmless' },
    writing: doneOnce,
  },
];

const onAnswer: Fault[] = [
  {
    row: 'F11',
    what: 'headers drip',
    moment: 'during answer',
    act: wire.drip('headers'),
    reading: recoversOnce,
    writing: doneOnce,
    longOnly: true,
  },
  {
    row: 'F11',
    what: 'the body drips',
    moment: 'during answer',
    act: wire.drip('body'),
    reading: recoversOnce,
    longOnly: true,
  },
  ...(
    [
      ['the answer is shorter than its length', wire.cutLength],
      ['the chunks are cut', wire.cutChunks],
      ['the text is cut in a whole answer', wire.halfText],
    ] as const
  ).map(
    ([what, act]): Fault => ({
      row: 'F12',
      what,
      moment: 'during answer',
      act,
      reading: recovers,
      writing: doneOnce,
      ...(act === wire.cutChunks ? { longOnly: true } : {}),
    }),
  ),
  {
    row: 'F12',
    what: 'the text is always cut',
    moment: 'during answer',
    act: wire.halfText,
    reading: { expect: 'fails' },
  },
  {
    row: 'F12',
    what: 'silence in the middle of the body',
    moment: 'during answer',
    act: wire.silentMidway,
    reading: recoversOnce,
    writing: doneOnce,
    longOnly: true,
  },
  {
    row: 'F13',
    what: 'a web page with 200',
    moment: 'after accepted',
    act: wire.webPage,
    reading: recovers,
    writing: either,
  },
  {
    row: 'F13',
    what: 'a web page that says it is JSON',
    moment: 'after accepted',
    act: wire.webPageAsJson,
    reading: recovers,
    writing: either,
    longOnly: true,
  },
  {
    row: 'F13',
    what: 'a web page for ever',
    moment: 'after accepted',
    act: wire.webPage,
    reading: { expect: 'fails' },
    longOnly: true,
  },
  {
    row: 'F13',
    what: '200 with no body',
    moment: 'after accepted',
    act: wire.nothing,
    reading: recovers,
    writing: doneOnce,
  },
  {
    row: 'F14',
    what: 'good JSON as text/html',
    moment: 'during answer',
    act: wire.typeOfPage,
    reading: { expect: 'harmless', times: 2 },
    writing: once,
  },
  {
    row: 'F14',
    what: 'a byte order mark',
    moment: 'during answer',
    act: wire.withMark,
    reading: { expect: 'harmless', times: 2 },
    writing: once,
  },
  { row: 'F14', what: 'latin-1', moment: 'during answer', act: wire.latin1, reading: recovers },
  {
    row: 'F14',
    what: 'plain text that says it is gzip',
    moment: 'during answer',
    act: wire.gzipLie,
    reading: recovers,
    writing: doneOnce,
    longOnly: true,
  },
  {
    row: 'F14',
    what: 'gzip that is cut',
    moment: 'during answer',
    act: wire.gzipCut,
    reading: recovers,
    writing: doneOnce,
    longOnly: true,
  },
  {
    row: 'F14',
    what: 'gzip that unpacks to 60 MB of nothing',
    moment: 'during answer',
    act: wire.gzipBomb,
    reading: recoversOnce,
    writing: doneOnce,
    longOnly: true,
  },
  {
    row: 'F34',
    what: 'a million brackets',
    moment: 'during answer',
    act: wire.deepJson,
    reading: recovers,
    writing: doneOnce,
  },
  {
    row: 'F34',
    what: 'a header of a megabyte',
    moment: 'during answer',
    act: wire.hugeHeader,
    reading: recovers,
    writing: doneOnce,
    longOnly: true,
  },
  {
    row: 'F34',
    what: 'a gigabyte',
    moment: 'during answer',
    act: wire.endless,
    reading: recoversOnce,
    writing: doneOnce,
    longOnly: true,
  },
];

/** Answers that are whole and untrue, where something is read or made. */
const onContent: Fault[] = [
  {
    row: 'F15',
    what: '200 with an empty list',
    moment: 'after accepted',
    act: wire.emptyList,
    reading: { expect: { ...everyRead('harmless'), 'full: people': 'held' } },
  },
  {
    row: 'F16',
    what: 'half of the list as if it were all',
    moment: 'during answer',
    act: wire.halfList,
    reading: { expect: { ...everyRead('harmless'), 'full: people': 'held' } },
  },
  {
    row: 'F16',
    what: 'every record twice',
    moment: 'during answer',
    act: wire.twice,
    reading: { expect: { ...peopleOnly('taken'), 'changed: who': 'taken' } },
  },
  {
    row: 'F16',
    what: 'one person is missing',
    moment: 'during answer',
    act: wire.lists((all) => all.filter(({ id, eeid }) => String(id ?? eeid) !== '7')),
    reading: { expect: { 'full: people': 'taken' } },
  },
  {
    row: 'F16',
    what: 'more are announced than come',
    moment: 'during answer',
    act: wire.wrongTotal,
    reading: { expect: { 'full: people': 'fails' } },
  },
  {
    row: 'F17',
    what: 'success without a Location',
    moment: 'during answer',
    act: placed(() => undefined),
    writing: { expect: { create: 'once', file: 'once' } },
  },
  {
    row: 'F17',
    what: 'a Location at another host',
    moment: 'during answer',
    actTo: (other) => placed((real) => other.origin + new URL(real, other.origin).pathname),
    writing: { expect: { create: 'once', file: 'once' } },
  },
  {
    row: 'F17',
    what: 'a Location that ends in no number',
    moment: 'during answer',
    act: placed((real) => real.replace(/\d+$/, 'new')),
    writing: { expect: { create: 'once', file: 'once' } },
    longOnly: true,
  },
  {
    row: 'F17',
    what: 'a Location that names somebody else',
    moment: 'during answer',
    act: placed((real) => real.replace(/\d+$/, '1')),
    writing: { expect: { create: 'asks' }, there: true },
  },
  {
    row: 'F21',
    what: 'a field vanishes',
    moment: 'during answer',
    act: wire.without(['mobilePhone']),
    reading: {
      expect: peopleOnly('kept'),
      keeps: { number: changedPeople.phone, what: /^\d+: mobilePhone:/ },
    },
  },
  {
    row: 'F21',
    what: 'a column vanishes',
    moment: 'during answer',
    act: wire.without(['jobTitle']),
    reading: {
      expect: { 'full: rows': 'kept', 'changed: rows': 'kept', 'hint: rows': 'kept' },
      keeps: { number: changedPeople.job, what: /^\d+: row:/ },
    },
  },
  {
    row: 'F22',
    what: 'a field of another type',
    moment: 'during answer',
    act: wire.records((record) =>
      String(record.id ?? record.eeid) === String(changedPeople.phone)
        ? { ...record, hireDate: { nonsense: 1 } }
        : record,
    ),
    reading: {
      expect: { 'full: people': 'kept', 'changed: people': 'harmless', 'hint: people': 'harmless' },
      keeps: { number: changedPeople.phone, what: /^\d+: mobilePhone:/ },
    },
  },
  {
    row: 'F22',
    what: 'every record breaks its type',
    moment: 'during answer',
    act: wire.records((record) => ({ ...record, hireDate: 'next week' })),
    reading: { expect: { 'full: people': 'held' } },
  },
  {
    row: 'F22',
    what: 'an unknown status',
    moment: 'during answer',
    act: wire.records((record) => ({ ...record, status: 'Sabbatical' })),
    reading: { expect: peopleOnly('taken') },
  },
  {
    row: 'F22',
    what: 'everybody inactive at once',
    moment: 'during answer',
    act: wire.records((record) => ({ ...record, status: 'Inactive' })),
    reading: { expect: { 'full: people': 'held' } },
  },
  {
    row: 'F22',
    what: 'numbers for texts and texts for numbers',
    moment: 'during answer',
    act: wire.records((record) => ({
      ...record,
      ...(record.id === undefined ? {} : { id: Number(record.id) }),
    })),
    reading: { expect: peopleOnly('taken') },
    longOnly: true,
  },
  {
    row: 'F28',
    what: 'the clock of the provider is five minutes behind',
    moment: 'during answer',
    act: wire.clockBehind(5),
    reading: { expect: { 'changed: who': 'taken' } },
  },
];

const onLook: Fault[] = [
  lost('F10', 'looking fails twice', { act: wire.status(500), times: 2 }, 'once'),
  lost('F10', 'looking always fails', { act: wire.status(500) }, 'asks'),
  lost('F20', 'looking is refused', { act: refusal(403) }, 'asks'),
  lost('F13', 'looking meets a web page twice', { act: wire.webPage, times: 2 }, 'once'),
  lost('F12', 'what is looked at is cut twice', { act: wire.cutLength, times: 2 }, 'once'),
  lost('F15', 'nobody is to be seen', { act: wire.emptyList }, { create: 'asks' }),
  lost('F16', 'half of the list is shown as if it were all', { act: wire.halfList }, { create: 'asks' }),
  {
    row: 'F16',
    what: 'the answer is lost, and the first list does not have them yet',
    moment: 'looking',
    actTo: (_, lane) => hideMade(lane),
    writing: { expect: { create: 'once' } },
  },
  lost(
    'F16',
    'the first list does not have it yet',
    { act: hideRows, times: 1 },
    { row: 'once', job: 'once', pay: 'once', terminate: 'once', update: 'once' },
  ),
  lost('F21', 'the marker vanishes', { act: wire.without([markerField.alias]) }, { create: 'asks' }),
];

const troubles: [Row, DatabaseTrouble][] = [
  ['F31', 'it is gone'],
  ['F31', 'it stands still'],
  ['F32', 'its disk is full'],
];

/** On our side of the wire. */
const atHome: Fault[] = [
  ...troubles.flatMap(([row, database]): Fault[] => [
    {
      row,
      what: `our database: ${database} before it is recorded as sent`,
      moment: 'connect',
      database,
      writing: once,
    },
    {
      row,
      what: `our database: ${database} when the answer comes`,
      moment: 'during answer',
      database,
      reading: recoversOnce,
      writing: once,
    },
  ]),
  {
    row: 'F33',
    what: 'another process has the work when the answer comes',
    moment: 'during answer',
    takenOver: true,
    reading: recoversOnce,
    writing: once,
  },
];

export const faults: readonly Fault[] = [
  ...onConnect,
  ...onRequest,
  ...onStatus,
  ...onAnswer,
  ...onContent,
  ...onLook,
  ...atHome,
];

export const titleOf = ({ row, what, moment }: Pick<Fault, 'row' | 'what' | 'moment'>): string =>
  `${row} ${what}, ${moment}`;

/**
 * One case of each fault, in turns, so that every read and write has its share; of what is left to the
 * long form only where a row would have none.
 */
export function inShort<C extends { row: string; longOnly: boolean }>(byFault: readonly C[][]): C[] {
  const told = new Set(byFault.flat().flatMap(({ row, longOnly }) => (longOnly ? [] : [row])));
  return byFault.flatMap((cases, index) => {
    const chosen = cases[index % cases.length];
    if (chosen === undefined || (chosen.longOnly && told.has(chosen.row))) return [];
    told.add(chosen.row);
    return [chosen];
  });
}

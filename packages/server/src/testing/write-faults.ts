// The writing half of the matrix of faults: every row × every write × the moments at which it can
// happen, generated, each with what has to come of it. Rows have the numbers of the faults that a
// provider's client meets: F1 no connection … F34 huge answers.

import { markerField } from '../modules/sandboxes/sandboxes.service.ts';
import { type Act, type Exchange, type Lane, passOn, rewritten } from './fault-lane.ts';
import * as wire from './wire-faults.ts';

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
const names = Object.keys(writes) as WriteName[];

export type Moment = 'connect' | 'during request' | 'after accepted' | 'during answer' | 'looking';

/**
 * `once`: it ends by itself as done, and what was to be written is there exactly once.
 * `refused`: it ends, says so, and nothing of the write is there.
 * `asks`: a person is asked; of the write there is one or nothing, as the fault left it.
 * `gives up`: nothing was sent, and after its time it ends and says so.
 * `stops`: it waits, visibly, until there is a key that works, and is then done once.
 */
export type Ending = 'once' | 'refused' | 'asks' | 'gives up' | 'stops';

export interface WriteFaultCase {
  name: string;
  row: string;
  write: WriteName;
  moment: Moment;
  expect: Ending;
  /** Whether the provider did what the last sending asked for, where nobody learns it. */
  there: boolean;
  /** Begins to go wrong. `otherOrigin` is a server that nothing may ever be sent to. */
  arrange(lane: Lane, otherOrigin: Lane): Promise<void> | void;
  /** Some rows are slow by nature: they are left to the long form. */
  slow?: true;
}

interface Fault {
  row: string;
  what: string;
  moment: Moment;
  act?: Act;
  /** For what leads elsewhere. */
  actTo?: (otherOrigin: Lane, lane: Lane) => Act;
  connect?: (lane: Lane) => Promise<void> | void;
  /** What goes wrong with looking, once the write went wrong. */
  look?: { act: Act; times?: number };
  expect: Ending | Partial<Record<WriteName, Ending>>;
  /** Sendings that it hits; one when absent. */
  times?: number;
  there?: true;
  slow?: true;
}

/** The provider does it, then answers as `act` says, without handing the request on again. */
const done =
  (act: Act): Act =>
  async (exchange) => {
    const answer = await exchange.upstream();
    await act({ ...exchange, upstream: async () => answer });
  };

/** The provider goes on with what it was asked by a caller whom something in between has sent away. */
const late =
  (ms: number): Act =>
  async ({ taken, socket }) => {
    const handOn = await taken();
    setTimeout(() => void handOn().catch(() => undefined), ms);
    socket.end('HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
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
  what: string,
  look: NonNullable<Fault['look']>,
  expect: Fault['expect'],
  row: string,
): Fault => ({
  row,
  what: `the answer is lost, and ${what}`,
  moment: 'looking',
  act: wire.resetAfter,
  there: true,
  look,
  expect,
});

// What is the same twice as once is simply sent again.
const onceAtMost: Record<WriteName, Ending> = { ...everywhere('asks'), update: 'once' };

const faults: Fault[] = [
  {
    row: 'F1',
    what: 'the connection is refused for a while',
    moment: 'connect',
    expect: 'once',
    connect: async (lane) => {
      await lane.hangUp();
      setTimeout(() => void lane.listen(), 400).unref();
    },
  },
  {
    row: 'F1',
    what: 'the connection is refused for ever',
    moment: 'connect',
    expect: 'gives up',
    connect: (lane) => lane.hangUp(),
  },
  {
    row: 'F1',
    what: 'the connection is reset as it is made',
    moment: 'connect',
    expect: 'once',
    connect: (lane) => {
      lane.resetConnections(true);
      setTimeout(() => lane.resetConnections(false), 400).unref();
    },
  },
  {
    row: 'F2',
    what: 'no answer comes, and it was done',
    moment: 'after accepted',
    act: wire.silentAfter,
    expect: 'once',
    slow: true,
  },
  {
    row: 'F3',
    what: 'no answer comes, and nothing was done',
    moment: 'during request',
    act: wire.silence,
    expect: 'once',
    slow: true,
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'during request',
    act: wire.resetBefore,
    expect: 'once',
  },
  {
    row: 'F4',
    what: 'the connection is reset twice',
    moment: 'during request',
    act: wire.resetBefore,
    times: 2,
    expect: onceAtMost,
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'after accepted',
    act: wire.resetAfter,
    expect: 'once',
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'during answer',
    act: done(wire.resetMidway),
    expect: 'once',
  },
  ...[0.1, 0.5, 0.9].map(
    (share): Fault => ({
      row: 'F5',
      what: `the connection is reset after ${share * 100} % of it`,
      moment: 'during request',
      act: cut(share),
      expect: { create: 'once', job: 'once', file: 'once', update: 'once' },
    }),
  ),
  {
    row: 'F6',
    what: 'it is done late, within the quiet time',
    moment: 'after accepted',
    act: late(200),
    expect: 'once',
  },
  ...throttles.map(
    ([form, headers]): Fault => ({
      row: form === 'nothing' ? 'F8' : form.includes('clock') ? 'F28' : 'F7',
      what: `429 with Retry-After ${form}`,
      moment: 'after accepted',
      act: (exchange) => wire.status(429, headers())(exchange),
      expect: 'once',
    }),
  ),
  {
    row: 'F8',
    what: '429, and it was done all the same',
    moment: 'after accepted',
    act: done(wire.status(429, { 'retry-after': '1' })),
    expect: 'once',
  },
  ...[false, true].flatMap((isDone): Fault[] => {
    const act = (one: Act): Act => (isDone ? done(one) : one);
    const words = isDone ? 'it was done' : 'nothing was done';
    return [
      {
        row: 'F9',
        what: `503 with Retry-After, and ${words}`,
        moment: 'after accepted',
        act: act(wire.status(503, { 'retry-after': '1' })),
        expect: 'once',
      },
      {
        row: 'F9',
        what: `503 without Retry-After, and ${words}`,
        moment: 'after accepted',
        act: act(wire.status(503)),
        expect: 'once',
      },
      ...[500, 502, 504, 408, 598].map(
        (code): Fault => ({
          row: 'F10',
          what: `${code}, and ${words}`,
          moment: 'after accepted',
          act: act(wire.status(code)),
          expect: 'once',
        }),
      ),
      {
        row: 'F13',
        what: `a web page with 200, and ${words}`,
        moment: 'after accepted',
        act: act(wire.webPage),
        expect: 'once',
      },
      {
        row: 'F13',
        what: `a web page that says it is JSON, and ${words}`,
        moment: 'after accepted',
        act: act(wire.webPageAsJson),
        expect: 'once',
      },
    ];
  }),
  {
    row: 'F10',
    what: '500 in the form of the provider three times',
    moment: 'after accepted',
    act: refusal(500),
    times: 3,
    expect: onceAtMost,
  },
  {
    row: 'F11',
    what: 'headers drip',
    moment: 'during answer',
    act: done(wire.drip('headers')),
    expect: 'once',
    slow: true,
  },
  {
    row: 'F12',
    what: 'the answer is shorter than its length',
    moment: 'during answer',
    act: done(({ response, socket }) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': 400 });
      response.write('{"id":', () => socket.end());
    }),
    expect: 'once',
  },
  {
    row: 'F12',
    what: 'the chunks are cut',
    moment: 'during answer',
    act: done(({ response, socket }) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      response.write('{"id":', () => socket.end());
    }),
    expect: 'once',
  },
  {
    row: 'F12',
    what: 'the text is cut in a whole answer',
    moment: 'during answer',
    act: done(rewritten(() => '{"id":', { 'content-type': 'application/json' })),
    expect: 'once',
  },
  {
    row: 'F13',
    what: '200 with no body, and it was done',
    moment: 'during answer',
    act: done(wire.nothing),
    expect: 'once',
  },
  {
    row: 'F14',
    what: 'good JSON as text/html',
    moment: 'during answer',
    act: wire.typeOfPage,
    expect: 'once',
  },
  { row: 'F14', what: 'a byte order mark', moment: 'during answer', act: wire.withMark, expect: 'once' },
  {
    row: 'F14',
    what: 'plain text that says it is gzip',
    moment: 'during answer',
    act: done(wire.gzipLie),
    expect: 'once',
  },
  { row: 'F14', what: 'gzip that is cut', moment: 'during answer', act: done(wire.gzipCut), expect: 'once' },
  {
    row: 'F14',
    what: 'gzip that unpacks to 60 MB of nothing',
    moment: 'during answer',
    act: done(wire.gzipBomb),
    expect: 'once',
    slow: true,
  },
  {
    row: 'F17',
    what: 'success without a Location',
    moment: 'during answer',
    act: placed(() => undefined),
    expect: { create: 'once', file: 'once' },
  },
  {
    row: 'F17',
    what: 'a Location at another host',
    moment: 'during answer',
    actTo: (other) => placed((real) => other.origin + new URL(real, other.origin).pathname),
    expect: { create: 'once', file: 'once' },
  },
  {
    row: 'F17',
    what: 'a Location that ends in no number',
    moment: 'during answer',
    act: placed((real) => real.replace(/\d+$/, 'new')),
    expect: { create: 'once', file: 'once' },
  },
  {
    row: 'F17',
    what: 'a Location that names somebody else',
    moment: 'during answer',
    act: placed((real) => real.replace(/\d+$/, '1')),
    there: true,
    expect: { create: 'asks' },
  },
  {
    row: 'F18',
    what: 'a redirect to another origin',
    moment: 'after accepted',
    actTo: (other) => wire.redirect(`${other.origin}/api/gateway.php/acme/v1/employees`, 307),
    expect: 'once',
  },
  {
    row: 'F18',
    what: 'a redirect to another origin, and it was done',
    moment: 'after accepted',
    actTo: (other) => done(wire.redirect(`${other.origin}/login`, 302)),
    expect: 'once',
  },
  { row: 'F19', what: '401', moment: 'after accepted', act: wire.status(401), expect: askedStop() },
  { row: 'F20', what: '403', moment: 'after accepted', act: refusal(403), expect: 'refused' },
  ...[400, 404, 409, 422].map(
    (code): Fault => ({
      row: 'F20',
      what: `${code} in the form of the provider`,
      moment: 'after accepted',
      act: refusal(code),
      expect: 'refused',
    }),
  ),
  {
    row: 'F20',
    what: '403 of somebody in between, and it was done',
    moment: 'after accepted',
    act: done(wire.status(403, { 'content-type': 'text/html' }, '<html>Blocked</html>')),
    expect: 'once',
  },
  lost('looking fails twice', { act: wire.status(500), times: 2 }, 'once', 'F10'),
  lost('looking always fails', { act: wire.status(500) }, 'asks', 'F10'),
  lost('looking is refused', { act: refusal(403) }, 'asks', 'F20'),
  lost('looking meets a web page twice', { act: wire.webPage, times: 2 }, 'once', 'F13'),
  lost('what is looked at is cut twice', { act: wire.cutLength, times: 2 }, 'once', 'F12'),
  lost('nobody is to be seen', { act: wire.emptyList }, { create: 'asks' }, 'F15'),
  lost('half of the list is shown as if it were all', { act: wire.halfList }, { create: 'asks' }, 'F16'),
  {
    row: 'F16',
    what: 'the answer is lost, and the first list does not have them yet',
    moment: 'looking',
    expect: { create: 'once' },
    actTo: (_, lane) => async (exchange) => {
      const { headers } = await exchange.upstream();
      const id = String(headers.location).split('/').at(-1);
      const hidden = wire.lists((all) => all.filter((record) => String(record.id) !== id));
      lane.add({ on: writes.create.look, times: 1, act: hidden });
      exchange.socket.resetAndDestroy();
    },
  },
  lost(
    'the first list does not have it yet',
    { act: hideRows, times: 1 },
    { row: 'once', job: 'once', pay: 'once', terminate: 'once', update: 'once' },
    'F16',
  ),
  lost('the marker vanishes', { act: wire.without([markerField.alias]) }, { create: 'asks' }, 'F21'),
  {
    row: 'F34',
    what: 'a million brackets',
    moment: 'during answer',
    act: done(rewritten(() => '['.repeat(1_000_000), { 'content-type': 'application/json' })),
    expect: 'once',
  },
  {
    row: 'F34',
    what: 'a header of a megabyte',
    moment: 'during answer',
    act: done(wire.hugeHeader),
    expect: 'once',
  },
  {
    row: 'F34',
    what: 'a gigabyte',
    moment: 'during answer',
    act: done(wire.endless),
    expect: 'once',
    slow: true,
  },
];

function everywhere(ending: Ending): Record<WriteName, Ending> {
  return Object.fromEntries(names.map((name) => [name, ending])) as Record<WriteName, Ending>;
}

/** Whoever waits is told; a hire is kept. */
function askedStop(): Record<WriteName, Ending> {
  return { ...everywhere('stops'), update: 'refused', terminate: 'refused' };
}

/** Rows as they were: the newest is not shown. */
function hideRows(exchange: Exchange): Promise<void> | void {
  return wire.lists((all) => all.slice(0, -1))(exchange);
}

/** Every case, the same in each run. */
export const writeFaultCases: readonly WriteFaultCase[] = faults.flatMap((fault) =>
  names.flatMap((write): WriteFaultCase[] => {
    const expect = typeof fault.expect === 'string' ? fault.expect : fault.expect[write];
    if (expect === undefined) return [];
    const { row, what, moment, slow, there = false } = fault;
    return [
      {
        name: `${row} ${what}, ${moment}: ${write}`,
        row,
        write,
        moment,
        expect,
        there,
        ...(slow === undefined ? {} : { slow }),
        arrange: (lane, otherOrigin) => arrange(fault, write, lane, otherOrigin),
      },
    ];
  }),
);

async function arrange(fault: Fault, write: WriteName, lane: Lane, otherOrigin: Lane): Promise<void> {
  const { on, look } = writes[write];
  const { connect, times = 1 } = fault;
  if (connect !== undefined) {
    // It goes wrong when the write is due, and not with the look before it.
    if (write === 'update') await connect(lane);
    else lane.add({ on: look, times: 1, act: (exchange) => connectAfter(exchange, lane, connect) });
    return;
  }
  const act = fault.act ?? fault.actTo?.(otherOrigin, lane);
  if (act === undefined) return;
  lane.add({
    on,
    times,
    act: async (exchange) => {
      if (fault.look !== undefined) lane.add({ on: look, ...fault.look });
      await act(exchange);
    },
  });
}

async function connectAfter(
  exchange: Exchange,
  lane: Lane,
  connect: NonNullable<Fault['connect']>,
): Promise<void> {
  exchange.socket.once('close', () => void connect(lane));
  await passOn(exchange);
}

/** Each fault at one of its writes, in turns, so that every write has its share; slow ones at none. */
export const tellingWriteFaults: readonly WriteFaultCase[] = faults.flatMap((fault, index) => {
  if (fault.slow) return [];
  const of = writeFaultCases.filter(({ name }) =>
    name.startsWith(`${fault.row} ${fault.what}, ${fault.moment}:`),
  );
  const chosen = of[index % of.length];
  return chosen === undefined ? [] : [chosen];
});

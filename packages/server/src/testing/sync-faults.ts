// The reading half of the matrix of faults: every row × every read × the moments at which it can
// happen, generated, each with what has to come of it. Rows have the numbers of the faults that a
// provider's client meets: F1 no connection … F34 huge answers.
import type { Act, Lane } from './fault-lane.ts';
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

export type Moment = 'connect' | 'during request' | 'after accepted' | 'during answer';

/**
 * `recovers`: the fault passes, and the sync ends by itself with everything that the source has.
 * `fails`: it does not pass; the sync ends as failed and nothing here has changed.
 * `harmless`: whatever the sync says, nobody and nothing is lost, and the next sync has everything.
 * `held`: it waits for a person, and nobody has left.
 * `stops`: the connection stops, is told once, and goes on with a new key.
 * `taken`: the sync is done with everything that the source has.
 * `kept`: the sync is done, and what was not told or not readable has its last value.
 */
export type Expectation = 'recovers' | 'fails' | 'harmless' | 'held' | 'stops' | 'taken' | 'kept';

export interface FaultCase {
  name: string;
  row: string;
  read: ReadName;
  moment: Moment;
  expect: Expectation;
  /** Begins to go wrong. `otherOrigin` is a server that nothing may ever be sent to. */
  arrange(lane: Lane, otherOrigin: Lane): Promise<void> | void;
  /** What of one person is allowed to differ from the source afterwards. */
  keeps?: { number: number; what: RegExp };
  /** Some rows are slow by nature: they are left to the long form. */
  slow?: true;
}

interface Fault {
  row: string;
  what: string;
  moment: Moment;
  act?: Act;
  /** For what leads elsewhere. */
  actTo?: (otherOrigin: Lane) => Act;
  connect?: (lane: Lane) => Promise<void> | void;
  expect: Expectation | Partial<Record<ReadName, Expectation>>;
  keeps?: FaultCase['keeps'];
  /** Requests that it hits; all when absent. */
  times?: number;
  slow?: true;
}

/** Who was changed at the source before each sync of a case. */
export const changedPeople = { phone: 2, job: 3, pay: 4 } as const;

const throttles: [string, Record<string, string>][] = [
  ['seconds', { 'retry-after': '1' }],
  ['a date', { 'retry-after': new Date(Date.now() + 2000).toUTCString() }],
  ['zero', { 'retry-after': '0' }],
  ['a negative number', { 'retry-after': '-5' }],
  ['ten years', { 'retry-after': String(10 * 365 * 86_400) }],
  ['garbage', { 'retry-after': 'soon' }],
  ['nothing', {}],
];

// Two requests in a row: one that the sync has to ask again, and again.
const passing = 2;

const peopleOnly = (on: Expectation, others: Expectation): Record<ReadName, Expectation> => ({
  'full: people': on,
  'full: rows': others,
  'changed: who': others,
  'changed: people': others,
  'changed: rows': others,
  'hint: people': others,
  'hint: rows': others,
});

const faults: Fault[] = [
  {
    row: 'F1',
    what: 'the connection is refused',
    moment: 'connect',
    expect: 'recovers',
    connect: async (lane) => {
      await lane.hangUp();
      setTimeout(() => void lane.listen(), 400).unref();
    },
  },
  {
    row: 'F1',
    what: 'the connection is refused for ever',
    moment: 'connect',
    expect: 'fails',
    connect: (lane) => lane.hangUp(),
  },
  {
    row: 'F1',
    what: 'the connection is reset as it is made',
    moment: 'connect',
    expect: 'recovers',
    connect: (lane) => {
      lane.resetConnections(true);
      setTimeout(() => lane.resetConnections(false), 400).unref();
    },
  },
  {
    row: 'F2',
    what: 'no answer comes',
    moment: 'after accepted',
    act: wire.silentAfter,
    times: 1,
    expect: 'recovers',
    slow: true,
  },
  {
    row: 'F3',
    what: 'no answer comes, and nothing was read',
    moment: 'during request',
    act: wire.silence,
    times: 1,
    expect: 'recovers',
    slow: true,
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'during request',
    act: wire.resetBefore,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'after accepted',
    act: wire.resetAfter,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F4',
    what: 'the connection is reset',
    moment: 'during answer',
    act: wire.resetMidway,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F4',
    what: 'the connection is always reset',
    moment: 'during answer',
    act: wire.resetMidway,
    expect: 'fails',
  },
  ...throttles.map(
    ([form, headers]): Fault => ({
      row: form === 'nothing' ? 'F8' : 'F7',
      what: `429 with Retry-After ${form}`,
      moment: 'after accepted',
      act: wire.status(429, headers),
      times: passing,
      expect: 'recovers',
    }),
  ),
  {
    row: 'F9',
    what: '503 with Retry-After',
    moment: 'after accepted',
    act: wire.status(503, { 'retry-after': '1' }),
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F9',
    what: '503 without Retry-After',
    moment: 'after accepted',
    act: wire.status(503),
    times: passing,
    expect: 'recovers',
  },
  ...[500, 502, 504, 408, 598].map(
    (code): Fault => ({
      row: 'F10',
      what: `${code}`,
      moment: 'after accepted',
      act: wire.status(code),
      times: passing,
      expect: 'recovers',
    }),
  ),
  { row: 'F10', what: '500 for ever', moment: 'after accepted', act: wire.status(500), expect: 'fails' },
  {
    row: 'F11',
    what: 'headers drip',
    moment: 'during answer',
    act: wire.drip('headers'),
    times: 1,
    expect: 'recovers',
    slow: true,
  },
  {
    row: 'F11',
    what: 'the body drips',
    moment: 'during answer',
    act: wire.drip('body'),
    times: 1,
    expect: 'recovers',
    slow: true,
  },
  {
    row: 'F12',
    what: 'the answer is shorter than its length',
    moment: 'during answer',
    act: wire.cutLength,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F12',
    what: 'the chunks are cut',
    moment: 'during answer',
    act: wire.cutChunks,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F12',
    what: 'the text is cut in a whole answer',
    moment: 'during answer',
    act: wire.halfText,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F12',
    what: 'the text is always cut',
    moment: 'during answer',
    act: wire.halfText,
    expect: 'fails',
  },
  {
    row: 'F12',
    what: 'silence in the middle of the body',
    moment: 'during answer',
    act: wire.silentMidway,
    times: 1,
    expect: 'recovers',
    slow: true,
  },
  {
    row: 'F13',
    what: 'a web page with 200',
    moment: 'after accepted',
    act: wire.webPage,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F13',
    what: 'a web page that says it is JSON',
    moment: 'after accepted',
    act: wire.webPageAsJson,
    times: passing,
    expect: 'recovers',
  },
  { row: 'F13', what: 'a web page for ever', moment: 'after accepted', act: wire.webPage, expect: 'fails' },
  {
    row: 'F13',
    what: '200 with no body',
    moment: 'after accepted',
    act: wire.nothing,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F14',
    what: 'good JSON as text/html',
    moment: 'during answer',
    act: wire.typeOfPage,
    times: passing,
    expect: 'harmless',
  },
  {
    row: 'F14',
    what: 'a byte order mark',
    moment: 'during answer',
    act: wire.withMark,
    times: passing,
    expect: 'harmless',
  },
  {
    row: 'F14',
    what: 'latin-1',
    moment: 'during answer',
    act: wire.latin1,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F14',
    what: 'plain text that says it is gzip',
    moment: 'during answer',
    act: wire.gzipLie,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F14',
    what: 'gzip that is cut',
    moment: 'during answer',
    act: wire.gzipCut,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F14',
    what: 'gzip that unpacks to 60 MB of nothing',
    moment: 'during answer',
    act: wire.gzipBomb,
    times: 1,
    expect: 'recovers',
    slow: true,
  },
  {
    row: 'F15',
    what: '200 with an empty list',
    moment: 'after accepted',
    act: wire.emptyList,
    expect: {
      'full: people': 'held',
      'full: rows': 'harmless',
      'changed: who': 'harmless',
      'changed: people': 'harmless',
      'changed: rows': 'harmless',
      'hint: people': 'harmless',
      'hint: rows': 'harmless',
    },
  },
  {
    row: 'F16',
    what: 'half of the list as if it were all',
    moment: 'during answer',
    act: wire.halfList,
    expect: peopleOnly('held', 'harmless'),
  },
  {
    row: 'F16',
    what: 'every record twice',
    moment: 'during answer',
    act: wire.twice,
    expect: {
      'full: people': 'taken',
      'changed: who': 'taken',
      'changed: people': 'taken',
      'hint: people': 'taken',
    },
  },
  {
    row: 'F16',
    what: 'one person is missing',
    moment: 'during answer',
    act: wire.lists((all) => all.filter(({ id, eeid }) => String(id ?? eeid) !== '7')),
    expect: { 'full: people': 'taken' },
  },
  {
    row: 'F16',
    what: 'more are announced than come',
    moment: 'during answer',
    act: wire.wrongTotal,
    expect: { 'full: people': 'fails' },
  },
  {
    row: 'F18',
    what: 'a redirect to another origin',
    moment: 'after accepted',
    actTo: (other) => wire.redirect(`${other.origin}/api/gateway.php/source/v1/employees/directory`),
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F18',
    what: 'a redirect to another origin for ever',
    moment: 'after accepted',
    actTo: (other) => wire.redirect(`${other.origin}/login`, 307),
    expect: 'fails',
  },
  { row: 'F19', what: '401', moment: 'after accepted', act: wire.status(401), expect: 'stops' },
  { row: 'F20', what: '403', moment: 'after accepted', act: wire.status(403), expect: 'harmless' },
  {
    row: 'F21',
    what: 'a field vanishes',
    moment: 'during answer',
    act: wire.without(['mobilePhone']),
    keeps: { number: changedPeople.phone, what: /^\d+: mobilePhone:/ },
    expect: { 'full: people': 'kept', 'changed: people': 'kept', 'hint: people': 'kept' },
  },
  {
    row: 'F21',
    what: 'a column vanishes',
    moment: 'during answer',
    act: wire.without(['jobTitle']),
    keeps: { number: changedPeople.job, what: /^\d+: row:/ },
    expect: { 'full: rows': 'kept', 'changed: rows': 'kept', 'hint: rows': 'kept' },
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
    keeps: { number: changedPeople.phone, what: /^\d+: mobilePhone:/ },
    expect: { 'full: people': 'kept', 'changed: people': 'harmless', 'hint: people': 'harmless' },
  },
  {
    row: 'F22',
    what: 'every record breaks its type',
    moment: 'during answer',
    act: wire.records((record) => ({ ...record, hireDate: 'next week' })),
    expect: { 'full: people': 'held' },
  },
  {
    row: 'F22',
    what: 'an unknown status',
    moment: 'during answer',
    act: wire.records((record) => ({ ...record, status: 'Sabbatical' })),
    expect: { 'full: people': 'taken', 'changed: people': 'taken', 'hint: people': 'taken' },
  },
  {
    row: 'F22',
    what: 'everybody inactive at once',
    moment: 'during answer',
    act: wire.records((record) => ({ ...record, status: 'Inactive' })),
    expect: { 'full: people': 'held' },
  },
  {
    row: 'F22',
    what: 'numbers for texts and texts for numbers',
    moment: 'during answer',
    act: wire.records((record) => ({
      ...record,
      ...(record.id === undefined ? {} : { id: Number(record.id) }),
    })),
    expect: { 'full: people': 'taken', 'changed: people': 'taken', 'hint: people': 'taken' },
  },
  {
    row: 'F28',
    what: 'the clock of the provider is five minutes behind',
    moment: 'during answer',
    act: wire.clockBehind(5),
    expect: { 'changed: who': 'taken' },
  },
  {
    row: 'F34',
    what: 'a million brackets',
    moment: 'during answer',
    act: wire.deepJson,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F34',
    what: 'a header of a megabyte',
    moment: 'during answer',
    act: wire.hugeHeader,
    times: passing,
    expect: 'recovers',
  },
  {
    row: 'F34',
    what: 'a gigabyte',
    moment: 'during answer',
    act: wire.endless,
    times: 1,
    expect: 'recovers',
    slow: true,
  },
];

/** Every case, the same in each run. */
export const faultCases: readonly FaultCase[] = faults.flatMap((fault) =>
  (Object.keys(reads) as ReadName[]).flatMap((read): FaultCase[] => {
    const expect = typeof fault.expect === 'string' ? fault.expect : fault.expect[read];
    if (expect === undefined) return [];
    const { row, what, moment, times, keeps, slow } = fault;
    return [
      {
        name: `${row} ${what}, ${moment}: ${read}`,
        row,
        read,
        moment,
        expect,
        ...(keeps === undefined ? {} : { keeps }),
        ...(slow === undefined ? {} : { slow }),
        arrange: async (lane, otherOrigin) => {
          await fault.connect?.(lane);
          const act = fault.act ?? fault.actTo?.(otherOrigin);
          if (act === undefined) return;
          lane.add({ on: reads[read].on, act, ...(times === undefined ? {} : { times }) });
        },
      },
    ];
  }),
);

/** Each fault at one of its reads, in turns, so that every read has its share; slow ones at none. */
export const tellingFaults: readonly FaultCase[] = faults.flatMap((fault, index) => {
  if (fault.slow) return [];
  const of = faultCases.filter(({ name }) => name.startsWith(`${fault.row} ${fault.what}, ${fault.moment}:`));
  const chosen = typeof fault.expect === 'string' ? [of[index % of.length]] : of.slice(0, 2);
  return chosen.filter((one) => one !== undefined);
});

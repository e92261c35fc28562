// What a client of a provider has to expect, by number. For reads and for writes each row is generated
// from faults.ts, or a test of its own covers it, or it cannot happen there; fault-rows.test.ts holds
// that none of this is silently absent, and that the named tests exist.

export type Row = `F${number}`;

/** A test that covers a row, or what is left of one, and why it stands elsewhere. */
export interface Covered {
  why: string;
  /** Below packages/. */
  file: string;
  test: string;
}

export interface FaultRow {
  row: Row;
  is: string;
  /** Absent where faults.ts has cases of it. */
  reads?: Covered[] | { cannot: string };
  writes?: Covered[] | { cannot: string };
  /** Beyond what is generated. */
  beside?: Covered[];
}

const modules = 'server/src/modules';
const calls = `${modules}/source-webhooks/source-webhooks.int.test.ts`;
const transport = 'bamboohr/src/transport';
const killed = 'Processes are killed for it, which cases that share one process cannot be.';

const noCalls = { cannot: 'Calls of the provider lead to reads; nothing is written because of one.' };
const noLists = { cannot: 'It is about lists, and a write is answered by none; looking is generated.' };

export const faultRows: readonly FaultRow[] = [
  {
    row: 'F1',
    is: 'no connection: refused, no answer to it, no such name',
    beside: [
      {
        why: 'Names are asked for by the resolver of the machine, so the codes are tested and no resolver.',
        file: `${transport}/faults.test.ts`,
        test: 'with %s from %s surely came before the first byte',
      },
      {
        why: 'The breaker counts over all requests of a connection.',
        file: `${modules}/connections/connection-gate.int.test.ts`,
        test: 'is left alone after five failures in a row, and used again when one request got through',
      },
    ],
  },
  { row: 'F2', is: 'no answer, and it was done' },
  { row: 'F3', is: 'no answer, and nothing was done' },
  { row: 'F4', is: 'a reset after the request' },
  { row: 'F5', is: 'a reset in the middle of what is sent' },
  {
    row: 'F6',
    is: 'done late',
    reads: { cannot: 'A read that is carried out late changes nothing, and its answer goes to nobody.' },
    beside: [
      {
        why: 'What stops and who is told are more than one case can say.',
        file: `${modules}/hires/hire-reconcile.int.test.ts`,
        test: 'is found by the next look, and nothing more is written for the person until it is settled',
      },
    ],
  },
  {
    row: 'F7',
    is: '429 with Retry-After in every form',
    beside: [
      {
        why: 'How many wait together is seen at the gate of a connection.',
        file: `${modules}/connections/connection-gate.int.test.ts`,
        test: 'is not waited for longer than somebody would: workflows get the time to sleep',
      },
    ],
  },
  {
    row: 'F8',
    is: '429 without Retry-After',
    beside: [
      {
        why: 'One request in flight is a promise about all processes together.',
        file: `${modules}/connections/connection-gate.int.test.ts`,
        test: 'gets one request at a time from all processes until one gets through',
      },
    ],
  },
  { row: 'F9', is: '503 with and without Retry-After' },
  { row: 'F10', is: '500, 502, 504, 408, 598' },
  {
    row: 'F11',
    is: 'an answer that drips',
    beside: [
      {
        why: 'In npm test, where the generated cases would take too long.',
        file: 'server/src/platform/egress/egress.test.ts',
        test: 'end an answer that drips on, whatever arrives meanwhile',
      },
    ],
  },
  { row: 'F12', is: 'an answer that is cut' },
  { row: 'F13', is: 'a web page with 200' },
  { row: 'F14', is: 'a wrong type, a mark, another encoding, a lie about packing' },
  { row: 'F15', is: 'an empty list' },
  { row: 'F16', is: 'lists with parts twice, missing or announced and not there' },
  {
    row: 'F17',
    is: 'success without a place, or with a wrong one',
    reads: { cannot: 'Nothing is made by a read, so its answer names no place of anything.' },
  },
  { row: 'F18', is: 'redirects' },
  { row: 'F19', is: 'a key that is refused' },
  { row: 'F20', is: 'a right that is missing' },
  { row: 'F21', is: 'fields that vanish' },
  { row: 'F22', is: 'fields of another type', writes: noLists },
  {
    row: 'F23',
    is: 'a call of the provider that comes again',
    reads: [
      {
        why: 'A call comes from the provider; nothing on the way of a read is the fault.',
        file: calls,
        test: 'that comes 50 times at once has one effect, and is accepted each time',
      },
    ],
    writes: noCalls,
  },
  {
    row: 'F24',
    is: 'calls out of order',
    reads: [
      {
        why: 'Each call leads to reading the person anew, so there is no order that could matter.',
        file: calls,
        test: 'changes nothing by what its body says',
      },
      {
        why: 'Calls that come close together become one reading.',
        file: calls,
        test: 'is made one sync with those that come close to it, which reads each person once',
      },
    ],
    writes: noCalls,
  },
  {
    row: 'F25',
    is: 'calls that are lost',
    reads: [
      {
        why: 'Asking for what changed does not wait for calls.',
        file: `${modules}/syncs/sync-trouble.int.test.ts`,
        test: 'changes are asked for every few minutes, everything each night, and a missed night once',
      },
    ],
    writes: noCalls,
  },
  {
    row: 'F26',
    is: 'calls that are forged, old or meant for another',
    reads: [
      {
        why: 'A call is judged before anything is read.',
        file: calls,
        test: 'with the key of another connection is refused',
      },
      {
        why: 'A call is judged before anything is read.',
        file: calls,
        test: 'without signature, without body or too large is refused',
      },
      {
        why: 'A call is judged before anything is read.',
        file: calls,
        test: 'of a sandbox whose clock was moved is judged by that clock',
      },
    ],
    writes: noCalls,
  },
  {
    row: 'F27',
    is: 'a subscription that the provider lost',
    reads: [
      {
        why: 'It is noticed by its own look, day by day.',
        file: calls,
        test: 'is registered again when it vanished, said, and what changed meanwhile is asked',
      },
    ],
    writes: noCalls,
  },
  {
    row: 'F28',
    is: 'clocks that differ or jump',
    beside: [
      {
        why: 'A clock that jumps would jump for all cases at once.',
        file: `${modules}/connections/connection-gate.int.test.ts`,
        test: 'goes on after the clock was set back',
      },
      {
        why: 'Days begin by the time zone of a company.',
        file: `${modules}/employees/roll-forward.int.test.ts`,
        test: 'take effect at local midnight: status, change log and one event, once however often it runs',
      },
    ],
  },
  { row: 'F29', is: 'certificates and versions of TLS that are not to be trusted' },
  {
    row: 'F30',
    is: 'tokens that are renewed by many at once',
    reads: [
      {
        why: 'Connections have keys; tokens are a matter of the client, for reads and writes alike.',
        file: `${transport}/credentials.test.ts`,
        test: 'are renewed once on the wire for 20 calls at the same time',
      },
      {
        why: 'A token that was handed over is not lost with the process.',
        file: `${transport}/credentials.test.ts`,
        test: 'are handed over before they are used',
      },
    ],
    writes: [
      {
        why: 'A write that is refused for its token was not done.',
        file: `${transport}/credentials.test.ts`,
        test: 'a write that was refused for its token is sent once more, and not again',
      },
    ],
  },
  {
    row: 'F31',
    is: 'our database is away',
    beside: [
      {
        why: 'A database that is killed is away for every case.',
        file: 'server/src/engine/database-death.int.test.ts',
        test: 'survives the end of its database by %s',
      },
      {
        why: 'What a provider calls is not ours to repeat.',
        file: calls,
        test: 'is to be repeated while the database is away',
      },
    ],
  },
  {
    row: 'F32',
    is: 'no room on the disk, no files to open, no memory',
    beside: [
      {
        why: 'A process without files to open has none for the other cases either.',
        file: `${transport}/faults.test.ts`,
        test: 'with %s from %s surely came before the first byte',
      },
      {
        why: 'No memory ends a process as a kill does.',
        file: `${modules}/hires/hires-crash.int.test.ts`,
        test: 'hires that are sent while processes are killed and answers are lost are employees once',
      },
    ],
  },
  {
    row: 'F33',
    is: 'two processes, of which one wakes late',
    beside: [
      {
        why: 'Processes are frozen for it.',
        file: `${modules}/hires/send-hire.int.test.ts`,
        test: 'a process that was frozen while sending neither sends again nor changes the receipts',
      },
      {
        why: 'Processes are frozen for it.',
        file: `${modules}/provider-writes/send-provider-write.int.test.ts`,
        test: 'a process that was frozen while sending neither sends again nor changes what is recorded',
      },
      {
        why: 'Two servers are started for it.',
        file: `${modules}/syncs/sync-kills.int.test.ts`,
        test: 'two servers on one database share the work, and do none of it twice',
      },
    ],
  },
  { row: 'F34', is: 'answers without end' },
  {
    row: 'F35',
    is: 'kill -9 in the middle',
    reads: [
      {
        why: killed,
        file: `${modules}/syncs/sync-kills.int.test.ts`,
        test: 'killed at %s, a sync goes on: nobody is lost or doubled, and at most one page is read again',
      },
    ],
    writes: [
      {
        why: killed,
        file: `${modules}/hires/send-hire.int.test.ts`,
        test: 'is killed at every step that a hand-off records',
      },
      {
        why: killed,
        file: `${modules}/hires/hires-crash.int.test.ts`,
        test: 'hires that are sent while processes are killed and answers are lost are employees once',
      },
    ],
  },
];

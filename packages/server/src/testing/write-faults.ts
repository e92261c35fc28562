// The writing half of the matrix of faults: every fault of the table × every write × whether the
// provider did it, each with what has to come of it.
import { type Act, passOn } from './fault-lane.ts';
import {
  type Ending,
  type Fault,
  faults,
  inShort,
  type Moment,
  titleOf,
  type WriteName,
  type Writing,
  writeNames,
  writes,
} from './faults.ts';
import type { Scene as ReadingScene } from './sync-faults.ts';
import * as wire from './wire-faults.ts';

export interface WriteFaultCase {
  name: string;
  row: string;
  write: WriteName;
  moment: Moment;
  expect: Ending;
  /** Whether the provider did what the last sending asked for, where nobody learns it. */
  there: boolean;
  tells?: RegExp;
  /** Whoever has the work in the end learns by looking how it ended. */
  takenOver: boolean;
  /** Whether its way is by TLS. */
  tls: boolean;
  /** Begins to go wrong. */
  arrange(scene: Scene): Promise<void> | void;
  /** Nothing can be counted of what happens to a connection that was never made. */
  isCounted: boolean;
  longOnly: boolean;
}

/** What a case may do harm to. */
export interface Scene extends Omit<ReadingScene, 'trouble'> {
  /** Our own database, for this case alone: as sending is recorded, or as its end is. */
  trouble(trouble: NonNullable<Fault['database']>, moment: 'sending' | 'recording'): Promise<void>;
}

/** The provider does it, then answers as `act` says, without handing the request on again. */
const done =
  (act: Act): Act =>
  async (exchange) => {
    const answer = await exchange.upstream();
    await act({ ...exchange, upstream: async () => answer });
  };

const casesOf = (fault: Fault): WriteFaultCase[] => {
  const { writing } = fault;
  if (writing === undefined) return [];
  const variants = writing.done === 'either' ? (['no', 'yes'] as const) : [writing.done ?? 'no'];
  return writeNames.flatMap((write) =>
    variants.flatMap((isDone): WriteFaultCase[] => {
      const expect = typeof writing.expect === 'string' ? writing.expect : writing.expect[write];
      if (expect === undefined) return [];
      const { row, moment, tells, tls = false, longOnly = false } = fault;
      const words = isDone === 'yes' ? ' though it was done' : '';
      return [
        {
          name: `${titleOf(fault)}${words}: ${write}`,
          row,
          write,
          moment,
          expect,
          there: writing.there ?? false,
          ...(tells === undefined ? {} : { tells }),
          takenOver: fault.takenOver ?? false,
          tls,
          isCounted: fault.uncounted !== true,
          longOnly,
          arrange: (scene) => arrange(fault, { ...writing, done: isDone }, write, scene),
        },
      ];
    }),
  );
};

async function arrange(fault: Fault, writing: Writing, write: WriteName, scene: Scene): Promise<void> {
  const { on, look } = writes[write];
  const { connect, database, takenOver, moment } = fault;
  const { lane, trouble, takeOver, otherOrigin } = scene;
  const beforehand =
    connect !== undefined
      ? () => connect(lane)
      : database !== undefined && moment === 'connect' && (() => trouble(database, 'sending'));
  if (beforehand) {
    // It goes wrong when the write is due, and not with the look before it.
    if (write === 'update') await beforehand();
    else lane.add({ on: look, times: 1, act: (exchange) => thenGoesWrong(exchange, beforehand, database) });
    return;
  }
  const ofOurs = database !== undefined ? () => trouble(database, 'recording') : takenOver && takeOver;
  const own = fault.act ?? fault.actTo?.(otherOrigin, lane) ?? (ofOurs && wire.after(ofOurs));
  const act = own && writing.done === 'yes' ? done(own) : own;
  if (!act) return;
  lane.add({
    on,
    times: writing.times ?? 1,
    act: async (exchange) => {
      if (writing.look !== undefined) lane.add({ on: look, ...writing.look });
      await act(exchange);
    },
  });
}

async function thenGoesWrong(
  exchange: Parameters<Act>[0],
  beforehand: () => Promise<void> | void,
  database: Fault['database'],
): Promise<void> {
  if (database !== undefined) await beforehand();
  else exchange.socket.once('close', () => void beforehand());
  await passOn(exchange);
}

/** Every case, the same in each run. */
export const writeFaultCases: readonly WriteFaultCase[] = faults.flatMap(casesOf);

/** As much of it as npm test has time for. */
export const tellingWriteFaults: readonly WriteFaultCase[] = inShort(faults.map(casesOf));

// The reading half of the matrix of faults: every fault of the table × every read, each with what has
// to come of it.
import type { DatabaseTrouble } from './database-faults.ts';
import type { Lane } from './fault-lane.ts';
import {
  type Expectation,
  type Fault,
  faults,
  inShort,
  type Moment,
  type Reading,
  type ReadName,
  readNames,
  reads,
  titleOf,
} from './faults.ts';
import * as wire from './wire-faults.ts';

export interface FaultCase {
  name: string;
  row: string;
  read: ReadName;
  moment: Moment;
  expect: Expectation;
  /** What of one person is allowed to differ from the source afterwards. */
  keeps?: Reading['keeps'];
  tells?: RegExp;
  /** Whether its way is by TLS. */
  tls: boolean;
  /** Begins to go wrong. */
  arrange(scene: Scene): Promise<void> | void;
  /** Nothing can be counted of what happens to a connection that was never made. */
  isCounted: boolean;
  /** It is our own side that suffers. */
  atHome: boolean;
  longOnly: boolean;
}

/** What a case may do harm to. */
export interface Scene {
  lane: Lane;
  /** A server that nothing may ever be sent to. */
  otherOrigin: Lane;
  /** Our own database, for this case alone. */
  trouble(trouble: DatabaseTrouble): Promise<void>;
  /** Gives the work to another process. */
  takeOver(): Promise<void>;
}

const casesOf = (fault: Fault): FaultCase[] =>
  readNames.flatMap((read): FaultCase[] => {
    const { reading, tells, longOnly = false, tls = false, row, moment } = fault;
    if (reading === undefined) return [];
    const expect = typeof reading.expect === 'string' ? reading.expect : reading.expect[read];
    if (expect === undefined) return [];
    return [
      {
        name: `${titleOf(fault)}: ${read}`,
        row,
        read,
        moment,
        expect,
        ...(reading.keeps === undefined ? {} : { keeps: reading.keeps }),
        ...(tells === undefined ? {} : { tells }),
        tls,
        isCounted: fault.uncounted !== true,
        atHome: fault.database !== undefined || fault.takenOver === true,
        longOnly,
        arrange: (scene) => arrange(fault, reading, read, scene),
      },
    ];
  });

async function arrange(fault: Fault, { times }: Reading, read: ReadName, scene: Scene): Promise<void> {
  const { lane, otherOrigin, trouble, takeOver } = scene;
  await fault.connect?.(lane);
  const { database, takenOver } = fault;
  const ofOurs = database !== undefined ? () => trouble(database) : takenOver && takeOver;
  const act = fault.act ?? fault.actTo?.(otherOrigin, lane) ?? (ofOurs && wire.after(ofOurs));
  if (!act) return;
  lane.add({ on: reads[read].on, act, ...(times === undefined ? {} : { times }) });
}

/** Every case, the same in each run. */
export const faultCases: readonly FaultCase[] = faults.flatMap(casesOf);

/** As much of it as npm test has time for. */
export const tellingFaults: readonly FaultCase[] = inShort(faults.map(casesOf));

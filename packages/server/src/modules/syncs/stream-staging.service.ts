// What the streams of people and of rows have in common when they stage what they read.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { addUsedOptions, listName } from '../fields/mirrored-fields.service.ts';
import { basisOf } from './mirror-hashes.ts';
import { BrokenValue, type KnownOptions, type Reading } from './mirror-values.ts';
import type { Staged } from './staged.ts';
import { readOptions } from './sync-scene.ts';
import type * as staging from './sync-staging.repository.ts';
import { addWarning, type Turn } from './sync-turn.service.ts';

export interface Staging {
  turn: Turn;
  stream: string;
  reading: Reading;
  unknownOptions: Map<number, Set<string>>;
  unknownStatus: boolean;
  /** Columns that were asked for and came for nobody. */
  absent: Set<string>;
}

export async function openStaging(turn: Turn, stream: string): Promise<Staging> {
  const { run, scene } = turn;
  const options: KnownOptions = await run.context.db.inCompany(run.companyId, readOptions);
  const work: Staging = {
    turn,
    stream,
    unknownOptions: new Map(),
    unknownStatus: false,
    absent: new Set(),
    reading: {
      currency: scene.company.currency,
      options,
      onUnknownOption: (list, text) => {
        const texts = work.unknownOptions.get(list) ?? new Set();
        work.unknownOptions.set(list, texts.add(text.trim()));
      },
      onUnknownStatus: () => {
        work.unknownStatus = true;
      },
    },
  };
  return work;
}

export function parsed(read: () => Staged): Pick<staging.NewStaged, 'payload' | 'problem'> {
  try {
    return { payload: read() };
  } catch (error) {
    if (!(error instanceof BrokenValue)) throw error;
    return { payload: null, problem: error.message };
  }
}

export function pageHash(people: readonly { id: string }[]): string {
  return basisOf(people.map(({ id }) => id));
}

/** The provider's answers do not fit together: what they showed is not believed. */
export function unstable(what: string): JoineryError {
  return new JoineryError(
    'syncs.unstable_answer',
    `The people of the account changed while they were read: ${what}. Nothing of it was applied; the next sync reads them anew.`,
  );
}

export async function noteFindings(tx: Transaction, work: Staging): Promise<void> {
  const { run, scene } = work.turn;
  if (work.unknownOptions.size > 0) {
    await addUsedOptions(tx, run.companyId, work.unknownOptions);
    await addWarning(tx, run, {
      code: 'unknown_option',
      message:
        'Values came that no option of their list is. They are kept as they came, and were added to the list.',
      names: [...work.unknownOptions.keys()].map((list) => listName(scene.catalogue, list)),
    });
  }
  if (work.unknownStatus)
    await addWarning(tx, run, {
      code: 'unknown_status',
      message: 'A status came that is neither Active nor Inactive. Whoever has it stays what they were.',
      names: ['status'],
    });
  if (work.absent.size > 0)
    await addWarning(tx, run, {
      code: 'absent_field',
      message:
        'Fields did not come though they were asked for. Their last values stay and are marked as stale; see what the API key may read.',
      names: [...work.absent].sort(),
    });
}

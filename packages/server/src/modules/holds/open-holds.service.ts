// Holds as a sync makes them: opened, kept as long as they show the same, and put aside.
import type { HoldFigures, HoldKind } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { insertEvents } from '../events/events.service.ts';
import { holdOpened } from './holds.events.ts';
import * as repository from './holds.repository.ts';

export interface Held {
  connectionId: string;
  syncId: string;
  kind: HoldKind;
  people: readonly repository.HeldPerson[];
  contentHash: string;
  figures: HoldFigures;
  approvalsNeeded: 1 | 2;
  at: Date;
}

/** Leaves an open hold that shows the same as it is; another one gives way to this. */
export async function openHold(tx: Transaction, companyId: string, held: Held): Promise<void> {
  const open = await repository.findOpenHold(tx, held.connectionId, held.kind);
  if (open?.contentHash === held.contentHash) return;
  if (open !== undefined) await repository.updateHoldState(tx, open.id, 'superseded');
  const { people, at, ...rest } = held;
  const hold = { ...rest, id: newId('hld', at.getTime()), createdAt: at };
  await repository.insertHold(tx, companyId, hold, people);
  await insertEvents(tx, companyId, [holdOpened(hold)]);
}

/** Puts an open hold aside: what it was about is not so any more. */
export async function supersedeHold(tx: Transaction, connectionId: string, kind: HoldKind): Promise<void> {
  const open = await repository.findOpenHold(tx, connectionId, kind);
  if (open !== undefined) await repository.updateHoldState(tx, open.id, 'superseded');
}

/** An approved hold whose people were dealt with. */
export async function closeApproved(tx: Transaction, holdId: string): Promise<void> {
  const hold = await repository.findHold(tx, holdId, 'lock');
  if (hold?.state === 'approved') await repository.updateHoldState(tx, holdId, 'applied');
}

/** An approved hold whose sync came to something else that is held. */
export async function giveUpApproval(tx: Transaction, holdId: string): Promise<void> {
  const hold = await repository.findHold(tx, holdId, 'lock');
  if (hold?.state === 'approved') await repository.updateHoldState(tx, holdId, 'superseded');
}

export {
  findHold,
  findOpenHold,
  hasOpenedHold,
  isRefused,
  listHeldPeople,
  listRefused,
  listRefusedGone,
  listStillActive,
  markReturned,
} from './holds.repository.ts';

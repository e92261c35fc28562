import type { NewEvent } from '../events/events.service.ts';
import type { HoldRow } from './holds.repository.ts';

type Told = Pick<HoldRow, 'id' | 'connectionId' | 'syncId' | 'kind'>;

export function holdOpened(hold: Told & Pick<HoldRow, 'figures' | 'approvalsNeeded'>): NewEvent {
  const { affected, active, limit } = hold.figures;
  const payload = { ...idsOf(hold), affected, active, limit, approvalsNeeded: hold.approvalsNeeded };
  return { type: 'holds.opened', subjectId: hold.id, payload };
}

export function holdDecided(hold: Told, decision: 'approved' | 'rejected'): NewEvent {
  return { type: 'holds.decided', subjectId: hold.id, payload: { ...idsOf(hold), decision } };
}

function idsOf({ connectionId, syncId, kind }: Told) {
  return { connection: connectionId, sync: syncId, kind };
}

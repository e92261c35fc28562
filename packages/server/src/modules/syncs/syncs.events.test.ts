import { expect, it } from 'vitest';
import { connectionDegraded } from '../connections/connections.events.ts';
import { syncCompleted, syncFailed, syncHeld } from './syncs.events.ts';

const sync = { id: 'syn_1', connectionId: 'con_1', kind: 'full', reason: 'schedule' };
const ids = { connectionId: 'con_1', kind: 'full', reason: 'schedule' };

it('events of syncs tell ids, counts and codes, and nobody’s data', () => {
  expect(syncCompleted(sync, { seen: 3 })).toEqual({
    type: 'syncs.completed',
    subjectId: 'syn_1',
    payload: { ...ids, counts: { seen: 3 } },
  });
  expect(syncFailed(sync, 'provider.refused')).toEqual({
    type: 'syncs.failed',
    subjectId: 'syn_1',
    payload: { ...ids, problem: 'provider.refused' },
  });
  expect(syncHeld(sync)).toEqual({ type: 'syncs.held', subjectId: 'syn_1', payload: ids });
});

it('a degraded connection tells the names of what it lost', () => {
  expect(connectionDegraded('con_1', ['hireDate'])).toEqual({
    type: 'connections.degraded',
    subjectId: 'con_1',
    payload: { lost: ['hireDate'] },
  });
});

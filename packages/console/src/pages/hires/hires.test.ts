import type { AccessDefinition } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { aConnection, aHire, anApplication, aStep } from '../../testing.ts';
import { progressOf, proofLines } from './hire-progress.ts';
import { pollIntervalOf } from './hires.queries.ts';
import { sendabilityOf } from './sendability.ts';

const access: AccessDefinition = {
  employees: [],
  manageEmployees: false,
  directory: false,
  hiring: { jobs: 'edit', candidates: 'edit', assignedJobsOnly: false, hires: 'edit' },
  settings: { users: 'none', connections: 'view', fields: 'none', company: 'none' },
};
const hired = anApplication({ stageKind: 'hired' });
const situation = { application: hired, connections: [aConnection()], hires: [], access };

describe('sendabilityOf', () => {
  it('names where it can be sent when hired, allowed and connected', () => {
    expect(sendabilityOf(situation)).toEqual({ hires: [], sendTo: [aConnection()], obstacle: null });
  });

  it.each([
    ['not_hired', { application: anApplication() }],
    ['no_connection', { connections: [] }],
    ['all_disabled', { connections: [aConnection({ enabled: false })] }],
    ['no_right', { access: { ...access, hiring: { ...access.hiring, hires: 'view' as const } } }],
  ])('says %s', (obstacle, change) => {
    expect(sendabilityOf({ ...situation, ...change })).toEqual({ hires: [], sendTo: [], obstacle });
  });

  it('offers only connections that are switched on', () => {
    const off = aConnection({ id: 'con_2', enabled: false });
    expect(sendabilityOf({ ...situation, connections: [off, aConnection()] })).toMatchObject({
      sendTo: [{ id: 'con_1' }],
    });
  });

  it.each(['draft', 'awaiting_approval', 'queued', 'running', 'waiting', 'done', 'failed'] as const)(
    'shows a hire that is %s instead of making another there',
    (state) => {
      const hire = aHire({ state });
      expect(sendabilityOf({ ...situation, hires: [hire] })).toEqual({
        hires: [hire],
        sendTo: [],
        obstacle: null,
      });
    },
  );

  it('shows a hire even when the application has left the hired stage', () => {
    const hires = [aHire({ state: 'done' })];
    expect(sendabilityOf({ ...situation, application: anApplication(), hires })).toMatchObject({
      hires,
      obstacle: null,
    });
  });

  it('can be sent to another account, and anew where it was cancelled', () => {
    const other = aConnection({ id: 'con_2' });
    const connections = [aConnection(), other];
    const done = aHire({ state: 'done' });
    expect(sendabilityOf({ ...situation, connections, hires: [done] }).sendTo).toEqual([other]);
    const cancelled = aHire({ state: 'cancelled' });
    expect(sendabilityOf({ ...situation, connections, hires: [cancelled] }).sendTo).toEqual(connections);
  });
});

describe('progress', () => {
  it('counts what is finished and names what is worked on', () => {
    const steps = [
      aStep({ name: 'search', state: 'done' }),
      aStep({ name: 'create', state: 'sending' }),
      aStep({ name: 'resume', state: 'skipped' }),
    ];
    expect(progressOf(steps)).toEqual({ done: 2, total: 3, current: 'Create the employee' });
  });

  it('names the next step between two steps, and none at the end', () => {
    expect(progressOf([aStep({ state: 'done' }), aStep({ name: 'create' })]).current).toBe(
      'Create the employee',
    );
    expect(progressOf([aStep({ state: 'done' })]).current).toBeNull();
  });

  it('is read often while there is work, rarely while it or others are waited for, and no more at the end', () => {
    expect(pollIntervalOf('running')).toBe(500);
    expect(pollIntervalOf('waiting')).toBe(3000);
    expect(pollIntervalOf('awaiting_approval')).toBe(3000);
    expect([undefined, 'done', 'failed', 'needs_attention'].map((s) => pollIntervalOf(s as never))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('shows a proof without leaving anything out', () => {
    expect(proofLines({ status: 201, location: '/employees/1', seen: ['firstName'] })).toEqual([
      { name: 'status', value: '201' },
      { name: 'location', value: '/employees/1' },
      { name: 'seen', value: '["firstName"]' },
    ]);
    const looks = [{ at: '2026-05-01T10:00:00.000Z', marker: 'absent', email: ['12'] }];
    expect(proofLines({ looks })).toEqual([
      { name: 'looks 1', value: expect.stringMatching(/^1 May 2026.*: marker absent, email \["12"\]$/) },
    ]);
    expect(proofLines(null)).toEqual([]);
  });
});

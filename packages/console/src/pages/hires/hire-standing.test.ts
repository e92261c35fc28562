import type { HireLogEntry, HireStep } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { aHire, aStep } from '../../testing.ts';
import {
  actsOn,
  durationWords,
  evidenceOf,
  isAboutPerson,
  logLine,
  mayCancel,
  stoppedAt,
} from './hire-standing.ts';

const search = aStep({ name: 'search', state: 'done', attempts: 1, outcome: 'done' });
const create = aStep({ name: 'create', state: 'done', attempts: 1, outcome: 'done' });
const jobInfo = aStep({ name: 'job_info', state: 'failed', attempts: 1, outcome: 'refused' });
const pay = aStep({ name: 'compensation' });

describe('a hire that stopped at a row', () => {
  const hire = aHire({ state: 'failed', steps: [search, create, jobInfo, pay] });

  it('can be gone on with there, with the row or without it', () => {
    expect(stoppedAt(hire)?.name).toBe('job_info');
    expect(actsOn(jobInfo, hire)).toEqual({ retry: true, skip: true, redo: false });
    expect(actsOn(pay, hire)).toEqual({ retry: false, skip: false, redo: false });
    expect(isAboutPerson(hire)).toBe(false);
  });

  it('cannot be cancelled: something of it is there', () => {
    expect(mayCancel(hire)).toBe(false);
  });
});

it('asks who the employee is where the create is uncertain, and never leaves the create out', () => {
  const lost = aStep({ name: 'create', state: 'ambiguous', attempts: 1, outcome: 'ambiguous' });
  const hire = aHire({ state: 'needs_attention', steps: [search, lost, pay] });
  expect(isAboutPerson(hire)).toBe(true);
  expect(actsOn(lost, hire)).toEqual({ retry: true, skip: false, redo: false });
  expect(mayCancel(hire)).toBe(false);
});

it('can be cancelled after a search, and after a create that was refused', () => {
  const proof = { sends: [{ outcome: 'refused' }] };
  const refused = aStep({ name: 'create', state: 'failed', attempts: 1, outcome: 'refused', proof });
  expect(mayCancel(aHire({ state: 'failed', steps: [search, refused] }))).toBe(true);
  expect(mayCancel(aHire({ state: 'draft' }))).toBe(true);
  expect(mayCancel(aHire({ state: 'done', steps: [] }))).toBe(false);
});

it('can be cancelled while it waits with nothing sent, and not once an answer was lost', () => {
  const create = (...outcomes: string[]) =>
    aStep({
      name: 'create',
      state: 'prepared',
      attempts: outcomes.length,
      outcome: 'throttled',
      proof: { sends: outcomes.map((outcome) => ({ outcome })) },
    });
  const waiting = (step: HireStep) => aHire({ state: 'waiting', steps: [search, step] });
  expect(mayCancel(waiting(create('throttled', 'not_sent')))).toBe(true);
  expect(mayCancel(waiting(create('ambiguous', 'throttled')))).toBe(false);
});

it('does a step after all that a person left out, and none that was never planned', () => {
  const done = aHire({ state: 'done' });
  const skipped = aStep({ name: 'resume', state: 'skipped' });
  expect(actsOn(skipped, done).redo).toBe(true);
  expect(actsOn({ ...skipped, proof: { unplanned: true } }, done).redo).toBe(false);
});

describe('the evidence for a decision', () => {
  it('tells what was sent and what each look showed, in their order', () => {
    const looks = [
      { at: '2026-05-01T10:00:00.000Z', marker: null, email: 'absent', scanned: 1 },
      {
        at: '2026-05-01T10:02:00.000Z',
        marker: 'absent',
        email: ['12', '13'],
        name: 'unknown',
        phone: 'absent',
      },
    ];
    const sends = [{ at: '2026-05-01T10:01:00.000Z', outcome: 'ambiguous' }];
    const lost = aStep({ name: 'create', state: 'ambiguous', attempts: 1, proof: { sends } });
    expect(evidenceOf({ steps: [aStep({ proof: { looks } }), lost] })).toEqual({
      lines: [
        { at: '2026-05-01T10:00:00.000Z', text: 'Looked among 1 person: nobody has an e-mail address.' },
        { at: '2026-05-01T10:01:00.000Z', text: 'The create was sent. No answer arrived.' },
        {
          at: '2026-05-01T10:02:00.000Z',
          text: 'Looked: employee 12, 13 has an e-mail address; nobody has the marker or a phone number; it could not be told who has the name.',
        },
      ],
      employees: ['12', '13'],
    });
  });

  it('is empty where nothing was looked for', () => {
    expect(evidenceOf({ steps: [] })).toEqual({ lines: [], employees: [] });
  });
});

describe('the log', () => {
  const entry: HireLogEntry = {
    number: 1,
    at: '2026-05-01T10:00:00.000Z',
    actor: 'Ann Lee',
    action: 'step_skipped',
    step: 'resume',
    reason: null,
    detail: null,
  };

  it('says who did what to which step', () => {
    expect(logLine(entry)).toBe('Ann Lee left a step out: File the résumé');
  });

  it('says where the hire went, and keeps words that it does not know', () => {
    const moved = { ...entry, action: 'state_changed', step: null, detail: { from: 'queued', to: 'done' } };
    expect(logLine(moved)).toBe('It is done');
    expect(logLine({ ...entry, action: 'linked_elsewhere', step: null })).toBe('Ann Lee linked elsewhere');
    const found = { ...entry, actor: 'Joinery', action: 'finding_opened', step: null };
    expect(logLine(found)).toBe('Joinery found what should not be in the account');
  });
});

it('says how long a step took', () => {
  expect([840, 2400, 180_000].map(durationWords)).toEqual(['840 ms', '2.4 s', '3 min']);
});

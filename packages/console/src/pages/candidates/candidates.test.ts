import type { Attachment } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { aCandidate, anApplication } from '../../testing.ts';
import { attachmentsByUse, isGiven, isSettling, warningsOf } from './attachments.ts';
import { checkEdit, toCandidatePut, toEditValues } from './candidate-edit.ts';
import { checkCandidate, emptyCandidate, maxResumeBytes, toCandidateInput } from './candidate-form.ts';
import { answersOf, besideStanding, orderedApplications, standingOf } from './candidate-standing.ts';
import { webAddress } from './web-address.ts';

const rejected = anApplication({
  id: 'app_old',
  stageName: 'Not a Fit',
  stageKind: 'rejected',
  appliedAt: '2026-05-20T00:00:00.000Z',
});

describe('webAddress', () => {
  it('leads where people mean, also without https://', () => {
    expect(webAddress('https://ann.example/me')).toBe('https://ann.example/me');
    expect(webAddress('linkedin.com/in/ann')).toBe('https://linkedin.com/in/ann');
    expect(webAddress('ann.example:8080')).toBe('https://ann.example:8080/');
  });

  it('leads nowhere that runs or opens something else', () => {
    for (const text of [
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'data:text/html,x',
      'mailto:a@b.example',
      'http://',
      '',
    ])
      expect(webAddress(text), text).toBeUndefined();
  });
});

describe('standingOf', () => {
  it('names the open application, however old, and counts the others', () => {
    const candidate = aCandidate({ applications: [rejected, anApplication()] });
    expect(standingOf(candidate)).toEqual({ text: 'New · Support Agent', more: 1, inPool: false });
    expect(besideStanding(standingOf(candidate))).toBe('and 1 more');
  });

  it('names the talent pool for people who never applied, and else how their last application ended', () => {
    const never = standingOf(aCandidate({ inTalentPool: true }));
    expect([never.text, besideStanding(never)]).toEqual(['Talent pool', '']);
    const over = standingOf(aCandidate({ inTalentPool: true, applications: [rejected] }));
    expect([over.text, besideStanding(over)]).toEqual(['Not a Fit · Support Agent', 'in the talent pool']);
  });

  it('puts open applications before newer closed ones', () => {
    expect(orderedApplications([rejected, anApplication()]).map(({ id }) => id)).toEqual([
      'app_1',
      'app_old',
    ]);
  });
});

it('shows what was answered, and nothing of what was not', () => {
  expect(answersOf(anApplication())).toEqual([]);
  expect(answersOf(anApplication({ references: 'Jo', desiredSalary: '1' }))).toEqual([
    { label: 'Desired salary', value: '1' },
    { label: 'References', value: 'Jo' },
  ]);
});

describe('the form of a candidate', () => {
  const values = { ...emptyCandidate(null), name: ' Inês Duarte ' };

  it('leaves out what is empty', () => {
    expect(toCandidateInput({ ...values, phone: ' ', email: 'ines@mail.example' })).toEqual({
      name: 'Inês Duarte',
      email: 'ines@mail.example',
    });
  });

  it('applies for the job it was opened from', () => {
    expect(toCandidateInput({ ...emptyCandidate('job_1'), name: 'A' }).jobId).toBe('job_1');
  });

  it('refuses what the server would refuse, before it is sent', () => {
    const big = { size: maxResumeBytes + 1 } as File;
    expect(checkCandidate({ ...values, name: ' ' }).name).toBeDefined();
    expect(checkCandidate({ ...values, email: 'ines' }).email).toBeDefined();
    expect(checkCandidate({ ...values, resume: { size: 0 } as File }).resume).toBe('This file is empty');
    expect(checkCandidate({ ...values, resume: big }).resume).toBeDefined();
    expect(checkCandidate(values)).toEqual({});
  });
});

describe('the form that changes a candidate', () => {
  const candidate = aCandidate({ firstName: 'Ann', lastName: 'Lee', email: 'ann@mail.example', phone: '1' });
  const values = toEditValues(candidate);

  it('sends what was changed and nothing else; empty clears', () => {
    expect(toCandidatePut(values, candidate)).toEqual({});
    expect(toCandidatePut({ ...values, phone: ' ', industry: ' Boats ' }, candidate)).toEqual({
      phone: null,
      industry: 'Boats',
    });
  });

  it('lets somebody have one name', () => {
    expect(toCandidatePut({ ...values, lastName: 'Day' }, candidate)).toEqual({
      firstName: 'Ann',
      lastName: 'Day',
    });
    expect(toCandidatePut({ ...values, firstName: '' }, candidate)).toEqual({ name: 'Lee' });
  });

  it('refuses nobody’s name and what is no e-mail address', () => {
    expect(checkEdit({ ...values, firstName: ' ', lastName: '' }).lastName).toBeDefined();
    expect(checkEdit({ ...values, email: 'ann' }).email).toBeDefined();
    expect(checkEdit(values)).toEqual({});
  });
});

it('warns of what a document hides and does, and gives none that was not scanned', () => {
  expect(warningsOf({ flags: ['metadata', 'active_content', 'hidden_text'] })).toEqual([
    expect.stringMatching(/nobody sees/),
    expect.stringMatching(/acts when it is opened/),
  ]);
  expect(warningsOf({ flags: null })).toEqual([]);
  const states = ['clean', 'not_scanned', 'held', 'infected'] as const;
  expect(states.filter((scanState) => isGiven({ scanState }))).toEqual(['clean', 'not_scanned']);
});

it('shows the newest résumé first and keeps other files apart', () => {
  const file = (fileId: string, kind: 'resume' | 'other', createdAt: string) => ({
    fileId,
    kind,
    name: `${fileId}.pdf`,
    contentType: 'application/pdf',
    bytes: 1,
    scanState: 'not_scanned' as const,
    flags: null,
    createdAt,
  });
  const { resumes, others } = attachmentsByUse([
    file('old', 'resume', '2026-01-01T00:00:00.000Z'),
    file('letter', 'other', '2026-03-01T00:00:00.000Z'),
    file('new', 'resume', '2026-02-01T00:00:00.000Z'),
  ]);
  expect(resumes.map(({ fileId }) => fileId)).toEqual(['new', 'old']);
  expect(others.map(({ fileId }) => fileId)).toEqual(['letter']);
});

it('is asked for again while a new document is fetched, scanned or read, and not for ever', () => {
  const createdAt = '2026-01-01T00:00:00.000Z';
  const file = (scanState: Attachment['scanState'], flags: Attachment['flags']): Attachment => ({
    fileId: 'fil_1',
    kind: 'resume',
    name: 'cv.pdf',
    contentType: 'application/pdf',
    bytes: 1,
    scanState,
    flags,
    createdAt,
  });
  const fetching = {
    state: 'pending' as const,
    host: 'cv.example',
    problemCode: null,
    problem: null,
    createdAt,
    finishedAt: null,
  };
  const cases = [
    { attachments: [file('not_scanned', [])], resumeFetch: null },
    { attachments: [file('infected', null)], resumeFetch: null },
    { attachments: [file('not_scanned', null)], resumeFetch: null },
    { attachments: [file('held', null)], resumeFetch: null },
    { attachments: [], resumeFetch: fetching },
  ];
  const [soon, later] = [1_000, 300_000].map((ms) => Date.parse(createdAt) + ms) as [number, number];
  expect(cases.map((one) => isSettling(one, soon))).toEqual([false, false, true, true, true]);
  expect(cases.some((one) => isSettling(one, later))).toBe(false);
});

// Hires that others have to agree to.

import type { Hire } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Applicant } from '../../testing/hire-bench.ts';
import {
  codeOf,
  createOperation,
  type HireFlow,
  isPrepared,
  startHireFlow,
} from '../../testing/hire-flow.ts';
import { answerApproval, getApproval } from '../approvals/approvals.service.ts';
import { cancelHire, mendHire, sendHire } from './hire-acts.service.ts';
import { getHire, requestHire } from './hires.service.ts';

let bench: HireFlow;
let connectionId: string;

beforeAll(async () => {
  bench = await startHireFlow();
  connectionId = bench.connectionId;
});
afterAll(() => bench.close());

describe('a hire that needs approval', () => {
  const untilWaiting = (applicant: Applicant) =>
    bench.untilHires(applicant, ([hire]) => hire?.state === 'awaiting_approval');
  const approvalOf = ({ approvalId }: Hire, as = bench.owner) =>
    getApproval(bench.context, as, approvalId ?? '');

  async function aWaitingHire() {
    const { people, rules } = await bench.approvers();
    const applicant = await bench.aHiredApplication();
    const hire = await requestHire(bench.context, bench.owner, {
      ...{ applicationId: applicant.applicationId, connectionId },
      ...{ fields: bench.fields(), approval: rules },
    });
    const person = people[0];
    if (person === undefined) throw new Error('nobody is there to approve');
    return { hire, person, applicant };
  }

  it('waits, shows exactly what would be sent, and is sent once it is approved', async () => {
    const before = await bench.creates();
    const { hire, person } = await aWaitingHire();
    expect(hire).toMatchObject({ state: 'awaiting_approval', attempt: 0, steps: [] });
    const approval = await approvalOf(hire);
    expect(approval.subject).toEqual({ kind: 'hire', id: hire.id });
    expect(approval.diff).toContainEqual({ label: 'Job title', before: null, after: bench.known.jobTitle });
    expect(approval.diff).toContainEqual({ label: 'Hire date', before: null, after: '2027-01-04' });
    expect(await bench.creates()).toBe(before);
    const answer = { answer: 'approve' as const, contentHash: approval.contentHash };
    await answerApproval(bench.context, await person.principal(), approval.id, answer);
    await bench.until(hire.id, 'done');
    expect(await bench.creates()).toBe(before + 1);
    expect((await bench.acts(hire.id)).slice(0, 5)).toEqual([
      'requested',
      'approval_asked',
      'draft-awaiting_approval',
      'approval_approved',
      'awaiting_approval-queued',
    ]);
  });

  it('mended meanwhile is asked anew: an answer to what it was is refused', async () => {
    const { hire, person } = await aWaitingHire();
    const shown = await approvalOf(hire);
    const mended = await mendHire(bench.context, bench.owner, hire.id, {
      fields: { hireDate: '2027-03-01' },
    });
    expect(mended).toMatchObject({ state: 'awaiting_approval', approvalId: hire.approvalId });
    const answer = { answer: 'approve' as const, contentHash: shown.contentHash };
    const principal = await person.principal();
    const late = answerApproval(bench.context, principal, shown.id, answer);
    expect(await codeOf(late)).toBe('approvals.changed');
    const { contentHash } = await approvalOf(hire);
    await answerApproval(bench.context, principal, shown.id, { ...answer, contentHash });
    const done = await bench.until(hire.id, 'done');
    expect(done.fields.hireDate).toBe('2027-03-01');
  });

  it('mended so that something is open is a draft again, and its question is taken back', async () => {
    const { hire } = await aWaitingHire();
    const mended = await mendHire(bench.context, bench.owner, hire.id, { fields: { jobTitle: 'Astronaut' } });
    expect(mended.state).toBe('draft');
    expect(mended.problem).toContain('Astronaut');
    expect((await approvalOf(hire)).state).toBe('cancelled');
  });

  it('rejected is a draft with the note, and asks again when it is sent', async () => {
    const { hire, person } = await aWaitingHire();
    const { id, contentHash } = await approvalOf(hire);
    const answer = { answer: 'reject' as const, contentHash, note: 'Too early.' };
    await answerApproval(bench.context, await person.principal(), id, answer);
    const rejected = await getHire(bench.context, bench.owner, hire.id);
    expect(rejected.state).toBe('draft');
    expect(rejected.problem).toMatch(/^Rejected by .*Too early\.$/);
    const again = await sendHire(bench.context, bench.owner, hire.id);
    expect(again.state).toBe('awaiting_approval');
    expect(again.approvalId).not.toBe(hire.approvalId);
  });

  it('cancelled takes its question back', async () => {
    const { hire } = await aWaitingHire();
    await cancelHire(bench.context, bench.owner, hire.id, 'No budget.');
    expect((await approvalOf(hire)).state).toBe('cancelled');
  });

  it('is so by a trigger, for hires that begin by themselves and for those by hand', async () => {
    const { rules } = await bench.approvers();
    const { applicant, connectionId: own } = await bench.aScene({ mode: 'manual', approval: rules });
    await bench.move(applicant, 'hired');
    const input = { applicationId: applicant.applicationId, connectionId: own, fields: bench.fields() };
    expect((await requestHire(bench.context, bench.owner, input)).state).toBe('awaiting_approval');
    const { jobTitle, department, location } = bench.known;
    const other = await bench.aScene({ approval: rules });
    await bench.move(other.applicant, 'hired');
    const [draft] = await bench.untilHires(
      other.applicant,
      ([hire]) => hire !== undefined && isPrepared(hire),
    );
    const known = { jobTitle, department, location, hireDate: '2027-01-04' };
    await mendHire(bench.context, bench.owner, draft?.id ?? '', { fields: known });
    await sendHire(bench.context, bench.owner, draft?.id ?? '');
    await untilWaiting(other.applicant);
  });

  it('that failed after approval and was mended goes by the approval again', async () => {
    const { hire, person } = await aWaitingHire();
    const { id, contentHash } = await approvalOf(hire);
    await bench.fault(createOperation, 'drop', 2);
    await answerApproval(bench.context, await person.principal(), id, { answer: 'approve', contentHash });
    await bench.until(hire.id, 'needs_attention');
    const mended = await mendHire(bench.context, bench.owner, hire.id, {
      fields: { hireDate: '2027-05-03' },
    });
    expect(mended.state).toBe('draft');
    expect((await sendHire(bench.context, bench.owner, hire.id)).state).toBe('awaiting_approval');
  });
});

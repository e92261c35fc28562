// Hires that begin by themselves.

import type { ApprovalRules, HireTrigger } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSandbox } from '../../testing/hire-bench.ts';
import { codeOf, type HireFlow, isPrepared, listsOperation, startHireFlow } from '../../testing/hire-flow.ts';
import { moveApplication } from '../applications/applications.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { putOffer } from '../offers/offers.service.ts';
import { mendHire, sendHire } from './hire-acts.service.ts';
import { previewHire } from './hire-preview.service.ts';
import { getHireTriggers, putHireTriggers } from './hire-triggers.service.ts';

let bench: HireFlow;

beforeAll(async () => {
  bench = await startHireFlow();
});
afterAll(() => bench.close());

describe('a trigger', () => {
  it('begins a hire with the move, and sends it when nothing is open', async () => {
    const { applicant, connectionId: own } = await bench.aScene({});
    await bench.move(applicant, 'hired');
    const [draft] = await bench.untilHires(applicant, ([hire]) => hire !== undefined && isPrepared(hire));
    expect(draft).toMatchObject({ state: 'draft', startedBy: 'trigger', connectionId: own });
    expect(draft?.problem).toContain('The first day of work is needed.');
    expect(draft?.fields).toMatchObject({ firstName: 'Ada', lastName: applicant.lastName });
    expect(await bench.eventsOf(draft?.id ?? '')).toEqual(['hires.drafted']);
    const id = draft?.id ?? '';
    await mendHire(bench.context, bench.owner, id, { fields: bench.fields() });
    await sendHire(bench.context, bench.owner, id);
    expect(await bench.until(id, 'done')).toMatchObject({ startedBy: 'trigger' });
  });

  it('sends a hire that the offer makes complete, with nobody’s help', async () => {
    const { applicant } = await bench.aScene({});
    await putOffer(bench.context, bench.owner, applicant.applicationId, {
      state: 'accepted',
      startDate: '2027-04-01',
      ...bench.known,
    });
    await bench.move(applicant, 'hired');
    const [hire] = await bench.untilHires(applicant, ([one]) => one?.state === 'done');
    expect(hire).toMatchObject({ startedBy: 'trigger', fields: { hireDate: '2027-04-01', ...bench.known } });
    const { numbers } = await readSandbox(bench.context, bench.sandbox.company.id, hire?.marker ?? '');
    expect(numbers).toEqual([Number(hire?.employeeNumber)]);
  });

  it('begins one hire, however often and at how many places the application is moved', async () => {
    const { applicant } = await bench.aScene({});
    const there = await bench.stageOf('hired');
    const back = await bench.stageOf('new');
    const moves = Array.from({ length: 20 }, (_, index) =>
      moveApplication(bench.context, bench.owner, applicant.applicationId, {
        stageId: index % 3 === 1 ? back : there,
      }),
    );
    await Promise.allSettled(moves);
    await bench.move(applicant, 'new');
    await bench.move(applicant, 'hired');
    await bench.untilHires(applicant, ([hire]) => hire !== undefined && isPrepared(hire));
    expect(await bench.hiresOf(applicant)).toHaveLength(1);
    expect(
      (await bench.acts((await bench.hiresOf(applicant))[0]?.id ?? '')).filter((act) => act === 'triggered'),
    ).toEqual(['triggered']);
  });

  it('of a job goes before the one for all, on each connection', async () => {
    const { applicant, connectionId: manual } = await bench.aScene({ mode: 'manual' });
    const automatic = await bench.aConnection();
    const forAll = { jobId: null, mode: 'automatic' as const, approval: null };
    await putHireTriggers(bench.context, bench.owner, automatic, { items: [forAll] });
    const before = await getHireTriggers(bench.context, bench.owner, manual);
    await putHireTriggers(bench.context, bench.owner, manual, { items: [forAll, ...before.items] });
    await bench.move(applicant, 'hired');
    await bench.untilHires(applicant, (hires) => hires.length > 0);
    await bench.untilHires(applicant, (hires) => hires.every(isPrepared));
    expect((await bench.hiresOf(applicant)).map((hire) => hire.connectionId)).toEqual([automatic]);
    for (const id of [automatic, manual])
      await putHireTriggers(bench.context, bench.owner, id, { items: [] });
  });

  it('begins nothing for a move that was undone, or was taken back before it was looked at', async () => {
    const { applicant } = await bench.aScene({});
    const { applicationId } = applicant;
    const stageId = await bench.stageOf('hired');
    const undone = bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
      const db = { ...bench.context.db, inCompany: (_: string, work: (t: typeof tx) => unknown) => work(tx) };
      const joined = { ...bench.context, db } as unknown as typeof bench.context;
      await moveApplication(joined, bench.owner, applicationId, { stageId });
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    // Work of one company goes in order: what would have begun is behind it.
    const next = await bench.aScene({});
    await bench.move(next.applicant, 'hired');
    await bench.untilHires(next.applicant, (hires) => hires.length === 1);
    expect(await bench.hiresOf(applicant)).toEqual([]);
  });

  it('waits out trouble at the provider, and then knows what is unknown', async () => {
    const { applicant, connectionId: own } = await bench.aScene({});
    await bench.fault(listsOperation, 'status_500', 2);
    await bench.move(applicant, 'hired');
    const [hire] = await bench.untilHires(applicant, ([one]) => one !== undefined && isPrepared(one));
    expect(hire).toMatchObject({ state: 'draft', connectionId: own });
    expect(hire?.problem).toContain('The first day of work is needed.');
    const known = hire?.problem?.includes('does not know the job title “Software Engineer”');
    const { options } = await previewHire(bench.context, bench.owner, {
      applicationId: applicant.applicationId,
      connectionId: own,
    });
    expect(known).toBe(!options.jobTitle?.includes('Software Engineer'));
  });

  it('on a connection that is switched off leaves a draft that says so', async () => {
    const { applicant, connectionId: own } = await bench.aScene({});
    await updateConnection(bench.context, bench.owner, own, { enabled: false });
    await bench.move(applicant, 'hired');
    const [hire] = await bench.untilHires(applicant, ([one]) => one !== undefined && isPrepared(one));
    expect(hire).toMatchObject({ state: 'draft' });
    expect(hire?.problem).toContain('switched off');
  });

  it('is set by whoever may set up connections, once for a job, for jobs and connections that are there', async () => {
    const { connectionId: own } = await bench.aScene();
    const item = { jobId: null, mode: 'automatic' as const, approval: null };
    const put = (items: HireTrigger[], as = bench.owner, at = own) =>
      codeOf(putHireTriggers(bench.context, as, at, { items }));
    expect(await put([item, item])).toBe('request.invalid');
    expect(await put([{ ...item, jobId: 'job_nobody' }])).toBe('jobs.not_found');
    expect(await put([item], bench.owner, 'con_nobody')).toBe('connections.not_found');
    const { owner: stranger } = await bench.aCompany();
    expect(await put([item], stranger)).toBe('connections.not_found');
    expect(await codeOf(getHireTriggers(bench.context, stranger, own))).toBe('connections.not_found');
    const { access } = bench.owner;
    const settings = { ...access.settings, connections: 'view' as const };
    expect(await put([item], { ...bench.owner, access: { ...access, settings } })).toBe('access.forbidden');
    expect(await getHireTriggers(bench.context, bench.owner, own)).toEqual({ items: [] });
  });

  it('is not saved with approvers who are not there, or too few who may answer', async () => {
    const { connectionId: own } = await bench.aScene();
    const { people, rules } = await bench.approvers();
    const put = (over: Partial<ApprovalRules>) =>
      codeOf(
        putHireTriggers(bench.context, bench.owner, own, {
          items: [{ jobId: null, mode: 'automatic', approval: { ...rules, ...over } }],
        }),
      );
    expect(await put({ userIds: ['usr_nobody'] })).toBe('users.not_found');
    expect(await put({ accessLevelIds: ['lvl_nobody'] })).toBe('access_levels.not_found');
    expect(await put({ quorum: 2 })).toBe('approvals.too_few_approvers');
    expect(await getHireTriggers(bench.context, bench.owner, own)).toEqual({ items: [] });
    expect(await put({})).toBe('no error');
    expect((await getHireTriggers(bench.context, bench.owner, own)).items).toHaveLength(people.length);
  });
});

import { createClient, type JoineryClient } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../modules/keys/keys.service.ts';
import {
  type ApprovalBench,
  aPerson,
  type Person,
  startApprovalBench,
} from '../../testing/approval-bench.ts';
import { buildSurfaces } from '../surfaces.ts';

let bench: ApprovalBench;
let origin: string;
let stop: () => Promise<void>;
const clients = new Map<Person, JoineryClient>();
let asker: Person;
let ann: Person;
let ben: Person;
beforeAll(async () => {
  bench = await startApprovalBench();
  const http = await buildSurfaces(bench.context, { isReady: () => true });
  origin = await http.listen({ port: 0, host: '127.0.0.1' });
  stop = () => http.close();
  [asker, ann, ben] = [await someone(), await someone(), await someone()];
});
afterAll(async () => {
  await stop();
  await bench.close();
});

async function someone(): Promise<Person> {
  const person = await aPerson(bench.context, bench.owner);
  clients.set(person, createClient({ baseUrl: origin, apiKey: await person.apiKey() }));
  return person;
}

function api(person: Person): JoineryClient['approvals'] {
  const client = clients.get(person);
  if (client === undefined) throw new Error('nobody made this client');
  return client.approvals;
}

describe('/v1/approvals', () => {
  it('lists what waits for the caller, counts it, and lists what it asked and answered', async () => {
    const approval = await bench.ask({ userIds: [ann.userId, ben.userId], quorum: 2 }, { by: asker.userId });
    const idsIn = async (person: Person, mine: 'waiting' | 'asked' | 'answered') =>
      (await api(person).list({ mine })).items.map(({ id }) => id);
    expect(await idsIn(ann, 'waiting')).toEqual([approval.id]);
    expect(await api(ann).waiting()).toEqual({ count: 1 });
    expect(await idsIn(asker, 'waiting')).toEqual([]);
    expect(await idsIn(asker, 'asked')).toEqual([approval.id]);
    const seen = await api(ann).get(approval.id);
    expect(seen).toMatchObject({ standing: 'may_answer', trail: [{ action: 'asked' }] });
    const { contentHash } = seen;
    const answered = await api(ann).answer(approval.id, { answer: 'approve', contentHash, note: 'Yes.' });
    expect(answered).toMatchObject({ standing: 'answered', answers: [{ answer: 'approve', note: 'Yes.' }] });
    expect(await idsIn(ann, 'waiting')).toEqual([]);
    expect(await api(ann).waiting()).toEqual({ count: 0 });
    expect(await idsIn(ann, 'answered')).toEqual([approval.id]);
    // An edit asks them again.
    const edited = await bench.edit(approval, { question: 'Hire Ada in March?' });
    expect(await idsIn(ann, 'waiting')).toEqual([approval.id]);
    await api(ben).answer(approval.id, { answer: 'reject', contentHash: edited.contentHash });
    expect(await idsIn(ann, 'waiting')).toEqual([]);
    const rejected = await api(ann).list({ state: 'rejected', subject: approval.subject.id });
    expect(rejected.items.map(({ id }) => id)).toEqual([approval.id]);
  });

  it('takes answers with keys that their user made, and with none that somebody else did', async () => {
    const approval = await bench.ask({ userIds: [ann.userId] }, { by: asker.userId });
    const answer = { answer: 'approve' as const, contentHash: approval.contentHash };
    // Whoever manages users can make a key for any of them, and with that one another.
    const { key: given } = await createKey(bench.context, bench.owner, { name: 'Given', userId: ann.userId });
    const asAnn = createClient({ baseUrl: origin, apiKey: given });
    const { key: made } = await asAnn.keys.create({ name: 'Made with it' });
    for (const apiKey of [given, made]) {
      const client = createClient({ baseUrl: origin, apiKey });
      expect((await client.approvals.get(approval.id)).standing).toBe('may_answer');
      await expect(client.approvals.answer(approval.id, answer)).rejects.toMatchObject({
        status: 403,
        code: 'approvals.key_of_another',
      });
    }
    expect((await bench.look(approval.id)).answers).toEqual([]);
    expect(await api(ann).answer(approval.id, answer)).toMatchObject({ state: 'approved' });
  });

  it('refuses wrong answers with a code and a word for people', async () => {
    const approval = await bench.ask({ userIds: [asker.userId, ann.userId] }, { by: asker.userId });
    const { id, contentHash } = approval;
    const answer = { answer: 'approve' as const, contentHash };
    await expect(api(asker).answer(id, answer)).rejects.toMatchObject({
      status: 403,
      code: 'approvals.own_question',
    });
    await expect(api(ben).answer(id, answer)).rejects.toMatchObject({
      status: 403,
      code: 'approvals.not_approver',
    });
    await expect(api(ann).answer(id, { ...answer, contentHash: 'another' })).rejects.toMatchObject({
      status: 409,
      code: 'approvals.changed',
    });
    await expect(api(ann).answer('apr_none', answer)).rejects.toMatchObject({
      status: 404,
      code: 'approvals.not_found',
    });
    await expect(api(ann).answer(id, { answer: 'approve' } as typeof answer)).rejects.toMatchObject({
      status: 422,
      code: 'request.invalid',
    });
    await api(ann).answer(id, answer);
    await expect(api(ann).answer(id, answer)).rejects.toMatchObject({
      status: 409,
      code: 'approvals.closed',
    });
  });

  it('answers once for one Idempotency-Key, and decides in the same transaction', async () => {
    const approval = await bench.ask({ userIds: [ann.userId] });
    const body = { answer: 'approve' as const, contentHash: approval.contentHash };
    const options = { idempotencyKey: 'approve-once' };
    const first = await api(ann).answer(approval.id, body, options);
    const again = await api(ann).answer(approval.id, body, options);
    expect(again).toEqual(first);
    expect(bench.subject.decisions.filter(({ approvalId }) => approvalId === approval.id).length).toBe(1);
  });

  it('comes in pages', async () => {
    const about = { by: asker.userId };
    const made = [];
    for (let count = 0; count < 3; count += 1)
      made.push((await bench.ask({ userIds: [ben.userId] }, about)).id);
    const first = await api(ben).list({ mine: 'waiting', limit: 2 });
    const rest = await api(ben).list({ mine: 'waiting', limit: 2, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(made.reverse());
    expect(rest.nextCursor).toBeNull();
    expect(await api(ben).waiting()).toEqual({ count: 3 });
  });
});

import type { Application, OfferPut } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aForm, aPdf, createTestApi, type Tenant, type TestApi } from '../../surfaces/api/testing/api.ts';
import type { Principal } from '../access/principal.ts';
import { removeAttachment } from '../candidates/candidate-documents.service.ts';
import { attachFiles, getCandidate } from '../candidates/candidates.service.ts';
import { openDocument } from '../documents/documents.service.ts';
import { createCandidate } from '../intake/intake.service.ts';
import { getOffer, putOffer } from './offers.service.ts';

let api: TestApi;
let tenant: Tenant;
/** Sees and edits every candidate, and no hire. */
let recruiter: Principal;
let jobs = 0;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
  const { owner } = tenant;
  recruiter = {
    ...owner,
    access: { ...owner.access, hiring: { ...owner.access.hiring, hires: 'none' } },
  };
});
afterAll(() => api.close());

async function anApplication(): Promise<Application> {
  const job = (await tenant.post('/v1/jobs', { title: `Baker ${++jobs}` })).json();
  const candidate = await tenant.post('/v1/candidates', { name: 'Ada Lovelace', jobId: job.id });
  return candidate.json().applications[0];
}

async function anOfferDocument(candidateId: string): Promise<string> {
  const bytes = await aPdf();
  const { body, headers } = aForm([{ name: 'offer', file: { name: 'Offer 52000 EUR.pdf', bytes } }]);
  const answer = await tenant.post(`/v1/candidates/${candidateId}/attachments`, body, headers);
  expect(answer.statusCode).toBe(201);
  expect(answer.json().items).toMatchObject([{ kind: 'offer' }]);
  return answer.json().items[0].fileId;
}

const whole: OfferPut = {
  state: 'sent',
  startDate: '2027-02-01',
  jobTitle: 'Head Baker',
  department: 'Kitchen',
  division: 'Food',
  location: 'Leeds',
  employmentStatus: 'Full-Time',
  reportsTo: 'Charles Babbage',
  payRate: '31.5',
  payCurrency: 'GBP',
  payType: 'Hourly',
  payPer: 'Hour',
};

const eventsOf = (id: string) =>
  api.context.db.inCompany(tenant.company.id, (tx) =>
    tx
      .selectFrom('events')
      .select(['type', 'payload'])
      .where('subject_id', '=', id)
      .where('type', 'like', 'offers.%')
      .orderBy('id')
      .execute(),
  );

describe('the offer of an application', () => {
  it('is written, read, changed by what is named, and taken away', async () => {
    const { id, candidateId } = await anApplication();
    const at = `/v1/applications/${id}/offer`;
    expect((await tenant.get(at)).json()).toMatchObject({ code: 'offers.not_found' });
    expect((await tenant.put(at, whole)).statusCode).toBe(200);
    expect((await tenant.get(at)).json()).toMatchObject({ ...whole, payRate: '31.50', applicationId: id });
    const changed = await tenant.put(at, { state: 'accepted', startDate: '2027-03-01', division: null });
    expect(changed.json()).toMatchObject({
      state: 'accepted',
      startDate: '2027-03-01',
      division: null,
      payRate: '31.50',
    });
    expect((await tenant.put(at, { state: 'accepted' })).statusCode).toBe(200);
    expect((await tenant.delete(at)).statusCode).toBe(204);
    expect((await tenant.get(at)).statusCode).toBe(404);
    expect((await tenant.delete(at)).statusCode).toBe(404);
    expect(await eventsOf(id)).toEqual([
      { type: 'offers.created', payload: { state: 'sent' } },
      { type: 'offers.updated', payload: { state: 'accepted', changed: ['state', 'startDate', 'division'] } },
      { type: 'offers.removed', payload: {} },
    ]);
    const timeline = (await tenant.get(`/v1/candidates/${candidateId}/timeline`)).json().items;
    expect(
      timeline
        .slice(0, 4)
        .map(({ summary }: { summary: string }) => summary)
        .toSorted(),
    ).toEqual([
      'Changed the offer: start date, division',
      'Made an offer, sent',
      'Offer: sent, now accepted',
      'Removed the offer',
    ]);
    expect(JSON.stringify(timeline)).not.toMatch(/31\.5|Head Baker/);
  });

  it.each<[string, object, RegExp]>([
    ['pay without a currency', { payRate: '100' }, /currency/],
    ['an amount with separators', { payRate: '52,000' }, /expected an amount/],
    ['a date that does not exist', { startDate: '2027-02-30' }, /startDate/],
    ['a field of another name', { salary: '1' }, /salary/],
    ['a document of nobody', { fileId: 'fil_0' }, /document of this candidate/],
  ])('takes no %s', async (_, put, message) => {
    const { id } = await anApplication();
    const answer = await tenant.put(`/v1/applications/${id}/offer`, put);
    expect(answer.statusCode).toBe(422);
    expect(JSON.stringify(answer.json().issues)).toMatch(message);
    expect((await tenant.get(`/v1/applications/${id}/offer`)).statusCode).toBe(404);
  });

  it('names a document of this candidate, of the kind offer', async () => {
    const one = await anApplication();
    const other = await anApplication();
    const fileId = await anOfferDocument(one.candidateId);
    expect((await tenant.put(`/v1/applications/${other.id}/offer`, { fileId })).statusCode).toBe(422);
    expect((await tenant.put(`/v1/applications/${one.id}/offer`, { fileId })).json()).toMatchObject({
      fileId,
    });
  });

  it('written by two at once has what both of them said', async () => {
    const { id } = await anApplication();
    await Promise.all([
      putOffer(api.context, tenant.owner, id, { jobTitle: 'Baker' }),
      putOffer(api.context, tenant.owner, id, { department: 'Kitchen' }),
      putOffer(api.context, tenant.owner, id, { payRate: '5', payCurrency: 'EUR' }),
    ]);
    expect(await getOffer(api.context, tenant.owner, id)).toMatchObject({
      jobTitle: 'Baker',
      department: 'Kitchen',
      payRate: '5',
    });
  });

  it('of another company does not exist', async () => {
    const { id } = await anApplication();
    await tenant.put(`/v1/applications/${id}/offer`, whole);
    const stranger = await api.aTenant();
    expect((await stranger.get(`/v1/applications/${id}/offer`)).statusCode).toBe(404);
    expect((await stranger.put(`/v1/applications/${id}/offer`, whole)).statusCode).toBe(404);
  });
});

describe('whoever may not see hires', () => {
  it('sees no offer, writes none, and finds its documents nowhere', async () => {
    const { id, candidateId } = await anApplication();
    const fileId = await anOfferDocument(candidateId);
    await tenant.put(`/v1/applications/${id}/offer`, { ...whole, fileId });
    const forbidden = expect.objectContaining({ code: 'access.forbidden' });
    await expect(getOffer(api.context, recruiter, id)).rejects.toEqual(forbidden);
    await expect(putOffer(api.context, recruiter, id, { state: 'accepted' })).rejects.toEqual(forbidden);
    const seen = await getCandidate(api.context, recruiter, candidateId);
    expect(seen.attachments).toEqual([]);
    await expect(openDocument(api.context, recruiter, { id: fileId })).rejects.toMatchObject({
      code: 'files.not_found',
    });
    expect((await getCandidate(api.context, tenant.owner, candidateId)).attachments).toHaveLength(1);
    expect((await openDocument(api.context, tenant.owner, { id: fileId })).fileId).toBe(fileId);
    const timeline = (await tenant.get(`/v1/candidates/${candidateId}/timeline`)).json().items;
    expect(JSON.stringify(timeline)).not.toContain('52000');
  });

  it('adds no document of an offer, to a new candidate or a known one', async () => {
    const upload = {
      field: 'offer',
      name: 'offer.pdf',
      contentType: 'application/pdf',
      bytes: Buffer.from(await aPdf()),
    };
    const forbidden = { code: 'access.forbidden' };
    const { candidateId } = await anApplication();
    await expect(attachFiles(api.context, recruiter, candidateId, [upload])).rejects.toMatchObject(forbidden);
    await expect(createCandidate(api.context, recruiter, { name: 'Eve' }, [upload])).rejects.toMatchObject(
      forbidden,
    );
  });

  it('keeps its document until it names another, and only who edits hires takes it away', async () => {
    const { id, candidateId } = await anApplication();
    const fileId = await anOfferDocument(candidateId);
    const remove = (by: Principal) => removeAttachment(api.context, by, candidateId, fileId);
    await putOffer(api.context, tenant.owner, id, { state: 'draft', fileId });
    await expect(remove(recruiter)).rejects.toMatchObject({ code: 'files.not_found' });
    const { access } = tenant.owner;
    const onlooker = {
      ...tenant.owner,
      access: { ...access, hiring: { ...access.hiring, hires: 'view' as const } },
    };
    await expect(remove(onlooker)).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(remove(tenant.owner)).rejects.toMatchObject({ code: 'files.in_use' });
    await putOffer(api.context, tenant.owner, id, { state: 'draft', fileId: null });
    await remove(tenant.owner);
    expect((await getCandidate(api.context, tenant.owner, candidateId)).attachments).toEqual([]);
  });
});

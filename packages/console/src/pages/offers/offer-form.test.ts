import type { Offer } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { checkOffer, offerDocuments, offerLine, toOfferPut, toOfferValues } from './offer-form.ts';

const offer: Offer = {
  applicationId: 'app_1',
  state: 'sent',
  startDate: '2027-02-01',
  jobTitle: 'Head Baker',
  department: null,
  division: null,
  location: 'Leeds',
  employmentStatus: null,
  reportsTo: null,
  payRate: '31.50',
  payCurrency: 'GBP',
  payType: null,
  payPer: 'Hour',
  fileId: 'fil_1',
  updatedBy: 'Ann',
  createdAt: '2026-11-26T00:00:00.000Z',
  updatedAt: '2026-11-26T00:00:00.000Z',
};

it('an offer comes out of the form as it went in', () => {
  const { applicationId, updatedBy, createdAt, updatedAt, ...said } = offer;
  expect(toOfferPut(toOfferValues(offer), undefined)).toEqual(said);
});

it('what is emptied is cleared, and a new document takes the place of the old one', () => {
  const values = { ...toOfferValues(offer), jobTitle: ' ', payCurrency: 'eur' };
  expect(toOfferPut(values, 'fil_2')).toMatchObject({ jobTitle: null, payCurrency: 'EUR', fileId: 'fil_2' });
});

describe('the form of an offer', () => {
  it.each([
    [{ payRate: '52,000' }, { payRate: 'Such as 52000 or 31.50' }],
    [{ payCurrency: '€' }, { payCurrency: 'Three letters, such as EUR' }],
    [{ payCurrency: '' }, { payCurrency: 'Pay needs its currency' }],
    [{ document: new File([], 'offer.pdf') }, { document: 'This file is empty' }],
    [{}, {}],
  ])('%j is told of as %j', (over, problems) => {
    expect(checkOffer({ ...toOfferValues(offer), ...over })).toEqual(problems);
  });
});

it('reads as one line', () => {
  expect(offerLine(offer, (date) => date)).toBe('Head Baker · Leeds · from 2027-02-01 · 31.50 GBP per hour');
  const blank = { ...offer, jobTitle: null, location: null, startDate: null, payRate: null };
  expect(offerLine(blank, (date) => date)).toBe('Nothing is filled in yet');
});

it('only documents of offers are offered', () => {
  const file = {
    contentType: 'application/pdf',
    bytes: 1,
    scanState: 'clean' as const,
    flags: [],
    createdAt: offer.createdAt,
  };
  expect(
    offerDocuments([
      { ...file, fileId: 'fil_1', kind: 'offer', name: 'Offer.pdf' },
      { ...file, fileId: 'fil_2', kind: 'resume', name: 'CV.pdf' },
    ]),
  ).toEqual([{ value: 'fil_1', label: 'Offer.pdf' }]);
});

import { JoineryError, type Offer, type OfferPut, type OfferTerm, offerTerms } from '@joinery/sdk';

/** What an offer says, apart from whose it is. */
export type OfferContent = Pick<Offer, OfferTerm | 'state' | 'fileId'>;

export const blankOffer: OfferContent = {
  state: 'draft',
  fileId: null,
  startDate: null,
  jobTitle: null,
  department: null,
  division: null,
  location: null,
  employmentStatus: null,
  reportsTo: null,
  payRate: null,
  payCurrency: null,
  payType: null,
  payPer: null,
};

/**
 * The offer after a change, and the names of what is different. What is absent stays.
 *
 * @throws JoineryError `request.invalid` for pay without its currency.
 */
export function changeOffer(
  before: OfferContent,
  put: OfferPut,
): { after: OfferContent; changed: (keyof OfferContent)[] } {
  const given = Object.fromEntries(Object.entries(put).filter(([, value]) => value !== undefined));
  const after: OfferContent = { ...before, ...given };
  if (after.payRate !== null) after.payRate = plainAmount(after.payRate);
  if (after.payRate !== null && after.payCurrency === null)
    throw new JoineryError('request.invalid', 'A pay rate needs its currency.', {
      issues: [{ path: 'payCurrency', message: 'expected a currency such as EUR beside the pay rate' }],
    });
  const names = Object.keys(blankOffer) as (keyof OfferContent)[];
  return { after, changed: names.filter((name) => after[name] !== before[name]) };
}

/** An amount without zeros that say nothing: `52000`, `31.50`. */
export function plainAmount(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  const kept = fraction.replace(/0+$/, '');
  const units = whole.replace(/^0+(?=\d)/, '');
  return kept === '' ? units : `${units}.${kept.padEnd(2, '0')}`;
}

/** What counts as offered: nothing of an offer that was turned down or taken back. */
export function standingTerms(offer: OfferContent | undefined): Partial<Record<OfferTerm, string | null>> {
  if (offer === undefined || offer.state === 'declined' || offer.state === 'withdrawn') return {};
  return Object.fromEntries(offerTerms.options.map((name) => [name, offer[name]]));
}

export function offerNotFound(): JoineryError {
  return new JoineryError('offers.not_found', 'No offer was written for this application.');
}

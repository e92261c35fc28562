import type { Attachment, Offer, OfferPut, OfferState, OfferTerm } from '@joinery/sdk';

const terms: Record<OfferTerm, true> = {
  startDate: true,
  jobTitle: true,
  department: true,
  division: true,
  location: true,
  employmentStatus: true,
  reportsTo: true,
  payRate: true,
  payCurrency: true,
  payType: true,
  payPer: true,
};
const termNames = Object.keys(terms) as OfferTerm[];

export type OfferValues = Record<OfferTerm, string> & {
  state: OfferState;
  fileId: string | null;
  document: File | null;
};

export function toOfferValues(offer: Offer | null): OfferValues {
  const said = Object.fromEntries(termNames.map((name) => [name, offer?.[name] ?? '']));
  return {
    ...(said as Record<OfferTerm, string>),
    state: offer?.state ?? 'draft',
    fileId: offer?.fileId ?? null,
    document: null,
  };
}

export const maxDocumentBytes = 20 * 1000 * 1000;

export function checkOffer(values: OfferValues): Partial<Record<keyof OfferValues, string>> {
  const problems: Partial<Record<keyof OfferValues, string>> = {};
  const rate = values.payRate.trim();
  const currency = values.payCurrency.trim();
  if (rate !== '' && !/^\d{1,13}(\.\d{1,4})?$/.test(rate)) problems.payRate = 'Such as 52000 or 31.50';
  if (currency !== '' && !/^[A-Za-z]{3}$/.test(currency)) problems.payCurrency = 'Three letters, such as EUR';
  if (rate !== '' && currency === '') problems.payCurrency = 'Pay needs its currency';
  if (values.document?.size === 0) problems.document = 'This file is empty';
  if (values.document && values.document.size > maxDocumentBytes)
    problems.document = 'Choose a file below 20 MB';
  return problems;
}

/** Empty inputs clear what was there. `uploaded`: the document that was chosen here. */
export function toOfferPut(values: OfferValues, uploaded: string | undefined): OfferPut {
  const said = Object.fromEntries(termNames.map((name) => [name, values[name].trim() || null]));
  const payCurrency = values.payCurrency.trim().toUpperCase() || null;
  return { ...said, payCurrency, state: values.state, fileId: uploaded ?? values.fileId };
}

/** The candidate's documents of offers, for choosing. */
export function offerDocuments(attachments: readonly Attachment[]): { value: string; label: string }[] {
  return attachments
    .filter(({ kind }) => kind === 'offer')
    .map(({ fileId, name }) => ({ value: fileId, label: name }));
}

/** The offer in one line; what is not known is left out. */
export function offerLine(offer: Offer, formatDate: (date: string) => string): string {
  const { jobTitle, department, location, startDate, payRate, payCurrency, payPer } = offer;
  const pay =
    payRate === null
      ? null
      : `${payRate} ${payCurrency ?? ''}${payPer === null ? '' : ` per ${payPer.toLowerCase()}`}`;
  const parts = [jobTitle, department, location, startDate && `from ${formatDate(startDate)}`, pay];
  return parts.filter(Boolean).join(' · ') || 'Nothing is filled in yet';
}

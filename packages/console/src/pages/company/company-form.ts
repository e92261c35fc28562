import type { CompanyProfile, CompanyProfilePatch } from '@joinery/sdk';

export interface CompanyValues {
  displayName: string;
  legalName: string;
  phone: string;
  line1: string;
  line2: string;
  city: string;
  state: string;
  zip: string;
  country: string;
}

export function toCompanyValues({ displayName, legalName, phone, address }: CompanyProfile): CompanyValues {
  return {
    displayName,
    legalName: legalName ?? '',
    phone: phone ?? '',
    line1: address.line1 ?? '',
    line2: address.line2 ?? '',
    city: address.city ?? '',
    state: address.state ?? '',
    zip: address.zip ?? '',
    country: address.country ?? '',
  };
}

export function checkCompany({ displayName }: CompanyValues): Partial<Record<keyof CompanyValues, string>> {
  return displayName.trim() === '' ? { displayName: 'Enter a name' } : {};
}

/** Empty inputs clear what was there. */
export function toCompanyPatch(values: CompanyValues): CompanyProfilePatch {
  const { displayName, legalName, phone, ...address } = values;
  return {
    displayName: displayName.trim(),
    legalName: legalName.trim() || null,
    phone: phone.trim() || null,
    address: {
      line1: address.line1.trim() || null,
      line2: address.line2.trim() || null,
      city: address.city.trim() || null,
      state: address.state.trim() || null,
      zip: address.zip.trim() || null,
      country: address.country.trim() || null,
    },
  };
}

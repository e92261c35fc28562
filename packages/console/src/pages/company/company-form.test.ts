import { expect, it } from 'vitest';
import { checkCompany, toCompanyPatch, toCompanyValues } from './company-form.ts';

const nowhere = { line1: null, line2: null, city: null, state: null, zip: null, country: null };
const profile = { displayName: 'Acme', legalName: null, phone: '1', address: nowhere, industryCodes: [] };

it('shows blanks for what is not known, and clears what is emptied', () => {
  const values = toCompanyValues({ ...profile, address: { ...nowhere, city: 'Lindon' } });
  expect(values).toMatchObject({ displayName: 'Acme', legalName: '', phone: '1', city: 'Lindon', zip: '' });
  expect(toCompanyPatch({ ...values, phone: '  ', city: ' Provo ' })).toEqual({
    displayName: 'Acme',
    legalName: null,
    phone: null,
    address: { ...nowhere, city: 'Provo' },
  });
});

it('needs a name', () => {
  const values = toCompanyValues(profile);
  expect(checkCompany(values)).toEqual({});
  expect(checkCompany({ ...values, displayName: ' ' })).toHaveProperty('displayName');
});

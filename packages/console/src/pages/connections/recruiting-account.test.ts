import { expect, it } from 'vitest';
import { aConnection } from '../../testing.ts';
import {
  accountPart,
  checkAccount,
  emptyAccount,
  toAccountInput,
  toAccountPatch,
  toAccountProbe,
  toAccountValues,
} from './recruiting-account.ts';

const values = { ...emptyAccount, subdomain: 'https://acme.pinpointhq.com/jobs', apiKey: ' secret ' };

it.each([
  ['acme', 'acme'],
  ['https://acme.pinpointhq.com/settings', 'acme'],
  ['jobs.pyjamahr.com/acme-inc/joiner', 'acme-inc'],
])('takes the account out of %j', (text, account) => {
  expect(accountPart(text)).toBe(account);
});

it('asks where the API is only where nobody else tells', () => {
  expect(checkAccount(values, true)).toEqual({});
  expect(checkAccount({ ...values, provider: 'pyjamahr' }, true)).toHaveProperty('baseUrl');
  expect(checkAccount({ ...values, provider: 'pyjamahr', baseUrl: 'https://api.example' }, true)).toEqual({});
  expect(checkAccount({ ...values, apiKey: '' }, false)).toEqual({});
});

it('takes differences as an object in JSON', () => {
  expect(checkAccount({ ...values, wire: '[1]' }, true)).toHaveProperty('wire');
  expect(checkAccount({ ...values, wire: '{' }, true)).toHaveProperty('wire');
  expect(toAccountProbe({ ...values, wire: '{"resume":"none"}' })).toMatchObject({
    wire: { resume: 'none' },
  });
});

it('saves what was checked, switched on', () => {
  expect(toAccountInput(values)).toEqual({
    provider: 'pinpoint',
    name: 'Pinpoint',
    subdomain: 'acme',
    apiKey: 'secret',
    enabled: true,
  });
});

it('keeps the key when its input stays empty, and takes emptied differences away', () => {
  const connection = aConnection({
    provider: 'pinpoint',
    baseUrl: 'https://acme.pinpointhq.com',
    wire: { resume: 'none' },
  });
  const shown = toAccountValues(connection);
  expect(shown).toMatchObject({ baseUrl: '', apiKey: '' });
  expect(JSON.parse(shown.wire)).toEqual({ resume: 'none' });
  expect(toAccountPatch({ ...shown, wire: '' })).toEqual({ name: 'BambooHR', subdomain: 'acme', wire: null });
});

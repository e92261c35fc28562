import { describe, expect, it } from 'vitest';
import { aConnection } from '../../testing.ts';
import {
  checkConnection,
  subdomainOf,
  toConnectionInput,
  toConnectionPatch,
  toConnectionValues,
} from './connection-form.ts';

const values = { name: 'BambooHR', subdomain: 'acme', apiKey: 'secret', baseUrl: '', markerField: '' };

it.each([
  ['acme', 'acme'],
  [' https://acme.bamboohr.com/home/ ', 'acme'],
  ['acme.bamboohr.com', 'acme'],
  ['https://acme.example.com', 'https://acme.example.com'],
])('takes the subdomain out of %j', (text, subdomain) => {
  expect(subdomainOf(text)).toBe(subdomain);
});

describe('checkConnection', () => {
  it('asks for a key only when there is none yet', () => {
    expect(checkConnection({ ...values, apiKey: '' }, true).apiKey).toBeDefined();
    expect(checkConnection({ ...values, apiKey: '' }, false)).toEqual({});
  });

  it('refuses addresses that are not of the web', () => {
    expect(checkConnection({ ...values, baseUrl: 'ftp://acme' }, true).baseUrl).toBeDefined();
    expect(checkConnection({ ...values, subdomain: 'a b' }, true).subdomain).toBeDefined();
    expect(checkConnection({ ...values, baseUrl: 'http://localhost:8420/x' }, true)).toEqual({});
  });
});

it('keeps the old key when its input stays empty, and takes an emptied marker field away', () => {
  expect(toConnectionPatch({ ...values, apiKey: '' })).toEqual({
    name: 'BambooHR',
    subdomain: 'acme',
    markerField: null,
  });
});

it('makes a new connection with its key, to be switched on after a test', () => {
  expect(toConnectionInput({ ...values, markerField: 'customMark' })).toEqual({
    name: 'BambooHR',
    subdomain: 'acme',
    apiKey: 'secret',
    markerField: 'customMark',
  });
});

it('shows another address only when it is not BambooHR’s own', () => {
  expect(toConnectionValues(aConnection()).baseUrl).toBe('');
  const sandbox = aConnection({ baseUrl: 'http://localhost:8420/api/gateway.php/acme' });
  expect(toConnectionValues(sandbox).baseUrl).toBe(sandbox.baseUrl);
  const lookalike = aConnection({ baseUrl: 'https://notbamboohr.com/x' });
  expect(toConnectionValues(lookalike).baseUrl).toBe(lookalike.baseUrl);
});

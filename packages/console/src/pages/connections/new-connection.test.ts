import { expect, it } from 'vitest';
import {
  checkNewConnection,
  emptyConnection,
  probedPart,
  purposeOf,
  toCheckedConnection,
  toProbeInput,
} from './new-connection.ts';

const values = { ...emptyConnection, subdomain: 'https://acme.bamboohr.com/home', apiKey: ' secret ' };

it('asks for a purpose as it asks for a key', () => {
  expect(checkNewConnection(values)).toEqual({});
  expect(checkNewConnection({ ...values, mirror: false })).toEqual({
    recruiting: 'Choose at least one thing that it does',
  });
  expect(checkNewConnection({ ...values, mirror: false, recruiting: true })).toEqual({});
  expect(checkNewConnection({ ...values, apiKey: '' })).toHaveProperty('apiKey');
});

it('writes back only what it mirrors', () => {
  expect(purposeOf({ ...values, mirror: false, writeThrough: true, hires: true })).toEqual({
    mirror: false,
    hires: true,
    writeThrough: false,
    recruiting: false,
  });
});

it('probes what would be saved', () => {
  expect(toProbeInput(values)).toEqual({ subdomain: 'acme', apiKey: 'secret', purpose: purposeOf(values) });
  expect(toCheckedConnection(values)).toEqual({
    name: 'BambooHR',
    subdomain: 'acme',
    apiKey: 'secret',
    markerField: null,
    enabled: true,
  });
});

it('knows when a result is not about the form any more: its name does not count', () => {
  expect(probedPart({ ...values, name: 'Other' })).toBe(probedPart(values));
  expect(probedPart({ ...values, apiKey: 'other' })).not.toBe(probedPart(values));
  expect(probedPart({ ...values, writeThrough: true })).not.toBe(probedPart(values));
});

// Locations with their addresses: facts 3.5. Pure.
import { type ErrorIssue, JoineryError } from '@joinery/sdk';
import {
  type Address,
  type Location,
  type LocationInput,
  noAddress,
} from '../../../modules/locations/locations.ts';
import type { Body, Values } from '../body.ts';
import { showInstant } from './values.ts';

export function locationView({ id, label, archived, manageable, address, createdAt, archivedAt }: Location) {
  const { address1, address2, city, stateId, zipcode, countryId, timeZone, remote } = address;
  return {
    id,
    label,
    archived,
    manageable,
    address: {
      address1,
      address2,
      city,
      stateId,
      zipcode,
      countryId,
      timezone: timeZone,
      remoteLocation: remote,
    },
    createdAt: showInstant(createdAt),
    archivedAt: archivedAt === null ? null : showInstant(archivedAt),
  };
}

const maxText = 255;

/** @throws JoineryError `request.invalid` naming everything that is wrong. */
export function readLocation(body: Body): LocationInput {
  if (body.kind !== 'json') throw new JoineryError('request.invalid', 'A JSON object is expected.');
  const issues: ErrorIssue[] = [];
  const label = textIn(body.value, 'label', '', issues);
  if (label === null && issues.length === 0) issues.push({ path: 'label', message: 'is required' });
  const archived = booleanIn(body.value, 'archived', '', issues);
  const address = addressIn(body.value.address, issues);
  if (issues.length > 0)
    throw new JoineryError('request.invalid', 'The location is not described as it must be.', { issues });
  return { label: label ?? '', archived, address };
}

function addressIn(value: unknown, issues: ErrorIssue[]): Address | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    issues.push({ path: 'address', message: 'must be an object' });
    return undefined;
  }
  const values = value as Values;
  const text = (name: string) => textIn(values, name, 'address.', issues);
  return {
    ...noAddress,
    address1: text('address1'),
    address2: text('address2'),
    city: text('city'),
    stateId: numberIn(values, 'stateId', issues),
    zipcode: text('zipcode'),
    countryId: numberIn(values, 'countryId', issues),
    timeZone: text('timezone'),
    remote: booleanIn(values, 'remoteLocation', 'address.', issues) ?? false,
  };
}

function textIn(values: Values, name: string, prefix: string, issues: ErrorIssue[]): string | null {
  const value = values[name];
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value.normalize('NFC').trim() : undefined;
  if (text !== undefined && text.length <= maxText) return text === '' ? null : text;
  issues.push({ path: `${prefix}${name}`, message: `must be a text of up to ${maxText} characters` });
  return null;
}

function numberIn(values: Values, name: string, issues: ErrorIssue[]): number | null {
  const value = values[name];
  if (value === undefined || value === null || value === '') return null;
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  issues.push({ path: `address.${name}`, message: 'must be a number' });
  return null;
}

function booleanIn(values: Values, name: string, prefix: string, issues: ErrorIssue[]): boolean | undefined {
  const value = values[name];
  if (value === undefined || value === null) return undefined;
  const known: Record<string, boolean> = {
    true: true,
    yes: true,
    '1': true,
    false: false,
    no: false,
    '0': false,
  };
  const read = known[String(value).toLowerCase()];
  if (read === undefined) issues.push({ path: `${prefix}${name}`, message: 'must be true or false' });
  return read;
}

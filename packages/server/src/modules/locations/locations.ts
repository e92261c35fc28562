// Where a company works. A location is an option of the list of locations, with an address. Pure.
import { type ErrorIssue, isTimeZone, JoineryError } from '@joinery/sdk';
import { findCountry, findProvince } from '../places/places.ts';

export interface Address {
  address1: string | null;
  address2: string | null;
  city: string | null;
  /** Numbers of places.ts. */
  stateId: number | null;
  zipcode: string | null;
  countryId: number | null;
  timeZone: string | null;
  remote: boolean;
}

export const noAddress: Address = {
  address1: null,
  address2: null,
  city: null,
  stateId: null,
  zipcode: null,
  countryId: null,
  timeZone: null,
  remote: false,
};

export interface Location {
  id: number;
  label: string;
  archived: boolean;
  manageable: boolean;
  address: Address;
  createdAt: Date;
  archivedAt: Date | null;
}

export interface LocationInput {
  label: string;
  archived?: boolean | undefined;
  /** Replaces the whole address; the old one stays without it. */
  address?: Address | undefined;
}

/** @throws JoineryError `request.invalid` for places that do not exist or do not fit each other. */
export function assertAddress({ stateId, countryId, timeZone }: Address): void {
  const issues: ErrorIssue[] = [];
  const refuse = (path: string, message: string) => issues.push({ path: `address.${path}`, message });
  const state = stateId === null ? null : findProvince(stateId);
  if (countryId !== null && findCountry(countryId) === undefined) refuse('countryId', 'is no country');
  if (state === undefined) refuse('stateId', 'is no state');
  if (state && countryId !== null && state.countryId !== countryId)
    refuse('stateId', 'is no state of this country');
  if (timeZone !== null && !isTimeZone(timeZone)) refuse('timezone', 'is no time zone');
  if (issues.length > 0)
    throw new JoineryError('request.invalid', 'The address names places that do not exist or do not fit.', {
      issues,
    });
}

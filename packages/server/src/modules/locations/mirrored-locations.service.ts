// Locations of a company whose people come from a provider: their names are a mirrored list, their
// addresses stay there and are asked for when somebody looks. Who may was decided before.
import type { SentLocation, SourceAddress } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { askSource, type Calling } from '../connections/ask-source.service.ts';
import { listOptions } from '../fields/fields.service.ts';
import { lockOptions, removeUnusedOption } from '../fields/lists.service.ts';
import { locationList } from '../fields/lists.ts';
import { countries, findCountry, findProvince, provincesOf } from '../places/places.ts';
import { sameName } from '../provider-writes/provider-writes.ts';
import type { Address, LocationInput } from './locations.ts';

/**
 * Addresses by the name of their location.
 *
 * @throws JoineryError as `askSource`
 */
export async function readAddresses(
  context: Calling,
  where: { companyId: string; connectionId: string },
): Promise<ReadonlyMap<string, Address>> {
  const found = await askSource(context, where, about, (source) => source.listLocations());
  return new Map(found.map(({ label, address }) => [sameName(label), toAddress(address)]));
}

const about = {
  what: 'The addresses of locations',
  needs: 'Let the access level of the connection’s key see the locations.',
};

export function toSent({ label, address }: LocationInput): SentLocation {
  return { label, ...(address === undefined ? {} : { address: fromAddress(address) }) };
}

function toAddress({ state, country, timezone, remote, ...texts }: SourceAddress): Address {
  const found = countries.find(({ isoCode }) => isoCode === country);
  const part = found && provincesOf(found.id).find(({ isoCode }) => isoCode === state);
  return { ...texts, countryId: found?.id ?? null, stateId: part?.id ?? null, timeZone: timezone, remote };
}

function fromAddress({ stateId, countryId, timeZone, ...rest }: Address): SourceAddress {
  const part = stateId === null ? undefined : findProvince(stateId);
  const country = findCountry(countryId ?? part?.countryId ?? 0);
  return { ...rest, country: country?.isoCode ?? null, state: part?.isoCode ?? null, timezone: timeZone };
}

/** What the provider removed is taken away here; what is still named here meanwhile stays. */
export async function forgetLocation(tx: Transaction, companyId: string, id: number): Promise<void> {
  await lockOptions(tx, companyId, 'exclusive');
  const option = (await listOptions(tx)).find((one) => one.listNumber === locationList && one.id === id);
  if (option !== undefined) await removeUnusedOption(tx, { companyId }, locationList, option);
}

/** @throws JoineryError `provider.pending` */
export function notBackYet(): JoineryError {
  return new JoineryError(
    'provider.pending',
    'BambooHR has the location, and it has not been read from there yet. Read the locations again in a minute.',
    { retryAfterSeconds: 60 },
  );
}

// Locations with their addresses. Countries and their parts have numbers of the account's own, so they
// are told by their ISO codes and found there by these.
import type { BambooHr, CallOptions, CompanyLocation, LocationInput } from '@joinery/bamboohr';
import { ProviderError } from '@joinery/sdk';
import type { SourceLocation } from '../people-source.ts';
import type { Comparison, SentAddress, SentLocation } from '../people-writes.ts';
import { call, translated } from './client.ts';
import { sameText } from './map.ts';

type WireAddress = NonNullable<LocationInput['address']>;

/** As many requests as there are pages of 500, one for the countries, one for each country with parts. */
export async function listLocations(
  client: BambooHr,
  options: CallOptions = {},
): Promise<readonly SourceLocation[]> {
  const found = await readLocations(client, options);
  const named = found.filter(({ address }) => textOf(address.countryId) !== null);
  const countries = named.length === 0 ? [] : await call(client.meta.countries(options));
  const withParts = new Set(
    named.flatMap(({ address }) =>
      textOf(address.stateId) === null ? [] : (textOf(address.countryId) ?? []),
    ),
  );
  const codes = new Map(countries.map(({ id, isoCode }) => [id, isoCode]));
  const parts = new Map<string, string | null>();
  for (const country of withParts)
    for (const { id, iso } of await call(client.meta.provinces(country, options)))
      parts.set(`${country}/${id}`, iso);
  return found.map(({ id, label, archived, address }) => {
    const country = textOf(address.countryId);
    return {
      id,
      label: label ?? '',
      archived,
      address: {
        address1: textOf(address.address1),
        address2: textOf(address.address2),
        city: textOf(address.city),
        zipcode: textOf(address.zipcode),
        country: country === null ? null : (codes.get(country) ?? null),
        state: parts.get(`${country}/${textOf(address.stateId)}`) ?? null,
        timezone: textOf(address.timezone),
        remote: address.remoteLocation === true,
      },
    };
  });
}

export async function listLocationNames(client: BambooHr): Promise<readonly { id: string; label: string }[]> {
  return (await readLocations(client, {})).map(({ id, label }) => ({ id, label: label ?? '' }));
}

async function readLocations(client: BambooHr, options: CallOptions): Promise<CompanyLocation[]> {
  const found: CompanyLocation[] = [];
  for await (const location of translated(client.company.locations(options))) found.push(location);
  return found;
}

/** What is sent. At most two requests, which write nothing: which numbers a country and its part have there. */
export async function toWire(client: BambooHr, { label, address }: SentLocation): Promise<LocationInput> {
  return { label, ...(address === undefined ? {} : { address: await addressToWire(client, address) }) };
}

/**
 * A change without an address leaves the one that is there: it is sent along, for what an account does
 * with a part that is not sent is not documented.
 */
export async function changeToWire(client: BambooHr, id: string, sent: SentLocation): Promise<LocationInput> {
  if (sent.address !== undefined) return toWire(client, sent);
  const { address } = await call(client.company.location(id));
  return { label: sent.label, address: shownAddress(address) };
}

export async function compareLocation(client: BambooHr, id: string, sent: SentLocation): Promise<Comparison> {
  const location = (await readLocations(client, {})).find((one) => one.id === id);
  if (location === undefined) return 'gone';
  if (!sameText(location.label ?? '', sent.label)) return 'different';
  if (sent.address === undefined) return 'same';
  const wanted = await addressToWire(client, sent.address);
  const shown = shownAddress(location.address);
  return JSON.stringify(sorted(wanted)) === JSON.stringify(sorted(shown)) ? 'same' : 'different';
}

async function addressToWire(client: BambooHr, address: SentAddress): Promise<WireAddress> {
  const { address1, address2, city, zipcode, timezone, country, state, remote } = address;
  const countryId = country === null ? null : await findCountry(client, country);
  const stateId = state === null || countryId === null ? null : await findPart(client, countryId, state);
  return withoutNulls({
    address1,
    address2,
    city,
    zipcode,
    timezone,
    countryId,
    stateId,
    remoteLocation: remote,
  });
}

async function findCountry(client: BambooHr, isoCode: string): Promise<string> {
  const country = (await call(client.meta.countries())).find((one) => one.isoCode === isoCode);
  return country?.id ?? noSuchPlace(`country ${isoCode}`, 'meta.countries');
}

async function findPart(client: BambooHr, countryId: string, iso: string): Promise<string> {
  const part = (await call(client.meta.provinces(countryId))).find((one) => one.iso === iso);
  return part?.id ?? noSuchPlace(`state or province ${iso}`, 'meta.provinces');
}

function noSuchPlace(what: string, operation: string): never {
  throw new ProviderError('provider.refused', `BambooHR lists no ${what}, so the address cannot be sent.`, {
    provider: 'bamboohr',
    operation,
    outcome: 'refused',
  });
}

function shownAddress(raw: CompanyLocation['address']): WireAddress {
  return withoutNulls({
    address1: textOf(raw.address1),
    address2: textOf(raw.address2),
    city: textOf(raw.city),
    zipcode: textOf(raw.zipcode),
    timezone: textOf(raw.timezone),
    countryId: textOf(raw.countryId),
    stateId: textOf(raw.stateId),
    remoteLocation: raw.remoteLocation === true,
  });
}

function withoutNulls(values: Record<string, string | boolean | null>): WireAddress {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function sorted(address: WireAddress): [string, unknown][] {
  return Object.entries(address).sort(([a], [b]) => a.localeCompare(b));
}

/** Ids come as numbers or texts; zero and blank are none. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  return text === '' || text === '0' ? null : text;
}

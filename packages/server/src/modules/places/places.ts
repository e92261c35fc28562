// Countries, their parts and time zones, from the tables of ISO 3166 and the time zone database.
// Numbers are made of ISO codes, so they stay what they are whatever is added. Pure.
import { iso31661, iso31662 } from 'iso-3166';

export interface Country {
  /** The numeric code of ISO 3166-1. */
  id: number;
  name: string;
  /** Two letters. */
  isoCode: string;
}

export interface Province {
  /** The letters and digits of the code of ISO 3166-2, read as one number of base 36. */
  id: number;
  countryId: number;
  name: string;
  /** Without the country: `UT`. */
  isoCode: string;
}

const collator = new Intl.Collator('en');
const named = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const byName = (a: { name: string }, b: { name: string }) => collator.compare(a.name, b.name);

export const countries: readonly Country[] = iso31661
  .map(({ alpha2, numeric, name }) => ({
    id: Number(numeric),
    // The names that people use: ISO has United Kingdom of Great Britain and Northern Ireland.
    name: named.of(alpha2) ?? name,
    isoCode: alpha2,
  }))
  .sort(byName);

const countryById = new Map(countries.map((country) => [country.id, country]));

export function findCountry(id: number): Country | undefined {
  return countryById.get(id);
}

const idByIsoCode = new Map(countries.map(({ id, isoCode }) => [isoCode, id]));

const provinces: readonly Province[] = iso31662
  .flatMap(({ code, name }) => {
    const countryId = idByIsoCode.get(code.slice(0, 2));
    return countryId === undefined
      ? []
      : [{ id: Number.parseInt(code.replace('-', ''), 36), countryId, name, isoCode: code.slice(3) }];
  })
  .sort(byName);

const provinceById = new Map(provinces.map((province) => [province.id, province]));
const provincesByCountry = Map.groupBy(provinces, ({ countryId }) => countryId);

/** Parts of all levels, by name. */
export function provincesOf(countryId: number): readonly Province[] {
  return provincesByCountry.get(countryId) ?? [];
}

export function findProvince(id: number): Province | undefined {
  return provinceById.get(id);
}

export interface TimeZone {
  /** The name in the time zone database: `America/Denver`. */
  id: string;
  /** What people call it: Mountain Time. */
  label: string;
  /** At the given instant: `-06:00`. */
  offset: string;
}

const zoneNames: readonly string[] = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])].sort();

export function timeZones(now: Date): TimeZone[] {
  return zoneNames.map((id) => ({
    id,
    label: zonePart(id, 'longGeneric', now),
    offset: zonePart(id, 'longOffset', now).replace('GMT', '') || '+00:00',
  }));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function zonePart(timeZone: string, timeZoneName: 'longGeneric' | 'longOffset', now: Date): string {
  const key = `${timeZone} ${timeZoneName}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName });
  formats.set(key, format);
  return format.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

// How a mapped value is written: dates, countries, phone numbers, case. Pure.
import type { MappingFormat } from '@joinery/sdk';
import { iso31661 } from 'iso-3166';
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { countries } from '../places/places.ts';

/** A value as it is to be sent, or why there is none. */
export type Written = { value: string } | { unfit: string };

export function writeValue(value: string, format: MappingFormat, candidateCountry: string | null): Written {
  if ('date' in format) return writeDate(value, format);
  if ('country' in format) return writeCountry(value, format.country);
  if ('phone' in format)
    return writePhone(value, format.region ?? findCountry(candidateCountry ?? '')?.alpha2);
  return { value: caseOf[format.case](value) };
}

const datePart = /YYYY|MM|DD|M|D/g;

/** Whether a form of dates names year, month and day once each, and no other letters. */
export function isDateForm(form: string): boolean {
  const parts = (form.match(datePart) ?? []).map((part) => part.charAt(0)).sort();
  return parts.join('') === 'DMY' && !/[\p{L}\p{N}]/u.test(form.replace(datePart, ''));
}

function writeDate(value: string, { date, from }: { date: string; from?: string | undefined }): Written {
  const found = readDate(value, 'YYYY-MM-DD') ?? (from === undefined ? undefined : readDate(value, from));
  if (found === undefined) {
    const forms = from === undefined ? 'YYYY-MM-DD' : `YYYY-MM-DD or ${from}`;
    return { unfit: `it is no date of the form ${forms}. Say in “from” how it is written` };
  }
  const { year, month, day } = found;
  const parts: Record<string, string> = {
    YYYY: year.padStart(4, '0'),
    MM: month.padStart(2, '0'),
    DD: day.padStart(2, '0'),
    M: String(Number(month)),
    D: String(Number(day)),
  };
  return { value: date.replace(datePart, (part) => parts[part] ?? part) };
}

const datePatterns: Record<string, string> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  DD: '(?<day>\\d{2})',
  M: '(?<month>\\d{1,2})',
  D: '(?<day>\\d{1,2})',
};

function readDate(value: string, form: string) {
  const pattern = form
    .split(/(YYYY|MM|DD|M|D)/)
    .map((part) => datePatterns[part] ?? part.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
    .join('');
  const { year, month, day } = new RegExp(`^${pattern}$`).exec(value.trim())?.groups ?? {};
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const exists = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
  return exists ? { year, month, day } : undefined;
}

interface CountryNames {
  alpha2: string;
  alpha3: string;
  name: string;
}

function writeCountry(value: string, form: 'name' | 'alpha2' | 'alpha3'): Written {
  const country = findCountry(value);
  if (country === undefined)
    return { unfit: `“${value}” is no country that is known. Map it to one, or correct it at its source` };
  return { value: country[form] };
}

// What people write that is no name of ISO 3166 or of the CLDR.
const otherNames: Record<string, string> = {
  uk: 'GB',
  'great britain': 'GB',
  britain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  america: 'US',
  'united states of america': 'US',
  holland: 'NL',
  'the netherlands': 'NL',
  'republic of ireland': 'IE',
  'czech republic': 'CZ',
  turkey: 'TR',
  uae: 'AE',
  korea: 'KR',
  'hong kong': 'HK',
  macau: 'MO',
  swaziland: 'SZ',
  burma: 'MM',
  macedonia: 'MK',
  'cape verde': 'CV',
  'ivory coast': 'CI',
  congo: 'CG',
};

// Candidates write their country in their own language.
const languages = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'nb', 'fi', 'cs', 'tr', 'ja', 'zh'];

let known: ReadonlyMap<string, CountryNames> | undefined;

export function findCountry(text: string): CountryNames | undefined {
  known ??= namesOfCountries();
  return known.get(foldCountry(text));
}

function namesOfCountries(): ReadonlyMap<string, CountryNames> {
  const found = new Map<string, CountryNames>();
  const all = new Map(
    iso31661.map(({ alpha2, alpha3, name: official }) => {
      const name = countries.find(({ isoCode }) => isoCode === alpha2)?.name ?? official;
      return [alpha2 as string, { alpha2, alpha3, name, official }];
    }),
  );
  for (const { official, ...country } of all.values())
    for (const name of [country.alpha2, country.alpha3, country.name, official])
      found.set(foldCountry(name), country);
  for (const [name, alpha2] of Object.entries(otherNames)) addName(found, name, all.get(alpha2));
  // A name that means one country in one language and another in the next means neither.
  for (const [name, meant] of namesElsewhere([...all.values()]))
    if (meant.size === 1) addName(found, name, [...meant][0]);
  return found;
}

function namesElsewhere(all: readonly CountryNames[]): Map<string, Set<CountryNames>> {
  const names = new Map<string, Set<CountryNames>>();
  for (const language of languages) {
    const named = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const country of all) {
      const name = foldCountry(named.of(country.alpha2) ?? '');
      if (name !== '') names.set(name, (names.get(name) ?? new Set()).add(country));
    }
  }
  return names;
}

function addName(found: Map<string, CountryNames>, name: string, country: CountryNames | undefined): void {
  if (country === undefined || found.has(name)) return;
  const { alpha2, alpha3, name: english } = country;
  found.set(name, { alpha2, alpha3, name: english });
}

function foldCountry(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\p{M}.]/gu, '');
  return plain.trim().replace(/\s+/gu, ' ').toLowerCase();
}

/** Whether numbers without a prefix can be read as those of a country. */
export function isPhoneRegion(region: string): region is CountryCode {
  return isSupportedCountry(region);
}

function writePhone(value: string, region: string | undefined): Written {
  const known = region !== undefined && isPhoneRegion(region) ? region : undefined;
  const found = parsePhoneNumberFromString(value, {
    extract: false,
    ...(known !== undefined && { defaultCountry: known }),
  });
  if (found?.isValid()) return { value: found.ext ? `${found.number} ext. ${found.ext}` : found.number };
  const cure =
    known === undefined
      ? 'Give it with its country, as +44 20 …, or say in “region” where it is from'
      : `Correct it at its source; without a prefix it is read as one of ${known}`;
  return { unfit: `it is no phone number that exists. ${cure}` };
}

const caseOf = {
  upper: (value: string) => value.toUpperCase(),
  lower: (value: string) => value.toLowerCase(),
  title: (value: string) =>
    value
      .toLowerCase()
      .replace(
        /(^|[\s\-–'’(/.])(\p{L})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      ),
};

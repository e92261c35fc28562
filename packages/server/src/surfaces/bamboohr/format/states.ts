// States of the United States and provinces of Canada: one employee shows the code, a report the
// name. Anything else is shown as it is kept.
import { countries, type Province, provincesOf } from '../../../modules/places/places.ts';

const shown = countries
  .filter(({ isoCode }) => isoCode === 'US' || isoCode === 'CA')
  .flatMap(({ id }) => provincesOf(id));
const nameByCode = new Map(shown.map(({ isoCode, name }) => [isoCode, name]));
const codeByName = new Map(shown.map(({ isoCode, name }) => [name.toLowerCase(), isoCode]));

export function stateCode(state: string): string {
  return codeByName.get(state.toLowerCase()) ?? state;
}

/** The name of what may be a name, a code, or an ISO code such as US-UT. */
export function stateName(state: string): string {
  const code = state.toUpperCase();
  return nameByCode.get(/^(US|CA)-[A-Z]{2}$/.test(code) ? code.slice(3) : code) ?? state;
}

/** The state or province of these two countries that a text names, by its name or its code. */
export function findState(state: string): Province | undefined {
  const code = stateCode(state).toUpperCase();
  return shown.find(({ isoCode }) => isoCode === code);
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The name of what may be a name or a code of two letters. */
export function countryName(country: string): string {
  return /^[a-z]{2}$/i.test(country) ? (regions.of(country.toUpperCase()) ?? country) : country;
}

// States of the United States and provinces of Canada: one employee shows the code, a report the
// name. Anything else is shown as it is kept.

const codes = `
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa
KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota
MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey
NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon
PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah
VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico
AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador
NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec
SK Saskatchewan|YT Yukon`;

const pairs = codes
  .trim()
  .split(/[|\n]/)
  .map((entry): [string, string] => [entry.slice(0, 2), entry.slice(3)]);
const nameByCode = new Map(pairs);
const codeByName = new Map(pairs.map(([code, name]) => [name.toLowerCase(), code]));

export function stateCode(state: string): string {
  return codeByName.get(state.toLowerCase()) ?? state;
}

/** The name of what may be a name, a code, or an ISO code such as US-UT. */
export function stateName(state: string): string {
  const code = state.toUpperCase();
  return nameByCode.get(/^(US|CA)-[A-Z]{2}$/.test(code) ? code.slice(3) : code) ?? state;
}

const provinces = new Set('AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' '));

/** The country of a state that stands in the table. */
export function stateCountry(state: string): { code: string; name: string } | undefined {
  const code = stateCode(state).toUpperCase();
  if (!nameByCode.has(code)) return undefined;
  return provinces.has(code) ? { code: 'CA', name: 'Canada' } : { code: 'US', name: 'United States' };
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The name of what may be a name or a code of two letters. */
export function countryName(country: string): string {
  return /^[a-z]{2}$/i.test(country) ? (regions.of(country.toUpperCase()) ?? country) : country;
}

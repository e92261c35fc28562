import { JoineryError } from '@joinery/sdk';
import { companyNow } from '../../modules/companies/companies.ts';
import { countries, findCountry, provincesOf, timeZones } from '../../modules/places/places.ts';
import { type Answer, json } from './answer.ts';
import type { Area, Call } from './call.ts';
import { pagedView, readPage } from './format/paged-view.ts';
import { countriesView, provincesView, selectZones, timeZoneView } from './format/places.ts';
import { toNumber } from './params.ts';

export const places: Area = {
  style: 'plain',
  handlers: {
    'GET /v1/meta/countries/options': async () => json(countriesView(countries)),
    'GET /v1/meta/provinces/{countryId}': getProvinces,
  },
};

/** Newer, with newer errors. */
export const zones: Area = {
  style: 'problem',
  handlers: { 'GET /v1/meta/timezones': getTimeZones },
};

async function getProvinces({ params }: Call): Promise<Answer> {
  const country = findCountry(toNumber(params.countryId) ?? 0);
  if (country === undefined) throw new JoineryError('request.invalid', 'There is no such country.');
  return json(provincesView(provincesOf(country.id)));
}

async function getTimeZones({ context, principal, query, baseUrl }: Call): Promise<Answer> {
  const page = readPage(query);
  const all = timeZones(companyNow(context, principal.company)).map(timeZoneView);
  const found = selectZones(all, query);
  const shown = found.slice(page.from, page.from + page.size);
  return json(pagedView(shown, { ...page, total: found.length }, `${baseUrl}/meta/timezones`, query));
}

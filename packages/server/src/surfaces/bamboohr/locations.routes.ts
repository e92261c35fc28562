import { JoineryError } from '@joinery/sdk';
import {
  createLocation,
  getLocation,
  listLocations,
  removeLocation,
  updateLocation,
} from '../../modules/locations/locations.service.ts';
import { type Answer, empty, json } from './answer.ts';
import { type Area, type Call, needing } from './call.ts';
import { locationView, readLocation } from './format/locations.ts';
import { pagedView, readPage } from './format/paged-view.ts';
import { toNumber } from './params.ts';

export const locations: Area = {
  style: 'locations',
  handlers: {
    'GET /v1/hris/org/locations': getAll,
    'POST /v1/hris/org/locations': needing('settings.fields', 'edit', postOne),
    'GET /v1/hris/org/locations/{id}': getOne,
    'PUT /v1/hris/org/locations/{id}': needing('settings.fields', 'edit', putOne),
    'DELETE /v1/hris/org/locations/{id}': deleteOne,
  },
};

async function getAll({ context, principal, query, baseUrl }: Call): Promise<Answer> {
  const page = readPage(query);
  const { locations: found, total } = await listLocations(context, principal, page);
  const url = `${baseUrl}/hris/org/locations`;
  return json(pagedView(found.map(locationView), { ...page, total }, url, query));
}

async function postOne({ context, principal, body, baseUrl }: Call): Promise<Answer> {
  const location = await createLocation(context, principal, readLocation(body()));
  const answer = json(locationView(location), 201);
  answer.headers.location = `${baseUrl}/hris/org/locations/${location.id}`;
  return answer;
}

async function getOne({ context, principal, params }: Call): Promise<Answer> {
  return json(locationView(await getLocation(context, principal, readId(params.id))));
}

async function putOne({ context, principal, params, body }: Call): Promise<Answer> {
  const id = readId(params.id);
  return json(locationView(await updateLocation(context, principal, id, readLocation(body()))));
}

async function deleteOne({ context, principal, params }: Call): Promise<Answer> {
  await removeLocation(context, principal, readId(params.id));
  return empty(204);
}

function readId(text: string | undefined): number {
  const id = toNumber(text);
  if (id === undefined) throw new JoineryError('request.invalid', 'The id of a location is a number.');
  return id;
}

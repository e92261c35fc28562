import {
  accessLevel,
  accessLevelInput,
  apiKey,
  apiKeyInput,
  createdApiKey,
  pageOf,
  user,
  userInput,
  userPatch,
} from '@joinery/sdk';
import {
  createAccessLevel,
  listAccessLevels,
  updateAccessLevel,
} from '../../modules/access/access-levels.service.ts';
import { createKey, listKeys, revokeKey } from '../../modules/keys/keys.service.ts';
import { createUser, listUsers, updateUser } from '../../modules/users/users.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Access';

export const accessRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/users',
    tag,
    summary: 'Users of the company',
    answer: pageOf(user),
    handle: async ({ context, principal }) => whole(await listUsers(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/users',
    tag,
    summary: 'Add a user',
    body: userInput,
    answer: user,
    status: 201,
    handle: ({ context, principal, body }) => createUser(context, principal, body),
  }),
  route({
    method: 'PATCH',
    url: '/users/:id',
    tag,
    summary: 'Change level, status or password of a user',
    params: idParams,
    body: userPatch,
    answer: user,
    handle: ({ context, principal, params, body }) => updateUser(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/access-levels',
    tag,
    summary: 'Access levels',
    answer: pageOf(accessLevel),
    handle: async ({ context, principal }) => whole(await listAccessLevels(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/access-levels',
    tag,
    summary: 'Make a custom access level',
    body: accessLevelInput,
    answer: accessLevel,
    status: 201,
    handle: ({ context, principal, body }) => createAccessLevel(context, principal, body),
  }),
  route({
    method: 'PUT',
    url: '/access-levels/:id',
    tag,
    summary: 'Replace a custom access level',
    params: idParams,
    body: accessLevelInput,
    answer: accessLevel,
    handle: ({ context, principal, params, body }) => updateAccessLevel(context, principal, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/keys',
    tag,
    summary: 'API keys, without the keys themselves',
    answer: pageOf(apiKey),
    handle: async ({ context, principal }) => whole(await listKeys(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/keys',
    tag,
    summary: 'Make an API key; the answer shows it once',
    body: apiKeyInput,
    answer: createdApiKey,
    status: 201,
    handle: ({ context, principal, body }) => createKey(context, principal, body),
  }),
  route({
    method: 'DELETE',
    url: '/keys/:id',
    tag,
    summary: 'Revoke an API key, from its next request on',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await revokeKey(context, principal, params.id);
      return undefined;
    },
  }),
];

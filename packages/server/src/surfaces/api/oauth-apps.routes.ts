import {
  createdOauthApp,
  oauthApp,
  oauthAppInput,
  oauthAppPatch,
  oauthGrant,
  oauthGrantQuery,
  pageOf,
} from '@joinery/sdk';
import {
  createOauthApp,
  listOauthApps,
  removeOauthApp,
  rotateSecret,
  updateOauthApp,
} from '../../modules/oauth/oauth-apps.service.ts';
import { listOauthGrants, revokeOauthGrant } from '../../modules/oauth/oauth-grants.service.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Access';

export const oauthAppsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/oauth-apps',
    tag,
    summary: 'Applications that may ask people for access to the BambooHR dialect',
    answer: pageOf(oauthApp),
    handle: async ({ context, principal }) => whole(await listOauthApps(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/oauth-apps',
    tag,
    summary: 'Register an application; the answer shows its client secret once',
    body: oauthAppInput,
    answer: createdOauthApp,
    status: 201,
    handle: ({ context, principal, body }) => createOauthApp(context, principal, body),
  }),
  route({
    method: 'PATCH',
    url: '/oauth-apps/:id',
    tag,
    summary: 'Change name, redirect addresses or scopes of an application',
    params: idParams,
    body: oauthAppPatch,
    answer: oauthApp,
    handle: ({ context, principal, params, body }) => updateOauthApp(context, principal, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/oauth-apps/:id/secret',
    tag,
    summary: 'Make a new client secret; the old one stops at once',
    params: idParams,
    answer: createdOauthApp,
    handle: ({ context, principal, params }) => rotateSecret(context, principal, params.id),
  }),
  route({
    method: 'DELETE',
    url: '/oauth-apps/:id',
    tag,
    summary: 'Remove an application with everything that people allowed it',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await removeOauthApp(context, principal, params.id);
      return undefined;
    },
  }),
  route({
    method: 'GET',
    url: '/oauth-grants',
    tag,
    summary: 'What people allowed applications; one’s own, or all for those who manage users',
    query: oauthGrantQuery,
    answer: pageOf(oauthGrant),
    handle: async ({ context, principal, query }) => whole(await listOauthGrants(context, principal, query)),
  }),
  route({
    method: 'DELETE',
    url: '/oauth-grants/:id',
    tag,
    summary: 'Revoke what a person allowed an application, from the next request on',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await revokeOauthGrant(context, principal, params.id);
      return undefined;
    },
  }),
];

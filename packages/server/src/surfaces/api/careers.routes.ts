import {
  careersSettings,
  careersSettingsPatch,
  JoineryError,
  pageOf,
  publishableKey,
  publishableKeyInput,
  publishableKeyPatch,
} from '@joinery/sdk';
import {
  assertMaySetLogo,
  getCareersSettings,
  removeLogo,
  setLogo,
  updateCareersSettings,
} from '../../modules/careers/careers.service.ts';
import {
  createPublishableKey,
  listPublishableKeys,
  removePublishableKey,
  updatePublishableKey,
} from '../../modules/publishable-keys/publishable-keys.service.ts';
import { ownOrigin } from '../own-origin.ts';
import { idParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Careers';

export const careersRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/careers',
    tag,
    summary: 'How the careers page looks, and where it is',
    answer: careersSettings,
    handle: ({ context, principal, request }) =>
      getCareersSettings(context, principal, ownOrigin(context, request)),
  }),
  route({
    method: 'PATCH',
    url: '/careers',
    tag,
    summary: 'Change what the careers page says and how it looks',
    body: careersSettingsPatch,
    answer: careersSettings,
    handle: ({ context, principal, request, body }) =>
      updateCareersSettings(context, principal, ownOrigin(context, request), body),
  }),
  route({
    method: 'PUT',
    url: '/careers/logo',
    tag,
    summary: 'Set the logo of the careers page',
    forms: ['logo'],
    assertMayCall: assertMaySetLogo,
    maxFileBytes: 5 * 1024 * 1024,
    // The service opens it: it is no document.
    checkFile: async (file) => file,
    answer: careersSettings,
    handle: ({ context, principal, request, files }) => {
      const [logo] = files;
      if (logo === undefined || files.length > 1)
        throw new JoineryError('request.invalid', 'Send one picture.', {
          issues: [{ path: 'logo', message: 'expected one file' }],
        });
      return setLogo(context, principal, ownOrigin(context, request), logo);
    },
  }),
  route({
    method: 'DELETE',
    url: '/careers/logo',
    tag,
    summary: 'Take the logo away',
    answer: careersSettings,
    handle: ({ context, principal, request }) => removeLogo(context, principal, ownOrigin(context, request)),
  }),
  route({
    method: 'GET',
    url: '/publishable-keys',
    tag,
    summary: 'Keys that stand in web pages',
    answer: pageOf(publishableKey),
    handle: async ({ context, principal }) => whole(await listPublishableKeys(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/publishable-keys',
    tag,
    summary: 'Make a key that may stand in web pages: it sends applications and does nothing else',
    body: publishableKeyInput,
    answer: publishableKey,
    status: 201,
    handle: ({ context, principal, body }) => createPublishableKey(context, principal, body),
  }),
  route({
    method: 'PATCH',
    url: '/publishable-keys/:id',
    tag,
    summary: 'Change or disable a publishable key',
    params: idParams,
    body: publishableKeyPatch,
    answer: publishableKey,
    handle: ({ context, principal, params, body }) =>
      updatePublishableKey(context, principal, params.id, body),
  }),
  route({
    method: 'DELETE',
    url: '/publishable-keys/:id',
    tag,
    summary: 'Remove a publishable key; pages that have it send no more',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await removePublishableKey(context, principal, params.id);
      return undefined;
    },
  }),
];

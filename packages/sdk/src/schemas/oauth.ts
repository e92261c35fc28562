import { z } from 'zod';
import { oauthScopes } from './oauth-scopes.ts';
import { instant } from './paging.ts';
import { isRedirectUri } from './redirect-uri.ts';

/**
 * What an application is. `oauth` asks people for access in the browser. `login` may exchange
 * people's passwords for keys at the BambooHR dialect's deprecated `POST /v1/login`, with its
 * client id as application key. `mobile` stands for a mobile application, whose key is refused there.
 */
export const oauthAppKind = z.enum(['oauth', 'login', 'mobile']);

const redirectUri = z.string().max(500).refine(isRedirectUri, {
  message: 'expected https://…, http:// on localhost, or a scheme of your own with a dot; no fragment',
});
const scope = z.string().refine((name) => name in oauthScopes, { message: 'there is no such scope' });
const unique = <T extends z.ZodType>(item: T, max: number) =>
  z
    .array(item)
    .max(max)
    .transform((items) => [...new Set(items)]);

export const oauthApp = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: oauthAppKind,
    clientId: z.string(),
    /** The first characters of the client secret, enough to recognise it. */
    secretPreview: z.string().nullable(),
    redirectUris: z.array(z.string()),
    /** What it may ask people for. A scope that is taken away counts from the next request on. */
    scopes: z.array(z.string()),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'OauthApp' });
export type OauthApp = z.infer<typeof oauthApp>;

const name = z.string().trim().min(1).max(100);

export const oauthAppInput = z
  .strictObject({
    name,
    kind: oauthAppKind.default('oauth'),
    redirectUris: unique(redirectUri, 20).default([]),
    scopes: unique(scope, 200).default([]),
  })
  .refine((app) => app.kind !== 'oauth' || app.redirectUris.length > 0, {
    path: ['redirectUris'],
    message: 'an application that asks in the browser needs at least one',
  })
  .refine((app) => app.kind !== 'oauth' || app.scopes.length > 0, {
    path: ['scopes'],
    message: 'an application that asks in the browser needs at least one',
  });
export type OauthAppInput = z.infer<typeof oauthAppInput>;

export const oauthAppPatch = z.strictObject({
  name: name.optional(),
  redirectUris: unique(redirectUri, 20)
    .refine((uris) => uris.length > 0, { message: 'at least one' })
    .optional(),
  scopes: unique(scope, 200)
    .refine((scopes) => scopes.length > 0, { message: 'at least one' })
    .optional(),
});
export type OauthAppPatch = z.infer<typeof oauthAppPatch>;

/** The answer to making an application or a new secret: the only time that the secret is shown. */
export const createdOauthApp = oauthApp
  .extend({ clientSecret: z.string().nullable() })
  .meta({ id: 'CreatedOauthApp' });
export type CreatedOauthApp = z.infer<typeof createdOauthApp>;

/** What one person allowed one application, by one consent. */
export const oauthGrant = z
  .object({
    id: z.string(),
    app: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string() }),
    scopes: z.array(z.string()),
    /** `ended`: its last token has expired. */
    state: z.enum(['live', 'ended', 'revoked']),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'OauthGrant' });
export type OauthGrant = z.infer<typeof oauthGrant>;

export const oauthGrantQuery = z.object({ appId: z.string().max(100).optional() });

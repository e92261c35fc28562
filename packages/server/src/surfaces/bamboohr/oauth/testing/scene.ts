// A company with a person who has a password and an application that asks: for tests of OAuth.
import type { Company, CreatedOauthApp, OauthAppInput, User } from '@joinery/sdk';
import { listAccessLevels } from '../../../../modules/access/access-levels.service.ts';
import type { Principal } from '../../../../modules/access/principal.ts';
import { systemPrincipal } from '../../../../modules/companies/companies.service.ts';
import { createOauthApp } from '../../../../modules/oauth/oauth-apps.service.ts';
import { createUser } from '../../../../modules/users/users.service.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { openBrowser, type Page } from './browser.ts';

export const redirectUri = 'https://app.example.test/callback';
export const password = 'correct horse battery';

export interface Tokens {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  id_token: string;
  refresh_token?: string;
  companyDomain: string;
}

export interface Scene {
  server: TestServer;
  company: Company;
  owner: Principal;
  app: CreatedOauthApp;
  /** What the client takes for `https://acme.bamboohr.com`. */
  issuer: string;
  apiKey: string;
  aPerson(level?: string, employeeNumber?: number): Promise<User>;
  anApp(input?: Partial<OauthAppInput>): Promise<CreatedOauthApp>;
  authorizeUrl(change?: Record<string, string | undefined>): string;
  /** Signs in and allows; gives the address that the person is sent to. */
  allow(person: User, change?: Record<string, string | undefined>): Promise<URL>;
  token(body: Record<string, string | undefined>, init?: TokenRequest): Promise<Response>;
  /** Tokens of a person's consent. */
  tokensOf(person: User, scope: string): Promise<Tokens>;
  refresh(refreshToken: string | undefined, change?: Record<string, string>): Promise<Response>;
  api(accessToken: string, path: string, init?: RequestInit): Promise<Response>;
}

export interface TokenRequest {
  json?: boolean;
  headers?: Record<string, string>;
  /** Leaves client id and secret out of the body. */
  anonymous?: boolean;
}

export async function openScene(): Promise<Scene> {
  const server = await startTestServer();
  const { apiKey, company } = await server.sandbox('acme', 12);
  const { context } = server;
  const owner = systemPrincipal(company);
  const issuer = `${server.origin}/api/gateway.php/acme`;
  const anApp: Scene['anApp'] = (input = {}) =>
    createOauthApp(context, owner, {
      name: 'Rota',
      kind: 'oauth',
      redirectUris: [redirectUri],
      scopes: ['employee', 'employee_directory', 'field', 'employee.write', 'offline_access', 'openid'],
      ...input,
    });
  const app = await anApp();
  let made = 0;
  const aPerson: Scene['aPerson'] = async (level = 'full_admin', employeeNumber) => {
    made += 1;
    const levels = await listAccessLevels(context, owner);
    return createUser(context, owner, {
      kind: 'person',
      email: `person${made}@acme.test`,
      password,
      firstName: 'Petra',
      lastName: `Person ${made}`,
      accessLevelId: levels.find(({ builtin }) => builtin === level)?.id ?? '',
      ...(employeeNumber !== undefined && { employeeNumber }),
    });
  };
  const authorizeUrl: Scene['authorizeUrl'] = (change = {}) => {
    const asked = {
      request: 'authorize',
      response_type: 'code',
      client_id: app.clientId,
      redirect_uri: redirectUri,
      scope: 'employee employee_directory offline_access openid',
      state: 'st&te=1 %/ü',
      ...change,
    };
    const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return `${issuer}/authorize.php?${new URLSearchParams(given)}`;
  };
  const allow: Scene['allow'] = async (person, change) => {
    const browser = openBrowser();
    await browser.arrive(authorizeUrl(change));
    await browser.submit('sign_in', { email: person.email ?? '', password });
    return locationOf(await browser.submit('allow'));
  };
  const token: Scene['token'] = (fields, { json = false, headers = {}, anonymous = false } = {}) => {
    const client = anonymous ? {} : { client_id: app.clientId, client_secret: app.clientSecret ?? '' };
    const given = Object.entries({ ...client, ...fields }).filter(([, value]) => value !== undefined);
    const values = Object.fromEntries(given) as Record<string, string>;
    return fetch(`${issuer}/token.php?request=token`, {
      method: 'POST',
      headers: { ...(json && { 'content-type': 'application/json' }), ...headers },
      body: json ? JSON.stringify(values) : new URLSearchParams(values),
    });
  };
  const tokensOf: Scene['tokensOf'] = async (person, scope) => {
    const code = (await allow(person, { scope })).searchParams.get('code') ?? '';
    const answer = await token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
    if (answer.status !== 200) throw new Error(await answer.text());
    return (await answer.json()) as Tokens;
  };
  return {
    server,
    company,
    owner,
    app,
    issuer,
    apiKey,
    aPerson,
    anApp,
    authorizeUrl,
    allow,
    token,
    tokensOf,
    refresh: (refreshToken, change = {}) =>
      token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...change }),
    api: (accessToken, path, init = {}) =>
      fetch(`${issuer}/v1/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json', ...init.headers },
      }),
  };
}

export function locationOf({ location, status, html }: Page): URL {
  if (location === undefined) throw new Error(`nobody was sent anywhere: ${status} ${html.slice(-400)}`);
  return new URL(location);
}

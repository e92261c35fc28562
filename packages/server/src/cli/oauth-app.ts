import { JoineryError, type OauthAppInput, oauthAppInput } from '@joinery/sdk';
import { createOauthApp, listOauthApps, removeOauthApp } from '../modules/oauth/oauth-apps.service.ts';
import { type OutputOptions, print, table } from './output.ts';
import { inCompany, withContext } from './with-context.ts';

interface CompanyOptions extends OutputOptions {
  company: string;
}

interface CreateOptions extends CompanyOptions {
  name: string;
  kind: string;
  redirect?: string[];
  scope?: string[];
}

export async function create(options: CreateOptions): Promise<void> {
  const input = readInput(options);
  const app = await withContext(async (context) => {
    const { principal } = await inCompany(context, options.company);
    return createOauthApp(context, principal, input);
  });
  const secret =
    app.clientSecret === null
      ? []
      : [`client secret  ${app.clientSecret}`, 'Keep it now: it is not shown again.'];
  print(options, app, [`client id      ${app.clientId}`, ...secret]);
}

function readInput({ name, kind, redirect = [], scope = [] }: CreateOptions): OauthAppInput {
  const read = oauthAppInput.safeParse({ name, kind, redirectUris: redirect, scopes: scope });
  if (read.success) return read.data;
  throw new JoineryError('request.invalid', 'The application cannot be registered like this.', {
    issues: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}

export async function list(options: CompanyOptions): Promise<void> {
  const apps = await withContext(async (context) => {
    const { principal } = await inCompany(context, options.company);
    return listOauthApps(context, principal);
  });
  const rows = apps.map(({ id, clientId, kind, name }) => [id, clientId, kind, name]);
  const lines =
    rows.length === 0 ? ['There is no application.'] : table([['ID', 'CLIENT ID', 'KIND', 'NAME'], ...rows]);
  print(options, apps, lines);
}

export async function remove(id: string, options: CompanyOptions): Promise<void> {
  await withContext(async (context) => {
    const { principal } = await inCompany(context, options.company);
    return removeOauthApp(context, principal, id);
  });
  print(options, { id }, ['The application is removed, with everything that people allowed it.']);
}

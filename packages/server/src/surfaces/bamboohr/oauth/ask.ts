// What comes in at the OAuth paths: the company of the address, parameters each given once, and
// who the client says it is.
import type { Company } from '@joinery/sdk';
import { JoineryError } from '@joinery/sdk';
import type { FastifyRequest } from 'fastify';
import { findCompany } from '../../../modules/companies/companies.service.ts';
import type { Context } from '../../../modules/context.ts';
import type { Parameters } from '../../../modules/oauth/oauth.ts';
import type { ClientCredentials } from '../../../modules/oauth/oauth-tokens.service.ts';
import type { Guards } from '../../guards.ts';
import { companyOfHost } from '../address.ts';
import { readFields } from '../body.ts';

export interface Deps {
  context: Context;
  guards: Guards;
}

export interface Ask extends Deps {
  request: FastifyRequest;
  company: Company;
  /** Address of the company without a slash at its end; the issuer of identity tokens. */
  issuer: string;
  /** Of the query. */
  parameters: Parameters;
  /** Names that the query has more than once; the last value counts nowhere. */
  repeated: string[];
}

/** @throws JoineryError `companies.not_found`; `request.invalid` for a Host header of no use. */
export async function readAsk(deps: Deps, request: FastifyRequest): Promise<Ask> {
  const { company: named } = request.params as { company?: string };
  if (!/^[A-Za-z0-9._:[\]-]{1,255}$/.test(request.host))
    throw new JoineryError('request.invalid', 'The Host header is not usable.');
  const slug = (named ?? companyOfHost(request.host)).toLowerCase();
  const company = /^[a-z0-9-]{1,63}$/.test(slug) ? await findCompany(deps.context, slug) : undefined;
  if (company === undefined)
    throw new JoineryError('companies.not_found', 'There is no company at this address.');
  const origin = `${request.protocol}://${request.host}`;
  const issuer = named === undefined ? origin : `${origin}/api/gateway.php/${company.slug}`;
  return { ...deps, request, company, issuer, ...readQuery(request.raw.url ?? '') };
}

function readQuery(url: string): { parameters: Parameters; repeated: string[] } {
  const at = url.indexOf('?');
  const search = new URLSearchParams(at === -1 ? '' : url.slice(at + 1));
  const repeated = [...new Set(search.keys())].filter((name) => search.getAll(name).length > 1);
  return { parameters: Object.fromEntries(search), repeated };
}

/** @throws JoineryError `oauth.invalid_request` for a body that cannot be read or names a field twice. */
export function readForm({ request }: Pick<Ask, 'request'>): Parameters {
  try {
    return readFields(request.body as Buffer | undefined);
  } catch (cause) {
    throw new JoineryError(
      'oauth.invalid_request',
      'Send the parameters form-encoded or as a JSON object, each once.',
      { cause },
    );
  }
}

/**
 * The client by its Basic header, else by the body; by both only if they agree.
 *
 * @throws JoineryError `oauth.invalid_request`, `oauth.invalid_client`.
 */
export function readClient({ request }: Pick<Ask, 'request'>, body: Parameters): ClientCredentials {
  const basic = readBasic(request.headers.authorization);
  const { client_id: clientId = basic?.clientId, client_secret: clientSecret = basic?.clientSecret } = body;
  if (basic !== undefined && (basic.clientId !== clientId || basic.clientSecret !== clientSecret))
    throw new JoineryError('oauth.invalid_request', 'Header and body name different clients.');
  if (clientId === undefined || clientSecret === undefined)
    throw new JoineryError('oauth.invalid_client', 'Send client_id and client_secret.');
  return { clientId, clientSecret };
}

function readBasic(authorization: string | undefined): ClientCredentials | undefined {
  const [, credentials] = /^basic +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (credentials === undefined) return undefined;
  const [clientId = '', ...secret] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  return { clientId: formDecoded(clientId), clientSecret: formDecoded(secret.join(':')) };
}

// RFC 6749, 2.3.1: both parts are form-encoded before they are joined. Many clients do not, and
// nothing in our ids and secrets changes by it.
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

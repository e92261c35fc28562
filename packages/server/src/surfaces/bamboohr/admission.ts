// Who comes in: the company of the address, the key's principal, the operation. A request to a
// sandbox company is in its ledger before anything else happens, refused ones too.
import { type Company, JoineryError } from '@joinery/sdk';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../modules/access/principal.ts';
import { findCompany, nobody } from '../../modules/companies/companies.service.ts';
import type { Context } from '../../modules/context.ts';
import {
  authenticateKey,
  type Guess,
  guessHolder,
  isKeyOfDisabledUser,
} from '../../modules/keys/keys.service.ts';
import { authenticateToken, isAccessToken } from '../../modules/oauth/oauth-tokens.service.ts';
import { recordRequest } from '../../modules/sandboxes/sandboxes.service.ts';
import { isSandbox } from '../../modules/sandboxes/sandboxes.ts';
import { type Address, baseUrlOf, readAddress } from './address.ts';
import { findRoute } from './areas.ts';
import type { Handler } from './call.ts';
import type { ErrorStyle } from './errors.ts';
import { findOperation, type MatchedOperation, type Operation } from './operations.ts';

/** What is known of a request so far. */
export interface Visit {
  address: Address;
  found: ReturnType<typeof findOperation>;
  style: ErrorStyle;
  /** Who is taken to call until the database has been asked; `admitted` is nothing more than this yet. */
  guess?: Guess;
  /** Its entry in the ledger of a sandbox company. */
  ledger?: { id: string; company: Company; operation: string };
  /** Whether the work of the operation was done. */
  executed: boolean;
  admitted?: Admitted;
}

export interface Admitted {
  principal: Principal;
  params: Record<string, string>;
  baseUrl: string;
  handler: Handler;
}

/**
 * At once where the work may begin on a guess.
 *
 * @throws JoineryError for everything that ends a request before its body is read.
 */
export function admit(context: Context, request: FastifyRequest): Promise<void> | undefined {
  const address = readAddress(request.raw.url ?? '', request.host);
  if (address === undefined) throw noSuchPath();
  const found = findOperation(request.method, address.version, address.segments);
  const visit: Visit = { address, found, style: 'plain', executed: false };
  request.visit = visit;
  const guess = guessCaller(context, visit, request.headers.authorization);
  if (guess === undefined) return admitAsked(context, request, visit);
  visit.admitted = toAdmitted(found, guess.principal, visit, request);
  visit.guess = guess;
  return undefined;
}

// What a sandbox is asked stands in its ledger before anything is read.
function guessCaller(
  context: Context,
  { address, found }: Visit,
  authorization: string | undefined,
): Guess | undefined {
  if (found === undefined || 'allowed' in found || findRoute(found.operation.id)?.eager !== true)
    return undefined;
  const key = readKey(authorization);
  const guess = key === undefined ? undefined : guessHolder(context, key);
  if (guess === undefined) return undefined;
  const { company } = guess.principal;
  return company.slug === address.slug && !isSandbox(company) ? guess : undefined;
}

/** By what the database says. @throws JoineryError as admit does. */
export async function admitAsked(context: Context, request: FastifyRequest, visit: Visit): Promise<void> {
  const { address, found } = visit;
  const { company, principal } = await identify(context, address, request.headers.authorization);
  const operation = found !== undefined && 'operation' in found ? found.operation.id : 'unknown';
  const recorded = await recordRequest(context, company, {
    operation,
    method: request.method,
    path: request.raw.url ?? '',
    requestId: request.id,
  });
  if (recorded !== undefined) visit.ledger = { id: recorded.id, company, operation };
  if (recorded?.refusal !== undefined) throw recorded.refusal;
  const caller = principal ?? (isOpen(found) ? nobody(company) : undefined);
  if (caller === undefined) throw await notAdmitted(context, company, request.headers.authorization);
  visit.admitted = toAdmitted(found, caller, visit, request);
}

async function identify(
  context: Context,
  { slug }: Address,
  authorization: string | undefined,
): Promise<{ company: Company; principal: Principal | undefined }> {
  const key = readKey(authorization);
  if (key !== undefined && isAccessToken(key)) return identifyByToken(context, slug, key);
  const principal = key === undefined ? undefined : await authenticateKey(context, key);
  if (principal?.company.slug === slug) return { company: principal.company, principal };
  // A key of another company is a wrong key here, not a hint that it works somewhere.
  return { company: await companyNamed(context, slug), principal: undefined };
}

// The company of the address is the only one in which the token is looked for.
async function identifyByToken(context: Context, slug: string, token: string) {
  const company = await companyNamed(context, slug);
  return { company, principal: await authenticateToken(context, company, token) };
}

async function companyNamed(context: Context, slug: string): Promise<Company> {
  const company = await findCompany(context, slug);
  if (company === undefined) throw new JoineryError('companies.not_found', 'There is no such company.');
  return company;
}

function isOpen(found: ReturnType<typeof findOperation>): boolean {
  return found !== undefined && 'operation' in found && findRoute(found.operation.id)?.open === true;
}

function toAdmitted(
  found: ReturnType<typeof findOperation>,
  principal: Principal,
  visit: Visit,
  request: FastifyRequest,
): Admitted {
  const { operation, params } = assertOperation(found);
  const route = findRoute(operation.id);
  if (route === undefined)
    throw new JoineryError('request.not_implemented', `${operation.id} is not written here yet.`);
  visit.style = route.style;
  assertScope(principal, operation);
  const baseUrl = baseUrlOf(visit.address, request.protocol, request.host);
  if (baseUrl === undefined) throw new JoineryError('request.invalid', 'The Host header is not usable.');
  return { principal, params, baseUrl, handler: route.handler };
}

/** @throws JoineryError `access.scope_missing` for an OAuth token that opens other operations. */
function assertScope({ scopes }: Principal, operation: Operation): void {
  if (scopes === undefined || operation.scopes.length === 0) return;
  if (!operation.scopes.some((scope) => scopes.includes(scope)))
    throw new JoineryError(
      'access.scope_missing',
      `The access token needs one of these scopes: ${operation.scopes.join(', ')}.`,
    );
}

function assertOperation(found: ReturnType<typeof findOperation>): MatchedOperation {
  if (found === undefined) throw noSuchPath();
  if ('allowed' in found)
    throw new JoineryError('request.method_not_allowed', `Allowed here: ${found.allowed.join(', ')}.`, {
      details: { allow: found.allowed },
    });
  return found;
}

/** The key of `Basic key:anything` or `Bearer key`. The password is never looked at. */
export function readKey(authorization: string | undefined): string | undefined {
  const [, scheme = '', credentials = ''] = /^(basic|bearer)\s+(\S+)\s*$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return credentials === '' ? undefined : credentials;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0];
}

function noSuchPath(): JoineryError {
  return new JoineryError('request.not_found', 'There is no such path.');
}

// Documented: 401 is for keys that are none, 403 for those of users who are disabled.
async function notAdmitted(
  context: Context,
  company: Company,
  authorization: string | undefined,
): Promise<JoineryError> {
  const key = readKey(authorization);
  if (key === undefined || !(await isKeyOfDisabledUser(context, company, key))) return notAuthenticated();
  return new JoineryError('access.forbidden', 'The user whose API key this is, is disabled.');
}

function notAuthenticated(): JoineryError {
  return new JoineryError('access.unauthenticated', 'No valid API key was given.');
}

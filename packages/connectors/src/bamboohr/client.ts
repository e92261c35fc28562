import { BambooHr, BambooHrError, type FetchLike, type ResponseEvent } from '@joinery/bamboohr';
import { type ErrorCode, JoineryError, ProviderError } from '@joinery/sdk';
import type { Account, AccountAddress, ConnectionSettings } from '../connector.ts';
import type { ProviderCall } from '../people-source.ts';

export function defaultBaseUrl({ subdomain }: ConnectionSettings): string {
  return `https://api.bamboohr.com/api/gateway.php/${subdomain.toLowerCase()}`;
}

/** Whether the account is BambooHR's own, not somebody who speaks the same API. */
export function isOwnApi({ baseUrl, settings }: AccountAddress): boolean {
  return baseUrl === defaultBaseUrl(settings);
}

export function employeeUrl(address: AccountAddress, id: string): string | null {
  if (!isOwnApi(address)) return null;
  return `https://${address.settings.subdomain}.bamboohr.com/employees/employee.php?id=${encodeURIComponent(id)}`;
}

/** A client of the account. Its reads are not repeated here: that is the engine's to decide. */
export function openClient(account: Account, { streamed = false } = {}): BambooHr {
  const { baseUrl, settings, credentials } = account;
  const send: FetchLike = streamed
    ? (url, request) => account.fetch(url, { ...request, streamed })
    : account.fetch;
  return new BambooHr({
    apiKey: credentials.apiKey,
    ...(isOwnApi(account) ? { company: settings.subdomain } : { baseUrl }),
    fetch: send,
    retry: { limit: 0 },
    isNotSent: (error) => isRefusedAddress(error) || isHeldBack(error),
    userAgent: 'Joinery',
    hooks: { onResponse: (event) => account.onCall?.(toProviderCall(event, account)) },
  });
}

function toProviderCall(event: ResponseEvent, { now = () => new Date() }: Account): ProviderCall {
  const { operation, method, url, status, bytes, durationMs } = event;
  const at = new Date(now().getTime() - durationMs);
  return { at, operation, method, path: new URL(url).pathname, status, bytes, ms: durationMs };
}

/** Runs an operation and translates its failure. */
export async function call<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw error instanceof BambooHrError ? toProviderError(error) : error;
  }
}

/** Runs an operation; null where the provider itself refuses it with this status. */
export async function unlessRefused<T>(status: number, operation: Promise<T>): Promise<T | null> {
  try {
    return await call(operation);
  } catch (error) {
    if (error instanceof ProviderError && error.outcome === 'refused' && error.status === status) return null;
    throw error;
  }
}

/** Reads while it comes, and translates what goes wrong on the way. */
export async function* translated<T>(rows: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* rows;
  } catch (error) {
    throw error instanceof BambooHrError ? toProviderError(error) : error;
  }
}

export function toProviderError(error: BambooHrError): ProviderError {
  const heldBack = linkOf(error, isHeldBack);
  if (heldBack !== undefined) return heldBack;
  const refused = linkOf(error, isRefusedAddress);
  return new ProviderError(refused?.code ?? codeOf(error), refused?.message ?? messageOf(error), {
    provider: 'bamboohr',
    operation: error.operation,
    outcome: error.outcome,
    ...(error.status === null ? {} : { status: error.status }),
    ...(error.requestId === null ? {} : { requestId: error.requestId }),
    ...(error.retryAfterSeconds === null ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    details: { reason: error.reason, excerpt: error.excerpt, words: error.providerMessage },
    cause: error,
  });
}

function codeOf({ outcome, status, reason }: BambooHrError): ErrorCode {
  if (outcome === 'refused') return status === 401 ? 'connections.unauthorized' : 'provider.refused';
  if (outcome === 'not_sent') return 'provider.unreachable';
  if (outcome === 'throttled') return 'provider.throttled';
  return reason === 'unexpected_content' || reason === 'redirect'
    ? 'provider.unexpected'
    : 'provider.ambiguous';
}

function messageOf(error: BambooHrError): string {
  if (error.status === 401) return 'BambooHR refuses the API key: it is wrong, or was revoked.';
  if (error.outcome === 'refused' && error.providerMessage !== null)
    return `BambooHR refused: ${error.providerMessage} (${error.status})`;
  if (error.outcome === 'throttled') return 'BambooHR’s request limit is reached.';
  return `BambooHR: ${error.message.replace(/^[\w.]+: /, '')}.`;
}

function isRefusedAddress(error: unknown): error is JoineryError {
  return error instanceof JoineryError && error.code === 'egress.address_not_allowed';
}

/** Before it was sent, by whoever gave us the `fetch`. */
function isHeldBack(error: unknown): error is ProviderError {
  return error instanceof ProviderError;
}

function linkOf<E extends Error>(error: unknown, is: (link: unknown) => link is E): E | undefined {
  for (let link = error; link instanceof Error; link = link.cause) if (is(link)) return link;
  return undefined;
}

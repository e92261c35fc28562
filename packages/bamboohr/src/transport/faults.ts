import type { ErrorReason } from '../error.ts';

/** What an error thrown by `fetch` says about the request. */
export interface Fault {
  readonly reason: ErrorReason;
  /** True only when surely no byte of the request was written. */
  readonly notSent: boolean;
}

const dnsCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);

// These mean "no connection" only when they come from connect(2): EHOSTUNREACH and ETIMEDOUT also end
// connections that have carried a request.
const connectCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EACCES',
  'EPERM',
  // No socket could be opened.
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
]);

// Only failures of the handshake. Other TLS errors (a bad record, an alert for a missing client certificate
// under TLS 1.3) can arrive after the request was written.
const handshakeCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const untrusted = 'nobody whom this machine trusts vouches for the certificate';
const oldVersion = 'no version of TLS is spoken that is safe';
const handshakeWords: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  CERT_REVOKED: 'the certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is of another host',
  HOSTNAME_MISMATCH: 'the certificate is of another host',
  CERT_UNTRUSTED: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  INVALID_CA: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: oldVersion,
  ERR_SSL_UNSUPPORTED_PROTOCOL: oldVersion,
};

/** Why a handshake failed, where its codes tell. */
export function handshakeProblem(error: unknown): string | undefined {
  return causes(error)
    .map((link) => handshakeWords[textOf(link, 'code')])
    .find((words) => words !== undefined);
}

const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

const lost: Fault = { reason: 'connection_lost', notSent: false };

/** What an injected `fetch` threw of its own before anything was sent, wherever it is wrapped. */
export function ownFault(error: unknown, isNotSent?: (error: unknown) => boolean): object | undefined {
  return isNotSent === undefined ? undefined : causes(error).find(isNotSent);
}

/** Reads the codes of an error and of what it wraps; an unknown error counts as lost after sending. */
export function readFault(error: unknown, isNotSent?: (error: unknown) => boolean): Fault {
  if (ownFault(error, isNotSent) !== undefined) return { reason: 'connect', notSent: true };
  for (const link of causes(error)) {
    const fault = readLink(link);
    if (fault !== undefined) return fault;
  }
  return lost;
}

function readLink(link: object): Fault | undefined {
  const attempts = 'errors' in link && Array.isArray(link.errors) ? link.errors : [];
  if (attempts.length > 0) return readAttempts(attempts);
  const code = textOf(link, 'code');
  const connecting = textOf(link, 'syscall') === 'connect';
  if (dnsCodes.has(code)) return { reason: 'dns', notSent: true };
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return { reason: 'connect', notSent: true };
  if (connecting && connectCodes.has(code)) return { reason: 'connect', notSent: true };
  if (handshakeCodes.has(code)) return { reason: 'tls', notSent: true };
  // fetch never connects to the ports of other protocols, and gives no code for it.
  if (link instanceof Error && link.message === 'bad port') return { reason: 'connect', notSent: true };
  if (timeoutCodes.has(code)) return { reason: 'timeout', notSent: false };
  return code === '' ? undefined : lost;
}

// A host with several addresses fails with one error per address; all of them must be harmless.
function readAttempts(attempts: readonly unknown[]): Fault {
  const faults = attempts.map((attempt) => readFault(attempt));
  return faults.find((fault) => !fault.notSent) ?? faults[0] ?? lost;
}

function causes(error: unknown): object[] {
  const chain: object[] = [];
  let link = error;
  while (typeof link === 'object' && link !== null && chain.length < 8) {
    chain.push(link);
    link = 'cause' in link ? link.cause : undefined;
  }
  return chain;
}

function textOf(link: object, key: 'code' | 'syscall'): string {
  const value: unknown = Reflect.get(link, key);
  return typeof value === 'string' ? value : '';
}

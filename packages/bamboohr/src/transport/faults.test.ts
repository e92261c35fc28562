import { describe, expect, test } from 'vitest';
import { handshakeProblem, readFault } from './faults.ts';

function systemError(code: string, syscall?: string): Error {
  return Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) });
}

function fetchFailed(cause: unknown): TypeError {
  return new TypeError('fetch failed', { cause });
}

describe('an error of fetch', () => {
  test.each([
    ['ENOTFOUND', 'getaddrinfo', 'dns'],
    ['EAI_AGAIN', 'getaddrinfo', 'dns'],
    ['ECONNREFUSED', 'connect', 'connect'],
    ['EHOSTUNREACH', 'connect', 'connect'],
    ['ETIMEDOUT', 'connect', 'connect'],
    ['EMFILE', 'connect', 'connect'],
    ['ENFILE', 'connect', 'connect'],
    ['UND_ERR_CONNECT_TIMEOUT', undefined, 'connect'],
    ['CERT_HAS_EXPIRED', undefined, 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'tls'],
  ])('with %s from %s surely came before the first byte', (code, syscall, reason) => {
    expect(readFault(fetchFailed(systemError(code, syscall)))).toEqual({ reason, notSent: true });
  });

  test.each([
    ['ECONNRESET', 'read', 'connection_lost'],
    ['EPIPE', 'write', 'connection_lost'],
    ['EHOSTUNREACH', 'read', 'connection_lost'],
    ['ETIMEDOUT', 'read', 'timeout'],
    ['ECONNREFUSED', undefined, 'connection_lost'],
    ['EMFILE', 'open', 'connection_lost'],
    ['UND_ERR_SOCKET', undefined, 'connection_lost'],
    ['UND_ERR_HEADERS_TIMEOUT', undefined, 'timeout'],
    ['HPE_INVALID_CONSTANT', undefined, 'connection_lost'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'read', 'connection_lost'],
    ['EPROTO', 'write', 'connection_lost'],
  ])('with %s from %s may have come after it', (code, syscall, reason) => {
    expect(readFault(fetchFailed(systemError(code, syscall)))).toEqual({ reason, notSent: false });
  });

  test.each([[new Error('no code')], ['a text'], [undefined], [Object.assign(new Error(), { code: 7 })]])(
    'that says nothing may have come after it: %s',
    (error) => {
      expect(readFault(error)).toEqual({ reason: 'connection_lost', notSent: false });
    },
  );

  test('for a host with several addresses is as harmless as its worst attempt', () => {
    const refused = systemError('ECONNREFUSED', 'connect');
    const all = new AggregateError([refused, systemError('ETIMEDOUT', 'connect')]);
    const some = new AggregateError([refused, systemError('ECONNRESET', 'read')]);
    expect(readFault(fetchFailed(all))).toMatchObject({ notSent: true });
    expect(readFault(fetchFailed(some))).toMatchObject({ notSent: false });
  });

  test('that is its own cause is read once', () => {
    const error: Error & { cause?: unknown } = new Error('round');
    error.cause = error;
    expect(readFault(error)).toMatchObject({ notSent: false });
  });

  test('is asked about first, at every level, when the caller knows better', () => {
    const guarded = systemError('EGRESS_DENIED');
    expect(readFault(fetchFailed(guarded), (error) => error === guarded)).toMatchObject({ notSent: true });
    expect(readFault(fetchFailed(guarded), () => false)).toMatchObject({ notSent: false });
  });
});

test.each([
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is of another host'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'nobody whom this machine trusts vouches for the certificate'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'no version of TLS is spoken that is safe'],
  ['ECONNREFUSED', undefined],
])('a handshake that failed with %s says why', (code, words) => {
  expect(handshakeProblem(fetchFailed(systemError(code)))).toBe(words);
});

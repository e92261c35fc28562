import { JoineryError, ProviderError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { isDatabaseTrouble } from './database-trouble.ts';

const withCode = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });

describe('the database is in trouble', () => {
  it.each([
    ['a shutdown', withCode('57P01')],
    ['a start', withCode('57P03')],
    ['too many connections', withCode('53300')],
    ['a lost connection', withCode('08006')],
    ['a session ended because it idled', withCode('25P03')],
    ['a switch to a standby', withCode('25006')],
    ['a deadlock', withCode('40P01')],
    ['a refused connection', withCode('ECONNREFUSED', { syscall: 'connect' })],
    ['a missing socket', withCode('ENOENT', { syscall: 'connect' })],
    ['a connection cut in a query', new Error('Connection terminated unexpectedly')],
    ['several of these', new AggregateError([withCode('ECONNREFUSED', { syscall: 'connect' })])],
    ['our own word for it', new JoineryError('database.unreachable', 'away')],
  ])('at %s', (_, error) => {
    expect(isDatabaseTrouble(error)).toBe(true);
  });

  it.each([
    ['a broken rule of a table', withCode('23505')],
    ['a wrong statement', withCode('42601')],
    ['a missing file', withCode('ENOENT', { syscall: 'open' })],
    [
      'a provider that is away',
      new ProviderError('provider.unreachable', 'connection terminated', {
        provider: 'p',
        operation: 'o',
        outcome: 'not_sent',
        cause: withCode('ECONNREFUSED', { syscall: 'connect' }),
      }),
    ],
    ['what is no error', 'connection terminated'],
  ])('not at %s', (_, error) => {
    expect(isDatabaseTrouble(error)).toBe(false);
  });
});

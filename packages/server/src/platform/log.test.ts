import { JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { createLog, type Log, withoutSecrets } from './log.ts';

function capture(): { log: Log; lines: () => Record<string, unknown>[]; text: () => string } {
  let text = '';
  const write = (line: string): void => {
    text += line;
  };
  const log = createLog({ level: 'trace', destination: { write } });
  const lines = (): Record<string, unknown>[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, lines, text: () => text };
}

describe('the log', () => {
  it('is JSON lines with a level by name and an instant', () => {
    const { log, lines } = capture();
    log.info({ companyId: 'com_1' }, 'started');
    expect(lines()).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), companyId: 'com_1', msg: 'started' },
    ]);
  });

  it('leaves out secrets and personal data at any of four depths', () => {
    const { log, text } = capture();
    log.info({
      password: 'hidden-1',
      a: { apiKey: 'hidden-2', b: { ssn: 'hidden-3', c: { email: 'hidden-4' } } },
    });
    log.info({ headers: { authorization: 'hidden-5', 'set-cookie': 'hidden-6' } });
    expect(text()).not.toContain('hidden');
    expect(text().match(/\[secret\]/g)).toHaveLength(6);
  });

  it('takes keys and passwords out of texts by their shape', () => {
    const { log, text } = capture();
    log.warn(
      'cannot reach postgres://joinery:hunter2@db/x with Bearer abcdefgh12345678 or jnr_0123456789abcdef',
    );
    expect(text()).not.toMatch(/hunter2|abcdefgh|0123456789abcdef/);
    expect(withoutSecrets('https://host/path?q=a@b')).toBe('https://host/path?q=a@b');
  });

  it('keeps the code, details and causes of an error, and none of a driver’s row values', () => {
    const { log, lines, text } = capture();
    const cause = Object.assign(new Error('duplicate key value'), {
      code: '23505',
      detail: 'Key (email)=(a@b.example)',
    });
    log.error({
      err: new JoineryError('database.unreachable', 'no answer', { details: { port: 5432 }, cause }),
    });
    expect(lines()[0]).toMatchObject({
      err: {
        code: 'database.unreachable',
        kind: 'unavailable',
        details: { port: 5432 },
        cause: { code: '23505', message: 'duplicate key value' },
      },
    });
    expect(text()).not.toContain('a@b.example');
  });
});

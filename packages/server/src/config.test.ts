import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const key = Buffer.alloc(32, 7).toString('base64');

describe('settings', () => {
  it('have defaults that start on a laptop', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      env: 'development',
      port: 8420,
      host: '127.0.0.1',
      egressAllow: [],
      demo: true,
    });
    expect(config.dataDir.endsWith('/.joinery')).toBe(true);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('are read in their own types', () => {
    const config = readConfig({
      JOINERY_PORT: '9000',
      JOINERY_EGRESS_ALLOW: 'hr.internal, clamav:3310,',
      JOINERY_PUBLIC_URL: 'https://people.example.com/',
      JOINERY_DEMO: 'false',
      DATABASE_URL: '',
    });
    expect(config).toMatchObject({
      port: 9000,
      egressAllow: ['hr.internal', 'clamav:3310'],
      publicUrl: 'https://people.example.com',
      demo: false,
      databaseUrl: undefined,
    });
  });

  it('name every problem at once, and never the value of a secret', () => {
    const bad = {
      JOINERY_PORT: '99999',
      JOINERY_LOG_LEVEL: 'loud',
      JOINERY_ENCRYPTION_KEY: 'hunter2',
      DATABASE_URL: 'mysql://root:hunter2@db',
      JOINERY_PROT: '1',
    };
    const problem = (() => {
      try {
        readConfig(bad);
      } catch (error) {
        return error as Error & { issues: { path: string }[] };
      }
      throw new Error('bad settings must not be read');
    })();
    expect(problem).toMatchObject({ code: 'config.invalid' });
    expect(problem.issues.map(({ path }) => path).sort()).toEqual(Object.keys(bad).sort());
    for (const name of Object.keys(bad)) expect(problem.message).toContain(name);
    expect(JSON.stringify([problem.message, problem.issues])).not.toContain('hunter2');
  });

  it('take a secret from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'joinery-config-')), 'key');
    writeFileSync(file, `${key}\n`);
    expect(readConfig({ JOINERY_ENCRYPTION_KEY_FILE: file }).encryptionKey).toBe(key);
    expect(() => readConfig({ JOINERY_ENCRYPTION_KEY_FILE: `${file}.not` })).toThrow(
      /JOINERY_ENCRYPTION_KEY_FILE/,
    );
  });

  it('refuse to start in production without a key of one’s own', () => {
    expect(() => readConfig({ JOINERY_ENV: 'production' })).toThrow(/openssl rand/);
    expect(readConfig({ JOINERY_ENV: 'production', JOINERY_ENCRYPTION_KEY: key }).encryptionKey).toBe(key);
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, readConfig, type Setting, settings } from './config.ts';

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
    const problem = problemWith(bad);
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

  describe('in production', () => {
    const production = {
      JOINERY_ENV: 'production',
      JOINERY_ENCRYPTION_KEY: key,
      JOINERY_PUBLIC_URL: 'https://people.example.com',
    };

    it('refuse each default that is only safe on a laptop, all at once', () => {
      const devOnly = Object.entries(settings as Record<string, Setting>).filter(([, one]) => one.devOnly);
      const names = devOnly.map(([name]) => name);
      expect(names).toEqual(expect.arrayContaining(['JOINERY_ENCRYPTION_KEY', 'JOINERY_PUBLIC_URL']));
      const problem = problemWith({ JOINERY_ENV: 'production' });
      expect(problem.issues.map(({ path }) => path).sort()).toEqual(names.sort());
      expect(problem.message).toMatch(/openssl rand/);
      expect(readConfig(production)).toMatchObject({ env: 'production', encryptionKey: key });
    });

    it('say once what is wrong with a setting that is given', () => {
      const { issues } = problemWith({ ...production, JOINERY_PUBLIC_URL: 'people' });
      expect(issues.map(({ path }) => path)).toEqual(['JOINERY_PUBLIC_URL']);
    });

    it('make no demo unless asked', () => {
      expect(readConfig(production).demo).toBe(false);
      expect(readConfig({ ...production, JOINERY_DEMO: 'true' }).demo).toBe(true);
    });
  });

  it.each<[string, string | undefined, Config['trustProxy']]>([
    ['nobody by default', undefined, 0],
    ['nobody', 'false', 0],
    ['nobody, as a number', '0', 0],
    ['the proxy in front', 'true', 1],
    ['two proxies', '2', 2],
    ['proxies by address', '10.0.0.5, 192.168.0.0/16,fd00::/8', ['10.0.0.5', '192.168.0.0/16', 'fd00::/8']],
  ])('believe forwarded headers of %s', (_, given, expected) => {
    expect(readConfig({ JOINERY_TRUST_PROXY: given }).trustProxy).toEqual(expected);
  });

  it.each([
    'yes please',
    '-1',
    '1.5',
    '11',
    'proxy.internal',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '10.0.0.5,',
    '10.0.0.5/',
  ])('refuse to believe forwarded headers of %s', (given) => {
    expect(problemWith({ JOINERY_TRUST_PROXY: given }).issues).toMatchObject([
      { path: 'JOINERY_TRUST_PROXY' },
    ]);
  });
});

function problemWith(env: Record<string, string>): Error & { issues: { path: string }[] } {
  try {
    readConfig(env);
  } catch (error) {
    return error as Error & { issues: { path: string }[] };
  }
  throw new Error('bad settings must not be read');
}

// The only reader of the environment. The result is parsed, frozen and passed in hands.
// docs/reference/config.md is generated from `settings`.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { JoineryError } from '@joinery/sdk';
import { z } from 'zod';

interface Setting {
  schema: z.ZodType;
  description: string;
  secret?: boolean;
  /** The default is unsafe outside a laptop: production refuses to start with it. */
  devOnly?: boolean;
}

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** Every setting. The name of the variable is the key. `NAME_FILE` is read for secrets. */
export const settings = {
  JOINERY_ENV: {
    schema: z.enum(['development', 'production']).default('development'),
    description:
      'production refuses defaults that are only safe on a laptop: the encryption key must be given.',
  },
  JOINERY_PORT: {
    schema: port.default(8420),
    description: 'Port of the one HTTP server. 0 picks a free one.',
  },
  JOINERY_HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    description: 'Address to listen on. 0.0.0.0 makes the server reachable from other machines.',
  },
  JOINERY_DATA_DIR: {
    schema: z.string().min(1).default('.joinery'),
    description: 'Folder for the embedded database, files, the encryption key and first-run.json.',
  },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    description: 'A PostgreSQL (15 or later) to use instead of the embedded one.',
    secret: true,
  },
  JOINERY_ENCRYPTION_KEY: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}=$/, 'expected 32 random bytes in base64 (44 characters)')
      .optional(),
    description:
      'Seals secrets at rest: 32 random bytes in base64. With the embedded database it is made on the first start and kept in the data folder (mode 0600). Required in production.',
    secret: true,
    devOnly: true,
  },
  JOINERY_PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    description: 'The address under which people reach this server. Default: http://localhost:PORT.',
  },
  JOINERY_LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    description: 'How much is logged. Logs are JSON lines on standard output.',
  },
  JOINERY_EGRESS_ALLOW: {
    schema: list.default([]),
    description:
      'Comma list of hosts (host or host:port) inside your network that the server may call although their addresses are private. This server’s own address is allowed for sandbox companies.',
  },
  JOINERY_TRUST_PROXY: {
    schema: z.stringbool().default(false),
    description: 'Believe X-Forwarded-* headers. Only behind a proxy of your own that sets them.',
  },
  JOINERY_DEMO: {
    schema: z.stringbool().default(true),
    description: 'Make the demo companies when the database is empty.',
  },
  JOINERY_CRASH_POINT: {
    schema: z.string().optional(),
    description: 'Tests only: the process kills itself when it reaches this named point.',
  },
} satisfies Record<string, Setting>;

type Settings = { [K in keyof typeof settings]: z.infer<(typeof settings)[K]['schema']> };

export interface Config {
  env: Settings['JOINERY_ENV'];
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  databaseUrl: string | undefined;
  encryptionKey: string | undefined;
  publicUrl: string | undefined;
  logLevel: Settings['JOINERY_LOG_LEVEL'];
  egressAllow: string[];
  trustProxy: boolean;
  demo: boolean;
  crashPoint: string | undefined;
}

/**
 * Reads all settings from an environment.
 *
 * @throws JoineryError `config.invalid` with one issue for every setting that is wrong, so
 * that a bad start is mended in one go. Values of secrets are never part of the message.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const problems: { path: string; message: string }[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [string, Setting][]) {
    const given = readGiven(env, name, setting, problems);
    const parsed = setting.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else
      for (const issue of parsed.error.issues)
        problems.push({ path: name, message: setting.secret ? secretMessage(issue.message) : issue.message });
  }
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith('JOINERY_') && !(name.replace(/_FILE$/, '') in settings) && !(name in settings),
  );
  for (const name of unknown) problems.push({ path: name, message: 'there is no such setting' });
  const parsed = values as Settings;
  if (parsed.JOINERY_ENV === 'production' && parsed.JOINERY_ENCRYPTION_KEY === undefined)
    problems.push({
      path: 'JOINERY_ENCRYPTION_KEY',
      message: 'is required in production; make one with: openssl rand -base64 32',
    });
  if (problems.length > 0)
    throw new JoineryError(
      'config.invalid',
      `The settings are not usable:\n${problems.map((p) => `  ${p.path}: ${p.message}`).join('\n')}`,
      { issues: problems },
    );
  return Object.freeze({
    env: parsed.JOINERY_ENV,
    port: parsed.JOINERY_PORT,
    host: parsed.JOINERY_HOST,
    dataDir: resolve(parsed.JOINERY_DATA_DIR),
    databaseUrl: parsed.DATABASE_URL,
    encryptionKey: parsed.JOINERY_ENCRYPTION_KEY,
    publicUrl: parsed.JOINERY_PUBLIC_URL?.replace(/\/+$/, ''),
    logLevel: parsed.JOINERY_LOG_LEVEL,
    egressAllow: parsed.JOINERY_EGRESS_ALLOW,
    trustProxy: parsed.JOINERY_TRUST_PROXY,
    demo: parsed.JOINERY_DEMO,
    crashPoint: parsed.JOINERY_CRASH_POINT,
  });
}

function readGiven(
  env: Record<string, string | undefined>,
  name: string,
  setting: Setting,
  problems: { path: string; message: string }[],
): string | undefined {
  const direct = env[name];
  if (direct !== undefined && direct !== '') return direct;
  const file = setting.secret ? env[`${name}_FILE`] : undefined;
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    problems.push({ path: `${name}_FILE`, message: `cannot be read (${(cause as Error).message})` });
    return undefined;
  }
}

function secretMessage(message: string): string {
  return `[secret] ${message}`;
}

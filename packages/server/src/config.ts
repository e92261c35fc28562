// The only reader of the environment. The result is parsed, frozen and passed in hands.
// docs/reference/config.md is generated from `settings`.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { JoineryError } from '@joinery/sdk';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

export interface Setting {
  schema: z.ZodType;
  description: string;
  secret?: boolean;
  /** The default is unsafe outside a laptop: production refuses to start with it, and says this. */
  devOnly?: string;
  /** What stands in for a value that production is not given. */
  productionDefault?: string;
}

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const maxHops = 10;
const trustProxy = z.string().transform((text, context): number | string[] => {
  if (text === 'true') return 1;
  if (text === 'false') return 0;
  if (/^\d+$/.test(text) && Number(text) <= maxHops) return Number(text);
  const networks = text.split(',').map((part) => part.trim());
  if (networks.every(isNetwork)) return networks;
  context.addIssue(
    `expected true, false, a number of proxies up to ${maxHops}, or a comma list of addresses`,
  );
  return z.NEVER;
});

function isNetwork(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const bits = bitsOf(address);
  if (length === undefined) return bits > 0;
  return rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= bits;
}

/** 0 for what is no address. */
function bitsOf(address: string): number {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return 32;
  return ipaddr.IPv6.isValid(address) ? 128 : 0;
}

/** Every setting. The name of the variable is the key. `NAME_FILE` is read for secrets. */
export const settings = {
  JOINERY_ENV: {
    schema: z.enum(['development', 'production']).default('development'),
    description:
      'production refuses defaults that are only safe on a laptop: settings that say so must be given. Browsers then keep sessions for https only.',
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
      'Seals secrets at rest: 32 random bytes in base64. With the embedded database it is made on the first start and kept in the data folder (mode 0600).',
    secret: true,
    devOnly: 'make one with: openssl rand -base64 32',
  },
  JOINERY_PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    description:
      'The address under which people reach this server. Without it, http://localhost:PORT. Where it begins with https, browsers keep sessions for https only.',
    devOnly: 'give the address that people type, such as https://people.example.com',
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
  JOINERY_CLAMD: {
    schema: z
      .string()
      .regex(/^(\/.+|(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5})$/, 'expected host:port, or the path of a socket')
      .optional(),
    description:
      'Where ClamAV’s daemon (clamd) listens: host:port, or the path of its socket. Documents of candidates are then held until it has looked at them, also while it does not answer. Without it nothing is scanned.',
  },
  JOINERY_STORAGE: {
    schema: z
      .string()
      .regex(
        /^(disk|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9/_.-]*)?)$/,
        'expected disk, or s3://bucket/folder',
      )
      .default('disk'),
    description:
      'Where files are kept: disk is the data folder; s3://bucket, or s3://bucket/folder, a bucket of any service that speaks S3. Files are not moved when this changes.',
  },
  JOINERY_S3_ENDPOINT: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    description:
      'Address of the service of the bucket, which is named in the path. Without it, Amazon’s in the region.',
  },
  JOINERY_S3_REGION: { schema: z.string().min(1).default('us-east-1'), description: 'Region of the bucket.' },
  JOINERY_S3_ACCESS_KEY_ID: {
    schema: z.string().min(1).optional(),
    description: 'Key for the bucket. It needs to read, write, remove and list.',
  },
  JOINERY_S3_SECRET_ACCESS_KEY: {
    schema: z.string().min(1).optional(),
    description: 'Secret of that key.',
    secret: true,
  },
  JOINERY_TRUST_PROXY: {
    schema: trustProxy.default(0),
    description:
      'Whose X-Forwarded-* headers are believed: 0 or false for nobody’s; the number of proxies of your own that a request passes (true is 1), if nobody can reach this port but through them; or, better, a comma list of their addresses and networks, such as 10.0.0.5,fd00::/8.',
  },
  JOINERY_DEMO: {
    schema: z.stringbool().default(true),
    description: 'Make the demo companies when the database is empty.',
    productionDefault: 'false',
  },
  JOINERY_METRICS_PUBLIC: {
    schema: z.stringbool().default(false),
    description: 'Answer /metrics to everybody. Otherwise only to this machine, and not through a proxy.',
  },
  JOINERY_CRASH_POINT: {
    schema: z.string().optional(),
    description:
      'Tests only: the process kills itself when it reaches this named point, or the one that stands in a file (@path).',
  },
} satisfies Record<string, Setting>;

type Settings = { [K in keyof typeof settings]: z.infer<(typeof settings)[K]['schema']> };

export interface S3Config {
  place: string;
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

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
  clamd: string | undefined;
  /** Undefined for the data folder. */
  s3: S3Config | undefined;
  /** How many proxies stand in front, or their addresses and networks. */
  trustProxy: number | string[];
  demo: boolean;
  metricsPublic: boolean;
  crashPoint: string | undefined;
}

/**
 * Reads all settings from an environment.
 *
 * @throws JoineryError `config.invalid` with one issue for every setting that is wrong, so
 * that a bad start is mended in one go. Values of secrets are never part of the message.
 */
export function readConfig(env: Environment = process.env): Config {
  const problems = unknownSettings(env);
  const parsed = readValues(env, problems) as Settings;
  problems.push(...missingForS3(parsed, problems));
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
    clamd: parsed.JOINERY_CLAMD,
    s3: s3Of(parsed),
    trustProxy: parsed.JOINERY_TRUST_PROXY,
    demo: parsed.JOINERY_DEMO,
    metricsPublic: parsed.JOINERY_METRICS_PUBLIC,
    crashPoint: parsed.JOINERY_CRASH_POINT,
  });
}

function missingForS3(parsed: Settings, problems: Problem[]): Problem[] {
  if (!parsed.JOINERY_STORAGE?.startsWith('s3:')) return [];
  return (['JOINERY_S3_ACCESS_KEY_ID', 'JOINERY_S3_SECRET_ACCESS_KEY'] as const)
    .filter((path) => parsed[path] === undefined && !problems.some((one) => one.path.startsWith(path)))
    .map((path) => ({ path, message: 'is required with a bucket in JOINERY_STORAGE' }));
}

function s3Of(parsed: Settings): S3Config | undefined {
  const { JOINERY_STORAGE: place, JOINERY_S3_REGION: region } = parsed;
  if (place === 'disk') return undefined;
  return {
    place,
    region,
    endpoint: parsed.JOINERY_S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`,
    accessKeyId: parsed.JOINERY_S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: parsed.JOINERY_S3_SECRET_ACCESS_KEY ?? '',
  };
}

interface Problem {
  path: string;
  message: string;
}
type Environment = Record<string, string | undefined>;

function unknownSettings(env: Environment): Problem[] {
  const isKnown = (name: string): boolean => name in settings || name.replace(/_FILE$/, '') in settings;
  return Object.keys(env)
    .filter((name) => name.startsWith('JOINERY_') && !isKnown(name))
    .map((path) => ({ path, message: 'there is no such setting' }));
}

function readValues(env: Environment, problems: Problem[]): Record<string, unknown> {
  const isProduction = env.JOINERY_ENV === 'production';
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [string, Setting][]) {
    const known = problems.length;
    const given = readGiven(env, name, setting, problems);
    if (given === undefined && isProduction && setting.devOnly !== undefined && problems.length === known)
      problems.push({ path: name, message: `is required in production; ${setting.devOnly}` });
    const parsed = setting.schema.safeParse(given ?? (isProduction ? setting.productionDefault : undefined));
    if (parsed.success) values[name] = parsed.data;
    else
      for (const issue of parsed.error.issues)
        problems.push({ path: name, message: setting.secret ? secretMessage(issue.message) : issue.message });
  }
  return values;
}

function readGiven(
  env: Environment,
  name: string,
  setting: Setting,
  problems: Problem[],
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

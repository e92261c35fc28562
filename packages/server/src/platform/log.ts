// The one logger. Secrets and personal data are taken out by the name of their key; what
// slips into a text (a URL with a password, an API key) is taken out by its shape.
import { JoineryError } from '@joinery/sdk';
import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

export interface LogOptions {
  level: string;
  /** Where lines go; standard output if absent. */
  destination?: DestinationStream;
}

const secretKeys = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'passwordHash',
  'apiKey',
  'api_key',
  'secret',
  'secrets',
  'token',
  'accessToken',
  'refreshToken',
  'encryptionKey',
  'credentials',
  'databaseUrl',
  'connectionString',
];

const personalKeys = [
  'ssn',
  'nin',
  'sin',
  'dateOfBirth',
  'payRate',
  'salary',
  'email',
  'homeEmail',
  'workEmail',
  'phone',
  'homePhone',
  'mobilePhone',
  'address1',
  'address2',
];

const secretShapes: [RegExp, string][] = [
  [/jnr_[A-Za-z0-9]{8,}/g, '[secret]'],
  [/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{8,}/g, '$1 [secret]'],
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"\\]+@/gi, '$1[secret]@'],
];

const depths = ['', '*.', '*.*.', '*.*.*.'];

/** Makes a logger that writes one JSON object a line. */
export function createLog({ level, destination }: LogOptions): Log {
  const paths = [...secretKeys, ...personalKeys].flatMap((key) =>
    depths.map((depth) => (key.includes('-') ? `${depth.replace(/\.$/, '')}["${key}"]` : `${depth}${key}`)),
  );
  const options = {
    level,
    base: null,
    redact: { paths, censor: '[secret]' },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError, error: describeError },
    hooks: { streamWrite: withoutSecrets },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Takes what has the shape of a secret out of a text. */
export function withoutSecrets(text: string): string {
  return secretShapes.reduce((left, [shape, instead]) => left.replace(shape, instead), text);
}

/** What of an error may be logged: not the fields that drivers hang on it, which hold values of rows. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error instanceof JoineryError ? { kind: error.kind, details: error.details } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

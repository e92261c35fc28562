// The deprecated exchange of a person's password for an API key. New applications ask for tokens instead
// (oauth.ts); what is here serves those that have an application key from before.
import { asFlag, asId, asObject, type JsonObject, optionalId, optionalText } from './json.ts';
import type { BambooHrOptions, CallOptions } from './options.ts';
import type { Answer } from './transport/answer.ts';
import { NotDoneError } from './transport/failure.ts';
import { createOpenTransport } from './transport/transport.ts';

/** Who logs in to what. Everything that tells how to connect is as for `BambooHr`. */
export interface LoginOptions extends Omit<BambooHrOptions, 'apiKey' | 'oauth' | 'retry'> {
  /** Given to your application by BambooHR. */
  readonly applicationKey: string;
  /** The person's e-mail address. */
  readonly user: string;
  readonly password: string;
  /** The same device is given a few keys at a time; older ones stop working. */
  readonly deviceId?: string;
}

export interface LoggedIn {
  /** May do what the person may. Shown nowhere else: keep it. */
  readonly key: string;
  readonly userId: string;
  /** Null when the user is no employee. */
  readonly employeeId: string | null;
  /** Everything before the version; the `baseUrl` of a client, if you trust the answer. */
  readonly apiUrl: string | null;
  /** Without the key. */
  readonly raw: JsonObject;
}

/**
 * Exchanges a password for an API key. Sent exactly once, as each answer makes a key. Documented, as deprecated.
 *
 * @throws BambooHrError `refused` for a wrong password or application (403), and `not_done` in a company
 * where people sign in elsewhere.
 */
export async function logIn(options: LoginOptions, call: CallOptions = {}): Promise<LoggedIn> {
  const { applicationKey, user, password, deviceId, ...connection } = options;
  for (const [name, value] of Object.entries({ applicationKey, user, password }))
    if (value === '') throw new TypeError(`BambooHr: "${name}" must not be blank`);
  const secrets = [applicationKey, password];
  const transport = createOpenTransport(connection, () => secrets);
  return transport.send({
    operation: 'logIn',
    effect: 'write',
    method: 'POST',
    path: ['login'],
    form: { applicationKey, user, password, ...(deviceId === undefined ? {} : { deviceId }) },
    expect: [200],
    decode: (answer) => decodeLogin(answer, secrets),
    signal: call.signal,
  });
}

function decodeLogin(answer: Answer, secrets: string[]): LoggedIn {
  // A company where people sign in elsewhere says so in a sentence.
  if (answer.contentType.startsWith('text/plain')) throw new NotDoneError(answer.text());
  const { key, ...raw } = asObject(answer.json(), 'the answer');
  if (raw.success !== undefined && !asFlag(raw.success)) throw new NotDoneError('the login was refused');
  const issued = asId(key, 'the key');
  secrets.push(issued);
  return {
    key: issued,
    userId: asId(raw.userId, 'the id of the user'),
    employeeId: optionalId(raw.employeeId),
    apiUrl: optionalText(raw.apiUrl),
    raw,
  };
}

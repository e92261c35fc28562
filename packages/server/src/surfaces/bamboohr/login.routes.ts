// The deprecated exchange of a password for an API key. It is limited like signing in.
import { JoineryError } from '@joinery/sdk';
import { logIn } from '../../modules/keys/login-keys.service.ts';
import { assertMayTry } from '../attempt-limit.ts';
import { type Area, type Handler, inForm } from './call.ts';
import { loginJson, loginXml } from './format/login.ts';

export const login: Area = {
  style: 'login',
  open: true,
  handlers: { 'POST /v1/login': (call) => answerLogin(call) },
};

const answerLogin: Handler = async (call) => {
  const { applicationKey = '', user = '', password = '', deviceId = '' } = call.fields();
  assertShort({ applicationKey, user, password, deviceId });
  const attempt = { email: user, address: call.address };
  assertMayTry(call.signIns, attempt);
  // Counted before it is known how it ends: many at once must not all be the first.
  call.signIns.failed(attempt);
  const { context, principal } = call;
  const credentials = { applicationKey, email: user, password, device: deviceId };
  const loggedIn = await logIn(context, principal.company, credentials);
  call.signIns.succeeded(attempt);
  const answer = { ...loggedIn, apiUrl: call.baseUrl.replace(/\/v[0-9_]+$/i, '') };
  return inForm(call, { json: () => loginJson(answer), xml: () => loginXml(answer) });
};

function assertShort(fields: Record<string, string>): void {
  for (const [name, value] of Object.entries(fields))
    if (value.length > 254)
      throw new JoineryError('request.invalid', `${name} is longer than 254 characters.`);
}

// API keys that a program gets for a person's password: the dialect's deprecated login.
import { type Company, JoineryError } from '@joinery/sdk';
import { newApiKey, previewOf } from '../../platform/crypto/api-key.ts';
import { newId } from '../../platform/ids.ts';
import type { Context } from '../context.ts';
import { findOauthApp } from '../oauth/oauth-apps.service.ts';
import { checkPassword } from '../sessions/sessions.service.ts';
import { getUser } from '../users/users.service.ts';
import * as repository from './login-keys.repository.ts';

export interface Login {
  applicationKey: string;
  email: string;
  password: string;
  /** Empty when the program does not name its device. */
  device: string;
}

export interface LoggedIn {
  userNumber: number;
  employeeNumber: number | null;
  key: string;
}

// A login whose answer was lost, and another process on the device, leave the keys before theirs
// working; more are not needed. Without a name, many devices may stand behind one list.
const keptKeys = { device: 5, unnamed: 20 };

/**
 * Makes a key for whoever has this password.
 *
 * @throws JoineryError `access.wrong_credentials`, also for an application key that is none;
 * `oauth.app_not_allowed` for that of a mobile application.
 */
export async function logIn(
  deps: Pick<Context, 'db' | 'secrets' | 'clock'>,
  company: Company,
  login: Login,
): Promise<LoggedIn> {
  const app = await findOauthApp(deps, company.id, login.applicationKey);
  if (app?.kind === 'mobile')
    throw new JoineryError('oauth.app_not_allowed', 'Mobile applications may not log in here.');
  if (app?.kind !== 'login')
    throw new JoineryError(
      'access.wrong_credentials',
      'The application key, the user or the password is wrong.',
    );
  const { userId } = await checkPassword(deps, company, login);
  const key = newApiKey();
  const owner = { userId, appId: app.id, device: login.device };
  return deps.db.inCompany(company.id, async (tx) => {
    await repository.insertLoginKey(tx, {
      ...owner,
      id: newId('key'),
      companyId: company.id,
      name: login.device === '' ? app.name : `${app.name} (${login.device})`,
      preview: previewOf(key),
      hash: deps.secrets.hash(key),
    });
    const keep = login.device === '' ? keptKeys.unnamed : keptKeys.device;
    await repository.revokeOlderLoginKeys(tx, owner, { keep, now: deps.clock.now() });
    const user = await getUser(tx, userId);
    return { userNumber: user.number, employeeNumber: user.employeeNumber, key };
  });
}

import { randomBytes } from 'node:crypto';
import { JoineryError, type Session, type SignIn } from '@joinery/sdk';
import { passwordFits } from '../../platform/crypto/password.ts';
import { newId } from '../../platform/ids.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { findPrincipal, getUser, listSignIns, updateUserRow } from '../users/users.service.ts';
import * as repository from './sessions.repository.ts';

const lifetimeMs = 12 * 60 * 60 * 1000;
type Deps = Pick<Context, 'db' | 'secrets' | 'clock'>;

/**
 * Checks e-mail and password and opens a session of 12 hours. The token is shown once.
 *
 * @throws JoineryError `access.wrong_credentials`, the same for a wrong password and an unknown
 * user; `request.invalid` naming `company` when the person has users in several companies.
 */
export async function signIn(
  deps: Deps,
  input: SignIn,
): Promise<{ token: string; principal: Principal; expiresAt: Date }> {
  const { userId, companyId } = await chooseUser(deps, input, await fittingUsers(deps, input));
  const token = randomBytes(32).toString('base64url');
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  const principal = await deps.db.inCompany(companyId, async (tx) => {
    await repository.removeExpired(tx, userId, now);
    await repository.insertSession(tx, companyId, {
      id: newId('ses'),
      userId,
      hash: deps.secrets.hash(token),
      expiresAt,
    });
    await updateUserRow(tx, userId, { lastLoginAt: now });
    return findPrincipal(tx, userId, await getCompany(tx, companyId), 'session');
  });
  if (principal === undefined) throw wrongCredentials();
  return { token, principal, expiresAt };
}

async function fittingUsers(deps: Deps, { email, password }: SignIn) {
  const found = await deps.db.lookingUp(email.trim().toLowerCase(), (tx) => listSignIns(tx, email.trim()));
  const fits = await Promise.all(found.map(({ passwordHash }) => passwordFits(passwordHash, password)));
  if (found.length === 0) await passwordFits(null, password);
  return found.filter((_, index) => fits[index]);
}

async function chooseUser(deps: Deps, input: SignIn, users: { userId: string; companyId: string }[]) {
  if (users.length === 0) throw wrongCredentials();
  const companies = await deps.db.outside((tx) =>
    Promise.all(users.map(({ companyId }) => getCompany(tx, companyId))),
  );
  const wanted = input.company?.trim().toLowerCase();
  const index = wanted === undefined ? 0 : companies.findIndex(({ slug }) => slug === wanted);
  if (wanted === undefined && users.length > 1)
    throw new JoineryError(
      'request.invalid',
      'You have users in several companies. Say which one to sign in to.',
      {
        issues: [
          { path: 'company', message: `is needed: one of ${companies.map(({ slug }) => slug).join(', ')}` },
        ],
      },
    );
  const chosen = users[index];
  if (chosen === undefined) throw wrongCredentials();
  return chosen;
}

function wrongCredentials(): JoineryError {
  return new JoineryError('access.wrong_credentials', 'The e-mail address or the password is wrong.');
}

/** The principal of a live session of an enabled user, or undefined. */
export async function authenticateSession(deps: Deps, token: string): Promise<Principal | undefined> {
  const hash = deps.secrets.hash(token);
  const session = await deps.db.lookingUp(hash, (tx) => repository.findSession(tx, hash));
  if (session === undefined || session.expiresAt <= deps.clock.now()) return undefined;
  return deps.db.inCompany(session.companyId, async (tx) =>
    findPrincipal(tx, session.userId, await getCompany(tx, session.companyId), 'session'),
  );
}

/** Ends a session. An unknown token is no error. */
export async function signOut(deps: Deps, token: string): Promise<void> {
  const hash = deps.secrets.hash(token);
  const session = await deps.db.lookingUp(hash, (tx) => repository.findSession(tx, hash));
  if (session !== undefined)
    await deps.db.inCompany(session.companyId, (tx) => repository.removeSession(tx, hash));
}

/** What a client needs to know of who it is. */
export async function describeSession(deps: Pick<Deps, 'db'>, principal: Principal): Promise<Session> {
  const user = await deps.db.inCompany(principal.companyId, (tx) => getUser(tx, principal.userId));
  return { user, company: principal.company, access: principal.access, expiresAt: null };
}

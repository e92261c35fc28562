import { randomBytes } from 'node:crypto';
import { type Company, JoineryError, type Session, type SignIn } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { passwordFits } from '../../platform/crypto/password.ts';
import { newId } from '../../platform/ids.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import {
  findPasswordHash,
  findPrincipal,
  getUser,
  listSignIns,
  updateUserRow,
} from '../users/users.service.ts';
import * as repository from './sessions.repository.ts';

const lifetimeMs = 12 * 60 * 60 * 1000;
type Deps = Pick<Context, 'db' | 'secrets' | 'clock'>;
type PersonUser = repository.PersonUser;

export interface OpenedSession {
  /** Shown only now. */
  token: string;
  principal: Principal;
  expiresAt: Date;
}

/**
 * Checks e-mail and password and opens a session of 12 hours: in the company asked for, or in
 * the oldest in which the person has a user with this password.
 *
 * @throws JoineryError `access.wrong_credentials`, the same for a wrong password, an unknown
 * person and a company that is not theirs.
 */
export async function signIn(deps: Deps, input: SignIn): Promise<OpenedSession> {
  const users = await fittingUsers(deps, input);
  const companies = await companiesOf(deps, users);
  const wanted = input.company?.trim().toLowerCase();
  const chosen = wanted === undefined ? companies[0] : companies.find(({ slug }) => slug === wanted);
  const user = users.find(({ companyId }) => companyId === chosen?.id);
  const opened = user === undefined ? undefined : await openSession(deps, user, users);
  return opened ?? refuse();
}

/**
 * Who has this e-mail address and password in a company. No session is opened.
 *
 * @throws JoineryError `access.wrong_credentials`, as {@link signIn}.
 */
export async function checkPassword(
  deps: Deps,
  company: Company,
  input: Pick<SignIn, 'email' | 'password'>,
): Promise<Principal> {
  const users = await fittingUsers(deps, input);
  const user = users.find(({ companyId }) => companyId === company.id);
  const principal =
    user && (await deps.db.inCompany(company.id, (tx) => findPerson(deps, tx, user, company)));
  return principal ?? refuse();
}

function refuse(): never {
  throw new JoineryError('access.wrong_credentials', 'The e-mail address or the password is wrong.');
}

/**
 * Goes on in another company of the same person, as the user whose password fitted at sign-in.
 *
 * @throws JoineryError `companies.not_found` for a company that is not among them.
 */
export async function switchCompany(deps: Deps, token: string, slug: string): Promise<OpenedSession> {
  const session = await findLiveSession(deps, token);
  const companies = await companiesOf(deps, session?.personUsers ?? []);
  const chosen = companies.find((company) => company.slug === slug.trim().toLowerCase());
  const user = session?.personUsers.find(({ companyId }) => companyId === chosen?.id);
  const opened = user === undefined ? undefined : await openSession(deps, user, session?.personUsers ?? []);
  if (opened === undefined)
    throw new JoineryError('companies.not_found', 'You have no user in this company with the same password.');
  await signOut(deps, token);
  return opened;
}

async function fittingUsers(
  deps: Deps,
  { email, password }: Pick<SignIn, 'email' | 'password'>,
): Promise<PersonUser[]> {
  const address = email.trim().toLowerCase();
  const found = await deps.db.lookingUp(address, (tx) => listSignIns(tx, address));
  const fits = await Promise.all(found.map(({ passwordHash }) => passwordFits(passwordHash, password)));
  if (found.length === 0) await passwordFits(null, password);
  return found
    .filter((_, index) => fits[index])
    .map(({ userId, companyId, passwordHash }) => ({
      userId,
      companyId,
      passwordMark: deps.secrets.hash(passwordHash ?? ''),
    }));
}

/** Oldest first. */
async function companiesOf(deps: Pick<Deps, 'db'>, users: PersonUser[]): Promise<Company[]> {
  const ids = users.map(({ companyId }) => companyId).sort();
  return deps.db.outside(async (tx) => {
    const companies: Company[] = [];
    for (const id of ids) companies.push(await getCompany(tx, id));
    return companies;
  });
}

/** A password that was changed since it was checked lets nobody on. */
async function findPerson(
  deps: Deps,
  tx: Transaction,
  { userId, passwordMark }: PersonUser,
  company: Company,
): Promise<Principal | undefined> {
  const mark = deps.secrets.hash((await findPasswordHash(tx, userId)) ?? '');
  return mark === passwordMark ? findPrincipal(tx, userId, company, 'session') : undefined;
}

async function openSession(
  deps: Deps,
  person: PersonUser,
  personUsers: PersonUser[],
): Promise<OpenedSession | undefined> {
  const { userId, companyId } = person;
  const token = randomBytes(32).toString('base64url');
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  return deps.db.inCompany(companyId, async (tx) => {
    const principal = await findPerson(deps, tx, person, await getCompany(tx, companyId));
    if (principal === undefined) return undefined;
    await repository.removeExpired(tx, userId, now);
    const hash = deps.secrets.hash(token);
    await repository.insertSession(tx, companyId, { id: newId('ses'), userId, hash, expiresAt, personUsers });
    await updateUserRow(tx, userId, { lastLoginAt: now });
    return { token, principal, expiresAt };
  });
}

/** The principal of a live session of an enabled user, or undefined. */
export async function authenticateSession(deps: Deps, token: string): Promise<Principal | undefined> {
  const session = await findLiveSession(deps, token);
  if (session === undefined) return undefined;
  return deps.db.inCompany(session.companyId, async (tx) =>
    findPrincipal(tx, session.userId, await getCompany(tx, session.companyId), 'session'),
  );
}

/** The same person in a company, which may be another one than the session's: the session stays where it is. */
export async function authenticateSessionIn(
  deps: Deps,
  token: string,
  company: Company,
): Promise<Principal | undefined> {
  const session = await findLiveSession(deps, token);
  if (session === undefined) return undefined;
  const { userId, companyId, personUsers } = session;
  const elsewhere = personUsers.find((user) => user.companyId === company.id);
  return deps.db.inCompany(company.id, async (tx) => {
    if (companyId === company.id) return findPrincipal(tx, userId, company, 'session');
    return elsewhere && findPerson(deps, tx, elsewhere, company);
  });
}

async function findLiveSession(deps: Deps, token: string): Promise<repository.SessionOwner | undefined> {
  const hash = deps.secrets.hash(token);
  const session = await deps.db.lookingUp(hash, (tx) => repository.findSession(tx, hash));
  return session !== undefined && session.expiresAt > deps.clock.now() ? session : undefined;
}

/** Ends a session. An unknown token is no error. */
export async function signOut(deps: Deps, token: string): Promise<void> {
  const hash = deps.secrets.hash(token);
  const session = await deps.db.lookingUp(hash, (tx) => repository.findSession(tx, hash));
  if (session !== undefined)
    await deps.db.inCompany(session.companyId, (tx) => repository.removeSession(tx, hash));
}

/** What a client needs to know of who it is. `token` is that of its session, if it has one. */
export async function describeSession(
  deps: Deps,
  principal: Principal,
  token?: string | undefined,
): Promise<Session> {
  const session = token === undefined ? undefined : await findLiveSession(deps, token);
  const user = await deps.db.inCompany(principal.companyId, (tx) => getUser(tx, principal.userId));
  const others = session === undefined ? [principal.company] : await companiesOf(deps, session.personUsers);
  return {
    user,
    company: principal.company,
    access: principal.access,
    companies: others.map(({ slug, name }) => ({ slug, name })),
    expiresAt: session?.expiresAt.toISOString() ?? null,
  };
}

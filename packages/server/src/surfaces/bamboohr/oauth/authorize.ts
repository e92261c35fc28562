// authorize.php: a person decides what an application may do in their name. Whatever is wrong with
// the application or its redirect address is told to the person; everything else to the application.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../../../modules/access/principal.ts';
import { type Authorization, readAuthorization, registeredRedirect } from '../../../modules/oauth/oauth.ts';
import { allow, findAskingApp } from '../../../modules/oauth/oauth-tokens.service.ts';
import { authenticateSessionIn, signIn, signOut } from '../../../modules/sessions/sessions.service.ts';
import { assertMayTry } from '../../attempt-limit.ts';
import { sessionCookieHeader, sessionToken } from '../../credentials.ts';
import { toJoineryError } from '../../pipeline.ts';
import { type Answer, empty } from '../answer.ts';
import { type Ask, readForm } from './ask.ts';
import { denied, descriptionOf, errorName } from './errors.ts';
import { consentPage, hopPage, signInPage } from './pages.ts';

type App = NonNullable<Awaited<ReturnType<typeof findAskingApp>>>;

/** A request whose answer may be sent to the application's address. */
interface Judged {
  ask: Ask;
  app: App;
  authorization: Authorization;
}

export async function showAuthorize(ask: Ask): Promise<Answer> {
  return whenJudged(ask, (judged) => showPage(judged));
}

/** @throws JoineryError `access.cross_site` for a form of another site's. */
export async function decideAuthorize(ask: Ask): Promise<Answer> {
  assertOwnForm(ask);
  const form = readForm(ask);
  return whenJudged(ask, async (judged) => {
    switch (form.intent) {
      case 'sign_in':
        return openSession(judged, { email: form.email ?? '', password: form.password ?? '' });
      case 'sign_out':
        await assertProof(judged, form.proof);
        return closeSession(judged);
      case 'allow':
        return allowed(judged, await assertProof(judged, form.proof));
      case 'deny':
        await assertProof(judged, form.proof);
        throw denied();
      default:
        return showPage(judged);
    }
  });
}

async function whenJudged(ask: Ask, work: (judged: Judged) => Promise<Answer>): Promise<Answer> {
  const { parameters, repeated } = ask;
  if (repeated.includes('client_id') || repeated.includes('redirect_uri'))
    throw new JoineryError('oauth.wrong_redirect', 'client_id and redirect_uri may be given once each.');
  const app = await findAskingApp(ask.context, ask.company, parameters.client_id ?? '');
  const redirectUri = registeredRedirect(app, parameters);
  if (app === undefined) throw new Error('an application without a registration has no address');
  try {
    if (repeated.length > 0)
      throw new JoineryError('oauth.invalid_request', 'Every parameter may be given once only.');
    return await work({ ask, app, authorization: readAuthorization(app, parameters) });
  } catch (error) {
    const failure = toJoineryError(error);
    // A page that is not ours, or out of date, says nothing about what the person wants.
    if (failure.code === 'oauth.stale_page') throw error;
    return sendBack(ask, redirectUri, {
      error: errorName(failure),
      error_description: descriptionOf(failure),
    });
  }
}

/** Always with the state, letter by letter as it came. 303: what follows is a GET, without the form. */
function sendBack({ parameters }: Ask, redirectUri: string, answer: Record<string, string>): Answer {
  const { state } = parameters;
  const query = new URLSearchParams({ ...answer, ...(state !== undefined && { state }) });
  const location = `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`;
  return empty(303, { location, 'cache-control': 'no-store', pragma: 'no-cache' });
}

async function showPage(judged: Judged): Promise<Answer> {
  const { ask, authorization } = judged;
  const principal = await signedIn(ask);
  if (principal !== undefined)
    return consentPage({
      ...asking(judged),
      scopes: authorization.scopes,
      person: principal.userName,
      redirectUri: authorization.redirectUri,
      proof: proofOf(ask),
    });
  const { 'sec-fetch-site': site } = ask.request.headers;
  const comesFromElsewhere = site === 'cross-site' || site === 'same-site';
  const mayHaveCookie = comesFromElsewhere && sessionToken(ask.request) === undefined;
  return mayHaveCookie ? hopPage(asking(judged)) : signInPage(asking(judged));
}

const asking = ({ ask, app }: Judged) => ({
  self: selfOf(ask),
  appName: app.name,
  companyName: ask.company.name,
});

function selfOf({ issuer, parameters }: Ask): string {
  return `${new URL(issuer).pathname.replace(/\/$/, '')}/authorize.php?${new URLSearchParams(parameters)}`;
}

async function signedIn({ context, request, company }: Ask): Promise<Principal | undefined> {
  const token = sessionToken(request);
  return token === undefined ? undefined : authenticateSessionIn(context, token, company);
}

function proofOf({ context, request, company, parameters }: Ask): string {
  const shown = [sessionToken(request) ?? '', company.id, Object.entries(parameters)];
  return context.secrets.mac('oauth consent', JSON.stringify(shown));
}

/** @throws JoineryError `oauth.stale_page` when page, session and request do not belong together. */
async function assertProof({ ask }: Judged, proof: string | undefined): Promise<Principal> {
  const principal = await signedIn(ask);
  if (principal === undefined || proof !== proofOf(ask))
    throw new JoineryError(
      'oauth.stale_page',
      'You were signed out meanwhile, or this page is from another visit. Open it once more from the application.',
    );
  return principal;
}

/** Newer browsers say where a form comes from; all of them name at least the origin. */
function assertOwnForm({ request, context }: Ask): void {
  const { 'sec-fetch-site': site, origin } = request.headers;
  const own = [`${request.protocol}://${request.host}`, context.config.publicUrl].map((url) =>
    url?.toLowerCase(),
  );
  const isOwn = site === undefined ? own.includes(origin?.toLowerCase()) : site === 'same-origin';
  if (!isOwn)
    throw new JoineryError('access.cross_site', 'This form was not sent from a page of this server.');
}

async function allowed({ ask, app, authorization }: Judged, principal: Principal): Promise<Answer> {
  const code = await allow(ask.context, principal, app, authorization);
  return sendBack(ask, authorization.redirectUri, { code });
}

async function openSession(judged: Judged, given: { email: string; password: string }): Promise<Answer> {
  const { ask } = judged;
  const { context, request, guards, company } = ask;
  const attempt = { email: given.email, address: request.ip };
  const refused = (status: number, problem: string, headers = {}): Answer =>
    signInPage({ ...asking(judged), status, problem, email: given.email.slice(0, 254), headers });
  try {
    if (given.email.length > 254 || given.password.length > 200)
      return refused(401, 'The e-mail address or the password is wrong.');
    assertMayTry(guards.signIns, attempt);
    // Counted before it is known how it ends: many at once must not all be the first.
    guards.signIns.failed(attempt);
    const opened = await signIn(context, { ...given, company: company.slug });
    guards.signIns.succeeded(attempt);
    const maxAgeSeconds = Math.floor((opened.expiresAt.getTime() - context.clock.now().getTime()) / 1000);
    return goOn(ask, sessionCookieHeader(context, request, { token: opened.token, maxAgeSeconds }));
  } catch (error) {
    const { code, message, retryAfterSeconds } = toJoineryError(error);
    if (code === 'access.wrong_credentials') return refused(401, message);
    if (code !== 'access.too_many_attempts') throw error;
    return refused(429, message, { 'retry-after': String(retryAfterSeconds ?? 60) });
  }
}

async function closeSession({ ask }: Judged): Promise<Answer> {
  await signOut(ask.context, sessionToken(ask.request) ?? '');
  return goOn(ask, sessionCookieHeader(ask.context, ask.request, { token: '', maxAgeSeconds: 0 }));
}

function goOn(ask: Ask, cookie: string): Answer {
  return empty(303, { location: selfOf(ask), 'set-cookie': cookie, 'cache-control': 'no-store' });
}

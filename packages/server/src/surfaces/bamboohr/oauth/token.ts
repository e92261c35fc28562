// token.php and revoke.php: where applications, not people, come to.

import { signIdToken } from '../../../modules/oauth/id-tokens.service.ts';
import { accessLifetimeSeconds } from '../../../modules/oauth/oauth.ts';
import { exchange, revokeToken } from '../../../modules/oauth/oauth-tokens.service.ts';
import { type Answer, empty, json } from '../answer.ts';
import { type Ask, readClient, readForm } from './ask.ts';

export async function answerToken(ask: Ask): Promise<Answer> {
  const { context, company, issuer } = ask;
  const body = readForm(ask);
  const issued = await exchange(context, company, readClient(ask, body), body);
  return json({
    access_token: issued.accessToken,
    token_type: 'Bearer',
    expires_in: accessLifetimeSeconds,
    scope: issued.scopes.join(' '),
    id_token: await signIdToken(context, company, issuer, issued),
    refresh_token: issued.refreshToken,
    companyDomain: company.slug,
  });
}

export async function answerRevoke(ask: Ask): Promise<Answer> {
  const body = readForm(ask);
  await revokeToken(ask.context, ask.company, readClient(ask, body), body);
  return empty();
}

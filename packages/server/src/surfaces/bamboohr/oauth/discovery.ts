// What a client library needs to find the rest by itself (OpenID Connect Discovery).
import { oauthScopes } from '@joinery/sdk';
import { listPublicKeys, signingAlgorithm } from '../../../modules/oauth/id-tokens.service.ts';
import { type Answer, json } from '../answer.ts';
import type { Ask } from './ask.ts';

export async function answerConfiguration({ issuer }: Ask): Promise<Answer> {
  return json({
    issuer,
    authorization_endpoint: `${issuer}/authorize.php`,
    token_endpoint: `${issuer}/token.php?request=token`,
    revocation_endpoint: `${issuer}/revoke.php`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    scopes_supported: Object.keys(oauthScopes),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [signingAlgorithm],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    revocation_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    claims_supported: ['sub', 'email', 'name', 'given_name', 'family_name', 'companyDomain'],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  });
}

export async function answerKeys({ context, company }: Ask): Promise<Answer> {
  return json({ keys: await listPublicKeys(context, company) });
}

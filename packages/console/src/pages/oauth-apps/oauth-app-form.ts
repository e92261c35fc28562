import { isRedirectUri, type OauthApp, type OauthAppInput, oauthScopes } from '@joinery/sdk';

export interface OauthAppForm {
  name: string;
  kind: OauthApp['kind'];
  /** One address on each line. */
  redirectUris: string;
  scopes: string[];
}

export const kindWords: Record<OauthApp['kind'], { label: string; description: string }> = {
  oauth: {
    label: 'Asks people in the browser',
    description: 'OAuth: people are asked on a page of this server and may say no.',
  },
  login: {
    label: 'Takes people’s passwords',
    description: 'Old clients that exchange a password for an API key at POST /v1/login. Avoid it.',
  },
  mobile: {
    label: 'Mobile application',
    description: 'Its key is refused at POST /v1/login, as in BambooHR. For tests.',
  },
};

export const scopeOptions = Object.entries(oauthScopes).map(([value, words]) => ({
  value,
  label: `${value}: ${words}`,
}));

export const emptyForm: OauthAppForm = { name: '', kind: 'oauth', redirectUris: '', scopes: [] };

export const formOf = ({ name, kind, redirectUris, scopes }: OauthApp): OauthAppForm => ({
  name,
  kind,
  redirectUris: redirectUris.join('\n'),
  scopes,
});

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What is sent: an application that asks nobody has neither addresses nor scopes. */
export function inputOf({ name, kind, redirectUris, scopes }: OauthAppForm): OauthAppInput {
  const asks = kind === 'oauth';
  return {
    name: name.trim(),
    kind,
    redirectUris: asks ? linesOf(redirectUris) : [],
    scopes: asks ? scopes : [],
  };
}

export function problemsOf({ name, kind, redirectUris, scopes }: OauthAppForm) {
  const asks = kind === 'oauth';
  return {
    name: name.trim() === '' ? 'Say what the application is called: people see it' : null,
    redirectUris: asks ? addressProblem(linesOf(redirectUris)) : null,
    scopes: asks && scopes.length === 0 ? 'Choose at least one' : null,
  };
}

function addressProblem(lines: string[]): string | null {
  if (lines.length === 0) return 'Give at least one address';
  const wrong = lines.find((line) => !isRedirectUri(line));
  if (wrong === undefined) return null;
  return `${wrong} cannot be used: it has to begin with https://, with http://localhost, or with a scheme of its own that has a dot in it, and may have no #`;
}

// The form of an account that keeps candidates and no employees. Pure.
import type { Connection, ConnectionInput, ConnectionPatch, ProbeInput } from '@joinery/sdk';

export type RecruitingProvider = Exclude<Connection['provider'], 'bamboohr'>;

export const providerNames: Record<Connection['provider'], string> = {
  bamboohr: 'BambooHR',
  pinpoint: 'Pinpoint',
  pyjamahr: 'PyjamaHR',
};

export interface RecruitingAccountValues {
  provider: RecruitingProvider;
  name: string;
  subdomain: string;
  apiKey: string;
  baseUrl: string;
  /** JSON; blank: as publicly known. */
  wire: string;
}

export const emptyAccount: RecruitingAccountValues = {
  provider: 'pinpoint',
  name: 'Pinpoint',
  subdomain: '',
  apiKey: '',
  baseUrl: '',
  wire: '',
};

export function toAccountValues({
  provider,
  name,
  subdomain,
  baseUrl,
  wire,
}: Connection): RecruitingAccountValues {
  const isKnown = /^https:\/\/[^/]+\.pinpointhq\.com$/.test(baseUrl);
  return {
    provider: provider as RecruitingProvider,
    name,
    subdomain,
    apiKey: '',
    baseUrl: isKnown ? '' : baseUrl,
    wire: wire === null ? '' : JSON.stringify(wire, null, 2),
  };
}

/** People paste whole addresses; the account's part is what is wanted. */
export function accountPart(text: string): string {
  const match =
    /^(?:https?:\/\/)?(?:([A-Za-z0-9-]+)\.pinpointhq\.com|jobs\.pyjamahr\.com\/([A-Za-z0-9-]+))(?:[/?#].*)?$/i.exec(
      text.trim(),
    );
  return match?.[1] ?? match?.[2] ?? text.trim();
}

export function checkAccount(
  values: RecruitingAccountValues,
  isNew: boolean,
): Partial<Record<keyof RecruitingAccountValues, string>> {
  const problems: Partial<Record<keyof RecruitingAccountValues, string>> = {};
  const { provider, baseUrl, wire } = values;
  if (values.name.trim() === '') problems.name = 'Give it a name';
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(accountPart(values.subdomain)))
    problems.subdomain = 'Enter the name that the account has in its address';
  if (isNew && values.apiKey.trim() === '') problems.apiKey = 'Enter a key';
  if (provider === 'pyjamahr' && baseUrl.trim() === '')
    problems.baseUrl = 'PyjamaHR tells its customers only where the API is: ask its support';
  else if (baseUrl.trim() !== '' && !/^https?:\/\/\S+$/.test(baseUrl.trim()))
    problems.baseUrl = 'Enter an address that starts with https://';
  if (wireIn(wire) === undefined) problems.wire = 'Enter an object in JSON, or nothing';
  return problems;
}

/** Null: nothing is said. Undefined: it cannot be read. */
function wireIn(text: string): ConnectionInput['wire'] {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function toAccountProbe(values: RecruitingAccountValues): ProbeInput {
  const { provider, subdomain, apiKey, baseUrl, wire } = values;
  return {
    provider,
    subdomain: accountPart(subdomain),
    apiKey: apiKey.trim(),
    ...(baseUrl.trim() && { baseUrl: baseUrl.trim() }),
    ...(wire.trim() && { wire: wireIn(wire) }),
    purpose: { mirror: false, hires: false, writeThrough: false, recruiting: true },
  };
}

/** Its access was checked: it begins switched on. */
export function toAccountInput(values: RecruitingAccountValues) {
  const { purpose: _purpose, ...account } = toAccountProbe(values);
  return { ...account, name: values.name.trim(), enabled: true };
}

/** An emptied field of differences is taken away, an empty key is kept. */
export function toAccountPatch(values: RecruitingAccountValues): ConnectionPatch {
  const { provider: _provider, purpose: _purpose, apiKey, ...account } = toAccountProbe(values);
  return {
    ...account,
    ...(apiKey && { apiKey }),
    name: values.name.trim(),
    wire: wireIn(values.wire) ?? null,
  };
}

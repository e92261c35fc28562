import type { Connection, ConnectionInput, ConnectionPatch } from '@joinery/sdk';

export interface ConnectionValues {
  name: string;
  subdomain: string;
  apiKey: string;
  baseUrl: string;
  markerField: string;
}

/** The key is never sent to the browser, so its input starts empty and keeps the old key when left so. */
export function toConnectionValues(connection: Connection | null): ConnectionValues {
  return {
    name: connection?.name ?? 'BambooHR',
    subdomain: connection?.subdomain ?? '',
    apiKey: '',
    baseUrl: connection && !isBambooAddress(connection.baseUrl) ? connection.baseUrl : '',
    markerField: connection?.markerField ?? '',
  };
}

function isBambooAddress(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && /(^|\.)bamboohr\.com$/.test(new URL(baseUrl).hostname);
}

/** People paste whole addresses; the company part is what is wanted. */
export function subdomainOf(text: string): string {
  const match = /^(?:https?:\/\/)?([A-Za-z0-9-]+)\.bamboohr\.com(?:[/?#].*)?$/i.exec(text.trim());
  return match?.[1] ?? text.trim();
}

export function checkConnection(
  values: ConnectionValues,
  isNew: boolean,
): Partial<Record<keyof ConnectionValues, string>> {
  const problems: Partial<Record<keyof ConnectionValues, string>> = {};
  if (values.name.trim() === '') problems.name = 'Give it a name';
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(subdomainOf(values.subdomain))) {
    problems.subdomain = 'Enter the company part of COMPANY.bamboohr.com';
  }
  if (isNew && values.apiKey.trim() === '') problems.apiKey = 'Enter an API key';
  if (values.baseUrl.trim() !== '' && !isHttpAddress(values.baseUrl.trim())) {
    problems.baseUrl = 'Enter an address that starts with http:// or https://';
  }
  return problems;
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Only what is filled in; an emptied marker field is taken away. */
export function toConnectionPatch(values: ConnectionValues): ConnectionPatch {
  const apiKey = values.apiKey.trim();
  const baseUrl = values.baseUrl.trim();
  return {
    name: values.name.trim(),
    subdomain: subdomainOf(values.subdomain),
    markerField: values.markerField.trim() || null,
    ...(apiKey && { apiKey }),
    ...(baseUrl && { baseUrl }),
  };
}

type NewConnection = Omit<ConnectionInput, 'provider' | 'enabled'>;

/** A new connection starts switched off: it is tested first. */
export function toConnectionInput(values: ConnectionValues): NewConnection {
  return {
    ...toConnectionPatch(values),
    name: values.name.trim(),
    subdomain: subdomainOf(values.subdomain),
    apiKey: values.apiKey.trim(),
  };
}

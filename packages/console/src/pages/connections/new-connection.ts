import type { ConnectionPurpose, ProbeInput } from '@joinery/sdk';
import {
  type ConnectionValues,
  checkConnection,
  subdomainOf,
  toConnectionInput,
  toConnectionValues,
} from './connection-form.ts';

export interface NewConnectionValues extends ConnectionValues, Omit<ConnectionPurpose, 'recruiting'> {}

export const emptyConnection: NewConnectionValues = {
  ...toConnectionValues(null),
  mirror: true,
  hires: false,
  writeThrough: false,
};

export function purposeOf({ mirror, hires, writeThrough }: NewConnectionValues): ConnectionPurpose {
  return { mirror, hires, writeThrough: mirror && writeThrough, recruiting: false };
}

export function checkNewConnection(values: NewConnectionValues): Record<string, string> {
  const nothing = !values.mirror && !values.hires;
  return {
    ...checkConnection(values, true),
    ...(nothing && { hires: 'Choose at least one thing that it does' }),
  };
}

/** What a result of a probe is about: when it changes, the result is not about it any more. */
export const probedPart = (values: NewConnectionValues): string =>
  JSON.stringify([
    subdomainOf(values.subdomain),
    values.apiKey.trim(),
    values.baseUrl.trim(),
    purposeOf(values),
  ]);

export function toProbeInput(values: NewConnectionValues): Omit<ProbeInput, 'provider'> {
  const { subdomain, apiKey, baseUrl } = toConnectionInput(values);
  return { subdomain, apiKey, ...(baseUrl && { baseUrl }), purpose: purposeOf(values) };
}

/** Its access was checked: it begins switched on. */
export const toCheckedConnection = (values: NewConnectionValues) => ({
  ...toConnectionInput(values),
  enabled: true,
});

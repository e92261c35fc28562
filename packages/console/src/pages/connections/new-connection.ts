import type { ConnectionPurpose, ProbeInput } from '@joinery/sdk';
import {
  type ConnectionValues,
  checkConnection,
  subdomainOf,
  toConnectionInput,
  toConnectionValues,
} from './connection-form.ts';

export interface NewConnectionValues extends ConnectionValues, ConnectionPurpose {}

export const emptyConnection: NewConnectionValues = {
  ...toConnectionValues(null),
  mirror: true,
  hires: false,
  writeThrough: false,
  recruiting: false,
};

export function purposeOf({
  mirror,
  hires,
  writeThrough,
  recruiting,
}: NewConnectionValues): ConnectionPurpose {
  return { mirror, hires, writeThrough: mirror && writeThrough, recruiting };
}

export function checkNewConnection(values: NewConnectionValues): Record<string, string> {
  const nothing = !values.mirror && !values.hires && !values.recruiting;
  return {
    ...checkConnection(values, true),
    ...(nothing && { recruiting: 'Choose at least one thing that it does' }),
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

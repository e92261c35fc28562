import type { ConnectionSettings } from '@joinery/connectors';
import type { Connection, ConnectionTest } from '@joinery/sdk';
import { z } from 'zod';

/** How long a hand-off waits before it decides; see `HireTiming`. Set for tests only. */
const timing = z.record(z.string(), z.number().int().min(0));

/** What the column `settings` holds. */
export const storedSettings = z.object({
  subdomain: z.string(),
  markerField: z.string().nullable(),
  timing: timing.optional(),
});
export type StoredSettings = z.infer<typeof storedSettings>;

export interface ConnectionRow {
  id: string;
  provider: string;
  name: string;
  baseUrl: string;
  settings: StoredSettings;
  sealedCredentials: string;
  enabled: boolean;
  health: ConnectionTest['health'];
  lastTest: ConnectionTest | null;
  createdAt: Date;
  updatedAt: Date;
}

export function toConnection(row: ConnectionRow): Connection {
  return {
    id: row.id,
    provider: 'bamboohr',
    name: row.name,
    baseUrl: row.baseUrl,
    subdomain: row.settings.subdomain,
    markerField: row.settings.markerField,
    enabled: row.enabled,
    health: row.health,
    lastTest: row.lastTest,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

interface Addressed {
  baseUrl: string;
  settings: ConnectionSettings;
}

/**
 * The address after a change: the one that was given, or else the provider's own for the new
 * settings when the old address was the provider's own too.
 */
export function nextBaseUrl(
  before: Addressed,
  after: { baseUrl?: string | undefined; settings: ConnectionSettings },
  defaultBaseUrl: (settings: ConnectionSettings) => string,
): string {
  if (after.baseUrl !== undefined) return withoutSlash(after.baseUrl);
  const wasDefault = before.baseUrl === defaultBaseUrl(before.settings);
  return wasDefault ? defaultBaseUrl(after.settings) : before.baseUrl;
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The address under this server's new URL, or undefined when it does not stand under the old one. */
export function movedUrl(baseUrl: string, oldUrl: string, newUrl: string): string | undefined {
  const old = withoutSlash(oldUrl);
  if (baseUrl !== old && !baseUrl.startsWith(`${old}/`)) return undefined;
  return `${withoutSlash(newUrl)}${baseUrl.slice(old.length)}`;
}

import type { ConnectionSettings } from '@joinery/connectors';
import {
  type Connection,
  type ConnectionTest,
  connectionProvider,
  type MirrorSettings,
  recruitingWire,
} from '@joinery/sdk';
import { z } from 'zod';
import { isThisMachine } from '../../platform/egress/address.ts';
import { sandboxUrl } from '../sandboxes/sandboxes.ts';

/** How long a hand-off waits before it decides; see `Timing` in modules/sendings. Set for tests only. */
const timing = z.record(z.string(), z.number().int().min(0));

/** What the column `settings` holds. */
export const storedSettings = z.object({
  subdomain: z.string(),
  markerField: z.string().nullable(),
  timing: timing.optional(),
  /** How the account's API differs from what is known of the provider; the connector reads it. */
  wire: recruitingWire.optional(),
});
export type StoredSettings = z.infer<typeof storedSettings>;

/** Where an account's API is: at an address, or in a sandbox company of this server, wherever that runs. */
export type AccountPlace = { readonly baseUrl: string } | { readonly sandboxCompany: string };

/** From the columns, of which one is set. */
export function toPlace(baseUrl: string | null, sandboxCompany: string | null): AccountPlace {
  if (sandboxCompany !== null) return { sandboxCompany };
  if (baseUrl !== null) return { baseUrl };
  throw new Error('a connection leads nowhere');
}

/** The address that people see. `ownUrl` is where they reach this server. */
export function shownUrl(place: AccountPlace, ownUrl: string): string {
  return 'baseUrl' in place ? place.baseUrl : sandboxUrl(ownUrl, place.sandboxCompany);
}

/** Whether a key that was given for the one may go to the other. */
export function isSamePlace(one: AccountPlace, other: AccountPlace): boolean {
  if ('baseUrl' in one)
    return 'baseUrl' in other && new URL(one.baseUrl).origin === new URL(other.baseUrl).origin;
  return 'sandboxCompany' in other && one.sandboxCompany === other.sandboxCompany;
}

/** Under which addresses this server is reached: its URL, and its port on this machine. */
export interface OwnAddress {
  url: string;
  port: number | undefined;
}

const gatewayPath = /^\/api\/gateway\.php\/([a-z0-9][a-z0-9-]{0,62})$/i;

/** The company of this server whose BambooHR dialect an address leads to. */
export function companyAt(baseUrl: string, own: OwnAddress): string | undefined {
  const { search, hash, username, password } = new URL(baseUrl);
  if ([search, hash, username, password].some((part) => part !== '')) return undefined;
  return gatewayPath.exec(ownPath(new URL(baseUrl), own) ?? '')?.[1]?.toLowerCase();
}

function ownPath(url: URL, own: OwnAddress): string | undefined {
  const { protocol, hostname, port, origin, pathname } = url;
  if (protocol === 'http:' && isThisMachine(hostname) && Number(port || 80) === own.port) return pathname;
  const shown = new URL(own.url);
  const folder = withoutSlash(shown.pathname);
  return origin === shown.origin && pathname.startsWith(folder) ? pathname.slice(folder.length) : undefined;
}

export interface ConnectionRow {
  id: string;
  provider: string;
  name: string;
  place: AccountPlace;
  settings: StoredSettings;
  sealedCredentials: string;
  enabled: boolean;
  health: ConnectionTest['health'];
  lastTest: ConnectionTest | null;
  mirror: MirrorSettings | null;
  fullSyncedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** `readTo`: when the last reading that is applied began. */
export function toConnection(row: ConnectionRow, ownUrl: string, readTo: Date | null): Connection {
  return {
    id: row.id,
    provider: connectionProvider.parse(row.provider),
    name: row.name,
    baseUrl: shownUrl(row.place, ownUrl),
    subdomain: row.settings.subdomain,
    markerField: row.settings.markerField,
    wire: row.settings.wire ?? null,
    enabled: row.enabled,
    health: row.health,
    lastTest: row.lastTest,
    mirror: row.mirror,
    syncedTo: row.fullSyncedAt === null ? null : (readTo?.toISOString() ?? null),
    fullSyncedAt: row.fullSyncedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The address after a change of settings: the provider's own for them when it was that before, too. */
export function nextBaseUrl(
  before: { baseUrl: string; settings: ConnectionSettings },
  settings: ConnectionSettings,
  defaultBaseUrl: (settings: ConnectionSettings) => string | null,
): string {
  const wasDefault = before.baseUrl === defaultBaseUrl(before.settings);
  return (wasDefault ? defaultBaseUrl(settings) : null) ?? before.baseUrl;
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

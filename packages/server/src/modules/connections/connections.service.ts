import { type ConnectionCredentials, getConnector, type HrisActions } from '@joinery/connectors';
import {
  type Connection,
  type ConnectionInput,
  type ConnectionPatch,
  type ConnectionTest,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import type { Reach } from '../../platform/egress/address.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import {
  connectionCreated,
  connectionRemoved,
  connectionSwitched,
  connectionUpdated,
} from './connections.events.ts';
import * as repository from './connections.repository.ts';
import {
  type ConnectionRow,
  movedUrl,
  nextBaseUrl,
  storedSettings,
  toConnection,
  withoutSlash,
} from './connections.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'secrets' | 'egress'>;

export async function listConnections(context: Scope, principal: Principal): Promise<Connection[]> {
  assertArea(principal, 'settings.connections', 'view');
  const rows = await context.db.inCompany(principal.companyId, repository.listConnections);
  return rows.map(toConnection);
}

export async function getConnection(context: Scope, principal: Principal, id: string): Promise<Connection> {
  assertArea(principal, 'settings.connections', 'view');
  return toConnection(await context.db.inCompany(principal.companyId, (tx) => getRow(tx, id)));
}

/** @throws JoineryError `egress.address_not_allowed`, `request.invalid` */
export async function createConnection(
  context: Scope,
  principal: Principal,
  input: ConnectionInput,
): Promise<Connection> {
  assertArea(principal, 'settings.connections', 'edit');
  const { manifest } = getConnector(input.provider);
  const settings = { subdomain: input.subdomain, markerField: input.markerField ?? null };
  const baseUrl = withoutSlash(input.baseUrl ?? manifest.defaultBaseUrl(settings));
  context.egress.assertAllowed(baseUrl);
  const id = newId('con');
  const sealedCredentials = seal(context, principal.companyId, id, readCredentials(input));
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { provider, name, enabled } = input;
    const createdAt = context.clock.now();
    const row = { id, provider, name, baseUrl, settings, sealedCredentials, enabled, createdAt };
    await repository.insertConnection(tx, principal.companyId, row);
    const switched = enabled ? [connectionSwitched(id, true)] : [];
    await insertEvents(tx, principal.companyId, [connectionCreated(id, provider), ...switched]);
    return toConnection(await getRow(tx, id));
  });
}

/**
 * Changes what `patch` names. A new address needs the API key again: a stored key is never sent
 * to a place that it was not given for.
 *
 * @throws JoineryError `connections.not_found`, `egress.address_not_allowed`, `request.invalid`
 */
export async function updateConnection(
  context: Scope,
  principal: Principal,
  id: string,
  patch: ConnectionPatch,
): Promise<Connection> {
  assertArea(principal, 'settings.connections', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const before = await lockRow(tx, id);
    const change = changeOf(context, principal.companyId, before, patch);
    await repository.updateConnection(tx, id, change, context.clock.now());
    const { enabled, ...rest } = patch;
    const changed = Object.keys(rest);
    const events = changed.length > 0 ? [connectionUpdated(id, changed)] : [];
    if (enabled !== undefined && enabled !== before.enabled) events.push(connectionSwitched(id, enabled));
    await insertEvents(tx, principal.companyId, events);
    return toConnection(await getRow(tx, id));
  });
}

/** @throws JoineryError `connections.in_use` once a hire went through it: its receipts name the connection. */
export async function deleteConnection(context: Scope, principal: Principal, id: string): Promise<void> {
  assertArea(principal, 'settings.connections', 'edit');
  try {
    await context.db.inCompany(principal.companyId, async (tx) => {
      await lockRow(tx, id);
      if (await repository.isConnectionUsed(tx, id)) throw connectionInUse();
      await repository.removeConnection(tx, id);
      await insertEvents(tx, principal.companyId, [connectionRemoved(id)]);
    });
  } catch (cause) {
    if (brokenConstraint(cause) === undefined) throw cause;
    throw connectionInUse(cause);
  }
}

/** Asks the provider what a hire will need, and keeps the answer. Works while the connection is off. */
export async function testConnection(
  context: Scope,
  principal: Principal,
  id: string,
): Promise<ConnectionTest> {
  assertArea(principal, 'settings.connections', 'edit');
  const row = await context.db.inCompany(principal.companyId, (tx) => getRow(tx, id));
  const { health, checks } = await openActions(context, principal.companyId, row).testConnection();
  const test = { health, checks, testedAt: context.clock.now().toISOString() };
  await context.db.inCompany(principal.companyId, async (tx) => {
    const now = await repository.lockConnection(tx, id);
    // The answer is about the settings that were tested, not about newer ones.
    if (now?.updatedAt.getTime() === row.updatedAt.getTime())
      await repository.updateConnection(tx, id, { health, lastTest: test });
  });
  return test;
}

/** An enabled connection, ready to be called. */
export interface OpenConnection {
  id: string;
  name: string;
  actions: HrisActions;
}

/**
 * For services that have checked the principal's rights to what they are about to do.
 *
 * @throws JoineryError `connections.not_found`, `connections.disabled`, `egress.address_not_allowed`
 */
export async function openConnection(
  context: Pick<Context, 'secrets' | 'egress'>,
  tx: Transaction,
  companyId: string,
  id: string,
): Promise<OpenConnection> {
  const row = await getRow(tx, id);
  if (!row.enabled)
    throw new JoineryError(
      'connections.disabled',
      `The connection ${row.name} is switched off. Switch it on to send hires.`,
    );
  return { id, name: row.name, actions: openActions(context, companyId, row) };
}

/** How fast an account answers for its writes: whom it belongs to, and waits set for it alone. */
export async function readPace(
  { egress }: Pick<Context, 'egress'>,
  tx: Transaction,
  id: string,
): Promise<{ reach: Reach; timing: Record<string, number> }> {
  const { baseUrl, settings } = await getRow(tx, id);
  return { reach: egress.assertAllowed(baseUrl), timing: settings.timing ?? {} };
}

/** Where people see an employee of the account. */
export function employeeUrlOf(
  { egress }: Pick<Context, 'egress'>,
  connection: { connectionProvider: string; connectionBaseUrl: string; connectionSettings: unknown },
  employeeId: string,
): string | null {
  const { manifest } = getConnector(connection.connectionProvider);
  const baseUrl = connection.connectionBaseUrl;
  const settings = storedSettings.parse(connection.connectionSettings);
  return manifest.employeeUrl({ baseUrl, settings }, employeeId) ?? sandboxPage(egress, baseUrl, employeeId);
}

// A sandbox company here has pages in this server's own console, for those who are signed in there.
function sandboxPage(egress: Context['egress'], baseUrl: string, employeeId: string): string | null {
  const { origin, port, pathname } = new URL(baseUrl);
  if (Number(port) !== egress.ownPort() || egress.assertAllowed(baseUrl) !== 'own') return null;
  const company = pathname.split('/').at(-1) ?? '';
  return `${origin}/employees/${encodeURIComponent(employeeId)}?company=${company}`;
}

/** Shows people that the provider refused the credentials while they were used. */
export async function markUnauthorized(tx: Transaction, id: string): Promise<void> {
  await repository.updateConnection(tx, id, { health: 'unauthorized' });
}

/** Lets connections to sandbox companies here follow when this server's own address changes. */
export async function followOwnUrl(
  context: Pick<Context, 'db'>,
  oldUrl: string | null,
  newUrl: string,
): Promise<void> {
  if (oldUrl === null || oldUrl === newUrl) return;
  for (const company of await listCompanies(context))
    await context.db.inCompany(company.id, async (tx) => {
      for (const { id, baseUrl } of await repository.listConnections(tx)) {
        const moved = movedUrl(baseUrl, oldUrl, newUrl);
        if (moved !== undefined) await repository.updateConnection(tx, id, { baseUrl: moved });
      }
    });
}

function changeOf(
  context: Scope,
  companyId: string,
  before: ConnectionRow,
  patch: ConnectionPatch,
): repository.ConnectionChange {
  const { manifest } = getConnector(before.provider);
  const settings = {
    ...before.settings,
    ...(patch.subdomain === undefined ? {} : { subdomain: patch.subdomain }),
    ...(patch.markerField === undefined ? {} : { markerField: patch.markerField }),
  };
  const baseUrl = nextBaseUrl(before, { baseUrl: patch.baseUrl, settings }, manifest.defaultBaseUrl);
  if (baseUrl !== before.baseUrl) context.egress.assertAllowed(baseUrl);
  if (new URL(baseUrl).origin !== new URL(before.baseUrl).origin && patch.apiKey === undefined)
    throw new JoineryError('request.invalid', 'Give the API key again when the address changes.', {
      issues: [{ path: 'apiKey', message: 'is needed with a new address' }],
    });
  const credentials =
    patch.apiKey === undefined
      ? {}
      : {
          sealedCredentials: seal(
            context,
            companyId,
            before.id,
            readCredentials({ ...before, apiKey: patch.apiKey }),
          ),
        };
  const retest = ['subdomain', 'markerField', 'baseUrl', 'apiKey'].some((key) => key in patch);
  return {
    settings,
    baseUrl,
    ...credentials,
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.enabled === undefined ? {} : { enabled: patch.enabled }),
    ...(retest ? { health: 'unknown' as const, lastTest: null } : {}),
  };
}

function readCredentials({ provider, apiKey }: { provider: string; apiKey: string }): ConnectionCredentials {
  const parsed = getConnector(provider).manifest.credentials.safeParse({ apiKey });
  if (parsed.success) return parsed.data;
  throw new JoineryError('request.invalid', 'The API key is not one.', {
    issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}

function openActions(
  { secrets, egress }: Pick<Context, 'secrets' | 'egress'>,
  companyId: string,
  row: ConnectionRow,
): HrisActions {
  const connector = getConnector(row.provider);
  const { settings, credentials } = connector.manifest;
  return connector.open({
    baseUrl: row.baseUrl,
    settings: settings.parse(row.settings),
    credentials: credentials.parse(
      JSON.parse(secrets.open(row.sealedCredentials, placeOf(companyId, row.id))),
    ),
    fetch: egress.fetchFor('provider'),
  });
}

function seal(
  { secrets }: Pick<Context, 'secrets'>,
  companyId: string,
  id: string,
  credentials: ConnectionCredentials,
): string {
  return secrets.seal(JSON.stringify(credentials), placeOf(companyId, id));
}

function placeOf(companyId: string, row: string): SealPlace {
  return { companyId, table: 'connections', row, column: 'sealed_credentials' };
}

async function getRow(tx: Transaction, id: string): Promise<ConnectionRow> {
  return assertFound(await repository.findConnection(tx, id));
}

async function lockRow(tx: Transaction, id: string): Promise<ConnectionRow> {
  return assertFound(await repository.lockConnection(tx, id));
}

function assertFound(row: ConnectionRow | undefined): ConnectionRow {
  if (row === undefined) throw new JoineryError('connections.not_found', 'There is no such connection.');
  return row;
}

function connectionInUse(cause?: unknown): JoineryError {
  return new JoineryError(
    'connections.in_use',
    'Hires went through this connection, and their receipts name it; switch it off instead.',
    { cause },
  );
}

import {
  type Account,
  type ConnectionCredentials,
  type ConnectionSettings,
  type Connector,
  getConnector,
  getManifest,
  getRecruitingConnector,
  type HrisActions,
  isHris,
  type KnownAccount,
  type PeopleWrites,
  type ProviderCall,
  type Recruiting,
  type VerifyCall,
  type VerifyInbound,
} from '@joinery/connectors';
import {
  type Connection,
  type ConnectionInput,
  type ConnectionPatch,
  type ConnectionTest,
  type HireAccount,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import type { SealPlace } from '../../platform/crypto/seal.ts';
import type { Egress, EgressFetch, Purpose } from '../../platform/egress/egress.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { findCompanyBySlug } from '../companies/companies.service.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { findOwnPort, ownUrl } from '../installation/installation.service.ts';
import { isSandbox, sandboxUrl } from '../sandboxes/sandboxes.ts';
import { type GateDeps, type Passing, type PassOn, throughGate } from './connection-gate.service.ts';
import { hurryProbe } from './connection-stops.service.ts';
import {
  connectionCreated,
  connectionDegraded,
  connectionRemoved,
  connectionSwitched,
  connectionUpdated,
} from './connections.events.ts';
import * as repository from './connections.repository.ts';
import {
  type AccountPlace,
  type ConnectionRow,
  companyAt,
  isSamePlace,
  nextBaseUrl,
  type StoredSettings,
  shownUrl,
  storedSettings,
  toConnection,
  withoutSlash,
} from './connections.ts';

type Scope = Pick<Context, 'config' | 'db' | 'clock' | 'secrets' | 'egress'>;
type Calling = Pick<Context, 'config' | 'secrets' | 'egress'> & GateDeps;

export async function listConnections(context: Scope, principal: Principal): Promise<Connection[]> {
  assertArea(principal, 'settings.connections', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const readings = await repository.findReadings(tx);
    const rows = await repository.listConnections(tx);
    return rows.map((row) => toConnection(row, ownUrl(context), readings.get(row.id) ?? null));
  });
}

/** What everybody who sees hires may know of the connections that they go to. */
export async function listHireAccounts(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
): Promise<HireAccount[]> {
  assertArea(principal, 'hiring.hires', 'view');
  const rows = await db.inCompany(principal.companyId, (tx) => repository.listConnections(tx));
  return rows
    .filter(({ provider }) => isHris(provider))
    .map(({ id, name, provider, enabled }) => ({ id, name, provider, enabled }));
}

export async function getConnection(context: Scope, principal: Principal, id: string): Promise<Connection> {
  assertArea(principal, 'settings.connections', 'view');
  return context.db.inCompany(principal.companyId, (tx) => getView(context, tx, id));
}

/**
 * Connects an account. An address of this server stands for the sandbox company that is there.
 *
 * @throws JoineryError `egress.address_not_allowed`, `request.invalid`
 */
export async function createConnection(
  context: Scope,
  principal: Principal,
  input: ConnectionInput,
): Promise<Connection> {
  assertArea(principal, 'settings.connections', 'edit');
  const settings: StoredSettings = {
    subdomain: input.subdomain,
    markerField: input.markerField ?? null,
    ...(input.wire != null && { wire: input.wire }),
  };
  assertFits(input.provider, settings);
  const baseUrl = baseUrlOf(input, settings);
  const id = newId('con');
  const sealedCredentials = seal(context, principal.companyId, id, readCredentials(input));
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { provider, name, enabled } = input;
    const createdAt = context.clock.now();
    const place = await placeAt(context, tx, baseUrl);
    const row = { id, provider, name, place, settings, sealedCredentials, enabled, createdAt };
    await repository.insertConnection(tx, principal.companyId, row);
    const switched = enabled ? [connectionSwitched(id, true)] : [];
    await insertEvents(tx, principal.companyId, [connectionCreated(id, provider), ...switched]);
    return getView(context, tx, id);
  });
}

/**
 * Changes what `patch` names. A new address needs the API key again: a stored key is never sent
 * to a place that it was not given for.
 *
 * @throws JoineryError `connections.not_found`, `egress.address_not_allowed`, `request.invalid`
 */
export async function updateConnection(
  context: Scope & Pick<Context, 'engine'>,
  principal: Principal,
  id: string,
  patch: ConnectionPatch,
): Promise<Connection> {
  assertArea(principal, 'settings.connections', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const before = await lockRow(tx, id);
    const change = await changeOf(context, tx, principal.companyId, before, patch);
    await repository.updateConnection(tx, id, change, context.clock.now());
    if (patch.apiKey !== undefined) await hurryProbe(context, tx, id);
    const { enabled, ...rest } = patch;
    const changed = Object.keys(rest);
    const events = changed.length > 0 ? [connectionUpdated(id, changed)] : [];
    if (enabled !== undefined && enabled !== before.enabled) events.push(connectionSwitched(id, enabled));
    await insertEvents(tx, principal.companyId, events);
    return getView(context, tx, id);
  });
}

/** @throws JoineryError `connections.not_found`, `connections.in_use` as deleteConnection would. */
export async function assertRemovable(
  context: Pick<Context, 'db'>,
  principal: Principal,
  id: string,
): Promise<void> {
  assertArea(principal, 'settings.connections', 'edit');
  await context.db.inCompany(principal.companyId, async (tx) => {
    await getRow(tx, id);
    if (await repository.isConnectionUsed(tx, id)) throw connectionInUse();
  });
}

/** @throws JoineryError `connections.not_found` */
export async function assertConnection(tx: Transaction, id: string): Promise<void> {
  await getRow(tx, id);
}

/** @throws JoineryError `connections.in_use` once a hire, a sync or a change went through it: receipts name the connection. */
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

/**
 * Asks the provider what a hire will need, and keeps the answer. Works while the connection is off,
 * and while it is stopped: a key that is taken resumes it.
 */
export async function testConnection(
  context: Scope & Calling,
  principal: Principal,
  id: string,
): Promise<ConnectionTest> {
  assertArea(principal, 'settings.connections', 'edit');
  const { row, test: look } = await context.db.inCompany(principal.companyId, async (tx) => {
    const found = await getRow(tx, id);
    return { row: found, test: await openTest(context, tx, principal.companyId, found) };
  });
  const { health, checks } = await look();
  const test = { health, checks, testedAt: context.clock.now().toISOString() };
  await context.db.inCompany(principal.companyId, async (tx) => {
    const now = await repository.lockConnection(tx, id);
    // The answer is about the settings that were tested, not about newer ones.
    if (now?.updatedAt.getTime() === row.updatedAt.getTime())
      await repository.updateConnection(tx, id, { health, lastTest: test });
  });
  return test;
}

const byPerson: Passing = { urgency: 'person', pastStop: true };

async function openTest(context: Calling, tx: Transaction, companyId: string, row: ConnectionRow) {
  const account = await accountOf(context, tx, companyId, row, byPerson);
  if (!isHris(row.provider)) {
    const recruiting = getRecruitingConnector(row.provider).openRecruiting(account);
    return () => recruiting.testRecruiting();
  }
  const actions = getConnector(row.provider).open(account);
  return () => actions.testConnection();
}

/** @throws JoineryError `connections.not_supported` for a provider that keeps no employees. */
function hrisOf({ provider, name }: Pick<ConnectionRow, 'provider' | 'name'>): Connector {
  if (isHris(provider)) return getConnector(provider);
  throw new JoineryError(
    'connections.not_supported',
    `${name} is an account of ${getManifest(provider).name}, which keeps candidates and no employees.`,
  );
}

/** An enabled connection, ready to be called. */
export interface OpenConnection {
  id: string;
  name: string;
  /** By alias or id; null where employees carry no markers. */
  markerField: string | null;
  actions: HrisActions;
}

/**
 * For services that have checked the principal's rights to what they are about to do.
 *
 * @throws JoineryError `connections.not_found`, `connections.disabled`, `egress.address_not_allowed`
 */
export async function openConnection(
  context: Calling,
  tx: Transaction,
  companyId: string,
  id: string,
  passing: Passing,
): Promise<OpenConnection> {
  const row = await getRow(tx, id);
  if (!row.enabled)
    throw new JoineryError(
      'connections.disabled',
      `The connection ${row.name} is switched off. Switch it on to send hires.`,
    );
  const { markerField } = hrisOf(row).manifest.settings.parse(row.settings);
  return {
    id,
    name: row.name,
    markerField,
    actions: await openActions(context, tx, companyId, row, passing),
  };
}

/** Tries a key that the provider refused, on or off, with one request. Whoever lets it through learns from it. */
export async function tryKey(context: Calling, companyId: string, id: string): Promise<void> {
  const { row, account } = await context.db.inCompany(companyId, async (tx) => {
    const found = await getRow(tx, id);
    const passing: Passing = { urgency: 'background', pastStop: true };
    return { row: found, account: await accountOf(context, tx, companyId, found, passing) };
  });
  if (isHris(row.provider)) await getConnector(row.provider).open(account).listOptions();
  else await getRecruitingConnector(row.provider).openRecruiting(account).tryKey();
}

/** A connection, on or off, with its recruiting. */
export interface OpenRecruiting {
  id: string;
  name: string;
  provider: string;
  /** Of the provider, for people. */
  providerName: string;
  enabled: boolean;
  recruiting: Recruiting;
}

/**
 * For services that have checked the principal's rights to what they are about to do. Whether a
 * connection that is switched off may be used is theirs to decide.
 *
 * @throws JoineryError `connections.not_found`, `egress.address_not_allowed`
 */
export async function openRecruiting(
  context: Calling,
  tx: Transaction,
  companyId: string,
  id: string,
  passing: Passing,
): Promise<OpenRecruiting> {
  const row = await getRow(tx, id);
  const { manifest, openRecruiting: open } = getRecruitingConnector(row.provider);
  return {
    id,
    name: row.name,
    provider: row.provider,
    providerName: manifest.name,
    enabled: row.enabled,
    recruiting: open(await accountOf(context, tx, companyId, row, passing)),
  };
}

/** How calls of an account's recruiting are judged; undefined for one that does not call, or is not there. */
export async function callJudgeOf(
  tx: Transaction,
  id: string,
): Promise<((key: string, call: Parameters<VerifyCall>[1]) => ReturnType<VerifyCall>) | undefined> {
  const row = await repository.findConnection(tx, id);
  const verify = row && getRecruitingConnector(row.provider).verifyCall;
  return verify && ((key, call) => verify(key, call, row.settings.wire));
}

/** How the calls of a source are to be treated. */
export interface SourceUse extends Passing {
  /** Told of each request; see `Account.onCall`. */
  onCall?: (call: ProviderCall) => void;
  /** What was discovered of the account before: without it its own fields are read as plain text. */
  known?: KnownAccount;
}

/** A connection, on or off, whose people can be read. Kept for a whole reading. */
export interface OpenSource {
  id: string;
  name: string;
  provider: string;
  subdomain: string;
  enabled: boolean;
  source: ReturnType<Connector['openSource']>;
  verifyInbound: VerifyInbound;
}

/**
 * For services that have checked the principal's rights to what they are about to do. Whether a
 * connection that is switched off may be read is theirs to decide: a probe may.
 *
 * @throws JoineryError `connections.not_found`, `egress.address_not_allowed`
 */
export async function openSource(
  context: Calling,
  tx: Transaction,
  companyId: string,
  id: string,
  { onCall, known, ...passing }: SourceUse,
): Promise<OpenSource> {
  const row = await getRow(tx, id);
  const { openSource: open, verifyInbound } = hrisOf(row);
  const account = await accountOf(context, tx, companyId, row, passing);
  return {
    id,
    name: row.name,
    provider: row.provider,
    subdomain: row.settings.subdomain,
    enabled: row.enabled,
    source: open({ ...account, ...(onCall === undefined ? {} : { onCall }) }, known),
    verifyInbound,
  };
}

/**
 * The reading half of an account that is not connected: nothing of it is kept.
 *
 * @throws JoineryError `egress.address_not_allowed`, `request.invalid`
 */
export async function openUnconnected(
  context: Calling,
  tx: Transaction,
  account: Pick<ConnectionInput, 'provider' | 'subdomain' | 'apiKey' | 'baseUrl'>,
): Promise<OpenSource['source']> {
  const { openSource: open } = getConnector(account.provider);
  const settings = { subdomain: account.subdomain, markerField: null };
  const place = await placeAt(context, tx, baseUrlOf(account, settings));
  return open({
    ...(await wayTo(context, tx, place)),
    settings,
    credentials: readCredentials(account),
    now: () => context.clock.now(),
  });
}

/** As `openUnconnected`, of an account's recruiting. */
export async function openUnconnectedRecruiting(
  context: Calling,
  tx: Transaction,
  account: Pick<ConnectionInput, 'provider' | 'subdomain' | 'apiKey' | 'baseUrl' | 'wire'>,
): Promise<Recruiting> {
  const settings = { subdomain: account.subdomain, markerField: null, wire: account.wire ?? undefined };
  assertFits(account.provider, settings);
  const place = await placeAt(context, tx, baseUrlOf(account, settings));
  return getRecruitingConnector(account.provider).openRecruiting({
    ...(await wayTo(context, tx, place)),
    settings,
    credentials: readCredentials(account),
    now: () => context.clock.now(),
  });
}

/** Where the provider of a connection calls this server; undefined when no address is known that it could reach. */
export async function hookUrlOf(
  context: Pick<Context, 'config' | 'egress'>,
  tx: Transaction,
  id: string,
): Promise<string | undefined> {
  const { place } = await getRow(tx, id);
  if ('sandboxCompany' in place) return `http://localhost:${await findOwnPort(context, tx)}/hooks/${id}`;
  const { publicUrl } = context.config;
  return publicUrl === undefined ? undefined : `${withoutSlash(publicUrl)}/hooks/${id}`;
}

/**
 * What a call that claims to be the provider's is judged by: its rule, and the time there. One for a
 * connection that does not exist is judged like any other.
 */
export async function inboundOf(
  context: Pick<Context, 'clock'>,
  tx: Transaction,
  id: string,
): Promise<{ verify: VerifyInbound; now: Date }> {
  const row = await repository.findConnection(tx, id);
  const sandbox = row !== undefined && 'sandboxCompany' in row.place ? row.place.sandboxCompany : undefined;
  const company = sandbox === undefined ? undefined : await findCompanyBySlug(tx, sandbox);
  return {
    verify: getConnector(row !== undefined && isHris(row.provider) ? row.provider : 'bamboohr').verifyInbound,
    now: company === undefined ? context.clock.now() : companyNow(context, company),
  };
}

/**
 * For changes of the people that come from the connection.
 *
 * @throws JoineryError `connections.not_found`, `connections.disabled`, `egress.address_not_allowed`
 */
export async function openWrites(
  context: Calling,
  tx: Transaction,
  companyId: string,
  id: string,
  passing: Passing,
): Promise<PeopleWrites> {
  const row = await getRow(tx, id);
  if (!row.enabled)
    throw new JoineryError(
      'connections.disabled',
      `The connection ${row.name} is switched off. Switch it on to change people in BambooHR.`,
    );
  return hrisOf(row).openWrites(await accountOf(context, tx, companyId, row, passing));
}

/** How fast an account answers for its writes: whom it belongs to, and waits set for it alone. */
export async function readPace(
  tx: Transaction,
  id: string,
): Promise<{ isSandbox: boolean; timing: Record<string, number> }> {
  const { place, settings } = await getRow(tx, id);
  return { isSandbox: 'sandboxCompany' in place, timing: settings.timing ?? {} };
}

/** Where people see an employee of the account. */
export function employeeUrlOf(
  context: Pick<Context, 'config' | 'egress'>,
  connection: { connectionProvider: string; connectionPlace: AccountPlace; connectionSettings: unknown },
  employeeId: string,
): string | null {
  const { connectionProvider, connectionPlace: place, connectionSettings } = connection;
  // A sandbox company has pages in this server's own console, for those who are signed in there.
  if ('sandboxCompany' in place)
    return `${ownUrl(context)}/employees/${encodeURIComponent(employeeId)}?company=${place.sandboxCompany}`;
  const settings = storedSettings.parse(connectionSettings);
  return getManifest(connectionProvider).employeeUrl({ ...place, settings }, employeeId);
}

/**
 * What a complete reading showed of the key: with names of what it lost the connection is degraded, which
 * is told once; without, a degraded one is well again.
 */
export async function noteHealth(
  tx: Transaction,
  companyId: string,
  id: string,
  lost: readonly string[],
): Promise<void> {
  const { health } = await lockRow(tx, id);
  if (lost.length > 0 && health !== 'degraded') {
    await repository.updateConnection(tx, id, { health: 'degraded' });
    await insertEvents(tx, companyId, [connectionDegraded(id, lost)]);
  }
  if (lost.length === 0 && health !== 'ok') await repository.updateConnection(tx, id, { health: 'ok' });
}

/** What got through settles whether the account answers. What the key lost is not settled by it. */
export async function noteWorking(tx: Transaction, id: string): Promise<void> {
  const { health } = await lockRow(tx, id);
  if (health === 'unknown' || health === 'unreachable')
    await repository.updateConnection(tx, id, { health: 'ok' });
}

function baseUrlOf(
  { provider, baseUrl }: { provider: string; baseUrl?: string | undefined },
  settings: ConnectionSettings,
): string {
  const manifest = getManifest(provider);
  const address = baseUrl ?? manifest.defaultBaseUrl(settings);
  if (address !== null) return address;
  throw new JoineryError(
    'request.invalid',
    `Say where the account’s API is: ${manifest.name} tells nobody else.`,
    {
      issues: [{ path: 'baseUrl', message: 'is needed' }],
    },
  );
}

/** What an account's API is said to differ in has to be something that it can differ in. */
function assertFits(provider: string, { markerField, wire }: ConnectionSettings): void {
  const { name, checkWire } = getManifest(provider);
  const issues = [
    ...(markerField !== null && !isHris(provider)
      ? [{ path: 'markerField', message: `${name} keeps no employees` }]
      : []),
    ...(wire !== undefined && checkWire === undefined
      ? [{ path: 'wire', message: `all that ${name} can do is known` }]
      : []),
  ];
  if (issues.length > 0)
    throw new JoineryError('request.invalid', 'The account has no such setting.', { issues });
  if (wire !== undefined) checkWire?.(wire);
}

async function changeOf(
  context: Scope,
  tx: Transaction,
  companyId: string,
  before: ConnectionRow,
  patch: ConnectionPatch,
): Promise<repository.ConnectionChange> {
  const settings = {
    ...before.settings,
    ...(patch.subdomain === undefined ? {} : { subdomain: patch.subdomain }),
    ...(patch.markerField === undefined ? {} : { markerField: patch.markerField }),
    ...(patch.wire === undefined ? {} : { wire: patch.wire ?? undefined }),
  };
  assertFits(before.provider, settings);
  const place = await nextPlace(context, tx, before, { baseUrl: patch.baseUrl, settings });
  if (!isSamePlace(place, before.place) && patch.apiKey === undefined)
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
  const retest = ['subdomain', 'markerField', 'wire', 'baseUrl', 'apiKey'].some((key) => key in patch);
  return {
    settings,
    place,
    ...credentials,
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.enabled === undefined ? {} : { enabled: patch.enabled }),
    ...(retest ? { health: 'unknown' as const, lastTest: null } : {}),
  };
}

async function nextPlace(
  context: Pick<Context, 'config' | 'egress'>,
  tx: Transaction,
  { place, provider, settings }: ConnectionRow,
  after: { baseUrl: string | undefined; settings: StoredSettings },
): Promise<AccountPlace> {
  if (after.baseUrl === undefined && 'sandboxCompany' in place) return place;
  const before = shownUrl(place, ownUrl(context));
  const { defaultBaseUrl } = getManifest(provider);
  const baseUrl = after.baseUrl ?? nextBaseUrl({ baseUrl: before, settings }, after.settings, defaultBaseUrl);
  return withoutSlash(baseUrl) === before ? place : placeAt(context, tx, baseUrl);
}

// Only sandbox companies are found on this server itself: whoever connects to one needs its key,
// and nothing else that listens on this machine can be named.
async function placeAt(
  context: Pick<Context, 'config' | 'egress'>,
  tx: Transaction,
  address: string,
): Promise<AccountPlace> {
  const baseUrl = withoutSlash(address);
  const slug = companyAt(baseUrl, { url: ownUrl(context), port: context.egress.ownPort() });
  const company = slug === undefined ? undefined : await findCompanyBySlug(tx, slug);
  if (company !== undefined && isSandbox(company)) return { sandboxCompany: company.slug };
  context.egress.assertAllowed(baseUrl);
  return { baseUrl };
}

function readCredentials({ provider, apiKey }: { provider: string; apiKey: string }): ConnectionCredentials {
  const parsed = getManifest(provider).credentials.safeParse({ apiKey });
  if (parsed.success) return parsed.data;
  throw new JoineryError('request.invalid', 'The API key is not one.', {
    issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}

async function openActions(
  context: Calling,
  tx: Transaction,
  companyId: string,
  row: ConnectionRow,
  passing: Passing,
): Promise<HrisActions> {
  return hrisOf(row).open(await accountOf(context, tx, companyId, row, passing));
}

async function accountOf(
  context: Calling,
  tx: Transaction,
  companyId: string,
  row: ConnectionRow,
  passing: Passing,
): Promise<Account> {
  const { settings, credentials } = getManifest(row.provider);
  const sealed = context.secrets.open(row.sealedCredentials, sealPlace(companyId, row.id));
  const { baseUrl, fetch, fetchDocument } = await wayTo(context, tx, row.place);
  return {
    baseUrl,
    fetchDocument,
    fetch: throughGate(context, { ...row, companyId }, passing, fetch),
    settings: settings.parse(row.settings),
    credentials: credentials.parse(JSON.parse(sealed)),
    now: () => context.clock.now(),
  };
}

async function wayTo(
  context: Calling,
  tx: Transaction,
  place: AccountPlace,
): Promise<{ baseUrl: string; fetch: PassOn; fetchDocument: Egress['fetchDocument'] }> {
  const { egress } = context;
  const { fetchDocument } = egress;
  if ('baseUrl' in place) {
    const { baseUrl } = place;
    return {
      baseUrl,
      fetchDocument,
      fetch: bySize(egress.fetchFor('provider'), egress.fetchFor('providerStream')),
    };
  }
  const baseUrl = sandboxUrl(`http://localhost:${await findOwnPort(context, tx)}`, place.sandboxCompany);
  const own = (purpose: Purpose) => egress.fetchOwn(purpose, baseUrl);
  return { baseUrl, fetchDocument, fetch: bySize(own('provider'), own('providerStream')) };
}

function bySize(whole: EgressFetch, streamed: EgressFetch): PassOn {
  return (url, request) => (request.streamed === true ? streamed : whole)(url, request);
}

function seal(
  { secrets }: Pick<Context, 'secrets'>,
  companyId: string,
  id: string,
  credentials: ConnectionCredentials,
): string {
  return secrets.seal(JSON.stringify(credentials), sealPlace(companyId, id));
}

function sealPlace(companyId: string, row: string): SealPlace {
  return { companyId, table: 'connections', row, column: 'sealed_credentials' };
}

async function getView(
  context: Pick<Context, 'config' | 'egress'>,
  tx: Transaction,
  id: string,
): Promise<Connection> {
  const readings = await repository.findReadings(tx, id);
  return toConnection(await getRow(tx, id), ownUrl(context), readings.get(id) ?? null);
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
    'Hires, syncs or changes of people went through this connection, and their receipts name it; switch it off instead.',
    { cause },
  );
}

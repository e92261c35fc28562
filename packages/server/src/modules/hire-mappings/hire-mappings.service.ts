import {
  type HireFile,
  type HireMapping,
  type HireMappingPreview,
  type HireMappingPreviewInput,
  type HireMappingPut,
  type HireMappingVersion,
  JoineryError,
  type MappingDefinition,
  mappingSources,
  type ValueMappingInput,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea, assertEveryJob } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getHiringFile, type HiringFile } from '../candidates/candidates.service.ts';
import { assertConnection, openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { findOffer } from '../offers/offers.service.ts';
import { assertMapping } from './check-mapping.ts';
import { evaluateMapping, type MappedHire, otherPrefix } from './evaluate-mapping.ts';
import { mappingChanged } from './hire-mappings.events.ts';
import * as repository from './hire-mappings.repository.ts';
import {
  changesBetween,
  chooseDocuments,
  defaultMapping,
  type HireSources,
  withValue,
} from './hire-mappings.ts';
import { hireSourcesOf } from './mapping-sources.ts';
import { refusedFurtherFields } from './own-fields.service.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** The mapping that counts. Version 0: the one that every connection begins with. */
export interface CurrentMapping {
  version: number;
  definition: MappingDefinition;
}

/** For services that have checked the principal's rights to the connection. */
export async function readMapping(tx: Transaction, connectionId: string): Promise<CurrentMapping> {
  const { version, definition } = await readLatest(tx, connectionId);
  return { version, definition };
}

/** What the mapping of a connection makes of an application, and which documents it sends along. */
export interface MappedApplication extends MappedHire {
  version: number;
  /** Null: the newest résumé, where there is one. */
  documents: HireFile[] | null;
}

/** For services that have checked the principal's rights to hires. `by`: the version; default the latest. */
export async function mapApplication(
  context: Pick<Context, 'db'>,
  principal: Principal,
  connectionId: string,
  file: HiringFile,
  by?: number,
): Promise<MappedApplication> {
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { version, definition } = await readVersion(tx, connectionId, by);
    const offer = await findOffer(tx, file.application.id);
    const sources = hireSourcesOf(file, offer, principal.company);
    const documents = chooseDocuments(definition.files, file.attachments, offer?.fileId ?? null);
    return { ...evaluateMapping(definition, sources), version, documents };
  });
}

/** @throws JoineryError `connections.not_found` */
export async function getHireMapping(
  context: Scope,
  principal: Principal,
  connectionId: string,
): Promise<HireMapping> {
  assertArea(principal, 'settings.connections', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await assertConnection(tx, connectionId);
    return getView(tx, connectionId);
  });
}

/**
 * Makes a new version, unless nothing is different.
 *
 * @throws JoineryError `hire_mappings.invalid`, `hire_mappings.changed`, `connections.not_found`
 */
export async function putHireMapping(
  context: Context,
  principal: Principal,
  connectionId: string,
  { basedOn, definition }: HireMappingPut,
): Promise<HireMapping> {
  assertArea(principal, 'settings.connections', 'edit');
  await assertNoOwnFields(context, principal, connectionId, definition);
  return context.db.inCompany(principal.companyId, async (tx) => {
    await assertConnection(tx, connectionId);
    assertMapping(definition);
    const before = await lockLatest(tx, connectionId);
    if (before.version !== basedOn) throw changedMeanwhile(before, basedOn);
    await save(context, tx, principal, { connectionId, before, definition });
    return getView(tx, connectionId);
  });
}

/**
 * No rule fills what a hire writes by itself, however the field is named. Of a connection that is
 * switched off nothing is asked; there each hire tells.
 */
async function assertNoOwnFields(
  context: Context,
  { companyId }: Principal,
  connectionId: string,
  { rules }: MappingDefinition,
): Promise<void> {
  const further = rules.flatMap(({ to }, at) =>
    to.startsWith(otherPrefix) ? [{ at, alias: to.slice(otherPrefix.length) }] : [],
  );
  if (further.length === 0) return;
  const connection = await context.db.inCompany(companyId, (tx) =>
    openConnection(context, tx, companyId, connectionId, { urgency: 'person' }).catch((error: unknown) => {
      if (error instanceof JoineryError && error.code === 'connections.disabled') return undefined;
      throw error;
    }),
  );
  if (connection === undefined) return;
  const refused = await refusedFurtherFields(
    connection,
    further.map(({ alias }) => alias),
  );
  const issues = further.flatMap(({ at, alias }) => {
    const message = refused.get(alias);
    return message === undefined ? [] : [{ path: `definition.rules.${at}.to`, message }];
  });
  if (issues.length > 0)
    throw new JoineryError('hire_mappings.invalid', 'The mapping cannot be used as it is; see each rule.', {
      issues,
    });
}

/** Who changed what, newest first. Pages go on after the last version. */
export async function listHireMappingVersions(
  context: Scope,
  principal: Principal,
  connectionId: string,
  page: Slice,
): Promise<Sliced<HireMappingVersion>> {
  assertArea(principal, 'settings.connections', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await assertConnection(tx, connectionId);
    const rows = await repository.listVersions(tx, connectionId, page);
    const { items, after } = toSliced(rows, page.limit, ({ version }) => String(version));
    const views = items.map(({ createdAt, ...row }, at) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      changes: changesBetween(rows[at + 1]?.definition ?? defaultMapping, row.definition),
    }));
    return { items: views, after };
  });
}

/**
 * What a mapping, saved or not, makes of an application. Nothing is asked of the provider.
 *
 * @throws JoineryError `hire_mappings.invalid`, `connections.not_found`, `applications.not_found`
 */
export async function previewHireMapping(
  context: Context,
  principal: Principal,
  connectionId: string,
  { applicationId, definition: given }: HireMappingPreviewInput,
): Promise<HireMappingPreview> {
  assertArea(principal, 'settings.connections', 'view');
  assertArea(principal, 'hiring.hires', 'view');
  const file = await getHiringFile(context, principal, applicationId);
  return context.db.inCompany(principal.companyId, async (tx) => {
    await assertConnection(tx, connectionId);
    if (given !== undefined) assertMapping(given);
    const { version, definition } = await readMapping(tx, connectionId);
    const sources = await readSources(tx, principal, file);
    const mapped = evaluateMapping(given ?? definition, sources);
    const shown = Object.keys(mappingSources).map((name) => [
      name,
      sources[name as keyof HireSources] ?? null,
    ]);
    return {
      applicationId,
      version: given === undefined ? version : null,
      ...mapped,
      sources: Object.fromEntries(shown),
    };
  });
}

/**
 * “Map for ever”, for people who may send hires of every job: it holds for all of them.
 *
 * @throws JoineryError `access.forbidden`, `hire_mappings.no_rule`, `hire_mappings.invalid`, `connections.not_found`
 */
export async function mapHireValue(
  context: Scope,
  principal: Principal,
  connectionId: string,
  value: ValueMappingInput,
): Promise<HireMapping> {
  assertArea(principal, 'hiring.hires', 'edit');
  assertEveryJob(principal);
  return context.db.inCompany(principal.companyId, async (tx) => {
    await assertConnection(tx, connectionId);
    await addValueMapping(context, tx, principal, { connectionId, ...value });
    return getView(tx, connectionId);
  });
}

/**
 * Sends `sent` for `given` from now on, in a new version, and answers with the version that does.
 * Two at once both count: whoever comes second adds to what the first one made.
 *
 * For services that have checked the principal's rights.
 *
 * @throws JoineryError `hire_mappings.no_rule`, `hire_mappings.invalid`
 */
export async function addValueMapping(
  context: Pick<Context, 'clock'>,
  tx: Transaction,
  principal: Principal,
  { connectionId, field, given, sent }: ValueMappingInput & { connectionId: string },
): Promise<number> {
  const before = await lockLatest(tx, connectionId);
  const definition = withValue(before.definition, { field, given, sent });
  if (definition === undefined)
    throw new JoineryError(
      'hire_mappings.no_rule',
      'No rule of the mapping fills this field, so there is no value to map. Add a rule for it first.',
      { issues: [{ path: 'field', message: 'expected a field that a rule fills' }] },
    );
  assertMapping(definition);
  return save(context, tx, principal, { connectionId, before, definition });
}

async function readVersion(
  tx: Transaction,
  connectionId: string,
  by: number | undefined,
): Promise<CurrentMapping> {
  if (by === undefined) return readMapping(tx, connectionId);
  const [found] = await repository.listVersions(tx, connectionId, { limit: 1, after: String(by + 1) });
  return found?.version === by ? found : { version: 0, definition: defaultMapping };
}

interface Latest extends CurrentMapping {
  createdBy: string | null;
  createdAt: Date | null;
}

async function readLatest(tx: Transaction, connectionId: string): Promise<Latest> {
  const latest = await repository.findLatest(tx, connectionId);
  return latest ?? { version: 0, definition: defaultMapping, createdBy: null, createdAt: null };
}

async function lockLatest(tx: Transaction, connectionId: string): Promise<Latest> {
  await repository.lockMapping(tx, connectionId);
  return readLatest(tx, connectionId);
}

interface Saving {
  connectionId: string;
  before: CurrentMapping;
  definition: MappingDefinition;
}

async function save(
  context: Pick<Context, 'clock'>,
  tx: Transaction,
  { companyId, userName }: Principal,
  { connectionId, before, definition }: Saving,
): Promise<number> {
  if (changesBetween(before.definition, definition).length === 0) return before.version;
  const version = before.version + 1;
  const row = { version, definition, createdBy: userName, createdAt: context.clock.now() };
  await repository.insertVersion(tx, companyId, connectionId, row);
  await insertEvents(tx, companyId, [mappingChanged(connectionId)]);
  return version;
}

async function readSources(tx: Transaction, { company }: Principal, file: HiringFile): Promise<HireSources> {
  return hireSourcesOf(file, await findOffer(tx, file.application.id), company);
}

async function getView(tx: Transaction, connectionId: string): Promise<HireMapping> {
  const { createdAt, ...latest } = await readLatest(tx, connectionId);
  return { connectionId, ...latest, createdAt: createdAt?.toISOString() ?? null };
}

function changedMeanwhile({ version, createdBy }: Latest, basedOn: number): JoineryError {
  return new JoineryError(
    'hire_mappings.changed',
    `The change was made on version ${basedOn}, and version ${version} counts${createdBy === null ? '' : `, saved by ${createdBy}`}. Read it, and make the change there.`,
    { issues: [{ path: 'basedOn', message: `expected ${version}` }] },
  );
}

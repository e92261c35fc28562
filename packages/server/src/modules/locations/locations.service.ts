// Locations: options of the list of locations, with their addresses. Who may see that list may see
// them; who keeps fields may change them.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { tried } from '../../db/join.ts';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { companyNow } from '../companies/companies.ts';
import type { Calling } from '../connections/ask-source.service.ts';
import type { Context } from '../context.ts';
import { getCatalogueAndSource } from '../fields/fields.service.ts';
import { applySteps, findVisibleList, lockOptions, removeUnusedOption } from '../fields/lists.service.ts';
import {
  type ListView,
  locationList,
  type OptionChange,
  type OptionView,
  stepsFor,
} from '../fields/lists.ts';
import { awaitWrite, recordWrite, type WritingContext } from '../provider-writes/provider-writes.service.ts';
import { notOffered, sameName, type WriteDraft } from '../provider-writes/provider-writes.ts';
import * as repository from './locations.repository.ts';
import { type Address, assertAddress, type Location, type LocationInput, noAddress } from './locations.ts';
import { notBackYet, readAddresses, toSent } from './mirrored-locations.service.ts';

type Deps = Pick<Context, 'db' | 'clock'>;
/** What asking and writing needs where the people come from a provider. */
type Reach = Calling & WritingContext;

/** One page of locations by number, archived ones too. @throws JoineryError `access.forbidden`, those of `askSource` */
export async function listLocations(
  context: Calling,
  principal: Principal,
  { from, size }: { from: number; size: number },
): Promise<{ locations: Location[]; total: number }> {
  const { shown, total, own, peopleSource } = await context.db.inCompany(principal.companyId, async (tx) => {
    const { options } = await getList(tx, principal);
    const page = options.slice(from, from + size);
    return { shown: page, total: options.length, ...(await findAddresses(tx, principal, page)) };
  });
  const addresses = own ?? (await askAddresses(context, principal, peopleSource, shown));
  return { locations: shown.map((option) => toLocation(principal, option, addresses)), total };
}

/** @throws JoineryError `locations.not_found`, `access.forbidden`, those of `askSource` */
export async function getLocation(context: Calling, principal: Principal, id: number): Promise<Location> {
  return read(context, principal, async (tx) => getOption(await getList(tx, principal), id));
}

/**
 * In a mirrored company the location is made at the provider, and answered once it has been read back.
 *
 * @throws JoineryError `access.forbidden`, `request.invalid`, `lists.option_taken`, those of `awaitWrite`
 */
export async function createLocation(
  context: Reach,
  principal: Principal,
  input: LocationInput,
): Promise<Location> {
  return change(context, principal, undefined, input);
}

/**
 * Replaces label and, where it is given, the address. Employees and filters follow a new label.
 *
 * @throws JoineryError as createLocation, and `locations.not_found`; in a mirrored company
 * `provider.write_not_supported` for archiving
 */
export async function updateLocation(
  context: Reach,
  principal: Principal,
  id: number,
  input: LocationInput,
): Promise<Location> {
  return change(context, principal, id, input);
}

/** @throws JoineryError `locations.not_found`, `locations.in_use`, `access.forbidden`, those of `awaitWrite` */
export async function removeLocation(context: Reach, principal: Principal, id: number): Promise<void> {
  assertArea(principal, 'settings.fields', 'edit');
  const recorded = await context.db.inCompany(principal.companyId, async (tx) => {
    const { peopleSource } = await getCatalogueAndSource(tx, principal.companyId);
    await lockOptions(tx, principal.companyId, 'exclusive');
    const option = getOption(await getList(tx, principal), id);
    const remove = async () => {
      if (!(await removeUnusedOption(tx, principal, locationList, option)))
        throw new JoineryError('locations.in_use', 'The location is in use. Archive it instead.');
    };
    if (peopleSource === null) return remove().then(() => undefined);
    await tried(tx, remove);
    return recordWrite(context, tx, principal, peopleSource, {
      ...ofLocation('remove_location', id),
      payload: { location: { before: option.name } },
    });
  });
  if (recorded !== undefined) await awaitWrite(context, principal, recorded);
}

/** Addresses by the number of their location, for parts that name locations: who sees those, sees these. */
export async function listAddressesOf(
  tx: Transaction,
  locations: readonly number[],
): Promise<ReadonlyMap<number, Address>> {
  return repository.listAddresses(tx, locations);
}

async function change(
  context: Reach,
  principal: Principal,
  id: number | undefined,
  input: LocationInput,
): Promise<Location> {
  assertArea(principal, 'settings.fields', 'edit');
  if (input.address !== undefined) assertAddress(input.address);
  const { made, recorded } = await context.db.inCompany(principal.companyId, async (tx) => {
    const { peopleSource } = await getCatalogueAndSource(tx, principal.companyId);
    await lockOptions(tx, principal.companyId, 'exclusive');
    const list = await getList(tx, principal);
    const before = id === undefined ? undefined : getOption(list, id);
    if (peopleSource === null) return { made: await save(context, tx, principal, list, id, input) };
    return { recorded: await recordChange(context, tx, { principal, peopleSource, list, before, input }) };
  });
  if (made !== undefined) return getLocation(context, principal, made);
  if (recorded !== undefined) await awaitWrite(context, principal, recorded);
  return read(context, principal, async (tx) => {
    const { options } = await getList(tx, principal);
    const option = options.find(({ name }) => sameName(name) === sameName(input.label));
    if (option === undefined) throw notBackYet();
    return option;
  });
}

async function recordChange(
  context: WritingContext,
  tx: Transaction,
  {
    principal,
    peopleSource,
    list,
    before,
    input,
  }: {
    principal: Principal;
    peopleSource: string;
    list: ListView;
    before: OptionView | undefined;
    input: LocationInput;
  },
) {
  const { label, archived } = input;
  const wanted = { id: before?.id, name: label, archived };
  stepsFor(locationList, list.options, [wanted], companyNow(context, principal.company));
  if (archived !== undefined && archived !== (before?.archived ?? false)) throw notOffered(...archiving);
  const kind = before === undefined ? 'add_location' : 'change_location';
  return recordWrite(context, tx, principal, peopleSource, {
    ...ofLocation(kind, before?.id),
    payload: { location: { before: before?.name ?? null, sent: toSent(input) } },
  });
}

const archiving = ['archive a location or take it up again', 'in Settings'] as const;

function ofLocation(
  kind: 'add_location' | 'change_location' | 'remove_location',
  id: number | undefined,
): Omit<WriteDraft, 'payload'> {
  return { kind, employeeNumber: null, fields: [], ...(id === undefined ? {} : { target: String(id) }) };
}

async function save(
  deps: Deps,
  tx: Transaction,
  principal: Principal,
  { options }: ListView,
  id: number | undefined,
  { label, archived, address }: LocationInput,
): Promise<number> {
  const wanted: OptionChange = { id, name: label, archived };
  const steps = stepsFor(locationList, options, [wanted], companyNow(deps, principal.company));
  const [made] = await applySteps(tx, principal, locationList, steps);
  const location = id ?? made;
  if (location === undefined) throw new Error('a new location has no number');
  if (address !== undefined) await repository.upsertAddress(tx, principal.companyId, location, address);
  return location;
}

async function getList(tx: Transaction, principal: Principal): Promise<ListView> {
  const list = await findVisibleList(tx, principal, locationList);
  if (list === undefined)
    throw new JoineryError('access.forbidden', 'Your access level does not show you locations.');
  return list;
}

function getOption({ options }: ListView, id: number): OptionView {
  const option = options.find((one) => one.id === id);
  if (option === undefined) throw new JoineryError('locations.not_found', 'There is no such location.');
  return option;
}

async function read(
  context: Calling,
  principal: Principal,
  find: (tx: Transaction) => Promise<OptionView>,
): Promise<Location> {
  const { option, own, peopleSource } = await context.db.inCompany(principal.companyId, async (tx) => {
    const found = await find(tx);
    return { option: found, ...(await findAddresses(tx, principal, [found])) };
  });
  const addresses = own ?? (await askAddresses(context, principal, peopleSource, [option]));
  return toLocation(principal, option, addresses);
}

type Addresses = ReadonlyMap<number, Address>;

/** Those that are kept here, or else who has them. */
async function findAddresses(
  tx: Transaction,
  { companyId }: Principal,
  options: readonly OptionView[],
): Promise<{ own: Addresses; peopleSource?: never } | { own?: never; peopleSource: string }> {
  const { peopleSource } = await getCatalogueAndSource(tx, companyId);
  if (peopleSource !== null) return { peopleSource };
  const ids = options.map(({ id }) => id);
  return { own: await repository.listAddresses(tx, ids) };
}

async function askAddresses(
  context: Calling,
  { companyId }: Principal,
  connectionId: string,
  options: readonly OptionView[],
): Promise<Addresses> {
  if (options.length === 0) return new Map();
  const byName = await readAddresses(context, { companyId, connectionId });
  return new Map(options.map(({ id, name }) => [id, byName.get(sameName(name)) ?? noAddress]));
}

function toLocation(
  principal: Principal,
  { id, name, archived, createdAt, archivedAt }: OptionView,
  addresses: Addresses,
): Location {
  const manageable = hasArea(principal, 'settings.fields', 'edit');
  const address = addresses.get(id) ?? noAddress;
  return { id, label: name, archived, manageable, address, createdAt, archivedAt };
}

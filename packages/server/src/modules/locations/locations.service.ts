// Locations: options of the list of locations, with their addresses. Who may see that list may see
// them; who keeps fields may change them.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { assertKeptHere } from '../fields/fields.service.ts';
import { applySteps, findVisibleList, lockOptions, removeUnusedOption } from '../fields/lists.service.ts';
import {
  type ListView,
  locationList,
  type OptionChange,
  type OptionView,
  stepsFor,
} from '../fields/lists.ts';
import * as repository from './locations.repository.ts';
import { type Address, assertAddress, type Location, type LocationInput, noAddress } from './locations.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

/** One page of locations by number, archived ones too. @throws JoineryError `access.forbidden` */
export async function listLocations(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
  { from, size }: { from: number; size: number },
): Promise<{ locations: Location[]; total: number }> {
  return db.inCompany(principal.companyId, async (tx) => {
    const { options } = await getList(tx, principal);
    const shown = options.slice(from, from + size);
    return { locations: await withAddresses(tx, principal, shown), total: options.length };
  });
}

/** @throws JoineryError `locations.not_found`, `access.forbidden` */
export async function getLocation(
  { db }: Pick<Context, 'db'>,
  principal: Principal,
  id: number,
): Promise<Location> {
  return db.inCompany(principal.companyId, (tx) => findLocation(tx, principal, id));
}

/** @throws JoineryError `access.forbidden`, `request.invalid`, `lists.option_taken` */
export async function createLocation(
  deps: Deps,
  principal: Principal,
  input: LocationInput,
): Promise<Location> {
  return change(deps, principal, input, async (tx, list) =>
    save(deps, tx, principal, list, undefined, input),
  );
}

/**
 * Replaces label and, where it is given, the address. Employees and filters follow a new label.
 *
 * @throws JoineryError as createLocation, and `locations.not_found`
 */
export async function updateLocation(
  deps: Deps,
  principal: Principal,
  id: number,
  input: LocationInput,
): Promise<Location> {
  return change(deps, principal, input, async (tx, list) => {
    getOption(list, id);
    return save(deps, tx, principal, list, id, input);
  });
}

/** @throws JoineryError `locations.not_found`, `locations.in_use`, `access.forbidden` */
export async function removeLocation(deps: Deps, principal: Principal, id: number): Promise<void> {
  assertArea(principal, 'settings.fields', 'edit');
  await deps.db.inCompany(principal.companyId, async (tx) => {
    await assertKeptHere(tx, principal, 'its locations are kept');
    await lockOptions(tx, principal.companyId, 'exclusive');
    const option = getOption(await getList(tx, principal), id);
    if (!(await removeUnusedOption(tx, principal, locationList, option)))
      throw new JoineryError('locations.in_use', 'The location is in use. Archive it instead.');
  });
}

/** Addresses by the number of their location, for parts that name locations: who sees those, sees these. */
export async function listAddressesOf(
  tx: Transaction,
  locations: readonly number[],
): Promise<ReadonlyMap<number, Address>> {
  return repository.listAddresses(tx, locations);
}

async function change(
  deps: Deps,
  principal: Principal,
  { address }: LocationInput,
  work: (tx: Transaction, list: ListView) => Promise<number>,
): Promise<Location> {
  assertArea(principal, 'settings.fields', 'edit');
  if (address !== undefined) assertAddress(address);
  return deps.db.inCompany(principal.companyId, async (tx) => {
    await assertKeptHere(tx, principal, 'its locations are kept');
    await lockOptions(tx, principal.companyId, 'exclusive');
    const id = await work(tx, await getList(tx, principal));
    return findLocation(tx, principal, id);
  });
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

async function findLocation(tx: Transaction, principal: Principal, id: number): Promise<Location> {
  const option = getOption(await getList(tx, principal), id);
  const [location] = await withAddresses(tx, principal, [option]);
  if (location === undefined) throw new Error('a location that was just read is gone');
  return location;
}

async function withAddresses(
  tx: Transaction,
  principal: Principal,
  options: readonly OptionView[],
): Promise<Location[]> {
  const addresses = await repository.listAddresses(
    tx,
    options.map(({ id }) => id),
  );
  const manageable = hasArea(principal, 'settings.fields', 'edit');
  return options.map(({ id, name, archived, createdAt, archivedAt }) => ({
    id,
    label: name,
    archived,
    manageable,
    address: addresses.get(id) ?? noAddress,
    createdAt,
    archivedAt,
  }));
}

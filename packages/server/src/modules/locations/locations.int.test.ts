import type { AccessDefinition } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { createAccessLevel } from '../access/access-levels.service.ts';
import { builtinLevels } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import { createEmployee, deleteEmployee } from '../employees/employees.service.ts';
import { createJob } from '../jobs/jobs.service.ts';
import * as locations from './locations.service.ts';

let test: TestContext;
let owner: Principal;

beforeAll(async () => {
  test = await createTestContext();
  owner = (await test.aCompany()).owner;
});
afterAll(() => test.close());

const none = builtinLevels.no_access?.definition as AccessDefinition;
const as = (access: Partial<AccessDefinition>): Principal => ({ ...owner, access: { ...none, ...access } });
const create = (label: string) => locations.createLocation(test.context, owner, { label });
const first = { from: 0, size: 100 };

describe('a location', () => {
  it('is removed only when nobody is there and no filter names it', async () => {
    const used = await create('Used');
    const { number } = await createEmployee(test.context, owner, {
      firstName: 'A',
      lastName: 'B',
      location: 'Used',
    });
    const remove = (id: number) => locations.removeLocation(test.context, owner, id);
    await expect(remove(used.id)).rejects.toMatchObject({ code: 'locations.in_use' });
    await deleteEmployee(test.context, owner, number);
    await remove(used.id);
    await expect(remove(used.id)).rejects.toMatchObject({ code: 'locations.not_found' });
    const posted = await create('Posted');
    await createJob(test.context, owner, {
      title: 'Clerk',
      status: 'open',
      description: '',
      location: 'Posted',
    });
    await expect(remove(posted.id)).rejects.toMatchObject({ code: 'locations.in_use' });
    const named = await create('Named');
    const scope = { kind: 'filter' as const, locations: ['Named'] };
    const definition = { ...none, employees: [{ scope, fields: { '*': 'view' as const } }] };
    await createAccessLevel(test.context, owner, { name: 'There', definition });
    await expect(remove(named.id)).rejects.toMatchObject({ code: 'locations.in_use' });
  });

  it('has places that exist and fit each other', async () => {
    const { id } = await create('Fits');
    const address = (over: object) => ({
      label: 'Fits',
      address: {
        address1: null,
        address2: null,
        city: null,
        stateId: null,
        zipcode: null,
        countryId: null,
        timeZone: null,
        remote: false,
        ...over,
      },
    });
    const utah = Number.parseInt('USUT', 36);
    const update = (over: object) => locations.updateLocation(test.context, owner, id, address(over));
    for (const wrong of [
      { countryId: 5 },
      { stateId: 5 },
      { stateId: utah, countryId: 276 },
      { timeZone: 'Mars/Base' },
    ])
      await expect(update(wrong)).rejects.toMatchObject({ code: 'request.invalid' });
    expect((await update({ stateId: utah, countryId: 840, timeZone: 'Asia/Kolkata' })).address).toMatchObject(
      {
        stateId: utah,
      },
    );
    const kept = await locations.updateLocation(test.context, owner, id, { label: 'Fits' });
    expect(kept.address.stateId).toBe(utah);
  });

  it('needs rights: to see locations, and to keep fields', async () => {
    const { id } = await create('Rights');
    const seer = as({ employees: [{ scope: { kind: 'all' }, fields: { location: 'view' } }] });
    const { locations: seen } = await locations.listLocations(test.context, seer, first);
    expect(seen.find((one) => one.id === id)).toMatchObject({ label: 'Rights', manageable: false });
    const keeper = as({ settings: { ...none.settings, fields: 'edit' } });
    for (const who of [seer, keeper, as({})]) {
      const input = { label: 'New' };
      const denied = { code: 'access.forbidden' };
      await expect(locations.createLocation(test.context, who, input)).rejects.toMatchObject(denied);
      await expect(locations.updateLocation(test.context, who, id, input)).rejects.toMatchObject(denied);
      await expect(locations.removeLocation(test.context, who, id)).rejects.toMatchObject(denied);
    }
    await expect(locations.listLocations(test.context, as({}), first)).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    await expect(locations.getLocation(test.context, as({}), id)).rejects.toMatchObject({
      code: 'access.forbidden',
    });
  });

  it('of another company answers like one that does not exist', async () => {
    const { id } = await create('Ours');
    const { owner: stranger } = await test.aCompany();
    const missing = { code: 'locations.not_found' };
    const input = { label: 'X' };
    await expect(locations.getLocation(test.context, stranger, id)).rejects.toMatchObject(missing);
    await expect(locations.updateLocation(test.context, stranger, id, input)).rejects.toMatchObject(missing);
    await expect(locations.removeLocation(test.context, stranger, id)).rejects.toMatchObject(missing);
    expect((await locations.listLocations(test.context, stranger, first)).locations).toEqual([]);
  });
});

import type { AccessDefinition } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { builtinLevels } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import { readProfile, updateProfile } from './company-profile.service.ts';

let test: TestContext;
let owner: Principal;

beforeAll(async () => {
  test = await createTestContext();
  owner = (await test.aCompany()).owner;
});
afterAll(() => test.close());

const events = (companyId: string) =>
  test.context.db.inCompany(companyId, (tx) =>
    tx.selectFrom('events').select('payload').where('type', '=', 'companies.updated').execute(),
  );

describe('what a company tells of itself', () => {
  it('changes where it is named, and says so in one event without values', async () => {
    const first = await updateProfile(test.context, owner, {
      legalName: 'Acme Incorporated',
      address: { line1: '1 Main St', city: 'Lindon' },
    });
    expect(first.address).toEqual({
      line1: '1 Main St',
      line2: null,
      city: 'Lindon',
      state: null,
      zip: null,
      country: null,
    });
    const second = await updateProfile(test.context, owner, { displayName: 'Acme', address: { city: null } });
    expect(second).toMatchObject({
      legalName: 'Acme Incorporated',
      displayName: 'Acme',
      address: { line1: '1 Main St', city: null },
    });
    await updateProfile(test.context, owner, { displayName: 'Acme' });
    expect(await readProfile(test.context, owner)).toEqual(second);
    expect((await events(owner.companyId)).map(({ payload }) => payload)).toEqual([
      { fields: ['legalName', 'address'] },
      { fields: ['displayName', 'address'] },
    ]);
  });

  it('needs the right to the settings of the company, and stays in it', async () => {
    const none = builtinLevels.no_access?.definition as AccessDefinition;
    const reader: Principal = {
      ...owner,
      access: { ...none, settings: { ...none.settings, company: 'view' } },
    };
    const nobody: Principal = { ...owner, access: none };
    expect((await readProfile(test.context, reader)).displayName).toBe('Acme');
    const denied = { code: 'access.forbidden' };
    await expect(updateProfile(test.context, reader, { phone: '1' })).rejects.toMatchObject(denied);
    await expect(readProfile(test.context, nobody)).rejects.toMatchObject(denied);
    const { owner: stranger, company } = await test.aCompany();
    await updateProfile(test.context, stranger, { phone: '+49 1' });
    expect((await readProfile(test.context, owner)).phone).toBeNull();
    expect(await events(company.id)).toHaveLength(1);
  });
});

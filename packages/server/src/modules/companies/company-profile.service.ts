// What a company tells of itself: names, address, phone.
import { isDeepStrictEqual } from 'node:util';
import type { CompanyProfile, CompanyProfilePatch } from '@joinery/sdk';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import * as repository from './companies.repository.ts';

type Deps = Pick<Context, 'db'>;

/** @throws JoineryError `access.forbidden` */
export async function readProfile({ db }: Deps, principal: Principal): Promise<CompanyProfile> {
  assertArea(principal, 'settings.company', 'view');
  return db.inCompany(principal.companyId, (tx) => repository.readProfile(tx, principal.companyId));
}

/** Changes what is named, parts of the address too. @throws JoineryError `access.forbidden` */
export async function updateProfile(
  { db }: Deps,
  principal: Principal,
  patch: CompanyProfilePatch,
): Promise<CompanyProfile> {
  assertArea(principal, 'settings.company', 'edit');
  const { companyId } = principal;
  return db.inCompany(companyId, async (tx) => {
    const before = await repository.readProfile(tx, companyId, 'lock');
    const after = patched(before, patch);
    const fields = changedFields(before, after);
    if (fields.length === 0) return before;
    await repository.updateProfile(tx, companyId, after);
    await insertEvents(tx, companyId, [
      { type: 'companies.updated', subjectId: companyId, payload: { fields } },
    ]);
    return after;
  });
}

function patched(before: CompanyProfile, { address, ...patch }: CompanyProfilePatch): CompanyProfile {
  return {
    ...before,
    ...withoutUndefined(patch),
    address: { ...before.address, ...withoutUndefined(address ?? {}) },
  };
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function changedFields(before: CompanyProfile, after: CompanyProfile): string[] {
  const keys = Object.keys(after) as (keyof CompanyProfile)[];
  return keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));
}

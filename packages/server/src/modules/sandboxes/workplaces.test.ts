import { describe, expect, it } from 'vitest';
import { assertAddress } from '../locations/locations.ts';
import { findCountry, findProvince } from '../places/places.ts';
import { offices } from './people-sources.ts';
import { officeAddress, projects } from './workplaces.ts';

describe('the address of an office', () => {
  it.each(offices.map((office) => [office.name, office] as const))('of %s is where it is', (name, office) => {
    const address = officeAddress(name);
    if (address === undefined) throw new Error('no address');
    assertAddress(address);
    expect(findCountry(address.countryId ?? 0)?.name).toBe(office.country);
    expect(address.stateId === null ? null : findProvince(address.stateId)?.name).toBe(office.state);
    expect([address.city, address.zipcode]).toEqual([office.city, office.zipcode]);
  });

  it('is that of no other place', () => {
    expect(officeAddress('Atlantis')).toBeUndefined();
  });
});

it('invented projects have tasks, are for named people, or neither', () => {
  expect(projects.filter(({ hasTasks }) => hasTasks).every(({ tasks }) => tasks.length > 0)).toBe(true);
  expect(new Set(projects.map(({ openToAll }) => openToAll))).toEqual(new Set([true, false]));
});

import { describe, expect, it } from 'vitest';
import { countries, findCountry, findProvince, provincesOf, timeZones } from './places.ts';

describe('countries', () => {
  it('have lasting numbers of their own, and the names that people use', () => {
    expect(findCountry(840)).toEqual({ id: 840, name: 'United States', isoCode: 'US' });
    expect(findCountry(276)?.name).toBe('Germany');
    expect(findCountry(826)?.name).toBe('United Kingdom');
    expect(countries.length).toBeGreaterThan(240);
    expect(new Set(countries.map(({ id }) => id)).size).toBe(countries.length);
    expect(new Set(countries.map(({ name }) => name)).size).toBe(countries.length);
  });
});

describe('parts of countries', () => {
  it('belong to one country and have numbers that are told apart over all of them', () => {
    const ofAmerica = provincesOf(840);
    const utah = ofAmerica.find(({ isoCode }) => isoCode === 'UT');
    expect(utah).toEqual({ id: Number.parseInt('USUT', 36), countryId: 840, name: 'Utah', isoCode: 'UT' });
    expect(findProvince(utah?.id ?? 0)).toBe(utah);
    expect(provincesOf(124).map(({ name }) => name)).toContain('Ontario');
    const all = countries.flatMap(({ id }) => provincesOf(id));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(Math.max(...all.map(({ id }) => id))).toBeLessThan(2 ** 31);
    expect(provincesOf(1)).toEqual([]);
  });
});

describe('time zones', () => {
  it('have the offset of the moment', () => {
    const at = (day: string) => timeZones(new Date(day)).find(({ id }) => id === 'America/Denver');
    expect(at('2026-01-01')).toEqual({ id: 'America/Denver', label: 'Mountain Time', offset: '-07:00' });
    expect(at('2026-07-01')?.offset).toBe('-06:00');
    const all = timeZones(new Date('2026-01-01'));
    expect(all.find(({ id }) => id === 'UTC')?.offset).toBe('+00:00');
    expect(all.length).toBeGreaterThan(400);
    for (const { offset } of all) expect(offset).toMatch(/^[+-]\d\d:\d\d$/);
  });
});

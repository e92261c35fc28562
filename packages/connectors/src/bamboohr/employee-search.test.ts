import type { ReportRow } from '@joinery/bamboohr';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WantedEmployee } from '../hris-actions.ts';
import { searchRows, toEmployeeSearch } from './employee-search.ts';

const markerField = 'customMarker';

async function* coming(rows: readonly ReportRow[]) {
  yield* rows;
}

/** As one hire after another would be looked for, in the whole list. */
const oneByOne = (rows: readonly ReportRow[], missing: string[], wanted: WantedEmployee[]) => {
  const ids = new Set<string>();
  const matches = rows.filter(({ id }) => !ids.has(id) && ids.add(id));
  return wanted.map((one) =>
    toEmployeeSearch({ matches, missing, scanned: ids.size }, { ...one, markerField }),
  );
};

const few = <T>(...values: T[]) => fc.constantFrom(...values);
const values = fc.record(
  {
    firstName: few('Ada', ' ADA', 'Adá', 'Grace', ''),
    lastName: few('Byron', 'byron ', 'O’Byron', 'O Byron', 'Hopper'),
    workEmail: few('ada@acme.test', 'ADA@acme.test ', 'grace@acme.test', ''),
    homeEmail: few('ada@acme.test', 'ada@mail.example'),
    mobilePhone: few('+1 (212) 555-0143', '2125550143 x12', '555 0143', '0012125550144', ''),
    homePhone: few('212.555.0143', '+44 (0)20 7946 0000', '020 7946 0000', 'none'),
    dateOfBirth: few('1990-12-10', '1990-12-11'),
    hireDate: few('2027-01-04', '2019-02-01'),
    [markerField]: few('m1', 'M2 ', 'm3', ''),
  },
  { requiredKeys: [] },
);
const row = fc.record({ id: few('1', '2', '3', '4', '5', '6'), values });
const wanted = fc.record({
  marker: few('m1', 'm2', 'm9'),
  employee: values.map(({ [markerField]: _marker, ...given }) => {
    const employee = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
    return { firstName: 'Ada', lastName: 'Byron', hireDate: '2027-01-04', ...employee };
  }),
});
const hidden = fc.subarray(['homeEmail', 'mobilePhone', 'dateOfBirth', 'lastName', markerField]);

describe('a search for many at once', () => {
  it('finds for each what a search for it alone finds', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        fc.array(wanted, { minLength: 1, maxLength: 6 }),
        hidden,
        async (drawn, many, missing) => {
          const rows = drawn.map(({ id, values: shown }) => {
            const left = Object.fromEntries(
              Object.entries(shown).filter(([name]) => !missing.includes(name)),
            );
            return { id, values: left, raw: {} };
          });
          const together = await searchRows({ rows: coming(rows), missing }, many, markerField);
          expect(together).toEqual(oneByOne(rows, missing, many));
          found += together.filter(({ phone, email, birthDate, name, marker }) =>
            [phone, email, birthDate, name, marker].some((one) => one?.answer === 'found'),
          ).length;
        },
      ),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(500);
  });
});

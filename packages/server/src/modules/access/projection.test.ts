import type { EmployeeGrant, FieldRight } from '@joinery/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueOf, pathsOf } from '../fields/fields.ts';
import { standardFields } from '../fields/standard-fields.ts';
import { builtinLevels } from './levels.ts';
import type { Principal } from './principal.ts';
import { projectionOf, type Subject } from './projection.ts';

const catalogue = catalogueOf(standardFields);
const field = (name: string) => {
  const found = catalogue.find(name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
};

function projection(employees: EmployeeGrant[], employeeId: string | null = 'emp_me') {
  const definition = builtinLevels.no_access?.definition;
  if (definition === undefined) throw new Error('the built-in level is missing');
  return projectionOf({ employeeId, access: { ...definition, employees } } as Principal, catalogue);
}

const somebody: Subject = {
  employeeId: 'emp_other',
  status: 'Active',
  department: 'Sales',
  division: null,
  location: 'Lisbon',
  supervisorId: null,
};
const everyone = { kind: 'all' } as const;

describe('the right to a field', () => {
  it.each([
    ['nothing is granted', [], 'firstName', 'none'],
    ['all ordinary fields are', [{ scope: everyone, fields: { '*': 'view' } }], 'firstName', 'view'],
    [
      'ordinary fields are, for a sensitive one',
      [{ scope: everyone, fields: { '*': 'edit' } }],
      'ssn',
      'none',
    ],
    ['really all are', [{ scope: everyone, fields: { '**': 'edit' } }], 'ssn', 'edit'],
    ['it is named', [{ scope: everyone, fields: { ssn: 'view' } }], '7', 'view'],
    ['it is taken out of all', [{ scope: everyone, fields: { '**': 'edit', ssn: 'none' } }], 'ssn', 'none'],
    ['it is named by its number', [{ scope: everyone, fields: { '19': 'view' } }], 'payRate', 'view'],
    [
      'its column is named',
      [{ scope: everyone, fields: { 'compensation.rate': 'view' } }],
      'payRate',
      'view',
    ],
    [
      'another name of it is denied',
      [{ scope: everyone, fields: { '*': 'view', nickname: 'none' } }],
      'preferredName',
      'none',
    ],
    [
      'it is made of one that is denied',
      [{ scope: everyone, fields: { '*': 'view', lastName: 'none' } }],
      'fullName1',
      'none',
    ],
    ['it is made of a sensitive one', [{ scope: everyone, fields: { '*': 'view' } }], 'age', 'none'],
    [
      'two grants cover the employee',
      [
        { scope: everyone, fields: { city: 'view' } },
        { scope: everyone, fields: { city: 'edit' } },
      ],
      'city',
      'edit',
    ],
    [
      'it shows a person and names are denied',
      [{ scope: everyone, fields: { '**': 'edit', lastName: 'none' } }],
      'reportsTo',
      'none',
    ],
    [
      'it shows the number of a person and names are denied',
      [{ scope: everyone, fields: { '**': 'view', lastName: 'none' } }],
      'supervisorEId',
      'view',
    ],
    [
      'it shows a person by a preferred name that is denied',
      [{ scope: everyone, fields: { '*': 'view', preferredName: 'none' } }],
      'supervisor',
      'none',
    ],
    ['the grant is for others', [{ scope: { kind: 'self' }, fields: { '*': 'view' } }], 'city', 'none'],
  ] as [string, EmployeeGrant[], string, FieldRight][])('when %s', (_, grants, name, right) => {
    expect(projection(grants).rightTo(somebody, field(name))).toBe(right);
  });

  it('is never wider than the right to any path that the field shows, whatever is granted', () => {
    const right = fc.constantFrom<FieldRight>('none', 'view', 'edit');
    const names = standardFields.flatMap((f) => (f.alias === null ? [] : [f.alias]));
    const grants = fc.array(
      fc.record({
        scope: fc.constant(everyone),
        fields: fc.dictionary(fc.constantFrom('*', '**', ...names), right),
      }),
      { maxLength: 3 },
    );
    const rank = { none: 0, view: 1, edit: 2 };
    fc.assert(
      fc.property(grants, (given) => {
        const projected = projection(given);
        // A person is shown by name, so that right is narrower than the one to the path.
        for (const one of standardFields)
          for (const other of standardFields)
            if (
              other.type !== 'employee' &&
              pathsOf(other).length === 1 &&
              pathsOf(one).includes(pathsOf(other)[0] ?? '')
            )
              expect(rank[projected.rightTo(somebody, one)]).toBeLessThanOrEqual(
                rank[projected.rightTo(somebody, other)],
              );
      }),
      { numRuns: 15 },
    );
  });
});

describe('a scope', () => {
  const sees = (scope: EmployeeGrant['scope'], subject: Partial<Subject>, me: string | null = 'emp_me') =>
    projection([{ scope, fields: { firstName: 'view' } }], me).sees({ ...somebody, ...subject });

  it.each([
    ['self covers oneself', { kind: 'self' }, { employeeId: 'emp_me' }, true],
    ['self covers nobody else', { kind: 'self' }, {}, false],
    [
      'direct reports covers those who report to one',
      { kind: 'direct_reports' },
      { supervisorId: 'emp_me' },
      true,
    ],
    ['direct reports does not cover oneself', { kind: 'direct_reports' }, { employeeId: 'emp_me' }, false],
    ['a filter covers a department', { kind: 'filter', departments: ['Sales'] }, {}, true],
    [
      'a filter needs all that it names',
      { kind: 'filter', departments: ['Sales'], locations: ['Porto'] },
      {},
      false,
    ],
    ['a filter covers nobody without a value', { kind: 'filter', divisions: ['North'] }, {}, false],
    ['a filter with an empty list covers nobody', { kind: 'filter', departments: [] }, {}, false],
    ['a filter covers a status', { kind: 'filter', statuses: ['Inactive'] }, { status: 'Inactive' }, true],
  ] as [string, EmployeeGrant['scope'], Partial<Subject>, boolean][])('%s', (_, scope, subject, seen) => {
    expect(sees(scope, subject)).toBe(seen);
  });

  it('of self or reports covers nobody for a user who is no employee', () => {
    expect(sees({ kind: 'self' }, {}, null)).toBe(false);
    expect(sees({ kind: 'direct_reports' }, { supervisorId: null }, null)).toBe(false);
  });

  it('with rights to nothing shows nobody', () => {
    expect(projection([{ scope: everyone, fields: { '*': 'none' } }]).sees(somebody)).toBe(false);
  });
});

describe('the built-in levels', () => {
  it('show employees and managers no sensitive field of anybody', () => {
    for (const name of ['manager', 'employee', 'external_recruiter', 'no_access']) {
      const projected = projection(builtinLevels[name]?.definition.employees ?? []);
      const seen = standardFields.filter((f) => f.sensitive && projected.widestRightTo(f) !== 'none');
      expect(seen.map((f) => f.key)).toEqual([]);
    }
  });
});

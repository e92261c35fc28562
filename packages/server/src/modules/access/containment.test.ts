import type { AccessDefinition, EmployeeGrant, EmployeeScope, FieldRight } from '@joinery/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../fields/fields.ts';
import { standardFields } from '../fields/standard-fields.ts';
import { asSomebodyElse, contains } from './containment.ts';
import { builtinLevels } from './levels.ts';
import type { Principal } from './principal.ts';
import { isAtLeast, projectionOf, type Subject } from './projection.ts';

const catalogue = catalogueOf(standardFields);

function builtin(name: string): AccessDefinition {
  const level = builtinLevels[name];
  if (level === undefined) throw new Error(`no level ${name}`);
  return level.definition;
}
const nothing = builtin('no_access');
const everything = builtin('full_admin');

type Parts = Partial<Omit<AccessDefinition, 'hiring' | 'settings'>> & {
  hiring?: Partial<AccessDefinition['hiring']>;
  settings?: Partial<AccessDefinition['settings']>;
};
const aDefinition = ({ hiring, settings, ...parts }: Parts): AccessDefinition => ({
  ...nothing,
  ...parts,
  hiring: { ...nothing.hiring, ...hiring },
  settings: { ...nothing.settings, ...settings },
});
const holds = (a: AccessDefinition, b: AccessDefinition) => contains(a, b, catalogue);

const rights: FieldRight[] = ['none', 'view', 'edit'];
const pairs = rights.flatMap((a, has) => rights.map((b, gives) => [a, b, has >= gives] as const));

describe('a right to a part of the product', () => {
  const areas = [
    ...(['jobs', 'candidates', 'hires'] as const).map((area) => ({
      name: `hiring.${area}`,
      with: (right: FieldRight) => aDefinition({ hiring: { [area]: right } }),
    })),
    ...(['users', 'connections', 'fields', 'company'] as const).map((area) => ({
      name: `settings.${area}`,
      with: (right: FieldRight) => aDefinition({ settings: { [area]: right } }),
    })),
  ];
  it.each(areas)('$name includes the smaller ones', (area) => {
    for (const [a, b, expected] of pairs)
      expect([a, b, holds(area.with(a), area.with(b))]).toEqual([a, b, expected]);
  });

  it('is no right to another part', () => {
    for (const one of areas)
      for (const other of areas)
        expect([one.name, other.name, holds(one.with('edit'), other.with('view'))]).toEqual([
          one.name,
          other.name,
          one === other,
        ]);
  });

  it.each(['manageEmployees', 'directory'] as const)('%s has to be had', (flag) => {
    expect(holds(aDefinition({ [flag]: true }), aDefinition({ [flag]: true }))).toBe(true);
    expect(holds(aDefinition({ [flag]: true }), nothing)).toBe(true);
    expect(holds(nothing, aDefinition({ [flag]: true }))).toBe(false);
  });

  it.each(['jobs', 'candidates', 'hires'] as const)(
    'to the %s of assigned jobs is the narrower one',
    (area) => {
      const wide = aDefinition({ hiring: { [area]: 'edit' } });
      const narrow = aDefinition({ hiring: { [area]: 'edit', assignedJobsOnly: true } });
      expect(holds(wide, narrow)).toBe(true);
      expect(holds(narrow, narrow)).toBe(true);
      expect(holds(narrow, wide)).toBe(false);
      // Without a right in hiring there is nothing to be narrow about.
      expect(holds(narrow, nothing)).toBe(true);
    },
  );

  it('to people whom one brought is the narrower one', () => {
    const wide = aDefinition({ hiring: { candidates: 'edit' } });
    const narrow = aDefinition({ hiring: { candidates: 'edit', ownCandidatesOnly: true } });
    expect([holds(wide, narrow), holds(narrow, narrow), holds(narrow, wide)]).toEqual([true, true, false]);
    // The people whom somebody else brought are not one's own.
    const given = asSomebodyElse(narrow, { isEmployee: true });
    expect([holds(narrow, given), holds(wide, given)]).toEqual([false, true]);
  });
});

describe('the employees of a grant', () => {
  const filter = (lists: object): EmployeeScope => ({ kind: 'filter', ...lists });
  const sales = filter({ departments: ['Sales'] });
  it.each<[string, EmployeeScope, EmployeeScope, boolean]>([
    ['all cover all', { kind: 'all' }, { kind: 'all' }, true],
    ['all cover oneself', { kind: 'all' }, { kind: 'self' }, true],
    ['all cover direct reports', { kind: 'all' }, { kind: 'direct_reports' }, true],
    ['all cover a filter', { kind: 'all' }, sales, true],
    ['oneself is oneself', { kind: 'self' }, { kind: 'self' }, true],
    ['oneself is not all', { kind: 'self' }, { kind: 'all' }, false],
    ['oneself is not a report', { kind: 'self' }, { kind: 'direct_reports' }, false],
    ['direct reports are direct reports', { kind: 'direct_reports' }, { kind: 'direct_reports' }, true],
    ['direct reports are not oneself', { kind: 'direct_reports' }, { kind: 'self' }, false],
    ['direct reports are not all', { kind: 'direct_reports' }, { kind: 'all' }, false],
    ['a filter is not all', sales, { kind: 'all' }, false],
    ['a filter does not cover oneself', sales, { kind: 'self' }, false],
    ['oneself does not cover a filter', { kind: 'self' }, sales, false],
    ['a filter covers the same one', sales, sales, true],
    ['a filter covers one with fewer names', filter({ departments: ['Sales', 'Legal'] }), sales, true],
    [
      'a filter does not cover one with more names',
      sales,
      filter({ departments: ['Sales', 'Legal'] }),
      false,
    ],
    [
      'a filter covers one that asks for more',
      sales,
      filter({ departments: ['Sales'], locations: ['Porto'] }),
      true,
    ],
    [
      'a filter does not cover one that asks less',
      filter({ departments: ['Sales'], locations: ['Porto'] }),
      sales,
      false,
    ],
    ['a filter does not cover one by another list', sales, filter({ divisions: ['Sales'] }), false],
    [
      'a filter by status covers the same status',
      filter({ statuses: ['Active'] }),
      filter({ statuses: ['Active'] }),
      true,
    ],
    [
      'a filter by status covers no other',
      filter({ statuses: ['Active'] }),
      filter({ statuses: ['Inactive'] }),
      false,
    ],
    ['a filter that names nothing is all', filter({}), { kind: 'all' }, true],
    ['a filter does not cover one that names nothing', sales, filter({}), false],
    ['nobody is covered by anything', { kind: 'self' }, filter({ locations: [] }), true],
    ['nobody covers nobody else', filter({ locations: [] }), filter({ locations: ['Porto'] }), false],
  ])('%s', (_, a, b, expected) => {
    const over = (scope: EmployeeScope) => aDefinition({ employees: [{ scope, fields: { city: 'view' } }] });
    expect(holds(over(a), over(b))).toBe(expected);
  });
});

describe('the fields of a grant', () => {
  const all: EmployeeScope = { kind: 'all' };
  type Fields = EmployeeGrant['fields'];
  it.each<[string, Fields[], Fields, boolean]>([
    ['nothing asked', [], {}, true],
    ['only denials asked', [], { '**': 'none', city: 'none' }, true],
    ['the same field', [{ city: 'view' }], { city: 'view' }, true],
    ['more of the same field', [{ city: 'view' }], { city: 'edit' }, false],
    ['another field', [{ city: 'edit' }], { state: 'view' }, false],
    ['another name of the field', [{ '19': 'edit' }], { payRate: 'edit' }, true],
    ['its column', [{ payRate: 'view' }], { 'compensation.rate': 'view' }, true],
    ['an ordinary field, with all ordinary ones', [{ '*': 'view' }], { city: 'view' }, true],
    ['a sensitive field, with all ordinary ones', [{ '*': 'edit' }], { ssn: 'view' }, false],
    ['a sensitive field, with all fields', [{ '**': 'view' }], { ssn: 'view' }, true],
    ['all ordinary fields, with all', [{ '**': 'view' }], { '*': 'view' }, true],
    ['all fields, with all ordinary ones', [{ '*': 'edit' }], { '**': 'view' }, false],
    ['all ordinary fields, with each of today named', [everyOrdinary()], { '*': 'view' }, false],
    ['a field taken out of all', [{ '**': 'edit', ssn: 'none' }], { ssn: 'view' }, false],
    ['all, with a field taken out', [{ '**': 'edit', ssn: 'none' }], { '**': 'view' }, false],
    ['all but that field, too', [{ '**': 'edit', ssn: 'none' }], { '**': 'edit', ssn: 'none' }, true],
    [
      'another name of a field taken out',
      [{ '**': 'edit', nickname: 'none' }],
      { preferredName: 'view' },
      false,
    ],
    ['fields from two grants', [{ city: 'view' }, { state: 'edit' }], { city: 'view', state: 'edit' }, true],
    ['a name of no field, with all ordinary ones', [{ '*': 'edit' }], { somethingNew: 'view' }, false],
    ['a name of no field, with all', [{ '**': 'edit' }], { somethingNew: 'edit' }, true],
    ['a name of no field that is had', [{ somethingNew: 'edit' }], { somethingNew: 'edit' }, true],
    // The record itself would show, though none of its fields.
    ['that there is an employee', [], { preferredName: 'view', nickname: 'none' }, false],
  ])('%s', (_, has, gives, expected) => {
    const a = aDefinition({ employees: has.map((fields) => ({ scope: all, fields })) });
    const b = aDefinition({ employees: [{ scope: all, fields: gives }] });
    expect(holds(a, b)).toBe(expected);
  });

  function everyOrdinary(): Fields {
    const ordinary = standardFields.filter((field) => !field.sensitive);
    return Object.fromEntries(
      ordinary.flatMap(({ alias }) => (alias === null ? [] : [[alias, 'view' as const]])),
    );
  }
});

describe('the built-in levels', () => {
  const names = Object.keys(builtinLevels);
  it.each(names)('%s is within Full Admin, contains itself and No Access', (name) => {
    expect(holds(everything, builtin(name))).toBe(true);
    expect(holds(builtin(name), builtin(name))).toBe(true);
    expect(holds(builtin(name), nothing)).toBe(true);
  });

  it.each(names.filter((name) => !['full_admin', 'account_owner'].includes(name)))(
    '%s is not Full Admin',
    (name) => {
      expect(holds(builtin(name), everything)).toBe(false);
    },
  );
});

describe('whoever becomes somebody else', () => {
  const own = (kind: 'self' | 'direct_reports') =>
    aDefinition({ employees: [{ scope: { kind }, fields: { '**': 'edit' } }] });
  it.each(['self', 'direct_reports'] as const)('gets records by %s that are not their own', (kind) => {
    expect(holds(own(kind), asSomebodyElse(own(kind), { isEmployee: true }))).toBe(false);
    expect(holds(everything, asSomebodyElse(own(kind), { isEmployee: true }))).toBe(true);
    expect(holds(nothing, asSomebodyElse(own(kind), { isEmployee: false }))).toBe(true);
  });

  it('gets assigned jobs that are not their own', () => {
    const recruiter = builtin('external_recruiter');
    expect(holds(recruiter, asSomebodyElse(recruiter, { isEmployee: false }))).toBe(false);
    expect(holds(everything, asSomebodyElse(recruiter, { isEmployee: false }))).toBe(true);
  });
});

describe('for any two definitions', () => {
  const names = [
    '*',
    '**',
    'city',
    'ssn',
    '19',
    'payRate',
    'nickname',
    'preferredName',
    'fullName1',
    'lastName',
    'new',
  ];
  const right = fc.constantFrom<FieldRight>(...rights);
  const some = (...values: string[]) => fc.option(fc.subarray(values), { nil: undefined });
  const scope = fc.oneof(
    fc.constantFrom<EmployeeScope>({ kind: 'all' }, { kind: 'self' }, { kind: 'direct_reports' }),
    fc.record({ departments: some('Sales', 'Legal'), locations: some('Porto', 'Lisbon') }).map(
      ({ departments, locations }): EmployeeScope => ({
        kind: 'filter',
        ...(departments && { departments }),
        ...(locations && { locations }),
      }),
    ),
  );
  const grant = fc.record({ scope, fields: fc.dictionary(fc.constantFrom(...names), right, { maxKeys: 4 }) });
  const definition: fc.Arbitrary<AccessDefinition> = fc.record({
    employees: fc.array(grant, { maxLength: 3 }),
    manageEmployees: fc.boolean(),
    directory: fc.boolean(),
    hiring: fc.record({
      jobs: right,
      candidates: right,
      hires: right,
      assignedJobsOnly: fc.boolean(),
      ownCandidatesOnly: fc.boolean(),
    }),
    settings: fc.record({ users: right, connections: right, fields: right, company: right }),
  });
  const small = catalogueOf(standardFields.filter((field) => names.includes(field.alias ?? '')));
  const employeesOnly = (employees: EmployeeGrant[]) => aDefinition({ employees });
  const grants = fc.array(grant, { maxLength: 3 });

  const subjects: Subject[] = ['me', 'other'].flatMap((employeeId) =>
    ['me', null].flatMap((supervisorId) =>
      ['Sales', 'Legal', null].flatMap((department) =>
        ['Porto', null].map((location) => ({
          employeeId,
          supervisorId,
          department,
          location,
          division: null,
          status: 'Active',
        })),
      ),
    ),
  );

  it('whoever has the one that contains sees and edits all that the other does', () => {
    const seenBy = (access: AccessDefinition) =>
      projectionOf({ employeeId: 'me', access } as Principal, small);
    let contained = 0;
    const check = (has: EmployeeGrant[], gives: EmployeeGrant[]) => {
      if (!contains(employeesOnly(has), employeesOnly(gives), small)) return;
      contained += 1;
      const [wide, narrow] = [seenBy(employeesOnly(has)), seenBy(employeesOnly(gives))];
      for (const subject of subjects) {
        expect(wide.sees(subject) || !narrow.sees(subject)).toBe(true);
        for (const field of small.fields)
          expect(isAtLeast(wide.rightTo(subject, field), narrow.rightTo(subject, field))).toBe(true);
      }
    };
    fc.assert(fc.property(grants, grants, check), { numRuns: 150 });
    // Two at random seldom contain each other: a part of the one does.
    fc.assert(
      fc.property(grants, grants, (one, more) => check([...one, ...more], one)),
      { numRuns: 50 },
    );
    expect(contained).toBeGreaterThan(50);
  });

  it('each contains itself, and what contains a container contains the contained', () => {
    fc.assert(
      fc.property(definition, definition, definition, (a, b, c) => {
        expect(contains(a, a, small)).toBe(true);
        expect(contains(everything, a, small)).toBe(true);
        expect(contains(a, nothing, small)).toBe(true);
        if (contains(a, b, small) && contains(b, c, small)) expect(contains(a, c, small)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('more grants never give less', () => {
    fc.assert(
      fc.property(grants, grants, grants, (a, more, b) => {
        if (contains(employeesOnly(a), employeesOnly(b), small))
          expect(contains(employeesOnly([...a, ...more]), employeesOnly(b), small)).toBe(true);
        expect(contains(employeesOnly([...a, ...more]), employeesOnly(a), small)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

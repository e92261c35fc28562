// Access levels that are made up, and what each of them hides: worked out here from the definition
// and from what was planted, by nothing of the product's own projection.
import type { AccessDefinition, EmployeeGrant, EmployeeScope, FieldRight } from '@joinery/sdk';
import fc from 'fast-check';
import { createAccessLevel } from '../../../../modules/access/access-levels.service.ts';
import { builtinLevels } from '../../../../modules/access/levels.ts';
import type { FieldDefinition } from '../../../../modules/fields/standard-fields.ts';
import { createKey } from '../../../../modules/keys/keys.service.ts';
import { createUser } from '../../../../modules/users/users.service.ts';
import { keyOf, type World } from './world.ts';

export interface LevelPlan {
  name: string;
  definition: AccessDefinition;
  /** The employee that the user is. */
  self: number | null;
}

export interface Level extends LevelPlan {
  apiKey: string;
  /** Keys of places that may not be seen, and of those that may not be changed. */
  hidden: ReadonlySet<string>;
  closed: ReadonlySet<string>;
  /** Hidden places that scopes do not look at: exchanging their values must change no answer. */
  exchangeable: ReadonlySet<string>;
  /** Paths of which something is hidden. */
  hiddenPaths: string[];
}

const nothing = builtinLevels.no_access?.definition as AccessDefinition;
const all: EmployeeScope = { kind: 'all' };

const withGrants = (employees: EmployeeGrant[], more: Partial<AccessDefinition> = {}): AccessDefinition => ({
  ...nothing,
  employees,
  ...more,
});

/** Makes the level, a user of it and a key. */
export async function openLevel(world: World, plan: LevelPlan): Promise<Level> {
  const { context, owner } = world;
  const { name, definition, self } = plan;
  const level = await createAccessLevel(context, owner, { name, definition });
  const user = await createUser(context, owner, {
    kind: 'service',
    firstName: 'Walker',
    lastName: name,
    accessLevelId: level.id,
    ...(self === null ? {} : { employeeNumber: self }),
  });
  const { key } = await createKey(context, owner, { name: 'walk', userId: user.id });
  const rights = rightsOf(world, plan);
  const places = world.people.flatMap(({ number }) => world.paths.map((path) => ({ person: number, path })));
  const hidden = new Set(places.filter((place) => rights(place.person, place.path) === 'none').map(keyOf));
  const closed = new Set(places.filter((place) => rights(place.person, place.path) !== 'edit').map(keyOf));
  const kept = [...hidden].filter((place) => !isShownElsewhere(world, rights, place));
  return {
    ...plan,
    apiKey: key,
    hidden: new Set(kept),
    closed,
    exchangeable: new Set(kept.filter((place) => !decidesScope(plan, place))),
    hiddenPaths: [...new Set(kept.map((place) => place.split(' ')[1] ?? ''))],
  };
}

type Rights = (person: number, path: string) => FieldRight;

function rightsOf(world: World, { definition, self }: LevelPlan): Rights {
  const places = definition.employees.map((grant) => ({ grant, named: namedPaths(world, grant) }));
  const sensitive = new Set(
    world.catalogue.fields.filter((field) => field.sensitive).flatMap((field) => pathOf(field) ?? []),
  );
  return (person, path) =>
    widest(
      places
        .filter(({ grant }) => covers(world, grant.scope, person, self))
        .map(({ grant: { fields }, named }) => {
          const other = sensitive.has(path)
            ? (fields['**'] ?? 'none')
            : widest([fields['**'] ?? 'none', fields['*'] ?? 'none']);
          return named.get(path) ?? other;
        }),
    );
}

function namedPaths({ catalogue }: World, { fields }: EmployeeGrant): Map<string, FieldRight> {
  const named = new Map<string, FieldRight>();
  for (const [name, right] of Object.entries(fields)) {
    const field = catalogue.find(name);
    const path = (field === undefined ? undefined : pathOf(field)) ?? name;
    const before = named.get(path);
    named.set(path, before === undefined ? right : narrowest(before, right));
  }
  return named;
}

function pathOf({ source }: FieldDefinition): string | undefined {
  if (source.kind === 'value') return source.key;
  return source.kind === 'table' ? `${source.table}.${source.column}` : undefined;
}

function covers(world: World, scope: EmployeeScope, person: number, self: number | null): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'self':
      return person === self;
    case 'direct_reports':
      return self !== null && jobOf(world, person).reportsTo === self;
    case 'filter': {
      const { department, division, location } = jobOf(world, person);
      const status = world.original.people.find(({ number }) => number === person)?.status;
      return (
        allows(scope.departments, department) &&
        allows(scope.divisions, division) &&
        allows(scope.locations, location) &&
        allows(scope.statuses, status)
      );
    }
  }
}

function allows(names: readonly string[] | undefined, value: unknown): boolean {
  return names === undefined || names.some((name) => name === value);
}

/** The job of today: the second of three rows. */
function jobOf(world: World, person: number) {
  const id = world.people.find(({ number }) => number === person)?.id;
  return (
    world.original.rows.filter((row) => row.table === 'jobInfo' && row.employeeId === id)[1]?.values ?? {}
  );
}

function supervisorsOf(world: World, person: number): unknown[] {
  const id = world.people.find(({ number }) => number === person)?.id;
  const rows = world.original.rows.filter((row) => row.table === 'jobInfo' && row.employeeId === id);
  return rows.map(({ values }) => values.reportsTo);
}

// Who somebody reports to is part of that somebody's record: name, number and e-mail address of a
// supervisor are shown with it, to whoever may see these fields of the employee.
function isShownElsewhere(world: World, rights: Rights, place: string): boolean {
  const [person = '', path = ''] = place.split(' ');
  if (!['firstName', 'lastName', 'preferredName', 'employeeNumber', 'workEmail'].includes(path)) return false;
  return world.people.some(
    ({ number }) =>
      supervisorsOf(world, number).includes(Number(person)) &&
      rights(number, 'jobInfo.reportsTo') !== 'none' &&
      rights(number, path) !== 'none',
  );
}

function decidesScope({ definition: { employees }, self }: LevelPlan, place: string): boolean {
  const path = place.split(' ')[1] ?? '';
  // Time off and timesheets of one's direct reports are a manager's without a word in the level.
  if (path === 'jobInfo.reportsTo' && self !== null) return true;
  return employees.some(({ scope }) => {
    if (scope.kind !== 'filter') return false;
    return (
      (path === 'jobInfo.department' && scope.departments !== undefined) ||
      (path === 'jobInfo.division' && scope.divisions !== undefined) ||
      (path === 'jobInfo.location' && scope.locations !== undefined) ||
      (path === 'status' && scope.statuses !== undefined)
    );
  });
}

const order: FieldRight[] = ['none', 'view', 'edit'];

function widest(rights: FieldRight[]): FieldRight {
  return order[Math.max(0, ...rights.map((right) => order.indexOf(right)))] ?? 'none';
}

function narrowest(a: FieldRight, b: FieldRight): FieldRight {
  return order.indexOf(a) < order.indexOf(b) ? a : b;
}

/** Every path hidden in one of these levels, `together` at a time; all else may be changed. */
export function fieldLevels({ paths }: World, together: number): LevelPlan[] {
  const count = Math.ceil(paths.length / together);
  return Array.from({ length: count }, (_, index) => {
    // Neighbours in the catalogue are hidden apart: a table of which everything is hidden proves less.
    const group = paths.filter((_path, at) => at % count === index);
    const fields: EmployeeGrant['fields'] = { '**': 'edit' };
    for (const path of group) fields[path] = 'none';
    return {
      name: `hides ${group.join(' ')}`,
      definition: withGrants([{ scope: all, fields }], { manageEmployees: true }),
      self: index % 2 === 0 ? 3 : null,
    };
  });
}

/** One level for each kind of scope, and for rights that are no fields. */
export function scopeLevels(world: World): LevelPlan[] {
  const jobs = world.people.map(({ number }) => jobOf(world, number));
  const some = (column: string, ...people: number[]) =>
    people.map((number) => String(jobs[number - 1]?.[column]));
  const names = { firstName: 'view', lastName: 'view' } as const;
  const everything = { '**': 'edit' } as const;
  const plan = (name: string, employees: EmployeeGrant[], more: Partial<LevelPlan> = {}): LevelPlan => ({
    name,
    definition: withGrants(employees),
    self: null,
    ...more,
  });
  const filter = (lists: object, fields: EmployeeGrant['fields'] = everything): EmployeeGrant[] => [
    { scope: { kind: 'filter', ...lists }, fields },
  ];
  return [
    plan('nobody', []),
    plan('ordinary fields of all', [{ scope: all, fields: { '*': 'view' } }]),
    plan('names of all', [{ scope: all, fields: names }]),
    plan('all but names', [{ scope: all, fields: { '**': 'view', firstName: 'none', lastName: 'none' } }]),
    plan('oneself', [{ scope: { kind: 'self' }, fields: everything }], { self: 2 }),
    plan('direct reports', [{ scope: { kind: 'direct_reports' }, fields: everything }], { self: 2 }),
    plan(
      'a manager',
      [
        { scope: { kind: 'direct_reports' }, fields: { '*': 'view' } },
        { scope: { kind: 'self' }, fields: { ...names, city: 'edit' } },
      ],
      { self: 1 },
    ),
    plan('departments', filter({ departments: some('department', 2, 5, 7) })),
    plan('divisions', filter({ divisions: some('division', 1, 8) }, { '*': 'edit', payRate: 'view' })),
    plan('locations', filter({ locations: some('location', 3, 4), statuses: ['Active'] })),
    plan('active ones', filter({ statuses: ['Active'] }, { ...names, 'jobInfo.jobTitle': 'view' })),
    plan('a directory, and oneself', [{ scope: { kind: 'self' }, fields: names }], {
      definition: withGrants([{ scope: { kind: 'self' }, fields: names }], { directory: true }),
      self: 5,
    }),
    plan('settings but no employees', [], {
      definition: withGrants([], {
        settings: { ...nothing.settings, fields: 'edit', users: 'view', company: 'edit' },
        hiring: { ...nothing.hiring, jobs: 'edit', candidates: 'edit' },
      }),
    }),
  ];
}

/** Levels nobody would think of; the same seed gives the same ones. */
export function randomLevels(world: World, seed: number, count: number): LevelPlan[] {
  // A calculated field in a level stands for all it is made of; what is stored is named here.
  const named = world.catalogue.fields.flatMap((field) =>
    pathOf(field) === undefined ? [] : (field.alias ?? field.number ?? []),
  );
  const name = fc.constantFrom('*', '**', ...named, ...world.paths.filter((path) => path.includes('.')));
  const right = fc.constantFrom<FieldRight>('none', 'view', 'edit', 'view');
  const person = fc.constantFrom(...world.people.map(({ number }) => number));
  const jobs = (column: string) =>
    fc
      .array(person, { minLength: 1, maxLength: 4 })
      .map((people) => people.map((n) => String(jobOf(world, n)[column])));
  const scope: fc.Arbitrary<EmployeeScope> = fc.oneof(
    fc.constant<EmployeeScope>({ kind: 'all' }),
    fc.constant<EmployeeScope>({ kind: 'self' }),
    fc.constant<EmployeeScope>({ kind: 'direct_reports' }),
    fc.record(
      {
        kind: fc.constant('filter' as const),
        departments: jobs('department'),
        locations: jobs('location'),
        statuses: fc.constantFrom<('Active' | 'Inactive')[][]>(['Active'], ['Inactive']),
      },
      { requiredKeys: ['kind'] },
    ) as fc.Arbitrary<EmployeeScope>,
  );
  const grant = fc.record({ scope, fields: fc.dictionary(name, right, { minKeys: 1, maxKeys: 25 }) });
  const plan = fc.record({
    employees: fc.array(grant, { minLength: 1, maxLength: 3 }),
    self: fc.option(person),
    manageEmployees: fc.boolean(),
  });
  return fc.sample(plan, { seed, numRuns: count }).map(({ employees, self, manageEmployees }, index) => ({
    name: `random ${seed}.${index}`,
    definition: withGrants(employees, { manageEmployees }),
    self,
  }));
}

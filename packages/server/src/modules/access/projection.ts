// The one projection. Every read and write of an employee's fields asks here, whatever the
// dialect. Pure: it gets what is known of the employee and answers with a right for each path.
import type { AccessDefinition, EmployeeScope, FieldRight } from '@joinery/sdk';
import { type Catalogue, namesOfPeople, pathsOf } from '../fields/fields.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import { everyField } from './levels.ts';
import type { Principal } from './principal.ts';

/** What scopes look at. */
export interface Subject {
  employeeId: string;
  status: string;
  department: string | null;
  division: string | null;
  location: string | null;
  /** Id of the employee they report to. */
  supervisorId: string | null;
}

export interface Projection {
  /** Whether the employee exists for the principal at all. */
  sees(subject: Subject): boolean;
  /** The right to a field: the least of the rights to all that it shows. */
  rightTo(subject: Subject, field: FieldDefinition): FieldRight;
  /** As rightTo, for many fields of one employee. */
  rightsOver(subject: Subject): (field: FieldDefinition) => FieldRight;
  /** The widest right to a field over all employees: whether it belongs into lists of fields. */
  widestRightTo(field: FieldDefinition): FieldRight;
}

// Compiled once for each principal: one that was admitted by a key lives as long as its rights.
const projections = new WeakMap<Principal, { catalogue: Catalogue; projection: Projection }>();

export function projectionOf(principal: Principal, catalogue: Catalogue): Projection {
  const kept = projections.get(principal);
  if (kept?.catalogue === catalogue) return kept.projection;
  const projection = compileProjection(principal, catalogue);
  projections.set(principal, { catalogue, projection });
  return projection;
}

const rank: Record<FieldRight, number> = { none: 0, view: 1, edit: 2 };

function compileProjection(principal: Principal, catalogue: Catalogue): Projection {
  const grants = principal.access.employees.map((grant) => ({
    scope: grant.scope,
    rights: compileRights(grant.fields, catalogue),
  }));
  const rightOver = (applying: typeof grants, field: FieldDefinition): FieldRight => {
    const paths = pathsOf(field);
    // Fields made of nothing (the id, the time of the last change) are as visible as the employee.
    if (paths.length === 0) return applying.some((g) => g.rights.any) ? 'view' : 'none';
    const rightAt = (path: string) => widest(applying.map((g) => g.rights.of(path)));
    // A person is shown by name: where names are hidden, so is who somebody reports to.
    if (field.type === 'employee' && namesOfPeople.some((path) => rightAt(path) === 'none')) return 'none';
    return least(paths.map(rightAt));
  };
  const applyingTo = (subject: Subject) => grants.filter((g) => covers(g.scope, subject, principal));
  // Subjects differ only in which grants apply to them: a right is decided once for each such set.
  const decided = new Map<string, Map<FieldDefinition, FieldRight>>();
  const rightsOver = (subject: Subject) => {
    const applying = applyingTo(subject);
    const situation = applying.map((grant) => grants.indexOf(grant)).join();
    const known = decided.get(situation) ?? new Map<FieldDefinition, FieldRight>();
    decided.set(situation, known);
    return (field: FieldDefinition): FieldRight => {
      const right = known.get(field) ?? rightOver(applying, field);
      known.set(field, right);
      return right;
    };
  };
  return {
    sees: (subject) => applyingTo(subject).some((g) => g.rights.any),
    rightTo: (subject, field) => rightsOver(subject)(field),
    rightsOver,
    widestRightTo: (field) => rightOver(grants, field),
  };
}

export interface CompiledRights {
  /** Whether anything at all may be seen. */
  any: boolean;
  of(path: string): FieldRight;
  /** Paths with a right of their own. */
  namedPaths: string[];
  /** The right to every sensitive path that has none of its own. */
  ofOtherSensitive: FieldRight;
  /** The right to every other path that has none of its own. */
  ofOtherOrdinary: FieldRight;
}

export function compileRights(
  fields: AccessDefinition['employees'][number]['fields'],
  catalogue: Catalogue,
): CompiledRights {
  const named = new Map<string, FieldRight>();
  for (const [name, right] of Object.entries(fields)) {
    const field = catalogue.find(name);
    for (const path of field === undefined ? [name] : pathsOf(field))
      named.set(path, named.has(path) ? least([named.get(path) ?? 'none', right]) : right);
  }
  const sensitive = new Set(catalogue.fields.filter((f) => f.sensitive).flatMap(pathsOf));
  const known = new Set(catalogue.fields.flatMap(pathsOf));
  const ofOtherSensitive = fields[everyField] ?? 'none';
  const ofOtherOrdinary = widest([ofOtherSensitive, fields['*'] ?? 'none']);
  return {
    namedPaths: [...named.keys()].filter((path) => path !== everyField && path !== '*'),
    ofOtherSensitive,
    ofOtherOrdinary,
    any: Object.values(fields).some((right) => right !== 'none'),
    of(path) {
      const right = named.get(path);
      if (right !== undefined) return right;
      // A path that the catalogue does not know is treated as sensitive: it has to be named.
      return sensitive.has(path) || !known.has(path) ? ofOtherSensitive : ofOtherOrdinary;
    },
  };
}

function covers(scope: EmployeeScope, subject: Subject, principal: Principal): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'self':
      return principal.employeeId !== null && subject.employeeId === principal.employeeId;
    case 'direct_reports':
      return principal.employeeId !== null && subject.supervisorId === principal.employeeId;
    case 'filter':
      return (
        isIn(scope.departments, subject.department) &&
        isIn(scope.divisions, subject.division) &&
        isIn(scope.locations, subject.location) &&
        isIn(scope.statuses, subject.status)
      );
  }
}

function isIn(allowed: readonly string[] | undefined, value: string | null): boolean {
  return allowed === undefined || (value !== null && allowed.includes(value));
}

/** Whether a right, to a field or to an area, includes another. */
export function isAtLeast(right: FieldRight, other: FieldRight): boolean {
  return rank[right] >= rank[other];
}

function least(rights: FieldRight[]): FieldRight {
  return rights.reduce((a, b) => (rank[b] < rank[a] ? b : a), 'edit');
}

function widest(rights: FieldRight[]): FieldRight {
  return rights.reduce((a, b) => (rank[b] > rank[a] ? b : a), 'none');
}

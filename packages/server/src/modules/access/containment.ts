// Nobody gives more than they have. Whoever manages users could otherwise write themselves a level,
// take over a user, or make a key of somebody, with rights that nobody ever gave them.
import {
  type AccessDefinition,
  type EmployeeGrant,
  type EmployeeScope,
  type FieldRight,
  JoineryError,
} from '@joinery/sdk';
import { type Catalogue, pathsOf } from '../fields/fields.ts';
import type { Principal } from './principal.ts';
import { type CompiledRights, compileRights, isAtLeast } from './projection.ts';

/** Whether whoever has `a` has all that `b` gives. */
export function contains(a: AccessDefinition, b: AccessDefinition, catalogue: Catalogue): boolean {
  return beyond(a, b, catalogue).length === 0;
}

/**
 * What whoever becomes a user with this level gets. Somebody else's own record and assigned jobs
 * are not one's own, and it may be anybody's; a user who is no employee has no record at all.
 */
export function asSomebodyElse(
  definition: AccessDefinition,
  { isEmployee }: { isEmployee: boolean },
): AccessDefinition {
  const employees = definition.employees.flatMap((grant): EmployeeGrant[] => {
    if (grant.scope.kind !== 'self' && grant.scope.kind !== 'direct_reports') return [grant];
    return isEmployee ? [{ ...grant, scope: { kind: 'all' } }] : [];
  });
  const hiring = { ...definition.hiring, assignedJobsOnly: false, ownCandidatesOnly: false };
  return { ...definition, employees, hiring };
}

/** @throws JoineryError `access.forbidden` when the definition gives what the principal does not have. */
export function assertMayGive(
  principal: Principal,
  definition: AccessDefinition,
  catalogue: Catalogue,
): void {
  const parts = beyond(principal.access, definition, catalogue);
  if (parts.length > 0)
    throw new JoineryError(
      'access.forbidden',
      `This takes rights that your own access level does not give you (${parts.join(', ')}). Ask somebody who has them.`,
    );
}

/** The parts of `b` that reach beyond `a`, by their names in a definition. */
function beyond(a: AccessDefinition, b: AccessDefinition, catalogue: Catalogue): string[] {
  const wider = (name: string, has: FieldRight, gives: FieldRight) => (isAtLeast(has, gives) ? [] : [name]);
  const { assignedJobsOnly: aNarrow, ownCandidatesOnly: aOwn = false, ...aHiring } = a.hiring;
  const { assignedJobsOnly: bNarrow, ownCandidatesOnly: bOwn = false, ...bHiring } = b.hiring;
  const givesHiring = Object.values(bHiring).some((right) => right !== 'none');
  return [
    ...(coversEmployees(a.employees, b.employees, catalogue) ? [] : ['employees']),
    ...(b.manageEmployees && !a.manageEmployees ? ['manageEmployees'] : []),
    ...(b.directory && !a.directory ? ['directory'] : []),
    ...keysOf(bHiring).flatMap((area) => wider(`hiring.${area}`, aHiring[area], bHiring[area])),
    ...(givesHiring && aNarrow && !bNarrow ? ['hiring.assignedJobsOnly'] : []),
    ...(givesHiring && aOwn && !bOwn ? ['hiring.ownCandidatesOnly'] : []),
    ...keysOf(b.settings).flatMap((area) => wider(`settings.${area}`, a.settings[area], b.settings[area])),
  ];
}

function keysOf<T extends object>(value: T): (keyof T & string)[] {
  return Object.keys(value) as (keyof T & string)[];
}

function coversEmployees(has: EmployeeGrant[], gives: EmployeeGrant[], catalogue: Catalogue): boolean {
  const compile = ({ scope, fields }: EmployeeGrant) => ({ scope, rights: compileRights(fields, catalogue) });
  const holding = has.map(compile);
  const paths = pathsToCompare([...has, ...gives], catalogue);
  return gives.map(compile).every(({ scope, rights }) => {
    if (isNobody(scope)) return true;
    const covering = holding.filter((one) => coversScope(one.scope, scope)).map((one) => one.rights);
    return isCovered(covering, rights, paths);
  });
}

function isCovered(covering: CompiledRights[], rights: CompiledRights, paths: string[]): boolean {
  const oneGives = (rightOf: (one: CompiledRights) => FieldRight): boolean =>
    rightOf(rights) === 'none' || covering.some((one) => isAtLeast(rightOf(one), rightOf(rights)));
  return (
    // Whoever may see anything of an employee also sees that there is one.
    (!rights.any || covering.some((one) => one.any)) &&
    // Fields that are made tomorrow fall under the stars of today.
    oneGives((one) => one.ofOtherSensitive) &&
    oneGives((one) => one.ofOtherOrdinary) &&
    paths.every((path) => oneGives((one) => one.of(path)))
  );
}

function pathsToCompare(grants: EmployeeGrant[], catalogue: Catalogue): string[] {
  const named = grants.flatMap(({ fields }) => compileRights(fields, catalogue).namedPaths);
  return [...new Set([...named, ...catalogue.fields.flatMap(pathsOf)])];
}

const filterLists = ['departments', 'divisions', 'locations', 'statuses'] as const;

function isNobody(scope: EmployeeScope): boolean {
  return scope.kind === 'filter' && filterLists.some((list) => scope[list]?.length === 0);
}

function isEverybody(scope: EmployeeScope): boolean {
  return (
    scope.kind === 'all' ||
    (scope.kind === 'filter' && filterLists.every((list) => scope[list] === undefined))
  );
}

/** Whether every employee in `b` is in `a`, as far as that shows without looking at employees. */
function coversScope(a: EmployeeScope, b: EmployeeScope): boolean {
  if (isEverybody(a)) return true;
  if (a.kind !== 'filter' || b.kind !== 'filter') return a.kind === b.kind;
  return filterLists.every((list) => {
    const [allowed, asked]: (readonly string[] | undefined)[] = [a[list], b[list]];
    return allowed === undefined || (asked?.every((name) => allowed.includes(name)) ?? false);
  });
}

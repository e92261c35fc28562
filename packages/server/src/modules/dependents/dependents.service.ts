// Dependents: rows of the employee's table `dependents`, as an area of their own. What may be seen
// and written of them is decided column by column, as everywhere else.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import {
  addRow,
  getRow,
  listRows,
  listVisibleRows,
  type RowView,
  updateRow,
} from '../employees/employees.service.ts';

type Deps = Pick<Context, 'db' | 'clock' | 'secrets' | 'engine'>;

const table = 'dependents';

/** A dependent as the principal may see it: hidden columns are left out of `values`. */
export type Dependent = RowView;

export interface DependentInput {
  employeeNumber: number;
  /** By column. */
  values: Record<string, unknown>;
}

/**
 * The dependents of one employee or of everybody in scope; none where the employee is out of it.
 *
 * @throws JoineryError `access.forbidden` for who sees nothing of anybody's dependents.
 */
export async function listDependents(
  deps: Deps,
  principal: Principal,
  employeeNumber?: number,
): Promise<Dependent[]> {
  await inScene(deps, principal, async (scene) => assertSeesSome(scene));
  return employeeNumber === undefined
    ? listRows(deps, principal, 'all', table)
    : listVisibleRows(deps, principal, employeeNumber, table);
}

function assertSeesSome({ catalogue, projection }: Scene): void {
  const columns = catalogue.table(table)?.columns ?? [];
  const seesSome = columns.some((column) => {
    const field = catalogue.column(table, column);
    return field !== undefined && projection.widestRightTo(field) !== 'none';
  });
  if (!seesSome) throw new JoineryError('access.forbidden', 'Your access level does not show dependents.');
}

/** @throws JoineryError `employees.row_not_found`, `access.forbidden`. */
export async function getDependent(deps: Deps, principal: Principal, id: number): Promise<Dependent> {
  return getRow(deps, principal, table, id);
}

/**
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `access.field_not_permitted`,
 * `employees.invalid_value`, `request.invalid` when nothing is said of the dependent.
 */
export async function addDependent(
  deps: Deps,
  principal: Principal,
  { employeeNumber, values }: DependentInput,
): Promise<Dependent> {
  const { rowId } = await addRow(deps, principal, employeeNumber, table, values);
  if (rowId === null)
    throw new JoineryError(
      'provider.pending',
      'The dependent is in BambooHR, and will be seen here with the next sync.',
      { retryAfterSeconds: 10 },
    );
  return getRow(deps, principal, table, rowId);
}

/**
 * Says everything of a dependent anew: what is not named becomes blank. Columns that the principal
 * may not edit keep what they say.
 *
 * @throws JoineryError `employees.row_not_found`, `access.forbidden`, `employees.invalid_value`,
 * `request.invalid` for another employee's dependent.
 */
export async function replaceDependent(
  deps: Deps,
  principal: Principal,
  id: number,
  { employeeNumber, values }: DependentInput,
): Promise<Dependent> {
  const before = await getRow(deps, principal, table, id);
  if (before.employeeNumber !== employeeNumber)
    throw new JoineryError('request.invalid', 'The dependent belongs to another employee.');
  const blank = await inScene(deps, principal, async ({ catalogue }) => catalogue.table(table)?.columns);
  const whole = { ...Object.fromEntries((blank ?? []).map((column) => [column, null])), ...values };
  await updateRow(deps, principal, employeeNumber, table, id, whole);
  return getRow(deps, principal, table, id);
}

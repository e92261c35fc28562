// What clients send about dependents, in JSON or XML. Pure.
import { JoineryError } from '@joinery/sdk';
import type { DependentInput } from '../../../modules/dependents/dependents.service.ts';
import { type Body, valuesOf } from '../body.ts';
import { toNumber } from '../params.ts';
import { shownColumns } from './dependents.ts';

// What can be written: numbers whole, and whatever is shown under the name that it is shown by.
const columns: Record<string, string> = { ...shownColumns, ssn: 'ssn', sin: 'sin' };

/** @throws JoineryError `request.invalid` without an employee. Unknown names are left out. */
export function readDependent(body: Body): DependentInput {
  const { employeeId, ...sent } = plainOf(body);
  const employeeNumber = toNumber(String(employeeId ?? '').trim());
  if (employeeNumber === undefined)
    throw new JoineryError('request.invalid', 'employeeId must be the id of an employee.', {
      issues: [{ path: 'employeeId', message: 'is required' }],
    });
  const values = Object.entries(sent).flatMap(([name, value]): [string, unknown][] => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    return column === undefined ? [] : [[column, column === 'country' ? countryName(value) : value]];
  });
  return { employeeNumber, values: Object.fromEntries(values) };
}

// `<field id="firstName">Ann</field>` as elsewhere, or an element of its own for each value.
function plainOf(body: Body): Record<string, unknown> {
  if (body.kind === 'json') return body.value;
  const named = body.root.children.filter(({ name }) => name !== 'field');
  return { ...Object.fromEntries(named.map(({ name, text }) => [name, text])), ...valuesOf(body) };
}

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** Countries are sent as ISO codes and kept by their names; what is no code is taken as a name. */
function countryName(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[a-z]{2}$/i.test(value.trim())) return value;
  return countries.of(value.trim().toUpperCase()) ?? value;
}

// Dependents as this dialect shows them: facts 2.12. Pure.
import type { Dependent } from '../../../modules/dependents/dependents.service.ts';
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import { stateName } from './states.ts';
import { element, type XmlElement } from './xml.ts';

/** Names of this dialect, in its order, and the columns of the table that they show. */
export const shownColumns = {
  firstName: 'firstName',
  middleName: 'middleName',
  lastName: 'lastName',
  relationship: 'relationship',
  gender: 'gender',
  maskedSSN: 'ssn',
  maskedSIN: 'sin',
  dateOfBirth: 'dateOfBirth',
  addressLine1: 'addressLine1',
  addressLine2: 'addressLine2',
  city: 'city',
  state: 'state',
  zipCode: 'zipcode',
  homePhone: 'homePhone',
  country: 'country',
  isUsCitizen: 'isUsCitizen',
  isStudent: 'isStudent',
} as const;

export function dependentsJson(dependents: Dependent[]): string {
  return JSON.stringify({
    'Employee Dependents': dependents.map((dependent) => Object.fromEntries(valuesOf(dependent))),
  });
}

export function dependentsXml(dependents: Dependent[]): XmlElement {
  return element(
    'employeeDependents',
    {},
    dependents.map((dependent) => {
      const [, ...values] = valuesOf(dependent);
      return element(
        'employeeDependent',
        { id: dependent.id },
        values.map(([name, value]) => element(name, {}, value)),
      );
    }),
  );
}

/** What is hidden is left out. */
function valuesOf({ id, employeeNumber, values }: Dependent): [string, string | null][] {
  const shown = Object.entries(shownColumns).flatMap(([name, column]): [string, string | null][] =>
    column in values ? [[name, shownValue(column, values[column] ?? null)]] : [],
  );
  return [['id', String(id)], ['employeeId', String(employeeNumber)], ...shown];
}

function shownValue(column: string, value: FieldValue): string | null {
  if (column === 'isUsCitizen' || column === 'isStudent') return value === true ? 'yes' : 'no';
  if (value === null) return null;
  return column === 'state' ? stateName(String(value)) : String(value);
}

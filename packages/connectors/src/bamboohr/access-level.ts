// The access level to make at BambooHR, told to a person. Names of its pages change: the steps say
// what to look for. Pure.
import type { AccessLevelRecipe } from '@joinery/sdk';
import type { Capabilities, KnownAccount, SourceField } from '../people-source.ts';
import {
  fieldLabel,
  hasCapability,
  type Needs,
  sensitiveTables,
  sensitivityOf,
  shownByTables,
  tableLabel,
} from './needs.ts';
import { findField } from './values.ts';

const levelName = 'Joinery';
const userName = 'Joinery API';

export function accessLevelFor(
  capabilities: Capabilities,
  needs: Needs,
  known: KnownAccount,
): AccessLevelRecipe {
  const { fields } = known;
  const view = labelsOf(needs.fields, needs.tables, fields);
  const edit = labelsOf(needs.editFields, needs.editTables, fields);
  return {
    name: levelName,
    view,
    edit,
    hide: hiddenLabels(needs, known),
    steps: stepsFor(capabilities, view, edit),
  };
}

function stepsFor(capabilities: Capabilities, view: readonly string[], edit: readonly string[]): string[] {
  const has = (capability: keyof Capabilities) => hasCapability(capabilities, capability);
  const reads = view.length > 0;
  return [
    'Sign in to BambooHR as a Full Admin, open the settings and find the access levels.',
    `Add a custom access level for users who are not employees and name it “${levelName}”.`,
    ...(reads
      ? [
          'Let it see all employees, inactive ones and those who have not begun yet too. Whoever it cannot see looks as if they had never been there.',
          'Let it view each field and table named under “view”, and nothing else.',
        ]
      : []),
    ...(edit.length > 0 ? ['Let it edit each field and table named under “edit”, without approval.'] : []),
    ...(has('hires')
      ? [
          'Let it add new employees.',
          'Let it view and add files of employees in the category that résumés belong into.',
        ]
      : []),
    ...(has('writeThrough')
      ? [
          'Where their files and photos are changed from here too: let it add and edit these, in each category.',
        ]
      : []),
    has('recruiting')
      ? 'Give it access to applicant tracking: all jobs and their candidates.'
      : 'Give it no access to applicant tracking.',
    'Leave everything named under “hide” without access.',
    `Add a user who is not an employee, name it “${userName}”, and give it the access level “${levelName}”. A key ends with its user: do not use the account of a person who may leave.`,
    'Sign in as that user, add an API key from the user’s own menu and copy it. It is shown once.',
    'Enter the key here and check the connection again.',
  ];
}

function labelsOf(
  names: readonly string[],
  tables: readonly string[],
  fields: readonly SourceField[],
): string[] {
  const labels = names.map((name) => findField(fields, name)?.name ?? fieldLabel(name));
  return [...new Set([...labels, ...tables.map((table) => `${tableLabel(table)} (table)`)])];
}

function hiddenLabels(needs: Needs, { fields, tables: all }: KnownAccount): string[] {
  const needed = new Set(needs.fields.map((name) => findField(fields, name)));
  const isShown = shownByTables(needs, all);
  const worrying = fields.flatMap((field) => {
    const rank = sensitivityOf(field);
    return rank === undefined || field.deprecated || needed.has(field) || isShown(field)
      ? []
      : [{ rank, label: field.name }];
  });
  const tables = Object.keys(sensitiveTables).filter((table) => !needs.tables.includes(table));
  worrying.sort((a, b) => a.rank - b.rank);
  return [
    ...new Set([
      ...worrying.map(({ label }) => label),
      ...tables.map((table) => `${tableLabel(table)} (table)`),
    ]),
  ];
}

// People as no seed would make them up: odd names, values of every type, custom fields and tables,
// history, days to come, leavers, people who came back, and leaders with one name. By fast-check:
// the same seed gives the same people.
import type { CustomFieldInput, CustomTableInput } from '@joinery/sdk';
import fc from 'fast-check';
import type { ImportedEmployee } from '../modules/employees/employees.service.ts';
import type { Catalogue } from '../modules/fields/fields.ts';
import type { FieldDefinition } from '../modules/fields/standard-fields.ts';

export const oddFields: CustomFieldInput[] = [
  { alias: 'customT-ShirtSize', name: 'T-Shirt size', type: 'list', options: ['S', 'M', 'L, large', 'X"L'] },
  { alias: 'customSerial#', name: 'Serial #', type: 'text' },
  { alias: 'customNotes', name: 'Notes', type: 'textarea' },
  { alias: 'customBegan', name: 'Began', type: 'date' },
  { alias: 'customPoints', name: 'Points', type: 'int' },
  { alias: 'customSkills', name: 'Skills', type: 'multilist', options: ['Öl', 'Wood & steel', 'C++'] },
  { alias: 'customOtherEmail', name: 'Other e-mail', type: 'email' },
  { alias: 'customOtherPhone', name: 'Other phone', type: 'phone' },
  { alias: 'customBudget', name: 'Budget', type: 'currency' },
  { alias: 'customShare', name: 'Share', type: 'percentage' },
  { alias: 'customSigned', name: 'Signed', type: 'checkbox' },
  { alias: 'customSecret', name: 'Secret number', type: 'ssn', sensitive: true },
];

export const oddTables: CustomTableInput[] = [
  {
    alias: 'customTools',
    name: 'Tools',
    columns: [
      { alias: 'tool', name: 'Tool', type: 'text' },
      { alias: 'worth', name: 'Worth', type: 'currency' },
      { alias: 'kind', name: 'Kind', type: 'list', options: ['Hand', 'Power'] },
    ],
  },
  {
    alias: 'customShifts',
    name: 'Shifts',
    dateColumn: 'from',
    columns: [
      { alias: 'from', name: 'From', type: 'date' },
      { alias: 'shift', name: 'Shift', type: 'list', options: ['Early', 'Late', 'Night'] },
      { alias: 'hours', name: 'Hours', type: 'int' },
    ],
  },
];

const oddTexts = [
  ...["O'Brien", 'Null', 'null', 'undefined', 'NaN', '0', 'true', '-', '=1+1', '<b>bold</b>', 'a"b', 'a\\b'],
  ...[
    'a,b;c',
    '{"a":1}',
    '%20',
    '&amp;',
    "Robert'); DROP TABLE",
    '😀 👩‍👩‍👧',
    'Nguyễn',
    'محمد',
    '佐伯',
    'Zoë',
    '1e5',
    '007',
  ],
  ...['2020-02-30', 'line one\nline two', 'tab\there', 'x'.repeat(300)],
];
const text = (most = 40): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...oddTexts) },
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: most }) },
    { weight: 2, arbitrary: fc.stringMatching(/^[A-Z][a-z]{2,12}$/) },
  );
// Few, so that leaders share them.
const name = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('Ada', 'Jo', 'Kim') },
  { weight: 2, arbitrary: text(20).filter((one) => one.trim() !== '') },
);

const dayMs = 86_400_000;
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
const day = (today: string, from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map((days) => addDays(today, days));

const email = fc.stringMatching(/^[a-z]{1,8}(\+[a-z]{1,3})?@[a-z]{1,8}\.example$/);
const amount = fc.record({
  value: fc
    .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 99 }))
    .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`),
  currency: fc.constantFrom('USD', 'EUR', 'JPY'),
});

/** A value that the field may hold; undefined for types that nobody writes by hand. */
function valueFor(
  field: FieldDefinition,
  today: string,
  options: Options,
): fc.Arbitrary<unknown> | undefined {
  const known = options.names.get(field.listNumber ?? -1) ?? [];
  // An import adds what a list does not know, but to lists of one choice only.
  const unknown = options.inventing && field.type !== 'multilist' ? ['One', 'Zwölf, oder so'] : [];
  if (field.type.endsWith('list') && known.length + unknown.length === 0) return undefined;
  const option = fc.constantFrom(...known, ...unknown, ...(field.type.endsWith('list') ? [] : ['']));
  const byType: Record<string, fc.Arbitrary<unknown>> = {
    text: text(),
    textarea: text(200),
    employee_number: fc.stringMatching(/^[A-Z0-9-]{1,8}$/),
    date: day(today, -9000, 400),
    email,
    phone: fc.stringMatching(/^\+[1-9][0-9 -]{5,14}[0-9]$/),
    currency: amount,
    list: option,
    multilist: fc.uniqueArray(option, { minLength: 1, maxLength: Math.max(1, Math.min(3, known.length)) }),
    bool: fc.boolean(),
    checkbox: fc.boolean(),
    int: fc.integer({ min: 0, max: 100_000 }),
    percentage: fc.integer({ min: 0, max: 100 }).map(String),
    gender: fc.constantFrom('Male', 'Female', 'Non-binary'),
    marital_status: fc.constantFrom('Single', 'Married', 'Common Law', 'Domestic Partnership'),
    ssn: fc.stringMatching(/^9[0-9]{2}-[0-9]{2}-[0-9]{4}$/),
    country: fc.constantFrom('United States', 'Germany', 'Japan'),
    state: fc.constantFrom('Utah', 'Oregon', 'Bayern'),
    contact_url: fc.webUrl(),
    twitter_handle: fc.stringMatching(/^@[a-z]{2,10}$/),
    pay_type: fc.constantFrom('Hourly', 'Salary', 'Commission'),
    paid_per: fc.constantFrom('Hour', 'Week', 'Month', 'Year'),
    relationship: fc.constantFrom('Spouse', 'Child'),
  };
  return byType[field.type];
}

export interface Options {
  /** Names of options by number of a list. */
  names: ReadonlyMap<number, string[]>;
  /** Whether values may be options that their list does not have yet. */
  inventing: boolean;
}

const isWritten = ({ source, readOnly, listed, deprecated, type }: FieldDefinition): boolean =>
  source.kind === 'value' && !readOnly && listed && !deprecated && type !== 'status';

/** Fields of a person that `oddValues` may write, by the name that services know them by. */
export function oddValues(
  catalogue: Catalogue,
  today: string,
  options: Options,
): Record<string, fc.Arbitrary<unknown>> {
  const fields = catalogue.fields.filter(isWritten);
  const entries = fields.flatMap((field): [string, fc.Arbitrary<unknown>][] => {
    const value = valueFor(field, today, options);
    const named = field.alias ?? field.number;
    return value === undefined || named === null || ['firstName', 'lastName', 'hireDate'].includes(named)
      ? []
      : [[named, value]];
  });
  // One address belongs to one person at the source.
  return {
    ...Object.fromEntries(entries),
    workEmail: fc.uuid().map((one) => `p${one.slice(0, 8)}${one.slice(-8)}@odd.example`),
  };
}

/** A row of a table without its date. */
export function oddRow(
  catalogue: Catalogue,
  table: string,
  today: string,
  options: Options,
): fc.Arbitrary<Record<string, unknown>> {
  const columns = catalogue.fields.flatMap((field): [string, fc.Arbitrary<unknown>][] => {
    const { source } = field;
    if (
      source.kind !== 'table' ||
      source.table !== table ||
      source.dates ||
      field.deprecated ||
      !field.listed
    )
      return [];
    const value = field.type === 'employee' ? undefined : valueFor(field, today, options);
    return value === undefined ? [] : [[source.column, value]];
  });
  return fc
    .record(Object.fromEntries(columns), { requiredKeys: [] })
    .filter((row) => Object.keys(row).length > 0);
}

export interface OddPopulation {
  catalogue: Catalogue;
  options: Options;
  today: string;
  seed: number;
  count: number;
}

/** Numbers count from 1; leaders stand before those whom they lead. */
export function inventOddPeople({
  catalogue,
  options,
  today,
  seed,
  count,
}: OddPopulation): ImportedEmployee[] {
  const values = oddValues(catalogue, today, options);
  // A company without the odd tables has nothing to put into them.
  const rows = (table: string, most: number): fc.Arbitrary<Record<string, unknown>[]> =>
    catalogue.table(table) === undefined
      ? fc.constant([])
      : fc.array(oddRow(catalogue, table, today, options), { maxLength: most });
  const person = fc.record({
    firstName: name,
    lastName: name,
    values: fc.record(values, { requiredKeys: [] }),
    hiredOn: day(today, -4000, 200),
    course: fc.constantFrom(
      'stays',
      'stays',
      'stays',
      'stays',
      'left',
      'leaves',
      'rehired',
      'left and active',
    ),
    jobs: rows('jobInfo', 3),
    pay: rows('compensation', 3),
    bonus: rows('bonus', 2),
    tools: rows('customTools', 2),
    shifts: rows('customShifts', 2),
    contacts: rows('emergencyContacts', 1),
    gaps: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 4, maxLength: 4 }),
    leader: fc.nat(),
  });
  return fc.sample(person, { seed, numRuns: count }).map((one, index) => {
    const { hiredOn, gaps } = one;
    const dated = (rows: Record<string, unknown>[], table: string, column: string) =>
      rows.map((columns, at) => ({
        table,
        values: {
          ...columns,
          [column]: addDays(
            hiredOn,
            gaps.slice(0, at).reduce((sum, gap) => sum + gap, 0),
          ),
        },
      }));
    const plain = (rows: Record<string, unknown>[], table: string) =>
      rows.map((columns) => ({ table, values: columns }));
    const leader = index === 0 ? {} : { reportsTo: 1 + (one.leader % index) };
    return {
      values: {
        ...one.values,
        firstName: one.firstName,
        lastName: one.lastName,
        ...(one.leader % 11 === 0 ? {} : { hireDate: hiredOn }),
        ...(one.course === 'left and active' ? { status: 'Active' } : {}),
      },
      rows: [
        ...statusRows(one.course, hiredOn, today),
        ...dated(
          one.jobs.map((job) => ({ ...job, ...leader })),
          'jobInfo',
          'date',
        ),
        ...dated(one.pay, 'compensation', 'startDate'),
        ...dated(one.bonus, 'bonus', 'date'),
        ...dated(one.shifts, 'customShifts', 'from'),
        ...plain(one.tools, 'customTools'),
        ...plain(one.contacts, 'emergencyContacts'),
      ],
    };
  });
}

function statusRows(course: string, hiredOn: string, today: string): ImportedEmployee['rows'] {
  const at = (date: string, employmentStatus: string) => ({
    table: 'employmentStatus',
    values: { date, employmentStatus },
  });
  const began = at(hiredOn, 'Full-Time');
  if (course === 'stays') return [began];
  if (course === 'leaves') return [began, at(addDays(today, 40), 'Terminated')];
  const ended = at(addDays(hiredOn, 90), 'Terminated');
  return course === 'rehired' ? [began, ended, at(addDays(hiredOn, 200), 'Part-Time')] : [began, ended];
}

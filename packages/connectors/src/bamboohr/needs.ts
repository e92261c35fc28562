// What each capability needs of an API key, and what is better not seen by one. Pure.
import type { Capabilities, SourceField, SourceTable } from '../people-source.ts';

type Capability = keyof Capabilities;

export interface Right {
  readonly name: RightName;
  readonly label: string;
  readonly neededBy: readonly Capability[];
  /** Works without it, and better with it. */
  readonly usedBy: readonly Capability[];
  /** Opens personal data that nothing else opens. */
  readonly sensitive: boolean;
}
export type RightName = 'employees' | 'changes' | 'lists' | 'users' | 'webhooks' | 'files' | 'recruiting';

const everything: readonly Capability[] = ['mirror', 'hires', 'writeThrough'];

// biome-ignore format: a table
export const rights: readonly Right[] = [
  { name: 'employees',  label: 'Employees',                     neededBy: everything,              usedBy: [],         sensitive: false },
  { name: 'changes',    label: 'Changes of employees',          neededBy: ['mirror'],              usedBy: [],         sensitive: false },
  { name: 'lists',      label: 'Lists of values',               neededBy: ['hires'],               usedBy: ['mirror'], sensitive: false },
  { name: 'users',      label: 'Users of the account',          neededBy: [],                      usedBy: ['mirror'], sensitive: false },
  { name: 'webhooks',   label: 'Webhooks',                      neededBy: [],                      usedBy: ['mirror'], sensitive: false },
  { name: 'files',      label: 'Files of employees',            neededBy: ['hires'],               usedBy: ['mirror'], sensitive: true },
  { name: 'recruiting', label: 'Jobs and applications',         neededBy: ['recruiting'],          usedBy: [],         sensitive: true },
];

/** Fields that a hire looks for, writes and reads back; the marker comes on top. */
export const hireFields = [
  'firstName',
  'lastName',
  'hireDate',
  'workEmail',
  'homeEmail',
  'mobilePhone',
  'homePhone',
  'jobTitle',
  'department',
  'division',
  'location',
];
export const hireTables = ['employmentStatus', 'jobInfo'];

/** Fields without which a person cannot be mirrored, whatever else is. */
const mirrorFields = ['firstName', 'lastName', 'status', 'hireDate'];

export interface Needs {
  readonly fields: readonly string[];
  readonly tables: readonly string[];
  readonly editFields: readonly string[];
  readonly editTables: readonly string[];
}

export function needsOf({ mirror, hires, writeThrough }: Capabilities, markerField: string | null): Needs {
  const hire = hires ? [...hireFields, ...(markerField === null ? [] : [markerField])] : [];
  const mirrored = mirror === null ? [] : [...mirrorFields, ...mirror.fields];
  const editing = writeThrough && mirror !== null ? mirror : { fields: [], tables: [] };
  const hireRows = hires ? hireTables : [];
  return {
    fields: unique([...hire, ...mirrored]),
    tables: unique([...hireRows, ...(mirror?.tables ?? [])]),
    editFields: unique([...hire, ...editing.fields]),
    editTables: unique([...hireRows, ...editing.tables]),
  };
}

/** Numbers of the fields that show the current values of needed tables: whoever sees the table sees them. */
export function shownByTables(needs: Needs, tables: readonly SourceTable[]): (field: SourceField) => boolean {
  const needed = tables.filter(({ alias }) => needs.tables.includes(alias));
  const ids = new Set(needed.flatMap(({ columns }) => columns.map(({ id }) => id)));
  // Of sub-fields, such as the currency of an amount, the number before the point is the column's.
  return ({ id }) => ids.has(id) || ids.has(id.split('.')[0] ?? id);
}

export function hasCapability(capabilities: Capabilities, capability: Capability): boolean {
  return capabilities[capability] !== null && capabilities[capability] !== false;
}

// By type where there is one of its own, so that fields an account made are known too; by alias or
// number; by words in the name for what people put into plain text.
const sensitive: readonly { types?: readonly string[]; names?: readonly string[]; words?: RegExp }[] = [
  // Numbers that a person is known by to the state.
  {
    types: ['ssn', 'sin', 'nin', 'national_id'],
    names: ['1933', 'employeeTaxId'],
    words: /\b(ssn|social security|national insurance|passport|tax id)\b/i,
  },
  { types: ['direct_deposit'], words: /\b(bank|iban|bic|sort code|routing number|account number)\b/i },
  // Pay.
  {
    types: ['currency', 'pay_type', 'paid_per', 'pay_period', 'pay_band', 'pay_stubs', 'bonus', 'commission'],
    names: [
      'payRate',
      'payRateEffectiveDate',
      'payChangeReason',
      'paySchedule',
      'payGroup',
      'overtimeRate',
      'percentage',
      '4045',
      '19.1',
    ],
    words: /\b(salary|wage|pay rate|bonus)\b/i,
  },
  {
    types: [
      'tax_documents',
      'federal_tax_withholding',
      'state_tax_withholding',
      'deductions',
      'unemployment_insurance',
    ],
  },
  { names: ['dateOfBirth', '1928'], words: /\bbirth(day)? ?(date)?\b/i },
  { types: ['gender'] },
  { names: ['ethnicity', 'eeo'], words: /\b(ethnicity|race|religion)\b/i },
  { types: ['marital_status'] },
  // Health.
  {
    types: ['benefit_history', 'new_benefit', 'new_benefit_status', 'aca_status'],
    names: ['4001', '4332', 'vaccinationStatus', 'vaccineReceived', 'allergies', 'dietaryRestrictions'],
    words: /\b(disability|medical|vaccin\w*)\b/i,
  },
];

/** How worrying it is that a field is seen: 0 is the most; undefined when it is not. */
export function sensitivityOf({
  id,
  alias,
  name,
  type,
}: Omit<SourceField, 'deprecated'>): number | undefined {
  const rank = sensitive.findIndex(
    ({ types = [], names = [], words }) =>
      types.includes(type) || names.includes(id) || names.includes(alias ?? id) || words?.test(name) === true,
  );
  return rank === -1 ? undefined : rank;
}

/** Names of the tables that every account has, as people see them; in order of worry, where there is any. */
export const sensitiveTables: Readonly<Record<string, string>> = {
  employeePassports: 'Passports',
  employeeVisas: 'Visas',
  employeeDriverLicenses: 'Driver Licenses',
  employeeCreditCards: 'Company Credit Cards',
  compensation: 'Compensation',
  bonus: 'Bonus',
  commission: 'Commission',
  earnings: 'Earnings',
  equity: 'Equity',
  employeeStockOptions: 'Stock Options',
  dependents: 'Dependents',
  benefit_class: 'Benefit Class',
};

const otherTables: Readonly<Record<string, string>> = {
  jobInfo: 'Job Information',
  employmentStatus: 'Employment Status',
  emergencyContacts: 'Emergency Contacts',
  employeeEducation: 'Education',
  employeeAssets: 'Assets',
  employeeCertifications: 'Certifications',
};

export function tableLabel(alias: string): string {
  return sensitiveTables[alias] ?? otherTables[alias] ?? alias;
}

/** How people know a field that the account has not told of. */
export function fieldLabel(name: string): string {
  if (name === 'supervisorEId') return 'Reporting to';
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

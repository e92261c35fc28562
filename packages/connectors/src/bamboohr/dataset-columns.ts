// What the dataset of employees calls the fields that reports know by alias or number. Of history
// tables it shows what is true today, where a report also shows what begins later. Pure.
import { toMoney } from '@joinery/bamboohr';
import type { KnownAccount, SourceValue } from '../people-source.ts';
import { findField, toSourceValue } from './values.ts';

export const idColumn = 'eeid';

export interface DatasetColumn {
  readonly name: string;
  /** The column that names the currency of an amount. */
  readonly currency: string | undefined;
  readonly type: string;
}

const standardColumns: Readonly<Record<string, string>> = {
  firstName: 'firstName',
  lastName: 'lastName',
  middleName: 'middleName',
  preferredName: 'preferredName',
  employeeNumber: 'employeeNumber',
  status: 'status',
  hireDate: 'hireDate',
  originalHireDate: 'originalHireDate',
  dateOfBirth: 'dateOfBirth',
  ssn: 'ssn',
  sin: 'sin',
  nin: 'nin',
  nationalId: 'nationalId',
  nationality: 'nationality',
  gender: 'gender',
  maritalStatus: 'maritalStatus',
  ethnicity: 'ethnicity',
  eeo: 'eeoJobCategory',
  pronouns: 'employeePronouns',
  address1: 'addressLineOne',
  address2: 'addressLineTwo',
  city: 'city',
  state: 'state',
  zipcode: 'zipcode',
  country: 'country',
  mobilePhone: 'mobilePhone',
  homePhone: 'homePhone',
  workPhone: 'workPhone',
  workPhoneExtension: 'workPhoneExt',
  workEmail: 'email',
  homeEmail: 'homeEmail',
  linkedIn: 'linkedinUrl',
  facebook: 'facebookUrl',
  instagram: 'instagramUrl',
  pinterest: 'pinterestUrl',
  twitterFeed: 'twitterFeed',
  skypeUsername: 'skypeUsername',
  allergies: 'allergies',
  dietaryRestrictions: 'dietaryRestrictions',
  shirtSize: 'shirtSize',
  employeeTaxId: 'taxId',
  adpCompanyCode: 'adpCompanyCode',
  adpFileNumber: 'adpFileNumber',
  timeTrackingEnabled: 'timeTrackingEnabled',
  payGroup: 'payGroup',
  standardHoursPerWeek: 'standardHoursPerWeek',
  percentage: 'potentialBonusAnnualPercentage',
  acaStatus: 'acaStatus',
  jobLevel: 'jobLevel',
  payBand: 'payBand',
  jobTitle: 'jobInformationJobTitle',
  department: 'jobInformationDepartment',
  division: 'jobInformationDivision',
  location: 'jobInformationLocation',
  teams: 'teams',
  4047: 'jobInformationEffectiveDate',
  employmentHistoryStatus: 'employmentStatus',
  employeeStatusDate: 'employmentStatusEffectiveDate',
  terminationDate: 'terminationDate',
  payRate: 'compensationPayRate/compensationPayRateCurrencyCode',
  payType: 'compensationPayType',
  payPer: 'compensationPaidPer',
  paySchedule: 'compensationPaySchedule',
  payChangeReason: 'compensationChangeReason',
  payRateEffectiveDate: 'compensationEffectiveDate',
  exempt: 'compensationOvertimeStatus',
  overtimeRate: 'compensationOvertimeRate/compensationOvertimeRateCurrencyCode',
  bonusDate: 'bonusDate',
  bonusAmount: 'bonusAmount/bonusAmountCurrencyCode',
  bonusReason: 'bonusReason',
  bonusComment: 'bonusComment',
  commissionDate: 'commissionDate',
  commissionAmount: 'commissionAmount/commissionAmountCurrencyCode',
  commissionComment: 'commissionComment',
  earningsDate: 'earningsDate',
  earningsPriorYear: 'earningsPriorYearW2K1/earningsPriorYearCurrencyCode',
  supervisorEId: 'supervisorEid',
  lastChanged: 'lastChanged',
  createdByUserId: 'createdByUserId',
  1610: 'selfServiceAccess',
  4001: 'veteranStatus',
  4175: 'accrualLevelStartDate',
};

// What a number means where the account's own fields are not known. These are the same everywhere.
const standardNumbers: Readonly<Record<string, string>> = {
  1: 'firstName',
  2: 'lastName',
  3: 'hireDate',
  5: 'middleName',
  6: 'dateOfBirth',
  7: 'ssn',
  8: 'address1',
  9: 'address2',
  10: 'city',
  11: 'state',
  12: 'zipcode',
  13: 'mobilePhone',
  14: 'homePhone',
  15: 'workEmail',
  154: 'gender',
  155: 'maritalStatus',
  157: 'eeo',
  387: 'status',
  634: 'workPhone',
  635: 'workPhoneExtension',
  636: 'employeeNumber',
  1037: 'ethnicity',
  1357: 'homeEmail',
  1358: 'preferredName',
  3991: 'country',
};

const dates = [
  'hireDate',
  'originalHireDate',
  'dateOfBirth',
  'lastChanged',
  'employeeStatusDate',
  'terminationDate',
  'payRateEffectiveDate',
  'bonusDate',
  'commissionDate',
  'earningsDate',
  '4047',
  '4175',
];

/**
 * The column that brings a field; undefined when none does. An account's own fields have to be
 * known. Their amounts have no column that names the currency, so they cannot be brought.
 */
export function columnOf(name: string, known: KnownAccount): DatasetColumn | undefined {
  const field = findField(known.fields, name);
  const standard = [name, field?.alias, field?.id, standardNumbers[name]].find(
    (one): one is string => typeof one === 'string' && Object.hasOwn(standardColumns, one),
  );
  if (standard !== undefined) {
    const [column = '', currency] = (standardColumns[standard] ?? '').split('/');
    const type = currency === undefined ? (field?.type ?? typeOf(standard)) : 'currency';
    return { name: column, currency, type };
  }
  if (field === undefined || field.type === 'currency' || !isOwnField(field, known)) return undefined;
  return { name: `customField${field.id}`, currency: undefined, type: field.type };
}

function typeOf(standard: string): string {
  return dates.includes(standard) ? 'date' : 'text';
}

// Fields that an account made have an alias of this form and a whole number. Columns of its own
// tables do too, and stand in the dataset only as histories.
function isOwnField(
  { id, alias }: { readonly id: string; readonly alias: string | null },
  { tables }: KnownAccount,
): boolean {
  const isColumn = tables.some(({ columns }) => columns.some((column) => column.id === id));
  return alias !== null && /^custom/.test(alias) && /^\d+$/.test(id) && !isColumn;
}

/** A value of a row as a report would tell it. */
export function readColumn(
  row: Readonly<Record<string, unknown>>,
  { name, currency, type }: DatasetColumn,
): SourceValue {
  const value = row[name];
  if (type === 'currency') return readAmount(value, currency === undefined ? undefined : row[currency]);
  if (type === 'date' || type === 'timestamp')
    return typeof value === 'string' && value.startsWith('0000-00-00') ? null : toSourceValue(value);
  if (type === 'bool' && (value === 'true' || value === 'false')) return value === 'true';
  return toSourceValue(value);
}

function readAmount(value: unknown, currency: unknown): SourceValue {
  if (typeof value !== 'string' && typeof value !== 'number') return toSourceValue(value);
  const amount = toMoney(value);
  if (amount === null) return String(value).trim() === '' ? null : value;
  return typeof currency === 'string' && currency !== '' ? { ...amount, currency } : amount;
}

// The fields of a hire as a person reviews them: their names, where they stand, how they are typed. Pure.
import type { HireFields, ListedField, OptionField } from '@joinery/sdk';

export type ReviewField = Exclude<keyof HireFields, 'other'>;
export type Section = 'person' | 'job' | 'pay' | 'address';

interface FieldWords {
  label: string;
  section: Section;
  type?: 'date' | 'email' | 'tel';
  /** What is usual there; others may be typed. */
  usual?: readonly string[];
  hint?: string;
}

const payPeriods = ['Hour', 'Day', 'Week', 'Month', 'Quarter', 'Year'];
const payTypes = [
  'Salary',
  'Hourly',
  'Commission',
  'Exception Hourly',
  'Monthly',
  'Piece Rate',
  'Contract',
  'Daily',
];

export const reviewFields: Record<ReviewField, FieldWords> = {
  firstName: { label: 'First name', section: 'person' },
  lastName: { label: 'Last name', section: 'person' },
  middleName: { label: 'Middle name', section: 'person' },
  preferredName: { label: 'Preferred name', section: 'person' },
  homeEmail: { label: 'Personal e-mail', section: 'person', type: 'email' },
  workEmail: { label: 'Work e-mail', section: 'person', type: 'email' },
  mobilePhone: { label: 'Mobile phone', section: 'person', type: 'tel' },
  homePhone: { label: 'Home phone', section: 'person', type: 'tel' },
  dateOfBirth: { label: 'Date of birth', section: 'person', type: 'date' },
  hireDate: { label: 'Start date', section: 'job', type: 'date' },
  employmentStatus: { label: 'Employment status', section: 'job' },
  jobTitle: { label: 'Job title', section: 'job' },
  department: { label: 'Department', section: 'job' },
  division: { label: 'Division', section: 'job' },
  location: { label: 'Location', section: 'job' },
  reportsTo: { label: 'Reports to', section: 'job', hint: 'First and last name, as in BambooHR' },
  payRate: { label: 'Pay rate', section: 'pay', hint: 'Such as 52000 or 31.50' },
  payCurrency: { label: 'Currency', section: 'pay', hint: 'Three letters, such as EUR' },
  payType: { label: 'Pay type', section: 'pay', usual: payTypes },
  payPer: { label: 'Paid per', section: 'pay', usual: payPeriods },
  paySchedule: { label: 'Pay schedule', section: 'pay' },
  payReason: { label: 'Reason', section: 'pay' },
  exempt: { label: 'Overtime', section: 'pay', usual: ['Exempt', 'Non-exempt'] },
  address1: { label: 'Address', section: 'address' },
  address2: { label: 'Address, second line', section: 'address' },
  city: { label: 'City', section: 'address' },
  state: { label: 'State or province', section: 'address' },
  zipcode: { label: 'Postcode', section: 'address' },
  country: { label: 'Country', section: 'address' },
};

export const reviewFieldNames = Object.keys(reviewFields) as ReviewField[];
export const isReviewField = (name: string): name is ReviewField => name in reviewFields;
export const fieldsOf = (section: Section): ReviewField[] =>
  reviewFieldNames.filter((name) => reviewFields[name].section === section);

const openLists: readonly OptionField[] = [
  'employmentStatus',
  'jobTitle',
  'department',
  'division',
  'location',
];
/** Fields whose value BambooHR has to know. */
export const listFields: readonly ListedField[] = [
  ...openLists,
  'reportsTo',
  'payType',
  'payPer',
  'paySchedule',
];
export const isListField = (name: string): name is ListedField =>
  (listFields as readonly string[]).includes(name);
/** Those whose list can get further options. */
export const isOpenList = (name: string): name is OptionField =>
  (openLists as readonly string[]).includes(name);

export const neededFields: readonly ReviewField[] = ['firstName', 'lastName', 'hireDate'];

/** A field by its name in the API, also one of the account's own. */
export function fieldLabel(name: string): string {
  if (isReviewField(name)) return reviewFields[name].label;
  return name.replace(/^other\./, '');
}

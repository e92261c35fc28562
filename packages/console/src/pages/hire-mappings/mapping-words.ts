import {
  type MappingChange,
  type MappingFile,
  type MappingFormat,
  type MappingRule,
  type MappingSource,
  mappingSources,
} from '@joinery/sdk';

/** Fields of a hire as people call them, in the order in which they are shown. */
export const targetNames: Record<string, string> = {
  firstName: 'First name',
  middleName: 'Middle name',
  lastName: 'Last name',
  preferredName: 'Preferred name',
  workEmail: 'Work e-mail',
  homeEmail: 'Home e-mail',
  mobilePhone: 'Mobile phone',
  homePhone: 'Home phone',
  dateOfBirth: 'Date of birth',
  address1: 'Address, line 1',
  address2: 'Address, line 2',
  city: 'City',
  state: 'State',
  zipcode: 'Postcode',
  country: 'Country',
  hireDate: 'Hire date',
  employmentStatus: 'Employment status',
  jobTitle: 'Job title',
  department: 'Department',
  division: 'Division',
  location: 'Location',
  reportsTo: 'Reports to',
  payRate: 'Pay rate',
  payCurrency: 'Pay currency',
  payType: 'Pay type',
  payPer: 'Paid per',
  paySchedule: 'Pay schedule',
  payReason: 'Reason of the pay',
  exempt: 'Overtime status',
};

export const otherPrefix = 'other.';

export function targetName(to: string): string {
  return targetNames[to] ?? (to.startsWith(otherPrefix) ? to.slice(otherPrefix.length) : to);
}

const nouns: Record<string, string> = {
  candidate: 'Candidate',
  application: 'Application',
  offer: 'Offer',
  job: 'Job',
  company: 'Company',
};

/** The sources in groups, for choosing. */
export function sourceChoices(): { group: string; items: { value: string; label: string }[] }[] {
  return Object.entries(nouns).map(([noun, group]) => ({
    group,
    items: Object.keys(mappingSources)
      .filter((name) => name.startsWith(`${noun}.`))
      .map((value) => ({ value, label: sourceName(value) })),
  }));
}

export function sourceName(name: string): string {
  const label = (mappingSources as Record<string, string>)[name];
  const noun = nouns[name.split('.')[0] ?? ''];
  return label === undefined || noun === undefined ? name : `${noun}: ${label}`;
}

export function sourceWords(source: MappingSource): string {
  if ('field' in source) return sourceName(source.field);
  if ('constant' in source) return `always “${source.constant}”`;
  return `text “${source.template}”`;
}

const caseWords = { upper: 'in capitals', lower: 'in small letters', title: 'With Capital Initials' };
const countryWords = { name: 'its name', alpha2: 'two letters', alpha3: 'three letters' };

export function formatWords(format: MappingFormat | undefined): string | null {
  if (format === undefined) return null;
  if ('date' in format)
    return `date as ${format.date}${format.from === undefined ? '' : `, read as ${format.from}`}`;
  if ('country' in format) return `country by ${countryWords[format.country]}`;
  if ('phone' in format) return `phone as +…${format.region === undefined ? '' : `, of ${format.region}`}`;
  return caseWords[format.case];
}

export const fileWords: Record<MappingFile['kind'], string> = {
  resume: 'Newest résumé',
  cover_letter: 'Cover letters',
  offer: 'Offer',
  other: 'Other documents',
};

/** One difference of two versions as a sentence. */
export function changeWords({ part, change, before, after }: MappingChange): string {
  const [kind = '', ...name] = part.split('.');
  const what =
    kind === 'files' ? (fileWords[name[0] as MappingFile['kind']] ?? part) : targetName(name.join('.'));
  if (change === 'removed') return `${what}: removed`;
  const now = after === null ? '' : itemWords(after);
  if (change === 'added' || before === null) return `${what}: added, ${now}`;
  return itemWords(before) === now
    ? `${what}: ${valuesChanged(before, after)}`
    : `${what}: ${itemWords(before)}, now ${now}`;
}

function itemWords(item: MappingRule | MappingFile): string {
  if ('kind' in item) return item.category ?? 'a category whose name fits';
  const format = formatWords(item.format);
  return `${item.from.map(sourceWords).join(', else ')}${format === null ? '' : `, ${format}`}`;
}

function valuesChanged(before: MappingChange['before'], after: MappingChange['after']): string {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const added = Object.entries(now).filter(([given, sent]) => old[given] !== sent);
  const removed = Object.keys(old).filter((given) => !Object.hasOwn(now, given));
  return [
    ...added.map(([given, sent]) => `“${given}” is sent as “${sent}”`),
    ...removed.map((given) => `“${given}” is sent as it is`),
  ].join(', ');
}

function valuesOf(item: MappingChange['before']): Record<string, string> {
  return item !== null && 'to' in item ? (item.values ?? {}) : {};
}

// What the review form says: where values come from, why somebody is shown, what is sent. Pure.
import { type HireDuplicate, type HirePerson, type HirePreview, mappingSources } from '@joinery/sdk';
import { formatDate } from '../../ui/dates.ts';

const nouns: Record<string, string> = {
  candidate: 'the candidate',
  application: 'the application',
  offer: 'the offer',
  job: 'the job',
  company: 'the company',
};

/** `From the job: title`, of what the server names `job.title`. */
export function sourceWords(from: string): string {
  if (from === 'given') return 'As it was decided';
  // Sources that were blank, or not needed, say nothing about this value.
  const needed = from.replace(/, before .*$/, '').replace(/, as .+? (is|are) blank/, '');
  const words = needed.replace(
    /\b(candidate|application|offer|job|company)\.(\w+)/g,
    (name, noun: string) => {
      const label = mappingSources[name as keyof typeof mappingSources];
      return `${nouns[noun]}: ${label === undefined ? name.slice(noun.length + 1) : lowered(label)}`;
    },
  );
  if (words !== needed && needed.match(/^(candidate|application|offer|job|company)\./))
    return `From ${words}`;
  return needed.startsWith('“') ? `Always ${words}` : words;
}

const lowered = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

const howWords: Record<HireDuplicate['how'][number], string> = {
  marker: 'same marker',
  email: 'same e-mail address',
  phone: 'same phone number',
  name_birth_date: 'same name and date of birth',
  name: 'same name',
};

/** Why somebody is shown beside the candidate, the strongest reason first. */
export function matchWords(how: HireDuplicate['how']): string {
  const strongest = how.includes('name_birth_date') ? how.filter((one) => one !== 'name') : how;
  const order = Object.keys(howWords);
  const words = strongest.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)).map((one) => howWords[one]);
  return new Intl.ListFormat('en-GB').format(words);
}

export interface ComparedLine {
  label: string;
  here: string | null;
  there: (string | null)[];
  /** By employee: whether it reads the same as here. Null where one of both is not known. */
  same: (boolean | null)[];
}

type Fields = HirePreview['fields'];
type Shown = 'name' | 'workEmail' | 'homeEmail' | 'phone' | 'status' | 'hireDate' | 'jobTitle';

const hiddenWords = 'Hidden from you';

/** Whom to ask about what is hidden of those found; null when nothing is. */
export function hiddenAdvice({
  duplicates,
  mayBeAsked,
}: Pick<HirePreview, 'duplicates' | 'mayBeAsked'>): string | null {
  const numbers = duplicates.filter(({ hidden }) => hidden.length > 0).map((found) => found.employeeNumber);
  if (numbers.length === 0) return null;
  const list = (words: string[], type: 'conjunction' | 'disjunction') =>
    new Intl.ListFormat('en-GB', { type }).format(words);
  const about = `${numbers.length === 1 ? 'employee' : 'employees'} ${list(numbers, 'conjunction')}`;
  const whom = mayBeAsked.length === 0 ? 'somebody whose access level does' : list(mayBeAsked, 'disjunction');
  return `Your access level does not show you everything of ${about}. If you cannot tell whether it is the same person, ask ${whom}.`;
}

/** The candidate beside each of those who look alike, line by line. */
export function compareLines(
  fields: Partial<Record<keyof Fields, unknown>>,
  people: HireDuplicate[],
): ComparedLine[] {
  const text = (name: keyof Fields): string | null => {
    const value = fields[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const name = [text('firstName'), text('lastName')].filter((part) => part !== null).join(' ') || null;
  const mails = [text('homeEmail'), text('workEmail')];
  const phones = [text('mobilePhone'), text('homePhone')];
  const line = (
    label: string,
    here: string | null,
    part: Shown,
    fold: (value: string) => string = plain,
    others: (string | null)[] = [here],
    read: (person: HireDuplicate) => string | null = (person) => person[part],
  ): ComparedLine => ({
    label,
    here,
    there: people.map((person) => (person.hidden.includes(part) ? hiddenWords : read(person))),
    same: people.map((person) => {
      const value = read(person);
      const ours = others.flatMap((other) => (other === null ? [] : [fold(other)]));
      return value === null || ours.length === 0 ? null : ours.includes(fold(value));
    }),
  });
  const startsOn = dated(text('hireDate'));
  const lines = [
    line('Name', name, 'name'),
    line('Personal e-mail', text('homeEmail'), 'homeEmail', plain, mails),
    line('Work e-mail', text('workEmail'), 'workEmail', plain, mails),
    line('Phone', phones.find((phone) => phone !== null) ?? null, 'phone', digits, phones),
    line('Job title', text('jobTitle'), 'jobTitle'),
    line('Start date', startsOn, 'hireDate', plain, [startsOn], (person) => dated(person.hireDate)),
    { ...line('Status', null, 'status'), here: 'Candidate' },
    birthLine(text('dateOfBirth'), people),
  ];
  return lines.filter(({ here, there }) => here !== null || there.some((value) => value !== null));
}

function birthLine(here: string | null, people: HireDuplicate[]): ComparedLine {
  const said = (matches: boolean | null) => (matches === null ? null : matches ? 'The same' : 'Another');
  return {
    label: 'Date of birth',
    here: dated(here),
    // Theirs is compared at the server and not shown.
    there: people.map(({ dateOfBirthMatches, hidden }) => {
      if (here === null) return null;
      return hidden.includes('dateOfBirth') ? hiddenWords : said(dateOfBirthMatches);
    }),
    same: people.map(({ dateOfBirthMatches }) => (here === null ? null : dateOfBirthMatches)),
  };
}

const plain = (text: string): string => text.trim().toLowerCase();
const digits = (text: string): string => text.replace(/\D/g, '').slice(-9);
const dated = (value: string | null): string | null => (value === null ? null : formatDate(value));

export const isFormer = ({ status }: Pick<HireDuplicate, 'status'>): boolean =>
  status !== null && plain(status) === 'inactive';

export interface PersonChoice {
  person: HirePerson;
  label: string;
  description: string;
}

/** All answers to “Who is this?”; the likelier ones of each person first. */
export function personChoices(people: HireDuplicate[]): PersonChoice[] {
  const several = people.length > 1;
  return [
    ...people.flatMap((person): PersonChoice[] => {
      const { employeeNumber } = person;
      const named =
        person.name === null ? `Employee ${employeeNumber}` : `${person.name} (employee ${employeeNumber})`;
      const rehire: PersonChoice = {
        person: { as: 'rehire', employeeNumber },
        label: several ? `Hire again: ${named}` : 'Hire again',
        description: `${named} comes back: the old record gets the new start date, status, job and pay, and the values that changed.`,
      };
      const existing: PersonChoice = {
        person: { as: 'existing', employeeNumber },
        label: several ? `Already there: ${named}` : 'Already there',
        description: `${named} was made for this hire: the person is left as it is, and the rest is added.`,
      };
      return isFormer(person) ? [rehire, existing] : [existing, rehire];
    }),
    {
      person: { as: 'new' },
      label: 'A new person',
      description: `${several ? 'None of these is this person' : 'That is somebody else'}: a new employee is made.`,
    },
  ];
}

export interface ValueLine {
  name: string;
  value: string;
}

/** The values of a call, nested ones by their path, nothing left out. */
export function valueLines(values: Record<string, unknown>, path = ''): ValueLine[] {
  return Object.entries(values).flatMap(([key, value]): ValueLine[] => {
    const name = path === '' ? key : `${path}.${key}`;
    if (value === null || value === undefined) return [{ name, value: 'empty' }];
    if (typeof value === 'object' && !Array.isArray(value))
      return valueLines(value as Record<string, unknown>, name);
    return [{ name, value: typeof value === 'string' ? value : JSON.stringify(value) }];
  });
}

/** How completely people were looked through, when that matters. */
export function searchWords({
  searched,
  searchProblem,
  duplicates,
}: Pick<HirePreview, 'searched' | 'searchProblem' | 'duplicates'>): string | null {
  if (searched === 'partly')
    return `Not everybody and everything in BambooHR could be compared, so that nobody is shown does not mean that nobody is there. ${searchProblem ?? ''}`.trim();
  return duplicates.length === 0 ? 'Nobody alike is in BambooHR, former employees included.' : null;
}
